package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** A command about a range of blocks that moves no data: one command, bit for bit nvme-cli's. */
abstract class RangeCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-s", "--start-block"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The first logical block.")
  long start;

  @Option(
      names = {"-c", "--block-count"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "The number of blocks, less one: 0 is one block.")
  long count;

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

  /** Adds what the command has besides its range. */
  PassthruCommand.Builder with(PassthruCommand.Builder command) {
    return command;
  }

  /** Completes empty if the command may go. */
  Mono<Void> beforeSending(NvmeNamespace target) {
    return Mono.empty();
  }

  @Override
  final Mono<String> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    PassthruCommand.Builder command =
        with(PassthruCommand.builder(opcode).cdw10And11(start).cdw12((int) count));
    if (namespace.nsid != null) {
      command.nsid(namespace.nsid.intValue());
    }
    return beforeSending(target)
        .then(Mono.defer(() -> target.ioCmd(command.build())))
        .map(PassthruResult::orThrow)
        .thenReturn(done + System.lineSeparator());
  }
}
