package io.reactornvme.cli;

import io.reactornvme.NvmeZones;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme zns open-zone}. */
@Command(
    name = "zns-open-zone",
    header = "Opens zones.",
    footer = {"%nExample:", "  rnvme zns open-zone /dev/nvme0n1 --start-lba=0x1000"})
final class OpenZoneCommand extends ZoneCommand {

  @Option(
      names = {"-r", "--zrwaa"},
      description = "With a random write area.")
  boolean randomWriteArea;

  OpenZoneCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (all && randomWriteArea) {
      throw wrong("--zrwaa is of one zone: the specification has it not with --select-all");
    }
  }

  @Override
  int action() {
    return 3;
  }

  @Override
  Mono<Void> change(NvmeZones zones) {
    if (all) {
      return zones.openAll();
    }
    return randomWriteArea ? zones.openWithRandomWriteArea(zone) : zones.open(zone);
  }

  @Override
  String done(int nsid) {
    return String.format(Locale.ROOT, "zns-open-zone: Success zone slba:%x nsid:%d%n", zone, nsid);
  }
}
