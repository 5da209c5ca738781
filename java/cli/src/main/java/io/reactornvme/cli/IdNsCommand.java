package io.reactornvme.cli;

import io.reactornvme.NvmeIdentify;
import io.reactornvme.spec.IdentifyNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme id-ns}. */
@Command(
    name = "id-ns",
    header = "Shows the Identify Namespace data structure.",
    description = "%nSize, formats and capabilities of a namespace of the NVM command set.",
    footer = {"%nExamples:", "  rnvme id-ns /dev/nvme0n1", "  rnvme id-ns /dev/nvme0 -n 2 -o json"})
final class IdNsCommand extends PageCommand<IdentifyNamespace> {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(names = "--force", description = "Also of a namespace that is not attached.")
  boolean allocated;

  @Option(
      names = {"-V", "--vendor-specific"},
      description = "Show the vendor's own bytes, too.")
  boolean vendor;

  @Option(names = "--human-readable", description = "Explain the bits.")
  boolean detailed;

  IdNsCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return namespace.nsid == null;
  }

  @Override
  Page<IdentifyNamespace> page() {
    return detailed ? IdentifyNamespacePage.DETAILED : IdentifyNamespacePage.PAGE;
  }

  @Override
  Mono<IdentifyNamespace> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid);
    NvmeIdentify identify = drive.controller().identify();
    return allocated ? identify.allocatedNamespace(nsid) : identify.namespace(nsid);
  }

  @Override
  String text(Answer<IdentifyNamespace> answer, IdentifyNamespace id) {
    String text = super.text(answer, id);
    return vendor ? text + "vs[]:\n" + HexDump.of(Raw.bytes(id.vendorSpecific())) : text;
  }
}
