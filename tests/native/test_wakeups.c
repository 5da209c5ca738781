/* tests/native: who writes the eventfd, and how often. */
#include "fixture.h"

#include <sched.h>

/* A reaper that sleeps is woken once for each command that finds it so. */
static void one_each(bool uring)
{
	struct fixture f = { .expected_res = uring ? 0 : -EOPNOTSUPP };
	unsigned int i;

	if (uring)
		fixture_open(&f, fixture_config(4));
	else
		fixture_open_no_uring(&f, fixture_config(4));
	for (i = 1; i <= 100; i++) {
		fixture_wait_asleep(&f);
		cell_null(&f, i % 4, i);
		rnvme_ring_publish(f.ring, i % 4);
		WAIT_FOR(atomic_load(&f.completed) == i);
	}
	fixture_wait_asleep(&f);
	CHECK_EQ(COUNTER(&f, wakeups), 100);
	rnvme_ring_close(f.ring);
	WAIT_FOR(atomic_load(&f.stopped));
	CHECK_EQ(COUNTER(&f, wakeups), 102); /* the close, and the reaper's own last one */
	fixture_wait_closed(&f);
}

/* Awake, it is not woken. */
static void none_while_awake(void)
{
	struct fixture f = { 0 };
	unsigned int i;

	fixture_open(&f, fixture_config(64));
	fixture_hold(&f); /* which took one */
	for (i = 0; i < 64; i++) {
		cell_null(&f, i, i);
		rnvme_ring_publish(f.ring, i);
	}
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == 64);
	fixture_wait_asleep(&f);
	CHECK(COUNTER(&f, wakeups) <= 1);
	fixture_close(&f);
}

static _Atomic bool let_go, caught;

static void stand_still(int signal)
{
	(void)signal;
	atomic_store(&caught, true);
	while (!atomic_load(&let_go))
		harness_pause();
}

/*
 * A burst to a sleeping reaper costs one write, however large. A signal handler keeps the reaper from
 * getting up before the burst is over.
 */
static void one_a_burst(void)
{
	struct fixture f = { 0 };
	uint64_t wakeups;
	unsigned int i;

#ifdef __SANITIZE_THREAD__
	return; /* it puts signals off to the next call it knows, and io_uring_enter is none */
#endif
	signal(SIGUSR1, stand_still);
	fixture_open(&f, fixture_config(64));
	fixture_wait_asleep(&f);
	wakeups = COUNTER(&f, wakeups);
	CHECK(!pthread_kill(f.reaper, SIGUSR1));
	WAIT_FOR(atomic_load(&caught));
	for (i = 0; i < 64; i++) {
		cell_null(&f, i, i);
		rnvme_ring_publish(f.ring, i);
	}
	rnvme_ring_timer(f.ring, 0);
	CHECK_EQ(atomic_load(&f.control->wake), RNVME_WAKING);
	atomic_store(&let_go, true);
	WAIT_FOR(atomic_load(&f.completed) == 64 && atomic_load(&f.timers) == 1);
	fixture_wait_asleep(&f);
	CHECK_EQ(COUNTER(&f, wakeups), wakeups + 1);
	fixture_close(&f);
}

/* From four threads: never more wake-ups than times the reaper went to the kernel. */
static void *bursts(void *arg)
{
	struct fixture *f = arg;
	static _Atomic unsigned int next;
	unsigned int slot = atomic_fetch_add(&next, 1);
	uint64_t i;

	for (i = 1; i <= HARNESS_ROUNDS(5000); i++) {
		/* One slot each: this thread's former command is among the completed. */
		while (atomic_load((_Atomic uint64_t *)f->context + slot) != i - 1)
			sched_yield();
		cell_null(f, slot, slot);
		rnvme_ring_publish(f->ring, slot);
	}
	return NULL;
}

static void back(struct fixture *f, const struct rnvme_completion *c)
{
	atomic_fetch_add((_Atomic uint64_t *)f->context + c->user_data, 1);
}

static void no_more_than_sleeps(void)
{
	static _Atomic uint64_t done[4];
	struct fixture f = { .on_completion = back, .context = done };
	pthread_t threads[4];
	unsigned int i;

	fixture_open(&f, fixture_config(4));
	for (i = 0; i < 4; i++)
		CHECK(!pthread_create(&threads[i], NULL, bursts, &f));
	for (i = 0; i < 4; i++)
		CHECK(!pthread_join(threads[i], NULL));
	WAIT_FOR(atomic_load(&f.completed) == 4 * HARNESS_ROUNDS(5000));
	fixture_wait_asleep(&f);
	CHECK(COUNTER(&f, wakeups) <= COUNTER(&f, enters));
	CHECK(COUNTER(&f, wakeups) <= COUNTER(&f, submitted));
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	one_each(false);
	one_each(true);
	none_while_awake();
	one_a_burst();
	no_more_than_sleeps();
	return 0;
}
