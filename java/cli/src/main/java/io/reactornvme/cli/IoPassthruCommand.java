package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.NvmOpcode;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme io-passthru}. */
@Command(
    name = "io-passthru",
    header = "Sends any I/O command.",
    description = {
      "%nThe command goes as it is, past the page cache and any file system: a wrong one destroys"
          + " data. -o is the opcode, as in nvme-cli. Without --timeout it may take any time."
    },
    footer = {
      "%nExamples:",
      "  rnvme io-passthru /dev/nvme0n1 --opcode=2 --cdw12=7 --data-len=4096 -r -b > blocks",
      "  rnvme io-passthru /dev/nvme0n1 -o 0 --dry-run"
    })
final class IoPassthruCommand extends RawCommand {

  IoPassthruCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return true;
  }

  @Override
  Mono<Reply> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    PassthruCommand.Builder command = command();
    if (namespace.nsid != null) {
      command.nsid(namespace.nsid.intValue());
    }
    return send(drive, command, target::ioCmd);
  }

  @Override
  String kind() {
    return "IO";
  }

  @Override
  String commandName() {
    return AdminPassthruCommand.name(NvmOpcode.name((int) opcode));
  }
}
