package io.reactornvme.cli;

import io.reactornvme.NvmeNamespaceManagement;
import java.util.List;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme attach-ns}. */
@Command(
    name = "attach-ns",
    header = "Attaches a namespace to controllers.",
    footer = {"%nExample:", "  rnvme attach-ns /dev/nvme0 -n 2 -c 0,1"})
final class AttachNsCommand extends AttachmentCommand {

  AttachNsCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Void> change(NvmeNamespaceManagement with, int nsid, List<Integer> controllers) {
    return controllers.isEmpty() ? with.attach(nsid) : with.attach(nsid, controllers);
  }
}
