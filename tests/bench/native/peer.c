/*
 * tests/bench: the peers in C. What the Java side does with the library, done by hand with liburing on the same
 * /dev/null, so that both pay the same kernel. One process a measurement, driven over stdin: each line is a number of
 * commands, each answer the nanoseconds they took.
 *
 * peer loop DEPTH: DEPTH commands in flight, each sent again when it has completed; one thread submits and reaps.
 * peer handover: one command at a time for another thread: eventfd in, futex back.
 * peer read NODE DEPTH [VARIANT...]: random reads of 4 KiB from the first 32 MiB of a generic namespace node with 512-byte
 * blocks. The variants are what the kernel offers beside the plain way: fixed (one registered buffer of the size of all),
 * files (a registered file), busy (look for completions, no sleep), min-wait (sleep until half the depth has
 * completed, or 100 us, if anything has), iopoll (a ring that polls: wants nvme.poll_queues on the kernel's command line).
 * At the end stderr has the calls of io_uring_enter and the processor time a command.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <linux/futex.h>
#include <linux/nvme_ioctl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ADMIN_COMMAND 0xC0484E82U /* NVME_URING_CMD_ADMIN */
#define IO_COMMAND 0xC0484E80U /* NVME_URING_CMD_IO */
#define BLOCK_COUNT 8U /* 4 KiB */
#define RANGE (32U << 20)
#define WAKE UINT64_MAX
#define MIN_WAIT_US 100U

static struct io_uring ring;
static int null_fd;
static int fixed, files, busy, min_wait, iopoll;
static uint64_t enters, reads_done;

static void die(const char *what, int error)
{
	fprintf(stderr, "peer: %s: %s\n", what, strerror(error < 0 ? -error : error));
	exit(1);
}

static void setup(unsigned int entries)
{
	/* As the library's ring, and as fast as the kernel has it. */
	struct io_uring_params params = {
		.flags = IORING_SETUP_SQE128 | IORING_SETUP_CQE32 | IORING_SETUP_SINGLE_ISSUER |
			 IORING_SETUP_DEFER_TASKRUN | (iopoll ? IORING_SETUP_IOPOLL : 0) |
			 (busy ? IORING_SETUP_TASKRUN_FLAG : 0),
	};
	int rc = io_uring_queue_init_params(entries, &ring, &params);

	if (rc)
		die("io_uring", rc);
	null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null_fd < 0)
		die("/dev/null", errno);
}

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* A whole command: an honest peer fills in all that an NVMe command has. */
static void prepare(uint64_t number)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	if (!sqe)
		die("no SQE", EBUSY);
	memset((void *)sqe, 0, 128);
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = null_fd;
	sqe->off = ADMIN_COMMAND;
	sqe->user_data = number;
	((uint8_t *)sqe)[48] = 0xC0;
}

static void loop(uint64_t commands, unsigned int depth)
{
	uint64_t sent = 0;
	uint64_t done = 0;

	while (sent < depth && sent < commands)
		prepare(sent++);
	while (done < commands) {
		struct io_uring_cqe *cqe;
		unsigned int head;
		unsigned int n = 0;
		int rc = io_uring_submit_and_wait(&ring, 1);

		if (rc < 0 && rc != -EINTR)
			die("submit", rc);
		io_uring_for_each_cqe(&ring, head, cqe)
		{
			if (cqe->res < 0)
				die("command", cqe->res);
			n++;
		}
		io_uring_cq_advance(&ring, n);
		done += n;
		for (; n && sent < commands; n--)
			prepare(sent++);
	}
}

/* ---- reads ---- */

static uint8_t *buffers;
static uint32_t nsid;
static uint64_t state = 42;

static void open_node(const char *node, unsigned int depth)
{
	int rc;

	close(null_fd);
	null_fd = open(node, O_RDONLY | O_CLOEXEC);
	if (null_fd < 0)
		die(node, errno);
	rc = ioctl(null_fd, NVME_IOCTL_ID);
	if (rc < 0)
		die("NVME_IOCTL_ID", errno);
	nsid = (uint32_t)rc;
	/* Low, as the library's are: some kernels cut the address of a command that is put off. */
	buffers = mmap(NULL, (size_t)depth * 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_32BIT, -1, 0);
	if (buffers == MAP_FAILED)
		die("mmap", errno);
}

