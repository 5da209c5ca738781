/*
 * tests/native: close waits for what is in flight, asleep, and for whoever owes a write to the
 * eventfd.
 */
#include "fixture.h"

/* Asleep means: the reaper does not go to the kernel again while others run. */
static void check_waits_asleep(struct fixture *f)
{
	uint64_t enters;

	fixture_wait_asleep(f);
	enters = COUNTER(f, enters);
	fixture_let_others_run();
	CHECK(!atomic_load(&f->stopped));
	CHECK_EQ(COUNTER(f, enters), enters);
}

static void for_commands(unsigned int reads)
{
	struct fixture f = { .expected_res = 1 };
	char buffers[8];
	unsigned int i;
	int fds[2];

	CHECK(!pipe(fds));
	fixture_open(&f, fixture_config(8));
	for (i = 0; i < reads; i++) {
		cell_read(&f, i, i, fds[0], &buffers[i], 1);
		rnvme_ring_publish(f.ring, i);
	}
	rnvme_ring_close(f.ring);
	for (i = 0; i < reads; i++) {
		check_waits_asleep(&f);
		CHECK_EQ(write(fds[1], "x", 1), 1);
		WAIT_FOR(atomic_load(&f.completed) == i + 1);
	}
	fixture_wait_closed(&f);
	close(fds[0]);
	close(fds[1]);
}

static void slot_again(struct fixture *f, const struct rnvme_completion *c)
{
	CHECK_EQ(c->res, 1);
	if (c->user_data) {
		cell_read(f, 0, c->user_data - 1, *(int *)f->context, cell_argument(f, 1), 1);
		rnvme_ring_publish(f->ring, 0);
	}
}

/* What deliver publishes after the close still counts. */
static void for_what_deliver_publishes(void)
{
	int fds[2];
	struct fixture f = { .on_completion = slot_again, .context = fds };
	unsigned int i;

	CHECK(!pipe(fds));
	fixture_open(&f, fixture_config(2));
	cell_read(&f, 0, 3, fds[0], cell_argument(&f, 1), 1);
	rnvme_ring_publish(f.ring, 0);
	rnvme_ring_close(f.ring);
	for (i = 0; i < 4; i++) {
		check_waits_asleep(&f);
		CHECK_EQ(write(fds[1], "x", 1), 1);
		WAIT_FOR(atomic_load(&f.completed) == i + 1);
	}
	fixture_wait_closed(&f);
	close(fds[0]);
	close(fds[1]);
}

static void nothing(int signal)
{
	(void)signal;
}

/*
 * The test takes the state word to WAKING, as a producer does that is then held up before its write.
 * Something else gets the reaper up; but the ring, and its eventfd with it, stays until the write is
 * done, or that would go to whatever file has the number by then.
 */
static void for_a_wake_that_is_owed(bool uring)
{
	struct fixture f = { .expected_res = 1 };
	uint32_t sleeping = RNVME_SLEEPING;
	uint64_t enters, wakeups;
	char buffer;
	int fds[2];

	CHECK(!pipe(fds));
	if (uring) {
		fixture_open(&f, fixture_config(1));
		cell_read(&f, 0, 0, fds[0], &buffer, 1);
		rnvme_ring_publish(f.ring, 0);
	} else {
		fixture_open_no_uring(&f, fixture_config(1));
		signal(SIGUSR1, nothing);
	}
	fixture_wait_asleep(&f);
	wakeups = COUNTER(&f, wakeups);
	CHECK(atomic_compare_exchange_strong(&f.control->wake, &sleeping, RNVME_WAKING));
	if (uring)
		CHECK_EQ(write(fds[1], "x", 1), 1);
	else
		CHECK(!pthread_kill(f.reaper, SIGUSR1));
	fixture_wait_asleep(&f); /* again */
	CHECK_EQ(COUNTER(&f, wakeups), wakeups);

	rnvme_ring_close(f.ring);
	WAIT_FOR(COUNTER(&f, wakeups) >= wakeups + 1);
	fixture_let_others_run();
	enters = COUNTER(&f, enters);
	fixture_let_others_run();
	CHECK(!atomic_load(&f.stopped));
	CHECK_EQ(COUNTER(&f, enters), enters);
	rnvme_ring_wake(f.ring);
	WAIT_FOR(atomic_load(&f.stopped));
	CHECK_EQ(COUNTER(&f, wakeups), wakeups + 3); /* the close, this one, the reaper's own */
	fixture_wait_closed(&f);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	harness_time_limit(60);
	for_commands(1);
	for_commands(8);
	for_what_deliver_publishes();
	for_a_wake_that_is_owed(true);
	for_a_wake_that_is_owed(false);
	return 0;
}
