package io.reactornvme.cli;

import io.reactornvme.FirmwareCommit;
import io.reactornvme.FirmwareCommitResult;
import io.reactornvme.FirmwareCommitResult.ResetRequired;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme fw-commit}. */
@Command(
    name = "fw-commit",
    header = "Commits a downloaded firmware image to a slot, or activates one.",
    description = {
      "%nAn activation at once (3) stops the drive for a while, and is refused while it is in use."
          + " That a reset is still required is no failure (with nvme-cli it is), and is said."
    },
    footer = {
      "%nExamples:",
      "  rnvme fw-commit /dev/nvme0 -s 2 -a 1       in slot 2, from the next reset on",
      "  rnvme fw-commit /dev/nvme0 --slot=1 --action=2"
    })
final class FwCommitCommand extends TaskCommand {

  private static final int BOOT = 6;

  @Option(
      names = {"-s", "--slot"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Firmware slot, 1 to 7; 0 lets the drive choose.")
  long slot;

  @Option(
      names = {"-a", "--action"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = {
        "0 puts the image into the slot, 1 activates it at the next reset as well; 2 activates what"
            + " is in the slot at the next reset, 3 at once; 6 puts it into a boot partition, 7"
            + " activates that."
      })
  long action;

  @Option(
      names = {"-b", "--bpid"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Boot partition, 0 or 1.")
  long bootPartition;

  @Option(names = "--force", description = "Also at once on a drive in use.")
  boolean force;

  FwCommitCommand(Console console) {
    super(console);
  }

  @Override
  @Nullable Duration patience() {
    return null;
  }

  @Override
  void check() {
    if (slot > 7 || action > 7 || action == 4 || action == 5 || bootPartition > 1) {
      throw wrong("--slot is 0 to 7, --action 0 to 3, 6 or 7, --bpid 0 or 1");
    }
  }

  @Override
  Mono<String> ask(Drive drive) {
    FirmwareCommit commit =
        switch ((int) action) {
          case 0 -> FirmwareCommit.replace((int) slot);
          case 1 -> FirmwareCommit.replaceAndActivateAtReset((int) slot);
          case 2 -> FirmwareCommit.activateAtReset((int) slot);
          case 3 -> FirmwareCommit.activateNow((int) slot);
          case BOOT -> FirmwareCommit.replaceBootPartition((int) bootPartition);
          default -> FirmwareCommit.activateBootPartition((int) bootPartition);
        };
    return drive.controller().firmware().commit(force ? commit.force() : commit).map(this::said);
  }

  private String said(FirmwareCommitResult result) {
    String what =
        String.format(Locale.ROOT, " firmware action:%d slot:%d", action, slot)
            + (action >= BOOT ? " bpid:" + bootPartition : "");
    String first =
        result.status().isSuccess()
            ? "Success committing" + what
            : "Success activating" + what + ", but firmware requires " + reset(result) + " reset";
    return String.format(
        Locale.ROOT,
        "%s%nMultiple Update Detected (MUD) Value: %d%n",
        first,
        result.multipleUpdateDetected());
  }

  private static String reset(FirmwareCommitResult result) {
    return result.resetRequired() == ResetRequired.SUBSYSTEM
        ? "subsystem"
        : result.resetRequired() == ResetRequired.CONVENTIONAL ? "conventional" : "any controller";
  }
}
