package io.reactornvme.cli;

import io.reactornvme.NvmeController;
import io.reactornvme.PassthruCommand;
import io.reactornvme.Progress;
import io.reactornvme.spec.AdminOpcode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme fw-download}. */
@Command(
    name = "fw-download",
    header = "Downloads a firmware image to a drive.",
    description = {
      "%nIt does nothing there before fw-commit. Pieces are as large as the drive takes them, unless"
          + " --xfer says."
    },
    footer = {
      "%nExamples:",
      "  rnvme fw-download /dev/nvme0 -f image.bin",
      "  rnvme fw-download --all --fw=image.bin --depth 4"
    })
final class FwDownloadCommand extends TaskCommand {

  private static final int UNIT = 4096;
  private static final int MOST = 4 << 20;
  private static final int OVERLAPPING_RANGE = 0x114;

  @Option(
      names = {"-f", "--fw"},
      required = true,
      paramLabel = "FILE",
      description = "The image.")
  Path image = Path.of("");

  @Option(
      names = {"-x", "--xfer"},
      paramLabel = "BYTES",
      converter = Numbers.U32.class,
      description = "Length of a piece, a multiple of 4096 (default: what the drive takes).")
  @Nullable Long piece;

  @Option(
      names = {"-o", "--offset"},
      paramLabel = "DWORDS",
      converter = Numbers.U32.class,
      description = "Where to begin, in the file and in the drive.")
  long offset;

  @Option(
      names = {"-p", "--progress"},
      description = "As nvme-cli has it; progress is shown on a terminal in any case.")
  boolean progress;

  @Option(
      names = {"-i", "--ignore-ovr"},
      description = "Go on if the drive says that a piece overlaps another.")
  boolean ignoreOverlap;

  private @Nullable ByteBuffer bytes;

  FwDownloadCommand(Console console) {
    super(console);
  }

  @Override
  @Nullable Duration patience() {
    return null;
  }

  @Override
  String leftBehind(String in) {
    return "what was sent of the image stays, and is in the way of another until a reset, in " + in;
  }

  @Override
  void check() {
    if (piece != null && (piece == 0 || piece % UNIT != 0 || piece > MOST)) {
      throw wrong("--xfer is a multiple of " + UNIT + ", to " + MOST + ", not " + piece);
    }
    if (piece != null || offset != 0 || ignoreOverlap) {
      bytes = ByteBuffer.wrap(contents());
      if (bytes.capacity() % 4 != 0 || offset * 4 >= bytes.capacity()) {
        throw wrong(
            "the image is of whole dwords, more than --offset; not " + bytes.capacity() + " bytes");
      }
    }
  }

  private byte[] contents() {
    try {
      return Files.readAllBytes(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeController controller = drive.controller();
    Flux<Progress> download =
        bytes == null ? controller.firmware().download(image) : inPieces(controller, bytes);
    return watched(drive, download).thenReturn(String.format("Firmware download success%n"));
  }

  /** Those that the command line says. */
  private Flux<Progress> inPieces(NvmeController controller, ByteBuffer all) {
    int length = piece == null ? UNIT : piece.intValue();
    int begin = (int) offset * 4;
    int pieces = (all.capacity() - begin + length - 1) / length;
    return new Transfer(
            AdminOpcode.name(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD), all.capacity() - begin)
        .progress(
            Flux.range(0, pieces)
                .concatMap(
                    i -> {
                      int from = begin + i * length;
                      int now = Math.min(length, all.capacity() - from);
                      return send(controller, all.slice(from, now), from).thenReturn(now);
                    },
                    1));
  }

  private Mono<Void> send(NvmeController controller, ByteBuffer bytes, int from) {
    return controller
        .adminCmd(
            PassthruCommand.builder(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD)
                .cdw10(bytes.remaining() / 4 - 1)
                .cdw11(from / 4)
                .dataOut(bytes)
                .build())
        .doOnNext(
            result -> {
              if (!ignoreOverlap || (result.status().code() & 0x7ff) != OVERLAPPING_RANGE) {
                result.orThrow();
              }
            })
        .then();
  }
}
