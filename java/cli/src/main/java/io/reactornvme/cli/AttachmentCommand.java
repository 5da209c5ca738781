package io.reactornvme.cli;

import io.reactornvme.NvmeNamespaceManagement;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** What {@code attach-ns} and {@code detach-ns} have in common. */
abstract class AttachmentCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-c", "--controllers"},
      split = ",",
      paramLabel = "CNTLID",
      converter = Numbers.U16.class,
      description = "Controllers, see list-ctrl (default: the one that DEVICE is).")
  List<Long> controllers = List.of();

  AttachmentCommand(Console console) {
    super(console);
  }

  @Override
  final void check() {
    if (namespace.nsid == null || namespace.nsid == 0) {
      throw wrong("namespace-id parameter required");
    }
  }

  @Override
  final Mono<String> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid);
    List<Integer> ids = controllers.stream().map(Long::intValue).toList();
    return change(drive.controller().namespaceManagement(), nsid, ids)
        .thenReturn(String.format(Locale.ROOT, "%s: Success, nsid:%d%n", spec.name(), nsid));
  }

  /**
   * Does it.
   *
   * @param controllers empty for the one that is asked
   */
  abstract Mono<Void> change(NvmeNamespaceManagement with, int nsid, List<Integer> controllers);
}
