package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.ProgressWatch.Operation;
import io.reactornvme.ProgressWatch.Settings;
import io.reactornvme.ProgressWatch.State;
import io.reactornvme.spec.NvmeStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;
import reactor.test.util.RaceTestUtils;

/** The watch over a long operation, in virtual time, with a drive that is a list of answers. */
class ProgressWatchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Operation FORMAT =
      new Operation("/dev/nvme0", "Format NVM", Progress.Unit.PERCENT);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Settings settings =
      Settings.DEFAULT.scheduler(time).stallLimit(Duration.ofSeconds(10));
  private final Deque<Mono<State>> answers = new ArrayDeque<>();
  private final AtomicInteger polls = new AtomicInteger();
  private final Mono<State> poll =
      Mono.defer(
          () -> {
            polls.incrementAndGet();
            return answers.isEmpty() ? Mono.<State>never() : answers.poll();
          });

  private final AtomicReference<Throwable> dropped = new AtomicReference<>();

  @BeforeEach
  void hook() {
    Hooks.onErrorDropped(dropped::set);
  }

  @AfterEach
  void unhook() {
    Hooks.resetOnErrorDropped();
    time.dispose();
  }

  private void running(int... percents) {
    for (int percent : percents) {
      answers.add(Mono.just(new State(percent, 100, true)));
    }
  }

  private void done() {
    answers.add(Mono.just(new State(100, 100, false)));
  }

  private void fails(Throwable e, int times) {
    for (int i = 0; i < times; i++) {
      answers.add(Mono.error(e));
    }
  }

  private static NvmeOsException eintr() {
    return new NvmeOsException(
        Errno.EINTR,
        NvmeException.Layer.DRIVER,
        NvmeOsException.Operation.ADMIN_COMMAND,
        "/dev/nvme0");
  }

  private TestSubscriber<Progress> attach(long demand) {
    return subscribe(ProgressWatch.attach(FORMAT, settings, poll), demand);
  }

  private static TestSubscriber<Progress> subscribe(Flux<Progress> flux, long demand) {
    TestSubscriber<Progress> subscriber = TestSubscriber.builder().initialRequest(demand).build();
    flux.subscribe(subscriber);
    return subscriber;
  }

  private static List<Long> done(TestSubscriber<Progress> subscriber) {
    return subscriber.getReceivedOnNext().stream().map(Progress::done).toList();
  }

  private static Progress last(TestSubscriber<Progress> subscriber) {
    List<Progress> all = subscriber.getReceivedOnNext();
    return all.get(all.size() - 1);
  }

  @Test
  void pollsAtTheIntervalUntilTheEnd() {
    running(0, 40);
    done();
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    assertThat(done(s)).containsExactly(0L);
    time.advanceTimeBy(SECOND.minusMillis(1));
    assertThat(polls).hasValue(1);
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(done(s)).containsExactly(0L, 40L);
    time.advanceTimeBy(SECOND);
    assertThat(done(s)).containsExactly(0L, 40L, 100L);
    assertThat(last(s))
        .isEqualTo(
            new Progress(
                "Format NVM",
                100,
                100,
                Progress.Unit.PERCENT,
                SECOND.multipliedBy(2),
                Duration.ZERO,
                false,
                true));
    assertThat(s.isTerminatedComplete()).isTrue();
    time.advanceTimeBy(Duration.ofHours(1));
    assertThat(polls).hasValue(3);
  }

  @Test
  void noDemandNoPoll() {
    running(1, 2, 3);
    TestSubscriber<Progress> s = attach(0);
    time.advanceTimeBy(Duration.ofHours(1));
    assertThat(polls).hasValue(0);
    s.request(1);
    time.advanceTimeBy(Duration.ofHours(1));
    assertThat(polls).hasValue(1);
    s.request(1); // the interval has long passed
    assertThat(done(s)).containsExactly(1L, 2L);
    s.request(1);
    assertThat(polls).hasValue(2);
    time.advanceTimeBy(SECOND);
    assertThat(done(s)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aStallIsToldOfAndIsNoError() {
    for (int i = 0; i < 12; i++) {
      running(7);
    }
    running(8);
    done();
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(10));
    assertThat(last(s).stalled()).isFalse();
    assertThat(last(s).unchanged()).isEqualTo(Duration.ofSeconds(10));
    time.advanceTimeBy(SECOND);
    assertThat(last(s).stalled()).isTrue();
    assertThat(last(s)).hasToString("Format NVM 7.00 % after 11 s, unchanged for 11 s");
    time.advanceTimeBy(SECOND);
    assertThat(last(s).stalled()).isFalse();
    time.advanceTimeBy(SECOND);
    assertThat(s.isTerminatedComplete()).isTrue();
  }

  @Test
  void aDriveThatDoesNotTellItsProgressDoesNotStall() {
    for (int i = 0; i < 30; i++) {
      answers.add(Mono.just(new State(0, 0, true)));
    }
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(25));
    assertThat(last(s).unchanged()).isEqualTo(Duration.ofSeconds(25));
    assertThat(last(s).stalled()).isFalse();
  }

  @Test
  void pollsMayFailForAWhile() {
    running(5);
    fails(eintr(), 10);
    running(6);
    fails(eintr(), 10);
    done();
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(30));
    assertThat(s.isTerminatedComplete()).isTrue();
    assertThat(s.getReceivedOnNext()).hasSize(23);
    assertThat(done(s).subList(0, 11)).containsOnly(5L);
  }

  @Test
  void pollsThatFailTooLongAreAnError() {
    running(5);
    fails(eintr(), 100);
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(60));
    assertThat(s.expectTerminalError()).isInstanceOf(NvmeOsException.class);
    assertThat(polls).hasValue(13); // at 0, 1 to 11, and 12 s: the first failure was at 1 s
  }

  @Test
  void whatDoesNotPassIsAnErrorAtOnce() {
    running(5);
    fails(new NvmeStatusException("/dev/nvme0", "Identify", NvmeStatus.of(0x4002)), 1);
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(SECOND);
    assertThat(s.expectTerminalError()).isInstanceOf(NvmeStatusException.class);
  }

  @Test
  void aDriveThatDoesNotAnswerHasOnePollUnderWay() {
    running(5);
    Sinks.One<State> late = Sinks.one();
    answers.add(late.asMono());
    done();
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(8));
    assertThat(polls).hasValue(2);
    assertThat(done(s)).hasSizeGreaterThan(4).containsOnly(5L);
    late.tryEmitValue(new State(60, 100, true)).orThrow();
    assertThat(done(s)).endsWith(5L, 60L, 100L); // the next one was due
    assertThat(s.isTerminatedComplete()).isTrue();
    assertThat(polls).hasValue(3);
  }

  @Test
  void aDriveThatNeverAnswersIsAnError() {
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(60));
    assertThat(s.expectTerminalError())
        .isInstanceOf(NvmeDeadlineException.class)
        .hasMessageContaining("the progress of Format NVM");
    assertThat(polls).hasValue(1);
  }

  @Test
  void nothingToWatchIsEmpty() {
    answers.add(Mono.just(State.NOTHING));
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    assertThat(s.isTerminatedComplete()).isTrue();
    assertThat(s.getReceivedOnNext()).isEmpty();
  }

  @Test
  void cancelStopsThePolls() {
    running(1, 2, 3);
    TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
    s.cancel();
    time.advanceTimeBy(Duration.ofHours(1));
    assertThat(polls).hasValue(1);
  }

  @Test
  void theStartComesFirstAndAtDemand() {
    AtomicInteger started = new AtomicInteger();
    Sinks.Empty<Void> start = Sinks.empty();
    Mono<Void> command = start.asMono().doOnSubscribe(x -> started.incrementAndGet());
    TestSubscriber<Progress> s = subscribe(ProgressWatch.start(FORMAT, settings, poll, command), 0);
    assertThat(started).hasValue(0);
    s.request(1);
    assertThat(started).hasValue(1);
    assertThat(polls).hasValue(0);
    running(3);
    start.tryEmitEmpty().orThrow();
    assertThat(done(s)).containsExactly(3L);
  }

  @Test
  void aStartThatFailsIsTheEnd() {
    TestSubscriber<Progress> s =
        subscribe(ProgressWatch.start(FORMAT, settings, poll, Mono.error(eintr())), 1);
    assertThat(s.expectTerminalError()).isInstanceOf(NvmeOsException.class);
    assertThat(polls).hasValue(0);
  }

  // ---- as long as a command ----

  private final Sinks.Empty<Void> command = Sinks.empty();

  private TestSubscriber<Progress> during(long demand) {
    return subscribe(
        ProgressWatch.during(FORMAT, settings, poll, Mono.empty(), command.asMono()), demand);
  }

  @Test
  void theCommandIsTheEnd() {
    done(); // not yet begun, it says 0 percent left
    running(20, 60);
    TestSubscriber<Progress> s = during(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(3));
    assertThat(done(s)).containsExactly(0L, 20L, 60L);
    done();
    command.tryEmitEmpty().orThrow();
    assertThat(s.isTerminatedComplete()).isTrue();
    assertThat(last(s).ended()).isTrue();
  }

  @Test
  void aCommandThatEndsEarlyIsNotTheEnd() {
    running(20);
    TestSubscriber<Progress> s = during(Long.MAX_VALUE);
    time.advanceTimeBy(SECOND);
    running(30);
    done();
    command.tryEmitEmpty().orThrow();
    assertThat(done(s)).containsExactly(20L, 30L);
    time.advanceTimeBy(SECOND);
    assertThat(done(s)).containsExactly(20L, 30L, 100L);
    assertThat(s.isTerminatedComplete()).isTrue();
  }

  @Test
  void aPollAskedBeforeTheCommandsEndDoesNotTellOfTheEnd() {
    Sinks.One<State> late = Sinks.one();
    answers.add(late.asMono());
    TestSubscriber<Progress> s = during(Long.MAX_VALUE);
    time.advanceTimeBy(SECOND);
    command.tryEmitEmpty().orThrow();
    running(50);
    done();
    late.tryEmitValue(new State(100, 100, false)).orThrow();
    assertThat(done(s)).containsExactly(0L, 50L);
    time.advanceTimeBy(SECOND);
    assertThat(s.isTerminatedComplete()).isTrue();
  }

  @Test
  void theCommandsEndAndAnAnswerAtTheSameTime() {
    for (int round = 0; round < 500; round++) {
      answers.clear();
      Sinks.Empty<Void> end = Sinks.empty();
      Sinks.One<State> answer = Sinks.one();
      answers.add(answer.asMono());
      TestSubscriber<Progress> s =
          subscribe(
              ProgressWatch.during(FORMAT, settings, poll, Mono.empty(), end.asMono()),
              Long.MAX_VALUE);
      time.advanceTimeBy(SECOND);
      done();
      done();
      RaceTestUtils.race(
          () -> end.tryEmitEmpty().orThrow(),
          () -> answer.tryEmitValue(new State(100, 100, false)).orThrow());
      time.advanceTimeBy(SECOND);
      assertThat(s.isTerminatedComplete()).isTrue();
      assertThat(s.getReceivedOnNext().stream().filter(Progress::ended)).hasSize(1);
      assertThat(s.getProtocolErrors()).isEmpty();
    }
  }

  @Test
  void aSilenceAndAnAnswerAtTheSameTime() {
    for (int round = 0; round < 500; round++) {
      answers.clear();
      running(1);
      Sinks.One<State> answer = Sinks.one();
      answers.add(answer.asMono());
      TestSubscriber<Progress> s = attach(Long.MAX_VALUE);
      time.advanceTimeBy(SECOND);
      done();
      RaceTestUtils.race(
          () -> time.advanceTimeBy(SECOND),
          () -> answer.tryEmitValue(new State(50, 100, true)).orThrow());
      time.advanceTimeBy(SECOND);
      time.advanceTimeBy(SECOND);
      assertThat(s.isTerminatedComplete()).isTrue();
      assertThat(done(s).stream().distinct()).containsExactly(1L, 50L, 100L);
      assertThat(s.getProtocolErrors()).isEmpty();
    }
  }

  @Test
  void whatEndsAtOnceIsOneItem() {
    done();
    command.tryEmitEmpty().orThrow();
    TestSubscriber<Progress> s = during(Long.MAX_VALUE);
    assertThat(done(s)).containsExactly(100L);
    assertThat(s.isTerminatedComplete()).isTrue();
  }

  @Test
  void aCommandThatFailsIsAnErrorWithoutAPoll() {
    command.tryEmitError(eintr()).orThrow();
    TestSubscriber<Progress> s = during(Long.MAX_VALUE);
    assertThat(s.expectTerminalError()).isInstanceOf(NvmeOsException.class);
    assertThat(polls).hasValue(0);
    assertThat(dropped).hasValue(null);
  }

  @Test
  void pollsBesideTheCommandMayFailForEver() {
    fails(new NvmeStatusException("/dev/nvme0", "Identify", NvmeStatus.of(0x4002)), 30);
    TestSubscriber<Progress> s = during(Long.MAX_VALUE);
    time.advanceTimeBy(Duration.ofSeconds(30));
    assertThat(s.isTerminated()).isFalse();
    assertThat(last(s).stalled()).isTrue();
    assertThat(last(s).isKnown()).isFalse();
    answers.clear();
    time.advanceTimeBy(Duration.ofHours(1)); // nor need they be answered
    assertThat(s.isTerminated()).isFalse();
  }

  @Test
  void cancelDetachesAndALateErrorIsDroppedLoudly() {
    running(20);
    AtomicInteger cancelled = new AtomicInteger();
    TestSubscriber<Progress> s =
        subscribe(
            ProgressWatch.during(
                FORMAT,
                settings,
                poll,
                Mono.empty(),
                command.asMono().doOnCancel(cancelled::incrementAndGet)),
            Long.MAX_VALUE);
    time.advanceTimeBy(SECOND);
    s.cancel();
    assertThat(cancelled).hasValue(0);
    command.tryEmitError(eintr()).orThrow();
    assertThat(dropped.get()).isInstanceOf(NvmeOsException.class);
  }

  @Test
  void eachSubscriptionSendsAnew() {
    AtomicInteger sent = new AtomicInteger();
    Mono<Void> once = Mono.fromRunnable(sent::incrementAndGet);
    Flux<Progress> flux = ProgressWatch.during(FORMAT, settings, poll, Mono.empty(), once);
    done();
    subscribe(flux, 1);
    done();
    subscribe(flux, 1);
    assertThat(sent).hasValue(2);
  }

  // ---- the rest ----

  @ParameterizedTest
  @CsvSource({
    "0x007, true", "0x008, true", "0x01D, true", "0x021, true", "0x022, true", "0x024, true",
    "0x082, true", "0x4084, true", "0x370, true", "0x371, true", "0x001, false", "0x4002, false",
    "0x01C, false", "0x281, false"
  })
  void whichStatusesPass(String status, boolean passing) {
    NvmeStatusException e =
        new NvmeStatusException("/dev/nvme0", "x", NvmeStatus.of(Integer.decode(status)));
    assertThat(ProgressWatch.isPassing(e)).isEqualTo(passing);
  }

  @Test
  void whichErrorsPass() {
    assertThat(ProgressWatch.isPassing(eintr())).isTrue();
    assertThat(
            ProgressWatch.isPassing(
                new NvmeOsException(
                    Errno.ENODEV,
                    NvmeException.Layer.DRIVER,
                    NvmeOsException.Operation.ADMIN_COMMAND,
                    "/dev/nvme0")))
        .isFalse();
    assertThat(ProgressWatch.isPassing(new NvmeBusyException("/dev/nvme0", 1))).isTrue();
    assertThat(ProgressWatch.isPassing(new IllegalStateException())).isFalse();
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> settings.pollEvery(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.stallLimit(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.kernelTimeout(Duration.ofDays(50)));
  }

  @Test
  void fixedPointIsRoundedDown() {
    Progress part =
        new Progress(
            "Sanitize",
            0xFFFF,
            0x10000,
            Progress.Unit.PARTS_OF_65536,
            SECOND,
            Duration.ZERO,
            false,
            false);
    assertThat(part.hundredthsOfPercent()).isEqualTo(9999);
    assertThat(part).hasToString("Sanitize 99.99 % after 1 s");
    Progress unknown =
        new Progress("Format NVM", 0, 0, Progress.Unit.PERCENT, SECOND, Duration.ZERO, false, true);
    assertThat(unknown.isKnown()).isFalse();
    assertThat(unknown.hundredthsOfPercent()).isZero();
    assertThat(unknown).hasToString("Format NVM after 1 s, ended");
  }
}
