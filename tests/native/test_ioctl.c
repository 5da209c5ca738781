/* tests/native: what comes back from ioctl cells, through a ring that has an io_uring and one without. */
#include "fixture.h"

#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <termios.h>

static struct rnvme_completion last;

static void keep(struct fixture *f, const struct rnvme_completion *c)
{
	(void)f;
	last = *c;
}

static int32_t run(struct fixture *f, int fd, uint32_t request, const void *arg, size_t size)
{
	static uint64_t user_data = 0xfedcba9876543210;
	uint64_t before = atomic_load(&f->completed);

	cell_ioctl(f, 1, ++user_data, fd, request);
	if (size)
		memcpy(cell_argument(f, 1), arg, size);
	rnvme_ring_publish(f->ring, 1);
	WAIT_FOR(atomic_load(&f->completed) == before + 1);
	CHECK_EQ(last.user_data, user_data);
	if (last.res < 0)
		CHECK_EQ(last.result, 0);
	return last.res;
}

static void outcomes(unsigned int flags)
{
	struct rnvme_config config = fixture_config(2);
	struct fixture f = { .on_completion = keep };
	struct nvme_passthru_cmd64 wide = { .opcode = 6, .result = 77 };
	struct nvme_passthru_cmd narrow = { .opcode = 6, .result = 77 };
	struct termios settings;
	unsigned char expected[36], got[36]; /* what the kernel calls struct termios, and copies */
	unsigned int i;
	int fds[2], pty;
	static const uint32_t without_argument[] = { NVME_IOCTL_ID, NVME_IOCTL_RESET,
						     NVME_IOCTL_SUBSYS_RESET, NVME_IOCTL_RESCAN };

	config.flags = flags;
	CHECK_EQ(fixture_try_open(&f, config), 0);

	/* The answer is in the cell. */
	CHECK(!pipe(fds));
	CHECK_EQ(write(fds[1], "seven b", 7), 7);
	CHECK_EQ(run(&f, fds[0], FIONREAD, NULL, 0), 0);
	CHECK_EQ(*(int *)cell_argument(&f, 1), 7);
	CHECK_EQ(last.result, 0);
	pty = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty >= 0) {
		memset(expected, 0, sizeof(expected));
		CHECK(!ioctl(pty, TCGETS, expected));
		CHECK_EQ(run(&f, pty, TCGETS, NULL, 0), 0);
		memcpy(got, cell_argument(&f, 1), sizeof(got));
		CHECK(!memcmp(got, expected, sizeof(got)));
		CHECK(!tcgetattr(pty, &settings));
		close(pty);
	}

	/* Errors are negative. */
	CHECK_EQ(run(&f, fds[0], TCGETS, NULL, 0), -ENOTTY);
	CHECK_EQ(run(&f, 99999, FIONREAD, NULL, 0), -EBADF);
	CHECK_EQ(run(&f, -1, FIONREAD, NULL, 0), -EBADF);
	CHECK_EQ(run(&f, f.null_fd, NVME_IOCTL_ADMIN64_CMD, &wide, sizeof(wide)), -ENOTTY);
	CHECK_EQ(run(&f, f.null_fd, NVME_IOCTL_IO64_CMD, &wide, sizeof(wide)), -ENOTTY);
	CHECK_EQ(run(&f, f.null_fd, NVME_IOCTL_ADMIN_CMD, &narrow, sizeof(narrow)), -ENOTTY);
	CHECK_EQ(run(&f, f.null_fd, NVME_IOCTL_IO_CMD, &narrow, sizeof(narrow)), -ENOTTY);
	for (i = 0; i < sizeof(without_argument) / sizeof(without_argument[0]); i++)
		CHECK_EQ(run(&f, f.null_fd, without_argument[i], NULL, 0), -ENOTTY);

	/* One at a time needs one thread; the resets have their own. */
	CHECK_EQ(COUNTER(&f, ioctl_threads), 2);
	close(fds[0]);
	close(fds[1]);
	fixture_close(&f);
}

int main(void)
{
	harness_time_limit(60);
	outcomes(RNVME_RING_NO_URING);
	outcomes(0);
	return 0;
}
