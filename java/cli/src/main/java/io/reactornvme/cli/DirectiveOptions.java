package io.reactornvme.cli;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Which operation of which directive {@code dir-send} and {@code dir-receive} are about. */
final class DirectiveOptions {

  private static final int FIRST_NAMESPACE = 1;

  @Option(
      names = {"-D", "--dir-type"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Directive type: 0 identify, 1 streams.")
  long type;

  @Option(
      names = {"-O", "--dir-oper"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Directive operation.")
  long operation;

  @Option(
      names = {"-S", "--dir-spec"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "Directive specific, such as a stream's identifier.")
  long specific;

  @Option(
      names = {"-l", "--data-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Length of the data (default: as the operation has it).")
  long length;

  /** The operation and, in the byte above it, its directive: as in command dword 11. */
  int key() {
    return (int) (operation | type << 8);
  }

  void checkLength(DriveCommand<?> command) {
    if (length > Integer.MAX_VALUE || length % 4 != 0) {
      throw command.wrong("--data-len is a multiple of 4 that one command takes");
    }
  }

  /** Sends it, with data or none. */
  Mono<PassthruResult> send(
      Drive drive, NamespaceOption namespace, PassthruCommand.Builder command) {
    PassthruCommand built =
        command
            .nsid(drive.nsid(namespace.nsid, FIRST_NAMESPACE))
            .cdw10(length == 0 ? 0 : (int) (length / 4 - 1))
            .cdw11(key() | (int) specific << 16)
            .build();
    return drive.controller().adminCmd(built).map(PassthruResult::orThrow);
  }
}
