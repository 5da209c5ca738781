package io.reactornvme.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme security-send}. */
@Command(
    name = "security-send",
    header = "Sends a message of a security protocol to a drive.",
    footer = {"%nExample:", "  rnvme security-send /dev/nvme0 -p 1 -s 0x7ffe -t 512 -f message"})
final class SecuritySendCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin SecurityOptions protocol = new SecurityOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The message (default: stdin).")
  @Nullable Path file;

  @Option(
      names = {"-t", "--tl"},
      required = true,
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Transfer length; what the file does not have is zeros.")
  long length;

  private ByteBuffer message = ByteBuffer.allocate(0);

  SecuritySendCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (length == 0 || length > Integer.MAX_VALUE) {
      throw wrong("--tl is what one command takes, and not 0");
    }
    message = Input.read(file, (int) length, 0);
  }

  @Override
  Mono<String> ask(Drive drive) {
    return protocol
        .of(drive.controller(), namespace)
        .send((int) protocol.protocol, (int) protocol.specific, message)
        .thenReturn(String.format("NVME Security Send Command Success%n"));
  }
}