static void open_variants(unsigned int depth)
{
	struct iovec all = { .iov_base = buffers, .iov_len = (size_t)depth * 4096 };
	int rc = fixed ? io_uring_register_buffers(&ring, &all, 1) : 0;

	if (rc)
		die("IORING_REGISTER_BUFFERS", rc);
	rc = files ? io_uring_register_files(&ring, &null_fd, 1) : 0;
	if (rc)
		die("IORING_REGISTER_FILES", rc);
}

static void prepare_read(unsigned int buffer)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
	struct nvme_uring_cmd *cmd;

	if (!sqe)
		die("no SQE", EBUSY);
	memset((void *)sqe, 0, 128);
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = files ? 0 : null_fd;
	sqe->flags = files ? IOSQE_FIXED_FILE : 0;
	sqe->rw_flags = fixed ? (int)IORING_URING_CMD_FIXED : 0; /* where uring_cmd_flags are */
	sqe->off = IO_COMMAND;
	sqe->user_data = buffer;
	cmd = (struct nvme_uring_cmd *)((uint8_t *)sqe + 48);
	state ^= state << 13; /* xorshift */
	state ^= state >> 7;
	state ^= state << 17;
	cmd->opcode = 2;
	cmd->nsid = nsid;
	cmd->addr = (uintptr_t)(buffers + (size_t)buffer * 4096);
	cmd->data_len = 4096;
	cmd->cdw10 = (uint32_t)(state % (RANGE / 4096)) * BLOCK_COUNT;
	cmd->cdw12 = BLOCK_COUNT - 1;
}

/* Of liburing 2.3 there is no wrapper; since 6.12 the member `pad` of the structure is min_wait_usec. */
static int enter_min_wait(unsigned int many)
{
	struct __kernel_timespec long_enough = { .tv_sec = 1 };
	struct io_uring_getevents_arg arg = { .pad = MIN_WAIT_US, .ts = (uintptr_t)&long_enough };
	unsigned int submit = io_uring_sq_ready(&ring);

	io_uring_smp_store_release(ring.sq.ktail, ring.sq.sqe_tail);
	ring.sq.sqe_head = ring.sq.sqe_tail;
	return io_uring_enter2((unsigned int)ring.ring_fd, submit, many,
			       IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, (sigset_t *)&arg,
			       sizeof(arg));
}

static void submit_reads(unsigned int depth)
{
	int rc;

	enters++;
	if (min_wait) {
		rc = enter_min_wait(depth > 1 ? depth / 2 : 1);
	} else if (busy) {
		rc = io_uring_submit_and_get_events(&ring);
		/* What comes is task work: the kernel says that there is some, and does it in an enter. */
		while (rc >= 0 && !io_uring_cq_ready(&ring)) {
			if (!(__atomic_load_n(ring.sq.kflags, __ATOMIC_RELAXED) &
			      IORING_SQ_TASKRUN)) {
#if defined(__x86_64__)
				__builtin_ia32_pause();
#endif
				continue;
			}
			enters++;
			rc = io_uring_get_events(&ring);
		}
	} else {
		rc = io_uring_submit_and_wait(&ring, 1);
	}
	if (rc < 0 && rc != -EINTR && rc != -ETIME)
		die("submit", rc);
}

static void read_loop(uint64_t commands, unsigned int depth)
{
	uint64_t sent = 0;
	uint64_t done = 0;

	while (sent < depth && sent < commands)
		prepare_read((unsigned int)sent++);
	while (done < commands) {
		struct io_uring_cqe *cqe;
		unsigned int again[1024];
		unsigned int head;
		unsigned int n = 0;

		submit_reads(depth);
		io_uring_for_each_cqe(&ring, head, cqe)
		{
			if (cqe->res)
				die("read", cqe->res);
			again[n++] = (unsigned int)cqe->user_data;
		}
		io_uring_cq_advance(&ring, n);
		done += n;
		for (; n && sent < commands; sent++)
			prepare_read(again[--n]);
	}
	reads_done += done;
}

