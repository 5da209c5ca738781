package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyController;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The firmware of a controller: Firmware Image Download and Firmware Commit (NVM Express Base
 * Specification 2.1, sections 5.1.9 and 5.1.8).
 *
 * <pre>{@code
 * controller.firmware().download(Path.of("image.bin"))
 *     .then(controller.firmware().commit(FirmwareCommit.replaceAndActivateAtReset(0)))
 *     .subscribe(result -> System.out.println(result.resetRequired()));
 * }</pre>
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}. Thread-safe.
 */
public final class NvmeFirmware {

  private static final int DWORD = 4;
  private static final int KIB_4 = 4096;
  private static final int UNRESTRICTED = 0xFF;

  /** Of a drive whose largest transfer is not known. */
  private static final int MODEST = 128 * 1024;

  private static final int INVALID_FIELD = 0x002;

  private final Device device;

  NvmeFirmware(Device device) {
    this.device = device;
  }

  /** Where the image is. Reads happen one after the other. */
  private interface Image {

    long size();

    Mono<ByteBuffer> read(long offset, int length);
  }

  /**
   * Downloads an image from memory (Base Specification 2.1, section 5.1.9, Firmware Image
   * Download); see {@link #download(Path)}.
   *
   * @param image from its position to its limit; it must not change before the end
   * @return the progress, in bytes
   */
  public Flux<Progress> download(ByteBuffer image) {
    ByteBuffer bytes = image.slice().asReadOnlyBuffer();
    return download(
        new Image() {
          @Override
          public long size() {
            return bytes.capacity();
          }

          @Override
          public Mono<ByteBuffer> read(long offset, int length) {
            return Mono.just(bytes.slice((int) offset, length));
          }
        });
  }

  /**
   * Downloads an image from a file, read piece by piece on {@link Schedulers#boundedElastic()}
   * (Base Specification 2.1, section 5.1.9, Firmware Image Download).
   *
   * <p>First the size is held against the drive's granularity (FWUG of Identify Controller): it
   * must be a multiple of it, and of 4 bytes, else it is a {@link NvmeRefusedException} and nothing
   * is sent. The pieces are as large as drive and kernel take them, multiples of the granularity,
   * and are halved when one is refused for its length.
   *
   * <p>Each item is a piece that the drive has taken; pieces are sent as the subscriber asks. A
   * cancel ends the download after the piece under way; what the drive has by then is in its way
   * until a reset of the controller.
   *
   * @param image the file
   * @return the progress, in bytes; {@link IOException} if the file cannot be read
   */
  public Flux<Progress> download(Path image) {
    return Flux.usingWhen(
        onElastic(() -> FileChannel.open(image, StandardOpenOption.READ)),
        channel -> onElastic(channel::size).flatMapMany(size -> download(file(channel, size))),
        channel -> onElastic(() -> closed(channel)));
  }

  private static <T> Mono<T> onElastic(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }

  private static FileChannel closed(FileChannel channel) throws IOException {
    channel.close();
    return channel;
  }

