/* tests/native: what a receiver may do from within deliver: publish, ask for more, enter files. */
#include "fixture.h"

#define COMMANDS 10000

/* Each completion sends the next command in the same slot, until there were enough. */
struct chain {
	uint64_t left;
	uint64_t seen;
	uint64_t expected_seen[8];
	bool ask_for_more;
};

static void send_again(struct fixture *f, const struct rnvme_completion *c)
{
	struct chain *chain = f->context;
	unsigned int slot = (unsigned int)(c->user_data & 7);

	CHECK_EQ(c->res, f->expected_res);
	CHECK_EQ(c->user_data >> 3, chain->expected_seen[slot]++); /* in its order, none twice */
	chain->seen++;
	if (chain->left) {
		chain->left--;
		cell_null(f, slot, chain->expected_seen[slot] << 3 | slot);
		rnvme_ring_publish_own(f->ring, slot);
	}
}

static void ask_for_more(struct fixture *f, unsigned int n, int timer_fired)
{
	struct chain *chain = f->context;
	int fired = 0;

	(void)timer_fired;
	while (chain->ask_for_more && (n = rnvme_ring_next(f->ring, &fired), n || fired)) {
		for (unsigned int i = 0; i < n; i++)
			send_again(f, &f->batch[i]);
		atomic_fetch_add(&f->timers, (uint64_t)fired);
		atomic_fetch_add(&f->completed, n);
	}
}

static void chains(bool uring, bool more, unsigned int batch)
{
	struct chain chain = { .left = COMMANDS - 8, .ask_for_more = more };
	struct fixture f = { .on_completion = send_again,
			     .on_deliver = ask_for_more,
			     .context = &chain,
			     .expected_res = uring ? 0 : -EOPNOTSUPP };
	struct rnvme_config config = fixture_config(8);

	config.batch = batch;
	if (uring)
		fixture_open(&f, config);
	else
		fixture_open_no_uring(&f, config);
	fixture_hold(&f);
	for (unsigned int slot = 0; slot < 8; slot++) {
		cell_null(&f, slot, slot);
		rnvme_ring_publish(f.ring, slot);
	}
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == COMMANDS);
	fixture_wait_asleep(&f);
	CHECK_EQ(chain.seen, COMMANDS);
	CHECK_EQ(COUNTER(&f, submitted), COMMANDS);
	CHECK(COUNTER(&f, wakeups) <= 2); /* from within none is needed */
	/* With a call for more, one delivery serves for as long as there is work. */
	if (more && uring)
		CHECK(COUNTER(&f, upcalls) < 10);
	CHECK(f.largest_delivery <= batch);
	fixture_close(&f);
}

/* A command that takes its time is not polled for: the receiver is sent home. */
static void nothing_more(void)
{
	struct chain chain = { .ask_for_more = true };
	struct fixture f = { .on_deliver = ask_for_more, .context = &chain, .expected_res = 8 };
	uint64_t enters;
	uint64_t word;
	int ends[2];

	CHECK(!pipe(ends));
	fixture_open(&f, fixture_config(2));
	cell_read(&f, 0, 1, ends[0], &word, sizeof(word));
	rnvme_ring_publish(f.ring, 0);
	WAIT_FOR(COUNTER(&f, submitted) == 1);
	fixture_wait_asleep(&f);
	rnvme_ring_timer(f.ring, 0);
	WAIT_FOR(atomic_load(&f.timers) == 1);
	fixture_wait_asleep(&f);
	enters = COUNTER(&f, enters);
	fixture_let_others_run();
	CHECK_EQ(COUNTER(&f, enters), enters);
	CHECK_EQ(write(ends[1], &word, sizeof(word)), sizeof(word));
	WAIT_FOR(atomic_load(&f.completed) == 1);
	fixture_close(&f);
	close(ends[0]);
	close(ends[1]);
}

static _Atomic uint64_t stalls;

static void count_stall(struct fixture *f, unsigned int n, int64_t ns)
{
	(void)f;
	CHECK_EQ(n, 0); /* a timer's delivery */
	CHECK(ns > 1000000);
	atomic_fetch_add(&stalls, 1);
}

static void stall(void)
{
	struct fixture f = { .on_stalled = count_stall };
	struct rnvme_config config = fixture_config(1);
	struct timespec begin, now;

	config.stall_ns = 1000000;
	fixture_open_no_uring(&f, config);
	fixture_hold(&f);
	clock_gettime(CLOCK_MONOTONIC_COARSE, &begin);
	do { /* its clock has ticked, and by more than that */
		harness_pause();
		clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	} while ((now.tv_sec - begin.tv_sec) * 1000000000L + now.tv_nsec - begin.tv_nsec <=
		 1000000);
	fixture_release(&f);
	WAIT_FOR(atomic_load(&stalls) == 1);
	fixture_close(&f);
}

static int wanted_fd, index_of_file, file_result;

static void enter_file(struct fixture *f, unsigned int n, int timer_fired)
{
	(void)n;
	if (timer_fired)
		file_result = rnvme_ring_file(f->ring, (unsigned int)index_of_file, wanted_fd);
}

static int file(struct fixture *f, int index, int fd)
{
	uint64_t timers = atomic_load(&f->timers);

	index_of_file = index;
	wanted_fd = fd;
	rnvme_ring_timer(f->ring, 0);
	WAIT_FOR(atomic_load(&f->timers) > timers);
	return file_result;
}

static void files(void)
{
	struct fixture f = { .on_deliver = enter_file };
	int fd;

	fixture_open(&f, fixture_config(2));
	fd = dup(f.null_fd);
	if (file(&f, 3, fd) == -ENXIO)
		SKIP("a table of files (Linux 5.19)");
	close(fd); /* the table has a hold of its own */
	cell_prepare(&f, 0, IORING_OP_URING_CMD, 3, 1)->flags = RNVME_SQE_FIXED_FILE;
	rnvme_ring_publish(f.ring, 0);
	WAIT_FOR(atomic_load(&f.completed) == 1);

	CHECK_EQ(file(&f, 3, -1), 0);
	f.expected_res = -EBADF;
	cell_prepare(&f, 0, IORING_OP_URING_CMD, 3, 2)->flags = RNVME_SQE_FIXED_FILE;
	rnvme_ring_publish(f.ring, 0);
	WAIT_FOR(atomic_load(&f.completed) == 2);

	CHECK_EQ(file(&f, RNVME_FILES, f.null_fd), -ENXIO);
	CHECK(file(&f, 0, 999999) < 0);
	fixture_close(&f);
}

static void no_files_without_a_ring(void)
{
	struct fixture f = { .on_deliver = enter_file };

	fixture_open_no_uring(&f, fixture_config(2));
	CHECK_EQ(file(&f, 0, f.null_fd), -ENXIO);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	chains(false, false, 128);
	chains(false, true, 3);
	stall();
	no_files_without_a_ring();
	chains(true, false, 128);
	chains(true, true, 128);
	chains(true, true, 3);
	nothing_more();
	files();
	return 0;
}
