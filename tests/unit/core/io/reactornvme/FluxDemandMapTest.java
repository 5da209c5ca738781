package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;
import reactor.util.context.Context;

/** The bulk operator: never ahead of demand, never more than its depth. */
class FluxDemandMapTest {

  /** Inners that the test ends one by one, in the order of their start. */
  private final List<Sinks.One<Integer>> started = new ArrayList<>();

  private Mono<Integer> held(int value) {
    Sinks.One<Integer> sink = Sinks.one();
    started.add(sink);
    return sink.asMono();
  }

  private static Flux<Integer> map(
      Flux<Integer> source, java.util.function.Function<Integer, Mono<Integer>> mapper, int depth) {
    return FluxDemandMap.create(source, mapper, depth);
  }

  @Test
  void aDepthBelowOneIsRefused() {
    assertThatThrownBy(() -> map(Flux.empty(), Mono::just, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDepthBeyondAllReasonCostsNoMemoryForIt() {
    StepVerifier.create(map(Flux.range(0, 10), Mono::just, Integer.MAX_VALUE))
        .expectNextCount(10)
        .verifyComplete();
  }

  @Test
  void itAsksForNoMoreThanIsAskedOfIt() {
    AtomicLong requested = new AtomicLong();
    Probe<Integer> q =
        Probe.of(map(Flux.range(0, 100).doOnRequest(requested::addAndGet), this::held, 8), 0);
    assertThat(requested.get()).isZero();
    for (int i = 1; i <= 5; i++) {
      q.request(1);
      assertThat(requested.get()).isEqualTo(i);
      assertThat(started).hasSize(i);
      started.get(i - 1).tryEmitValue(i);
      assertThat(q.values).hasSize(i);
      assertThat(requested.get()).as("nothing ahead").isEqualTo(i);
    }
    q.cancel();
  }

  @Test
  void noMoreThanItsDepthRunAtOnce() {
    Probe<Integer> p = Probe.of(map(Flux.range(0, 100), this::held, 4));
    assertThat(started).hasSize(4);
    started.get(2).tryEmitValue(2);
    assertThat(started).hasSize(5);
    for (int i = 0; i < started.size(); i++) {
      started.get(i).tryEmitValue(i);
    }
    p.assertComplete(100);
  }

  @Test
  void resultsComeInTheOrderOfCompletion() {
    Probe<Integer> p = Probe.of(map(Flux.range(0, 3), this::held, 3));
    started.get(2).tryEmitValue(2);
    started.get(0).tryEmitValue(0);
    assertThat(p.values).containsExactly(2, 0);
    assertThat(p.isOver()).isFalse();
    started.get(1).tryEmitValue(1);
    assertThat(p.values).containsExactly(2, 0, 1);
    p.assertComplete(3);
  }

  @Test
  void anEmptyInnerUsesUpNoDemand() {
    StepVerifier.create(
            map(Flux.range(0, 100), i -> i % 10 == 0 ? Mono.just(i) : Mono.empty(), 3), 2)
        .expectNext(0, 10)
        .thenRequest(1)
        .expectNext(20)
        .thenRequest(Long.MAX_VALUE)
        .expectNextCount(7)
        .verifyComplete();
  }

  @Test
  void anEmptySourceCompletesWithoutDemand() {
    Probe<Integer> p = Probe.of(map(Flux.empty(), this::held, 3), 0);
    p.assertComplete(0);
  }

  @Test
  void anErrorOfTheSourceEndsItAndCancelsWhatRuns() {
    TestPublisher<Integer> source = TestPublisher.create();
    AtomicInteger cancelled = new AtomicInteger();
    Probe<Integer> p =
        Probe.of(map(source.flux(), i -> held(i).doOnCancel(cancelled::incrementAndGet), 3));
    source.next(1, 2).error(new IllegalStateException("source"));
    assertThat(p.error()).hasMessage("source");
    assertThat(cancelled).hasValue(2);
    assertThat(p.dropped).isEmpty();
  }

  @Test
  void anErrorOfAnInnerCancelsSourceAndNeighbours() {
    TestPublisher<Integer> source = TestPublisher.create();
    AtomicInteger cancelled = new AtomicInteger();
    Probe<Integer> p =
        Probe.of(map(source.flux(), i -> held(i).doOnCancel(cancelled::incrementAndGet), 3));
    source.next(1, 2, 3);
    started.get(1).tryEmitError(new IllegalStateException("inner"));
    assertThat(p.error()).hasMessage("inner");
    source.assertCancelled();
    assertThat(cancelled).hasValue(2);
  }

  @Test
  void aMapperThatThrowsOrReturnsNullIsAnError() {
    StepVerifier.create(
            map(
                Flux.range(0, 3),
                i -> {
                  throw new IllegalStateException("mapper");
                },
                2))
        .verifyErrorMessage("mapper");
    StepVerifier.create(FluxDemandMap.create(Flux.range(0, 3), i -> null, 2))
        .verifyError(NullPointerException.class);
  }

  @Test
  void anInnerThatThrowsWhenSubscribedToIsAnErrorAndNotASilence() {
    Mono<Integer> broken =
        new Mono<>() {
          @Override
          public void subscribe(CoreSubscriber<? super Integer> actual) {
            throw new IllegalStateException("subscribe");
          }
        };
    Probe<Integer> p = Probe.of(map(Flux.range(0, 3), i -> broken, 2));
    assertThat(p.error()).hasMessage("subscribe");
  }

  @Test
  void cancelDetachesWhatRunsAndDiscardsWhatComesLate() {
    AtomicInteger cancelled = new AtomicInteger();
    TestPublisher<Integer> source = TestPublisher.create();
    Probe<Integer> p =
        Probe.of(map(source.flux(), i -> held(i).doOnCancel(cancelled::incrementAndGet), 3));
    source.next(1, 2);
    p.cancel();
    p.cancel();
    source.assertCancelled();
    assertThat(cancelled).hasValue(2);
    assertThat(p.isOver()).isFalse();
  }

  @Test
  void valuesOfInnersThatGoOnAfterTheCancelAreDiscarded() {
    List<CoreSubscriber<? super Integer>> inners = new ArrayList<>();
    Mono<Integer> deaf =
        new Mono<>() {
          @Override
          public void subscribe(CoreSubscriber<? super Integer> actual) {
            actual.onSubscribe(Operators.emptySubscription());
            inners.add(actual);
          }
        };
    Probe<Integer> p = Probe.of(map(Flux.range(0, 2), i -> deaf, 2));
    p.cancel();
    inners.get(0).onNext(7);
    inners.get(0).onComplete();
    inners.get(1).onError(new IllegalStateException("late"));
    assertThat(p.discarded).containsExactly(7);
    assertThat(p.dropped).hasSize(1);
    assertThat(p.isOver()).isFalse();
    assertThat(p.values).isEmpty();
  }

  @Test
  void aSourceThatSendsMoreThanRequestedIsAnErrorAndNothingUnrequestedIsEmitted() {
    TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
    Probe<Integer> p = Probe.of(map(source.flux(), Mono::just, 8), 1);
    source.next(1, 2, 3);
    assertThat(p.values).containsExactly(1);
    assertThat(p.error()).hasMessageContaining("more than was requested");
    source.assertCancelled();
  }

  @Test
  void aSourceThatGoesOnAfterItsEndIsDropped() {
    TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Probe<Integer> p = Probe.of(map(source.flux(), this::held, 8));
    source.error(new IllegalStateException("first"));
    source.error(new IllegalStateException("second"));
    assertThat(p.error()).hasMessage("first");
    assertThat(p.dropped).extracting(Throwable::getMessage).containsExactly("second");
  }

  @Test
  void anErrorOfTheSourceAfterAnErrorOfAnInnerIsDropped() {
    TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Probe<Integer> p = Probe.of(map(source.flux(), this::held, 8));
    source.next(1);
    started.get(0).tryEmitError(new IllegalStateException("inner"));
    source.error(new IllegalStateException("source"));
    assertThat(p.error()).hasMessage("inner");
    assertThat(p.dropped).extracting(Throwable::getMessage).containsExactly("source");
  }

  @Test
  void aMillionThatAreThereAtOnceDoNotGrowTheStack() {
    assertThat(map(Flux.range(0, 1_000_000), Mono::just, 1).count().block()).isEqualTo(1_000_000);
    assertThat(map(Flux.range(0, 1_000_000), Mono::just, 128).count().block()).isEqualTo(1_000_000);
    AtomicInteger seen = new AtomicInteger();
    map(Flux.range(0, 1_000_000), Mono::just, 16)
        .subscribe(
            new Probe<Integer>(1) {
              @Override
              public void onNext(Integer value) {
                seen.incrementAndGet();
                request(1);
              }
            });
    assertThat(seen).hasValue(1_000_000);
  }

  @Test
  void innersThatEndOnManyThreadsLoseNothing() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Flux<Integer> flux =
        map(
            Flux.range(0, 20_000),
            i ->
                Mono.fromCallable(
                        () -> {
                          most.accumulateAndGet(running.incrementAndGet(), Math::max);
                          running.decrementAndGet();
                          return i;
                        })
                    .subscribeOn(Schedulers.parallel()),
            32);
    StepVerifier.create(flux.collectList())
        .assertNext(
            all -> {
              assertThat(all).hasSize(20_000).doesNotHaveDuplicates();
              assertThat(all).contains(0, 19_999);
            })
        .verifyComplete();
    assertThat(most.get()).isLessThanOrEqualTo(32);
  }

  @Test
  void completionsOnTwoThreadsAgainstTheCancelAreEmittedOrDiscarded() {
    for (int i = 0; i < 1_000; i++) {
      started.clear();
      Probe<Integer> p = Probe.of(map(Flux.range(0, 2), this::held, 2));
      RaceTestUtils.race(
          () -> started.get(0).tryEmitValue(0), () -> started.get(1).tryEmitValue(1), p::cancel);
      assertThat(p.values.size() + p.discarded.size()).isLessThanOrEqualTo(2);
      assertThat(p.terminals()).isLessThanOrEqualTo(1);
      if (p.values.size() < 2) {
        assertThat(p.completions).hasValue(0);
      }
    }
  }

  @Test
  void requestsOnTwoThreadsAreAddedUp() {
    for (int i = 0; i < 1_000; i++) {
      Probe<Integer> p = Probe.of(map(Flux.range(0, 100), Mono::just, 8), 0);
      RaceTestUtils.race(() -> p.request(20), () -> p.request(30));
      assertThat(p.values).hasSize(50);
      p.request(Long.MAX_VALUE);
      p.request(Long.MAX_VALUE);
      p.assertComplete(100);
    }
  }

  @Test
  void theLastCompletionAgainstTheEndOfTheSourceCompletesOnce() {
    for (int i = 0; i < 1_000; i++) {
      started.clear();
      TestPublisher<Integer> source = TestPublisher.create();
      Probe<Integer> p = Probe.of(map(source.flux(), this::held, 2));
      source.next(1);
      RaceTestUtils.race(() -> started.get(0).tryEmitValue(1), source::complete);
      p.assertComplete(1);
    }
  }

  @Test
  void twoErrorsAtOnceAreOneErrorAndOneDropped() {
    for (int i = 0; i < 1_000; i++) {
      started.clear();
      TestPublisher<Integer> source =
          TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
      Probe<Integer> p = Probe.of(map(source.flux(), this::held, 2));
      source.next(1);
      Sinks.One<Integer> inner = started.get(0);
      RaceTestUtils.race(
          () -> inner.tryEmitError(new IllegalStateException("inner")),
          () -> source.error(new IllegalStateException("source")));
      assertThat(p.errors).hasSize(1);
      if (p.error().getMessage().equals("inner")) {
        assertThat(p.dropped).hasSize(1);
      } else {
        assertThat(p.dropped.size()).isLessThanOrEqualTo(1); // the inner may have been cancelled
      }
    }
  }

  @Test
  void theContextReachesSourceAndInners() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    Flux<Integer> flux =
        map(
            Flux.deferContextual(
                c -> {
                  seen.add(c.get("key"));
                  return Flux.just(1);
                }),
            i ->
                Mono.deferContextual(
                    c -> {
                      seen.add(c.get("key"));
                      return Mono.just(i);
                    }),
            2);
    flux.contextWrite(Context.of("key", "value")).blockLast();
    assertThat(seen).containsExactly("value", "value");
  }

  @Test
  void badRequestsAreIgnoredAsReactorDoes() {
    Probe<Integer> p = Probe.of(map(Flux.range(0, 3), Mono::just, 2), 0);
    p.request(0);
    p.request(-5);
    assertThat(p.values).isEmpty();
    p.request(3);
    p.assertComplete(3);
  }

  @Test
  void itAnswersReactorsQuestions() {
    Flux<Integer> source = Flux.range(0, 3);
    Flux<Integer> flux = map(source, this::held, 2);
    assertThat(Scannable.from(flux).scanUnsafe(Scannable.Attr.PARENT)).isSameAs(source);
    assertThat(Scannable.from(flux).scan(Scannable.Attr.RUN_STYLE))
        .isEqualTo(Scannable.Attr.RunStyle.ASYNC);
    Probe<Integer> p = Probe.of(flux, 1);
    Scannable main = Scannable.from(p.subscription);
    assertThat(main.scanUnsafe(Scannable.Attr.ACTUAL)).isSameAs(p);
    assertThat(main.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(1);
    assertThat(main.scan(Scannable.Attr.PREFETCH)).isZero();
    assertThat(main.scan(Scannable.Attr.CANCELLED)).isFalse();
    p.cancel();
    assertThat(main.scan(Scannable.Attr.CANCELLED)).isTrue();
  }

  @Test
  void overRealCommandsItNeverHasMoreInFlightThanDemandAndDepth() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      Device device = new Device(held.target(), null);
      Probe<PassthruResult> p =
          Probe.of(
              device.commands(
                  Flux.range(0, 40).map(i -> StandIn.EMPTY), 8, command -> StandIn.POLL),
              2);
      assertThat(s.ring.slotsInUse()).isEqualTo(2);
      p.request(3);
      assertThat(s.ring.slotsInUse()).isEqualTo(5);
      p.request(100);
      assertThat(s.ring.slotsInUse()).isEqualTo(8);
      p.cancel();
      assertThat(s.counters.detached.sum()).isEqualTo(8);
      held.answer();
      s.awaitIdle();
      StandIn.await("eight late values", () -> p.discarded.size() == 8);
      assertThat(p.values).isEmpty();
    }
  }

