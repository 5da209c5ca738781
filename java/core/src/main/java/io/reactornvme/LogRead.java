package io.reactornvme;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * One subscriber's read of one log page, in as many Get Log Page commands as it takes, one after
 * the other.
 *
 * <p><b>Demand.</b> {@link FluxDemandMap} over a single value runs one step when there is demand
 * and not before, and {@code repeat} starts the next when a step has completed: so there is one
 * command under way at most, none without demand, and after a cancel none but the one under way.
 *
 * <p><b>Chunks.</b> The driver can refuse less than MDTS, since its own limits count segments: a
 * chunk that is refused is halved, down to 4 KiB, and what has been learnt holds for the rest.
 *
 * <p><b>Tearing.</b> When the last chunk has come, and before it is given out, the head is read
 * again and its generation number compared. The event is retained throughout; where the caller
 * wants it cleared, the last command of all does it, when it is known that the content is good.
 *
 * <p><b>State.</b> The fields need no synchronization: each step begins after the one before has
 * completed, which Reactor's protocol makes a happens-before. What the release of a context needs
 * is {@link Context}'s, for a cancel comes from anywhere.
 */
final class LogRead {

  /** The smallest that a chunk is halved to: one page of memory. */
  static final int SMALLEST = 4096;

  /** Of a log that is gathered, how often it is read again because it has changed. */
  static final int READ_AGAIN = 3;

  /** The most that is gathered in memory; there is no such limit to a stream. */
  static final int GATHER_LIMIT = 256 << 20;

  private static final int LARGEST = 1 << 20;
  private static final int UNKNOWN_LIMIT = 128 << 10;

  /** NUMDL alone, of 12 bits: what a drive takes whose LPA has no extended data. */
  private static final int UNEXTENDED = 4096 * 4;

  private final Device device;
  private final LogPageRequest first;
  private final LogPageRequest rest;
  private final @Nullable LogShape shape;
  private final @Nullable ByteArrayOutputStream gathered;
  private final @Nullable LogContext context;

  private long at;
  private long end;
  private int chunk;
  private int commands;
  private long generation;
  private boolean extended;

  private LogRead(
      Device device,
      LogPageRequest first,
      LogPageRequest rest,
      @Nullable LogShape shape,
      boolean gather,
      @Nullable LogContext context) {
    this.device = device;
    this.first = first;
    this.rest = rest;
    this.shape = shape;
    this.gathered = gather ? new ByteArrayOutputStream() : null;
    this.context = context;
    this.at = rest.offset();
    this.end = shape == null ? at + rest.length() : shape.headBytes();
    int limit = device.target().maxTransferBytes();
    int most = limit > 0 ? Math.min(limit, LARGEST) : UNKNOWN_LIMIT;
    this.chunk = rest.chunk() > 0 ? Math.min(most, rest.chunk()) : most;
  }

  // ---- ways to read ----

  /** A part of a page whose length the caller knows. */
  static Flux<ByteBuffer> part(Device device, LogPageRequest request) {
    return Flux.defer(() -> new LogRead(device, request, request, null, false, null).chunks());
  }

  /** A page whose length its head tells; {@code first} is the request for the head. */
  static Flux<ByteBuffer> stream(
      Device device, LogPageRequest first, LogPageRequest rest, LogShape shape) {
    return Flux.defer(() -> new LogRead(device, first, rest, shape, false, null).chunks());
  }

  /** The same in one piece, read again when it has changed meanwhile. */
  static Mono<ByteBuffer> gather(Device device, LogPageRequest request, LogShape shape) {
    return onDemand(
        again(Mono.defer(() -> new LogRead(device, request, request, shape, true, null).whole())));
  }

  /**
   * A page that is read in a context of its own: the command for the head establishes it, and it is
   * released at the end, whatever that is.
   */
  static Flux<ByteBuffer> streamInContext(
      Device device,
      LogPageRequest establish,
      LogPageRequest rest,
      LogPageRequest release,
      LogShape shape) {
    return Flux.usingWhen(
        Mono.fromSupplier(() -> new LogContext(device, release)),
        context -> new LogRead(device, establish, rest, shape, false, context).chunks(),
        LogContext::release);
  }

  /** The same in one piece. */
  static Mono<ByteBuffer> gatherInContext(
      Device device,
      LogPageRequest establish,
      LogPageRequest rest,
      LogPageRequest release,
      LogShape shape) {
    return onDemand(
        again(
            Mono.usingWhen(
                Mono.fromSupplier(() -> new LogContext(device, release)),
                context -> new LogRead(device, establish, rest, shape, true, context).whole(),
                LogContext::release)));
  }

  /** Many operators of Mono request at subscription what their subscriber has not asked for. */
  static <T> Mono<T> onDemand(Mono<T> mono) {
    return FluxDemandMap.create(Mono.just(mono), m -> m, 1).next();
  }

