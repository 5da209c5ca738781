package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One event of the Persistent Event log: a header, and what its type has to say, which {@link
 * #details()} decodes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see PersistentEventLog
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.14.2, Persistent Event Log Events</a>
 */
public final class PersistentEvent extends NvmeStructure {

  /** Bytes of the header as this library knows it; {@link #length} goes by what the event says. */
  static final int HEADER_SIZE = 24;

  PersistentEvent(byte[] bytes) {
    super(bytes);
  }

  /** Bytes of the event at an offset, its header with what follows; at least a header. */
  static int length(byte[] bytes, int at) {
    return Math.max(HEADER_SIZE, headerLength(bytes, at) + Le.u16(bytes, at + 22));
  }

  private static int headerLength(byte[] bytes, int at) {
    return Le.u8(bytes, at + 2) + 3;
  }

  /**
   * {@return 01h to 0Eh as in {@link Details}, DEh vendor specific, DFh TCG} Event Type, byte 0.
   */
  public int type() {
    return Le.u8(bytes, 0);
  }

  /** {@return the revision of the event's data} Event Type Revision (ETR), byte 1. */
  public int typeRevision() {
    return Le.u8(bytes, 1);
  }

  /**
   * {@return 0h not reported, 1h NVM subsystem port, 2h Management Endpoint, 3h no port} Port
   * Identifier Type (PIT), bits 1 to 0 of byte 3.
   */
  public int portIdentifierType() {
    return Le.u8(bytes, 3) & 3;
  }

  /**
   * {@return the controller that created the event} Controller Identifier (CNTLID), bytes 4 to 5.
   */
  public int controllerIdentifier() {
    return Le.u16(bytes, 4);
  }

  /**
   * {@return milliseconds since 1970 or since the last reset, as the Timestamp feature tells} Event
   * Timestamp (ETSTP), bytes 6 to 11.
   */
  public long timestampMilliseconds() {
    return Le.u48(bytes, 6);
  }

  /**
   * {@return origin and whether the clock ever stopped, as in the Timestamp feature} Event
   * Timestamp (ETSTP), Attributes, byte 12.
   */
  public int timestampAttributes() {
    return Le.u8(bytes, 12);
  }

  /** {@return the port, of the type given} Port Identifier (PELPID), bytes 14 to 15. */
  public int portIdentifier() {
    return Le.u16(bytes, 14);
  }

  /**
   * {@return bytes of the vendor's information} Vendor Specific Information Length, bytes 20 to 21.
   */
  public int vendorSpecificInformationLength() {
    return Le.u16(bytes, 20);
  }

  /** {@return bytes that follow the header} Event Length (EL), bytes 22 to 23. */
  public int eventLength() {
    return Le.u16(bytes, 22);
  }

  /** {@return what the vendor adds to the event, read-only} Vendor Specific Information (VSI). */
  public ByteBuffer vendorSpecificInformation() {
    int from = Math.min(headerLength(bytes, 0), bytes.length);
    int to = Math.min(from + vendorSpecificInformationLength(), bytes.length);
    return Le.view(Arrays.copyOfRange(bytes, from, to));
  }

  /** {@return what the type has to say, undecoded and read-only} Event Data. */
  public ByteBuffer data() {
    return Le.view(dataBytes());
  }

  private byte[] dataBytes() {
    int from = headerLength(bytes, 0) + vendorSpecificInformationLength();
    return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
  }

  /**
   * Decodes the event's data (NVM Express Base Specification 2.1, section 5.1.12.1.14.2).
   *
   * @return the data by type; {@link Other} for a type without a form of its own here, and for data
   *     shorter than the specification has them. It has no errors
   */
  public Details details() {
    byte[] d = dataBytes();
    if (d.length < least(type())) {
      return new Other(d.length);
    }
    return switch (type()) {
      case 0x01 -> new SmartSnapshot(SmartLog.decode(ByteBuffer.wrap(d)));
      case 0x02 ->
          new FirmwareCommit(
              Le.ascii(d, 0, 8),
              Le.ascii(d, 8, 8),
              Le.u8(d, 16),
              Le.u8(d, 17),
              NvmeStatus.of((Le.u8(d, 18) << 8 & 0x700) | Le.u8(d, 19)),
              Le.u16(d, 20));
      case 0x03 -> new TimestampChange(Le.u48(d, 0), Le.u64(d, 8));
      case 0x04 ->
          new PowerOnOrReset(
              Le.ascii(d, 0, 8), Le.parts(d, 8, 36, Long.MAX_VALUE, PersistentEvent::reset));
      case 0x05 -> new HardwareError(Le.u16(d, 0), Le.hex(d, 4, d.length - 4));
      case 0x06 ->
          new ChangeNamespace(
              Le.u32(d, 0),
              Le.u64(d, 8),
              Le.u64(d, 24),
              Le.u8(d, 32),
              Le.u8(d, 33),
              Le.u8(d, 34),
              Le.u32(d, 36),
              Le.u16(d, 40),
              Le.u32(d, 44));
      case 0x07 -> new FormatStart(Le.u32(d, 0), Le.u8(d, 4), Le.u32(d, 8));
      case 0x08 ->
          new FormatCompletion(
              Le.u32(d, 0),
              Le.u8(d, 4),
              Le.u8(d, 5),
              Le.u16(d, 6),
              NvmeStatus.of(Le.u16(d, 8) >>> 1));
      case 0x09 -> new SanitizeStart(Le.u32(d, 0), Le.u32(d, 4), Le.u32(d, 8));
      case 0x0A ->
          new SanitizeCompletion(
              Le.u16(d, 0), new SanitizeStatusLog.Status(Le.u16(d, 2)), Le.u16(d, 4));
      case 0x0B -> setFeature(d);
      case 0x0C -> new TelemetryLogCreated(TelemetryHeader.decode(ByteBuffer.wrap(d)));
      case 0x0D -> new ThermalExcursion(Le.u8(d, 0), Le.u8(d, 1));
      default -> new Other(d.length);
    };
  }

  /** Bytes of data that the fields of a type need. */
  private static int least(int type) {
    return switch (type) {
      case 0x01, 0x0C -> 512;
      case 0x02 -> 22;
      case 0x03 -> 16;
      case 0x04, 0x0A -> 8;
      case 0x05, 0x0B -> 4;
      case 0x06 -> 48;
      case 0x07, 0x08, 0x09 -> 12;
      case 0x0D -> 2;
      default -> 0;
    };
  }

  private static ControllerReset reset(byte[] r) {
    return new ControllerReset(
        Le.u16(r, 0),
        Le.u8(r, 2),
        Le.bit(Le.u8(r, 3), 0),
        Le.u32(r, 16),
        Le.u64(r, 20),
        Le.u48(r, 28));
  }

  private static SetFeature setFeature(byte[] d) {
    long layout = Le.u32(d, 0);
    List<Long> dwords = Le.parts(d, 4, 4, layout & 7, dword -> Le.u32(dword, 0));
    int memory = Math.min(4 + 4 * dwords.size(), d.length);
    int end = Math.min(memory + (int) (layout >>> 16), d.length);
    boolean hasResult = Le.bit(layout, 3) && end + 4 <= d.length;
    return new SetFeature(
        dwords, Le.hex(d, memory, end - memory), hasResult, hasResult ? Le.u32(d, end) : 0);
  }

  @Override
  public String toString() {
    return String.format(
        "PersistentEvent[type=%02Xh, controller=%d, timestampMilliseconds=%d, %s]",
        type(), controllerIdentifier(), timestampMilliseconds(), details());
  }

  /** What an event has to say, by its type. */
  public sealed interface Details {}

  /**
   * SMART / Health Log Snapshot, type 01h.
   *
   * @param log the log as it was then
   */
  public record SmartSnapshot(SmartLog log) implements Details {}

  /**
   * Firmware Commit, type 02h.
   *
   * @param oldRevision the firmware that ran
   * @param newRevision the firmware that is to run
   * @param action Commit Action, the code of CDW10 bits 5:3 of the command
   * @param slot Firmware Slot
   * @param status how the command ended: status code type and status code
   * @param vendorResultCode the vendor's; 0 if there is none
   */
  public record FirmwareCommit(
      String oldRevision,
      String newRevision,
      int action,
      int slot,
      NvmeStatus status,
      int vendorResultCode)
      implements Details {}

  /**
   * Timestamp Change, type 03h.
   *
   * @param previousMilliseconds the timestamp before, milliseconds
   * @param millisecondsSinceReset milliseconds since the last Controller Level Reset
   */
  public record TimestampChange(long previousMilliseconds, long millisecondsSinceReset)
      implements Details {}

  /**
   * Power-on or Reset, type 04h.
   *
   * @param firmwareRevision the firmware that runs from then on
   * @param controllers the controllers of the NVM subsystem
   */
  public record PowerOnOrReset(String firmwareRevision, List<ControllerReset> controllers)
      implements Details {}

  /**
   * Controller Reset Information of a {@link PowerOnOrReset}.
   *
   * @param controllerIdentifier CNTLID
   * @param firmwareActivation code of what became of an activation: 0h none, 1h activated, 2h
   *     failed
   * @param duringFormat whether a Format NVM command was under way
   * @param powerCycle count of power cycles of that controller
   * @param powerOnMilliseconds milliseconds of power since manufacture
   * @param timestampMilliseconds that controller's timestamp, milliseconds
   */
  public record ControllerReset(
      int controllerIdentifier,
      int firmwareActivation,
      boolean duringFormat,
      long powerCycle,
      long powerOnMilliseconds,
      long timestampMilliseconds) {}

  /**
   * NVM Subsystem Hardware Error, type 05h.
   *
   * @param code NVM Subsystem Hardware Error Event Code
   * @param additionalInformation what the code has to say, hexadecimal digits in the order of the
   *     bytes
   */
  public record HardwareError(int code, String additionalInformation) implements Details {}

  /**
   * Change Namespace, type 06h.
   *
   * @param commandDword10 CDW10 of Namespace Management
   * @param namespaceSize NSZE, logical blocks
   * @param namespaceCapacity NCAP, logical blocks
   * @param formattedLbaSize FLBAS as in Identify Namespace
   * @param dataProtectionSettings DPS as in Identify Namespace
   * @param multipathAndSharing NMIC as in Identify Namespace
   * @param anaGroupIdentifier ANA group
   * @param nvmSetIdentifier NVM Set
   * @param namespaceIdentifier NSID
   */
  public record ChangeNamespace(
      long commandDword10,
      long namespaceSize,
      long namespaceCapacity,
      int formattedLbaSize,
      int dataProtectionSettings,
      int multipathAndSharing,
      long anaGroupIdentifier,
      int nvmSetIdentifier,
      long namespaceIdentifier)
      implements Details {}

  /**
   * Format NVM Start, type 07h.
   *
   * @param namespaceIdentifier NSID of the command
   * @param attributes FNA of Identify Controller
   * @param commandDword10 CDW10 of the command
   */
  public record FormatStart(long namespaceIdentifier, int attributes, long commandDword10)
      implements Details {}

  /**
   * Format NVM Completion, type 08h.
   *
   * @param namespaceIdentifier NSID of the command
   * @param smallestProgressIndicator percent of the namespace that was left, at the least
   * @param formatStatus bit 0 error, bit 1 incomplete
   * @param completionInformation Completion Information, a field of the vendor's
   * @param status the command's status
   */
  public record FormatCompletion(
      long namespaceIdentifier,
      int smallestProgressIndicator,
      int formatStatus,
      int completionInformation,
      NvmeStatus status)
      implements Details {}

  /**
   * Sanitize Start, type 09h.
   *
   * @param capabilities SANICAP of Identify Controller
   * @param commandDword10 CDW10 of the command
   * @param commandDword11 CDW11 of the command
   */
  public record SanitizeStart(long capabilities, long commandDword10, long commandDword11)
      implements Details {}

  /**
   * Sanitize Completion, type 0Ah.
   *
   * @param progress Sanitize Progress (SPROG), units of 1/65536 of the whole
   * @param status Sanitize Status
   * @param completionInformation Completion Information, a field of the vendor's
   */
  public record SanitizeCompletion(
      int progress, SanitizeStatusLog.Status status, int completionInformation)
      implements Details {}

  /**
   * Set Feature, type 0Bh.
   *
   * @param commandDwords the command's dwords, from CDW10 on
   * @param memoryBuffer the command's data, hexadecimal digits in the order of the bytes
   * @param hasResult whether dword 0 of the completion is given
   * @param result dword 0 of the completion, or 0
   */
  public record SetFeature(
      List<Long> commandDwords, String memoryBuffer, boolean hasResult, long result)
      implements Details {}

  /**
   * Telemetry Log Created, type 0Ch.
   *
   * @param header the header of the log
   */
  public record TelemetryLogCreated(TelemetryHeader header) implements Details {}

  /**
   * Thermal Excursion, type 0Dh.
   *
   * @param overTemperature kelvins between threshold and temperature
   * @param threshold code of the threshold: 1h WCTEMP, 2h CCTEMP, 3h TMT1, 4h TMT2, 5h the vendor's
   *     reached; 88h and 89h back to normal; B0h below an under temperature threshold
   */
  public record ThermalExcursion(int overTemperature, int threshold) implements Details {}

  /**
   * Any other type: see {@link PersistentEvent#data()}.
   *
   * @param length bytes of data
   */
  public record Other(int length) implements Details {}
}
