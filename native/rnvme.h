/*
 * native/: the ring library. Knows io_uring, ioctl(2) and NVMe passthrough cells; knows nothing of
 * Java (no jni.h here; the shim is jni_rnvme.c).
 *
 * One ring = one control block shared with the producers, one array of command cells, one reaper
 * thread that is the only one ever to enter the io_uring, and a pool of threads for blocking
 * ioctls. Functions return 0 or a positive value on success and -errno on failure.
 *
 * The way of a command:
 *
 *   producer (any thread)                 reaper (one thread)                  kernel
 *   fill cell[slot]
 *   queue[tail++] = slot + 1  --release-> take slot, SQ array[n] = slot
 *   wake it if it sleeps       -eventfd->  io_uring_enter: submit and wait --> reads cell[slot],
 *                                          copy CQEs to the batch         <--  maybe much later
 *                                          deliver(batch)
 *
 * A cell IS an SQE: cell i lives at index i of the ring's SQE array, and only index i refers to it.
 * It belongs to the kernel from the publication until the completion with its user_data has been
 * delivered, because a command that finds no tag is read again by a kernel worker at a later time.
 */
#ifndef RNVME_H
#define RNVME_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define RNVME_CACHE_LINE 64
#define RNVME_MAX_SLOTS 16384

/*
 * A cell, 128 bytes (an SQE of a ring with IORING_SETUP_SQE128):
 *
 *    0 opcode u8   IORING_OP_URING_CMD, or RNVME_OP_IOCTL
 *    1 flags u8    4 fd s32     8 cmd_op u32    12 must be zero   28 cmd_flags u32 (RNVME_CMD_*)
 *   32 user_data u64           40 buf_index u16
 *   48 argument, 80 bytes: struct nvme_uring_cmd (72), or the structure of the ioctl (at most 80)
 *
 * user_data may be anything but UINT64_MAX, which is the library's own. flags must not be such as make
 * a command complete never or more than once (IOSQE_CQE_SKIP_SUCCESS, links that fail).
 */
#define RNVME_CELL_SIZE 128
#define RNVME_CELL_OPCODE 0
#define RNVME_CELL_FLAGS 1
#define RNVME_CELL_FD 4
#define RNVME_CELL_CMD_OP 8
#define RNVME_CELL_CMD_FLAGS 28
#define RNVME_CELL_USER_DATA 32
#define RNVME_CELL_BUF_INDEX 40
#define RNVME_CELL_ARG 48

/* In flags: fd is an index into the table of files, see rnvme_ring_file. IOSQE_FIXED_FILE. */
#define RNVME_SQE_FIXED_FILE 1
#define RNVME_FILES 1024

/*
 * In cmd_flags: the data lies in the region of memory that buf_index names, see rnvme_ring_buffers.
 * IORING_URING_CMD_FIXED, which 6.0 refuses with -EINVAL. Never with the vectored forms: 6.1 then
 * loses the request, and hangs at the controller's next reset.
 */
#define RNVME_CMD_FIXED 1
/* Regions beside one for each slot, as far as the kernel's 16,384 go. */
#define RNVME_BUFFERS 4096

/* The opcode of a cell that takes the way of ioctl(2): fd, cmd_op = the request, argument. */
#define RNVME_OP_IOCTL 0xff

/* The state word through which producers and the reaper agree who writes the eventfd. */
enum rnvme_wake {
	RNVME_AWAKE = 0, /* the reaper will look at the queue by itself */
	RNVME_SLEEPING =
		1, /* it waits in the kernel; whoever changes this to WAKING must wake it */
	RNVME_WAKING = 2, /* one producer owes, or has done, exactly one write to the eventfd */
};

/* As the reaper hands them over; an array of them is part of the control block. */
struct rnvme_completion {
	uint64_t user_data;
	uint64_t result; /* the 64-bit command result; meaningless when res < 0 */
	int32_t res; /* -errno, or the 15-bit NVMe status, or what the ioctl returned */
	uint32_t reserved;
};

