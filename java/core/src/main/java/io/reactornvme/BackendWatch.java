package io.reactornvme;

import io.reactornvme.spi.BackendListener;
import io.reactornvme.spi.NvmeBackend;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Watches the drives of a backend. It calls with its locks held, so its calls are but noted, and
 * dealt with one by one on a thread of the watch.
 */
final class BackendWatch implements BackendListener, Disposable {

  private final NvmeBackend backend;
  private final DeviceTracker tracker;
  private final Scheduler thread =
      Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "nvme-backend-events", 60, true);
  private final AtomicBoolean lookIsDue = new AtomicBoolean();
  private final AtomicBoolean disposed = new AtomicBoolean();

  private BackendWatch(BackendPlatform platform, NvmeBackend backend, Consumer<NvmeEvent> sink) {
    this.backend = backend;
    this.tracker = new DeviceTracker(platform, () -> false, false, sink);
  }

  static BackendWatch open(
      BackendPlatform platform, NvmeBackend backend, Consumer<NvmeEvent> sink) {
    BackendWatch watch = new BackendWatch(platform, backend, sink);
    watch.tracker.start(); // asks no drive and no file; what comes after it is told
    backend.watch(watch);
    watch.changed(); // for what came between these two
    return watch;
  }

  @Override
  public void changed() {
    if (lookIsDue.compareAndSet(false, true)) {
      later(
          () -> {
            lookIsDue.set(false); // before the look: a call from here on is about a later state
            tracker.changed();
            tracker.settle();
          });
    }
  }

  @Override
  public void removed(String controller) {
    later(
        () -> {
          tracker.controllerRemoved(controller);
          tracker.settle();
        });
  }

  @Override
  public void restarted(String controller) {
    later(
        () -> {
          tracker.controllerConnected(controller);
          tracker.settle();
        });
  }

  @Override
  public void asynchronousEvent(String controller, int dword0) {
    later(() -> tracker.asynchronousEvent(controller, dword0));
  }

  private void later(Runnable work) {
    if (!disposed.get()) {
      try {
        thread.schedule(work);
      } catch (RejectedExecutionException e) {
        // Disposed a moment ago: nobody listens.
      }
    }
  }

  @Override
  public void dispose() {
    if (disposed.compareAndSet(false, true)) {
      backend.unwatch(this);
      thread.dispose();
    }
  }

  @Override
  public boolean isDisposed() {
    return disposed.get();
  }
}
