package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmOpcode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What {@code read}, {@code write} and {@code compare} have in common: one command each, or several
 * in order where the drive does not take so much at once.
 */
abstract class BlockCommand extends DriveCommand<BlockCommand.Moved> {

  /**
   * What came from a drive; empty if nothing was to come.
   *
   * @param data of the blocks
   * @param metadata that has a buffer of its own
   */
  record Moved(byte[] data, byte[] metadata) {}

  /**
   * One command's part.
   *
   * @param first number of the first block, from the beginning of the range
   * @param blocks how many
   * @param bytes of data
   */
  private record Piece(long first, int blocks, int bytes) {}

  private static final Moved NOTHING = new Moved(new byte[0], new byte[0]);

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin BlockRangeOptions range = new BlockRangeOptions();
  @Mixin ProtectionOptions protection = new ProtectionOptions();

  @Option(
      names = {"-z", "--data-size"},
      required = true,
      paramLabel = "BYTES",
      converter = Numbers.U64.class,
      description = "Length of the data; less than the blocks have is rounded up to them.")
  long size;

  @Option(
      names = {"-y", "--metadata-size"},
      paramLabel = "BYTES",
      converter = Numbers.U64.class,
      description = "Length of the metadata, if it has a buffer of its own.")
  long metadataSize;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      description = "The data's file (default: stdin, stdout).")
  @Nullable Path file;

  @Option(
      names = {"-M", "--metadata"},
      paramLabel = "FILE",
      description = "The metadata's file (default: after the data).")
  @Nullable Path metadataFile;

  @Option(
      names = {"-T", "--dir-type"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Directive type of a write, 0 to 15.")
  long directive;

  @Option(
      names = {"-S", "--dir-spec"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "Directive specific, of a write.")
  long directiveSpecific;

  @Option(
      names = {"-D", "--dsm"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Dataset management attributes.")
  long dsm;

  @Option(
      names = {"-v", "-V", "--show-command"},
      description = "Show the command on stderr before it is sent.")
  boolean show;

  @Option(names = "-w", description = "The same as --dry-run.")
  boolean dryRunByLetter;

  @Option(
      names = {"-t", "--latency"},
      description = "Tell how long the command took.")
  boolean latency;

  @Option(
      names = "--force",
      description = "Also write to a namespace in use; read and compare go there anyway.")
  boolean force;

  private final int opcode;
  private final String name;
  private byte[] input = new byte[0];
  private byte[] metadataInput = new byte[0];

  BlockCommand(Console console, int opcode, String name) {
    super(console);
    this.opcode = opcode;
    this.name = name;
  }

  private boolean toDrive() {
    return (opcode & 1) != 0;
  }

  @Override
  boolean isOfNamespaces() {
    return true;
  }

  @Override
  void check() {
    call.dryRun |= dryRunByLetter;
    call.trace |= show;
    if (size <= 0 || size > Integer.MAX_VALUE || metadataSize > Integer.MAX_VALUE) {
      throw wrong("data size not provided, or more than one command takes");
    }
    if (protection.isWrong() || directive > 0xf) {
      throw wrong("--prinfo and --dir-type are 0 to 15");
    }
    if (!toDrive() && drives.areSeveral()) {
      throw wrong("the data of several drives does not go into one file");
    }
    if (toDrive()) {
      input = Input.read(file, (int) size, 0).array();
      if (metadataSize != 0) {
        metadataInput = Input.read(metadataFile, (int) metadataSize, 0).array();
      }
    }
  }

  @Override
  Mono<Moved> ask(Drive drive) {
    Access access = toDrive() && isWriting() ? Access.READ_WRITE : Access.READ_ONLY;
    NvmeNamespace target = drive.namespace(namespace.nsid, access);
    List<Piece> pieces = pieces(target.info());
    Flux<PassthruResult> results =
        Flux.fromIterable(pieces)
            .concatMap(piece -> command(drive, target, piece).flatMap(target::ioCmd), 1)
            .map(PassthruResult::orThrow);
    return beforeSending(target)
        .then(pieces.size() == 1 ? one(results) : many(drive, results, pieces));
  }

  private Mono<Moved> one(Flux<PassthruResult> result) {
    return result.single().map(r -> toDrive() ? NOTHING : moved(r));
  }

  private static Moved moved(PassthruResult result) {
    return new Moved(Raw.bytes(result.data()), Raw.bytes(result.metadata()));
  }

  private Mono<Moved> many(Drive drive, Flux<PassthruResult> results, List<Piece> pieces) {
    Transfer transfer =
        new Transfer(NvmOpcode.name(opcode), pieces.stream().mapToLong(Piece::bytes).sum());
    return toDrive()
        ? watched(
                drive,
                transfer.progress(results.zipWithIterable(pieces, (result, piece) -> piece.bytes)))
            .thenReturn(NOTHING)
        : gathered(drive, transfer, results.map(PassthruResult::data))
            .map(data -> new Moved(data, new byte[0]));
  }

  /** One, unless that is more than the drive takes, and no option is about single commands. */
  private List<Piece> pieces(NvmeNamespaceInfo info) {
    int block = info.logicalBlockSize();
    long blocks = (range.count + 1) * block;
    if (size < blocks) {
      console.note("Rounding data size to fit block count (" + blocks + " bytes)");
    }
    int most = block == 0 ? 0 : info.maxTransferBytes() / block;
    // Where the kernel does not tell (6.1), an integrity profile stands for metadata.
    int metadata = info.metadataBytes();
    boolean bare = metadata == NvmeNamespaceInfo.UNKNOWN ? !info.integrity() : metadata == 0;
    boolean plain = size <= blocks && metadataSize == 0 && bare;
    if (!plain || most == 0 || range.count < most) {
      return List.of(new Piece(0, (int) range.count + 1, (int) Math.max(size, blocks)));
    }
    // Half of it: where the memory lies scattered, the whole is more segments than the driver
    // takes.
    int some = Math.max(1, most / 2);
    List<Piece> pieces = new ArrayList<>();
    for (long first = 0; first <= range.count; first += some) {
      int n = (int) Math.min(some, range.count + 1 - first);
      pieces.add(new Piece(first, n, n * block));
    }
    return pieces;
  }

  /** Whether the drive's data changes. */
  boolean isWriting() {
    return false;
  }

  /** Completes empty if the command may go. */
  Mono<Void> beforeSending(NvmeNamespace target) {
    return Mono.empty();
  }

  private Mono<PassthruCommand> command(Drive drive, NvmeNamespace target, Piece piece) {
    PassthruCommand.Builder command =
        PassthruCommand.builder(opcode)
            .cdw10And11(range.start + piece.first)
            .cdw12(piece.blocks - 1 | (int) directive << 20 | protection.dword12())
            .cdw13((int) dsm | (int) directiveSpecific << 16);
    if (namespace.nsid != null) {
      command.nsid(namespace.nsid.intValue());
    }
    if (toDrive()) {
      command.dataOut(
          padded(input, (int) piece.first * target.info().logicalBlockSize(), piece.bytes));
      if (metadataSize != 0) {
        command.metadataOut(padded(metadataInput, 0, (int) metadataSize));
      }
    } else {
      command.dataIn(piece.bytes).metadataIn((int) metadataSize);
    }
    return protection.tagged(drive, target, command);
  }

  private static ByteBuffer padded(byte[] bytes, int from, int length) {
    // What begins behind the end is padding alone.
    return ByteBuffer.wrap(
        from > bytes.length ? new byte[length] : Arrays.copyOfRange(bytes, from, from + length));
  }

  @Override
  String text(Answer<Moved> answer, Moved result) {
    if (!toDrive()) {
      write(file, result.data(), (int) size);
      if (metadataSize != 0) {
        write(metadataFile, result.metadata(), (int) metadataSize);
      }
    }
    String time =
        String.format(Locale.ROOT, " latency: %s: %d us", name, answer.latency().toNanos() / 1000);
    boolean stdoutIsData = !toDrive() && file == null;
    if (latency && stdoutIsData) {
      console.note(time);
    }
    console.note(name + ": Success");
    return latency && !stdoutIsData ? time + System.lineSeparator() : "";
  }

  private void write(@Nullable Path to, byte[] bytes, int length) {
    byte[] wanted = Arrays.copyOf(bytes, Math.min(length, bytes.length));
    if (to == null) {
      console.print(wanted);
      return;
    }
    try {
      Files.write(to, wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
