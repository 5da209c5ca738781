package io.reactornvme.cli;

import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme ns-rescan}. */
@Command(
    name = "ns-rescan",
    header = "Has the kernel look at a controller's namespaces anew.",
    description = "%nAfter namespaces were made, formatted or attached by others than this kernel.",
    footer = {"%nExample:", "  rnvme ns-rescan /dev/nvme0"})
final class NsRescanCommand extends ActionCommand {

  NsRescanCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Void> act(Drive drive) {
    return drive.controller().rescan();
  }
}
