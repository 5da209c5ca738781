package io.reactornvme.emulator;

/** The specification's names of what is recorded, for those who read a recording. */
final class StructureNames {

  private static final String[] SELECT = {"", " (default)", " (saved)", " (capabilities)"};

  private StructureNames() {}

  /** A name, or an empty text. */
  static String of(DriveRecording.Command command) {
    int selector = command.selector();
    return switch (command.kind()) {
      case IDENTIFY -> identify(selector);
      case LOG -> log(selector);
      case FEATURE -> {
        String name = feature(selector);
        int select = command.cdw10() >>> 8 & 7;
        yield name.isEmpty() || select > 3 ? name : name + SELECT[select];
      }
    };
  }

  private static String identify(int cns) {
    return switch (cns) {
      case 0x00 -> "Identify Namespace";
      case 0x01 -> "Identify Controller";
      case 0x02 -> "Active Namespace ID list";
      case 0x03 -> "Namespace Identification Descriptor list";
      case 0x04 -> "NVM Set List";
      case 0x05 -> "I/O Command Set specific Identify Namespace";
      case 0x06 -> "I/O Command Set specific Identify Controller";
      case 0x07 -> "I/O Command Set specific Active Namespace ID list";
      case 0x08 -> "I/O Command Set Independent Identify Namespace";
      case 0x10 -> "Allocated Namespace ID list";
      case 0x11 -> "Identify Namespace of an Allocated Namespace";
      case 0x12 -> "Namespace Attached Controller list";
      case 0x13 -> "Controller list";
      case 0x14 -> "Primary Controller Capabilities";
      case 0x15 -> "Secondary Controller list";
      case 0x16 -> "Namespace Granularity List";
      case 0x17 -> "UUID List";
      case 0x18 -> "Domain List";
      case 0x19 -> "Endurance Group List";
      case 0x1A -> "I/O Command Set specific Allocated Namespace ID list";
      case 0x1C -> "Identify I/O Command Set";
      default -> "";
    };
  }

  private static String log(int lid) {
    return switch (lid) {
      case 0x00 -> "Supported Log Pages";
      case 0x01 -> "Error Information";
      case 0x02 -> "SMART / Health Information";
      case 0x03 -> "Firmware Slot Information";
      case 0x04 -> "Changed Attached Namespace List";
      case 0x05 -> "Commands Supported and Effects";
      case 0x06 -> "Device Self-test";
      case 0x07 -> "Telemetry Host-Initiated";
      case 0x08 -> "Telemetry Controller-Initiated";
      case 0x09 -> "Endurance Group Information";
      case 0x0A -> "Predictable Latency Per NVM Set";
      case 0x0B -> "Predictable Latency Event Aggregate";
      case 0x0C -> "Asymmetric Namespace Access";
      case 0x0D -> "Persistent Event Log";
      case 0x0E -> "LBA Status Information";
      case 0x0F -> "Endurance Group Event Aggregate";
      case 0x10 -> "Media Unit Status";
      case 0x11 -> "Supported Capacity Configuration List";
      case 0x12 -> "Feature Identifiers Supported and Effects";
      case 0x13 -> "NVMe-MI Commands Supported and Effects";
      case 0x14 -> "Command and Feature Lockdown";
      case 0x15 -> "Boot Partition";
      case 0x16 -> "Rotational Media Information";
      case 0x20 -> "FDP Configurations";
      case 0x21 -> "Reclaim Unit Handle Usage";
      case 0x22 -> "FDP Statistics";
      case 0x23 -> "FDP Events";
      case 0x80 -> "Reservation Notification";
      case 0x81 -> "Sanitize Status";
      case 0xBF -> "Changed Zone List";
      case 0xC0 -> "vendor's; often the OCP SMART / Health Information Extended";
      default -> lid > 0xC0 ? "vendor's" : "";
    };
  }

  private static String feature(int fid) {
    return switch (fid) {
      case 0x01 -> "Arbitration";
      case 0x02 -> "Power Management";
      case 0x03 -> "LBA Range Type";
      case 0x04 -> "Temperature Threshold";
      case 0x05 -> "Error Recovery";
      case 0x06 -> "Volatile Write Cache";
      case 0x07 -> "Number of Queues";
      case 0x08 -> "Interrupt Coalescing";
      case 0x09 -> "Interrupt Vector Configuration";
      case 0x0A -> "Write Atomicity Normal";
      case 0x0B -> "Asynchronous Event Configuration";
      case 0x0C -> "Autonomous Power State Transition";
      case 0x0D -> "Host Memory Buffer";
      case 0x0E -> "Timestamp";
      case 0x0F -> "Keep Alive Timer";
      case 0x10 -> "Host Controlled Thermal Management";
      case 0x11 -> "Non-Operational Power State Config";
      case 0x12 -> "Read Recovery Level Config";
      case 0x13 -> "Predictable Latency Mode Config";
      case 0x14 -> "Predictable Latency Mode Window";
      case 0x15 -> "LBA Status Information Report Interval";
      case 0x16 -> "Host Behavior Support";
      case 0x17 -> "Sanitize Config";
      case 0x18 -> "Endurance Group Event Configuration";
      case 0x19 -> "I/O Command Set Profile";
      case 0x1A -> "Spinup Control";
      case 0x1D -> "Flexible Data Placement";
      case 0x1E -> "Flexible Data Placement Events";
      case 0x80 -> "Software Progress Marker";
      case 0x81 -> "Host Identifier";
      case 0x82 -> "Reservation Notification Mask";
      case 0x83 -> "Reservation Persistence";
      case 0x84 -> "Namespace Write Protection Config";
      default -> "";
    };
  }
}
