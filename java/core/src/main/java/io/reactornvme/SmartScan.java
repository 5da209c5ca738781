package io.reactornvme;

import io.reactornvme.spec.AsynchronousEventType;
import io.reactornvme.spec.SmartLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads the SMART / Health Information log (NVMe Base Specification, Get Log Page, log page 02h) of
 * many drives: one {@link SmartReading} a drive, in order of completion, each a log or that drive's
 * own error. A drive that fails or hangs ends nothing and delays nobody beyond its own deadline.
 *
 * <p><b>Demand.</b> No more drives are being read than {@link #depth}, nor than the subscriber has
 * asked for: with a demand of one, one drive is read at a time. There is no prefetch.
 *
 * <p>Immutable; each setter returns a copy. {@link #scanOn} makes it a monitor.
 */
public final class SmartScan {

  private static final int SMART_LOG_PAGE = 0x02;

  private final Nvme nvme;
  private final @Nullable List<String> devices;
  private final int depth;
  private final Duration deadline;

  private SmartScan(Nvme nvme, @Nullable List<String> devices, int depth, Duration deadline) {
    this.nvme = nvme;
    this.devices = devices;
    this.depth = depth;
    this.deadline = deadline;
  }

  /**
   * A scan of all controllers that sysfs has at each subscription, 64 at a time, with a deadline of
   * 10 seconds a drive.
   *
   * @param nvme the library; it must outlive the scan
   * @return the scan
   */
  public static SmartScan of(Nvme nvme) {
    return new SmartScan(nvme, null, 64, Duration.ofSeconds(10));
  }

  /**
   * Which drives are read, instead of all.
   *
   * @param paths controllers, or namespaces whose controller is taken
   * @return a copy
   */
  public SmartScan devices(Collection<String> paths) {
    return new SmartScan(nvme, List.copyOf(paths), depth, deadline);
  }

  /**
   * How many drives are read at once.
   *
   * @param drives at least 1
   * @return a copy
   * @throws IllegalArgumentException if less than 1
   */
  public SmartScan depth(int drives) {
    if (drives < 1) {
      throw new IllegalArgumentException("the depth is at least 1, not " + drives);
    }
    return new SmartScan(nvme, devices, drives, deadline);
  }

  /**
   * How long each drive may take.
   *
   * @param perDrive more than zero, from when its turn comes
   * @return a copy
   * @throws IllegalArgumentException if zero or negative
   */
  public SmartScan deadline(Duration perDrive) {
    Deadlines.nanos(perDrive);
    return new SmartScan(nvme, devices, depth, perDrive);
  }

  /**
   * The readings. The devices are opened on {@link Schedulers#boundedElastic()}, one by one as
   * their turns come, and closed after their reading.
   *
   * @return a cold Flux: one reading a drive, in order of completion. It has no error but {@link
   *     NvmeClosedException}, if the {@link Nvme} is disposed.
   */
  public Flux<SmartReading> scan() {
    return FluxDemandMap.create(paths(), this::read, depth);
  }

  private Flux<String> paths() {
    return devices != null
        ? Flux.fromIterable(devices)
        : nvme.discover().map(info -> info.path().toString());
  }

  /**
   * Readings when something calls for them, in place of one sweep. Of {@link Nvme#events()} these
   * call for the drive that they name: {@link NvmeEvent.ControllerAdded}, {@link
   * NvmeEvent.ControllerRestarted}, and an {@link NvmeEvent.AsynchronousEvent} of health (of the
   * type SMART, or with log page 02h; the reading lets the drive send the next). {@link
   * NvmeEvent.Missed} calls for all drives, and so does any value that is no event, such as a tick
   * of {@code Flux.interval}. Other events call for none. Drives that are not of this scan's {@link
   * #devices} are left alone.
   *
   * <p><b>Demand.</b> As with {@link #scan()}. All of the trigger is taken at once, and a drive is
   * not read twice at the same time: calls for a drive that waits for its turn are one, calls for
   * one that is being read become one more reading. What is kept is bounded by the number of
   * drives.
   *
   * <p><b>Open controllers.</b> Unlike {@link #scan()} this keeps each controller open, once it has
   * been read, for as long as it is subscribed to, so that a reading is one command and nothing
   * else; {@link SmartReading#info()} is what sysfs said at the opening. One is closed and, at its
   * next turn, opened anew when an event in the trigger says that it was removed, added, restarted
   * or changed, when a sweep over all does not find it, and when a reading finds the drive gone:
   * that one is then repeated on whatever is there under the name.
   *
   * <pre>{@code
   * scan.scanOn(Flux.merge(nvme.events(), Flux.interval(Duration.ZERO, Duration.ofHours(1))))
   * }</pre>
   *
   * @param trigger subscribed to at each subscription
   * @return a Flux that completes when the trigger has, and the drives it called for are read.
   *     Errors: the trigger's, and {@link NvmeClosedException} if the {@link Nvme} is disposed
   */
  public Flux<SmartReading> scanOn(Publisher<?> trigger) {
    return Flux.using(
        () -> new OpenControllers(nvme),
        open -> {
          DueDrives due = new DueDrives();
          return FluxDemandMap.create(
              due.from(calledFor(Flux.<Object>from(trigger).doOnNext(open::heed), open)),
              path -> read(path, open).doFinally(signal -> due.back(path)),
              depth);
        },
        OpenControllers::close);
  }

  private Flux<List<String>> calledFor(Publisher<?> trigger, OpenControllers open) {
    // Of calls for all drives that come while they are being looked up, one is as good as many.
    return Flux.from(trigger)
        .publish(
            values ->
                Flux.merge(
                    values.filter(v -> !isForAll(v)).flatMap(this::named, Integer.MAX_VALUE),
                    values
                        .filter(SmartScan::isForAll)
                        .onBackpressureLatest()
                        .concatMap(v -> all(open), 1)),
            Integer.MAX_VALUE);
  }

  private Mono<List<String>> all(OpenControllers open) {
    Mono<List<String>> all = paths().collectList();
    return devices == null ? all.doOnNext(open::keepOnly) : all;
  }

  private static boolean isForAll(Object value) {
    return !(value instanceof NvmeEvent) || value instanceof NvmeEvent.Missed;
  }

  private Mono<List<String>> named(Object event) {
    String name = null;
    if (event instanceof NvmeEvent.ControllerAdded added) {
      name = added.controller().name();
    } else if (event instanceof NvmeEvent.ControllerRestarted restarted) {
      name = restarted.controller().name();
    } else if (event instanceof NvmeEvent.AsynchronousEvent asynchronous
        && (asynchronous.event().type() == AsynchronousEventType.SMART
            || asynchronous.event().logPage() == SMART_LOG_PAGE)) {
      name = asynchronous.controller();
    }
    if (name == null) {
      return Mono.empty();
    }
    if (devices == null) {
      return Mono.just(List.of("/dev/" + name));
    }
    String controller = name;
    return Flux.fromIterable(devices)
        .filter(path -> nvme.controllers(path).contains(controller))
        .collectList()
        .subscribeOn(Schedulers.boundedElastic());
  }

  private Mono<SmartReading> read(String path) {
    return opened(
        path,
        // using: a scan that is cancelled while the device is being opened closes it, too
        Mono.using(
            () -> nvme.controller(path),
            controller -> read(path, controller),
            NvmeController::dispose));
  }

  private Mono<SmartReading> read(String path, OpenControllers open) {
    Mono<SmartReading> anew = opened(path, lent(() -> open.open(path), open));
    return Mono.defer(
        () -> {
          OpenControllers.Loan kept = open.take(path);
          return kept == null
              ? anew
              : lent(() -> kept, open)
                  .flatMap(r -> OpenControllers.isGone(r) ? anew : Mono.just(r));
        });
  }

  private Mono<SmartReading> lent(Callable<OpenControllers.Loan> loan, OpenControllers open) {
    return Mono.using(
        loan,
        l ->
            read(l.path(), l.controller())
                .doOnNext(
                    r -> {
                      if (OpenControllers.isGone(r)) {
                        l.controller().dispose();
                      }
                    }),
        open::giveBack);
  }

  /** What opens a device blocks, and its failure to is a reading. */
  private static Mono<SmartReading> opened(String path, Mono<SmartReading> reading) {
    return reading
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorResume(
            e -> !(e instanceof NvmeClosedException), // that is the library's end, not the drive's
            e ->
                Mono.just(
                    new SmartReading(path, null, Instant.now(), Duration.ZERO, null, null, e)));
  }

  private Mono<SmartReading> read(String path, NvmeController controller) {
    PassthruCommand command = StandardCommands.smartLog(deadline);
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return controller
              .adminCmd(command)
              .map(result -> SmartLog.decode(result.orThrow().data()))
              .map(log -> reading(path, controller, start, log, null))
              .onErrorResume(e -> Mono.just(reading(path, controller, start, null, e)));
        });
  }

  private static SmartReading reading(
      String path,
      NvmeController controller,
      long start,
      @Nullable SmartLog log,
      @Nullable Throwable error) {
    return new SmartReading(
        path,
        controller.info(),
        Instant.now(),
        Duration.ofNanos(System.nanoTime() - start),
        controller.backend(),
        log,
        error);
  }
}
