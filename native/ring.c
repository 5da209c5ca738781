/*
 * native/: the ring, its producer queue and its reaper thread.
 *
 * Why one thread submits and reaps: an NVMe passthrough completion runs as task work in the task
 * that submitted it (drivers/nvme/host/ioctl.c, nvme_uring_cmd_end_io), so a thread that only reaps
 * would have to be woken by one that has nothing else to do.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "ioctl_pool.h"
#include "rnvme.h"

#ifndef IORING_SETUP_NO_SQARRAY
#define IORING_SETUP_NO_SQARRAY (1U << 16)
#endif

/* user_data of the eventfd read; no cell may carry it, see rnvme.h. */
#define WAKE_USER_DATA UINT64_MAX

#define NS_PER_S 1000000000LL

#define MAX_BUFFERS 16384U /* IORING_MAX_REG_BUFFERS */
#define BUFFERS_AT_ONCE 64U

/*
 * For ThreadSanitizer, and the only place: that the reaper, having read the eventfd back, comes after
 * the producer that wrote it. The order goes through the kernel, which the tool cannot see; and its
 * own view of write(2), whose other end is not a read(2) here, would take the close for a race.
 */
#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#include <sys/syscall.h>
#define before_wake(ring) __tsan_release(ring)
#define after_wake(ring) __tsan_acquire(ring)
#define write(fd, buf, n) syscall(SYS_write, fd, buf, n)
#else
#define before_wake(ring) ((void)0)
#define after_wake(ring) ((void)0)
#endif

_Static_assert(sizeof(struct rnvme_completion) == 24, "part of the contract with producers");
_Static_assert(offsetof(struct rnvme_control, queue_offset) == 8 &&
		       offsetof(struct rnvme_control, batch_offset) == 16 &&
		       offsetof(struct rnvme_control, setup_flags) == 24 &&
		       offsetof(struct rnvme_control, uring_error) == 32 &&
		       offsetof(struct rnvme_control, own_offset) == 36,
	       "part of the contract with producers");
_Static_assert(offsetof(struct rnvme_control, tail) == 64, "part of the contract with producers");
_Static_assert(offsetof(struct rnvme_control, wake) == 128, "part of the contract with producers");
_Static_assert(offsetof(struct rnvme_control, timer_ns) == 192,
	       "part of the contract with producers");
_Static_assert(offsetof(struct rnvme_control, counters) == 256,
	       "part of the contract with producers");
_Static_assert(offsetof(struct rnvme_control, own_count) == 384,
	       "part of the contract with producers");

/* Slots finished by pool threads: many producers, one consumer, like the queue of the ring. */
struct done_queue {
	_Atomic uint64_t tail;
	uint64_t head;
	_Atomic uint32_t *entries;
};

struct rnvme_ring {
	struct rnvme_control *control;
	_Atomic uint32_t *queue;
	uint32_t *own;
	struct rnvme_completion *batch;
	uint8_t *cells;
	struct rnvme_callbacks callbacks;
	struct ioctl_pool *pool;
	struct done_queue done;
	struct io_uring uring;
	bool has_uring;
	bool has_files;
	unsigned int buffers; /* length of the table of regions */
	int enter_fd; /* the ring's descriptor, or its number among the thread's registered rings */
	unsigned int enter_flags;
	bool read_armed;
	int eventfd;
	uint64_t eventfd_value; /* where the armed read puts the counter */
	_Atomic bool closing;
	/* The reaper's own from here on. */
	uint64_t head;
	uint64_t in_flight;
	bool said_sleeping; /* the state word is no longer AWAKE */
	unsigned int handed; /* completions, and when; for stalled */
	int64_t handed_at;
	uint64_t wakes_owed;
	uint64_t wakes_read;
	unsigned int batched;
	unsigned int setup_deny;
	int64_t stall_ns;
	int64_t busy_ns;
	char name[16];
	/* Start-up hand-over to the opener. */
	pthread_mutex_t start_lock;
	pthread_cond_t start_cond;
	bool started;
	int start_result;
};

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void count(_Atomic uint64_t *counter, uint64_t n)
{
	/* One writer: a plain load and store do, an atomic addition would lock the bus for nothing. */
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n,
			      memory_order_relaxed);
}

/* ---- producers ---- */

