package io.reactornvme;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Runs the Monos of chunk 0, 1, 2, ... several at once, and emits their values in this order.
 * {@code flatMapSequential} does that as well, but starts as many as its concurrency at the
 * subscription, demand or not, and goes on so; here nothing starts before the first request, and no
 * more chunks are <em>held</em> (under way, or there and waiting for their turn) than
 *
 * <pre>    min(depth, demand not yet met + readAhead)</pre>
 *
 * <p>An error comes in its turn: what lies before it is emitted first, what lies behind is
 * cancelled or discarded, and once it is known nothing new is started. An empty Mono is an error.
 *
 * <p>All state but the chunks' own is the drain's, which one thread at a time is in ({@code wip}).
 * Chunk i is in slot i modulo depth, which is free again when i was emitted: before that, i + depth
 * does not start.
 */
final class FluxOrderedChunks<T> extends Flux<T> implements Scannable {

  /**
   * The chunks.
   *
   * @param count how many
   * @param chunk the Mono of each, of one value
   */
  record Plan<T>(long count, LongFunction<? extends Mono<? extends T>> chunk) {}

  private final Mono<Plan<T>> plan;
  private final int depth;
  private final int readAhead;

  private FluxOrderedChunks(Mono<Plan<T>> plan, int depth, int readAhead) {
    this.plan = plan;
    this.depth = depth;
    this.readAhead = readAhead;
  }

  /**
   * The operator.
   *
   * @param plan asked for at the first request
   * @param depth 1 or more
   * @param readAhead 0 or more
   */
  static <T> Flux<T> create(Mono<Plan<T>> plan, int depth, int readAhead) {
    return onAssembly(new FluxOrderedChunks<>(plan, depth, readAhead));
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    actual.onSubscribe(new Main<>(actual, plan, depth, readAhead));
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by Reactor
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.PREFETCH) {
      return readAhead;
    }
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  private static final class Main<T> implements Subscription, Scannable {

    private final CoreSubscriber<? super T> actual;
    private final Mono<Plan<T>> source;
    private final int readAhead;
    private final Inner<T>[] slots;
    private final Inner<Plan<T>> planned;

    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger wip = new AtomicInteger();
    private volatile boolean cancelled;

    /** A chunk has: what is behind it will not be emitted. */
    private volatile boolean failed;

    // The drain's own.
    private boolean asked;
    private @Nullable Plan<T> plan;
    private long started;
    private long emitted;
    private volatile boolean done; // read by the chunks, too

    @SuppressWarnings({"unchecked", "rawtypes"})
    Main(CoreSubscriber<? super T> actual, Mono<Plan<T>> source, int depth, int readAhead) {
      this.actual = actual;
      this.source = source;
      this.readAhead = readAhead;
      this.slots = new Inner[depth];
      this.planned = new Inner<>(this);
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
        drain();
      }
    }

    void drain() {
      if (wip.getAndIncrement() != 0) {
        return;
      }
      int missed = 1;
      do {
        if (cancelled || done) {
          discardAll();
        } else {
          goOn();
        }
        missed = wip.addAndGet(-missed);
      } while (missed != 0);
    }

    private void goOn() {
      if (plan == null && !askForPlan()) {
        return;
      }
      Plan<T> chunks = Objects.requireNonNull(plan);
      do { // an emission makes room and may bring demand
        start(chunks);
      } while (emit(chunks));
    }

    /** True if there is one. */
    private boolean askForPlan() {
      if (!asked) {
        asked = true;
        subscribe(source, planned);
      }
      if (!planned.over) {
        return false;
      }
      plan = planned.value;
      if (plan == null) {
        terminate(planned.takeError());
      }
      return plan != null;
    }

    private void start(Plan<T> chunks) {
      while (started < chunks.count() && !failed && !cancelled) {
        long held = started - emitted;
        long wanted = Operators.addCap(requested.get() - emitted, readAhead);
        if (held >= slots.length || held >= wanted) {
          return;
        }
        Inner<T> inner = new Inner<>(this);
        slots[(int) (started % slots.length)] = inner;
        Mono<? extends T> mono;
        try {
          mono = Objects.requireNonNull(chunks.chunk().apply(started), "a chunk is null");
        } catch (Throwable t) {
          mono = Mono.error(Operators.onOperatorError(t, currentContext()));
        }
        started++;
        subscribe(mono, inner);
      }
    }

