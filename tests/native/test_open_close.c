/* tests/native: empty rings open and close by the thousand, and leave nothing behind. */
#include "fixture.h"

static void open_close(unsigned int slots, bool uring)
{
	struct fixture f = { 0 };

	if (uring)
		fixture_open(&f, fixture_config(slots));
	else
		fixture_open_no_uring(&f, fixture_config(slots));
	fixture_close(&f);
}

static void many(bool uring)
{
	unsigned int rounds = HARNESS_ROUNDS(2000);
	unsigned int i, fds, maps, threads;

	/* Once before counting: allocators and stack caches keep what they have got. */
	for (i = 0; i < 16; i++)
		open_close(1U << (i % 10), uring);
	fds = proc_count_entries("fd");
	maps = proc_count_lines("maps");
	threads = proc_count_entries("task");
	for (i = 0; i < rounds; i++)
		open_close(1U << (i % 10), uring);
	/* stop is the last call, but the thread still has to end. Some slack for malloc's arenas. */
	WAIT_FOR(proc_count_entries("task") <= threads);
	CHECK(proc_count_entries("fd") <= fds);
	WAIT_FOR(proc_count_lines("maps") <= maps + 32);
}

/* Several at a time, closed in another order than opened. */
static void side_by_side(void)
{
	struct fixture f[8] = { 0 };
	unsigned int i;

	for (i = 0; i < 8; i++)
		fixture_open(&f[i], fixture_config(8));
	for (i = 0; i < 8; i++)
		rnvme_ring_close(f[(i * 3) % 8].ring);
	for (i = 0; i < 8; i++)
		fixture_wait_closed(&f[i]);
}

int main(void)
{
	harness_time_limit(60);
	many(false);
	many(true);
	side_by_side();
	return 0;
}
