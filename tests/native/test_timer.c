/* tests/native: the timer, with and without an io_uring. */
#include "fixture.h"

#define MS 1000000LL
#define HOUR (3600 * 1000 * MS)

static _Atomic int64_t fired_at;

static void note(struct fixture *f, unsigned int n, int timer_fired)
{
	(void)f;
	(void)n;
	if (timer_fired)
		atomic_store(&fired_at, harness_now_ns());
}

static void check_fires(struct fixture *f, uint64_t times, int64_t at)
{
	WAIT_FOR(atomic_load(&f->timers) == times);
	CHECK(atomic_load(&fired_at) >= at); /* never early */
	CHECK_EQ(atomic_load(&f->control->timer_ns), INT64_MAX);
}

static void fires(struct fixture *f)
{
	uint64_t before = atomic_load(&f->timers);
	int64_t at;

	/* To a sleeping reaper that knows of no time. */
	fixture_wait_asleep(f);
	at = harness_now_ns() + 3 * MS;
	rnvme_ring_timer(f->ring, at);
	check_fires(f, before + 1, at);

	/* Lowered while it sleeps towards a later one. */
	rnvme_ring_timer(f->ring, harness_now_ns() + HOUR);
	fixture_wait_asleep(f);
	at = harness_now_ns() + 2 * MS;
	rnvme_ring_timer(f->ring, at);
	check_fires(f, before + 2, at);

	/* The earlier wins, in whatever order they come; the other is forgotten. */
	at = harness_now_ns() + 5 * MS;
	rnvme_ring_timer(f->ring, at);
	rnvme_ring_timer(f->ring, at + HOUR);
	rnvme_ring_timer(f->ring, INT64_MAX);
	check_fires(f, before + 3, at);

	/* Past already: at once, however far. */
	rnvme_ring_timer(f->ring, harness_now_ns() - 1);
	check_fires(f, before + 4, 0);
	rnvme_ring_timer(f->ring, 0);
	check_fires(f, before + 5, 0);
	rnvme_ring_timer(f->ring, INT64_MIN);
	check_fires(f, before + 6, 0);

	/* The farthest that is one: the wait neither overflows nor ends. */
	rnvme_ring_timer(f->ring, INT64_MAX - 1);
	fixture_wait_asleep(f);
	fixture_let_others_run();
	CHECK_EQ(atomic_load(&f->timers), before + 6);
	rnvme_ring_timer(f->ring, 1);
	check_fires(f, before + 7, 0);
}

static void rearm(struct fixture *f, unsigned int n, int timer_fired)
{
	(void)n;
	if (timer_fired && atomic_load(&f->timers) < 19)
		rnvme_ring_timer(f->ring,
				 atomic_load(&f->timers) % 2 ? 0 : harness_now_ns() + MS / 2);
}

/* Set from within deliver, again and again. */
static void rearmed(unsigned int flags)
{
	struct rnvme_config config = fixture_config(1);
	struct fixture f = { .on_deliver = rearm };
	uint64_t wakeups;

	config.flags = flags;
	CHECK_EQ(fixture_try_open(&f, config), 0);
	rnvme_ring_timer(f.ring, 0);
	WAIT_FOR(atomic_load(&f.timers) == 20);
	fixture_wait_asleep(&f);
	wakeups = COUNTER(&f, wakeups);
	CHECK(wakeups <= 1); /* the first */
	fixture_close(&f);
}

/* A command that does not end holds no timer up, and a timer ends no command. */
static void beside_a_command(void)
{
	struct fixture f = { .on_deliver = note, .expected_res = 1 };
	char buffer[4];
	int fds[2];

	CHECK(!pipe(fds));
	fixture_open(&f, fixture_config(1));
	cell_read(&f, 0, 1, fds[0], buffer, sizeof(buffer));
	rnvme_ring_publish(f.ring, 0);
	fires(&f);
	CHECK_EQ(atomic_load(&f.completed), 0);
	CHECK_EQ(write(fds[1], "x", 1), 1);
	WAIT_FOR(atomic_load(&f.completed) == 1);
	fixture_close(&f);
	close(fds[0]);
	close(fds[1]);
}

static void publish_again(struct fixture *f, const struct rnvme_completion *c)
{
	CHECK_EQ(c->res, 0);
	if (!atomic_load(&f->timers)) {
		cell_null(f, 0, 0);
		rnvme_ring_publish(f->ring, 0);
	}
}

/* Nor does a reaper that never gets to sleep. */
static void beside_traffic(void)
{
	struct fixture f = { .on_completion = publish_again };

	fixture_open(&f, fixture_config(1));
	cell_null(&f, 0, 0);
	rnvme_ring_publish(f.ring, 0);
	rnvme_ring_timer(f.ring, harness_now_ns() + MS);
	WAIT_FOR(atomic_load(&f.timers) == 1);
	fixture_close(&f);
}

/* Closed with a time still to come: it does not keep the ring, and does not fire. */
static void closed_before(unsigned int flags)
{
	struct rnvme_config config = fixture_config(1);
	struct fixture f = { 0 };

	config.flags = flags;
	CHECK_EQ(fixture_try_open(&f, config), 0);
	rnvme_ring_timer(f.ring, harness_now_ns() + HOUR);
	fixture_close(&f);
	CHECK_EQ(atomic_load(&f.timers), 0);
}

static void plain(unsigned int flags)
{
	struct rnvme_config config = fixture_config(1);
	struct fixture f = { .on_deliver = note };

	config.flags = flags;
	CHECK_EQ(fixture_try_open(&f, config), 0);
	fires(&f);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	plain(RNVME_RING_NO_URING);
	plain(0);
	rearmed(RNVME_RING_NO_URING);
	rearmed(0);
	closed_before(RNVME_RING_NO_URING);
	closed_before(0);
	beside_a_command();
	beside_traffic();
	return 0;
}