    private static <S> void subscribe(Mono<? extends S> mono, Inner<S> inner) {
      try {
        mono.subscribe(inner);
      } catch (Throwable t) {
        Operators.reportThrowInSubscribe(inner, t);
      }
    }

    /** What is next, if it is there and may be emitted; true if something was. */
    private boolean emit(Plan<T> chunks) {
      if (emitted == chunks.count()) {
        done = true;
        actual.onComplete();
        return false;
      }
      int slot = (int) (emitted % slots.length);
      Inner<T> inner = slots[slot];
      if (inner == null || !inner.over) {
        return false;
      }
      T value = inner.value;
      if (value == null) {
        terminate(inner.takeError());
        return false;
      }
      if (emitted == requested.get() || cancelled) {
        return false;
      }
      slots[slot] = null;
      emitted++;
      actual.onNext(value);
      return true;
    }

    private void terminate(Throwable error) {
      done = true;
      actual.onError(error);
      discardAll();
    }

    /** Nobody wants them any more. Those under way come here again when they have ended. */
    private void discardAll() {
      planned.cancel();
      if (planned.over && planned.value == null) {
        planned.discard();
      }
      for (int i = 0; i < slots.length; i++) {
        Inner<T> inner = slots[i];
        if (inner == null) {
          continue;
        }
        inner.cancel();
        if (inner.over) {
          slots[i] = null;
          inner.discard();
        }
      }
    }

    Context currentContext() {
      return actual.currentContext();
    }

    @Override
    @SuppressWarnings("rawtypes") // so declared by Reactor
    public @Nullable Object scanUnsafe(Attr key) {
      if (key == Attr.ACTUAL) {
        return actual;
      }
      if (key == Attr.CANCELLED) {
        return cancelled && !done;
      }
      if (key == Attr.TERMINATED) {
        return done;
      }
      if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
        return requested.get();
      }
      if (key == Attr.PREFETCH) {
        return readAhead;
      }
      return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
  }

  /** Subscriber of one chunk. Its value ends it: what follows a Mono's value is of no interest. */
  private static final class Inner<T> implements CoreSubscriber<T> {

    private final Main<?> main;
    private volatile @Nullable Subscription subscription;
    private @Nullable T value;
    private @Nullable Throwable error;

    /** Set after value or error, and before the drain. */
    private volatile boolean over;

    Inner(Main<?> main) {
      this.main = main;
    }

    @Override
    public Context currentContext() {
      return main.currentContext();
    }

    @Override
    public void onSubscribe(Subscription s) {
      if (Operators.validate(subscription, s)) {
        subscription = s;
        if (main.cancelled
            || main.done) { // the drain that discards may have passed before there was one
          s.cancel();
        } else {
          s.request(Long.MAX_VALUE);
        }
      }
    }

    @Override
    public void onNext(T v) {
      if (over) {
        Operators.onNextDropped(v, currentContext());
        return;
      }
      value = v;
      over = true;
      main.drain();
    }

    @Override
    public void onError(Throwable t) {
      if (over) {
        Operators.onErrorDropped(t, currentContext());
        return;
      }
      error = t;
      main.failed = true;
      over = true;
      main.drain();
    }

    @Override
    public void onComplete() {
      if (!over) {
        main.failed = true;
        over = true;
        main.drain();
      }
    }

    Throwable takeError() {
      Throwable t = error;
      error = null;
      return t != null ? t : new IllegalStateException("a chunk completed without a value");
    }

    /** What has ended needs no cancel; one that comes too late for that does no harm either. */
    void cancel() {
      Subscription s = subscription;
      if (s != null && !over) {
        s.cancel();
      }
    }

    void discard() {
      if (value != null) {
        Operators.onDiscard(value, currentContext());
        value = null;
      } else if (error != null) {
        LateError.drop(error, currentContext());
        error = null;
      }
    }
  }
}
