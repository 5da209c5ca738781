/* tests/native: one command, then all slots at once; each completes exactly once. */
#include "fixture.h"

#define SLOTS 100

static uint8_t seen[SLOTS];

static void one(unsigned int slots)
{
	struct fixture f = { 0 };

	fixture_open(&f, fixture_config(slots));
	cell_null(&f, slots - 1, 0x123456789abcdef0);
	rnvme_ring_publish(f.ring, slots - 1);
	WAIT_FOR(atomic_load(&f.completed) == 1);
	CHECK_EQ(f.batch[0].user_data, 0x123456789abcdef0);
	CHECK_EQ(f.batch[0].res, 0);
	CHECK_EQ(f.batch[0].result, 0);
	CHECK_EQ(COUNTER(&f, submitted), 1);
	CHECK_EQ(COUNTER(&f, ioctls), 0);
	CHECK_EQ(COUNTER(&f, ioctl_threads), 0);
	fixture_close(&f);
}

static void mark(struct fixture *f, const struct rnvme_completion *c)
{
	(void)f;
	CHECK_EQ(c->res, 0);
	CHECK((c->user_data ^ UINT64_MAX) < SLOTS + 1);
	seen[(c->user_data ^ UINT64_MAX) - 1]++;
}

/* user_data counts down from the largest: all its 64 bits are the caller's. */
static void all_at_once(void)
{
	struct fixture f = { .on_completion = mark };
	unsigned int round, i;

	fixture_open(&f, fixture_config(SLOTS));
	for (round = 1; round <= 50; round++) {
		for (i = 0; i < SLOTS; i++)
			cell_null(&f, i, UINT64_MAX - 1 - i);
		for (i = 0; i < SLOTS; i++)
			rnvme_ring_publish(f.ring, (i * 7) % SLOTS);
		WAIT_FOR(atomic_load(&f.completed) == (uint64_t)round * SLOTS);
		for (i = 0; i < SLOTS; i++)
			CHECK_EQ(seen[i], round);
	}
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	one(1);
	one(2);
	one(64);
	all_at_once();
	return 0;
}
