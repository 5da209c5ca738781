package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Wear and counters of one Endurance Group. Obtained by Get Log Page with log page identifier 09h;
 * 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.10, Endurance Group Information (Log Page Identifier 09h)</a>
 */
public final class EnduranceGroupLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x09;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private EnduranceGroupLog(byte[] bytes) {
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
  public static EnduranceGroupLog decode(ByteBuffer data) {
    return new EnduranceGroupLog(Le.copy(data, SIZE, "Endurance Group Information log"));
  }

  /** {@return the warnings that hold now} Endurance Group Critical Warning (EGCW), byte 0. */
  public CriticalWarning criticalWarning() {
    return new CriticalWarning(Le.u8(bytes, 0));
  }

  /** {@return what the group has} Endurance Group Features (EGFEAT), byte 1. */
  public Features features() {
    return new Features(Le.u8(bytes, 1));
  }

  /** {@return percent of the spare capacity that is left} Available Spare (AVSP), byte 3. */
  public int availableSpare() {
    return Le.u8(bytes, 3);
  }

  /**
   * {@return percent of spare capacity below which an event is sent} Available Spare Threshold
   * (AVSPT), byte 4.
   */
  public int availableSpareThreshold() {
    return Le.u8(bytes, 4);
  }

  /**
   * {@return percent of the life used, by the vendor's estimate; may exceed 100, and 255 means 255
   * or more} Percentage Used (PUSED), byte 5.
   */
  public int percentageUsed() {
    return Le.u8(bytes, 5);
  }

  /**
   * {@return the domain of the group; 0 if there are none} Domain Identifier (DID), bytes 6 to 7.
   */
  public int domainIdentifier() {
    return Le.u16(bytes, 6);
  }

  /**
   * {@return billions of bytes that may be written until Percentage Used is 100, with a write
   * amplification of 1; 0 if not reported} Endurance Estimate (ENDEST), bytes 32 to 47.
   */
  public BigInteger enduranceEstimate() {
    return Le.u128(bytes, 32);
  }

  /**
   * {@return billions of bytes read from the controllers, rounded up; 0 if not reported} Data Units
   * Read (DUR), bytes 48 to 63.
   */
  public BigInteger dataUnitsRead() {
    return Le.u128(bytes, 48);
  }

  /**
   * {@return billions of bytes written to the controllers, rounded up; 0 if not reported} Data
   * Units Written (DUW), bytes 64 to 79.
   */
  public BigInteger dataUnitsWritten() {
    return Le.u128(bytes, 64);
  }

  /**
   * {@return billions of bytes written to the media, rounded up; 0 if not reported} Media Units
   * Written (MUW), bytes 80 to 95.
   */
  public BigInteger mediaUnitsWritten() {
    return Le.u128(bytes, 80);
  }

  /** {@return the number of read commands completed} Host Read Commands (HRC), bytes 96 to 111. */
  public BigInteger hostReadCommands() {
    return Le.u128(bytes, 96);
  }

  /**
   * {@return the number of write commands completed} Host Write Commands (HWC), bytes 112 to 127.
   */
  public BigInteger hostWriteCommands() {
    return Le.u128(bytes, 112);
  }

  /**
   * {@return the number of unrecovered data integrity errors} Media and Data Integrity Errors
   * (MDIE), bytes 128 to 143.
   */
  public BigInteger mediaAndDataIntegrityErrors() {
    return Le.u128(bytes, 128);
  }

  /**
   * {@return the number of entries over the life of the group's controllers} Number of Error
   * Information Log Entries (NEILE), bytes 144 to 159.
   */
  public BigInteger numberOfErrorInformationLogEntries() {
    return Le.u128(bytes, 144);
  }

  /**
   * {@return bytes; 0 if not reported} Total Endurance Group Capacity (TEGCAP), bytes 160 to 175.
   */
  public BigInteger totalEnduranceGroupCapacity() {
    return Le.u128(bytes, 160);
  }

  /**
   * {@return bytes; 0 if not reported} Unallocated Endurance Group Capacity (UEGCAP), bytes 176 to
   * 191.
   */
  public BigInteger unallocatedEnduranceGroupCapacity() {
    return Le.u128(bytes, 176);
  }

  @Override
  public String toString() {
    return "EnduranceGroupLog[criticalWarning="
        + criticalWarning().value()
        + ", availableSpare="
        + availableSpare()
        + ", percentageUsed="
        + percentageUsed()
        + ", mediaUnitsWritten="
        + mediaUnitsWritten()
        + "]";
  }

  /**
   * Endurance Group Critical Warning (EGCW). The state when the log was read.
   *
   * @param value the field as the drive reports it
   */
  public record CriticalWarning(int value) {

    /**
     * {@return whether the spare capacity is below its threshold} Endurance Group Available Spare
     * Below, bit 0.
     */
    public boolean availableSpareLow() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the group has become unreliable} Endurance Group Degraded Reliability, bit
     * 2.
     */
    public boolean degradedReliability() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the namespaces have been put in read only mode} Endurance Group Read-Only,
     * bit 3.
     */
    public boolean readOnly() {
      return Le.bit(value, 3);
    }
  }

  /**
   * Endurance Group Features (EGFEAT).
   *
   * @param value the field as the drive reports it
   */
  public record Features(int value) {

    /** {@return whether the data are on rotational media} Endurance Group Media, bit 0. */
    public boolean rotationalMedia() {
      return Le.bit(value, 0);
    }
  }
}
