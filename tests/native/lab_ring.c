/*
 * tests/native: the load of lab_stale_sqe through the ring library, and heavier: a command that has
 * completed is issued again at once, eight times each, so the tags are always out.
 *
 *   lab_ring DEVICE RUNS [--ioctl] [--high-buffers]
 *
 * A run is a new ring. Prints one line; exits 0 if every single answer was right, else 1.
 * --high-buffers shows what the arena is for: with it the kernels with the x32 ABI give -EFAULT.
 */
#include "fixture.h"
#include "identify.h"

#define SLOTS 64
#define COMMANDS (SLOTS * 8UL) /* of a run */

static uint8_t *reference, *buffers;
static struct identify_tally tally;
static unsigned long left;
static unsigned int setup_flags;
static int device;
static bool by_ioctl;

static void issue(struct fixture *f, unsigned int slot)
{
	uint8_t *buffer = buffers + (size_t)slot * IDENTIFY_SIZE;
	struct nvme_passthru_cmd64 cmd = identify_command(buffer);

	identify_prepare(buffer);
	if (by_ioctl) {
		cell_ioctl(f, slot, slot, device, NVME_IOCTL_ADMIN64_CMD);
		memcpy(cell_argument(f, slot), &cmd, sizeof(cmd));
	} else {
		cell_prepare(f, slot, IORING_OP_URING_CMD, device, slot)->cmd_op =
			NVME_URING_CMD_ADMIN;
		memcpy(cell_argument(f, slot), &cmd, sizeof(struct nvme_uring_cmd));
	}
	rnvme_ring_publish(f->ring, slot);
}

static void arrived(struct fixture *f, const struct rnvme_completion *c)
{
	CHECK(c->user_data < SLOTS);
	identify_count(&tally, c->res, buffers + c->user_data * IDENTIFY_SIZE, reference);
	if (left) {
		left--;
		issue(f, (unsigned int)c->user_data);
	}
}

static void run(void)
{
	struct fixture f = { .on_completion = arrived };
	unsigned int i;

	left = COMMANDS - SLOTS;
	CHECK_EQ(fixture_try_open(&f, fixture_config(SLOTS)), 0);
	if (!by_ioctl)
		CHECK_EQ(f.control->uring_error, 0);
	setup_flags = f.control->setup_flags;
	fixture_hold(&f);
	for (i = 0; i < SLOTS; i++)
		issue(&f, i);
	fixture_release(&f);
	fixture_close(&f); /* waits for the last */
	CHECK_EQ(atomic_load(&f.completed), COMMANDS);
}

int main(int argc, char **argv)
{
	bool high_buffers = false;
	unsigned long runs, i, bad_runs = 0;
	int n;

	harness_time_limit(280);
	for (n = 3; n < argc; n++) {
		by_ioctl |= !strcmp(argv[n], "--ioctl");
		high_buffers |= !strcmp(argv[n], "--high-buffers");
	}
	if (argc < 3 || argc != 3 + by_ioctl + high_buffers)
		harness_fail("usage: %s DEVICE RUNS [--ioctl] [--high-buffers]", argv[0]);
	runs = strtoul(argv[2], NULL, 10);
	reference = identify_buffers(1, true);
	buffers = identify_buffers(SLOTS, !high_buffers);
	device = identify_open(argv[1], reference);

	for (i = 0; i < runs; i++) {
		unsigned long good = tally.good;

		run();
		bad_runs += tally.good != good + COMMANDS;
	}
	printf("lab_ring ioctl=%d high_buffers=%d setup_flags=0x%x runs=%lu bad_runs=%lu", by_ioctl,
	       high_buffers, setup_flags, runs, bad_runs);
	identify_print(&tally);
	printf("\n");
	return runs && tally.good == runs * COMMANDS ? 0 : 1;
}
