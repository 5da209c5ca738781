package io.reactornvme.cli;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme dir-send}. */
@Command(
    name = "dir-send",
    header = "Enables or disables a directive of a namespace, or releases streams.",
    description = {
      "%nOf directive 0, identify, operation 1: enables or disables --target-dir. Of directive 1,"
          + " streams, operation 1: releases the stream of --dir-spec, 2: releases all that was"
          + " allocated. Of a controller's node it is about namespace 1."
    },
    footer = {
      "%nExamples:",
      "  rnvme dir-send /dev/nvme0n1 -D 0 -O 1 -T 1 -e 1   streams are enabled",
      "  rnvme dir-send /dev/nvme0n1 -D 1 -O 1 -S 3        stream 3 is closed"
    })
final class DirSendCommand extends DriveCommand<PassthruResult> {

  private static final int ENABLE = 0x0001;
  private static final int RELEASE_IDENTIFIER = 0x0101;
  private static final int RELEASE_RESOURCES = 0x0102;

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin DirectiveOptions directive = new DirectiveOptions();

  @Option(
      names = {"-T", "--target-dir"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "The directive that is enabled or disabled.")
  long target;

  @Option(
      names = {"-e", "--endir"},
      defaultValue = "1",
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "1 enables, 0 disables (default: ${DEFAULT-VALUE}).")
  long enable;

  @Option(
      names = {"-i", "--input-file"},
      paramLabel = "FILE",
      description = "The data's file, of --data-len bytes (default: stdin).")
  @Nullable Path file;

  @Option(
      names = {"-H", "--human-readable"},
      description = "Taken as in nvme-cli, where it changes nothing either.")
  boolean detailed;

  @Option(
      names = {"-b", "--raw-binary"},
      description = "Show the data that was sent as bytes.")
  boolean raw;

  private byte[] data = new byte[0];

  DirSendCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    switch (directive.key()) {
      case ENABLE -> {
        if (target == 0) {
          throw wrong("--target-dir is missing: which directive?");
        }
      }
      case RELEASE_IDENTIFIER, RELEASE_RESOURCES -> target = enable = 0;
      default -> throw wrong("--dir-type is 0 with --dir-oper 1, or 1 with --dir-oper 1 or 2");
    }
    directive.checkLength(this);
    if (directive.length != 0) {
      data = Input.read(file, (int) directive.length, 0).array();
    }
  }

  @Override
  Mono<PassthruResult> ask(Drive drive) {
    PassthruCommand.Builder command =
        PassthruCommand.builder(AdminOpcode.DIRECTIVE_SEND).cdw12((int) (target << 8 | enable));
    if (data.length != 0) {
      command.dataOut(ByteBuffer.wrap(data));
    }
    return directive.send(drive, namespace, command);
  }

  @Override
  String text(Answer<PassthruResult> answer, PassthruResult result) {
    String head =
        String.format(
            Locale.ROOT,
            "dir-send: type %s, operation %s, spec_val %s, nsid %s, result %s %n",
            Page.hex(directive.type),
            Page.hex(directive.operation),
            Page.hex(directive.specific),
            Page.hex(Integer.toUnsignedLong(answer.nsid())),
            Page.hex(Integer.toUnsignedLong(result.dw0())));
    if (!raw) {
      return data.length == 0 ? head : head + HexDump.of(data);
    }
    console.print(head);
    console.print(data);
    return "";
  }
}
