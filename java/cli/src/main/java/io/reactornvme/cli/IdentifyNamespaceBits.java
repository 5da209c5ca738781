package io.reactornvme.cli;

/** What the bits of the structures about namespaces say, as nvme-cli explains them. */
final class IdentifyNamespaceBits {

  private static final String REUSED = "NGUID and EUI64 fields if non-zero, %sReused";
  private static final String PROTECTION = "Protection Information ";

  static final Bits NSFEAT =
      Bits.rows()
          .reserved(7, 5)
          .either(4, "NPWG, NPWA, NPDG, NPDA, and NOWS are %sSupported", "", "Not ")
          .either(3, REUSED, "Never ", "")
          .supported(2, "Deallocated or Unwritten Logical Block error")
          .either(1, "Namespace uses %s", "NAWUN, NAWUPF, and NACWU", "AWUN, AWUPF, and ACWU")
          .supported(0, "Thin Provisioning");

  static final Bits INDEPENDENT_NSFEAT =
      Bits.rows()
          .reserved(7, 5)
          .either(4, "Namespace %sstore data on rotational media", "", "does not ")
          .either(3, REUSED, "Never ", "")
          .reserved(2, 0);

  static final Bits FLBAS =
      Bits.rows()
          .reserved(7, 7)
          .field(6, 5, "Most significant 2 bits of Current LBA Format Selected")
          .either(
              4, "Metadata Transferred %s", "at End of Data LBA", "in Separate Contiguous Buffer")
          .field(3, 0, "Least significant 4 bits of Current LBA Format Selected");

  static final Bits MC =
      Bits.rows()
          .reserved(7, 2)
          .supported(1, "Metadata Pointer")
          .supported(0, "Metadata as Part of Extended Data LBA");

  static final Bits DPC =
      Bits.rows()
          .reserved(7, 5)
          .supported(4, PROTECTION + "Transferred as Last 8 Bytes of Metadata")
          .supported(3, PROTECTION + "Transferred as First 8 Bytes of Metadata")
          .supported(2, PROTECTION + "Type 3")
          .supported(1, PROTECTION + "Type 2")
          .supported(0, PROTECTION + "Type 1");

  static final Bits DPS =
      Bits.rows()
          .reserved(7, 4)
          .either(3, PROTECTION + "is Transferred as %s 8 Bytes of Metadata", "First", "Last")
          .field(2, 0, IdentifyNamespaceBits::protection);

  static final Bits NMIC =
      Bits.rows().reserved(7, 1).either(0, "Namespace Multipath %sCapable", "", "Not ");

  static final Bits RESCAP =
      Bits.rows()
          .either(
              7,
              "Ignore Existing Key - Used as defined in revision %s",
              "1.3 or later",
              "1.2.1 or earlier")
          .supported(6, "Exclusive Access - All Registrants")
          .supported(5, "Write Exclusive - All Registrants")
          .supported(4, "Exclusive Access - Registrants Only")
          .supported(3, "Write Exclusive - Registrants Only")
          .supported(2, "Exclusive Access")
          .supported(1, "Write Exclusive")
          .supported(0, "Persist Through Power Loss");

  static final Bits DLFEAT =
      Bits.rows()
          .reserved(7, 5)
          .either(
              4,
              "Guard Field of Deallocated Logical Blocks is set to %s",
              "CRC of The Value Read",
              "0xFFFF")
          .either(3, "Deallocate Bit in the Write Zeroes Command is %sSupported", "", "Not ")
          .field(
              2,
              0,
              value ->
                  "Bytes Read From a Deallocated Logical Block and its Metadata are "
                      + deallocated(value));

  static final Bits NSATTR =
      Bits.rows().reserved(7, 1).either(0, "Namespace %sWrite Protected", "", "Not ");

  static final Bits NSTAT =
      Bits.rows().reserved(7, 1).either(0, "Name space is %sready", "", "not ");

  private static final Bits FORMATTING =
      Bits.rows()
          .supported(7, "Format Progress Indicator")
          .field(6, 0, value -> "Format Progress Indicator (Remaining " + value + "%)");

  private static final Bits NO_INDICATOR = Bits.rows().supported(7, "Format Progress Indicator");

  private IdentifyNamespaceBits() {}

  static String fpi(Object field) {
    return (((Number) field).intValue() == 0 ? NO_INDICATOR : FORMATTING).apply(field);
  }

  private static String protection(long type) {
    return PROTECTION
        + switch ((int) type) {
          case 0 -> "Disabled";
          case 1, 2, 3 -> "Type " + type + " Enabled";
          default -> "Reserved Enabled";
        };
  }

  private static String deallocated(long value) {
    return switch ((int) value) {
      case 0 -> "Not Reported";
      case 1 -> "0x00";
      case 2 -> "0xFF";
      default -> "Reserved Value";
    };
  }
}
