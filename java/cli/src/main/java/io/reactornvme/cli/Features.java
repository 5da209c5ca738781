package io.reactornvme.cli;

/** What get-feature and set-feature know of the features. */
final class Features {

  static final int LBA_RANGE = 0x03;
  static final int APST = 0x0c;
  static final int HOST_MEMORY_BUFFER = 0x0d;
  static final int TIMESTAMP = 0x0e;
  static final int PREDICTABLE_LATENCY = 0x13;
  static final int HOST_BEHAVIOR = 0x16;
  static final int FDP_EVENTS = 0x1e;
  static final int HOST_ID = 0x81;

  private static final int TIMESTAMP_BYTES = 8;

  private Features() {}

  /** As nvme-cli names them. */
  static String name(int id) {
    return switch (id) {
      case 0x01 -> "Arbitration";
      case 0x02 -> "Power Management";
      case LBA_RANGE -> "LBA Range Type";
      case 0x04 -> "Temperature Threshold";
      case 0x05 -> "Error Recovery";
      case 0x06 -> "Volatile Write Cache";
      case 0x07 -> "Number of Queues";
      case 0x08 -> "Interrupt Coalescing";
      case 0x09 -> "Interrupt Vector Configuration";
      case 0x0a -> "Write Atomicity Normal";
      case 0x0b -> "Async Event Configuration";
      case APST -> "Autonomous Power State Transition";
      case HOST_MEMORY_BUFFER -> "Host Memory Buffer";
      case TIMESTAMP -> "Timestamp";
      case 0x0f -> "Keep Alive Timer";
      case 0x10 -> "Host Controlled Thermal Management";
      case 0x11 -> "Non-Operational Power State Config";
      case 0x12 -> "Read Recovery Level";
      case PREDICTABLE_LATENCY -> "Predictable Latency Mode Config";
      case 0x14 -> "Predictable Latency Mode Window";
      case 0x15 -> "LBA Status Interval";
      case HOST_BEHAVIOR -> "Host Behavior";
      case 0x17 -> "Sanitize";
      case 0x18 -> "Endurance Event Group Configuration";
      case 0x19 -> "I/O Command Set Profile";
      case 0x1a -> "Spinup Control";
      case 0x1d -> "Flexible Direct Placement";
      case FDP_EVENTS -> "Flexible Direct Placement Events";
      case 0x7d -> "Enhanced Controller Metadata";
      case 0x7e -> "Controller Metadata";
      case 0x7f -> "Namespace Metadata";
      case 0x80 -> "Software Progress";
      case HOST_ID -> "Host Identifier";
      case 0x82 -> "Reservation Notification Mask";
      case 0x83 -> "Reservation Persistence";
      case 0x84 -> "Namespace Write Protect";
      default -> "Unknown";
    };
  }

  /** How many bytes of data a feature has, beside its dword. */
  static int length(int id, int cdw11, boolean set) {
    return switch (id) {
      case LBA_RANGE, 0x7d, 0x7e, 0x7f -> 4096;
      case APST -> 256;
      case HOST_MEMORY_BUFFER -> set ? 0 : 4096;
      case TIMESTAMP -> TIMESTAMP_BYTES;
      case PREDICTABLE_LATENCY, HOST_BEHAVIOR -> 512;
      case 0x1c -> set && (cdw11 & 1 << 8) != 0 ? 0 : 4096;
      case 0x1f -> 256;
      case 0x78, 0x79 -> 512;
      case HOST_ID -> (cdw11 & 1) != 0 ? 16 : 8;
      default -> 0;
    };
  }
}