void rnvme_ring_wake(struct rnvme_ring *ring)
{
	const uint64_t one = 1;
	int fd = ring->eventfd; /* with the write the ring is no longer held */

	before_wake(ring);
	/*
	 * Never blocks: the counter would have to reach 2^64 - 2. EINTR cannot come before anything
	 * was written, and there is nothing to write in part.
	 */
	while (write(fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/*
 * Sequentially consistent on purpose, against may_sleep(): there the state is stored and then
 * the queues are looked at; here a queue was stored to and then the state is looked at. With weaker
 * orders both could miss the other. All four accesses are, rather than standing beside fences:
 * ThreadSanitizer knows no fences.
 */
static void notify(struct rnvme_control *control, struct rnvme_ring *ring)
{
	uint32_t sleeping = RNVME_SLEEPING;

	/*
	 * The ring is not looked at before the state has been taken: without a slot or a wake that
	 * is owed nothing holds the reaper back from its end.
	 */
	if (atomic_load(&control->wake) == RNVME_SLEEPING &&
	    atomic_compare_exchange_strong(&control->wake, &sleeping, RNVME_WAKING))
		rnvme_ring_wake(ring);
}

/*
 * The queue cannot overflow: a slot is in it at most once and it has at least as many entries as
 * there are slots. For the same reason the entry at the new tail has been emptied by the reaper
 * before: the slot that stood there has completed, or this one could not have been handed out.
 * Acquire and release on the tail, because it may be another producer who was told of that completion.
 */
void rnvme_ring_publish(struct rnvme_ring *ring, unsigned int slot)
{
	struct rnvme_control *control = ring->control;
	uint64_t at = atomic_fetch_add_explicit(&control->tail, 1, memory_order_acq_rel);

	/* The reaper that sees the entry sees the filled cell. */
	atomic_store(&ring->queue[at & (control->queue_capacity - 1)], slot + 1);
	notify(control, ring);
}

void rnvme_ring_publish_own(struct rnvme_ring *ring, unsigned int slot)
{
	ring->own[ring->control->own_count++] = slot; /* a slot is there at most once */
}

void rnvme_ring_timer(struct rnvme_ring *ring, int64_t ns)
{
	struct rnvme_control *control = ring->control;
	int64_t old;

	/*
	 * Not a mere load: what the caller wants done at `ns` was stored before, and a load could go
	 * ahead of that. It would see an earlier time that timer_fired() is just taking, and leave
	 * it at that, while deliver does not see yet what the caller stored. An addition comes either
	 * before the exchange there, and deliver sees all, or after it, and finds INT64_MAX.
	 */
	old = atomic_fetch_add(&control->timer_ns, 0);
	while (ns < old) {
		if (atomic_compare_exchange_weak(&control->timer_ns, &old, ns)) {
			notify(control, ring);
			return;
		}
	}
}

int rnvme_ring_file(struct rnvme_ring *ring, unsigned int index, int fd)
{
	int rc;

	if (!ring->has_files || index >= RNVME_FILES)
		return -ENXIO;
	rc = io_uring_register_files_update(&ring->uring, index, &fd, 1);
	return rc < 0 ? rc : 0;
}

static int update_buffers(struct rnvme_ring *ring, unsigned int first, uint8_t *address,
			  size_t size, unsigned int count)
{
	struct iovec regions[BUFFERS_AT_ONCE];
	unsigned int done = 0;

	while (done < count) {
		unsigned int n = count - done < BUFFERS_AT_ONCE ? count - done : BUFFERS_AT_ONCE;
		unsigned int i;
		int rc;

		for (i = 0; i < n; i++) {
			regions[i].iov_base = address ? address + (done + i) * size : NULL;
			regions[i].iov_len = address ? size : 0;
		}
		rc = io_uring_register_buffers_update_tag(&ring->uring, first + done, regions, NULL,
							  n);
		if (rc <= 0)
			return rc ? rc : -EIO;
		done += (unsigned int)rc; /* fewer than n: the next one was refused */
	}
	return 0;
}

int rnvme_ring_buffers(struct rnvme_ring *ring, unsigned int first, void *address, size_t size,
		       unsigned int count)
{
	int rc;

	if (first > ring->buffers || count > ring->buffers - first)
		return -ENXIO;
	rc = update_buffers(ring, first, address, size, count);
	if (rc && address)
		update_buffers(ring, first, NULL, 0, count);
	return rc;
}

static void ioctl_done(void *arg, unsigned int slot)
{
	struct rnvme_ring *ring = arg;
	uint32_t mask = ring->control->queue_capacity - 1;
	uint64_t at = atomic_fetch_add_explicit(&ring->done.tail, 1, memory_order_acq_rel);

	atomic_store(&ring->done.entries[at & mask], slot + 1);
	notify(ring->control, ring); /* teardown joins this thread before the ring goes */
}

/* ---- the reaper ---- */

static uint8_t *cell_of(struct rnvme_ring *ring, unsigned int slot)
{
	return ring->cells + (size_t)slot * RNVME_CELL_SIZE;
}

/* A few nanoseconds, where the precise clock takes more than twenty: enough to see a stall. */
static int64_t coarse_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

/* The batch is about to be handed over: nothing of it is in flight any more. */
static unsigned int hand_over(struct rnvme_ring *ring, bool timer_fired)
{
	unsigned int n = ring->batched;

	ring->batched = 0;
	ring->handed = n;
	ring->in_flight -= n;
	count(&ring->control->counters.completed, n);
	if (timer_fired)
		count(&ring->control->counters.timers, 1);
	ring->handed_at = coarse_ns();
	return n;
}

/* The receiver is done with it. */
static void taken_back(struct rnvme_ring *ring)
{
	int64_t now = coarse_ns();
	int64_t took = now - ring->handed_at;

	ring->handed_at = now;
	if (took > ring->stall_ns && ring->callbacks.stalled)
		ring->callbacks.stalled(ring->callbacks.arg, ring->handed, took);
}

static void deliver(struct rnvme_ring *ring, bool timer_fired)
{
	unsigned int n = hand_over(ring, timer_fired);

	count(&ring->control->counters.upcalls, 1);
	ring->callbacks.deliver(ring->callbacks.arg, n, timer_fired);
	taken_back(ring);
}

static void complete(struct rnvme_ring *ring, uint64_t user_data, int32_t res, uint64_t result)
{
	struct rnvme_completion *c = &ring->batch[ring->batched++];

	c->user_data = user_data;
	c->res = res;
	c->result = result;
}

/* Then what else there is waits for the next turn. */
static bool batch_full(const struct rnvme_ring *ring)
{
	return ring->batched == ring->control->batch_capacity;
}

static uint64_t user_data_of(struct rnvme_ring *ring, unsigned int slot)
{
	uint64_t user_data;

	memcpy(&user_data, cell_of(ring, slot) + RNVME_CELL_USER_DATA, sizeof(user_data));
	return user_data;
}

/* Put SQE number `index` in line for the next enter. */
static void push_sqe(struct rnvme_ring *ring, unsigned int index)
{
	struct io_uring_sq *sq = &ring->uring.sq;
	unsigned int tail = *sq->ktail;

	sq->array[tail & sq->ring_mask] = index;
	/* Release: the kernel reads the entry after it has read the tail. */
	io_uring_smp_store_release(sq->ktail, tail + 1);
}

static unsigned int unsubmitted(struct rnvme_ring *ring)
{
	struct io_uring_sq *sq = &ring->uring.sq;

	return *sq->ktail - io_uring_smp_load_acquire(sq->khead);
}

/*
 * The wake-up is a read of the eventfd in the ring itself: it ends the wait of io_uring_enter like
 * any completion, and nobody polls two things. It has the SQE behind the last cell.
 */
static void arm_read(struct rnvme_ring *ring)
{
	unsigned int index = ring->control->slots;
	struct io_uring_sqe *sqe = (struct io_uring_sqe *)cell_of(ring, index);

	memset(sqe, 0, RNVME_CELL_SIZE);
	sqe->opcode = IORING_OP_READ;
	sqe->fd = ring->eventfd;
	sqe->addr = (uintptr_t)&ring->eventfd_value;
	sqe->len = sizeof(ring->eventfd_value);
	sqe->user_data = WAKE_USER_DATA;
	ring->read_armed = true;
	push_sqe(ring, index);
}

static void wake_read(struct rnvme_ring *ring, uint64_t value)
{
	after_wake(ring);
	ring->wakes_read += value;
	count(&ring->control->counters.wakeups, value);
}

static bool queued(struct rnvme_ring *ring)
{
	uint32_t mask = ring->control->queue_capacity - 1;

	/* See notify() for the order. */
	return ring->control->own_count || atomic_load(&ring->queue[ring->head & mask]) ||
	       atomic_load(&ring->done.entries[ring->done.head & mask]);
}

/* Bring a published cell to where it runs. */
static void take(struct rnvme_ring *ring, unsigned int slot)
{
	ring->in_flight++;
	if (cell_of(ring, slot)[RNVME_CELL_OPCODE] == RNVME_OP_IOCTL) {
		count(&ring->control->counters.ioctls, 1);
		ioctl_pool_submit(ring->pool, slot);
		atomic_store_explicit(&ring->control->counters.ioctl_threads,
				      ioctl_pool_threads(ring->pool), memory_order_relaxed);
	} else if (ring->has_uring) {
		if (cell_of(ring, slot)[RNVME_CELL_CMD_FLAGS] & RNVME_CMD_FIXED)
			count(&ring->control->counters.fixed, 1);
		push_sqe(ring, slot);
	} else {
		complete(ring, user_data_of(ring, slot), -EOPNOTSUPP, 0);
	}
}

static uint32_t take_own(struct rnvme_ring *ring)
{
	uint32_t count = ring->control->own_count;
	uint32_t n = 0;

	while (n < count && !batch_full(ring))
		take(ring, ring->own[n++]);
	ring->control->own_count -= n;
	if (n < count)
		memmove(ring->own, ring->own + n, (count - n) * sizeof(*ring->own));
	return n;
}

/* Move what was published to where it runs. */
static void take_published(struct rnvme_ring *ring)
{
	uint32_t mask = ring->control->queue_capacity - 1;
	uint64_t taken = 0;
	uint32_t own = take_own(ring);
	uint32_t entry;

	/* Bounded by the capacity, so that a flood of producers cannot keep the reaper from reaping. */
	while (taken <= mask && !batch_full(ring)) {
		_Atomic uint32_t *at = &ring->queue[ring->head & mask];
		unsigned int slot;

		entry = atomic_load_explicit(at, memory_order_acquire);
		if (!entry) /* empty, or a producer is between its two steps: it will notify */
			break;
		slot = entry - 1;
		atomic_store_explicit(at, 0, memory_order_relaxed);
		ring->head++;
		taken++;
		take(ring, slot);
	}
	if (taken + own)
		count(&ring->control->counters.submitted, taken + own);
}

static void take_done(struct rnvme_ring *ring)
{
	uint32_t mask = ring->control->queue_capacity - 1;

	for (;;) {
		_Atomic uint32_t *at = &ring->done.entries[ring->done.head & mask];
		uint32_t entry = atomic_load_explicit(at, memory_order_acquire);
		uint64_t result;
		int res;

		if (!entry || batch_full(ring))
			break;
		atomic_store_explicit(at, 0, memory_order_relaxed);
		ring->done.head++;
		res = ioctl_pool_result(ring->pool, entry - 1, &result);
		complete(ring, user_data_of(ring, entry - 1), res, result);
	}
}

static void take_cqes(struct rnvme_ring *ring)
{
	struct io_uring_cq *cq = &ring->uring.cq;
	unsigned int head = *cq->khead;
	unsigned int tail = io_uring_smp_load_acquire(cq->ktail);

	while (head != tail && !batch_full(ring)) {
		/* A ring with CQE32 has entries of 32 bytes: index twice as far. */
		struct io_uring_cqe *cqe = &cq->cqes[(size_t)(head & cq->ring_mask) << 1];
		uint64_t user_data = cqe->user_data;
		int32_t res = cqe->res;
		/* With an error the second half can be an earlier command's. */
		uint64_t result = res < 0 ? 0 : cqe->big_cqe[0];

		/*
		 * The entry goes back before anything is delivered: the subscriber may publish from
		 * within, and its completion needs room.
		 */
		io_uring_smp_store_release(cq->khead, ++head);
		if (user_data != WAKE_USER_DATA) {
			complete(ring, user_data, res, result);
			continue;
		}
		if (res == sizeof(uint64_t))
			wake_read(ring, ring->eventfd_value);
		ring->read_armed = false; /* the next enter arms it again */
	}
}

/* Nothing to do? Then say so to the producers, and look once more (see notify()). */
static bool may_sleep(struct rnvme_ring *ring)
{
	if (ring->batched || queued(ring))
		return false;
	ring->said_sleeping = true;
	atomic_store(&ring->control->wake, RNVME_SLEEPING);
	return !queued(ring) && (ring->in_flight || !atomic_load(&ring->closing));
}

static void awake(struct rnvme_ring *ring)
{
	if (!ring->said_sleeping)
		return;
	ring->said_sleeping = false;
	if (atomic_exchange(&ring->control->wake, RNVME_AWAKE) == RNVME_WAKING)
		ring->wakes_owed++;
}

/* Time until the timer, at least 0; false: there is none. */
static bool until_timer(struct rnvme_ring *ring, struct __kernel_timespec *ts)
{
	int64_t at = atomic_load(&ring->control->timer_ns);
	int64_t now, left;

	if (at == INT64_MAX)
		return false;
	now = now_ns();
	left = at > now ? at - now : 0;
	ts->tv_sec = left / NS_PER_S;
	ts->tv_nsec = left % NS_PER_S;
	return true;
}

static bool timer_fired(struct rnvme_ring *ring)
{
	int64_t at = atomic_load_explicit(&ring->control->timer_ns, memory_order_relaxed);

	if (at == INT64_MAX || at > now_ns())
		return false;
	/*
	 * Whoever finds it expired does not lower it, but has made his time known to deliver before
	 * he looked: deliver, which comes now, sees it. The same for a time that was put here since
	 * the load and goes with this exchange. An exchange, for a store would not see what they did.
	 */
	atomic_exchange(&ring->control->timer_ns, INT64_MAX);
	return true;
}

static void enter_uring(struct rnvme_ring *ring, bool sleep)
{
	struct __kernel_timespec ts;
	struct io_uring_getevents_arg arg = { 0 };
	unsigned int flags = IORING_ENTER_GETEVENTS | ring->enter_flags;
	unsigned int submit;
	bool limit;
	int rc;

	if (!ring->read_armed)
		arm_read(ring);
	submit = unsubmitted(ring);
	limit = sleep && until_timer(ring, &ts);
	if (limit) { /* else the kernel need not copy it */
		arg.ts = (uintptr_t)&ts;
		flags |= IORING_ENTER_EXT_ARG;
	}
	count(&ring->control->counters.enters, 1);
	/*
	 * The result tells nothing that the ring does not: what was not submitted stays in the SQ
	 * ring for the next turn. EINTR and ETIME are the ordinary ends of a wait; after EAGAIN and
	 * EBUSY (no memory, or completions to be reaped first) the turn goes on to reap.
	 */
	rc = io_uring_enter2(ring->enter_fd, submit, sleep ? 1 : 0, flags,
			     limit ? (sigset_t *)&arg : NULL, limit ? sizeof(arg) : _NSIG / 8);
	if (rc == -EAGAIN && !io_uring_cq_ready(&ring->uring))
		poll(NULL, 0, 1); /* the kernel has no memory for requests: not in a tight loop */
}

static void enter_poll(struct rnvme_ring *ring)
{
	struct pollfd fd = { .fd = ring->eventfd, .events = POLLIN };
	struct __kernel_timespec ts;
	struct timespec wait;
	bool bounded = until_timer(ring, &ts);
	uint64_t value;

	if (bounded) {
		wait.tv_sec = ts.tv_sec;
		wait.tv_nsec = ts.tv_nsec;
	}
	count(&ring->control->counters.enters, 1);
	if (ppoll(&fd, 1, bounded ? &wait : NULL, NULL) > 0 &&
	    read(ring->eventfd, &value, sizeof(value)) == sizeof(value))
		wake_read(ring, value);
}

/* Completions that the kernel keeps until the next enter, see IORING_SETUP_TASKRUN_FLAG. */
static bool kept_back(struct rnvme_ring *ring)
{
	return ring->has_uring &&
	       __atomic_load_n(ring->uring.sq.kflags, __ATOMIC_RELAXED) & IORING_SQ_TASKRUN;
}

/*
 * Look for work instead of sleeping; false: none has come in that time. In the meantime the state is
 * AWAKE, so producers write no eventfd.
 */
static bool busy_wait(struct rnvme_ring *ring)
{
	int64_t now = now_ns();
	int64_t until = now + ring->busy_ns;

	do {
		if (queued(ring) || kept_back(ring) || atomic_load(&ring->closing) ||
		    atomic_load_explicit(&ring->control->timer_ns, memory_order_relaxed) <= now ||
		    (ring->has_uring && io_uring_cq_ready(&ring->uring)))
			return true;
#if defined(__x86_64__)
		__builtin_ia32_pause();
#endif
		now = now_ns();
	} while (now < until);
	return false;
}

static void enter(struct rnvme_ring *ring, bool sleep)
{
	if (ring->has_uring)
		enter_uring(ring, sleep);
	else if (sleep)
		enter_poll(ring);
}

static void submit_and_wait(struct rnvme_ring *ring)
{
	if (ring->busy_ns && !ring->batched && !queued(ring)) {
		if (ring->has_uring && unsubmitted(ring))
			enter_uring(ring, false);
		if (busy_wait(ring)) {
			if (kept_back(ring))
				enter_uring(ring, false);
			return;
		}
	}
	enter(ring, may_sleep(ring));
	awake(ring);
}

/* Submit what is in line; wait, if there is nothing else to do; gather what has completed. */
static bool turn(struct rnvme_ring *ring)
{
	submit_and_wait(ring);
	if (ring->has_uring)
		take_cqes(ring);
	take_done(ring);
	return timer_fired(ring);
}

static void reap_until_closed(struct rnvme_ring *ring)
{
	for (;;) {
		bool fired;

		take_published(ring);
		take_done(ring);
		if (atomic_load(&ring->closing) && !ring->in_flight && !ring->batched &&
		    !queued(ring))
			return;

		fired = turn(ring);
		if (ring->batched || fired)
			deliver(ring, fired);
	}
}

unsigned int rnvme_ring_next(struct rnvme_ring *ring, int *timer)
{
	taken_back(ring);
	for (;;) {
		bool fired;

		take_published(ring);
		/* Nothing to submit: what is in flight is waited for in reap_until_closed(). */
		if (!ring->has_uring || !unsubmitted(ring))
			return 0;
		fired = turn(ring);
		*timer = fired;
		if (ring->batched || fired)
			return hand_over(ring, fired);
	}
}

/*
 * Before the eventfd goes, every producer that owes a write must have done it, or it would write to
 * whatever file gets the number next. Nobody else can come to owe one: the state stays AWAKE. A last
 * write of our own ends the armed read, so that the kernel has no claim on eventfd_value either.
 */
static void settle_wakes(struct rnvme_ring *ring)
{
	awake(ring);
	atomic_store(&ring->control->timer_ns, INT64_MAX);
	ring->wakes_owed++;
	rnvme_ring_wake(ring);
	while (ring->wakes_read < ring->wakes_owed) {
		if (ring->has_uring) {
			enter_uring(ring, true);
			take_cqes(ring);
		} else {
			enter_poll(ring);
		}
	}
}

/*
 * Ask for the best set of flags and go down: 6.1 has DEFER_TASKRUN, 6.0 SINGLE_ISSUER, 5.19
 * COOP_TASKRUN. Only "invalid" leads down; any other refusal is the same on every rung.
 */
static int setup_uring(struct rnvme_ring *ring, unsigned int cells)
{
	static const unsigned int rungs[] = {
		IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
		IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN,
		IORING_SETUP_COOP_TASKRUN,
		0,
	};
	struct io_uring_params params;
	struct io_uring_probe *probe;
	unsigned int i;
	int supported;
	int fd = -EINVAL;
	int rc;

	for (i = 0; i < sizeof(rungs) / sizeof(rungs[0]); i++) {
		unsigned int wanted = rungs[i];

		if (wanted & ring->setup_deny)
			continue;
		memset(&params, 0, sizeof(params));
		params.flags = wanted | IORING_SETUP_SQE128 | IORING_SETUP_CQE32 |
			       IORING_SETUP_SUBMIT_ALL;
		/* So that busy_wait() sees completions; where they interrupt, it need not. */
		if (ring->busy_ns && wanted)
			params.flags |= IORING_SETUP_TASKRUN_FLAG;
		fd = io_uring_setup(cells, &params);
		if (fd != -EINVAL)
			break;
	}
	if (fd < 0)
		return fd;
	/* Waits need a time limit without an SQE of their own: 5.11. Cannot fail where SQE128 is. */
	if (!(params.features & IORING_FEAT_EXT_ARG) || (params.flags & IORING_SETUP_NO_SQARRAY)) {
		close(fd);
		return -EOPNOTSUPP;
	}
	rc = io_uring_queue_mmap(fd, &params, &ring->uring);
	if (rc < 0) {
		close(fd);
		return rc;
	}
	probe = io_uring_get_probe_ring(&ring->uring);
	supported = probe && io_uring_opcode_supported(probe, IORING_OP_URING_CMD);
	io_uring_free_probe(probe);
	if (!supported) {
		io_uring_queue_exit(&ring->uring);
		return -EOPNOTSUPP;
	}
	ring->control->setup_flags = params.flags;
	ring->control->features = params.features;
	ring->cells = (uint8_t *)ring->uring.sq.sqes;
	ring->has_uring = true;
	/* Since 5.18: the kernel then need not look the descriptor up at each enter. */
	if (io_uring_register_ring_fd(&ring->uring) == 1)
		ring->enter_flags = IORING_ENTER_REGISTERED_RING;
	ring->enter_fd = ring->uring.enter_ring_fd;
	/* Since 5.19; without it every command has its descriptor looked up. */
	ring->has_files = io_uring_register_files_sparse(&ring->uring, RNVME_FILES) == 0;
	ring->buffers = cells - 1 + RNVME_BUFFERS;
	if (ring->buffers > MAX_BUFFERS)
		ring->buffers = MAX_BUFFERS;
	if (io_uring_register_buffers_sparse(&ring->uring, ring->buffers))
		ring->buffers = 0;
	return 0;
}

static int setup(struct rnvme_ring *ring, const struct rnvme_config *config)
{
	struct rnvme_control *control = ring->control;
	struct ioctl_pool_config pool;

	ring->eventfd = eventfd(0, EFD_CLOEXEC);
	if (ring->eventfd < 0)
		return -errno;
	/* One SQE more than there are slots, for the eventfd. CQ: twice that, so it cannot overflow. */
	control->uring_error = config->flags & RNVME_RING_NO_URING ?
				       -ECANCELED :
				       setup_uring(ring, config->slots + 1);
	if (!ring->has_uring) {
		ring->cells = calloc(config->slots, RNVME_CELL_SIZE);
		if (!ring->cells)
			return -ENOMEM;
	}
	ring->done.entries = calloc(control->queue_capacity, sizeof(*ring->done.entries));
	if (!ring->done.entries)
		return -ENOMEM;
	pool = (struct ioctl_pool_config){
		.slots = config->slots,
		.threads = config->ioctl_threads,
		.cells = ring->cells,
		.done = ioctl_done,
		.arg = ring,
	};
	ring->pool = ioctl_pool_open(&pool);
	return ring->pool ? 0 : -ENOMEM;
}

static void teardown(struct rnvme_ring *ring)
{
	if (ring->pool)
		ioctl_pool_close(ring->pool);
	if (ring->has_uring) {
		/* By name: of what the exit leaves to the kernel nobody knows when it is done. */
		if (ring->buffers)
			io_uring_unregister_buffers(&ring->uring);
		io_uring_queue_exit(&ring->uring); /* also ends the armed read */
	} else {
		free(ring->cells);
	}
	free(ring->done.entries);
	if (ring->eventfd >= 0)
		close(ring->eventfd);
}

static void tell_opener(struct rnvme_ring *ring, int result)
{
	pthread_mutex_lock(&ring->start_lock);
	ring->started = true;
	ring->start_result = result;
	pthread_cond_signal(&ring->start_cond);
	pthread_mutex_unlock(&ring->start_lock);
}

struct reaper_start {
	struct rnvme_ring *ring;
	const struct rnvme_config *config; /* the opener's, valid until it has been told */
};

/* The io_uring is set up here, not by the opener: SINGLE_ISSUER binds it to the thread. */
static void *reaper_main(void *arg)
{
	struct reaper_start *start = arg;
	struct rnvme_ring *ring = start->ring;
	int rc;

	pthread_setname_np(pthread_self(), ring->name);
	rc = setup(ring, start->config);
	if (!rc)
		rc = ring->callbacks.start(ring->callbacks.arg);
	if (rc < 0) {
		teardown(ring);
		tell_opener(ring, rc);
		return NULL; /* the opener joins, and frees */
	}
	pthread_detach(pthread_self());
	tell_opener(ring, 0);
	reap_until_closed(ring);
	settle_wakes(ring);
	teardown(ring);
	ring->callbacks.stop(ring->callbacks.arg);
	pthread_mutex_destroy(&ring->start_lock);
	pthread_cond_destroy(&ring->start_cond);
	free(ring);
	return NULL;
}

/* ---- opening and closing ---- */

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static struct rnvme_control *control_map(const struct rnvme_config *config)
{
	struct rnvme_control *control;
	uint32_t capacity = 1;
	size_t queue_at, own_at, batch_at, size;

	while (capacity < config->slots)
		capacity *= 2;
	queue_at = round_up(sizeof(*control), RNVME_CACHE_LINE);
	own_at = round_up(queue_at + capacity * sizeof(uint32_t), RNVME_CACHE_LINE);
	batch_at = round_up(own_at + 2 * capacity * sizeof(uint32_t), RNVME_CACHE_LINE);
	size = round_up(batch_at + config->batch * sizeof(struct rnvme_completion), 4096);
	control = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (control == MAP_FAILED)
		return NULL;
	control->slots = config->slots;
	control->queue_capacity = capacity;
	control->queue_offset = (uint32_t)queue_at;
	control->batch_capacity = config->batch;
	control->own_offset = (uint32_t)own_at;
	control->batch_offset = (uint32_t)batch_at;
	control->size = (uint32_t)size;
	atomic_store(&control->timer_ns, INT64_MAX);
	return control;
}

void rnvme_control_free(struct rnvme_control *control)
{
	munmap(control, control->size);
}

int rnvme_ring_open(const struct rnvme_config *config, struct rnvme_ring **out)
{
	struct rnvme_ring *ring;
	struct reaper_start start;
	pthread_t thread;
	int rc;

	if (!config->slots || config->slots > RNVME_MAX_SLOTS || !config->batch ||
	    config->batch > RNVME_MAX_SLOTS || config->ioctl_threads > RNVME_MAX_SLOTS ||
	    config->flags & ~RNVME_RING_NO_URING || config->busy_ns < 0 ||
	    !config->callbacks.start || !config->callbacks.deliver || !config->callbacks.stop)
		return -EINVAL;
	ring = calloc(1, sizeof(*ring));
	if (!ring)
		return -ENOMEM;
	ring->control = control_map(config);
	if (!ring->control) {
		free(ring);
		return -ENOMEM;
	}
	ring->queue = (_Atomic uint32_t *)((uint8_t *)ring->control + ring->control->queue_offset);
	ring->batch =
		(struct rnvme_completion *)((uint8_t *)ring->control + ring->control->batch_offset);
	ring->own = (uint32_t *)((uint8_t *)ring->control + ring->control->own_offset);
	ring->callbacks = config->callbacks;
	ring->stall_ns = config->stall_ns;
	ring->busy_ns = config->busy_ns;
	ring->setup_deny = config->setup_deny;
	ring->eventfd = -1;
	strncpy(ring->name, config->name ? config->name : "nvme-reaper", sizeof(ring->name) - 1);
	pthread_mutex_init(&ring->start_lock, NULL);
	pthread_cond_init(&ring->start_cond, NULL);

	start.ring = ring;
	start.config = config;
	rc = -pthread_create(&thread, NULL, reaper_main, &start);
	if (!rc) {
		pthread_mutex_lock(&ring->start_lock);
		while (!ring->started)
			pthread_cond_wait(&ring->start_cond, &ring->start_lock);
		rc = ring->start_result;
		pthread_mutex_unlock(&ring->start_lock);
		if (rc)
			pthread_join(thread, NULL);
	}
	if (rc) {
		rnvme_control_free(ring->control);
		pthread_mutex_destroy(&ring->start_lock);
		pthread_cond_destroy(&ring->start_cond);
		free(ring);
		return rc;
	}
	*out = ring;
	return 0;
}

struct rnvme_control *rnvme_ring_control(struct rnvme_ring *ring)
{
	return ring->control;
}

void *rnvme_ring_cells(struct rnvme_ring *ring)
{
	return ring->cells;
}

void rnvme_ring_close(struct rnvme_ring *ring)
{
	/* From the store on the ring may be gone; the control block is the caller's. */
	struct rnvme_control *control = ring->control;

	atomic_store(&ring->closing, true);
	notify(control, ring);
}
