/*
 * tests/native: without an io_uring, by wish or because the system refuses one (seccomp, as container
 * runtimes do), the ring opens, says why, and ioctl cells work.
 */
#include "fixture.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* One per cell: the argument of FIONREAD is an int. */
static _Atomic unsigned int ioctls, urings;

static void sort_out(struct fixture *f, const struct rnvme_completion *c)
{
	unsigned int slot = (unsigned int)c->user_data;

	if (slot % 2) {
		CHECK_EQ(c->res, 0);
		CHECK_EQ(*(int *)cell_argument(f, slot), 5);
		atomic_fetch_add(&ioctls, 1);
	} else {
		CHECK_EQ(c->res, -EOPNOTSUPP);
		CHECK_EQ(c->result, 0);
		atomic_fetch_add(&urings, 1);
	}
}

static void check_works_without(unsigned int flags, int expected_error)
{
	struct rnvme_config config = fixture_config(64);
	struct fixture f = { .on_completion = sort_out };
	unsigned int i;
	int fds[2];

	ioctls = urings = 0;
	CHECK(!pipe(fds));
	CHECK_EQ(write(fds[1], "hello", 5), 5);
	config.flags = flags;
	CHECK_EQ(fixture_try_open(&f, config), 0);
	CHECK_EQ(f.control->uring_error, expected_error);
	CHECK_EQ(f.control->setup_flags, 0);
	for (i = 0; i < 64 * RNVME_CELL_SIZE; i++)
		CHECK_EQ(f.cells[i], 0);
	for (i = 0; i < 64; i++) {
		if (i % 2)
			cell_ioctl(&f, i, i, fds[0], FIONREAD);
		else
			cell_null(&f, i, i);
		rnvme_ring_publish(f.ring, i);
	}
	WAIT_FOR(atomic_load(&f.completed) == 64);
	CHECK_EQ(ioctls, 32);
	CHECK_EQ(urings, 32);
	CHECK_EQ(COUNTER(&f, ioctls), 32);
	fixture_close(&f);
	close(fds[0]);
	close(fds[1]);
}

/* In a process of its own: a filter stays for good. */
static void refused_by_system(unsigned int call, int error, int expected_error)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned int)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(program) / sizeof(program[0]), program };
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		harness_time_limit(60);
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
			_exit(77);
		check_works_without(0, expected_error);
		_exit(0);
	}
	CHECK_EQ(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		SKIP("seccomp filters");
	CHECK_EQ(WEXITSTATUS(status), 0);
}

int main(void)
{
	harness_time_limit(60);
	/* Children first: a process with threads is not forked. */
	refused_by_system(SYS_io_uring_setup, EPERM, -EPERM);
	refused_by_system(SYS_io_uring_setup, ENOSYS, -ENOSYS);
	refused_by_system(SYS_io_uring_setup, ENOMEM, -ENOMEM);
	refused_by_system(SYS_io_uring_setup, EINVAL, -EINVAL); /* older than 5.19 */
	refused_by_system(SYS_io_uring_register, EPERM, -EOPNOTSUPP); /* no probe */
	check_works_without(RNVME_RING_NO_URING, -ECANCELED);
	return 0;
}
