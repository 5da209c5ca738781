package io.reactornvme.cli;

import io.reactornvme.spec.IndependentIdentifyNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme cmdset-ind-id-ns}. */
@Command(
    name = "cmdset-ind-id-ns",
    header = "Shows what a namespace says of itself whatever its command set.",
    footer = {"%nExample:", "  rnvme cmdset-ind-id-ns /dev/nvme0n1 -o json"})
final class CmdsetIndIdNsCommand extends NamespacePageCommand<IndependentIdentifyNamespace> {

  @Option(names = "--human-readable", description = "Explain the bits.")
  boolean detailed;

  CmdsetIndIdNsCommand(Console console) {
    super(console);
  }

  @Override
  Page<IndependentIdentifyNamespace> page() {
    return Page.<IndependentIdentifyNamespace>labelled("%-8s: ", detailed)
        .title(
            at ->
                "NVME Identify Command Set Independent Namespace "
                    + Integer.toUnsignedString(at.nsid())
                    + ":")
        .hex("nsfeat", id -> id.namespaceFeatures().value())
        .explained(IdentifyNamespaceBits.INDEPENDENT_NSFEAT)
        .hex("nmic", id -> id.multiPathIoAndNamespaceSharingCapabilities().value())
        .explained(IdentifyNamespaceBits.NMIC)
        .hex("rescap", id -> id.reservationCapabilities().value())
        .explained(IdentifyNamespaceBits.RESCAP)
        .hex("fpi", id -> id.formatProgressIndicator().value())
        .explained(IdentifyNamespaceBits::fpi)
        .field("anagrpid", id -> id.anaGroupIdentifier())
        .field("nsattr", "nsattr\t: ", id -> id.namespaceAttributes().value())
        .explained(IdentifyNamespaceBits.NSATTR)
        .field("nvmsetid", id -> id.nvmSetIdentifier())
        .field("endgid", id -> id.enduranceGroupIdentifier())
        .hex("nstat", id -> id.namespaceStatus().value())
        .explained(IdentifyNamespaceBits.NSTAT)
        .build();
  }

  @Override
  Mono<IndependentIdentifyNamespace> ask(Drive drive) {
    return drive.controller().identify().independentNamespace(drive.nsid(namespace.nsid));
  }
}