  /** A subscription serves one command after the other: the cancel meets that of the last one. */
  @Test
  void aCancelJustBeforeTheNextCommandIsSentDetachesIt() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      Device device = new Device(held.target(), null);
      TestPublisher<PassthruCommand> source = TestPublisher.create();
      AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
      Probe<PassthruResult> p =
          Probe.of(
              device.commands(
                  source,
                  1,
                  command -> {
                    before.get().run();
                    return StandIn.POLL;
                  }));
      source.next(StandIn.EMPTY);
      held.answer();
      StandIn.await("the first value", () -> p.values.size() == 1);
      s.awaitIdle();
      held.hold();
      before.set(p::cancel);
      source.next(StandIn.EMPTY);
      assertThat(s.ring.slotsInUse()).isEqualTo(1);
      assertThat(s.counters.detached.sum()).isEqualTo(1);
      held.answer();
      s.awaitIdle();
      StandIn.await("the late value", () -> p.discarded.size() == 1);
    }
  }

  @Test
  void whatComesAfterTheCancelIsDiscarded() {
    TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Probe<Integer> p = Probe.of(map(source.flux(), this::held, 4));
    p.cancel();
    source.next(7); // it was on its way, and may own something
    assertThat(p.discarded).containsExactly(7);
    assertThat(started).isEmpty();
  }
}
