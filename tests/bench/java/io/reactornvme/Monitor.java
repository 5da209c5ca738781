package io.reactornvme;

import java.util.concurrent.CountDownLatch;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** A scan that goes on, as a monitor has it, with a sweep when the bench says so. */
final class Monitor implements AutoCloseable {

  private final int drives;
  private final Sinks.Many<Long> ticks = Sinks.many().unicast().onBackpressureBuffer();
  private final Disposable subscription;
  private volatile CountDownLatch left = new CountDownLatch(0);
  private volatile Throwable failure;

  Monitor(SmartScan scan, int drives) {
    this.drives = drives;
    this.subscription = scan.scanOn(ticks.asFlux()).subscribe(this::read, this::fail);
  }

  private void read(SmartReading reading) {
    if (reading.error() != null) {
      fail(reading.error());
    }
    left.countDown();
  }

  private void fail(Throwable error) {
    failure = error;
    while (left.getCount() > 0) {
      left.countDown();
    }
  }

  /** Returns when all drives have been read. */
  void sweep() throws InterruptedException {
    CountDownLatch all = new CountDownLatch(drives);
    left = all;
    ticks.tryEmitNext(0L).orThrow();
    all.await();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    subscription.dispose();
  }
}
