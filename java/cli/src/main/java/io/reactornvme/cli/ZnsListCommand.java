package io.reactornvme.cli;

import io.reactornvme.NvmeIdentify;
import io.reactornvme.spec.IdentifyNamespace;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme zns list}. */
@Command(
    name = "zns-list",
    header = "Lists the zoned namespaces of this host.",
    footer = {"%nExample:", "  rnvme zns list"})
final class ZnsListCommand extends ListCommand {

  private static final int DESCRIPTOR = 4;
  private static final String ZONED = "02";

  ZnsListCommand(Console console) {
    super(console);
  }

  /** A namespace that has no descriptor of its command set is of the NVM command set. */
  @Override
  Mono<IdentifyNamespace> ask(NvmeIdentify identify, int nsid) {
    return identify
        .namespaceIdentificationDescriptors(nsid)
        .filter(
            all ->
                all.descriptors().stream()
                    .anyMatch(d -> d.type() == DESCRIPTOR && d.identifier().equals(ZONED)))
        .flatMap(zoned -> identify.namespace(nsid));
  }
}
