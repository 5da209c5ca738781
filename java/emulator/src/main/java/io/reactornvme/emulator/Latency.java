package io.reactornvme.emulator;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long commands take: a distribution, sampled with the seed of the emulator. Immutable and
 * thread-safe.
 */
public final class Latency {

  private static final Latency NONE = new Latency("none", random -> 0);

  private final String words;
  private final Sampler sampler;

  @FunctionalInterface
  private interface Sampler {
    long nanos(RandomGenerator random);
  }

  private Latency(String words, Sampler sampler) {
    this.words = words;
    this.sampler = sampler;
  }

  /**
   * No longer than the execution itself.
   *
   * @return zero
   */
  public static Latency none() {
    return NONE;
  }

  /**
   * Always the same.
   *
   * @param time zero or more
   * @return the distribution
   */
  public static Latency fixed(Duration time) {
    long nanos = nanos(time);
    return new Latency(time.toString(), random -> nanos);
  }

  /**
   * Evenly between two times; commands overtake each other.
   *
   * @param least zero or more
   * @param most not less
   * @return the distribution
   * @throws IllegalArgumentException if negative, or {@code most} is less than {@code least}
   */
  public static Latency uniform(Duration least, Duration most) {
    long from = nanos(least);
    long span = nanos(most) - from;
    if (span < 0) {
      throw new IllegalArgumentException("from " + least + " to " + most);
    }
    return new Latency(
        least + " to " + most, random -> span == 0 ? from : from + random.nextLong(span + 1));
  }

  /**
   * Normally distributed, cut off below zero.
   *
   * @param mean zero or more
   * @param deviation the standard deviation, zero or more
   * @return the distribution
   */
  public static Latency normal(Duration mean, Duration deviation) {
    long m = nanos(mean);
    long d = nanos(deviation);
    return new Latency(
        mean + " ± " + deviation, random -> Math.max(0, Math.round(m + d * random.nextGaussian())));
  }

  /**
   * Exponentially distributed: mostly short, with a long tail.
   *
   * @param mean zero or more
   * @return the distribution
   */
  public static Latency exponential(Duration mean) {
    long m = nanos(mean);
    return new Latency(
        "exponential " + mean, random -> Math.round(-m * Math.log(1 - random.nextDouble())));
  }

  /**
   * Another distribution for some of the commands, such as those that meet a garbage collection.
   *
   * @param probability of the other, 0 to 1
   * @param other the other
   * @return both
   */
  public Latency orElse(double probability, Latency other) {
    FaultRule.checkProbability(probability);
    return new Latency(
        words + ", or with " + probability + " " + other,
        random -> random.nextDouble() < probability ? other.sample(random) : sample(random));
  }

  private static long nanos(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a latency is zero or more, not " + time);
    }
    return time.toNanos();
  }

  long sample(RandomGenerator random) {
    return sampler.nanos(random);
  }

  /** The distribution in words. */
  @Override
  public String toString() {
    return words;
  }
}
