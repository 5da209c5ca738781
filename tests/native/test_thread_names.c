/* tests/native: threads can be told apart in top and in a debugger. */
#include "fixture.h"

static void named(const char *name, const char *expected)
{
	struct rnvme_config config = fixture_config(1);
	struct fixture f = { 0 };

	config.name = name;
	CHECK_EQ(fixture_try_open(&f, config), 0);
	CHECK_EQ(proc_count_threads(expected), 1);
	fixture_close(&f);
	WAIT_FOR(!proc_count_threads(expected));
}

int main(void)
{
	harness_time_limit(60);
	named(NULL, "nvme-reaper");
	named("nvme-reaper-7", "nvme-reaper-7");
	named("fifteen-letters", "fifteen-letters");
	named("more-than-fifteen-letters", "more-than-fifte");
	return 0; /* those of the ioctl pool: test_ioctl_pool */
}
