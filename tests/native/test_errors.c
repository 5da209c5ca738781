/* tests/native: a cell the kernel refuses completes with the error, and its neighbours do not care. */
#include "fixture.h"

#define SLOTS 64

static _Atomic unsigned int good, bad_fd, bad_opcode, bad_command;

static void sort_out(struct fixture *f, const struct rnvme_completion *c)
{
	(void)f;
	switch (c->user_data % 4) {
	case 0:
		CHECK_EQ(c->res, 0);
		good++;
		break;
	case 1:
		CHECK_EQ(c->res, -EBADF);
		bad_fd++;
		break;
	case 2:
		CHECK_EQ(c->res, -EINVAL);
		bad_opcode++;
		break;
	case 3:
		CHECK_EQ(c->res, -EOPNOTSUPP); /* a pipe takes no commands */
		bad_command++;
		break;
	}
	CHECK_EQ(c->result, 0);
}

int main(void)
{
	struct fixture f = { .on_completion = sort_out };
	unsigned int i;
	int fds[2];

	harness_time_limit(60);
	CHECK(!pipe(fds));
	fixture_open(&f, fixture_config(SLOTS));
	fixture_hold(&f); /* all in one submission */
	for (i = 0; i < SLOTS; i++) {
		cell_null(&f, i, i);
		if (i % 4 == 1)
			cell_prepare(&f, i, IORING_OP_URING_CMD, 99999, i);
		else if (i % 4 == 2)
			cell_prepare(&f, i, 0xfe, f.null_fd, i);
		else if (i % 4 == 3)
			cell_prepare(&f, i, IORING_OP_URING_CMD, fds[0], i);
		rnvme_ring_publish(f.ring, i);
	}
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == SLOTS);
	CHECK_EQ(good, SLOTS / 4);
	CHECK_EQ(bad_fd, SLOTS / 4);
	CHECK_EQ(bad_opcode, SLOTS / 4);
	CHECK_EQ(bad_command, SLOTS / 4);
	fixture_close(&f);
	return 0;
}
