/* tests/native: without the best set of setup flags the next one is taken, and all of them work. */
#include "fixture.h"

#define RUNG_FLAGS \
	(IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_COOP_TASKRUN)

static void republish(struct fixture *f, const struct rnvme_completion *c)
{
	uint64_t *left = f->context;

	CHECK_EQ(c->res, 0);
	if (*left) {
		--*left;
		cell_null(f, 0, 0);
		rnvme_ring_publish(f->ring, 0);
	}
}

static unsigned int rung(unsigned int deny)
{
	uint64_t left = 1000;
	struct rnvme_config config = fixture_config(4);
	struct fixture f = { .on_completion = republish, .context = &left };
	unsigned int granted;
	char buffer;
	int fds[2];

	config.setup_deny = deny;
	fixture_open(&f, config);
	granted = f.control->setup_flags & RUNG_FLAGS;
	CHECK_EQ(granted & deny, 0);
	CHECK(f.control->setup_flags & IORING_SETUP_SUBMIT_ALL);

	/* Inline completions, */
	cell_null(&f, 0, 0);
	rnvme_ring_publish(f.ring, 0);
	WAIT_FOR(atomic_load(&f.completed) == 1001);
	/* the timer, */
	rnvme_ring_timer(f.ring, harness_now_ns() + 1000000);
	WAIT_FOR(atomic_load(&f.timers) == 1);
	/* and one that comes to a sleeping reaper, by task work. */
	left = 1;
	f.on_completion = NULL;
	f.expected_res = 1;
	CHECK(!pipe(fds));
	cell_read(&f, 1, 1, fds[0], &buffer, 1);
	rnvme_ring_publish(f.ring, 1);
	fixture_wait_asleep(&f);
	CHECK_EQ(write(fds[1], "x", 1), 1);
	WAIT_FOR(atomic_load(&f.completed) == 1002);
	CHECK_EQ(buffer, 'x');
	close(fds[0]);
	close(fds[1]);
	fixture_close(&f);
	return granted;
}

int main(void)
{
	static const unsigned int rungs[] = {
		IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
		IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN,
		IORING_SETUP_COOP_TASKRUN,
		0,
	};
	unsigned int best, i;

	harness_time_limit(60);
	best = rung(0);
	for (i = 0; rungs[i] != best; i++)
		CHECK(rungs[i]); /* the best one is a rung of ours */
	/* Each flag that makes the difference is refused in turn. */
	if (rungs[i] & IORING_SETUP_DEFER_TASKRUN)
		CHECK_EQ(rung(IORING_SETUP_DEFER_TASKRUN), rungs[1]);
	if (rungs[i] & IORING_SETUP_SINGLE_ISSUER)
		CHECK_EQ(rung(IORING_SETUP_SINGLE_ISSUER), rungs[2]);
	CHECK_EQ(rung(RUNG_FLAGS), 0);
	CHECK_EQ(rung(IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_COOP_TASKRUN), 0);
	return 0;
}
