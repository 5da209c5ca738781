package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** What {@code admin-passthru} and {@code io-passthru} have in common: any command, as it is. */
abstract class RawCommand extends ShowCommand<RawCommand.Reply> {

  /**
   * What came back.
   *
   * @param dwords 0 and 1 of the completion
   */
  record Reply(long dwords, byte[] data, byte[] metadata) {
    static Reply of(PassthruResult result) {
      result.orThrow();
      return new Reply(result.result(), Raw.bytes(result.data()), Raw.bytes(result.metadata()));
    }
  }

  /** The bits of an opcode that say which way data goes. */
  private static final int DIRECTION = 3;

  private static final int FROM_DRIVE = 2;

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-o", "-O", "--opcode"},
      required = true,
      paramLabel = "OPCODE",
      converter = Numbers.U8.class,
      description = "Opcode. Its bits 1:0 say which way data goes, and the kernel believes them.")
  long opcode;

  @Option(
      names = {"-f", "--flags"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Command flags; Linux takes none but 0.")
  long flags;

  @Option(
      names = {"-R", "--rsvd"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "The reserved field; Linux sends 0 whatever is given.")
  long reserved;

  @Option(
      names = {"-p", "--prefill"},
      paramLabel = "BYTE",
      converter = Numbers.U8.class,
      description =
          "What the buffer is filled with before: shows what a drive left as it was, and fills up a"
              + " file that is too short (default: 0).")
  long prefill;

  @Option(
      names = {"-l", "--data-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Length of the data.")
  long length;

  @Option(
      names = {"-m", "--metadata-len"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Length of the metadata.")
  long metadataLength;

  @Option(
      names = {"-2", "--cdw2"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 2.")
  long cdw2;

  @Option(
      names = {"-3", "--cdw3"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 3.")
  long cdw3;

  @Option(
      names = {"-4", "--cdw10"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 10.")
  long cdw10;

  @Option(
      names = {"-5", "--cdw11"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 11.")
  long cdw11;

  @Option(
      names = {"-6", "--cdw12"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 12.")
  long cdw12;

  @Option(
      names = {"-7", "--cdw13"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 13.")
  long cdw13;

  @Option(
      names = {"-8", "--cdw14"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 14.")
  long cdw14;

  @Option(
      names = {"-9", "--cdw15"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 15.")
  long cdw15;

  @Option(
      names = {"-i", "--input-file"},
      paramLabel = "FILE",
      description = "Where the data comes from, or goes to (default: stdin, stdout).")
  @Nullable Path file;

  @Option(
      names = {"-M", "--metadata"},
      paramLabel = "FILE",
      description = "Where the metadata comes from, or goes to.")
  @Nullable Path metadataFile;

  @Option(
      names = {"-s", "--show-command"},
      description = "Show the command on stderr before it is sent.")
  boolean show;

  @Option(names = "-d", description = "The same as --dry-run.")
  boolean dryRunByLetter;

  @Option(
      names = {"-r", "--read"},
      description = "The data comes from the drive.")
  boolean read;

  @Option(
      names = {"-w", "--write"},
      description = "The data goes to the drive.")
  boolean write;

  @Option(
      names = {"-T", "--latency"},
      description = "Tell how long the command took.")
  boolean latency;

  @Option(
      names = "--kernel-timeout",
      paramLabel = "MS",
      converter = CallOptions.Millis.class,
      description = {
        "The kernel's own timeout. When it runs out the driver resets the controller and ends"
            + " everybody's commands on it: for commands that take longer than a minute."
      })
  @Nullable Duration kernelTimeout;

  @Option(
      names = "--force",
      description = "Also a command that meddles with what the kernel's driver owns.")
  boolean force;

  private @Nullable ByteBuffer data;
  private @Nullable ByteBuffer metadata;

  RawCommand(Console console) {
    super(console);
  }

  /** {@code Admin} or {@code IO}, as nvme-cli says. */
  abstract String kind();

  /** As nvme-cli names it. */
  abstract String commandName();

  /** Raw commands may take any time: a format, a sanitize. */
  @Override
  @Nullable Duration patience() {
    return null;
  }

  /** By the opcode: one that moves no data, or moves it to the drive, may do anything. */
  @Override
  final boolean mayRepeat() {
    return (opcode & DIRECTION) == FROM_DRIVE && !write;
  }

  @Override
  void check() {
    call.dryRun |= dryRunByLetter;
    call.trace |= show;
    read |= (opcode & 2) != 0;
    write |= (opcode & 1) != 0;
    if (flags != 0) {
      throw wrong("the kernel refuses commands with flags: --flags is 0");
    }
    if (length != 0 && !read && !write) {
      throw wrong("data direction not given: say --read or --write");
    }
    if (Math.max(length, metadataLength) > Integer.MAX_VALUE) {
      throw wrong("that is more than fits in memory");
    }
    if (drives.areSeveral() && file != null && !write) {
      throw wrong("the data of several drives does not go into one file");
    }
    if (write && length != 0) {
      data = Input.read(file, (int) length, (int) prefill);
    }
    if (write && metadataLength != 0) {
      metadata = Input.read(metadataFile, (int) metadataLength, (int) prefill);
    }
  }

  /** Sends the command over the node's method for it. */
  final Mono<Reply> send(
      Drive drive,
      PassthruCommand.Builder command,
      Function<PassthruCommand, Mono<PassthruResult>> node) {
    if (prefill == 0 || write || length == 0) {
      return node.apply(command.build()).map(Reply::of);
    }
    return Mono.using(
        () -> filled(drive.buffer((int) length)),
        buffer -> node.apply(command.data(buffer).build()).map(Reply::of),
        NvmeBuffer::release);
  }

  private NvmeBuffer filled(NvmeBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    Arrays.fill(bytes, (byte) prefill);
    buffer.byteBuffer().put(bytes);
    return buffer;
  }

  final PassthruCommand.Builder command() {
    PassthruCommand.Builder command =
        PassthruCommand.builder((int) opcode)
            .cdw2((int) cdw2)
            .cdw3((int) cdw3)
            .cdw10((int) cdw10)
            .cdw11((int) cdw11)
            .cdw12((int) cdw12)
            .cdw13((int) cdw13)
            .cdw14((int) cdw14)
            .cdw15((int) cdw15);
    if (data != null && read) {
      command.dataInOut(data);
    } else if (data != null) {
      command.dataOut(data);
    } else {
      command.dataIn((int) length);
    }
    if (metadata != null) {
      command.metadataOut(metadata);
    } else {
      command.metadataIn((int) metadataLength);
    }
    if (kernelTimeout != null) {
      command.kernelTimeout(kernelTimeout);
    }
    return force ? command.force() : command;
  }

  @Override
  String text(Answer<Reply> answer, Reply reply) {
    String head = "";
    if (latency) {
      head =
          String.format(
              Locale.ROOT,
              "%s Command %s latency: %d us%n",
              kind(),
              commandName(),
              answer.latency().toNanos() / 1000);
    }
    say(reply);
    return goesToFile(reply) || !read ? head : head + (length == 0 ? "" : HexDump.of(reply.data));
  }

  private void say(Reply reply) {
    console.note(
        String.format(
            Locale.ROOT,
            "%s Command %s is Success and result: 0x%08x",
            kind(),
            commandName(),
            (int) reply.dwords));
  }

  private boolean goesToFile(Reply reply) {
    if (!read || file == null) {
      return false;
    }
    try {
      Files.write(file, reply.data);
      if (metadataFile != null) {
        Files.write(metadataFile, reply.metadata);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  @Override
  void json(JsonGenerator json, Reply reply) throws IOException {
    Json.field(json, "opcode", opcode);
    Json.field(json, "command", commandName());
    Json.field(json, "result", Sizes.unsigned(reply.dwords));
    Json.field(json, "data", HexFormat.of().formatHex(reply.data));
    if (metadataLength != 0) {
      Json.field(json, "metadata", HexFormat.of().formatHex(reply.metadata));
    }
  }

  @Override
  byte[] binary(Reply reply) {
    say(reply);
    return goesToFile(reply) ? new byte[0] : reply.data;
  }
}
