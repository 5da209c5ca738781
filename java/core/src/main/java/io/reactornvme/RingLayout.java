package io.reactornvme;

/**
 * Offsets in the memory shared with the native ring: the twin of {@code struct rnvme_control} and
 * of the cell in {@code native/rnvme.h}. Opening a ring checks what it can of it.
 *
 * <pre>
 * control block                            cell = SQE, 128 bytes
 *     0 slots, queue capacity, ...             0 opcode u8  4 fd s32   8 cmd_op u32
 *    64 tail       u64  producers add         32 user_data u64
 *   128 wake       u32  0 awake 1 sleeping    28 cmd_flags u32  40 buf_index u16
 *                       2 waking              48 argument, 80 bytes (nvme_uring_cmd: 72)
 *   192 timer_ns   s64  producers lower    completion, 24 bytes
 *   256 counters   u64  reaper adds            0 user_data u64   8 result u64   16 res s32
 *   384 own count  u32  reaper alone
 *   ... queue      u32[capacity]
 *   ... own queue  u32[2 * capacity]
 *   ... batch      completion[batch]
 * </pre>
 */
final class RingLayout {

  static final int SLOTS = 0;
  static final int QUEUE_CAPACITY = 4;
  static final int QUEUE_OFFSET = 8;
  static final int BATCH_OFFSET = 16;
  static final int SETUP_FLAGS = 24;
  static final int URING_ERROR = 32;
  static final int OWN_OFFSET = 36;
  static final int TAIL = 64;
  static final int WAKE = 128;
  static final int TIMER = 192;
  static final int COUNTERS = 256;

  static final int COUNTER_SUBMITTED = COUNTERS;
  static final int COUNTER_COMPLETED = COUNTERS + 8;
  static final int COUNTER_ENTERS = COUNTERS + 16;
  static final int COUNTER_UPCALLS = COUNTERS + 24;
  static final int COUNTER_WAKEUPS = COUNTERS + 32;
  static final int COUNTER_TIMERS = COUNTERS + 40;
  static final int COUNTER_IOCTLS = COUNTERS + 48;
  static final int COUNTER_IOCTL_THREADS = COUNTERS + 56;

  static final int COUNTER_FIXED = COUNTERS + 64;

  static final int OWN_COUNT = 384;

  static final int SLEEPING = 1;
  static final int WAKING = 2;

  static final int CELL = 128;

  /** The flags, in the second byte: IOSQE_FIXED_FILE, the descriptor is an index of the ring's. */
  static final int FIXED_FILE = 1 << 8;

  /** RNVME_FILES. */
  static final int FILES = 1024;

  static final int CELL_USER_DATA = 32;

  /** What stands between offset and user_data, of it the upper half is cmd_flags. */
  static final int CELL_CMD_FLAGS = 24;

  /** RNVME_CMD_FIXED, there. */
  static final long CMD_FIXED = 1L << 32;

  static final int CELL_BUF_INDEX = 40;

  /** RNVME_BUFFERS. */
  static final int BUFFERS = 4096;

  static final int CELL_ARGUMENT = 48;

  static final int COMPLETION = 24;
  static final int COMPLETION_USER_DATA = 0;
  static final int COMPLETION_RESULT = 8;
  static final int COMPLETION_RES = 16;

  /** IORING_OP_URING_CMD (include/uapi/linux/io_uring.h). */
  static final int OP_URING_CMD = 46;

  /** RNVME_OP_IOCTL: the ring library's own opcode for the way of ioctl(2). */
  static final int OP_IOCTL = 0xff;

  private RingLayout() {}
}
