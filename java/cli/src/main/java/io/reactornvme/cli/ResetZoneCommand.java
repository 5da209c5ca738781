package io.reactornvme.cli;

import io.reactornvme.NvmeZones;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme zns reset-zone}. */
@Command(
    name = "zns-reset-zone",
    header = "Empties zones, whose data are lost.",
    footer = {"%nExample:", "  rnvme zns reset-zone /dev/nvme0n1 --start-lba=0x1000"})
final class ResetZoneCommand extends ZoneCommand {

  ResetZoneCommand(Console console) {
    super(console);
  }

  @Override
  int action() {
    return 4;
  }

  @Override
  Mono<Void> change(NvmeZones zones) {
    return all ? zones.resetAll() : zones.reset(zone);
  }
}
