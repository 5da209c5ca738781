package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.FluxOrderedChunks.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;

/** Ordered chunks: never more held than the depth, nor than the demand and the read-ahead. */
class FluxOrderedChunksTest {

  /** Chunks that the test ends one by one, in the order of their start. */
  private final List<TestPublisher<Long>> started = new ArrayList<>();

  private Mono<Long> held(long chunk) {
    TestPublisher<Long> publisher =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    started.add(publisher);
    return publisher.mono();
  }

  private void answer(int chunk) {
    started.get(chunk).emit((long) chunk);
  }

  private static Flux<Long> chunks(
      long count, LongFunction<Mono<Long>> chunk, int depth, int readAhead) {
    return FluxOrderedChunks.create(Mono.just(new Plan<>(count, chunk)), depth, readAhead);
  }

  @Test
  void nothingStartsBeforeTheFirstRequest() {
    AtomicInteger planned = new AtomicInteger();
    Flux<Long> flux =
        FluxOrderedChunks.create(
            Mono.fromCallable(
                () -> {
                  planned.incrementAndGet();
                  return new Plan<Long>(9, this::held);
                }),
            4,
            4);
    Probe<Long> p = Probe.of(flux, 0);
    assertThat(planned).hasValue(0);
    p.request(1);
    assertThat(planned).hasValue(1);
    assertThat(started).hasSize(4);
    p.cancel();
  }

  @Test
  void withoutReadAheadItNeverRunsAheadOfDemand() {
    Probe<Long> p = Probe.of(chunks(100, this::held, 8, 0), 0);
    for (int i = 0; i < 20; i++) {
      p.request(1);
      assertThat(started).hasSize(i + 1);
      answer(i);
      assertThat(p.values).hasSize(i + 1);
      assertThat(started).as("nothing ahead").hasSize(i + 1);
    }
    p.request(3);
    assertThat(started).hasSize(23);
    p.cancel();
  }

  @ParameterizedTest
  @CsvSource({"8, 3, 4", "8, 20, 8", "1, 5, 1", "4, 1, 2"})
  void aheadOfOneThatAsksForOneItIsByTheReadAheadAtMost(int depth, int readAhead, int first) {
    Probe<Long> p = Probe.of(chunks(100, this::held, depth, readAhead), 0);
    p.request(1);
    assertThat(started).hasSize(first);
    int answered = 0;
    for (int i = 0; i < 30; i++) {
      while (answered < started.size()) {
        answer(answered++);
      }
      assertThat(p.values).hasSize(i + 1);
      int ahead = started.size() - p.values.size();
      assertThat(ahead).isEqualTo(Math.min(depth, readAhead));
      p.request(1);
    }
    p.cancel();
  }

  @Test
  void noMoreThanTheDepthAreHeldEvenIfTheyAreThereAlready() {
    Probe<Long> p = Probe.of(chunks(100, this::held, 4, 0));
    assertThat(started).hasSize(4);
    answer(1);
    answer(2);
    answer(3);
    assertThat(started).as("three wait for the first").hasSize(4);
    assertThat(p.values).isEmpty();
    answer(0);
    assertThat(p.values).containsExactly(0L, 1L, 2L, 3L);
    assertThat(started).hasSize(8);
    p.cancel();
  }

  @Test
  void itEndsWithTheLastWithoutFurtherDemand() {
    StepVerifier.create(chunks(3, Mono::just, 2, 0), 3).expectNext(0L, 1L, 2L).verifyComplete();
    StepVerifier.create(chunks(0, Mono::just, 2, 0), 1).verifyComplete();
  }

  @Test
  void manyThatAreThereAtOnceNeedNoStack() {
    StepVerifier.create(chunks(200_000, Mono::just, 16, 0))
        .expectNextCount(200_000)
        .verifyComplete();
    StepVerifier.create(chunks(200_000, Mono::just, 16, 4).limitRate(1))
        .expectNextCount(200_000)
        .verifyComplete();
  }

  @Test
  void outOfOrderFromOtherThreadsTheOrderHolds() {
    for (int depth : new int[] {1, 3, 16}) {
      List<Long> values =
          chunks(2000, i -> Mono.fromCallable(() -> i).subscribeOn(Schedulers.parallel()), depth, 2)
              .collectList()
              .block();
      assertThat(values).hasSize(2000).isSorted();
    }
  }

  @Test
  void anErrorComesInItsTurnAndNothingNewIsStarted() {
    Probe<Long> p = Probe.of(chunks(100, this::held, 4, 0));
    started.get(1).error(new IllegalStateException("one"));
    answer(3);
    assertThat(p.isOver()).isFalse();
    answer(0);
    assertThat(p.values).containsExactly(0L);
    assertThat(p.error()).hasMessage("one");
    assertThat(started).hasSize(4);
    started.get(2).assertCancelled();
    assertThat(p.discarded).containsExactly(3L);
    answer(2); // too late
    assertThat(p.discarded).containsExactlyInAnyOrder(3L, 2L);
    assertThat(p.terminals()).isEqualTo(1);
  }

  @Test
  void ofTwoErrorsTheLaterIsDropped() {
    Probe<Long> p = Probe.of(chunks(4, this::held, 4, 0));
    started.get(2).error(new IllegalStateException("two"));
    started.get(0).error(new IllegalStateException("none"));
    assertThat(p.error()).hasMessage("none");
    assertThat(p.dropped).singleElement().satisfies(e -> assertThat(e).hasMessage("two"));
  }

  @Test
  void anErrorNeedsNoDemand() {
    Probe<Long> p = Probe.of(chunks(4, this::held, 4, 4), 1);
    answer(0);
    started.get(1).error(new IllegalStateException("one"));
    assertThat(p.error()).hasMessage("one");
  }

