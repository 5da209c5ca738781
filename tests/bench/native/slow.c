/*
 * tests/bench: drives that take 10 ms. The library as it is, linked with these functions between the ring and liburing
 * (the linker's --wrap): what would go to a drive goes to the kernel as an IORING_OP_TIMEOUT, which ends with -ETIME, and
 * that becomes the drive's success. So all else, the ring, its thread and its waits, is the real one.
 */
#include <errno.h>
#include <liburing.h>
#include <string.h>

#define LATENCY_NS 10000000LL

int __real_io_uring_queue_mmap(int fd, struct io_uring_params *params, struct io_uring *ring);
int __real_io_uring_enter2(unsigned int fd, unsigned int to_submit, unsigned int min_complete,
			   unsigned int flags, sigset_t *sig, size_t size);
int __wrap_io_uring_queue_mmap(int fd, struct io_uring_params *params, struct io_uring *ring);
int __wrap_io_uring_enter2(unsigned int fd, unsigned int to_submit, unsigned int min_complete,
			   unsigned int flags, sigset_t *sig, size_t size);

/* A ring is set up and entered by its reaper alone. */
static _Thread_local struct io_uring *own;

int __wrap_io_uring_queue_mmap(int fd, struct io_uring_params *params, struct io_uring *ring)
{
	own = ring;
	return __real_io_uring_queue_mmap(fd, params, ring);
}

static void slow_down(struct io_uring_sqe *sqe)
{
	static const struct __kernel_timespec latency = { .tv_nsec = LATENCY_NS };
	uint64_t user_data = sqe->user_data;

	if (sqe->opcode != IORING_OP_URING_CMD)
		return;
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_TIMEOUT;
	sqe->fd = -1;
	sqe->addr = (uintptr_t)&latency;
	sqe->len = 1;
	sqe->user_data = user_data;
}

int __wrap_io_uring_enter2(unsigned int fd, unsigned int to_submit, unsigned int min_complete,
			   unsigned int flags, sigset_t *sig, size_t size)
{
	struct io_uring_sq *sq = &own->sq;
	struct io_uring_cq *cq = &own->cq;
	unsigned int head = *sq->khead;
	int rc;

	/* SQE128 and CQE32: entries of twice the size. */
	for (unsigned int i = 0; i < to_submit; i++)
		slow_down(&sq->sqes[(size_t)sq->array[(head + i) & sq->ring_mask] << 1]);
	rc = __real_io_uring_enter2(fd, to_submit, min_complete, flags, sig, size);
	for (head = *cq->khead; head != io_uring_smp_load_acquire(cq->ktail); head++) {
		struct io_uring_cqe *cqe = &cq->cqes[(size_t)(head & cq->ring_mask) << 1];

		if (cqe->res == -ETIME)
			cqe->res = 0;
	}
	return rc;
}
