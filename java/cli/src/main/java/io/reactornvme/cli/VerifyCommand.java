package io.reactornvme.cli;

import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** {@code rnvme verify}. */
@Command(
    name = "verify",
    header = "Has a drive look whether blocks can be read.",
    footer = {"%nExample:", "  rnvme verify /dev/nvme0n1 -s 0 -c 0xff"})
final class VerifyCommand extends RangeCommand {

  @Mixin ProtectionOptions protection = new ProtectionOptions();

  VerifyCommand(Console console) {
    super(console, NvmOpcode.VERIFY, "NVME Verify Success");
  }

  @Override
  void check() {
    if (protection.isWrong()) {
      throw wrong("--prinfo is 0 to 15");
    }
  }

  @Override
  Mono<PassthruCommand> with(Drive drive, NvmeNamespace target, PassthruCommand.Builder command) {
    command.cdw12((int) range.count | protection.dword12());
    return protection.tagged(drive, target, command);
  }
}
