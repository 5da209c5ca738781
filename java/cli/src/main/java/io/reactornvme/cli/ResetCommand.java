package io.reactornvme.cli;

import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme reset}. */
@Command(
    name = "reset",
    header = "Resets a controller.",
    description = "%nEvery command under way on it, anybody's, ends with an error.",
    footer = {"%nExample:", "  rnvme reset /dev/nvme0"})
final class ResetCommand extends ActionCommand {

  ResetCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Void> act(Drive drive) {
    return drive.controller().reset();
  }
}
