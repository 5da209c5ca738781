package io.reactornvme;

import java.time.Duration;
import java.util.Locale;

/**
 * How far a long operation of a drive has come: a self-test, a format, a sanitize, a firmware
 * download. The last one of a stream has {@link #ended()}; what failed ends with an error instead.
 *
 * <p>{@code done} and {@code total} are the drive's own count, in the finest unit that it gives; a
 * self-test of a day knows a hundred steps. Nothing is interpolated.
 *
 * @param operation the specification's name of it, such as {@code Sanitize}
 * @param done how much is done, in {@code unit}s
 * @param total what there is to do, in {@code unit}s; 0 if the drive does not tell, and then {@code
 *     done} is 0 as well
 * @param unit what they count
 * @param elapsed time since the subscription: of an operation that was attached to, it started
 *     earlier
 * @param unchanged time since {@code done} last changed, or since the subscription
 * @param stalled whether that is longer than the stall limit, and the drive is one that tells; it
 *     may still be at work
 * @param ended whether the operation has ended well
 */
public record Progress(
    String operation,
    long done,
    long total,
    Unit unit,
    Duration elapsed,
    Duration unchanged,
    boolean stalled,
    boolean ended) {

  /** What is counted. */
  public enum Unit {
    /** Hundredths of the whole: Device Self-test, Format NVM. */
    PERCENT,
    /** Parts of 65536: Sanitize. */
    PARTS_OF_65536,
    /** Bytes: Firmware Image Download. */
    BYTES
  }

  /**
   * Whether the drive tells how far it is.
   *
   * @return false if {@code total} is 0
   */
  public boolean isKnown() {
    return total > 0;
  }

  /**
   * How much is done, as a fixed-point number: never more than the drive has said.
   *
   * @return hundredths of a percent, 0 to 10000, rounded down; 0 if the drive does not tell
   */
  public int hundredthsOfPercent() {
    return total > 0 ? (int) (done * 10_000 / total) : 0;
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(operation);
    if (isKnown()) {
      int part = hundredthsOfPercent();
      s.append(String.format(Locale.ROOT, " %d.%02d %%", part / 100, part % 100));
    }
    s.append(" after ").append(elapsed.toSeconds()).append(" s");
    if (stalled) {
      s.append(", unchanged for ").append(unchanged.toSeconds()).append(" s");
    }
    return s.append(ended ? ", ended" : "").toString();
  }
}
