/* tests/native: many producers, each cycling its own slots as fast as they come back. */
#include "fixture.h"

#include <sched.h>

#define THREADS 4
#define SLOTS_EACH 25
#define COMMANDS HARNESS_ROUNDS(100000)

static struct fixture f;
static _Atomic bool busy[THREADS * SLOTS_EACH];
static uint64_t expected[THREADS * SLOTS_EACH];
static uint8_t *seen;

static void arrived(struct fixture *ring, const struct rnvme_completion *c)
{
	unsigned int slot = c->user_data & 0xffff;
	uint64_t number = c->user_data >> 16;

	(void)ring;
	CHECK_EQ(c->res, 0);
	CHECK(slot < THREADS * SLOTS_EACH);
	CHECK_EQ(c->user_data, expected[slot]);
	CHECK_EQ(seen[number]++, 0);
	CHECK(atomic_exchange_explicit(&busy[slot], false, memory_order_release));
}

static void *produce(void *arg)
{
	unsigned int first = (unsigned int)(uintptr_t)arg * SLOTS_EACH;
	uint64_t number = (uint64_t)(uintptr_t)arg * COMMANDS;
	unsigned int i;

	for (i = 0; i < COMMANDS; i++) {
		unsigned int slot = first + i % SLOTS_EACH;

		while (atomic_load_explicit(&busy[slot], memory_order_acquire))
			sched_yield();
		atomic_store_explicit(&busy[slot], true, memory_order_relaxed);
		expected[slot] = (number + i) << 16 | slot;
		cell_null(&f, slot, expected[slot]);
		rnvme_ring_publish(f.ring, slot);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	uint64_t i;

	harness_time_limit(100);
	seen = calloc(THREADS, COMMANDS);
	CHECK(seen);
	f.on_completion = arrived;
	fixture_open(&f, fixture_config(THREADS * SLOTS_EACH));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, produce, (void *)(uintptr_t)i));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	rnvme_ring_close(f.ring); /* with the last ones on their way */
	fixture_wait_closed(&f);
	CHECK_EQ(atomic_load(&f.completed), THREADS * COMMANDS);
	for (i = 0; i < THREADS * COMMANDS; i++)
		CHECK_EQ(seen[i], 1);
	free(seen);
	return 0;
}
