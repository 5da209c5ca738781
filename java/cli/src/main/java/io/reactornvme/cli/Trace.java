package io.reactornvme.cli;

import io.reactornvme.Backend;
import io.reactornvme.CommandListener;
import io.reactornvme.Errno;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.NvmeStatus;
import java.time.Duration;
import java.util.Locale;

/** {@code --trace}: a line on stderr when a command goes, and one when it is over. */
final class Trace implements CommandListener {

  private static final int[] DWORDS = {2, 3, 10, 11, 12, 13, 14, 15};

  private final Console console;
  private final long start = System.nanoTime();

  Trace(Console console) {
    this.console = console;
  }

  @Override
  public void sent(
      String device, PassthruCommand command, boolean admin, Backend.Kind way, Duration waited) {
    StringBuilder dwords = new StringBuilder();
    if (command.nsid() != 0) {
      dwords.append(String.format(Locale.ROOT, " nsid=0x%x", command.nsid()));
    }
    for (int n : DWORDS) {
      if (command.cdw(n) != 0) {
        dwords.append(String.format(Locale.ROOT, " cdw%d=0x%x", n, command.cdw(n)));
      }
    }
    if (command.dataLength() != 0) {
      dwords.append(" data=").append(command.dataLength());
    }
    say(
        device,
        "-> " + name(command, admin) + dwords + " by " + way + ", waited " + millis(waited));
  }

  @Override
  public void completed(
      String device,
      PassthruCommand command,
      boolean admin,
      Backend.Kind way,
      Duration took,
      int outcome) {
    String how = outcome < 0 ? Errno.name(-outcome) : NvmeStatus.of(outcome).name();
    say(device, "<- " + name(command, admin) + ": " + how + " by " + way + " in " + millis(took));
  }

  private static String name(PassthruCommand command, boolean admin) {
    int opcode = command.opcode();
    return String.format(
        Locale.ROOT,
        "%s (%02xh)",
        admin ? AdminOpcode.name(opcode) : NvmOpcode.name(opcode),
        opcode);
  }

  private void say(String device, String what) {
    double seconds = (System.nanoTime() - start) / 1e9;
    console.note(String.format(Locale.ROOT, "trace %.6f %s %s", seconds, device, what));
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.3f ms", time.toNanos() / 1e6);
  }
}
