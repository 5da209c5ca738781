/*
 * native/: memory that is given to drives.
 *
 * On kernels with CONFIG_X86_X32_ABI a command that was put off to a kernel worker can have its
 * buffer address cut to 32 bits (nvme_to_user_ptr() takes the worker for a compat task). An address
 * that fits in 32 bits survives that, so buffers are mapped low.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <sys/mman.h>

#include "rnvme.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define GIB (1UL << 30)
#define STEP (1UL << 24)

static void *map_at(uintptr_t hint, size_t size, int flags)
{
	void *p = mmap((void *)hint, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void *rnvme_arena_map(size_t size)
{
	void *p;

#if defined(__x86_64__)
	/* The second GiB, which is where MAP_32BIT looks. */
	p = map_at(0, size, MAP_32BIT);
	if (p)
		return p;
	/* Then the rest below 4 GiB, from the top: a JVM puts its heap at the lower end. */
	if (size < 3 * GIB) {
		uintptr_t at;

		for (at = (4 * GIB - size) & ~(STEP - 1); at >= STEP * 4; at -= STEP) {
			p = map_at(at, size, MAP_FIXED_NOREPLACE);
			if (p == (void *)at)
				return p;
			if (p) /* kernels before 4.17 take the address as a hint */
				munmap(p, size);
		}
	}
#endif
	return map_at(0, size, 0);
}

void rnvme_arena_unmap(void *addr, size_t size)
{
	munmap(addr, size);
}
