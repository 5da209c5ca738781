package io.reactornvme;

import io.reactornvme.PassthruCommand.Data;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;

/**
 * What is refused before the kernel sees it: requests that cannot work, requests that would let a
 * drive write past a buffer (the kernel maps as many bytes as it is told, the drive transfers as
 * many as the command's fields say), and requests that break the driver.
 */
final class Preflight {

  private static final int SMALLEST_BLOCK = 512;

  /** Protection Information Action, in CDW12 of what moves blocks. */
  private static final int PRACT = 1 << 29;

  /** Zone Send Action of Zone Management Send. */
  private static final int SET_ZONE_DESCRIPTOR_EXTENSION = 0x10;

  /** ZDES counts these: a zone that has an extension has one of this size at least. */
  private static final int SMALLEST_ZONE_DESCRIPTOR_EXTENSION = 64;

  /** Select of Get Features: the answer is in dword 0, there is no data. */
  private static final int SELECT_CAPABILITIES = 3;

  /** Select of Namespace Management. */
  private static final int SELECT_CREATE = 0;

  /** CDW11 of Directive Receive: operation 03h of directive type 01h. */
  private static final int ALLOCATE_STREAM_RESOURCES = 0x0103;

  /** Management Operation of I/O Management Send. */
  private static final int RECLAIM_UNIT_HANDLE_UPDATE = 1;

  private Preflight() {}

  static void check(Target target, PassthruCommand command, CommandForm form) {
    check(target, command, form, false);
  }

  /** The same before the drive has told its format: refuses what no format makes good. */
  static void checkUnasked(Target target, PassthruCommand command, CommandForm form) {
    check(target, command, form, true);
  }

  private static void check(
      Target target, PassthruCommand command, CommandForm form, boolean unasked) {
    checkNode(target, command, form);
    if (form.ioctl().isControl() || form.ioctl() == NvmeIoctl.ID) {
      return;
    }
    if (target.isReadOnly() && !form.admin() && !command.force()) {
      checkReadOnly(target, command);
    }
    checkMetadata(target, command, form);
    if (form.admin() && !command.force()) {
      checkOwnedByDriver(target, command);
    }
    checkLength(target, command, form, unasked);
  }

  private static void checkNode(Target target, PassthruCommand command, CommandForm form) {
    if (target.isController()) {
      if (!form.ioctl().onController()) {
        throw NvmeWrongNodeException.ioOnController(target.path(), target.relatives());
      }
      return;
    }
    if (!form.ioctl().onNamespace()) {
      throw NvmeWrongNodeException.adminOnNamespace(target.path(), target.relatives());
    }
    if (!form.admin() && command.nsidGiven() && command.nsid() != target.nsid()) {
      throw new NvmeNamespaceMismatchException(target.path(), command.nsid(), target.nsid());
    }
    if (form.ioctl() == NvmeIoctl.SUBMIT_IO
        && command.opcode() != NvmOpcode.READ
        && command.opcode() != NvmOpcode.WRITE
        && command.opcode() != NvmOpcode.COMPARE) {
      throw new NvmeRefusedException(
          target.path(),
          "NVME_IOCTL_SUBMIT_IO takes Read, Write and Compare, not "
              + CommandNames.of(false, command.opcode()),
          "Nothing was sent. Use ioCmd, which takes any opcode.");
    }
  }

  /** The kernel itself lets a privileged process write through a node opened O_RDONLY. */
  private static void checkReadOnly(Target target, PassthruCommand command) {
    switch (command.opcode()) {
      case NvmOpcode.WRITE,
          NvmOpcode.WRITE_UNCORRECTABLE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.DATASET_MANAGEMENT,
          NvmOpcode.COPY,
          NvmOpcode.ZONE_MANAGEMENT_SEND,
          NvmOpcode.ZONE_APPEND ->
          throw new NvmeReadOnlyException(target.path(), CommandNames.of(false, command.opcode()));
      default -> {}
    }
  }

  private static void checkMetadata(Target target, PassthruCommand command, CommandForm form) {
    if (command.metadata() == Data.NONE) {
      return;
    }
    // Linux 6.1 answers both with EINVAL but keeps the request, and the next controller reset
    // hangs.
    if (form.admin()) {
      throw new NvmeUnsafeCommandException(
          target.path(),
          "an admin command has no metadata buffer",
          "Nothing was sent: some kernels leak the request. Leave the metadata out.");
    }
    if (!target.takesMetadata()) {
      throw new NvmeUnsafeCommandException(
          target.path(),
          "the kernel takes no metadata buffer for this namespace (its format has no metadata, or"
              + " has it inside the data)",
          "Nothing was sent: some kernels leak the request. Leave the metadata out, or format the"
              + " namespace with a separate metadata buffer.");
    }
  }

