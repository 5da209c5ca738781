package io.reactornvme.cli;

import io.reactornvme.NvmeNamespaceManagement;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme detach-ns}. */
@Command(
    name = "detach-ns",
    header = "Detaches a namespace from controllers; its data stay.",
    description = "%nA namespace in use is refused.",
    footer = {"%nExample:", "  rnvme detach-ns /dev/nvme0 -n 2 -c 0,1"})
final class DetachNsCommand extends AttachmentCommand {

  @Option(names = "--force", description = "Also a namespace in use.")
  boolean force;

  DetachNsCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Void> change(NvmeNamespaceManagement with, int nsid, List<Integer> controllers) {
    NvmeNamespaceManagement how = force || call.dryRun ? with.force() : with;
    return controllers.isEmpty() ? how.detach(nsid) : how.detach(nsid, controllers);
  }
}
