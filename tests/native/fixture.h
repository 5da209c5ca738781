/*
 * tests/native: a ring whose completions are counted and handed to the test one by one, and cells
 * for operations that need no drive. Where a drive is slow, these use a read from an empty pipe: it
 * ends when the test writes.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "harness.h"

#include <liburing.h>
#include <pthread.h>
#include <stdatomic.h>

#include "rnvme.h"

struct fixture {
	/* Set by the test before it opens the ring; called on the reaper thread; may be NULL. */
	void (*on_completion)(struct fixture *f, const struct rnvme_completion *c);
	void (*on_deliver)(struct fixture *f, unsigned int n, int timer_fired);
	void (*on_stalled)(struct fixture *f, unsigned int n, int64_t ns);
	void *context;
	int start_result;

	struct rnvme_ring *ring;
	struct rnvme_control *control;
	uint8_t *cells;
	const struct rnvme_completion *batch;
	int null_fd;
	int32_t expected_res; /* of every completion, if there is no on_completion */
	unsigned int largest_delivery;
	_Atomic uint64_t completed;
	_Atomic uint64_t deliveries;
	_Atomic uint64_t timers;
	_Atomic bool started;
	_Atomic bool stopped;
	_Atomic bool hold;
	_Atomic bool held;
	pthread_t reaper;
};

struct rnvme_config fixture_config(unsigned int slots);

/* f must be zeroed but for what the test sets. */
int fixture_try_open(struct fixture *f, struct rnvme_config config);

/* With an io_uring or, if this system gives none, not at all: the test is skipped. */
void fixture_open(struct fixture *f, struct rnvme_config config);

/* Without one, on purpose. */
void fixture_open_no_uring(struct fixture *f, struct rnvme_config config);

/* The orderly end, waited for. */
void fixture_close(struct fixture *f);

/* The end of one whose rnvme_ring_close has been called. */
void fixture_wait_closed(struct fixture *f);

/* Wait until the reaper sleeps in the kernel with nothing left to look at. */
void fixture_wait_asleep(struct fixture *f);

/*
 * Keep the reaper inside a delivery (of the timer), so that all that is published meanwhile is taken
 * in one turn. Counts as one delivery and one timer.
 */
void fixture_hold(struct fixture *f);
void fixture_release(struct fixture *f);

/* Let time pass, counted in turns of another ring: for things that must not happen. */
void fixture_let_others_run(void);

/* Fill a cell; publishing it is up to the test. */
struct io_uring_sqe *cell_prepare(struct fixture *f, unsigned int slot, uint8_t opcode, int fd,
				  uint64_t user_data);
void cell_null(struct fixture *f, unsigned int slot, uint64_t user_data);
void cell_read(struct fixture *f, unsigned int slot, uint64_t user_data, int fd, void *to,
	       uint32_t size);
void cell_ioctl(struct fixture *f, unsigned int slot, uint64_t user_data, int fd, uint32_t request);

/* The argument of an ioctl or a uring command. */
void *cell_argument(struct fixture *f, unsigned int slot);

static inline uint64_t counter(_Atomic uint64_t *c)
{
	return atomic_load_explicit(c, memory_order_relaxed);
}

#define COUNTER(f, name) counter(&(f)->control->counters.name)

/* How many entries /proc/self/`dir` has, or lines if it is a file. */
unsigned int proc_count_entries(const char *dir);
unsigned int proc_count_lines(const char *file);

/* How many threads of this process carry that name. */
unsigned int proc_count_threads(const char *name);

#endif