  private static Mono<ByteBuffer> again(Mono<ByteBuffer> read) {
    return read.retryWhen(
        Retry.max(READ_AGAIN)
            .filter(NvmeLogChangedException.class::isInstance)
            .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
  }

  private Flux<ByteBuffer> chunks() {
    return FluxDemandMap.create(Mono.just(this), LogRead::step, 1).repeat(() -> at < end);
  }

  // ---- one step ----

  private Mono<ByteBuffer> step() {
    boolean needsExtended = at > 0 || (shape == null && end > UNEXTENDED);
    return needsExtended && !extended
        ? checkExtended().then(Mono.defer(this::fetch)).flatMap(this::arrived)
        : fetch().flatMap(this::arrived);
  }

  /** Without extended data the upper half of NUMD and the offset are reserved, and ignored. */
  private Mono<Void> checkExtended() {
    return new NvmeIdentify(device)
        .controller()
        .doOnNext(
            id -> {
              if (!id.logPageAttributes().extendedData()) {
                throw new NvmeRefusedException(
                    device.target().path(),
                    String.format(
                        "the drive reads no log page at an offset, nor more than %d bytes of one"
                            + " (LPA of Identify Controller), and of log page %02Xh bytes %d to %d"
                            + " are wanted",
                        UNEXTENDED, rest.logPageIdentifier(), at, end - 1),
                    "Ask for the beginning of the page alone.");
              }
              extended = true;
            })
        .then();
  }

  private Mono<ByteBuffer> fetch() {
    boolean head = shape != null && commands == 0;
    long wanted = end - at + 3 & -4L;
    if (gathered != null) {
      wanted = Math.max(wanted, SMALLEST); // what follows may be told there; the end is no limit
    }
    int length = (int) (head ? shape.headBytes() : Math.min(wanted, chunk));
    // Of a page with a shape the event is cleared when all is known to be good: see arrived().
    boolean clear = rest.clearsEvent() && shape == null && at + length == end;
    PassthruCommand command = (commands == 0 ? first : rest).command(at, length, !clear);
    Mono<PassthruResult> answer = device.command(command, CommandForm.ADMIN);
    return (head && context != null ? context.establish(answer) : answer)
        .map(result -> result.orThrow().data())
        .onErrorResume(
            e -> length > SMALLEST && isRefusal(e),
            e -> {
              chunk = Math.max(SMALLEST, length / 2 & -SMALLEST);
              return fetch();
            });
  }

  private static boolean isRefusal(Throwable e) {
    return e instanceof NvmeOsException refusal
        && (refusal.errno() == Errno.EINVAL || refusal.errno() == Errno.ENOMEM);
  }

  private Mono<ByteBuffer> arrived(ByteBuffer data) {
    commands++;
    long from = at;
    at += data.remaining();
    if (gathered != null) {
      byte[] bytes = new byte[data.remaining()];
      data.duplicate().get(bytes);
      gathered.writeBytes(bytes);
    }
    if (shape != null) {
      measure(shape, data);
    }
    if (at > end) { // what is behind the page's end means nothing
      data.limit(data.position() + (int) Math.max(0, end - from));
    }
    return shape == null || at < end ? Mono.just(data) : finish(shape).thenReturn(data);
  }

  private void measure(LogShape shape, ByteBuffer data) {
    if (commands == 1 && shape.generation() != null) {
      generation = shape.generation().applyAsLong(data);
    }
    if (gathered == null && commands == 1) {
      end = checked(shape.length().applyAsLong(data), Long.MAX_VALUE - LARGEST);
    } else if (gathered != null && at >= end) {
      end = checked(shape.length().applyAsLong(gathered()), GATHER_LIMIT);
    }
  }

  /** A length that the drive claims. */
  private long checked(long length, long most) {
    if (length < 0 || length > most) {
      throw new NvmeLogFormatException(
          device.target().path(),
          String.format(
              "log page %02Xh claims to be %s bytes long",
              rest.logPageIdentifier(), Long.toUnsignedString(length)),
          "That is more than is read at once; look at the page's beginning with logs().read().");
    }
    return length;
  }

  private Mono<Void> finish(LogShape shape) {
    Mono<Void> end = Mono.empty();
    if (commands > 1 && shape.generation() != null) {
      end =
          head(shape, true).doOnNext(head -> compare(shape.generation().applyAsLong(head))).then();
    }
    return rest.clearsEvent() ? end.then(head(shape, false)).then() : end;
  }

  private Mono<ByteBuffer> head(LogShape shape, boolean retainEvent) {
    return device
        .command(rest.command(0, shape.headBytes(), retainEvent), CommandForm.ADMIN)
        .map(result -> result.orThrow().data());
  }

  private void compare(long now) {
    if (now != generation) {
      throw new NvmeLogChangedException(
          device.target().path(), rest.logPageIdentifier(), generation, now);
    }
  }

  private ByteBuffer gathered() {
    return ByteBuffer.wrap(Objects.requireNonNull(gathered).toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private Mono<ByteBuffer> whole() {
    return chunks()
        .then(
            Mono.fromSupplier(
                () -> {
                  ByteBuffer all = gathered();
                  return all.limit((int) Math.min(all.limit(), end));
                }));
  }
}
