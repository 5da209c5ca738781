package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A Power State Descriptor: what a power state of a controller costs and how fast it is. 32 bytes
 * of the Identify Controller data structure.
 *
 * <p>Powers come in microwatts, whatever scale the drive uses; the specification's finest scale is
 * 100 of them. Immutable and thread-safe.
 *
 * @see IdentifyController#powerStates()
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2.1, Power State Descriptor Data Structure</a>
 */
public final class PowerStateDescriptor {

  /** Size of a descriptor in bytes. */
  public static final int SIZE = 32;

  private static final long MICROWATTS_PER_FINE_UNIT = 100;
  private static final long MICROWATTS_PER_COARSE_UNIT = 10_000;

  private final int number;
  private final byte[] bytes;

  PowerStateDescriptor(int number, byte[] bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** {@return the number of the power state, 0 to 31} */
  public int number() {
    return number;
  }

  /**
   * {@return the sustained power in microwatts; 0 if not reported} Maximum Power (MP) and Max Power
   * Scale (MXPS), bytes 0 and 1, bit 0 of byte 3.
   */
  public long maximumPowerMicrowatts() {
    return Le.u16(bytes, 0)
        * (Le.bit(bytes[3], 0) ? MICROWATTS_PER_FINE_UNIT : MICROWATTS_PER_COARSE_UNIT);
  }

  /**
   * {@return whether I/O commands are not processed in this state} Non-Operational State (NOPS),
   * bit 1 of byte 3.
   */
  public boolean nonOperational() {
    return Le.bit(bytes[3], 1);
  }

  /** {@return microseconds to enter the state; 0 if not reported} Entry Latency, bytes 4 to 7. */
  public long entryLatency() {
    return Le.u32(bytes, 4);
  }

  /** {@return microseconds to leave the state; 0 if not reported} Exit Latency, bytes 8 to 11. */
  public long exitLatency() {
    return Le.u32(bytes, 8);
  }

  /** {@return the rank among the states, 0 best} Relative Read Throughput (RRT), byte 12. */
  public int relativeReadThroughput() {
    return bytes[12] & 0x1f;
  }

  /** {@return the rank among the states, 0 best} Relative Read Latency (RRL), byte 13. */
  public int relativeReadLatency() {
    return bytes[13] & 0x1f;
  }

  /** {@return the rank among the states, 0 best} Relative Write Throughput (RWT), byte 14. */
  public int relativeWriteThroughput() {
    return bytes[14] & 0x1f;
  }

  /** {@return the rank among the states, 0 best} Relative Write Latency (RWL), byte 15. */
  public int relativeWriteLatency() {
    return bytes[15] & 0x1f;
  }

  /**
   * {@return the typical power when idle, in microwatts; 0 if not reported} Idle Power (IDLP) and
   * its scale (IPS), bytes 16 to 18.
   */
  public long idlePowerMicrowatts() {
    return microwatts(Le.u16(bytes, 16), bytes[18] >> 6 & 3);
  }

  /**
   * {@return the largest average power over 10 seconds of the workload, in microwatts; 0 if not
   * reported} Active Power (ACTP) and its scale (APS), bytes 20 to 22.
   */
  public long activePowerMicrowatts() {
    return microwatts(Le.u16(bytes, 20), bytes[22] >> 6 & 3);
  }

  /**
   * {@return the workload of the active power, 0 for none} Active Power Workload (APW), byte 22.
   */
  public int activePowerWorkload() {
    return bytes[22] & 7;
  }

  /**
   * {@return the longest first initialization after an Emergency Power Fail; zero if not reported}
   * Emergency Power Fail Recovery Time (EPFRT) and its scale, bytes 23 and 26.
   */
  public Duration emergencyPowerFailRecoveryTime() {
    return duration(Le.u8(bytes, 23), bytes[26] & 0xf);
  }

  /**
   * {@return the longest Forced Quiescence Processing; zero if not reported} Forced Quiescence
   * Vault Time (FQVT) and its scale, bytes 24 and 26.
   */
  public Duration forcedQuiescenceVaultTime() {
    return duration(Le.u8(bytes, 24), bytes[26] >> 4 & 0xf);
  }

  /**
   * {@return the longest Emergency Power Fail Processing; zero if not reported} Emergency Power
   * Fail Vault Time (EPFVT) and its scale, bytes 25 and 27.
   */
  public Duration emergencyPowerFailVaultTime() {
    return duration(Le.u8(bytes, 25), bytes[27] & 0xf);
  }

  /**
   * All the bytes of the descriptor.
   *
   * @return the 32 bytes, read-only and little-endian; a new view at each call
   */
  public ByteBuffer raw() {
    return Le.view(bytes);
  }

  private static long microwatts(int value, int scale) {
    return switch (scale) {
      case 1 -> value * MICROWATTS_PER_FINE_UNIT;
      case 2 -> value * MICROWATTS_PER_COARSE_UNIT;
      default -> 0;
    };
  }

  /** The scale is a power of ten in microseconds, up to a million seconds; more is reserved. */
  private static Duration duration(int value, int scale) {
    if (scale > 12) {
      return Duration.ZERO;
    }
    long nanos = value * 1_000L;
    for (int i = 0; i < scale; i++) {
      nanos *= 10;
    }
    return Duration.ofNanos(nanos);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PowerStateDescriptor that
        && number == that.number
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * number + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "PowerStateDescriptor[number="
        + number
        + ", maximumPower="
        + maximumPowerMicrowatts()
        + " uW, nonOperational="
        + nonOperational()
        + ", entryLatency="
        + entryLatency()
        + " us, exitLatency="
        + exitLatency()
        + " us]";
  }
}
