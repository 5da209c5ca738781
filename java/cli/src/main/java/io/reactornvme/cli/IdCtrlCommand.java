package io.reactornvme.cli;

import io.reactornvme.spec.IdentifyController;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme id-ctrl}. */
@Command(
    name = "id-ctrl",
    header = "Shows the Identify Controller data structure.",
    description = "%nWhat the controller is, and what it can do.",
    footer = {"%nExamples:", "  rnvme id-ctrl /dev/nvme0", "  rnvme id-ctrl --all -o json"})
final class IdCtrlCommand extends PageCommand<IdentifyController> {

  @Option(
      names = {"-V", "--vendor-specific"},
      description = "Show the vendor's own bytes, too.")
  boolean vendor;

  @Option(names = "--human-readable", description = "Explain the bits.")
  boolean detailed;

  IdCtrlCommand(Console console) {
    super(console);
  }

  @Override
  Page<IdentifyController> page() {
    return detailed ? IdentifyControllerPage.DETAILED : IdentifyControllerPage.PAGE;
  }

  @Override
  Mono<IdentifyController> ask(Drive drive) {
    return drive.controller().identify().controller();
  }

  @Override
  String text(Answer<IdentifyController> answer, IdentifyController id) {
    String text = super.text(answer, id);
    return vendor ? text + "vs[]:\n" + HexDump.of(Raw.bytes(id.vendorSpecific())) : text;
  }
}
