/*
 * tests/native: a cell is the SQE itself and stays as it was filled until its completion has been
 * delivered, whatever its neighbours do. That is what keeps a command right that the kernel puts off
 * and reads again.
 */
#include "fixture.h"

#define SLOTS 64
#define SLOW 16 /* the first ones wait on pipes */

static struct fixture f;
static uint8_t filled[SLOTS][RNVME_CELL_SIZE];
static uint64_t left = HARNESS_ROUNDS(50000);
static _Atomic unsigned int slow_back;
static char buffers[SLOW];

static uint8_t *cell(unsigned int slot)
{
	return f.cells + (size_t)slot * RNVME_CELL_SIZE;
}

static void check_intact(unsigned int slot)
{
	CHECK(!memcmp(cell(slot), filled[slot], RNVME_CELL_SIZE));
}

/* All 80 bytes of the argument count, and differ from fill to fill. */
static void fill_quick(unsigned int slot, uint64_t number)
{
	cell_null(&f, slot, slot | number << 16);
	memset(cell_argument(&f, slot), (int)(number % 255 + 1), RNVME_CELL_SIZE - RNVME_CELL_ARG);
	memcpy(filled[slot], cell(slot), RNVME_CELL_SIZE);
}

static void arrived(struct fixture *ring, const struct rnvme_completion *c)
{
	unsigned int slot = c->user_data & 0xffff;

	(void)ring;
	check_intact(slot);
	if (slot < SLOW) {
		CHECK_EQ(c->res, 1);
		CHECK_EQ(buffers[slot], (char)slot);
		atomic_fetch_add(&slow_back, 1);
		return;
	}
	CHECK_EQ(c->res, 0);
	check_intact(SLOTS - 1 - (slot - SLOW) % SLOW); /* some neighbour */
	if (left) {
		left--;
		fill_quick(slot, left);
		rnvme_ring_publish(f.ring, slot);
	}
}

int main(void)
{
	int fds[SLOW][2];
	uint64_t total = left + SLOTS - SLOW;
	unsigned int i;

	harness_time_limit(60);
	f.on_completion = arrived;
	fixture_open(&f, fixture_config(SLOTS));
	for (i = 0; i < SLOW; i++) {
		CHECK(!pipe(fds[i]));
		cell_read(&f, i, i, fds[i][0], &buffers[i], 1);
		memset(cell_argument(&f, i), 0, RNVME_CELL_SIZE - RNVME_CELL_ARG);
		memcpy(filled[i], cell(i), RNVME_CELL_SIZE);
		rnvme_ring_publish(f.ring, i);
	}
	fixture_hold(&f);
	for (i = SLOW; i < SLOTS; i++)
		fill_quick(i, i);
	for (i = SLOW; i < SLOTS; i++)
		rnvme_ring_publish(f.ring, i);
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == total);
	for (i = 0; i < SLOTS; i++)
		check_intact(i);
	for (i = 0; i < SLOW; i++) {
		char byte = (char)i;

		CHECK_EQ(write(fds[i][1], &byte, 1), 1);
		WAIT_FOR(atomic_load(&slow_back) == i + 1);
		check_intact(i);
		close(fds[i][0]);
		close(fds[i][1]);
	}
	fixture_close(&f);
	return 0;
}
