package io.reactornvme;

/**
 * The lower half of a ring: takes slots, gives completions. {@link NativeRing} has the kernel
 * behind it, {@link JavaRing} a device of {@code io.reactornvme.spi}.
 */
interface RingPort {

  /** All are called on the ring's one thread. */
  interface Listener {

    /**
     * Completions {@code [0, n)} can be read until the return.
     *
     * @param timer whether the time set with {@link #lowerTimer} has come
     */
    void completed(int n, boolean timer);

    /** {@link #completed} has held the thread longer than it should. */
    void stalled(int n, long nanos);

    /** Every command has completed, and all that the port held is gone. */
    void stopped();
  }

  /** Hand over a filled slot. Thread-safe; the slot is the port's until its completion. */
  void publish(int slot);

  /** Whether this is the thread of the listener's calls. */
  boolean onReaper();

  /** Ask for a call of the listener at {@code nanoTime}, unless one is due before it. */
  void lowerTimer(long nanoTime);

  /**
   * Remember an open node, or with -1 forget it. On the listener's thread.
   *
   * @return 0, or -errno: the port does not remember nodes
   */
  int file(int index, int fd);

  /**
   * Enter regions of memory into the ring's table, or with the address 0 take them out. On the
   * listener's thread, and no command that names one of them may be under way.
   *
   * @param first the index of the first of them
   * @param size bytes of each; they lie one behind the other
   * @return 0, or -errno: none of them is in the table
   */
  int buffers(int first, long address, int size, int count);

  /** End when no slot is in use and none will be. Once. */
  void close();

  long completionUserData(int i);

  long completionResult(int i);

  int completionRes(int i);

  /** One of the counters at {@code RingLayout.COUNTER_*}; 0 for those that the port has not. */
  long counter(int offset);

  /** 0, or the -errno for which there is no io_uring. */
  int uringError();

  /** The flags that the ring was set up with, in words; empty if it has none. */
  String setup();
}
