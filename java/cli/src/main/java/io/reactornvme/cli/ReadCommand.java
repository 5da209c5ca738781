package io.reactornvme.cli;

import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;

/** {@code rnvme read}. */
@Command(
    name = "read",
    header = "Reads logical blocks.",
    footer = {"%nExample:", "  rnvme read /dev/nvme0n1 -s 0 -c 7 -z 4096 -d blocks"})
final class ReadCommand extends BlockCommand {

  ReadCommand(Console console) {
    super(console, NvmOpcode.READ, "read");
  }
}