  @Test
  void anEmptyChunkAThrowingOneAndAFailedPlanAreErrors() {
    StepVerifier.create(chunks(2, i -> Mono.empty(), 1, 0))
        .verifyError(IllegalStateException.class);
    StepVerifier.create(
            chunks(
                2,
                i -> {
                  throw new IllegalArgumentException("no");
                },
                1,
                0))
        .verifyError(IllegalArgumentException.class);
    StepVerifier.create(FluxOrderedChunks.<Long>create(Mono.error(new RuntimeException("p")), 1, 0))
        .verifyErrorMessage("p");
    StepVerifier.create(FluxOrderedChunks.<Long>create(Mono.empty(), 1, 0))
        .verifyError(IllegalStateException.class);
  }

  @Test
  void aCancelDiscardsWhatIsThereAndCancelsWhatIsUnderWay() {
    Probe<Long> p = Probe.of(chunks(100, this::held, 4, 0));
    answer(2);
    p.cancel();
    p.cancel();
    assertThat(p.discarded).containsExactly(2L);
    started.get(0).assertCancelled();
    started.get(1).assertCancelled();
    started.get(3).assertCancelled();
    answer(0);
    assertThat(p.discarded).containsExactlyInAnyOrder(2L, 0L);
    started.get(1).error(new IllegalStateException("late"));
    assertThat(p.dropped).hasSize(1);
    assertThat(p.values).isEmpty();
    assertThat(started).hasSize(4);
    assertThat(p.isOver()).isFalse();
  }

  @Test
  void aCancelWhileThePlanIsMadeStopsIt() {
    TestPublisher<Plan<Long>> plan = TestPublisher.create();
    Probe<Long> p = Probe.of(FluxOrderedChunks.create(plan.mono(), 4, 0));
    p.cancel();
    plan.assertCancelled();
    assertThat(started).isEmpty();
  }

  @Test
  void aCancelAgainstACompletionLosesNoValue() {
    for (int round = 0; round < 2000; round++) {
      Sinks.One<Long> first = Sinks.one();
      Sinks.One<Long> second = Sinks.one();
      Probe<Long> p = Probe.of(chunks(2, i -> i == 0 ? first.asMono() : second.asMono(), 2, 0));
      RaceTestUtils.race(
          () -> {
            second.tryEmitValue(1L);
            first.tryEmitValue(0L);
          },
          p::cancel);
      // What a cancelled Mono never passed on is its own to lose; no value is there twice.
      List<Object> seen = new ArrayList<>(p.values);
      seen.addAll(p.discarded);
      assertThat(seen).doesNotHaveDuplicates();
      assertThat(p.completions.get()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void leasesAreReleasedWhoeverWinsTheRace() {
    BufferPool pool = new BufferPool(new HostPlatform());
    for (int round = 0; round < 2000; round++) {
      Sinks.Empty<Void> first = Sinks.empty();
      Sinks.Empty<Void> second = Sinks.empty();
      List<Sinks.Empty<Void>> sinks = List.of(first, second);
      Flux<NvmeBuffer> flux =
          FluxOrderedChunks.create(
                  Mono.just(
                      new Plan<NvmeBuffer>(
                          2,
                          i ->
                              MonoLease.create(
                                  () -> new NvmeBuffer(pool, 1),
                                  b -> sinks.get((int) i).asMono()))),
                  2,
                  0)
              .doOnDiscard(NvmeBuffer.class, NvmeBuffer::release);
      Probe<NvmeBuffer> p =
          new Probe<>() {
            @Override
            public void onNext(NvmeBuffer buffer) {
              buffer.byteBuffer(); // throws if it was released under the receiver
              buffer.release();
              super.onNext(buffer);
            }
          };
      flux.subscribe(p);
      RaceTestUtils.race(
          () -> {
            second.tryEmitEmpty();
            first.tryEmitEmpty();
          },
          p::cancel);
      assertThat(pool.live()).isZero();
      assertThat(p.errors).isEmpty();
    }
  }

  @Test
  void requestsAgainstCompletionsLoseNothing() {
    for (int round = 0; round < 300; round++) {
      List<Sinks.One<Long>> sinks = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        sinks.add(Sinks.one());
      }
      Probe<Long> p = Probe.of(chunks(6, i -> sinks.get((int) i).asMono(), 3, 1), 0);
      RaceTestUtils.race(
          () -> sinks.forEach(s -> s.tryEmitValue((long) sinks.indexOf(s))),
          () -> {
            for (int i = 0; i < 6; i++) {
              p.request(1);
            }
          });
      p.assertComplete(6);
      assertThat(p.values).isSorted();
    }
  }

  @Test
  void cancelFromTheReceiverItselfStopsIt() {
    StepVerifier.create(chunks(100, Mono::just, 8, 8).take(5)).expectNextCount(5).verifyComplete();
  }

  @Test
  void itTellsWhatItIs() {
    Flux<Long> flux = chunks(2, this::held, 2, 7);
    assertThat(Scannable.from(flux).scan(Scannable.Attr.PREFETCH)).isEqualTo(7);
    Probe<Long> p = Probe.of(flux, 1);
    Scannable s = Scannable.from(p.subscription);
    assertThat(s.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(1);
    assertThat(s.scan(Scannable.Attr.CANCELLED)).isFalse();
    p.cancel();
    assertThat(s.scan(Scannable.Attr.CANCELLED)).isTrue();
    assertThat(s.scan(Scannable.Attr.TERMINATED)).isFalse();
  }
}
