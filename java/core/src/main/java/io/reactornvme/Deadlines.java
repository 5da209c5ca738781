package io.reactornvme;

import java.time.Duration;

/** Durations as the library counts them: nanoseconds of {@link System#nanoTime()}. */
final class Deadlines {

  private Deadlines() {}

  /** The duration in nanoseconds, at most 146 years so that sums with a time do not overflow. */
  static long nanos(Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("a deadline is more than zero, not " + duration);
    }
    try {
      return Math.min(duration.toNanos(), Long.MAX_VALUE / 2);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 2;
    }
  }
}
