/*
 * tests/native: the threads for ioctls: as many as are needed up to the limit, and those for resets
 * apart.
 *
 * The stand-in for a command that hangs in a drive is SECCOMP_IOCTL_NOTIF_RECV: it blocks until
 * another thread makes a system call that a filter reports, acct(2) here, which nothing else uses.
 */
#include "ioctl_pool.h"
#include "fixture.h"

#include <linux/filter.h>
#include <linux/nvme_ioctl.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define SLOTS 64
#define THREADS 3
#define QUICK 1000000 /* user_data from here on: not one of the blocked */

static int listener;
static _Atomic unsigned int quick, released;

static void install_filter(void)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_acct, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(program) / sizeof(program[0]), program };

	CHECK(sizeof(struct seccomp_notif) <= RNVME_CELL_SIZE - RNVME_CELL_ARG);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		SKIP("PR_SET_NO_NEW_PRIVS: %s", strerror(errno));
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
	if (listener < 0)
		SKIP("seccomp with a listener: %s", strerror(errno));
}

static void *make_the_call(void *arg)
{
	(void)arg;
	CHECK_EQ(syscall(SYS_acct, NULL), -1);
	CHECK_EQ(errno, EDOM);
	return NULL;
}

/* Ends one of the blocked ioctls, any. */
static void release_one(void)
{
	unsigned int before = atomic_load(&released);
	pthread_t caller;

	CHECK(!pthread_create(&caller, NULL, make_the_call, NULL));
	CHECK(!pthread_join(caller, NULL)); /* answered by arrived() */
	CHECK_EQ(atomic_load(&released), before + 1);
}

static void arrived(struct fixture *f, const struct rnvme_completion *c)
{
	struct seccomp_notif *notif;
	struct seccomp_notif_resp answer = { .error = -EDOM };

	if (c->user_data >= QUICK) {
		CHECK_EQ(c->res, -ENOTTY);
		atomic_fetch_add(&quick, 1);
		return;
	}
	CHECK_EQ(c->res, 0);
	notif = cell_argument(f, (unsigned int)c->user_data);
	answer.id = notif->id;
	atomic_fetch_add(&released, 1);
	CHECK(!ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer));
}

static void block(struct fixture *f, unsigned int slot)
{
	cell_ioctl(f, slot, slot, listener, (uint32_t)SECCOMP_IOCTL_NOTIF_RECV);
	rnvme_ring_publish(f->ring, slot);
}

static void run_quick(struct fixture *f, unsigned int slot, uint32_t request)
{
	unsigned int before = atomic_load(&quick);

	cell_ioctl(f, slot, QUICK + slot, f->null_fd, request);
	rnvme_ring_publish(f->ring, slot);
	WAIT_FOR(atomic_load(&quick) == before + 1);
}

/* Commands that follow each other need one thread, however many there are. */
static void one_for_a_sequence(void)
{
	struct fixture f = { .on_completion = arrived };
	unsigned int i;

	fixture_open_no_uring(&f, fixture_config(SLOTS));
	for (i = 0; i < HARNESS_ROUNDS(2000); i++)
		run_quick(&f, i % SLOTS, NVME_IOCTL_ID);
	CHECK_EQ(COUNTER(&f, ioctl_threads), 1);
	WAIT_FOR(proc_count_threads("nvme-ioctl") == 1);
	CHECK_EQ(proc_count_threads("nvme-control"), 0);
	fixture_close(&f);
}

/* The limit holds, what exceeds it waits its turn, and resets get through meanwhile. */
static void full(bool uring)
{
	struct rnvme_config config = fixture_config(SLOTS);
	struct fixture f = { .on_completion = arrived };
	unsigned int i;

	config.ioctl_threads = THREADS;
	if (uring)
		fixture_open(&f, config);
	else
		fixture_open_no_uring(&f, config);
	quick = released = 0;
	for (i = 0; i < 10; i++) {
		block(&f, i);
		WAIT_FOR(COUNTER(&f, ioctls) == i + 1);
		/* One more for each until the limit: none is idle. */
		WAIT_FOR(COUNTER(&f, ioctl_threads) == (i < THREADS ? i + 1 : THREADS));
	}
	cell_ioctl(&f, 10, QUICK, f.null_fd, NVME_IOCTL_ID); /* behind the ten */
	rnvme_ring_publish(f.ring, 10);
	WAIT_FOR(proc_count_threads("nvme-ioctl") == THREADS);
	CHECK_EQ(proc_count_threads("nvme-control"), 0);

	for (i = 0; i < 5; i++) {
		run_quick(&f, 11, NVME_IOCTL_RESET);
		run_quick(&f, 12, NVME_IOCTL_SUBSYS_RESET);
		run_quick(&f, 13, NVME_IOCTL_RESCAN);
	}
	CHECK_EQ(atomic_load(&f.completed), 15);
	CHECK_EQ(COUNTER(&f, ioctl_threads), THREADS + 1);
	CHECK_EQ(proc_count_threads("nvme-control"), 1);

	rnvme_ring_close(f.ring); /* waits for them all */
	for (i = 0; i < 10; i++) {
		fixture_wait_asleep(&f);
		CHECK(!atomic_load(&f.stopped));
		release_one();
	}
	fixture_wait_closed(&f);
	CHECK_EQ(quick, 16);
	CHECK_EQ(released, 10);
	WAIT_FOR(!proc_count_threads("nvme-ioctl") && !proc_count_threads("nvme-control"));
}

static void quick_again(struct fixture *f, const struct rnvme_completion *c)
{
	uint64_t *left = f->context;
	unsigned int slot = (unsigned int)c->user_data;

	CHECK_EQ(c->res, -ENOTTY);
	if (*left) {
		--*left;
		cell_ioctl(f, slot, slot, f->null_fd, *left % 5 ? NVME_IOCTL_ID : NVME_IOCTL_RESET);
		rnvme_ring_publish(f->ring, slot);
	}
}

/* Many more commands than threads, from within deliver, beside commands of the io_uring's. */
static void many(unsigned int limit)
{
	uint64_t left = HARNESS_ROUNDS(10000);
	uint64_t total = left + SLOTS;
	struct rnvme_config config = fixture_config(SLOTS);
	struct fixture f = { .on_completion = quick_again, .context = &left };
	unsigned int i;

	config.ioctl_threads = limit;
	fixture_open(&f, config);
	for (i = 0; i < SLOTS; i++) {
		cell_ioctl(&f, i, i, f.null_fd, NVME_IOCTL_ID);
		rnvme_ring_publish(f.ring, i);
	}
	WAIT_FOR(atomic_load(&f.completed) == total);
	CHECK(COUNTER(&f, ioctl_threads) <= (limit ? limit : 1) + IOCTL_CONTROL_THREADS);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	many(0);
	many(1);
	many(8);
	one_for_a_sequence();
	install_filter();
	full(false);
	full(true);
	return 0;
}
