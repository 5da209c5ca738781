/* tests/native: memory for drives. */
#include "fixture.h"

#include <sys/mman.h>

#define GIB (1UL << 30)

static bool is_low(const void *p, size_t size)
{
	return (uintptr_t)p + size <= 4 * GIB;
}

static void check_zeroed(const uint8_t *p, size_t size)
{
	size_t i;

	for (i = 0; i < size; i += 8)
		CHECK_EQ(*(const uint64_t *)(p + i), 0);
}

static void sizes(void)
{
	static const size_t all[] = { 1, 4095, 4096, 4097, 65536, 1 << 20, 64 << 20 };
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size_t pages = (all[i] + 4095) / 4096 * 4096;
		uint8_t *p = rnvme_arena_map(all[i]);

		CHECK(p);
		CHECK_EQ((uintptr_t)p % 4096, 0);
#ifdef __x86_64__
		CHECK(is_low(p, pages));
#endif
		check_zeroed(p, pages); /* whole pages are ours */
		memset(p, 0xff, pages);
		rnvme_arena_unmap(p, all[i]);
		p = rnvme_arena_map(all[i]);
		CHECK(p);
		check_zeroed(p, pages); /* not what was there before */
		rnvme_arena_unmap(p, all[i]);
	}
}

/* Larger than what is below 4 GiB, but not touched. */
static void too_large_for_low(void)
{
	void *p = rnvme_arena_map(5 * GIB);

	if (p) { /* the system may not overcommit */
		CHECK_EQ((uintptr_t)p % 4096, 0);
		rnvme_arena_unmap(p, 5 * GIB);
	}
	CHECK(!rnvme_arena_map(0));
	CHECK(!rnvme_arena_map(SIZE_MAX / 2));
}

struct filler {
	void *at;
	size_t size;
	struct filler *next;
};

static struct filler *fill(struct filler *list, void *at, size_t size, int flags)
{
	void *p = mmap(at, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1,
		       0);
	struct filler *f;

	if (p == MAP_FAILED)
		return list;
	f = malloc(sizeof(*f));
	CHECK(f);
	*f = (struct filler){ p, size, list };
	return f;
}

#ifdef __x86_64__
/*
 * First the GiB that MAP_32BIT looks in is full (or nearly so: it starts at a random place), then all
 * below 4 GiB.
 */
static void exhausted(void)
{
	struct filler *list = NULL;
	size_t size;
	uintptr_t at;
	uint8_t *first, *p;

	for (size = GIB; size >= 1 << 16; size /= 2) {
		struct filler *before;

		do {
			before = list;
			list = fill(list, NULL, size, MAP_32BIT);
		} while (list != before);
	}
	first = rnvme_arena_map(1 << 20);
	CHECK(first);
	/* Sanitizers keep the rest for themselves. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	CHECK(is_low(first, 1 << 20));
#endif
	check_zeroed(first, 1 << 20);
	memset(first, 1, 1 << 20);

	/* Large pieces, then small ones: two mappings can leave nearly two large pieces between them. */
	for (size = 1 << 20; size >= 1 << 17; size >>= 3)
		for (at = 1 << 20; at < 4 * GIB; at += size)
			list = fill(list, (void *)at, size, MAP_FIXED_NOREPLACE);
	p = rnvme_arena_map(1 << 20);
	CHECK(p);
	CHECK(!is_low(p, 1 << 20));
	CHECK_EQ((uintptr_t)p % 4096, 0);
	check_zeroed(p, 1 << 20);
	memset(p, 1, 1 << 20);
	rnvme_arena_unmap(p, 1 << 20);

	rnvme_arena_unmap(first, 1 << 20);
	while (list) {
		struct filler *f = list;

		list = f->next;
		munmap(f->at, f->size);
		free(f);
	}
	p = rnvme_arena_map(1 << 20);
	CHECK(is_low(p, 1 << 20)); /* room again */
	rnvme_arena_unmap(p, 1 << 20);
}
#endif

int main(void)
{
	harness_time_limit(60);
	sizes();
	too_large_for_low();
#ifdef __x86_64__
	exhausted();
#endif
	return 0;
}
