package io.reactornvme.emulator;

import java.time.Duration;

/**
 * What a drive says of its health: set by the test, counted by the commands, and drifting with the
 * {@link VirtualClock}. Thread-safe.
 */
public final class EmulatedSmart {

  static final int KELVIN = 273;

  /** Data units are thousands of 512 bytes. */
  private static final long UNIT = 512_000;

  private final Worker worker;
  private final VirtualClock clock;
  private final double phase;

  // Set.
  private int temperature = 38 + KELVIN;
  private int spare = 100;
  private int spareThreshold = 10;
  private int percentageUsed;
  private int warnings;
  private long powerOnHours = 1_000;
  private long unsafeShutdowns = 1;
  private long mediaErrors;

  // Drift, per virtual hour.
  private double temperatureSwing;
  private double percentPerHour;
  private long unitsWrittenPerHour;

  // Counted.
  private long powerCycles = 10;
  private long bytesRead = 2_000_000 * UNIT;
  private long bytesWritten = 1_000_000 * UNIT;
  private long hostReads = 40_000_000;
  private long hostWrites = 20_000_000;
  private long errorEntries;

  EmulatedSmart(Worker worker, VirtualClock clock, double phase) {
    this.worker = worker;
    this.clock = clock;
    this.phase = phase;
  }

  private EmulatedSmart set(Runnable change) {
    worker.locked(change);
    return this;
  }

  /**
   * Composite temperature.
   *
   * @param celsius degrees
   * @return this
   */
  public EmulatedSmart temperature(int celsius) {
    return set(() -> temperature = celsius + KELVIN);
  }

  /**
   * Available spare.
   *
   * @param percent 0 to 100
   * @return this
   */
  public EmulatedSmart availableSpare(int percent) {
    return set(() -> spare = percent);
  }

  /**
   * Percentage used.
   *
   * @param percent 0 to 255
   * @return this
   */
  public EmulatedSmart percentageUsed(int percent) {
    return set(() -> percentageUsed = percent);
  }

  /**
   * Bits of the critical warning, besides those that follow from spare and temperature.
   *
   * @param bits as in the log page
   * @return this
   */
  public EmulatedSmart criticalWarning(int bits) {
    return set(() -> warnings = bits);
  }

  /**
   * Media and data integrity errors.
   *
   * @param count so far
   * @return this
   */
  public EmulatedSmart mediaErrors(long count) {
    return set(() -> mediaErrors = count);
  }

  /**
   * Power-on hours at the virtual clock's zero.
   *
   * @param hours so far
   * @return this
   */
  public EmulatedSmart powerOnHours(long hours) {
    return set(() -> powerOnHours = hours);
  }

  /**
   * How the values change while virtual time passes.
   *
   * @param temperatureDegrees kelvins: how far the temperature swings to both sides, over a day
   * @param percentUsedPerHour wear, in percent of the drive's life
   * @param gigabytesWrittenPerHour what others write, in units of 10^9 bytes
   * @return this
   */
  public EmulatedSmart drift(
      double temperatureDegrees, double percentUsedPerHour, long gigabytesWrittenPerHour) {
    return set(
        () -> {
          temperatureSwing = temperatureDegrees;
          percentPerHour = percentUsedPerHour;
          unitsWrittenPerHour = gigabytesWrittenPerHour * 1_000_000_000 / UNIT;
        });
  }

  // With the lock held, as all below.

  private double hours() {
    return clock.nanos() / (double) Duration.ofHours(1).toNanos();
  }

  void read(long bytes) {
    bytesRead += bytes;
    hostReads++;
  }

  void written(long bytes) {
    bytesWritten += bytes;
    hostWrites++;
  }

  void mediaError() {
    mediaErrors++;
  }

  long mediaErrorCount() {
    return mediaErrors;
  }

  void errorEntry() {
    errorEntries++;
  }

  void powerCycle(boolean unsafe) {
    powerCycles++;
    if (unsafe) {
      unsafeShutdowns++;
    }
  }

  int kelvin() {
    double swing = temperatureSwing * Math.sin(2 * Math.PI * (hours() / 24 + phase));
    return (int) Math.round(temperature + swing);
  }

  long powerOnHours() {
    return powerOnHours + (long) hours();
  }

  long powerCycles() {
    return powerCycles;
  }

  long unsafeShutdowns() {
    return unsafeShutdowns;
  }

  int spare() {
    return spare;
  }

  int spareThreshold() {
    return spareThreshold;
  }

  int percentageUsedNow() {
    return (int) Math.min(255, percentageUsed + percentPerHour * hours());
  }

  long unitsRead() {
    return roundUp(bytesRead);
  }

  long unitsWritten() {
    return roundUp(bytesWritten) + (long) (unitsWrittenPerHour * hours());
  }

  private static long roundUp(long bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }

  int criticalWarning(boolean temperatureBeyondThreshold) {
    return warnings | (spare < spareThreshold ? 1 : 0) | (temperatureBeyondThreshold ? 2 : 0);
  }

  /** Log page 02h. */
  byte[] page(boolean temperatureBeyondThreshold) {
    int kelvin = kelvin();
    return new StructureWriter(512)
        .u8(0, criticalWarning(temperatureBeyondThreshold))
        .u16(1, kelvin)
        .u8(3, spare)
        .u8(4, spareThreshold)
        .u8(5, percentageUsedNow())
        .u128(32, unitsRead())
        .u128(48, unitsWritten())
        .u128(64, hostReads)
        .u128(80, hostWrites)
        .u128(96, (hostReads + hostWrites) / 6_000_000)
        .u128(112, powerCycles)
        .u128(128, powerOnHours())
        .u128(144, unsafeShutdowns)
        .u128(160, mediaErrors)
        .u128(176, errorEntries)
        .u16(200, kelvin)
        .u16(202, kelvin + 7)
        .bytes();
  }
}
