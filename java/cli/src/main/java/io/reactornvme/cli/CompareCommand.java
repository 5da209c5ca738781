package io.reactornvme.cli;

import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;

/** {@code rnvme compare}. */
@Command(
    name = "compare",
    header = "Compares logical blocks with data.",
    footer = {"%nExample:", "  rnvme compare /dev/nvme0n1 -s 0 -c 7 -z 4096 -d blocks"})
final class CompareCommand extends BlockCommand {

  CompareCommand(Console console) {
    super(console, NvmOpcode.COMPARE, "compare");
  }
}
