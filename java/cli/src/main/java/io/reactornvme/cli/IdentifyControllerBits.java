package io.reactornvme.cli;

import java.util.Locale;

/** What the bits of the Identify Controller data structure say, as nvme-cli explains them. */
final class IdentifyControllerBits {

  private static final int CELSIUS = 273;

  private static final String[] TYPES = {
    "Controller type not reported",
    "I/O Controller",
    "Discovery Controller",
    "Administrative Controller"
  };

  private static final String[] MEDIA = {
    "Additional media modification after sanitize operation completes successfully is not defined",
    "Media is not additionally modified after sanitize operation completes successfully",
    "Media is additionally modified after sanitize operation completes successfully",
    "Reserved"
  };

  private static final String[] FLUSH = {
    "Support for the NSID field set to FFFFFFFFh is not indicated",
    "Reserved",
    "The Flush command does not support NSID set to FFFFFFFFh",
    "The Flush command supports NSID set to FFFFFFFFh"
  };

  static final Bits CMIC =
      Bits.rows()
          .reserved(7, 4)
          .either(3, "ANA %ssupported", "", "not ")
          .either(2, "%s", "SR-IOV", "PCI")
          .either(1, "%s Controller", "Multi", "Single")
          .either(0, "%s Port", "Multi", "Single");

  static final Bits OAES =
      Bits.rows()
          .supported(31, "Discovery Log Change Notice")
          .reserved(30, 28)
          .supported(27, "Zone Descriptor Changed Notices")
          .reserved(26, 16)
          .supported(15, "Normal NSS Shutdown Event")
          .supported(14, "Endurance Group Event Aggregate Log Page Change Notice")
          .supported(13, "LBA Status Information Notices")
          .supported(12, "Predictable Latency Event Aggregate Log Change Notices")
          .supported(11, "Asymmetric Namespace Access Change Notices")
          .reserved(10, 10)
          .supported(9, "Firmware Activation Notices")
          .supported(8, "Namespace Attribute Changed Event")
          .reserved(7, 0);

  static final Bits CTRATT =
      Bits.rows()
          .reservedOutdented(31, 20)
          .supported(19, "Flexible Data Placement")
          .reserved(18, 16)
          .supported(15, "Extended LBA Formats")
          .supported(14, "Delete NVM Set")
          .supported(13, "Delete Endurance Group")
          .supported(12, "Variable Capacity Management")
          .supported(11, "Fixed Capacity Management")
          .supported(10, "Multi Domain Subsystem")
          .supported(9, "UUID List")
          .supported(8, "SQ Associations")
          .supported(7, "Namespace Granularity")
          .supported(6, "Traffic Based Keep Alive")
          .supported(5, "Predictable Latency Mode")
          .supported(4, "Endurance Groups")
          .supported(3, "Read Recovery Levels")
          .supported(2, "NVM Sets")
          .supported(1, "Non-Operational Power State Permissive")
          .supported(0, "128-bit Host Identifier");

  static final Bits NVMSR =
      Bits.rows()
          .reservedOutdented(7, 2)
          .either(1, "NVM subsystem %spart of an Enclosure", "", "Not ")
          .either(0, "NVM subsystem %spart of an Storage Device", "", "Not ");

  static final Bits VWCI =
      Bits.rows()
          .either(7, "VPD Write Cycles Remaining field is %svalid.", "", "Not ")
          .field(6, 0, "VPD Write Cycles Remaining ");

  static final Bits MEC =
      Bits.rows()
          .reservedOutdented(7, 2)
          .either(1, "NVM subsystem %scontains a Management Endpoint on a PCIe port", "", "Not ")
          .either(
              0, "NVM subsystem %scontains a Management Endpoint on an SMBus/I2C port", "", "Not ");

  static final Bits OACS =
      Bits.rows()
          .reservedOutdented(15, 11)
          .supported(10, "Lockdown Command and Feature")
          .supported(9, "Get LBA Status Capability")
          .supported(8, "Doorbell Buffer Config")
          .supported(7, "Virtualization Management")
          .supported(6, "NVMe-MI Send and Receive")
          .supported(5, "Directives")
          .supported(4, "Device Self-test")
          .supported(3, "NS Management and Attachment")
          .supported(2, "FW Commit and Download")
          .supported(1, "Format NVM")
          .supported(0, "Security Send and Receive");

