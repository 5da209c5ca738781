package io.reactornvme;

import io.reactornvme.spec.SmartLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
 * <p>Immutable; each setter returns a copy. {@code scan().repeatWhen(...)} makes it a monitor.
 */
public final class SmartScan {

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
    Flux<String> paths =
        devices != null
            ? Flux.fromIterable(devices)
            : nvme.discover().map(info -> info.path().toString());
    return FluxDemandMap.create(paths, this::read, depth);
  }

  private Mono<SmartReading> read(String path) {
    // using: a scan that is cancelled while the device is being opened closes it, too
    return Mono.using(
            () -> nvme.controller(path),
            controller -> read(path, controller),
            NvmeController::dispose)
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
