/*
 * tests/native: a command published at the very moment the reaper lies down is not overlooked. The
 * next one is published a little later after each completion than the one before, so that every point
 * of the reaper's way to sleep is hit. A lost wake-up ends in the time limit.
 */
#include "fixture.h"

#include <sched.h>

static _Atomic uint64_t arrivals;

static void arrived(struct fixture *f, const struct rnvme_completion *c)
{
	(void)f;
	(void)c;
	atomic_fetch_add_explicit(&arrivals, 1, memory_order_release);
}

/* Until n have arrived; busy first, for only then the moment is well aimed. */
static void await(uint64_t n)
{
	unsigned int i;

	for (i = 0; atomic_load_explicit(&arrivals, memory_order_acquire) != n; i++)
		if (i > 2000)
			sched_yield();
}

static void sweep(bool uring)
{
	struct fixture f = { .on_completion = arrived };
	unsigned int rounds = HARNESS_ROUNDS(60000);
	volatile unsigned int spin;
	unsigned int i;

	if (uring)
		fixture_open(&f, fixture_config(2));
	else
		fixture_open_no_uring(&f, fixture_config(2));
	atomic_store(&arrivals, 0);
	for (i = 0; i < rounds; i++) {
		cell_null(&f, i % 2, i);
		for (spin = 0; spin < i % 600; spin++)
			;
		rnvme_ring_publish(f.ring, i % 2);
		harness_waiting = "a command nobody was woken for";
		await(i + 1);
	}
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	sweep(true);
	sweep(false);
	return 0;
}
