package io.reactornvme.cli;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme security-recv}. */
@Command(
    name = "security-recv",
    header = "Receives a message of a security protocol from a drive.",
    footer = {"%nExample:", "  rnvme security-recv /dev/nvme0 -p 0 -x 512 -t 512   the protocols"})
final class SecurityRecvCommand extends DriveCommand<byte[]> {

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin SecurityOptions protocol = new SecurityOptions();

  @Option(
      names = {"-x", "--size"},
      required = true,
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Size of the buffer, which is shown.")
  long size;

  @Option(
      names = {"-t", "--al"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Allocation length (default: the size of the buffer, which it must be).")
  @Nullable Long allocation;

  @Option(
      names = {"-b", "--raw-binary"},
      description = "The bytes as they are.")
  boolean raw;

  SecurityRecvCommand(Console console) {
    super(console);
  }

  @Override
  OutputFormat format() {
    return raw ? OutputFormat.BINARY : OutputFormat.NORMAL;
  }

  @Override
  void check() {
    if (size == 0 || size > Integer.MAX_VALUE || (allocation != null && allocation != size)) {
      throw wrong("--size is what one command takes, and not 0; --al is the same");
    }
  }

  @Override
  Mono<byte[]> ask(Drive drive) {
    return protocol
        .of(drive.controller(), namespace)
        .receive((int) protocol.protocol, (int) protocol.specific, (int) size)
        .map(SecurityRecvCommand::bytes);
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.duplicate().get(bytes);
    return bytes;
  }

  @Override
  String text(Answer<byte[]> answer, byte[] message) {
    return String.format("NVME Security Receive Command Success%n") + HexDump.of(message);
  }

  @Override
  byte[] binary(byte[] message) {
    return message;
  }
}