/*
 * Counters are written by the reaper alone and may be read by anyone at any time; each is right by
 * itself, a set of them is not a snapshot.
 */
struct rnvme_counters {
	_Atomic uint64_t submitted; /* cells taken from the queue */
	_Atomic uint64_t completed; /* completions delivered */
	_Atomic uint64_t enters; /* calls of io_uring_enter (or poll, without a ring) */
	_Atomic uint64_t upcalls; /* calls of deliver */
	_Atomic uint64_t wakeups; /* writes to the eventfd that were read back */
	_Atomic uint64_t timers; /* deliveries in which the timer had fired */
	_Atomic uint64_t ioctls; /* cells that took the way of ioctl(2) */
	_Atomic uint64_t ioctl_threads; /* threads the pool has started so far */
	_Atomic uint64_t fixed; /* cells with RNVME_CMD_FIXED */
};

/*
 * The control block: one private mapping, read and written by producers in any language. Offsets
 * are part of the contract (see the static assertions in ring.c and RingLayout.java).
 */
struct rnvme_control {
	_Alignas(RNVME_CACHE_LINE) uint32_t slots;
	uint32_t queue_capacity; /* a power of two, at least slots */
	uint32_t queue_offset; /* bytes from the start of this block to the queue of _Atomic uint32_t */
	uint32_t batch_capacity;
	uint32_t batch_offset; /* bytes to the array of struct rnvme_completion */
	uint32_t size; /* bytes of the whole mapping */
	uint32_t setup_flags; /* IORING_SETUP_* as granted; 0 without a ring */
	uint32_t features; /* IORING_FEAT_* */
	int32_t uring_error; /* 0, or the -errno for which there is no io_uring */
	uint32_t own_offset; /* bytes to the reaper's own queue, of uint32_t, two for each slot */
	_Alignas(RNVME_CACHE_LINE) _Atomic uint64_t tail; /* next queue position; producers add 1 */
	_Alignas(RNVME_CACHE_LINE) _Atomic uint32_t wake; /* enum rnvme_wake */
	/* CLOCK_MONOTONIC ns at which deliver is wanted even without completions; INT64_MAX: never */
	_Alignas(RNVME_CACHE_LINE) _Atomic int64_t timer_ns;
	_Alignas(RNVME_CACHE_LINE) struct rnvme_counters counters;
	/*
	 * Cells published from within deliver: the reaper is the only one to write and to read, so no
	 * atomic is needed, and it is awake, so no wake-up either. Who completes a command and sends
	 * the next one goes this way, which is nearly everybody at high load.
	 */
	_Alignas(RNVME_CACHE_LINE) uint32_t own_count;
};

/*
 * All three are called on the reaper thread. deliver: completions [0, n) of the batch array are
 * valid until it returns; their slots may be refilled and published from within. stop is the last
 * call: by then the io_uring, the eventfd and the ioctl threads are gone.
 */
struct rnvme_callbacks {
	int (*start)(void *arg); /* a negative return refuses the ring; stop is not called then */
	void (*deliver)(void *arg, unsigned int n, int timer_fired);
	void (*stop)(void *arg);
	/* deliver took longer than stall_ns for n completions; optional */
	void (*stalled)(void *arg, unsigned int n, int64_t ns);
	void *arg;
};

#define RNVME_RING_NO_URING (1U << 0) /* ioctl only */

struct rnvme_config {
	unsigned int slots; /* 1 .. RNVME_MAX_SLOTS */
	unsigned int batch; /* completions per delivery, at least 1 */
	unsigned int ioctl_threads; /* most threads the pool may have, beside those for resets */
	unsigned int flags; /* RNVME_RING_* */
	int64_t stall_ns; /* for stalled; in the steps of the kernel's tick, some milliseconds */
	int64_t busy_ns; /* how long to look for work before sleeping; 0: not at all */
	unsigned int setup_deny; /* IORING_SETUP_* flags not to ask for (tests of the ladder) */
	const char *name; /* of the reaper thread; the kernel keeps 15 characters */
	struct rnvme_callbacks callbacks;
};

struct rnvme_ring;

