package io.reactornvme.cli;

import io.reactornvme.NvmeNamespaceManagement;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** {@code rnvme delete-ns}. */
@Command(
    name = "delete-ns",
    header = "Deletes a namespace with all its data.",
    description = {
      "%nWhat will be lost is said and asked about; a namespace in use is refused. With --force"
          + " neither."
    },
    footer = {
      "%nExamples:",
      "  rnvme delete-ns /dev/nvme0 -n 2",
      "  rnvme delete-ns /dev/nvme0 --namespace-id=0xffffffff   all of them"
    })
final class DeleteNsCommand extends DestructiveCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  DeleteNsCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return namespace.nsid == null;
  }

  @Override
  Mono<String> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid);
    NvmeNamespaceManagement management = drive.controller().namespaceManagement();
    return confirmed(drive, nsid)
        .then((force || call.dryRun ? management.force() : management).delete(nsid))
        .thenReturn(String.format(Locale.ROOT, "delete-ns: Success, deleted nsid:%d%n", nsid));
  }
}
