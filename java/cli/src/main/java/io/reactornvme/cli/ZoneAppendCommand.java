package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme zns zone-append}. */
@Command(
    name = "zns-zone-append",
    header = "Appends blocks to a zone, and tells where they went.",
    description = "%nA namespace in use is refused.",
    footer = {"%nExample:", "  rnvme zns zone-append /dev/nvme0n1 -s 0x1000 -z 4096 -d blocks"})
final class ZoneAppendCommand extends TaskCommand {

  private static final int REMAP = 1 << 25;

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin ProtectionOptions protection = new ProtectionOptions();

  @Option(
      names = {"-s", "--zslba"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The zone's first block.")
  long zone;

  @Option(
      names = {"-z", "--data-size"},
      required = true,
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Length of the data: whole blocks.")
  long size;

  @Option(
      names = {"-y", "--metadata-size"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Length of the metadata, if it has a buffer of its own.")
  long metadataSize;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      description = "The data's file (default: stdin).")
  @Nullable Path file;

  @Option(
      names = {"-M", "--metadata"},
      paramLabel = "FILE",
      description = "The metadata's file (default: after the data).")
  @Nullable Path metadataFile;

  @Option(
      names = {"-P", "--piremap"},
      description = "The drive changes the reference tags to where the blocks go.")
  boolean remap;

  @Option(
      names = {"-t", "--latency"},
      description = "Tell how long the command took.")
  boolean latency;

  @Option(names = "--force", description = "Also to a namespace in use.")
  boolean force;

  private ByteBuffer data = ByteBuffer.allocate(0);
  private @Nullable ByteBuffer metadata;

  ZoneAppendCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return true;
  }

  @Override
  void check() {
    if (size == 0 || Math.max(size, metadataSize) > Integer.MAX_VALUE || protection.isWrong()) {
      throw wrong("--data-size is what one command takes, and not 0; --prinfo is 0 to 15");
    }
    data = Input.read(file, (int) size, 0);
    if (metadataSize != 0) {
      metadata = Input.read(metadataFile, (int) metadataSize, 0);
    }
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    int block = target.info().logicalBlockSize();
    if (block == 0 || size % block != 0) {
      throw new IllegalArgumentException(
          "--data-size is a multiple of " + block + " bytes, the block size, not " + size);
    }
    PassthruCommand.Builder command =
        PassthruCommand.builder(NvmOpcode.ZONE_APPEND)
            .cdw10And11(zone)
            .cdw12((int) (size / block - 1) | protection.dword12() | (remap ? REMAP : 0))
            .dataOut(data);
    if (metadata != null) {
      command.metadataOut(metadata);
    }
    return InUse.check(target, force)
        .then(Mono.defer(() -> protection.tagged(drive, target, command)))
        .flatMap(tagged -> timed(target.ioCmd(tagged)));
  }

  private Mono<String> timed(Mono<PassthruResult> append) {
    return Mono.defer(
        () -> {
          long begin = System.nanoTime();
          return append.map(result -> said(result.orThrow(), System.nanoTime() - begin));
        });
  }

  private String said(PassthruResult result, long nanos) {
    String done = String.format(Locale.ROOT, "Success appended data to LBA %x%n", result.result());
    return latency
        ? String.format(Locale.ROOT, " latency: zone append: %d us%n", nanos / 1000) + done
        : done;
  }
}