  private static void checkLength(
      Target target, PassthruCommand command, CommandForm form, boolean unasked) {
    int length = command.dataLength();
    int max = target.maxTransferBytes();
    if (max > 0 && length > max) {
      throw NvmeTransferLengthException.tooLong(target.path(), length, max);
    }
    if (form.admin() && command.data() == Data.VECTORED) {
      throw new NvmeRefusedException(
          target.path(),
          "vectored data is for I/O commands",
          "Nothing was sent. Use one buffer for an admin command.");
    }
    if (form.admin()) {
      checkAdminLength(target, command);
    } else {
      checkIoLength(target, command, form, unasked);
    }
  }

  private static void checkAdminLength(Target target, PassthruCommand command) {
    switch (command.opcode()) {
      case AdminOpcode.IDENTIFY ->
          atLeast(target, command, "Identify", StandardCommands.IDENTIFY_BYTES);
      case AdminOpcode.GET_LOG_PAGE ->
          atLeast(
              target,
              command,
              "NUMD (CDW10 bits 31:16, CDW11 bits 15:0)",
              dwords(command.cdw(10) >>> 16 | (command.cdw(11) & 0xFFFF) << 16));
      case AdminOpcode.GET_FEATURES -> {
        if ((command.cdw(10) >>> 8 & 7) != SELECT_CAPABILITIES) {
          atLeast(target, command, "the feature", featureBytes(command, false));
        }
      }
      case AdminOpcode.SET_FEATURES ->
          atLeast(target, command, "the feature", featureBytes(command, true));
      case AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD ->
          atLeast(target, command, "NUMD (CDW10)", dwords(command.cdw(10)));
      case AdminOpcode.NAMESPACE_ATTACHMENT ->
          atLeast(target, command, "the controller list", StandardCommands.IDENTIFY_BYTES);
      case AdminOpcode.NAMESPACE_MANAGEMENT -> {
        if ((command.cdw(10) & 0xF) == SELECT_CREATE) {
          atLeast(target, command, "the namespace to create", StandardCommands.IDENTIFY_BYTES);
        }
      }
      case AdminOpcode.SECURITY_SEND, AdminOpcode.SECURITY_RECEIVE ->
          atLeast(target, command, "the length in CDW11", command.cdw(11) & 0xFFFF_FFFFL);
      case AdminOpcode.GET_LBA_STATUS ->
          atLeast(target, command, "MNDW (CDW12)", dwords(command.cdw(12)));
      case AdminOpcode.DIRECTIVE_RECEIVE -> {
        // Allocate Resources of the Streams directive alone returns nothing.
        if ((command.cdw(11) & 0xFFFF) != ALLOCATE_STREAM_RESOURCES) {
          atLeast(target, command, "NUMD (CDW10)", dwords(command.cdw(10)));
        }
      }
      default -> {}
    }
  }

  /**
   * The data of those features that have any (NVMe Base Specification, "Set Features command"; as
   * much as the drive may transfer).
   */
  private static int featureBytes(PassthruCommand command, boolean set) {
    return switch (command.cdw(10) & 0xFF) {
      case 0x03 -> set ? ((command.cdw(11) & 0x3F) + 1) * 64 : 4096; // LBA Range Type
      case 0x0C -> 256; // Autonomous Power State Transition
      case 0x0D -> set ? 0 : 4096; // Host Memory Buffer: its attributes
      case 0x0E -> 8; // Timestamp
      case 0x13 -> 512; // Predictable Latency Mode Config
      case 0x16 -> 512; // Host Behavior Support
      case 0x1C -> set && (command.cdw(11) & 1 << 8) != 0 ? 0 : 4096; // Performance; RVSPA
      case 0x1E -> (command.cdw(11) >>> 16 & 0xFF) * (set ? 1 : 2); // FDP Events: NOET
      case 0x1F -> 256; // Namespace Admin Label
      case 0x78, 0x79 -> 512; // addresses of management controller and agent
      case 0x7D, 0x7E, 0x7F -> 4096; // host metadata
      case 0x81 -> (command.cdw(11) & 1) != 0 ? 16 : 8; // Host Identifier, EXHID
      default -> 0;
    };
  }

  /** Whether how much the drive transfers depends on the namespace's format. */
  static boolean movesBlocks(PassthruCommand command, CommandForm form) {
    return !form.admin()
        && form.ioctl() != NvmeIoctl.ID
        && switch (command.opcode()) {
          case NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE, NvmOpcode.ZONE_APPEND -> true;
          default -> false;
        };
  }