/*
 * Open a ring and start its reaper. Without io_uring (refused by the system, or RNVME_RING_NO_URING)
 * the ring still opens: control->uring_error tells why and only RNVME_OP_IOCTL cells can succeed.
 */
int rnvme_ring_open(const struct rnvme_config *config, struct rnvme_ring **ring);

struct rnvme_control *rnvme_ring_control(struct rnvme_ring *ring);

/* The cells: slots * RNVME_CELL_SIZE bytes, zeroed. Gone once stop has been called. */
void *rnvme_ring_cells(struct rnvme_ring *ring);

/* Hand cell `slot` to the reaper. Thread-safe; the slot must not be published already. */
void rnvme_ring_publish(struct rnvme_ring *ring, unsigned int slot);

/* The same from within deliver, and nowhere else. */
void rnvme_ring_publish_own(struct rnvme_ring *ring, unsigned int slot);

/*
 * From within deliver, when it is done with its batch: submit what was published meanwhile, wait as the
 * reaper would, in the same call of the kernel, and put what completes into the batch array, as if
 * deliver had returned and been called again. A receiver for which a call is cheap in one direction and
 * dear in the other (JNI) stays so in deliver as long as there is work. Returns the number of
 * completions; 0 and no timer: nothing was published, return from deliver.
 */
unsigned int rnvme_ring_next(struct rnvme_ring *ring, int *timer_fired);

/*
 * The second half of the wake-up: for the one producer that changed control->wake from SLEEPING to
 * WAKING, and for nobody else. rnvme_ring_publish does it by itself.
 */
void rnvme_ring_wake(struct rnvme_ring *ring);

/*
 * Lower the timer to at most `ns` (CLOCK_MONOTONIC); the reaper takes note at once. Thread-safe. What
 * was stored before the call is seen by the deliver that it brings about, or by an earlier one.
 */
void rnvme_ring_timer(struct rnvme_ring *ring, int64_t ns);

/*
 * Put a descriptor into the ring's table of files, or with -1 take it out. From within deliver alone: the
 * kernel lets only the ring's own thread. A cell with RNVME_SQE_FIXED_FILE in its flags then has the
 * index for its fd, and the kernel need not look up and count the file with each command. -ENXIO: this
 * ring has no table.
 */
int rnvme_ring_file(struct rnvme_ring *ring, unsigned int index, int fd);

/*
 * Put `count` regions of memory, of `size` bytes each and one behind the other, into the ring's table,
 * from index `first` on; with address NULL, take them out. From within deliver alone, and no cell that
 * names one of them may be under way. A cell that names one, with its data all in it, is spared looking
 * up and holding each page: the kernel holds them from here on. So the memory must not be unmapped before
 * it is out of the table, or the ring has stopped. All or none: -ENOMEM, or what else the kernel says
 * (RLIMIT_MEMLOCK counts unless the process has CAP_IPC_LOCK). -ENXIO: this ring has no table, or not so long a one.
 *
 * A region for each buffer, not one for all: 6.1 counts every page from the data to the end of the
 * region, and refuses more than the drive takes in one command with -EINVAL.
 */
int rnvme_ring_buffers(struct rnvme_ring *ring, unsigned int first, void *address, size_t size,
		       unsigned int count);

/*
 * Ask for an orderly end, once; returns at once. The reaper goes on until every published cell has
 * completed, then calls stop and frees the ring. The caller must see to it that nothing is published
 * nor the timer lowered afterwards but from within deliver. The control block stays.
 */
void rnvme_ring_close(struct rnvme_ring *ring);

/*
 * After stop, and after every call of publish, timer and close has returned: these look at the control
 * block when the ring may be gone already.
 */
void rnvme_control_free(struct rnvme_control *control);

/*
 * Memory for drives: page-aligned and below 4 GiB where the system has room there (why: the
 * truncated addresses of kernels with the x32 ABI), else anywhere. Zeroed. NULL: no memory.
 */
void *rnvme_arena_map(size_t size);
void rnvme_arena_unmap(void *addr, size_t size);

#endif
