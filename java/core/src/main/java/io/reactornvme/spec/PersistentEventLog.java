package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What has happened to an NVM subsystem, kept over power cycles: a header of 512 bytes, and the
 * events. Obtained by Get Log Page with log page identifier 0Dh; at least 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.14, Persistent Event (Log Page Identifier 0Dh)</a>
 */
public final class PersistentEventLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x0D;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 512;

  private PersistentEventLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from all the bytes that remain in a buffer; its position and its byte order
   * stay as they are. Of what the log lists, only what is whole within these bytes is there.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static PersistentEventLog decode(ByteBuffer data) {
    return new PersistentEventLog(Le.copyAll(data, HEADER_SIZE, "Persistent Event log"));
  }

  /** {@return how many events follow} Total Number of Events (TNEV), bytes 4 to 7. */
  public long totalNumberOfEvents() {
    return Le.u32(bytes, 4);
  }

  /**
   * {@return bytes of the log with this header, an unsigned number} Total Log Length (TLL), bytes 8
   * to 15.
   */
  public long totalLogLength() {
    return Le.u64(bytes, 8);
  }

  /** {@return the revision of header and event headers; 3} Log Revision (LREV), byte 16. */
  public int logRevision() {
    return Le.u8(bytes, 16);
  }

  /** {@return bytes of the header that follow byte 19} Log Header Length (LHL), bytes 18 to 19. */
  public int logHeaderLength() {
    return Le.u16(bytes, 18);
  }

  /**
   * {@return milliseconds since 1970 or since the last reset, as the Timestamp feature tells}
   * Timestamp (TSTMP), Timestamp, bytes 20 to 25.
   */
  public long timestampMilliseconds() {
    return Le.u48(bytes, 20);
  }

  /**
   * {@return origin and whether the clock ever stopped, as in the Timestamp feature} Timestamp
   * (TSTMP), Attributes, byte 26.
   */
  public int timestampAttributes() {
    return Le.u8(bytes, 26);
  }

  /** {@return hours} Power on Hours (POH), bytes 28 to 43. */
  public BigInteger powerOnHours() {
    return Le.u128(bytes, 28);
  }

  /** {@return count} Power Cycle Count (PWRCC), bytes 44 to 51. */
  public long powerCycleCount() {
    return Le.u64(bytes, 44);
  }

  /** {@return the vendor} PCI Vendor ID (VID), bytes 52 to 53. */
  public int pciVendorId() {
    return Le.u16(bytes, 52);
  }

  /** {@return the vendor of the subsystem} PCI Subsystem Vendor ID (SSVID), bytes 54 to 55. */
  public int pciSubsystemVendorId() {
    return Le.u16(bytes, 54);
  }

  /** {@return text} Serial Number (SN), bytes 56 to 75. */
  public String serialNumber() {
    return Le.ascii(bytes, 56, 20);
  }

  /** {@return text} Model Number (MN), bytes 76 to 115. */
  public String modelNumber() {
    return Le.ascii(bytes, 76, 40);
  }

  /**
   * {@return the name of the NVM subsystem} NVM Subsystem NVMe Qualified Name (SUBNQN), bytes 116
   * to 371.
   */
  public String nvmSubsystemNvmeQualifiedName() {
    return Le.utf8(bytes, 116, 256);
  }

  /**
   * {@return a number that is incremented when a reporting context is established, modulo 65536}
   * Generation Number (GNUM), bytes 372 to 373.
   */
  public int generationNumber() {
    return Le.u16(bytes, 372);
  }

  /**
   * {@return who has established the context} Reporting Context Information (RCI), bytes 374 to
   * 377.
   */
  public ReportingContext reportingContext() {
    return new ReportingContext(Le.u32(bytes, 374));
  }

  /**
   * {@return the event types that the drive can report, ascending} Supported Events Bitmap (SEB),
   * bytes 480 to 511.
   */
  public List<Integer> supportedEvents() {
    return IntStream.range(0, 256)
        .filter(type -> Le.bit(Le.u8(bytes, 480 + type / 8), type % 8))
        .boxed()
        .toList();
  }

  /** {@return the events, newest first as a rule} From the end of the header on. */
  public List<PersistentEvent> events() {
    List<PersistentEvent> events = new ArrayList<>();
    int at = HEADER_SIZE;
    while (events.size() < totalNumberOfEvents()
        && at + PersistentEvent.HEADER_SIZE <= bytes.length) {
      int end = at + PersistentEvent.length(bytes, at);
      if (end > bytes.length) {
        break;
      }
      events.add(new PersistentEvent(Arrays.copyOfRange(bytes, at, end)));
      at = end;
    }
    return List.copyOf(events);
  }

  @Override
  public String toString() {
    return "PersistentEventLog[events="
        + totalNumberOfEvents()
        + ", length="
        + Long.toUnsignedString(totalLogLength())
        + ", generation="
        + generationNumber()
        + "]";
  }

  /**
   * Reporting Context Information (RCI).
   *
   * @param value the field as the drive reports it
   */
  public record ReportingContext(long value) {

    /**
     * {@return the port that has established the context} Reporting Context Port Identifier
     * (RCPID), bits 15 to 0.
     */
    public int portIdentifier() {
      return (int) (value & 0xffff);
    }

    /**
     * {@return 0h no context, 1h an NVM subsystem port, 2h a Management Endpoint} Reporting Context
     * Port Identifier Type (RCPIT), bits 17 to 16.
     */
    public int portIdentifierType() {
      return (int) (value >>> 16 & 3);
    }

    /**
     * {@return whether the context existed before the command that has read this} Reporting Context
     * Exists (RCE), bit 18.
     */
    public boolean existed() {
      return Le.bit(value, 18);
    }
  }
}
