/*
 * tests/native: a wanted time is never lost, however the producers that lower the timer and the reaper
 * that takes it interleave. Each producer notes its own time, lowers the timer, and waits to be
 * served; deliver serves what has come, and lowers the timer to the rest: what a user does.
 */
#include "fixture.h"

#include <sched.h>

#define THREADS 3
#define ROUNDS HARNESS_ROUNDS(6000)
#define ROUNDS_TOGETHER HARNESS_ROUNDS(30000)
#define NONE INT64_MAX

static struct fixture f;
static _Atomic int64_t wanted[THREADS];
static _Atomic uint64_t early;

static void serve(struct fixture *ring, unsigned int n, int timer_fired)
{
	int64_t now = harness_now_ns();
	int64_t next = NONE;
	unsigned int i;

	(void)n;
	if (!timer_fired)
		return;
	for (i = 0; i < THREADS; i++) {
		/* Relaxed: the order is the timer's to give. */
		int64_t at = atomic_load_explicit(&wanted[i], memory_order_relaxed);

		if (at <= now)
			atomic_store_explicit(&wanted[i], NONE, memory_order_relaxed);
		else if (at < next)
			next = at;
	}
	if (next != NONE)
		rnvme_ring_timer(ring->ring, next);
}

static void *want(void *arg)
{
	unsigned int me = (unsigned int)(uintptr_t)arg;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		int64_t at = harness_now_ns() + (i * 7919 + me * 104729) % 60000 - 20000;

		atomic_store_explicit(&wanted[me], at, memory_order_relaxed);
		rnvme_ring_timer(f.ring, at);
		while (atomic_load_explicit(&wanted[me], memory_order_relaxed) != NONE)
			sched_yield();
		if (harness_now_ns() < at)
			atomic_fetch_add(&early, 1);
	}
	return NULL;
}

static void race(unsigned int flags)
{
	struct rnvme_config config = fixture_config(1);
	pthread_t threads[THREADS];
	uintptr_t i;

	memset(&f, 0, sizeof(f));
	f.on_deliver = serve;
	for (i = 0; i < THREADS; i++)
		atomic_store(&wanted[i], NONE);
	config.flags = flags;
	CHECK_EQ(fixture_try_open(&f, config), 0);
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, want, (void *)i));
	harness_waiting = "a lost timer";
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	fixture_close(&f);
	CHECK_EQ(atomic_load(&early), 0);
}

/*
 * Two that want to be served now, a moment apart: the second finds the time of the first, which is no
 * later, and leaves it at that, while the reaper may be taking it. One fire has to serve both, or
 * there is a second one; nobody comes who would make up for a lost one.
 */
struct pair {
	_Atomic unsigned int round;
	_Atomic unsigned int second_done;
};

static void serve_now(struct fixture *ring, unsigned int n, int timer_fired)
{
	unsigned int i;

	(void)ring;
	(void)n;
	(void)timer_fired;
	for (i = 0; i < 2; i++)
		if (atomic_load_explicit(&wanted[i], memory_order_relaxed) != NONE)
			atomic_store_explicit(&wanted[i], NONE, memory_order_relaxed);
}

static void want_now(unsigned int me, unsigned int delay)
{
	volatile unsigned int spin;

	for (spin = 0; spin < delay; spin++)
		;
	atomic_store_explicit(&wanted[me], me, memory_order_relaxed);
	rnvme_ring_timer(f.ring, me);
}

static void *second(void *arg)
{
	struct pair *pair = arg;
	unsigned int i;

	for (i = 1; i <= ROUNDS_TOGETHER; i++) {
		while (atomic_load(&pair->round) != i)
			sched_yield();
		want_now(1, i % 499);
		while (atomic_load_explicit(&wanted[1], memory_order_relaxed) != NONE)
			sched_yield();
		atomic_store(&pair->second_done, i);
	}
	return NULL;
}

static void together(void)
{
	struct pair pair = { 0 };
	pthread_t thread;
	unsigned int i;

	memset(&f, 0, sizeof(f));
	f.on_deliver = serve_now;
	for (i = 0; i < THREADS; i++)
		atomic_store(&wanted[i], NONE);
	CHECK_EQ(fixture_try_open(&f, fixture_config(1)), 0);
	CHECK(!pthread_create(&thread, NULL, second, &pair));
	harness_waiting = "a lost timer of two";
	for (i = 1; i <= ROUNDS_TOGETHER; i++) {
		atomic_store(&pair.round, i);
		want_now(0, i % 101);
		while (atomic_load_explicit(&wanted[0], memory_order_relaxed) != NONE ||
		       atomic_load(&pair.second_done) != i)
			sched_yield();
	}
	CHECK(!pthread_join(thread, NULL));
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(100);
	race(0);
	race(RNVME_RING_NO_URING);
	together();
	return 0;
}