  static final Bits FRMW =
      Bits.rows()
          .reserved(7, 6)
          .supported(5, "Multiple FW or Boot Update Detection")
          .supported(4, "Firmware Activate Without Reset")
          .field(3, 1, "Number of Firmware Slots")
          .either(0, "Firmware Slot 1 Read%s", "-Only", "/Write");

  static final Bits LPA =
      Bits.rows()
          .reserved(7, 7)
          .supported(6, "Telemetry Log Data Area 4")
          .supported(5, "LID 0x0, Scope of each command in LID 0x5, 0x12, 0x13")
          .supported(4, "Persistent Event log")
          .supported(3, "Telemetry host/controller initiated log page")
          .supported(2, "Extended data for Get Log Page")
          .supported(1, "Command Effects Log Page")
          .supported(0, "SMART/Health Log Page per NS");

  static final Bits AVSCC =
      Bits.rows()
          .reserved(7, 1)
          .either(0, "Admin Vendor Specific Commands uses %s Format", "NVMe", "Vendor Specific");

  static final Bits APSTA =
      Bits.rows().reserved(7, 1).supported(0, "Autonomous Power State Transitions");

  static final Bits RPMBS =
      Bits.rows()
          .form(" [%d:%d]: %s\t%s\n")
          .field(31, 24, "Access Size")
          .field(23, 16, "Total Size")
          .form(Bits.FORM)
          .reservedOutdented(15, 6)
          .field(5, 3, "Authentication Method")
          .field(2, 0, "Number of RPMB Units");

  static final Bits HCTMA =
      Bits.rows().reservedOutdented(15, 1).supported(0, "Host Controlled Thermal Management");

  static final Bits SANICAP =
      Bits.rows()
          .field(31, 30, value -> MEDIA[(int) value])
          .either(
              29, "No-Deallocate After Sanitize bit in Sanitize command %sSupported", "Not ", "")
          .reserved(28, 3)
          .form("    [%d:%d] : %s\t%s\n")
          .supported(2, "Overwrite Sanitize Operation")
          .supported(1, "Block Erase Sanitize Operation")
          .supported(0, "Crypto Erase Sanitize Operation");

  static final Bits ANACAP =
      Bits.rows()
          .supported(7, "Non-zero group ID")
          .either(6, "Group ID does %schange", "not ", "")
          .reservedOutdented(5, 5)
          .supported(4, "ANA Change state")
          .supported(3, "ANA Persistent Loss state")
          .supported(2, "ANA Inaccessible state")
          .supported(1, "ANA Non-optimized state")
          .supported(0, "ANA Optimized state");

  static final Bits SQES = entrySizes("SQ");

  static final Bits CQES = entrySizes("CQ");

  static final Bits ONCS =
      Bits.rows()
          .reservedOutdented(15, 9)
          .supported(8, "Copy")
          .supported(7, "Verify")
          .supported(6, "Timestamp")
          .supported(5, "Reservations")
          .supported(4, "Save and Select")
          .supported(3, "Write Zeroes")
          .supported(2, "Data Set Management")
          .supported(1, "Write Uncorrectable")
          .supported(0, "Compare");

  static final Bits FUSES =
      Bits.rows().reservedOutdented(15, 1).supported(0, "Fused Compare and Write");

  static final Bits FNA =
      Bits.rows()
          .reserved(7, 4)
          .either(3, "Format NVM Broadcast NSID (FFFFFFFFh) %sSupported", "Not ", "")
          .either(2, "Crypto Erase %sSupported as part of Secure Erase", "", "Not ")
          .either(1, "Crypto Erase Applies to %s Namespace(s)", "All", "Single")
          .either(0, "Format Applies to %s Namespace(s)", "All", "Single");

  static final Bits VWC =
      Bits.rows()
          .reserved(7, 3)
          .field(2, 1, value -> FLUSH[(int) value])
          .either(0, "Volatile Write Cache %sPresent", "", "Not ");

  static final Bits ICSVSCC =
      Bits.rows()
          .reserved(7, 1)
          .either(0, "NVM Vendor Specific Commands uses %s Format", "NVMe", "Vendor Specific");

  static final Bits NWPC =
      Bits.rows()
          .reserved(7, 3)
          .supported(2, "Permanent Write Protect")
          .supported(1, "Write Protect Until Power Supply")
          .supported(0, "No Write Protect and Write Protect Namespace");

