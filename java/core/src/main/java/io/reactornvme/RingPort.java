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

    /** Every command has completed, and all that the port held is gone. */
    void stopped();
  }

  /** Hand over a filled slot. Thread-safe; the slot is the port's until its completion. */
  void publish(int slot);

  /** Ask for a call of the listener at {@code nanoTime}, unless one is due before it. */
  void lowerTimer(long nanoTime);

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
