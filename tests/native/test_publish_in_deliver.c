/* tests/native: a slot may be filled and published again from within deliver; it wakes nobody. */
#include "fixture.h"

struct chain {
	uint64_t left;
};

static void next(struct fixture *f, const struct rnvme_completion *c)
{
	struct chain *chain = f->context;
	unsigned int slot = (unsigned int)c->user_data;

	CHECK_EQ(c->res, 0);
	if (chain->left) {
		chain->left--;
		cell_null(f, slot, slot);
		rnvme_ring_publish(f->ring, slot);
	}
}

static void run(unsigned int slots, unsigned int batch)
{
	struct chain chain = { .left = HARNESS_ROUNDS(100000) };
	struct rnvme_config config = fixture_config(slots);
	struct fixture f = { .on_completion = next, .context = &chain };
	uint64_t total = chain.left + slots;
	uint64_t wakeups;
	unsigned int i;

	config.batch = batch;
	fixture_open(&f, config);
	for (i = 0; i < slots; i++)
		cell_null(&f, i, i);
	fixture_hold(&f);
	for (i = 0; i < slots; i++)
		rnvme_ring_publish(f.ring, i);
	wakeups = COUNTER(&f, wakeups);
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == total);
	fixture_wait_asleep(&f);
	CHECK_EQ(COUNTER(&f, wakeups), wakeups);
	fixture_close(&f);
}

/* Closed while the chain goes on: it ends when the chain does. */
static void close_meanwhile(void)
{
	struct chain chain = { .left = HARNESS_ROUNDS(20000) };
	struct fixture f = { .on_completion = next, .context = &chain };
	uint64_t total = chain.left + 1;

	fixture_open(&f, fixture_config(1));
	cell_null(&f, 0, 0);
	rnvme_ring_publish(f.ring, 0);
	fixture_close(&f);
	CHECK_EQ(atomic_load(&f.completed), total);
}

int main(void)
{
	harness_time_limit(60);
	run(1, 1);
	run(1, 128);
	run(128, 128);
	run(128, 1);
	run(100, 33);
	close_meanwhile();
	return 0;
}
