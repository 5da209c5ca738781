package io.reactornvme.cli;

import io.reactornvme.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/**
 * Bytes on their way between a drive and this host, as the progress of a bar. Of one subscription.
 */
final class Transfer {

  private final String operation;
  private final AtomicLong total = new AtomicLong();

  /** Of which it is not known yet how much it is. */
  Transfer(String operation) {
    this(operation, 0);
  }

  Transfer(String operation, long total) {
    this.operation = operation;
    this.total.set(total);
  }

  /** What the beginning of the data tells. */
  void total(long bytes) {
    total.set(bytes);
  }

  /**
   * Nothing at once, then what each piece adds to it.
   *
   * @param moved bytes of each piece, when it has arrived
   */
  Flux<Progress> progress(Flux<Integer> moved) {
    return Flux.defer(
        () -> {
          long start = System.nanoTime();
          return moved.scan(0L, Long::sum).map(done -> at(done, start));
        });
  }

  private Progress at(long done, long start) {
    long whole = total.get();
    return new Progress(
        operation,
        whole == 0 ? 0 : done,
        whole,
        Progress.Unit.BYTES,
        Duration.ofNanos(System.nanoTime() - start),
        Duration.ZERO,
        false,
        done > 0 && done == whole);
  }
}
