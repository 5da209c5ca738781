package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One entry of the Error Information log, which has the newest first and as many as the Error Log
 * Page Entries (ELPE) of Identify Controller say. Obtained by Get Log Page with log page identifier
 * 01h; 64 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.2, Error Information (Log Page Identifier 01h)</a>
 */
public final class ErrorInformationEntry extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x01;

  /** Size of the log in bytes. */
  public static final int SIZE = 64;

  private ErrorInformationEntry(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 64 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 64 bytes remain
   */
  public static ErrorInformationEntry decode(ByteBuffer data) {
    return new ErrorInformationEntry(Le.copy(data, SIZE, "Error Information log"));
  }

  /**
   * {@return the number of this error, counted from 1 over the life of the controller; 0 if the
   * entry is not used} Error Count, bytes 0 to 7.
   */
  public long errorCount() {
    return Le.u64(bytes, 0);
  }

  /**
   * {@return the queue of the command, 0 for the admin queue; FFFFh if there is none} Submission
   * Queue ID, bytes 8 to 9.
   */
  public int submissionQueueIdentifier() {
    return Le.u16(bytes, 8);
  }

  /** {@return the command of that queue; FFFFh if there is none} Command ID, bytes 10 to 11. */
  public int commandIdentifier() {
    return Le.u16(bytes, 10);
  }

  /** {@return the status of the command with its phase tag} Status Info, bytes 12 to 13. */
  public StatusInfo statusInfo() {
    return new StatusInfo(Le.u16(bytes, 12));
  }

  /** {@return where in the command the error is} Parameter Error Location, bytes 14 to 15. */
  public ParameterErrorLocation parameterErrorLocation() {
    return new ParameterErrorLocation(Le.u16(bytes, 14));
  }

  /**
   * {@return the first logical block with the error, an unsigned number; 0 if there is none} LBA,
   * bytes 16 to 23.
   */
  public long lba() {
    return Le.u64(bytes, 16);
  }

  /** {@return NSID of the namespace with the error} Namespace, bytes 24 to 27. */
  public long namespaceIdentifier() {
    return Le.u32(bytes, 24);
  }

  /**
   * {@return the log page with more about it, 80h to FFh; 0 if there is none} Vendor Specific
   * Information Available, byte 28.
   */
  public int vendorSpecificInformationAvailable() {
    return Le.u8(bytes, 28);
  }

  /**
   * {@return the transport, as in the Discovery log; 0 if the error is not of the transport}
   * Transport Type (TRTYPE), byte 29.
   */
  public int transportType() {
    return Le.u8(bytes, 29);
  }

  /**
   * {@return the I/O command set of the command; valid with log page version 1} Command Set
   * Indicator (CSI), byte 30.
   */
  public int commandSetIndicator() {
    return Le.u8(bytes, 30);
  }

  /** {@return the opcode of the command; valid with log page version 1} Opcode (OPC), byte 31. */
  public int opcode() {
    return Le.u8(bytes, 31);
  }

  /**
   * {@return what the command has to say of its own} Command Specific Information, bytes 32 to 39.
   */
  public long commandSpecificInformation() {
    return Le.u64(bytes, 32);
  }

  /**
   * {@return what the transport has to say of its own} Transport Type Specific Information, bytes
   * 40 to 41.
   */
  public int transportTypeSpecificInformation() {
    return Le.u16(bytes, 40);
  }

  /** {@return 1 if opcode and command set are given} Log Page Version, byte 63. */
  public int logPageVersion() {
    return Le.u8(bytes, 63);
  }

  /** {@return whether there is an error in this entry: Error Count is not 0} */
  public boolean isUsed() {
    return errorCount() != 0;
  }

  /**
   * {@return the entries, also those not used, as many as are whole in the buffer, newest first}
   *
   * @param data the data of a Get Log Page command
   */
  public static List<ErrorInformationEntry> decodeAll(ByteBuffer data) {
    byte[] bytes = Le.copyAll(data, 0, "Error Information log");
    return Le.parts(bytes, 0, SIZE, Long.MAX_VALUE, ErrorInformationEntry::new);
  }

  @Override
  public String toString() {
    return "ErrorInformationEntry[errorCount="
        + Long.toUnsignedString(errorCount())
        + ", status="
        + NvmeStatus.of(statusInfo().status())
        + ", queue="
        + submissionQueueIdentifier()
        + ", command="
        + commandIdentifier()
        + ", nsid="
        + namespaceIdentifier()
        + ", lba="
        + Long.toUnsignedString(lba())
        + "]";
  }

  /**
   * Status Info: the Status field of the completion queue entry.
   *
   * @param value the field as the drive reports it
   */
  public record StatusInfo(int value) {

    /** {@return the phase tag of the completion} Phase Tag, bit 0. */
    public boolean phaseTag() {
      return Le.bit(value, 0);
    }

    /**
     * {@return the 15 bits of the status, as {@link NvmeStatus#of} takes them} Status, bits 15 to
     * 1.
     */
    public int status() {
      return value >>> 1 & 0x7fff;
    }
  }

  /**
   * Parameter Error Location.
   *
   * @param value the field as the drive reports it
   */
  public record ParameterErrorLocation(int value) {

    /**
     * {@return the byte of the submission queue entry, 0 to 63} Byte in command that contained the
     * error, bits 7 to 0.
     */
    public int byteInCommand() {
      return value & 0xff;
    }

    /**
     * {@return the bit of that byte, 0 to 7} Bit in command that contained the error, bits 10 to 8.
     */
    public int bitInCommand() {
      return value >>> 8 & 7;
    }
  }
}
