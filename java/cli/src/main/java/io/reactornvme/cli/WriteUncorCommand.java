package io.reactornvme.cli;

import io.reactornvme.NvmeNamespace;
import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme write-uncor}. */
@Command(
    name = "write-uncor",
    header = "Makes blocks unreadable until they are written again.",
    description = "%nA namespace in use is refused.",
    footer = {"%nExample:", "  rnvme write-uncor /dev/nvme0n1 -s 8 -c 7"})
final class WriteUncorCommand extends RangeCommand {

  @Option(names = "--force", description = "Also of a namespace in use.")
  boolean force;

  WriteUncorCommand(Console console) {
    super(console, NvmOpcode.WRITE_UNCORRECTABLE, "NVME Write Uncorrectable Success");
  }

  @Override
  Mono<Void> beforeSending(NvmeNamespace target) {
    return InUse.check(target, force);
  }
}
