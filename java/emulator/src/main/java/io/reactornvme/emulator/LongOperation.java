package io.reactornvme.emulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that takes virtual time and tells its progress. Guarded by the worker's lock. */
final class LongOperation {

  private final VirtualClock clock;
  private final long start;
  private final long duration;
  private final VirtualClock.Timer timer;

  private LongOperation(VirtualClock clock, long duration, Runnable atEnd) {
    this.clock = clock;
    this.duration = duration;
    start = clock.nanos();
    timer = clock.at(start + duration, atEnd);
  }

  /** Starts one. What takes no time has ended when this returns, and there is none. */
  static @Nullable LongOperation start(VirtualClock clock, Duration time, Runnable atEnd) {
    if (time.isZero()) {
      atEnd.run();
      return null;
    }
    return new LongOperation(clock, time.toNanos(), atEnd);
  }

  /** How much is done, as a part of a whole; less than the whole until the end. */
  int progress(int whole) {
    double part = (clock.nanos() - start) / (double) duration;
    return Math.min(whole - 1, (int) (part * whole));
  }

  void cancel() {
    clock.cancel(timer);
  }
}
