/* tests/native: deliveries are as large as there are completions, and never larger than the batch. */
#include "fixture.h"

static void run(unsigned int slots, unsigned int batch, bool uring)
{
	struct rnvme_config config = fixture_config(slots);
	struct fixture f = { .expected_res = uring ? 0 : -EOPNOTSUPP };
	unsigned int i;

	config.batch = batch;
	if (uring)
		fixture_open(&f, config);
	else
		fixture_open_no_uring(&f, config);
	for (i = 0; i < slots; i++)
		cell_null(&f, i, i);
	fixture_hold(&f);
	for (i = 0; i < slots; i++)
		rnvme_ring_publish(f.ring, i);
	fixture_release(&f);
	WAIT_FOR(atomic_load(&f.completed) == slots);
	CHECK_EQ(f.largest_delivery, batch < slots ? batch : slots);
	/* One for the hold, and all others full but the last. */
	CHECK_EQ(atomic_load(&f.deliveries), 1 + (slots + batch - 1) / batch);
	fixture_close(&f);
}

int main(void)
{
	static const unsigned int batches[] = { 1, 7, 63, 64, 65, 4096 };
	unsigned int i;

	harness_time_limit(60);
	for (i = 0; i < sizeof(batches) / sizeof(batches[0]); i++) {
		run(64, batches[i], false);
		run(64, batches[i], true);
	}
	return 0;
}
