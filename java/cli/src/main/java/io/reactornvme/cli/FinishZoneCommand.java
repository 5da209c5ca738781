package io.reactornvme.cli;

import io.reactornvme.NvmeZones;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme zns finish-zone}. */
@Command(
    name = "zns-finish-zone",
    header = "Makes zones full.",
    footer = {"%nExample:", "  rnvme zns finish-zone /dev/nvme0n1 --start-lba=0x1000"})
final class FinishZoneCommand extends ZoneCommand {

  FinishZoneCommand(Console console) {
    super(console);
  }

  @Override
  int action() {
    return 2;
  }

  @Override
  Mono<Void> change(NvmeZones zones) {
    return all ? zones.finishAll() : zones.finish(zone);
  }
}
