/*
 * tests/native: which transfers a kernel takes with registered memory, on a real drive.
 *
 *   lab_fixed NAMESPACE CONTROLLER MDTS
 *
 * Writes and reads back, both through the same region: regions of several lengths, the data at several
 * places in them and of several lengths. Prints what was refused. Exits 0 if the data was right wherever
 * the kernel took it, if it took everything from a region no longer than MDTS, the bytes that the drive
 * takes at once, and no longer than 127 pages (NVME_MAX_SEGS), and if a controller reset afterwards
 * ended: a kernel that loses requests hangs there.
 */
#include "fixture.h"

#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>

#define BLOCK 512U
#define PAGE 4096UL
#define LONGEST (1UL << 20)
#define MAX_SEGMENTS 127UL
#define READ 2
#define WRITE 1

static struct fixture f;
static int node;
static uint32_t nsid;
static uint8_t *memory;
static int32_t last_res;
static unsigned long region, mdts;
static unsigned int taken, refused, needlessly;

static void arrived(struct fixture *fixture, const struct rnvme_completion *c)
{
	(void)fixture;
	last_res = c->res;
}

static void on_deliver(struct fixture *fixture, unsigned int n, int timer_fired)
{
	(void)n;
	if (timer_fired) {
		CHECK_EQ(rnvme_ring_buffers(fixture->ring, 7, NULL, 0, 1), 0);
		CHECK_EQ(rnvme_ring_buffers(fixture->ring, 7, memory, region, 1), 0);
	}
}

static int32_t transfer(uint8_t opcode, unsigned long offset, unsigned int length)
{
	uint64_t before = atomic_load(&f.completed);
	struct io_uring_sqe *sqe = cell_prepare(&f, 0, IORING_OP_URING_CMD, node, 0);
	struct nvme_uring_cmd *cmd = cell_argument(&f, 0);

	sqe->cmd_op = NVME_URING_CMD_IO;
	sqe->rw_flags = RNVME_CMD_FIXED;
	sqe->buf_index = 7;
	cmd->opcode = opcode;
	cmd->nsid = nsid;
	cmd->addr = (uintptr_t)memory + offset;
	cmd->data_len = length;
	cmd->cdw12 = length / BLOCK - 1;
	rnvme_ring_publish(f.ring, 0);
	WAIT_FOR(atomic_load(&f.completed) == before + 1);
	return last_res;
}

static void try(unsigned long offset, unsigned int length)
{
	static uint8_t written[LONGEST];
	int32_t res;
	unsigned int i;

	for (i = 0; i < region; i++)
		memory[i] = (uint8_t)(i * 7 + offset + length);
	memcpy(written, memory, region);
	res = transfer(WRITE, offset, length);
	if (!res) {
		memset(memory, 0xee, region);
		res = transfer(READ, offset, length);
	}
	if (res) {
		CHECK_EQ(res, -EINVAL);
		refused++;
		needlessly += region <= mdts && region <= MAX_SEGMENTS * PAGE;
		printf("refused: region of %lu, %u bytes at %lu\n", region, length, offset);
		return;
	}
	taken++;
	/* Right, and nothing beside it. */
	CHECK(!memcmp(memory + offset, written + offset, length));
	for (i = 0; i < region; i++)
		CHECK((i >= offset && i < offset + length) || memory[i] == 0xee);
}

int main(int argc, char **argv)
{
	static const unsigned int lengths[] = { 512, 4096, 4608, 8192, 65536, 131072, 524288 };
	static const unsigned long offsets[] = { 0, 4, 512, 4096, 4100, 61440 };
	uint64_t timers = 0;
	int controller;
	int id;

	harness_time_limit(120);
	if (argc != 4)
		harness_fail("usage: %s NAMESPACE CONTROLLER MDTS", argv[0]);
	node = open(argv[1], O_RDWR | O_CLOEXEC);
	controller = open(argv[2], O_RDONLY | O_CLOEXEC);
	id = ioctl(node, NVME_IOCTL_ID);
	mdts = strtoul(argv[3], NULL, 10);
	memory = rnvme_arena_map(LONGEST);
	CHECK(node >= 0 && controller >= 0 && id > 0 && mdts && memory);
	nsid = (uint32_t)id;
	f.on_completion = arrived;
	f.on_deliver = on_deliver;
	fixture_open(&f, fixture_config(8));
	for (region = PAGE; region <= LONGEST; region *= 2) {
		rnvme_ring_timer(f.ring, 0);
		timers++;
		WAIT_FOR(atomic_load(&f.timers) == timers);
		for (size_t l = 0; l < sizeof(lengths) / sizeof(lengths[0]); l++) {
			for (size_t o = 0; o < sizeof(offsets) / sizeof(offsets[0]); o++) {
				if (lengths[l] <= mdts && offsets[o] + lengths[l] <= region)
					try(offsets[o], lengths[l]);
			}
		}
	}
	/* Beyond the region: not ours to read or to write. */
	CHECK(transfer(READ, LONGEST, 512) < 0);
	CHECK(transfer(READ, LONGEST - 512, 1024) < 0);
	fixture_close(&f);
	CHECK(!ioctl(controller, NVME_IOCTL_RESET));
	printf("lab_fixed taken=%u refused=%u needlessly=%u\n", taken, refused, needlessly);
	return needlessly ? 1 : 0;
}
