package io.reactornvme;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Drives that are due to be read, each handed out when there is a demand and it is not out already.
 * A drive that becomes due while it waits is due once; one that becomes due while it is out is due
 * again when it comes back. So what is kept is bounded by the number of drives, whatever makes them
 * due, and no drive is read twice at a time.
 *
 * <p>For one subscriber. The sets are guarded by {@code this}; emission is serialised by {@code
 * wip}, with no lock held.
 */
final class DueDrives {

  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> out = new LinkedHashSet<>();
  private final AtomicInteger wip = new AtomicInteger();
  private volatile @Nullable FluxSink<String> sink;
  private boolean ended;

  /**
   * The drives as they become due.
   *
   * @param source which of them, all taken at once
   */
  Flux<String> from(Flux<? extends Collection<String>> source) {
    return Flux.create(
        s -> {
          sink = s;
          s.onRequest(n -> drain());
          s.onDispose(source.subscribe(this::add, s::error, this::end));
        },
        FluxSink.OverflowStrategy.ERROR); // and there is none: nothing is emitted without a demand
  }

  private void add(Collection<String> drives) {
    synchronized (this) {
      due.addAll(drives);
    }
    drain();
  }

  private void end() {
    synchronized (this) {
      ended = true;
    }
    drain();
  }

  /** A drive that was handed out is back. */
  void back(String drive) {
    synchronized (this) {
      out.remove(drive);
    }
    drain();
  }

  private void drain() {
    FluxSink<String> s = sink;
    if (s == null || wip.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      String next = "";
      while (next != null && s.requestedFromDownstream() > 0 && !s.isCancelled()) {
        next = take();
        if (next != null) {
          s.next(next);
        }
      }
      if (isOver()) {
        s.complete();
      }
      missed = wip.addAndGet(-missed);
    } while (missed != 0);
  }

  private synchronized @Nullable String take() {
    for (Iterator<String> i = due.iterator(); i.hasNext(); ) {
      String drive = i.next();
      if (out.add(drive)) {
        i.remove();
        return drive;
      }
    }
    return null;
  }

  private synchronized boolean isOver() {
    return ended && due.isEmpty();
  }
}
