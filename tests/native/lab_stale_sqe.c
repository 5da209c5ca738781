/*
 * tests/native: shows, without this project's library, why it gives each command an SQE of its own
 * and buffers below 4 GiB. For the lab only: on the kernels concerned, garbled commands reach the
 * drive.
 *
 *   lab_stale_sqe DEVICE RUNS [--own-sqe] [--low-buffers]
 *
 * A run is what any polling liburing program does: 64 commands submitted at once, a ring of 64
 * entries, and entries cleared for the next use as soon as io_uring_submit has returned. A controller's admin
 * queue has 30 tags; the commands that find none are put off to a kernel worker. On some kernels that
 * reads the SQE again (hence --own-sqe: nothing is cleared before the CQE). And a worker that is
 * created while an interrupt has stopped the submitting thread in user mode cuts the buffer's address
 * to 32 bits (hence --low-buffers): decided once in a worker's life, so each run is a thread of its
 * own, which gets new workers, and it polls, so that it is in user mode.
 *
 * Prints one line; exits 0 whatever the counts are.
 */
#include "identify.h"

#include <liburing.h>
#include <pthread.h>

#define COMMANDS 64

static uint8_t *reference, *buffers;
static struct identify_tally tally;
static bool own_sqe;
static int device;

static void submit_all(struct io_uring *ring)
{
	unsigned int i;

	for (i = 0; i < COMMANDS; i++) {
		uint8_t *buffer = buffers + (size_t)i * IDENTIFY_SIZE;
		struct nvme_passthru_cmd64 cmd = identify_command(buffer);
		struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

		CHECK(sqe);
		identify_prepare(buffer);
		memset(sqe, 0, RNVME_CELL_SIZE);
		sqe->opcode = IORING_OP_URING_CMD;
		sqe->fd = device;
		sqe->cmd_op = NVME_URING_CMD_ADMIN;
		sqe->user_data = i;
		/* struct nvme_uring_cmd: the same but for the result at its end. */
		memcpy((uint8_t *)sqe + RNVME_CELL_ARG, &cmd, sizeof(struct nvme_uring_cmd));
	}
	CHECK_EQ(io_uring_submit(ring), COMMANDS);
}

static void *run(void *arg)
{
	struct io_uring_params params = { .flags = IORING_SETUP_SQE128 | IORING_SETUP_CQE32 };
	struct io_uring ring;
	unsigned int i;
	int rc;

	rc = io_uring_queue_init_params(COMMANDS, &ring, &params);
	if (rc < 0)
		harness_fail("io_uring: %s", strerror(-rc));
	submit_all(&ring);
	if (!own_sqe)
		memset(ring.sq.sqes, 0, (size_t)COMMANDS * RNVME_CELL_SIZE);
	for (i = 0; i < COMMANDS; i++) {
		struct io_uring_cqe *cqe;

		while (io_uring_peek_cqe(&ring, &cqe))
			;
		identify_count(&tally, cqe->res, buffers + cqe->user_data * IDENTIFY_SIZE,
			       reference);
		io_uring_cqe_seen(&ring, cqe);
	}
	io_uring_queue_exit(&ring);
	return arg;
}

int main(int argc, char **argv)
{
	bool low_buffers = false;
	unsigned long runs, i, bad_runs = 0;
	int n;

	harness_time_limit(280);
	for (n = 3; n < argc; n++) {
		own_sqe |= !strcmp(argv[n], "--own-sqe");
		low_buffers |= !strcmp(argv[n], "--low-buffers");
	}
	if (argc < 3 || argc != 3 + own_sqe + low_buffers)
		harness_fail("usage: %s DEVICE RUNS [--own-sqe] [--low-buffers]", argv[0]);
	runs = strtoul(argv[2], NULL, 10);
	reference = identify_buffers(1, true);
	buffers = identify_buffers(COMMANDS, low_buffers);
	device = identify_open(argv[1], reference);

	for (i = 0; i < runs; i++) {
		unsigned long good = tally.good;
		pthread_t thread;

		CHECK(!pthread_create(&thread, NULL, run, NULL));
		CHECK(!pthread_join(thread, NULL));
		bad_runs += tally.good != good + COMMANDS;
	}
	printf("lab_stale_sqe own_sqe=%d low_buffers=%d runs=%lu bad_runs=%lu", own_sqe,
	       low_buffers, runs, bad_runs);
	identify_print(&tally);
	printf("\n");
	return 0;
}
