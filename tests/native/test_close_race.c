/*
 * tests/native: close while the last completions arrive and the last producers are still inside
 * publish. Their commands are over, perhaps the ring is gone: they may touch the control block only.
 * And nobody writes the eventfd once it is closed: its number is given to another one at once.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/eventfd.h>

#define THREADS 3
#define FDS 4

struct producer {
	pthread_t thread;
	struct fixture *f;
	unsigned int slot;
	unsigned int commands;
	_Atomic unsigned int done;
	_Atomic bool *go;
	bool uring;
};

static void arrived(struct fixture *f, const struct rnvme_completion *c)
{
	struct producer *producers = f->context;

	atomic_fetch_add(&producers[c->user_data].done, 1);
}

static void *produce(void *arg)
{
	struct producer *p = arg;
	unsigned int i;

	while (!atomic_load(p->go))
		sched_yield();
	for (i = 0; i < p->commands; i++) {
		while (atomic_load(&p->done) < i)
			sched_yield();
		if (p->uring)
			cell_null(p->f, p->slot, p->slot);
		else
			cell_ioctl(p->f, p->slot, p->slot, p->f->null_fd, 0);
		rnvme_ring_publish(p->f->ring, p->slot);
	}
	return NULL;
}

static void race(unsigned int round, bool uring)
{
	struct fixture f = { .on_completion = arrived };
	struct producer producers[THREADS] = { 0 };
	_Atomic bool go = false;
	uint64_t total = 0;
	unsigned int i;
	int fds[FDS];

	f.context = producers;
	if (uring)
		fixture_open(&f, fixture_config(THREADS));
	else
		fixture_open_no_uring(&f, fixture_config(THREADS));
	for (i = 0; i < THREADS; i++) {
		struct producer *p = &producers[i];

		p->f = &f;
		p->slot = i;
		p->commands = 1 + (round + i) % 3;
		p->go = &go;
		p->uring = uring;
		total += p->commands;
		CHECK(!pthread_create(&p->thread, NULL, produce, p));
	}
	atomic_store(&go, true);
	/* All that is published has been seen by the reaper, so it may be closed: but publish may not have returned. */
	while (COUNTER(&f, submitted) < total && atomic_load(&f.completed) < total)
		sched_yield();
	rnvme_ring_close(f.ring);
	while (!atomic_load(&f.stopped))
		sched_yield();
	for (i = 0; i < FDS; i++) {
		fds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		CHECK(fds[i] >= 0);
	}
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(producers[i].thread, NULL));
	for (i = 0; i < FDS; i++) {
		uint64_t value;

		CHECK_EQ(read(fds[i], &value, sizeof(value)), -1);
		CHECK_EQ(errno, EAGAIN);
		close(fds[i]);
	}
	CHECK_EQ(atomic_load(&f.completed), total);
	fixture_wait_closed(&f);
}

int main(void)
{
	unsigned int i;

	harness_time_limit(100);
	for (i = 0; i < HARNESS_ROUNDS(600); i++) {
		race(i, true);
		race(i, false);
	}
	return 0;
}