  private static Image file(FileChannel channel, long size) {
    return new Image() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public Mono<ByteBuffer> read(long offset, int length) {
        return onElastic(() -> piece(channel, offset, length));
      }
    };
  }

  private static ByteBuffer piece(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException("the firmware image became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private Flux<Progress> download(Image image) {
    return Flux.defer(() -> ProgressWatch.turns(new Download(image)::turn));
  }

  /** One subscription. Its turns follow each other, as those of {@link ProgressWatch} do. */
  private final class Download {

    private final Image image;
    private int granularity;
    private int chunk;
    private long offset;
    private long begin;

    Download(Image image) {
      this.image = image;
    }

    Mono<Progress> turn() {
      if (granularity != 0) {
        return next();
      }
      begin = System.nanoTime();
      return device
          .command(StandardCommands.identify(IdentifyController.CNS, 0), CommandForm.ADMIN)
          .flatMap(
              result -> {
                check(IdentifyController.decode(result.orThrow().data()));
                return next();
              });
    }

    private void check(IdentifyController id) {
      int unit = id.firmwareUpdateGranularity();
      // 0 is "not reported": 4 KiB is what drives take that do not say, but the size need not be a
      // multiple of it.
      granularity = unit == UNRESTRICTED ? DWORD : unit == 0 ? KIB_4 : unit * KIB_4;
      int multiple = unit == 0 ? DWORD : granularity;
      long size = image.size();
      if (size == 0 || size % multiple != 0 || size / DWORD > 0xFFFF_FFFFL) {
        throw new NvmeRefusedException(
            device.target().path(),
            "a firmware image of " + size + " bytes",
            "Nothing was sent. The drive takes multiples of "
                + multiple
                + " bytes; look whether the image is whole, and of this drive.");
      }
      int max = device.target().maxTransferBytes();
      int most = Math.min(max > 0 ? max : MODEST, BufferPool.MAX_BLOCK);
      chunk = Math.max(most / granularity, 1) * granularity;
    }

    private Mono<Progress> next() {
      int length = (int) Math.min(chunk, image.size() - offset);
      return image
          .read(offset, length)
          .flatMap(bytes -> device.command(command(bytes), CommandForm.ADMIN))
          .map(
              result -> {
                result.orThrow();
                offset += length;
                return progress();
              })
          .onErrorResume(
              e -> isTooLong(e) && length > granularity,
              e -> {
                chunk = Math.max(length / 2 / granularity, 1) * granularity;
                return next();
              });
    }

    private PassthruCommand command(ByteBuffer bytes) {
      return PassthruCommand.builder(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD)
          .cdw10(bytes.remaining() / DWORD - 1)
          .cdw11((int) (offset / DWORD))
          .dataOut(bytes)
          .kernelTimeout(ProgressWatch.Settings.DEFAULT.kernelTimeout())
          .build();
    }

    private Progress progress() {
      long size = image.size();
      return new Progress(
          AdminOpcode.name(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD),
          offset,
          size,
          Progress.Unit.BYTES,
          Duration.ofNanos(System.nanoTime() - begin),
          Duration.ZERO,
          false,
          offset == size);
    }
  }

  /** The kernel says so with EINVAL (too many segments, too), the drive with Invalid Field. */
  private static boolean isTooLong(Throwable e) {
    return (e instanceof NvmeOsException os && os.errno() == Errno.EINVAL)
        || (e instanceof NvmeStatusException bad && (bad.status().code() & 0x7FF) == INVALID_FIELD);
  }

  /**
   * Commits what was downloaded, or activates what is in a slot (Base Specification 2.1, section
   * 5.1.8, Firmware Commit). The driver's 60 s may be short for it: the kernel timeout is 10
   * minutes, see {@link PassthruCommand.Builder#kernelTimeout}.
   *
   * @param command what to do. An activation at once stops the controller for a while, and so is
   *     refused with {@link NvmeInUseException} while a namespace of it is in use, unless forced
   * @return how it ended. That a reset is required is no error; other bad statuses are {@link
   *     NvmeStatusException}, also that the activation would take longer than MTFA (112h)
   */
  public Mono<FirmwareCommitResult> commit(FirmwareCommit command) {
    PassthruCommand commit =
        ProgressWatch.Settings.DEFAULT.lasting(
            PassthruCommand.builder(AdminOpcode.FIRMWARE_COMMIT).cdw10(command.dword10()));
    return InUseGuard.check(
            device.target(),
            NvmeController.ALL_NAMESPACES,
            AdminOpcode.name(AdminOpcode.FIRMWARE_COMMIT),
            command.isForce() || !command.atOnce())
        .then(device.command(commit, CommandForm.ADMIN))
        .map(result -> FirmwareCommitResult.of(result, command));
  }
}
