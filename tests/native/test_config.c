/* tests/native: what rnvme_ring_open refuses, and what the control block says. */
#include "fixture.h"

static void refused(struct rnvme_config config)
{
	struct fixture f = { 0 };

	CHECK_EQ(fixture_try_open(&f, config), -EINVAL);
	CHECK(!atomic_load(&f.started));
	CHECK(!f.ring);
}

static void bad_values(void)
{
	struct rnvme_config config;
	struct rnvme_ring *ring = NULL;

	config = fixture_config(0);
	refused(config);
	config = fixture_config(RNVME_MAX_SLOTS + 1);
	refused(config);
	config = fixture_config((unsigned int)-1);
	refused(config);
	config = fixture_config(8);
	config.batch = 0;
	refused(config);
	config.batch = RNVME_MAX_SLOTS + 1;
	refused(config);
	config = fixture_config(8);
	config.ioctl_threads = (unsigned int)-1;
	refused(config);
	config = fixture_config(8);
	config.flags = 1U << 31;
	refused(config);
	config = fixture_config(8); /* no callbacks */
	CHECK_EQ(rnvme_ring_open(&config, &ring), -EINVAL);
	CHECK(!ring);
}

/* A refusing start callback: its own code comes back, stop is not called, nothing is left. */
static void start_refuses(unsigned int flags)
{
	struct rnvme_config config = fixture_config(64);
	struct fixture warm_up = { 0 };
	unsigned int fds, threads, i;

	config.flags = flags;
	CHECK_EQ(fixture_try_open(&warm_up, config),
		 0); /* sanitizers start a thread with the first */
	fixture_close(&warm_up);
	WAIT_FOR(!proc_count_threads("nvme-reaper"));
	fds = proc_count_entries("fd");
	threads = proc_count_entries("task");
	for (i = 0; i < HARNESS_ROUNDS(100); i++) {
		struct fixture f = { .start_result = -EXDEV };

		CHECK_EQ(fixture_try_open(&f, config), -EXDEV);
		CHECK(!atomic_load(&f.stopped));
	}
	CHECK_EQ(proc_count_entries("fd"), fds);
	/* Joined, but the kernel may need a moment more to take it off the list. */
	WAIT_FOR(proc_count_entries("task") <= threads);
}

static void layout(unsigned int slots, unsigned int batch)
{
	struct rnvme_config config = fixture_config(slots);
	struct fixture f = { 0 };
	struct rnvme_control *c;
	size_t i;

	config.batch = batch;
	fixture_open(&f, config);
	c = f.control;
	CHECK_EQ(c->slots, slots);
	CHECK_EQ(c->batch_capacity, batch);
	CHECK(c->queue_capacity >= slots && c->queue_capacity < 2 * slots);
	CHECK_EQ(c->queue_capacity & (c->queue_capacity - 1), 0);
	CHECK(c->queue_offset >= sizeof(*c));
	CHECK_EQ(c->queue_offset % RNVME_CACHE_LINE, 0);
	CHECK(c->batch_offset >= c->queue_offset + c->queue_capacity * sizeof(uint32_t));
	CHECK_EQ(c->batch_offset % RNVME_CACHE_LINE, 0);
	CHECK(c->size >= c->batch_offset + batch * sizeof(struct rnvme_completion));
	CHECK_EQ(c->uring_error, 0);
	CHECK(c->setup_flags & IORING_SETUP_SQE128 && c->setup_flags & IORING_SETUP_CQE32);
	CHECK(c->features & IORING_FEAT_EXT_ARG);
	CHECK_EQ(atomic_load(&c->timer_ns), INT64_MAX);
	CHECK_EQ(atomic_load(&c->tail), 0);
	for (i = 0; i < (size_t)slots * RNVME_CELL_SIZE; i++)
		CHECK_EQ(f.cells[i], 0);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	bad_values();
	start_refuses(RNVME_RING_NO_URING);
	start_refuses(0);
	layout(1, 1);
	layout(2, 3);
	layout(63, 64);
	layout(64, 128);
	layout(1000, RNVME_MAX_SLOTS);
	return 0;
}
