/*
 * tests/native: the load of the lab_* programs: many Identify Controller at a time, each answer
 * compared with a first one, and what went wrong counted by kind.
 */
#ifndef IDENTIFY_H
#define IDENTIFY_H

#include "harness.h"

#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "rnvme.h"

#define IDENTIFY_SIZE 4096

struct identify_tally {
	unsigned long commands;
	unsigned long good;
	unsigned long wrong_status; /* the drive refused it: it was sent something else */
	unsigned long efault;
	unsigned long other_errno;
	unsigned long wrong_data; /* success, but not this drive's Identify data */
	int first_status; /* the first wrong one */
	int first_errno;
};

/* NVM Express Base Specification, Identify command: opcode 06h, CNS 01h in CDW10. */
static inline struct nvme_passthru_cmd64 identify_command(void *buffer)
{
	return (struct nvme_passthru_cmd64){
		.opcode = 0x06,
		.addr = (uintptr_t)buffer,
		.data_len = IDENTIFY_SIZE,
		.cdw10 = 1,
	};
}

/* From the arena, or where the kernel likes: near the top of the address space. */
static inline uint8_t *identify_buffers(unsigned int n, bool low)
{
	size_t size = (size_t)n * IDENTIFY_SIZE;
	void *p =
		low ? rnvme_arena_map(size) :
		      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!p || p == MAP_FAILED)
		harness_fail("no memory for %u buffers", n);
	return p;
}

/*
 * Opens the controller and reads the reference, one command alone through ioctl(2). Only emulated
 * drives are accepted: a command that is garbled on its way can be any command.
 */
static inline int identify_open(const char *path, uint8_t *reference)
{
	struct nvme_passthru_cmd64 cmd = identify_command(reference);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		harness_fail("%s: %s", path, strerror(errno));
	if (ioctl(fd, NVME_IOCTL_ADMIN64_CMD, &cmd))
		harness_fail("%s: Identify Controller through ioctl", path);
	if (memcmp(reference + 24, "QEMU NVMe Ctrl ", 15))
		harness_fail("%s: not one of QEMU's", path);
	return fd;
}

static inline void identify_prepare(uint8_t *buffer)
{
	memset(buffer, 0xa5, IDENTIFY_SIZE);
}

static inline void identify_count(struct identify_tally *t, int32_t res, const uint8_t *buffer,
				  const uint8_t *reference)
{
	t->commands++;
	if (res == -EFAULT) {
		t->efault++;
	} else if (res < 0) {
		t->other_errno++;
		if (!t->first_errno)
			t->first_errno = -res;
	} else if (res > 0) {
		t->wrong_status++;
		if (!t->first_status)
			t->first_status = res;
	} else if (memcmp(buffer, reference, IDENTIFY_SIZE)) {
		t->wrong_data++;
	} else {
		t->good++;
	}
}

static inline void identify_print(const struct identify_tally *t)
{
	printf(" commands=%lu good=%lu wrong_status=%lu efault=%lu other_errno=%lu wrong_data=%lu "
	       "first_status=0x%x first_errno=%d",
	       t->commands, t->good, t->wrong_status, t->efault, t->other_errno, t->wrong_data,
	       (unsigned int)t->first_status, t->first_errno);
}

#endif