  private static void checkIoLength(
      Target target, PassthruCommand command, CommandForm form, boolean unasked) {
    if (movesBlocks(command, form)) {
      if (form.ioctl() == NvmeIoctl.SUBMIT_IO) {
        target.readFormat(); // here the kernel trusts its own idea of the block size, not a length
      }
      checkBlocks(target, command, unasked);
      return;
    }
    switch (command.opcode()) {
      case NvmOpcode.DATASET_MANAGEMENT ->
          atLeast(target, command, "NR (CDW10 bits 7:0)", ((command.cdw(10) & 0xFF) + 1) * 16L);
      case NvmOpcode.COPY -> {
        // Formats 1h and 3h have wider tags: 40 bytes a range.
        long descriptor = (command.cdw(12) & 1 << 8) != 0 ? 40 : 32;
        long ranges = (command.cdw(12) & 0xFF) + 1L;
        atLeast(target, command, "NR (CDW12 bits 7:0)", ranges * descriptor);
      }
      case NvmOpcode.RESERVATION_REGISTER, NvmOpcode.RESERVATION_ACQUIRE ->
          atLeast(target, command, "the reservation keys", 16);
      case NvmOpcode.RESERVATION_RELEASE -> atLeast(target, command, "the reservation key", 8);
      case NvmOpcode.ZONE_MANAGEMENT_SEND -> {
        if ((command.cdw(13) & 0xFF) == SET_ZONE_DESCRIPTOR_EXTENSION) {
          atLeast(
              target, command, "the Zone Descriptor Extension", SMALLEST_ZONE_DESCRIPTOR_EXTENSION);
        }
      }
      case NvmOpcode.ZONE_MANAGEMENT_RECEIVE ->
          atLeast(target, command, "NUMD (CDW12)", dwords(command.cdw(12)));
      case NvmOpcode.RESERVATION_REPORT ->
          atLeast(target, command, "NUMD (CDW10)", dwords(command.cdw(10)));
      case NvmOpcode.IO_MANAGEMENT_RECEIVE ->
          atLeast(target, command, "NUMD (CDW11)", dwords(command.cdw(11)));
      case NvmOpcode.IO_MANAGEMENT_SEND -> {
        if ((command.cdw(10) & 0xFF) == RECLAIM_UNIT_HANDLE_UPDATE) {
          atLeast(target, command, "NPID (CDW10 bits 31:16)", ((command.cdw(10) >>> 16) + 1) * 2L);
        }
      }
      default -> {}
    }
  }

  /** Whether the format must be known better than the kernel tells, for this command's length. */
  static boolean needsProtection(PassthruCommand command, CommandForm form) {
    return (command.cdw(12) & PRACT) != 0 && movesBlocks(command, form);
  }

  /** NLB is 16 bits and zero-based: CDW12 of all commands that move blocks. */
  private static void checkBlocks(Target target, PassthruCommand command, boolean unasked) {
    // No block is smaller than 512 bytes: of an unknown one at least that much is sure.
    int block = Math.max(target.logicalBlockSize(), SMALLEST_BLOCK);
    long blocks = (command.cdw(12) & 0xFFFF) + 1L;
    int metadata = Math.max(target.metadataBytes(), 0);
    // With PRACT the controller adds and strips metadata that is protection information and
    // nothing else. Where there is none it ignores the bit: who does not know counts all of it.
    int protection = target.protectionBytes();
    boolean stripped =
        (command.cdw(12) & PRACT) != 0
            && (protection < 0 ? unasked : protection > 0 && protection == metadata);
    boolean inline = metadata > 0 && !target.takesMetadata();
    long perBlock = inline && !stripped ? block + metadata : block;
    atLeast(target, command, "NLB (CDW12 bits 15:0)", blocks * perBlock);
    if (command.metadata() != Data.NONE
        && !stripped
        && command.metadataLength() < blocks * metadata) {
      throw NvmeTransferLengthException.mismatch(
          target.path(), command.metadataLength(), "NLB for the metadata", blocks * metadata);
    }
  }

  private static void atLeast(
      Target target, PassthruCommand command, String field, long transferred) {
    if (command.dataLength() < transferred) {
      throw NvmeTransferLengthException.mismatch(
          target.path(), command.dataLength(), field, transferred);
    }
  }

  /** Zero-based dwords, 32 bits, in bytes. */
  private static long dwords(int numd) {
    return ((numd & 0xFFFF_FFFFL) + 1) * 4;
  }

  private static void checkOwnedByDriver(Target target, PassthruCommand command) {
    String owned =
        switch (command.opcode()) {
          case AdminOpcode.CREATE_IO_SUBMISSION_QUEUE,
              AdminOpcode.DELETE_IO_SUBMISSION_QUEUE,
              AdminOpcode.CREATE_IO_COMPLETION_QUEUE,
              AdminOpcode.DELETE_IO_COMPLETION_QUEUE,
              AdminOpcode.DOORBELL_BUFFER_CONFIG ->
              "the queues";
          case AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST -> "the asynchronous event requests";
          case AdminOpcode.KEEP_ALIVE -> "the keep-alive timer";
          case AdminOpcode.SET_FEATURES ->
              switch (command.cdw(10) & 0xFF) {
                case 0x07 -> "the feature Number of Queues";
                case 0x0C -> "the feature Autonomous Power State Transition";
                case 0x0D -> "the feature Host Memory Buffer";
                case 0x0F -> "the feature Keep Alive Timer";
                case 0x16 -> "the feature Host Behavior Support";
                default -> null;
              };
          default -> null;
        };
    if (owned != null) {
      throw new NvmeUnsafeCommandException(
          target.path(),
          CommandNames.of(true, command.opcode())
              + " changes what belongs to the kernel's driver: "
              + owned,
          "Nothing was sent. If the driver's state may be lost on this drive, say force() in the"
              + " command.");
    }
  }
}
