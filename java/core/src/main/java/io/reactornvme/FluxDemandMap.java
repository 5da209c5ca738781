package io.reactornvme;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Maps each value to a Mono, runs at most {@code depth} of them at once, emits the results as they
 * come. Unlike {@code flatMap} it never runs ahead of its subscriber: it asks upstream for as much
 * as may be in flight and as the subscriber has asked for, whichever is less. So every result meets
 * a demand, none is ever kept, and there is no prefetch. And it looks through no list of inners.
 *
 * <p>One difference makes it so: values asked for less those accounted for, that is still to come
 * from upstream or running. It never exceeds {@code depth}, nor the open demand.
 */
final class FluxDemandMap<T, R> extends Flux<R> implements Scannable {

  /** More at once than all slots of a ring and its queues together: a limit for the memory. */
  private static final int MOST = 1 << 16;

  private final Publisher<? extends T> source;
  private final Function<CoreSubscriber<R>, Runner<T>> runners;
  private final int depth;

  /**
   * Runs one value after the other for one subscriber, with at most one result and an end for each.
   * The next comes when the last has ended well.
   */
  @FunctionalInterface
  interface Runner<T> {
    /** What it throws ends the whole. */
    void run(T value);

    /**
     * The subscription that the subscriber has and keeps for the next value, if so. Then {@code
     * run} need not call {@code onSubscribe}, but it passes a full fence after the subscription has
     * become the new value's: a cancel that came too early for it is seen after that.
     */
    default @Nullable Subscription kept() {
      return null;
    }
  }

  private FluxDemandMap(
      Publisher<? extends T> source, Function<CoreSubscriber<R>, Runner<T>> runners, int depth) {
    this.source = source;
    this.runners = runners;
    this.depth = depth;
  }

  static <T, R> Flux<R> create(
      Publisher<? extends T> source,
      Function<? super T, ? extends Mono<? extends R>> mapper,
      int depth) {
    return run(source, inner -> value -> subscribe(mapper, value, inner), depth);
  }

  private static <T, R> void subscribe(
      Function<? super T, ? extends Mono<? extends R>> mapper, T value, CoreSubscriber<R> inner) {
    Mono<? extends R> mono =
        Objects.requireNonNull(mapper.apply(value), "the mapper returned null");
    try {
      mono.subscribe(inner);
    } catch (Throwable t) {
      Operators.reportThrowInSubscribe(inner, t);
    }
  }

