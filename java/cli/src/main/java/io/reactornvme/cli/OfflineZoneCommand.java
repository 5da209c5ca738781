package io.reactornvme.cli;

import io.reactornvme.NvmeZones;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme zns offline-zone}. */
@Command(
    name = "zns-offline-zone",
    header = "Takes zones that are read-only out of service, for good.",
    footer = {"%nExample:", "  rnvme zns offline-zone /dev/nvme0n1 --start-lba=0x1000"})
final class OfflineZoneCommand extends ZoneCommand {

  OfflineZoneCommand(Console console) {
    super(console);
  }

  @Override
  int action() {
    return 5;
  }

  @Override
  Mono<Void> change(NvmeZones zones) {
    return all ? zones.offlineAll() : zones.offline(zone);
  }
}
