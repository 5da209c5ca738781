package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * The window that an NVM Set is in, and what it may do there. Obtained by Get Log Page with log
 * page identifier 0Ah; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.11, Predictable Latency Per NVM Set (Log Page Identifier 0Ah)</a>
 */
public final class PredictableLatencyLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x0A;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private PredictableLatencyLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 512 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static PredictableLatencyLog decode(ByteBuffer data) {
    return new PredictableLatencyLog(Le.copy(data, SIZE, "Predictable Latency Per NVM Set log"));
  }

  /** {@return the window} Status, byte 0. */
  public Status status() {
    return new Status(Le.u8(bytes, 0));
  }

  /**
   * {@return the events that have come since the log was last read with its event cleared} Event
   * Type, bytes 2 to 3.
   */
  public EventType eventType() {
    return new EventType(Le.u16(bytes, 2));
  }

  /**
   * {@return 4 KiB random reads in a deterministic window, typically} DTWIN Reads Typical, bytes 32
   * to 39.
   */
  public long dtwinReadsTypical() {
    return Le.u64(bytes, 32);
  }

  /**
   * {@return Optimal Write Size units written in a deterministic window, typically} DTWIN Writes
   * Typical, bytes 40 to 47.
   */
  public long dtwinWritesTypical() {
    return Le.u64(bytes, 40);
  }

  /**
   * {@return milliseconds that a deterministic window lasts at most} DTWIN Time Maximum, bytes 48
   * to 55.
   */
  public long dtwinTimeMaximum() {
    return Le.u64(bytes, 48);
  }

  /**
   * {@return milliseconds of a non-deterministic window needed, at high utilization} NDWIN Time
   * Minimum High, bytes 56 to 63.
   */
  public long ndwinTimeMinimumHigh() {
    return Le.u64(bytes, 56);
  }

  /**
   * {@return milliseconds of a non-deterministic window needed, at low utilization} NDWIN Time
   * Minimum Low, bytes 64 to 71.
   */
  public long ndwinTimeMinimumLow() {
    return Le.u64(bytes, 64);
  }

  /** {@return 4 KiB random reads left in the window} DTWIN Reads Estimate, bytes 128 to 135. */
  public long dtwinReadsEstimate() {
    return Le.u64(bytes, 128);
  }

  /**
   * {@return Optimal Write Size units left in the window} DTWIN Writes Estimate, bytes 136 to 143.
   */
  public long dtwinWritesEstimate() {
    return Le.u64(bytes, 136);
  }

  /** {@return milliseconds left in the window} DTWIN Time Estimate, bytes 144 to 151. */
  public long dtwinTimeEstimate() {
    return Le.u64(bytes, 144);
  }

  @Override
  public String toString() {
    return "PredictableLatencyLog[window="
        + status().window()
        + ", eventType="
        + eventType().value()
        + "]";
  }

  /**
   * Status.
   *
   * @param value the field as the drive reports it
   */
  public record Status(int value) {

    /**
     * {@return 0h not enabled, 1h deterministic (DTWIN), 2h non-deterministic (NDWIN)} Enabled
     * Window Setting, bits 2 to 0.
     */
    public int window() {
      return value & 7;
    }
  }

  /**
   * Event Type.
   *
   * @param value the field as the drive reports it
   */
  public record EventType(int value) {

    /** {@return whether few reads were left} DTWIN Reads Warning, bit 0. */
    public boolean readsWarning() {
      return Le.bit(value, 0);
    }

    /** {@return whether few writes were left} DTWIN Writes Warning, bit 1. */
    public boolean writesWarning() {
      return Le.bit(value, 1);
    }

    /** {@return whether little time was left} DTWIN Time Warning, bit 2. */
    public boolean timeWarning() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the drive left the window since a value was exceeded} Autonomous transition
     * from DTWIN to NDWIN due to typical or maximum value exceeded, bit 14.
     */
    public boolean exceeded() {
      return Le.bit(value, 14);
    }

    /**
     * {@return whether the drive left the window of necessity} Autonomous transition from DTWIN to
     * NDWIN due to Deterministic Excursion, bit 15.
     */
    public boolean deterministicExcursion() {
      return Le.bit(value, 15);
    }
  }
}
