package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** {@code rnvme flush}. */
@Command(
    name = "flush",
    header = "Has a namespace's volatile write cache written out.",
    footer = {"%nExample:", "  rnvme flush /dev/nvme0n1"})
final class FlushCommand extends ActionCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  FlushCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return true;
  }

  @Override
  Mono<Void> act(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    PassthruCommand.Builder command = PassthruCommand.builder(NvmOpcode.FLUSH);
    if (namespace.nsid != null) {
      command.nsid(namespace.nsid.intValue());
    }
    return target.ioCmd(command.build()).map(PassthruResult::orThrow).then();
  }

  @Override
  String done() {
    return "NVMe Flush: success\n";
  }
}