static void tell_costs(void)
{
	struct rusage used;
	double n = (double)reads_done;

	getrusage(RUSAGE_SELF, &used);
	fprintf(stderr,
		"peer: %.0f reads, %.2f commands an enter, %.2f us user and %.2f us kernel a "
		"command, "
		"%ld switches\n",
		n, n / (double)enters,
		((double)used.ru_utime.tv_sec * 1e6 + (double)used.ru_utime.tv_usec) / n,
		((double)used.ru_stime.tv_sec * 1e6 + (double)used.ru_stime.tv_usec) / n,
		used.ru_nvcsw);
}

/* ---- the hand-over between two threads ---- */

static int wake_fd;
static uint64_t wake_value;
static _Atomic uint32_t answered;

static void arm(void)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	if (!sqe)
		die("no SQE", EBUSY);
	memset((void *)sqe, 0, 128);
	sqe->opcode = IORING_OP_READ;
	sqe->fd = wake_fd;
	sqe->addr = (uintptr_t)&wake_value;
	sqe->len = sizeof(wake_value);
	sqe->user_data = WAKE;
}

static void *reaper(void *arg)
{
	(void)arg;
	setup(64);
	arm();
	for (;;) {
		struct io_uring_cqe *cqe;
		unsigned int head;
		unsigned int n = 0;
		int woken = 0;
		int done = 0;
		int rc = io_uring_submit_and_wait(&ring, 1);

		if (rc < 0 && rc != -EINTR)
			die("submit", rc);
		io_uring_for_each_cqe(&ring, head, cqe)
		{
			n++;
			if (cqe->user_data == WAKE)
				woken = 1;
			else
				done = 1;
		}
		io_uring_cq_advance(&ring, n);
		if (woken) {
			arm();
			prepare(1);
		}
		if (done) {
			atomic_fetch_add(&answered, 1);
			syscall(SYS_futex, &answered, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
		}
	}
	return NULL;
}

static void hand_over(uint64_t commands)
{
	const uint64_t one = 1;

	for (uint64_t i = 0; i < commands; i++) {
		uint32_t before = atomic_load(&answered);

		if (write(wake_fd, &one, sizeof(one)) != sizeof(one))
			die("eventfd", errno);
		while (atomic_load(&answered) == before)
			syscall(SYS_futex, &answered, FUTEX_WAIT_PRIVATE, before, NULL, NULL, 0);
	}
}

static int variant(const char *word)
{
	static const struct {
		const char *word;
		int *flag;
	} all[] = {
		{ "fixed", &fixed },	   { "files", &files },	  { "busy", &busy },
		{ "min-wait", &min_wait }, { "iopoll", &iopoll },
	};

	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!strcmp(word, all[i].word))
			return *all[i].flag = 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int handover = argc == 2 && !strcmp(argv[1], "handover");
	int reads = argc >= 4 && !strcmp(argv[1], "read");
	int loops = argc == 3 && !strcmp(argv[1], "loop");
	unsigned int depth = reads || loops ? (unsigned int)atoi(argv[reads ? 3 : 2]) : 0;
	unsigned long long commands;
	pthread_t thread;

	for (int i = 4; i < argc; i++)
		depth = variant(argv[i]) ? depth : 0;
	if ((!handover && !depth) || depth > 512) {
		fprintf(stderr, "usage: peer loop DEPTH | peer handover | "
				"peer read NODE DEPTH [VARIANT...]\n");
		return 2;
	}
	if (handover) {
		wake_fd = eventfd(0, EFD_CLOEXEC);
		if (wake_fd < 0)
			die("eventfd", errno);
		if (pthread_create(&thread, NULL, reaper, NULL))
			die("thread", EAGAIN);
	} else {
		setup(depth);
		if (reads) {
			open_node(argv[2], depth);
			open_variants(depth);
		}
	}
	while (scanf("%llu", &commands) == 1) {
		int64_t begin = now();

		if (handover)
			hand_over(commands);
		else if (reads)
			read_loop(commands, depth);
		else
			loop(commands, depth);
		printf("%lld\n", (long long)(now() - begin));
		fflush(stdout);
	}
	if (reads)
		tell_costs();
	return 0;
}
