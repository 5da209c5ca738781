/* tests/native: the reaper looks for work for a while before it sleeps, misses none, and then sleeps. */
#include "fixture.h"

#define FOREVER (3600 * 1000000000LL)
#define COMMANDS 2000

static void open_busy(struct fixture *f, int64_t ns, unsigned int deny, bool uring)
{
	struct rnvme_config config = fixture_config(8);

	config.busy_ns = ns;
	config.setup_deny = deny;
	if (uring)
		fixture_open(f, config);
	else
		fixture_open_no_uring(f, config);
}

/* Everything that can end its sleep ends its looking about, and nobody writes to the eventfd. */
static void work(unsigned int deny, bool uring)
{
	struct fixture f = { .expected_res = uring ? 0 : -EOPNOTSUPP };
	unsigned int i;
	uint64_t word = 1;
	int ends[2];

	open_busy(&f, FOREVER, deny, uring);
	for (i = 1; i <= HARNESS_ROUNDS(COMMANDS); i++) {
		cell_null(&f, i % 8, i);
		rnvme_ring_publish(f.ring, i % 8);
		WAIT_FOR(atomic_load(&f.completed) == i);
	}
	rnvme_ring_timer(f.ring, harness_now_ns() + 1000000);
	WAIT_FOR(atomic_load(&f.timers) == 1);
	rnvme_ring_timer(f.ring, 0);
	WAIT_FOR(atomic_load(&f.timers) == 2);
	/* A blocking ioctl ends on a thread of the pool. */
	f.expected_res = -ENOTTY;
	cell_ioctl(&f, 0, i, f.null_fd, 0xC0484E41);
	rnvme_ring_publish(f.ring, 0);
	WAIT_FOR(atomic_load(&f.completed) == i);
	if (uring) { /* one that the kernel completes later, by task work */
		f.expected_res = sizeof(word);
		CHECK(!pipe(ends));
		cell_read(&f, 1, 1, ends[0], &word, sizeof(word));
		rnvme_ring_publish(f.ring, 1);
		WAIT_FOR(COUNTER(&f, submitted) == i + 1);
		fixture_let_others_run();
		CHECK_EQ(write(ends[1], &word, sizeof(word)), sizeof(word));
		WAIT_FOR(atomic_load(&f.completed) == i + 1);
		close(ends[0]);
		close(ends[1]);
	}
	CHECK_EQ(COUNTER(&f, wakeups), 0);
	CHECK_EQ(atomic_load(&f.control->wake), RNVME_AWAKE);
	fixture_close(&f); /* from its looking about, too */
}

/* With nothing to do for so long it sleeps, and a producer wakes it. */
static void sleeps(bool uring)
{
	struct fixture f = { .expected_res = uring ? 0 : -EOPNOTSUPP };
	unsigned int i;

	open_busy(&f, 100000, 0, uring);
	for (i = 1; i <= 20; i++) {
		fixture_wait_asleep(&f);
		cell_null(&f, 0, i);
		rnvme_ring_publish(f.ring, 0);
		WAIT_FOR(atomic_load(&f.completed) == i);
	}
	CHECK_EQ(COUNTER(&f, wakeups), 20);
	fixture_close(&f);
}

int main(void)
{
	struct rnvme_config config = fixture_config(8);
	struct fixture f = { 0 };

	harness_time_limit(60);
	config.busy_ns = -1;
	CHECK_EQ(fixture_try_open(&f, config), -EINVAL);
	work(0, false);
	sleeps(false);
	work(0, true);
	work(IORING_SETUP_DEFER_TASKRUN, true);
	work(IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_COOP_TASKRUN, true);
	sleeps(true);
	return 0;
}
