package io.reactornvme;

/**
 * How a command is put to the kernel.
 *
 * @param opcode of the SQE: {@code IORING_OP_URING_CMD}, or {@link #NO_URING}
 * @param cmdOp its {@code cmd_op}
 * @param ioctl the ioctl that does the same
 * @param admin for the admin queue, else for an I/O queue
 */
record CommandForm(int opcode, int cmdOp, NvmeIoctl ioctl, boolean admin) {

  /** As an opcode: there is no way over io_uring. */
  static final int NO_URING = -1;

  /** NVME_URING_CMD_ADMIN. */
  static final CommandForm ADMIN = uring(0xC0484E82, NvmeIoctl.ADMIN64_CMD, true);

  /** NVME_URING_CMD_IO. */
  static final CommandForm IO = uring(0xC0484E80, NvmeIoctl.IO64_CMD, false);

  /** NVME_URING_CMD_IO_VEC. */
  static final CommandForm IO_VEC = uring(0xC0484E81, NvmeIoctl.IO64_CMD_VEC, false);

  private static CommandForm uring(int cmdOp, NvmeIoctl ioctl, boolean admin) {
    return new CommandForm(RingLayout.OP_URING_CMD, cmdOp, ioctl, admin);
  }

  boolean hasUring() {
    return opcode != NO_URING;
  }

  /** The form of an I/O command with such data. */
  static CommandForm io(PassthruCommand command) {
    return command.data() == PassthruCommand.Data.VECTORED ? IO_VEC : IO;
  }

  /** An ioctl by name, which has no other form. */
  static CommandForm ioctl(NvmeIoctl request) {
    boolean admin =
        request == NvmeIoctl.ADMIN_CMD || request == NvmeIoctl.ADMIN64_CMD || request.isControl();
    return new CommandForm(NO_URING, 0, request, admin);
  }

  NvmeOsException.Operation operation() {
    return switch (ioctl) {
      case ADMIN_CMD, ADMIN64_CMD -> NvmeOsException.Operation.ADMIN_COMMAND;
      case IO_CMD, IO64_CMD, IO64_CMD_VEC, SUBMIT_IO -> NvmeOsException.Operation.IO_COMMAND;
      case RESET -> NvmeOsException.Operation.RESET;
      case SUBSYS_RESET -> NvmeOsException.Operation.SUBSYSTEM_RESET;
      case RESCAN -> NvmeOsException.Operation.RESCAN;
      case ID -> NvmeOsException.Operation.OTHER;
    };
  }
}
