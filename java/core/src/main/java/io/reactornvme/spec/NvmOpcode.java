package io.reactornvme.spec;

/**
 * Opcodes of the I/O commands of the NVM command set, and of the Zoned Namespace command set, which
 * builds on it. The lowest two bits tell the direction of the data: 0 none, 1 to the controller, 2
 * from it.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     7, I/O Commands; NVM Command Set Specification 1.1, section 3.3; Zoned Namespace Command Set
 *     Specification</a>
 */
public final class NvmOpcode {

  /** Flush. */
  public static final int FLUSH = 0x00;

  /** Write. */
  public static final int WRITE = 0x01;

  /** Read. */
  public static final int READ = 0x02;

  /** Write Uncorrectable. */
  public static final int WRITE_UNCORRECTABLE = 0x04;

  /** Compare. */
  public static final int COMPARE = 0x05;

  /** Write Zeroes. */
  public static final int WRITE_ZEROES = 0x08;

  /** Dataset Management. */
  public static final int DATASET_MANAGEMENT = 0x09;

  /** Verify. */
  public static final int VERIFY = 0x0c;

  /** Reservation Register. */
  public static final int RESERVATION_REGISTER = 0x0d;

  /** Reservation Report. */
  public static final int RESERVATION_REPORT = 0x0e;

  /** Reservation Acquire. */
  public static final int RESERVATION_ACQUIRE = 0x11;

  /** I/O Management Receive. */
  public static final int IO_MANAGEMENT_RECEIVE = 0x12;

  /** Reservation Release. */
  public static final int RESERVATION_RELEASE = 0x15;

  /** Cancel. */
  public static final int CANCEL = 0x18;

  /** Copy. */
  public static final int COPY = 0x19;

  /** I/O Management Send. */
  public static final int IO_MANAGEMENT_SEND = 0x1d;

  /** Zone Management Send. Zoned Namespace command set. */
  public static final int ZONE_MANAGEMENT_SEND = 0x79;

  /** Zone Management Receive. Zoned Namespace command set. */
  public static final int ZONE_MANAGEMENT_RECEIVE = 0x7a;

  /** Zone Append. Zoned Namespace command set. */
  public static final int ZONE_APPEND = 0x7d;

  /** Fabric Commands. */
  public static final int FABRIC_COMMANDS = 0x7f;

  private NvmOpcode() {}

  /**
   * The specification's name of an opcode, for messages.
   *
   * @param opcode the opcode, 0 to 0xff
   * @return for example {@code "Read"}; {@code "Vendor Specific (C1h)"} or {@code "Opcode 7Eh"} for
   *     one without a name
   */
  public static String name(int opcode) {
    return switch (opcode) {
      case FLUSH -> "Flush";
      case WRITE -> "Write";
      case READ -> "Read";
      case WRITE_UNCORRECTABLE -> "Write Uncorrectable";
      case COMPARE -> "Compare";
      case WRITE_ZEROES -> "Write Zeroes";
      case DATASET_MANAGEMENT -> "Dataset Management";
      case VERIFY -> "Verify";
      case RESERVATION_REGISTER -> "Reservation Register";
      case RESERVATION_REPORT -> "Reservation Report";
      case RESERVATION_ACQUIRE -> "Reservation Acquire";
      case IO_MANAGEMENT_RECEIVE -> "I/O Management Receive";
      case RESERVATION_RELEASE -> "Reservation Release";
      case CANCEL -> "Cancel";
      case COPY -> "Copy";
      case IO_MANAGEMENT_SEND -> "I/O Management Send";
      case ZONE_MANAGEMENT_SEND -> "Zone Management Send";
      case ZONE_MANAGEMENT_RECEIVE -> "Zone Management Receive";
      case ZONE_APPEND -> "Zone Append";
      case FABRIC_COMMANDS -> "Fabric Commands";
      default ->
          String.format(
              opcode >= 0x80 && opcode <= 0xff ? "Vendor Specific (%02Xh)" : "Opcode %02Xh",
              opcode);
    };
  }
}
