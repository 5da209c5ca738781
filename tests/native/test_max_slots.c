/*
 * tests/native: the largest ring, all slots completing in one submission and published again from
 * within: the completion queue has room for them all.
 */
#include "fixture.h"

#define SLOTS RNVME_MAX_SLOTS

static uint8_t seen[SLOTS];

static void again(struct fixture *f, const struct rnvme_completion *c)
{
	unsigned int slot = (unsigned int)c->user_data;

	CHECK_EQ(c->res, 0);
	CHECK(slot < SLOTS);
	if (++seen[slot] < 3) {
		cell_null(f, slot, slot);
		rnvme_ring_publish(f->ring, slot);
	}
}

static void burst(unsigned int batch)
{
	struct rnvme_config config = fixture_config(SLOTS);
	struct fixture f = { .on_completion = again };
	unsigned int i;

	memset(seen, 0, sizeof(seen));
	config.batch = batch;
	fixture_open(&f, config);
	for (i = 0; i < SLOTS; i++)
		cell_null(&f, i, i);
	fixture_hold(&f);
	for (i = 0; i < SLOTS; i++)
		rnvme_ring_publish(f.ring, i);
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == 3 * (uint64_t)SLOTS);
	for (i = 0; i < SLOTS; i++)
		CHECK_EQ(seen[i], 3);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	burst(100);
	burst(SLOTS);
	return 0;
}
