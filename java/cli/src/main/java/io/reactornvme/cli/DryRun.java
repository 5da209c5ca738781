package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.NvmeOsException;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Drives that show each command and never carry one out: a command comes here, raw or typed, with
 * everything that the library does to it before, and ends with {@link #NOT_SENT}.
 */
final class DryRun implements NvmeBackend {

  /** ECANCELED: no driver answers so. */
  private static final int NOT_SENT = 125;

  private static final int ENTRY = 64;

  private static final Set<NvmeIoctl> WITHOUT_COMMAND =
      Set.of(NvmeIoctl.ID, NvmeIoctl.RESET, NvmeIoctl.SUBSYS_RESET, NvmeIoctl.RESCAN);

  private final List<NvmeControllerInfo> controllers;
  private final Consumer<String> show;

  /**
   * @param controllers as they are on this host, or are emulated
   * @param show takes the text of a command
   */
  DryRun(List<NvmeControllerInfo> controllers, Consumer<String> show) {
    this.controllers = controllers;
    this.show = show;
  }

  /** Whether an error only says that nothing was sent. */
  static boolean isEndOf(Throwable error) {
    return error instanceof NvmeOsException e && e.errno() == NOT_SENT;
  }

  @Override
  public String description() {
    return "dry run: nothing is sent";
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    return controllers;
  }

  @Override
  public BackendDevice open(String controller, int nsid, Access access) {
    return new BackendDevice() {
      @Override
      public void submit(BackendCommand command) {
        show.accept(text(controller, nsid, command));
        command.complete(-NOT_SENT, 0);
      }

      @Override
      public void close() {}
    };
  }

  private static String text(String controller, int nsid, BackendCommand command) {
    String device = nsid == 0 ? controller : controller + " nsid " + Integer.toUnsignedString(nsid);
    NvmeIoctl request = command.request();
    if (WITHOUT_COMMAND.contains(request)) {
      return device + ": ioctl NVME_IOCTL_" + request + ", no command\n";
    }
    int metadata = command.metadata() == null ? 0 : command.metadata().remaining();
    StringBuilder text = new StringBuilder();
    line(text, "device", device);
    line(
        text,
        "command",
        command.isAdmin()
            ? "admin, " + AdminOpcode.name(command.opcode())
            : "I/O, " + NvmOpcode.name(command.opcode()));
    line(text, "opcode", hex(command.opcode(), 2));
    line(text, "nsid", hex(command.nsid(), 8));
    line(text, "cdw2", hex(command.cdw(2), 8));
    line(text, "cdw3", hex(command.cdw(3), 8));
    line(text, "data_len", hex(command.dataLength(), 8));
    line(text, "metadata_len", hex(metadata, 8));
    for (int n = 10; n <= 15; n++) {
      line(text, "cdw" + n, hex(command.cdw(n), 8));
    }
    line(text, "timeout_ms", hex(command.kernelTimeoutMillis(), 8));
    // What is left zero is the driver's to fill in: command identifier, MPTR, DPTR.
    return text.append(HexDump.of(entry(command))).toString();
  }

  /** The submission queue entry. */
  private static byte[] entry(BackendCommand command) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(0, command.opcode()).putInt(4, command.nsid());
    entry.putInt(8, command.cdw(2)).putInt(12, command.cdw(3));
    for (int n = 10; n <= 15; n++) {
      entry.putInt(4 * n, command.cdw(n));
    }
    return entry.array();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-12s : %s%n", name, value));
  }

  private static String hex(int value, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "x", value);
  }
}
