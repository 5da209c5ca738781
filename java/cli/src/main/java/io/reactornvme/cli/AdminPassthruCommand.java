package io.reactornvme.cli;

import io.reactornvme.spec.AdminOpcode;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme admin-passthru}. */
@Command(
    name = "admin-passthru",
    header = "Sends any admin command.",
    description = {
      "%nThe command goes as it is: a wrong one can destroy data. -o is the opcode, as in nvme-cli."
          + " Without --timeout it may take any time."
    },
    footer = {
      "%nExamples:",
      "  rnvme admin-passthru /dev/nvme0 --opcode=6 --data-len=4096 --cdw10=1 -r",
      "  rnvme admin-passthru /dev/nvme0 -o 0x02 -n 0xffffffff -l 512 -4 0x7f0002 -b | xxd"
    })
final class AdminPassthruCommand extends RawCommand {

  AdminPassthruCommand(Console console) {
    super(console);
  }

  @Override
  Mono<Reply> ask(Drive drive) {
    int nsid = drive.about(namespace.nsid == null ? 0 : namespace.nsid.intValue());
    return send(drive, command().nsid(nsid), drive.controller()::adminCmd);
  }

  @Override
  String kind() {
    return "Admin";
  }

  @Override
  String commandName() {
    return name(AdminOpcode.name((int) opcode));
  }

  /** Those without a name are the vendor's, as nvme-cli has it. */
  static String name(String ofLibrary) {
    boolean unknown = ofLibrary.startsWith("Vendor Specific") || ofLibrary.startsWith("Opcode ");
    return unknown ? "Vendor Specific" : ofLibrary;
  }
}
