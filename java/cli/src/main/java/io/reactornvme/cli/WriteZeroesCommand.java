package io.reactornvme.cli;

import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme write-zeroes}. */
@Command(
    name = "write-zeroes",
    header = "Has blocks read as zeros.",
    description = "%nA namespace in use is refused.",
    footer = {"%nExample:", "  rnvme write-zeroes /dev/nvme0n1 -s 0 -c 0xffff --deac"})
final class WriteZeroesCommand extends RangeCommand {

  private static final int DEALLOCATE = 1 << 25;

  @Mixin ProtectionOptions protection = new ProtectionOptions();

  @Option(
      names = {"-d", "--deac"},
      description = "The drive may deallocate the blocks.")
  boolean deallocate;

  @Option(names = "--force", description = "Also of a namespace in use.")
  boolean force;

  WriteZeroesCommand(Console console) {
    super(console, NvmOpcode.WRITE_ZEROES, "NVME Write Zeroes Success");
  }

  @Override
  void check() {
    if (protection.isWrong()) {
      throw wrong("--prinfo is 0 to 15");
    }
  }

  @Override
  Mono<Void> beforeSending(NvmeNamespace target) {
    return InUse.check(target, force);
  }

  @Override
  Mono<PassthruCommand> with(Drive drive, NvmeNamespace target, PassthruCommand.Builder command) {
    int bits = protection.dword12() | (deallocate ? DEALLOCATE : 0);
    command.cdw12((int) range.count | bits);
    return protection.tagged(drive, target, command);
  }
}
