package io.reactornvme.cli;

/** Commands as nvme-cli names them. */
final class CommandNames {

  private CommandNames() {}

  static String of(boolean admin, int opcode) {
    return admin ? admin(opcode) : io(opcode);
  }

  private static String admin(int opcode) {
    return switch (opcode) {
      case 0x00 -> "Delete I/O Submission Queue";
      case 0x01 -> "Create I/O Submission Queue";
      case 0x02 -> "Get Log Page";
      case 0x04 -> "Delete I/O Completion Queue";
      case 0x05 -> "Create I/O Completion Queue";
      case 0x06 -> "Identify";
      case 0x08 -> "Abort";
      case 0x09 -> "Set Features";
      case 0x0a -> "Get Features";
      case 0x0c -> "Asynchronous Event Request";
      case 0x0d -> "Namespace Management";
      case 0x10 -> "Firmware Commit";
      case 0x11 -> "Firmware Image Download";
      case 0x14 -> "Device Self-test";
      case 0x15 -> "Namespace Attachment";
      case 0x18 -> "Keep Alive";
      case 0x19 -> "Directive Send";
      case 0x1a -> "Directive Receive";
      case 0x1c -> "Virtualization Management";
      case 0x1d -> "NVMe-MI Send";
      case 0x1e -> "NVMe-MI Receive";
      case 0x7c -> "Doorbell Buffer Config";
      case 0x80 -> "Format NVM";
      case 0x81 -> "Security Send";
      case 0x82 -> "Security Receive";
      case 0x84 -> "Sanitize";
      case 0x86 -> "Get LBA Status";
      default -> "Unknown";
    };
  }

  private static String io(int opcode) {
    return switch (opcode) {
      case 0x00 -> "Flush";
      case 0x01 -> "Write";
      case 0x02 -> "Read";
      case 0x04 -> "Write Uncorrectable";
      case 0x05 -> "Compare";
      case 0x08 -> "Write Zeroes";
      case 0x09 -> "Dataset Management";
      case 0x0c -> "Verify";
      case 0x0d -> "Reservation Register";
      case 0x0e -> "Reservation Report";
      case 0x11 -> "Reservation Acquire";
      case 0x15 -> "Reservation Release";
      case 0x19 -> "Copy";
      case 0x79 -> "Zone Management Send";
      case 0x7a -> "Zone Management Receive";
      case 0x7d -> "Zone Append";
      default -> "Unknown";
    };
  }
}
