package io.reactornvme.cli;

import io.reactornvme.spec.IndependentIdentifyNamespace;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme cmdset-ind-id-ns}. */
@Command(
    name = "cmdset-ind-id-ns",
    header = "Shows what a namespace says of itself whatever its command set.",
    footer = {"%nExample:", "  rnvme cmdset-ind-id-ns /dev/nvme0n1 -o json"})
final class CmdsetIndIdNsCommand extends NamespacePageCommand<IndependentIdentifyNamespace> {

  private static final Page<IndependentIdentifyNamespace> PAGE =
      Page.<IndependentIdentifyNamespace>labelled("%-8s: ")
          .title(
              at ->
                  "NVME Identify Command Set Independent Namespace "
                      + Integer.toUnsignedString(at.nsid())
                      + ":")
          .hex("nsfeat", id -> id.namespaceFeatures().value())
          .hex("nmic", id -> id.multiPathIoAndNamespaceSharingCapabilities().value())
          .hex("rescap", id -> id.reservationCapabilities().value())
          .hex("fpi", id -> id.formatProgressIndicator().value())
          .field("anagrpid", id -> id.anaGroupIdentifier())
          .field("nsattr", "nsattr\t: ", id -> id.namespaceAttributes().value())
          .field("nvmsetid", id -> id.nvmSetIdentifier())
          .field("endgid", id -> id.enduranceGroupIdentifier())
          .hex("nstat", id -> id.namespaceStatus().value())
          .build();

  CmdsetIndIdNsCommand(Console console) {
    super(console);
  }

  @Override
  Page<IndependentIdentifyNamespace> page() {
    return PAGE;
  }

  @Override
  Mono<IndependentIdentifyNamespace> ask(Drive drive) {
    return drive.controller().identify().independentNamespace(drive.nsid(namespace.nsid));
  }
}
