package io.reactornvme.cli;

import io.reactornvme.spec.ZonedNamespaceIdentifyController;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme zns id-ctrl}. */
@Command(
    name = "zns-id-ctrl",
    header = "Shows the Zoned Namespace command set's Identify Controller data structure.",
    footer = {"%nExample:", "  rnvme zns id-ctrl /dev/nvme0"})
final class ZnsIdCtrlCommand extends PageCommand<ZonedNamespaceIdentifyController> {

  private static final Page<ZonedNamespaceIdentifyController> PAGE =
      Page.<ZonedNamespaceIdentifyController>labelled("%-8s: ")
          .title(at -> "NVMe ZNS Identify Controller:")
          .field("zasl", id -> id.zoneAppendSizeLimit())
          .build();

  ZnsIdCtrlCommand(Console console) {
    super(console);
  }

  @Override
  Page<ZonedNamespaceIdentifyController> page() {
    return PAGE;
  }

  @Override
  Mono<ZonedNamespaceIdentifyController> ask(Drive drive) {
    return drive.controller().identify().zonedNamespaceCommandSetController();
  }
}
