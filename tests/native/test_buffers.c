/* tests/native: memory in the ring's table: entered, referred to, refused, taken out. */
#include "fixture.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define PAGE 4096UL
#define NOBODY 65534

static uint8_t *memory;

/* What the reaper is to do in its next delivery, and what came of it. */
struct request {
	unsigned int first;
	void *address;
	size_t size;
	unsigned int count;
	int result;
};

static void on_deliver(struct fixture *f, unsigned int n, int timer_fired)
{
	struct request *request = f->context;

	(void)n;
	if (timer_fired && request->count) {
		request->result = rnvme_ring_buffers(f->ring, request->first, request->address,
						     request->size, request->count);
		request->count = 0;
	}
}

static int buffers(struct fixture *f, unsigned int first, void *address, size_t size,
		   unsigned int count)
{
	struct request request = { first, address, size, count, 1 };
	uint64_t timers = atomic_load(&f->timers);

	f->context = &request;
	rnvme_ring_timer(f->ring, 0);
	WAIT_FOR(atomic_load(&f->timers) > timers);
	return request.result;
}

/* Pages that the kernel holds for this process. */
static unsigned long pinned(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	unsigned long kib = ~0UL;
	char line[128];

	CHECK(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "VmPin: %lu kB", &kib) == 1)
			break;
	}
	fclose(file);
	CHECK(kib != ~0UL);
	return kib / 4;
}

static void send_fixed(struct fixture *f, unsigned int index)
{
	uint64_t before = atomic_load(&f->completed);
	uint64_t fixed = COUNTER(f, fixed);
	uint8_t *cell = (void *)cell_prepare(f, 0, IORING_OP_URING_CMD, f->null_fd, 0);

	CHECK_EQ(offsetof(struct io_uring_sqe, buf_index), RNVME_CELL_BUF_INDEX);
	CHECK_EQ(IORING_URING_CMD_FIXED, RNVME_CMD_FIXED);
	cell[RNVME_CELL_CMD_FLAGS] = RNVME_CMD_FIXED;
	memcpy(cell + RNVME_CELL_BUF_INDEX, &(uint16_t){ (uint16_t)index }, sizeof(uint16_t));
	rnvme_ring_publish(f->ring, 0);
	WAIT_FOR(atomic_load(&f->completed) == before + 1);
	CHECK_EQ(COUNTER(f, fixed), fixed + 1);
}

/* How far the table goes, and that what is in it is held. */
static void table(unsigned int slots, unsigned int length)
{
	struct fixture f = { .on_deliver = on_deliver };
	unsigned long before = pinned();

	fixture_open(&f, fixture_config(slots));
	CHECK_EQ(pinned(), before);
	CHECK_EQ(buffers(&f, length, memory, PAGE, 1), -ENXIO);
	CHECK_EQ(buffers(&f, length - 1, memory, PAGE, 2), -ENXIO);
	CHECK_EQ(buffers(&f, ~0U, memory, PAGE, 2), -ENXIO);
	CHECK_EQ(pinned(), before);
	/* More than go to the kernel in one call; regions of a page, and longer ones. */
	CHECK_EQ(buffers(&f, length - 150, memory, PAGE, 150), 0);
	CHECK_EQ(pinned(), before + 150);
	CHECK_EQ(buffers(&f, 0, memory + 150 * PAGE, 2 * PAGE, 3), 0);
	CHECK_EQ(pinned(), before + 156);
	send_fixed(&f, 0);
	send_fixed(&f, 2);
	send_fixed(&f, length - 1);
	/* Out of the table and in again, something else. */
	CHECK_EQ(buffers(&f, length - 150, NULL, 0, 150), 0);
	CHECK_EQ(pinned(), before + 6);
	CHECK_EQ(buffers(&f, length - 1, memory, 8 * PAGE, 1), 0);
	CHECK_EQ(pinned(), before + 14);
	send_fixed(&f, length - 1);
	rnvme_ring_close(f.ring);
	WAIT_FOR(atomic_load(&f.stopped));
	CHECK_EQ(pinned(), before); /* by then, not some time later */
	fixture_wait_closed(&f);
}

/* All or none; afterwards the ring is as good as before. */
static void refused(struct fixture *f, void *address, int error)
{
	unsigned long before = pinned();

	CHECK_EQ(buffers(f, 0, address, PAGE, 100), error);
	CHECK_EQ(pinned(), before);
	CHECK_EQ(buffers(f, 0, memory, PAGE, 2), 0);
	CHECK_EQ(pinned(), before + 2);
	send_fixed(f, 1);
	CHECK_EQ(buffers(f, 0, NULL, 0, 2), 0);
	CHECK_EQ(pinned(), before);
}

static void not_mapped(void)
{
	struct fixture f = { .on_deliver = on_deliver };
	uint8_t *hole = rnvme_arena_map(100 * PAGE);

	CHECK(hole);
	CHECK(!munmap(hole + 99 * PAGE, PAGE));
	fixture_open(&f, fixture_config(4));
	refused(&f, hole, -EFAULT);
	fixture_close(&f);
	rnvme_arena_unmap(hole, 99 * PAGE);
}

/* What happens to who may not lock so much memory. Needs root, to become somebody else. */
static void not_allowed(void)
{
	struct fixture f = { .on_deliver = on_deliver };
	struct rlimit limit;

	if (geteuid())
		return;
	CHECK(!getrlimit(RLIMIT_MEMLOCK, &limit));
	limit.rlim_cur = 16 * PAGE;
	CHECK(!setrlimit(RLIMIT_MEMLOCK, &limit));
	CHECK(!seteuid(NOBODY));
	fixture_open(&f, fixture_config(4));
	refused(&f, memory, -ENOMEM);
	fixture_close(&f);
	CHECK(!seteuid(0));
}

static void without_a_table(void)
{
	struct fixture f = { .on_deliver = on_deliver };

	fixture_open_no_uring(&f, fixture_config(4));
	CHECK_EQ(buffers(&f, 0, memory, PAGE, 1), -ENXIO);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	memory = rnvme_arena_map(256 * PAGE);
	CHECK(memory);
	/* Of 4 KiB each: what a huge page holds is counted once. */
	CHECK(!madvise(memory, 256 * PAGE, MADV_NOHUGEPAGE));
	without_a_table();
	table(4, 4 + RNVME_BUFFERS);
	table(RNVME_MAX_SLOTS - 1, 16384);
	not_mapped();
	not_allowed();
	rnvme_arena_unmap(memory, 256 * PAGE);
	return 0;
}
