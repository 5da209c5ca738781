package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A subscriber that only notes what it is told, what was discarded and what was dropped. */
class Probe<T> implements CoreSubscriber<T> {

  /** Reactor's key of a subscriber's own hook for dropped errors. */
  private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

  final List<T> values = new CopyOnWriteArrayList<>();
  final List<Object> discarded = new CopyOnWriteArrayList<>();
  final List<Throwable> dropped = new CopyOnWriteArrayList<>();
  final AtomicInteger completions = new AtomicInteger();
  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  volatile @Nullable Subscription subscription;
  volatile @Nullable Thread thread;
  private final long firstRequest;
  private final Context context;

  Probe() {
    this(Long.MAX_VALUE);
  }

  Probe(long firstRequest) {
    this.firstRequest = firstRequest;
    Consumer<Throwable> hook = dropped::add;
    this.context =
        Operators.enableOnDiscard(Context.empty(), discarded::add).put(ON_ERROR_DROPPED, hook);
  }

  static <T> Probe<T> of(Publisher<T> publisher) {
    Probe<T> probe = new Probe<>();
    publisher.subscribe(probe);
    return probe;
  }

  static <T> Probe<T> of(Publisher<T> publisher, long firstRequest) {
    Probe<T> probe = new Probe<>(firstRequest);
    publisher.subscribe(probe);
    return probe;
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription = s;
    if (firstRequest > 0) {
      s.request(firstRequest);
    }
  }

  @Override
  public void onNext(T value) {
    thread = Thread.currentThread();
    values.add(value);
  }

  @Override
  public void onError(Throwable t) {
    thread = Thread.currentThread();
    errors.add(t);
  }

  @Override
  public void onComplete() {
    completions.incrementAndGet();
  }

  void request(long n) {
    Subscription s = subscription;
    if (s != null) {
      s.request(n);
    }
  }

  void cancel() {
    Subscription s = subscription;
    if (s != null) {
      s.cancel();
    }
  }

  int terminals() {
    return completions.get() + errors.size();
  }

  boolean isOver() {
    return terminals() > 0;
  }

  void awaitOver() {
    StandIn.await("a terminal signal", this::isOver);
  }

  Throwable error() {
    assertThat(errors).hasSize(1);
    return errors.get(0);
  }

  /** As a Mono's: one terminal signal at most, and a value with a completion only. */
  void assertRulesKept() {
    assertThat(terminals()).isLessThanOrEqualTo(1);
    assertThat(values.size()).isEqualTo(completions.get());
  }

  /** As a Flux's that is complete. */
  void assertComplete(int expectedValues) {
    assertThat(errors).isEmpty();
    assertThat(completions.get()).isEqualTo(1);
    assertThat(values).hasSize(expectedValues);
  }
}
