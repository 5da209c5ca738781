package io.reactornvme.cli;

import io.reactornvme.NvmeZones;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme zns close-zone}. */
@Command(
    name = "zns-close-zone",
    header = "Closes zones.",
    footer = {"%nExample:", "  rnvme zns close-zone /dev/nvme0n1 --start-lba=0x1000"})
final class CloseZoneCommand extends ZoneCommand {

  CloseZoneCommand(Console console) {
    super(console);
  }

  @Override
  int action() {
    return 1;
  }

  @Override
  Mono<Void> change(NvmeZones zones) {
    return all ? zones.closeAll() : zones.close(zone);
  }
}
