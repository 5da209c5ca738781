package io.reactornvme;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Copies bytes, as they come, into leased buffers of one size; the last may be filled in part.
 *
 * <p>A buffer is leased when it has a demand to meet, so no more are leased than were requested. Of
 * the source no more are requested, and kept, than there is demand. A buffer that is not handed on
 * is released here.
 */
final class FluxRegroup extends Flux<FluxRegroup.Piece> implements Scannable {

  /** A leased buffer, which the receiver has to release, and how much of it counts. */
  record Piece(NvmeBuffer buffer, int length) {
    void release() {
      buffer.release();
    }
  }

  private final Publisher<ByteBuffer> source;
  private final Supplier<NvmeBuffer> lease;
  private final int unit;

  private FluxRegroup(Publisher<ByteBuffer> source, Supplier<NvmeBuffer> lease, int unit) {
    this.source = source;
    this.lease = lease;
    this.unit = unit;
  }

  /**
   * The operator.
   *
   * @param lease buffers of one size, a multiple of the unit
   * @param unit bytes that do not come apart: if the source ends within one, that is an error
   */
  static Flux<Piece> create(Publisher<ByteBuffer> source, Supplier<NvmeBuffer> lease, int unit) {
    return onAssembly(new FluxRegroup(source, lease, unit));
  }

  @Override
  public void subscribe(CoreSubscriber<? super Piece> actual) {
    source.subscribe(new Main(actual, lease, unit));
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by Reactor
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.PARENT) {
      return source;
    }
    return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
  }

  private static final class Main implements CoreSubscriber<ByteBuffer>, Subscription, Scannable {

    private final CoreSubscriber<? super Piece> actual;
    private final Supplier<NvmeBuffer> lease;
    private final int unit;

    private final Queue<ByteBuffer> queue = Queues.<ByteBuffer>unbounded(16).get();
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger wip = new AtomicInteger();
    private @Nullable Subscription upstream;
    private volatile boolean upstreamDone;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable error;

    // The drain's own.
    private @Nullable ByteBuffer current;
    private @Nullable NvmeBuffer filling;
    private @Nullable ByteBuffer view;
    private long outstanding;
    private long emitted;
    private volatile boolean done; // read by scanUnsafe, too

    Main(CoreSubscriber<? super Piece> actual, Supplier<NvmeBuffer> lease, int unit) {
      this.actual = actual;
      this.lease = lease;
      this.unit = unit;
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription s) {
      if (Operators.validate(upstream, s)) {
        upstream = s;
        actual.onSubscribe(this);
      }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (upstreamDone) {
        Operators.onNextDropped(bytes, currentContext());
        return;
      }
      queue.offer(bytes.slice()); // the caller's position stays where it is
      drain();
    }

    @Override
    public void onError(Throwable t) {
      if (upstreamDone) {
        Operators.onErrorDropped(t, currentContext());
        return;
      }
      error = t;
      upstreamDone = true;
      drain();
    }

    @Override
    public void onComplete() {
      upstreamDone = true;
      drain();
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        requested.getAndAccumulate(n, Operators::addCap);
        drain();
      }
    }

    @Override
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        Subscription s = upstream;
        if (s != null) {
          s.cancel();
        }
        drain();
      }
    }

    private void drain() {
      if (wip.getAndIncrement() != 0) {
        return;
      }
      int missed = 1;
      do {
        if (cancelled || done) {
          clear();
        } else {
          goOn();
        }
        missed = wip.addAndGet(-missed);
      } while (missed != 0);
    }

    private void goOn() {
      while (!cancelled) {
        boolean last = upstreamDone; // before the queue: then nothing comes after it
        Throwable t = error;
        if (t != null) {
          fail(t);
          return;
        }
        if (current == null) {
          current = queue.poll();
        }
        if (current == null) {
          if (last && end()) {
            return;
          }
          break;
        }
        if (!current.hasRemaining()) {
          current = null;
          outstanding--;
        } else if (emitted == requested.get()) {
          break;
        } else if (!copy(current)) {
          return;
        }
      }
      ask();
    }

    private void ask() {
      long n = requested.get() - emitted - outstanding;
      if (n > 0 && !upstreamDone && !cancelled) {
        outstanding += n;
        Subscription s = upstream;
        if (s != null) {
          s.request(n);
        }
      }
    }

    private boolean copy(ByteBuffer from) {
      ByteBuffer to = view;
      if (to == null) {
        try {
          NvmeBuffer buffer = lease.get();
          filling = buffer;
          to = buffer.byteBuffer();
          view = to;
        } catch (Throwable t) {
          fail(Operators.onOperatorError(upstream, t, currentContext()));
          return false;
        }
      }
      int n = Math.min(from.remaining(), to.remaining());
      to.put(to.position(), from, from.position(), n);
      to.position(to.position() + n);
      from.position(from.position() + n);
      if (!to.hasRemaining()) {
        hand();
      }
      return true;
    }

    /** The source is at its end: true if this one is, too. */
    private boolean end() {
      ByteBuffer to = view;
      if (to != null) {
        int over = to.position() % unit;
        if (over != 0) {
          fail(
              new IllegalArgumentException(
                  "the data ends " + over + " bytes after the last whole block of " + unit));
          return true;
        }
        hand(); // a buffer being filled has a demand to meet
      }
      done = true;
      actual.onComplete();
      return true;
    }

    private void hand() {
      NvmeBuffer buffer = filling;
      ByteBuffer to = view;
      if (buffer != null && to != null) {
        filling = null;
        view = null;
        emitted++;
        actual.onNext(new Piece(buffer, to.position()));
      }
    }

    private void fail(Throwable t) {
      done = true;
      Subscription s = upstream;
      if (s != null) {
        s.cancel();
      }
      clear();
      actual.onError(t);
    }

    private void clear() {
      NvmeBuffer buffer = filling;
      if (buffer != null) {
        filling = null;
        view = null;
        buffer.release();
      }
      current = null;
      queue.clear();
    }

    @Override
    @SuppressWarnings("rawtypes") // so declared by Reactor
    public @Nullable Object scanUnsafe(Attr key) {
      if (key == Attr.PARENT) {
        return upstream;
      }
      if (key == Attr.ACTUAL) {
        return actual;
      }
      if (key == Attr.CANCELLED) {
        return cancelled && !done;
      }
      if (key == Attr.TERMINATED) {
        return done;
      }
      if (key == Attr.ERROR) {
        return error;
      }
      if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
        return requested.get();
      }
      return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
  }
}
