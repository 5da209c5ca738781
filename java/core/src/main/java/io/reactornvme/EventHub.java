package io.reactornvme;

import io.reactornvme.NvmeEvent.Missed;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One watch for all subscribers: begun by the first, ended with the last. Each has a buffer of his
 * own, so that the watch waits for none of them.
 */
final class EventHub {

  /** Events kept for a subscriber who does not ask for them. */
  static final int BUFFER = 1024;

  private final Platform platform;
  private final Scheduler emitOn;

  // Guarded by this. No signal is given with the lock held.
  private @Nullable Session session;
  private boolean closed;

  EventHub(Platform platform, @Nullable Scheduler emitOn) {
    this.platform = platform;
    this.emitOn = emitOn == null ? Schedulers.boundedElastic() : emitOn;
  }

  /** A watch and those who share it; where that is over, those who come have another. */
  private final class Session {
    final List<FluxSink<NvmeEvent>> sinks = new CopyOnWriteArrayList<>();
    final Disposable watch = platform.watch(this::event, this::failed);

    private void event(NvmeEvent event) {
      sinks.forEach(sink -> sink.next(event));
    }

    private void failed(Throwable reason) {
      leave(this);
      sinks.forEach(sink -> sink.error(reason));
    }
  }

  private void add(FluxSink<NvmeEvent> sink) {
    Session joined;
    synchronized (this) {
      if (closed) {
        joined = null;
      } else {
        // Which may throw; and for as long as it reads sysfs, others who come or go wait for it.
        joined = session == null ? new Session() : session;
        session = joined;
        joined.sinks.add(sink);
      }
    }
    if (joined == null) {
      sink.complete();
    } else {
      sink.onDispose(() -> remove(joined, sink));
    }
  }

  private void remove(Session from, FluxSink<NvmeEvent> sink) {
    boolean last;
    synchronized (this) {
      from.sinks.remove(sink);
      last = from.sinks.isEmpty();
      if (last && session == from) {
        session = null;
      }
    }
    if (last) {
      from.watch.dispose();
    }
  }

  private synchronized void leave(Session over) {
    if (session == over) {
      session = null;
    }
  }

  /** Completes all subscribers, and so ends the watch. */
  void close() {
    Session last;
    synchronized (this) {
      closed = true;
      last = session;
      session = null;
    }
    if (last != null) {
      last.sinks.forEach(FluxSink::complete);
    }
  }

  /**
   * An event, and how many were lost before it.
   *
   * @param event the event
   * @param lost a count
   */
  private record Entry(NvmeEvent event, long lost) {

    List<NvmeEvent> events() {
      return lost == 0 ? List.of(event) : List.of(new Missed(Instant.now(), lost), event);
    }
  }

  Flux<NvmeEvent> events() {
    return Flux.defer(
        () -> {
          AtomicLong lost = new AtomicLong();
          // IGNORE: the buffer asks for all there is.
          return Flux.create(this::add, FluxSink.OverflowStrategy.IGNORE)
              .onBackpressureBuffer(
                  BUFFER, event -> lost.incrementAndGet(), BufferOverflowStrategy.DROP_OLDEST)
              // Before anything that takes events ahead: the loss was between this one and the
              // last.
              .map(event -> new Entry(event, lost.getAndSet(0)))
              .publishOn(emitOn, 1)
              .concatMapIterable(Entry::events, 1);
        });
  }
}