  static final Bits OCFS =
      Bits.rows()
          .reserved(15, 2)
          .supported(1, "Controller Copy Format 1h")
          .supported(0, "Controller Copy Format 0h");

  static final Bits FCATT =
      Bits.rows().reserved(7, 1).either(0, "%s Controller Model", "Static", "Dynamic");

  static final Bits OFCS =
      Bits.rows().reserved(15, 1).either(0, "Disconnect command %s Supported", "", "Not");

  /** What a drive without scatter-gather lists may have of them: shown if it says so. */
  private static final Bits NO_SGLS = sgls(true);

  private static final Bits SOME_SGLS = sgls(false);

  private IdentifyControllerBits() {}

  private static Bits entrySizes(String queue) {
    return Bits.rows()
        .field(7, 4, value -> "Max " + queue + " Entry Size (" + (1 << value) + ")")
        .field(3, 0, value -> "Min " + queue + " Entry Size (" + (1 << value) + ")");
  }

  private static Bits sgls(boolean ifSet) {
    Bits bits = Bits.rows().form(" [%d:%d]: %s\t%s\n").reserved(31, 22);
    String[] upper = {
      "Transport SGL Data Block Descriptor",
      "Address Offsets",
      "Metadata Pointer Containing SGL Descriptor is",
      "SGL Length Larger than Buffer",
      "Byte-Aligned Contig. MD Buffer",
      "SGL Bit-Bucket"
    };
    for (int i = 0; i < upper.length; i++) {
      bits = ifSet ? bits.ifSupported(21 - i, upper[i]) : bits.supported(21 - i, upper[i]);
    }
    bits =
        bits.form(Bits.OUTDENTED)
            .field(15, 8, "SGL Descriptor Threshold")
            .reserved(7, 3)
            .form(Bits.FORM);
    String key = "Keyed SGL Data Block descriptor";
    return ifSet
        ? bits.ifSupported(2, key)
            .form(" [%d:%d]  : %s\t%s\n")
            .field(1, 0, "Scatter-Gather Lists Not Supported")
        : bits.supported(2, key)
            .field(
                1,
                0,
                value ->
                    switch ((int) value) {
                      case 1 -> "Scatter-Gather Lists Supported. No Dword alignment required.";
                      case 2 -> "Scatter-Gather Lists Supported. Dword alignment required.";
                      default -> "Reserved";
                    });
  }

  static String sgls(Object field) {
    boolean some = (((Number) field).longValue() & 3) != 0;
    return (some ? SOME_SGLS : NO_SGLS).apply(field);
  }

  /** The whole of it beside its type, and no empty line: so it is there. */
  static String type(Object field) {
    int value = ((Number) field).intValue();
    return String.format(
        Locale.ROOT,
        "  [7:2] : %s\tReserved%n  [1:0] : %s\t%s",
        Page.hex(value >> 2),
        Page.hex(value),
        TYPES[value & 3]);
  }

  static String entries(Object field) {
    return zeroBased(field, "Error Log Page Entries (ELPE)");
  }

  static String powerStates(Object field) {
    return zeroBased(field, "Number of Power States Support (NPSS)");
  }

  private static String zeroBased(Object field, String name) {
    return "  [7:0] : " + field + " (0's based)\t" + name + "\n";
  }

  static String warning(Object field) {
    return temperature(field, "Warning Composite Temperature Threshold (WCTEMP)");
  }

  static String critical(Object field) {
    return temperature(field, "Critical Composite Temperature Threshold (CCTEMP)");
  }

  static String minimum(Object field) {
    return temperature(field, "Minimum Thermal Management Temperature (MNTMT)");
  }

  static String maximum(Object field) {
    return temperature(field, "Maximum Thermal Management Temperature (MXTMT)");
  }

  private static String temperature(Object kelvins, String name) {
    return String.format(
        Locale.ROOT,
        " [15:0] : %d°C (%s Kelvin)\t%s%n",
        ((Number) kelvins).intValue() - CELSIUS,
        kelvins,
        name);
  }

  static String total(Object field) {
    return "[127:0] : " + field + "\n\tTotal NVM Capacity (TNVMCAP)\n";
  }

  static String unallocated(Object field) {
    return "[127:0] : " + field + "\n\tUnallocated NVM Capacity (UNVMCAP)\n";
  }
}
