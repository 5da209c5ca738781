package io.reactornvme.cli;

import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme subsystem-reset}. */
@Command(
    name = "subsystem-reset",
    header = "Resets an NVM subsystem, with all its controllers.",
    description = "%nNot every drive can do it.",
    footer = {"%nExample:", "  rnvme subsystem-reset /dev/nvme0"})
final class SubsystemResetCommand extends ActionCommand {

  SubsystemResetCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Void> act(Drive drive) {
    return drive.controller().subsystemReset();
  }
}