  /** The same without a Mono for each value. */
  static <T, R> Flux<R> run(
      Publisher<? extends T> source, Function<CoreSubscriber<R>, Runner<T>> runners, int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("the depth is at least 1, not " + depth);
    }
    return onAssembly(new FluxDemandMap<T, R>(source, runners, Math.min(depth, MOST)));
  }

  @Override
  public void subscribe(CoreSubscriber<? super R> actual) {
    source.subscribe(new Main<T, R>(actual, runners, depth));
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by Reactor
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.PARENT) {
      return source;
    }
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  /** Subscriber of the source and subscription of the result. */
  private static final class Main<T, R> implements CoreSubscriber<T>, Subscription, Scannable {

    private final CoreSubscriber<? super R> actual;
    private final int depth;

    /** The inners not running: taken by onNext (upstream is serial), put back by the drain. */
    private final Queue<Inner<T, R>> idle;

    private final Inner<T, R>[] inners;

    /** Inners that have ended and were not accounted for. */
    private final Queue<Inner<T, R>> ended;

    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger wip = new AtomicInteger();

    // Each of the two has one writer, so an ordered store does for both; the other side reads them.

    /** Asked of upstream: the drain's. */
    private final AtomicLong asked = new AtomicLong();

    /** Come from upstream: onNext's, which is serial. */
    private final AtomicLong received = new AtomicLong();

    private @Nullable Subscription upstream;
    private volatile boolean upstreamDone;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable upstreamError;

    // The drain's own.
    private long accounted;
    private long emitted;
    private volatile boolean done; // read by scanUnsafe, too
    private boolean errorSeen;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Main(
        CoreSubscriber<? super R> actual,
        Function<CoreSubscriber<R>, Runner<T>> runners,
        int depth) {
      this.actual = actual;
      this.depth = depth;
      this.idle = Queues.<Inner<T, R>>get(depth).get();
      this.ended = Queues.<Inner<T, R>>unboundedMultiproducer().get();
      this.inners = new Inner[depth];
      for (int i = 0; i < depth; i++) {
        inners[i] = new Inner<>(this, runners);
        idle.offer(inners[i]);
      }
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
    public void onNext(T value) {
      if (upstreamDone) {
        Operators.onNextDropped(value, currentContext());
        return;
      }
      if (cancelled) { // on its way when the cancel came: it may own something
        Operators.onDiscard(value, currentContext());
        return;
      }
      // Else the result would meet no demand, or there would be nobody to receive it.
      long n = received.get();
      Inner<T, R> inner = n == asked.get() ? null : idle.poll();
      received.lazySet(n + 1);
      if (inner == null) {
        Operators.onDiscard(value, currentContext());
        upstreamFailed(
            Exceptions.failWithOverflow("the source sent more than was requested of it"));
        return;
      }
      try {
        inner.runner.run(value);
        if (cancelled) { // cancelInners() may have passed before this was running
          inner.cancel();
        }
      } catch (Throwable t) {
        upstreamFailed(Operators.onOperatorError(upstream, t, value, currentContext()));
      }
    }

    private void upstreamFailed(Throwable t) {
      Objects.requireNonNull(upstream).cancel();
      onError(t);
    }

    @Override
    public void onError(Throwable t) {
      if (upstreamDone) {
        Operators.onErrorDropped(t, currentContext());
        return;
      }
      upstreamError = t;
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
        Objects.requireNonNull(upstream).cancel();
        cancelInners();
        drain(); // what has ended and was not emitted is to be discarded
      }
    }

    private void cancelInners() {
      for (Inner<T, R> inner : inners) {
        inner.cancel();
      }
    }

    void ended(Inner<T, R> inner) {
      if (wip.get() == 0 && wip.compareAndSet(0, 1)) { // nearly always: not through the queue
        account(inner);
        drainLoop();
        return;
      }
      ended.offer(inner);
      drain();
    }

    private void drain() {
      if (wip.getAndIncrement() == 0) {
        drainLoop();
      }
    }

    private void drainLoop() {
      int missed = 1;
      do {
        Inner<T, R> inner;
        while ((inner = ended.poll()) != null) {
          account(inner);
        }
        if (!done && !cancelled) {
          goOn();
        } else if (upstreamError != null && !errorSeen) {
          errorSeen = true;
          Operators.onErrorDropped(upstreamError, currentContext());
        }
        missed = wip.addAndGet(-missed);
      } while (missed != 0);
    }

    private void account(Inner<T, R> inner) {
      R value = inner.value;
      Throwable error = inner.error;
      inner.reset();
      accounted++;
      idle.offer(inner);
      if (done || cancelled) {
        if (value != null) {
          Operators.onDiscard(value, currentContext());
        }
        if (error != null) {
          LateError.drop(error, currentContext());
        }
        return;
      }
      if (value != null) {
        emitted++;
        actual.onNext(value);
      }
      if (error != null) {
        terminate(error);
      }
    }

    private void goOn() {
      Throwable error = upstreamError;
      if (error != null) {
        errorSeen = true;
        terminate(error);
        return;
      }
      // upstreamDone is read first: what it sent before the end is counted as received by then.
      if (upstreamDone && received.get() == accounted) {
        done = true;
        actual.onComplete();
        return;
      }
      long before = asked.get();
      long n = Math.min(depth, requested.get() - emitted) - (before - accounted);
      if (n > 0 && !upstreamDone) {
        asked.lazySet(before + n);
        Objects.requireNonNull(upstream).request(n);
      }
    }

    private void terminate(Throwable error) {
      if (done) {
        Operators.onErrorDropped(error, currentContext());
        return;
      }
      done = true;
      Objects.requireNonNull(upstream).cancel();
      cancelled = true;
      cancelInners();
      actual.onError(error);
    }

    boolean isCancelled() {
      return cancelled;
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
        return cancelled && !done; // an error cancels upstream too
      }
      if (key == Attr.TERMINATED) {
        return done;
      }
      if (key == Attr.ERROR) {
        return upstreamError;
      }
      if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
        return requested.get();
      }
      if (key == Attr.PREFETCH) {
        return 0;
      }
      return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
  }

  /** Subscriber of one Mono at a time; used again for the next when it has been accounted for. */
  private static final class Inner<T, R> implements CoreSubscriber<R> {

    private final Main<T, R> main;
    private final Runner<T> runner;
    private volatile @Nullable Subscription subscription;
    @Nullable R value;
    @Nullable Throwable error;

    @SuppressWarnings("this-escape") // it only remembers whom to tell
    Inner(Main<T, R> main, Function<CoreSubscriber<R>, Runner<T>> runners) {
      this.main = main;
      this.runner = runners.apply(this);
    }

    @Override
    public Context currentContext() {
      return main.currentContext();
    }

    @Override
    public void onSubscribe(Subscription s) {
      subscription = s;
      if (main.isCancelled()) { // as in onNext; this may be after it
        s.cancel();
      } else {
        s.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(R v) {
      value = v;
    }

    @Override
    public void onError(Throwable t) {
      error = t;
      main.ended(this);
    }

    @Override
    public void onComplete() {
      main.ended(this);
    }

    void cancel() {
      Subscription s = subscription;
      if (s != null) {
        s.cancel();
      }
    }

    void reset() {
      value = null;
      error = null;
      if (subscription != runner.kept()) {
        subscription = null;
      }
    }
  }
}
