package io.reactornvme.cli;

import io.reactornvme.NvmeNamespace;
import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme write}. */
@Command(
    name = "write",
    header = "Writes logical blocks.",
    description = "%nGoes past the page cache and any file system; a namespace in use is refused.",
    footer = {"%nExample:", "  rnvme write /dev/nvme0n1 -s 0 -c 7 -z 4096 -d blocks"})
final class WriteCommand extends BlockCommand {

  WriteCommand(Console console) {
    super(console, NvmOpcode.WRITE, "write");
  }

  @Override
  String leftBehind(String in) {
    return "some of the blocks may be written in " + in;
  }

  @Override
  boolean isWriting() {
    return true;
  }

  @Override
  Mono<Void> beforeSending(NvmeNamespace target) {
    return InUse.check(target, force);
  }
}
