package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** A command about a range of blocks that moves no data: one command, bit for bit nvme-cli's. */
abstract class RangeCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Mixin BlockRangeOptions range = new BlockRangeOptions();

  private final int opcode;
  private final String done;

  RangeCommand(Console console, int opcode, String done) {
    super(console);
    this.opcode = opcode;
    this.done = done;
  }

  @Override
  final boolean isOfNamespaces() {
    return true;
  }

  /** The command, with what it has besides its range. */
  Mono<PassthruCommand> with(Drive drive, NvmeNamespace target, PassthruCommand.Builder command) {
    return Mono.just(command.build());
  }

  /** Completes empty if the command may go. */
  Mono<Void> beforeSending(NvmeNamespace target) {
    return Mono.empty();
  }

  @Override
  final Mono<String> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    PassthruCommand.Builder command =
        PassthruCommand.builder(opcode).cdw10And11(range.start).cdw12((int) range.count);
    if (namespace.nsid != null) {
      command.nsid(namespace.nsid.intValue());
    }
    return beforeSending(target)
        .then(Mono.defer(() -> with(drive, target, command)))
        .flatMap(target::ioCmd)
        .map(PassthruResult::orThrow)
        .thenReturn(done + System.lineSeparator());
  }
}
