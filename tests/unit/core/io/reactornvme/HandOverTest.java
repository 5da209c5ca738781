package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.util.RaceTestUtils;

/**
 * What goes from one command to the next without being given back: slot, credit and hold on the
 * target to a command that is sent from within a signal, the command object in the bulk operator.
 * Whatever comes between, nothing is lost, and nothing is given back twice.
 */
class HandOverTest {

  private static final int ROUNDS = 300;

  private static Flux<PassthruResult> bulk(Target target, int depth) {
    return new Device(target, null)
        .commands(Mono.just(StandIn.EMPTY).repeat(), depth, c -> CommandForm.ADMIN);
  }

  @Test
  void theNextCommandHasTheSlotOfTheLast() {
    try (StandIn s = StandIn.builder().depth(1).credits(1).pendingLimit(1).open()) {
      Mono<PassthruResult> command = StandIn.command(s.nullDevice());
      assertThat(command.repeat(10_000).count().block()).isEqualTo(10_001);
      s.awaitIdle();
    }
  }

  @Test
  void twoFromWithinOneSignal() {
    try (StandIn s = StandIn.builder().depth(2).credits(2).open()) {
      Mono<PassthruResult> command = StandIn.command(s.nullDevice());
      // The first takes over, the second takes what is free or waits.
      Mono<Long> all =
          command.flatMapMany(r -> Flux.merge(command, command, command)).repeat(1_000).count();
      assertThat(all.block()).isEqualTo(3_003);
      s.awaitIdle();
    }
  }

  @Test
  void fromWithinTheSignalOfAnotherDevice() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      Gates others = s.newGates(1);
      Mono<PassthruResult> one = StandIn.command(s.nullDevice());
      Mono<PassthruResult> other =
          StandIn.command(s.target("/dev/null", others, BackendChoice.AUTO));
      assertThat(one.then(other).repeat(1_000).count().block()).isEqualTo(1_001);
      s.awaitIdle();
      assertThat(others.admin().inUse()).isZero();
    }
  }

  @Test
  void whoeverWaitsIsNotPassedBy() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      Mono<PassthruResult> command = StandIn.command(s.nullDevice());
      AtomicLong greedy = new AtomicLong();
      Probe<PassthruResult> endless =
          Probe.of(command.doOnNext(r -> greedy.incrementAndGet()).repeat());
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(command.block()).isNotNull();
      }
      endless.cancel();
      s.awaitIdle();
      assertThat(greedy.get()).isPositive();
    }
  }

  @Test
  void aSubscriberThatThrowsAfterItHasTakenOver() {
    try (LogTap log = new LogTap(CommandRing.class);
        StandIn s = StandIn.builder().credits(2).open()) {
      Mono<PassthruResult> command = StandIn.command(s.nullDevice());
      List<PassthruResult> results = new CopyOnWriteArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        int before = results.size();
        command.subscribe(
            new Probe<>() {
              @Override
              public void onComplete() {
                command.subscribe(results::add);
                throw new IllegalStateException("the subscriber's");
              }
            });
        StandIn.await("the second", () -> results.size() == before + 1);
      }
      s.awaitIdle();
      assertThat(log.lines).isNotEmpty();
    }
  }

  @Test
  void theHandleIsDisposedFromWithin() {
    for (int i = 0; i < ROUNDS; i++) {
      try (StandIn s = StandIn.open()) {
        Target target = s.nullDevice();
        Mono<PassthruResult> command = StandIn.command(target);
        Probe<PassthruResult> next = new Probe<>();
        command.doOnNext(r -> target.dispose()).doOnSuccess(r -> command.subscribe(next)).block();
        assertThat(next.error()).isInstanceOf(NvmeClosedException.class);
        s.awaitIdle();
      }
    }
  }

  @Test
  void aBulkIsCancelledInFullRun() {
    try (StandIn s = StandIn.open()) {
      Target target = s.nullDevice();
      for (int i = 0; i < ROUNDS; i++) {
        int enough = ThreadLocalRandom.current().nextInt(2_000);
        AtomicLong seen = new AtomicLong();
        Probe<PassthruResult> p =
            new Probe<>() {
              @Override
              public void onNext(PassthruResult value) {
                seen.incrementAndGet();
              }
            };
        bulk(target, 8).subscribe(p);
        StandIn.await("some results", () -> seen.get() >= enough);
        p.cancel();
        s.awaitIdle();
        assertThat(p.errors).isEmpty();
        assertThat(p.dropped).isEmpty();
      }
    }
  }

  @Test
  void aBulkAgainstTheDisposalOfItsHandle() {
    for (int i = 0; i < ROUNDS; i++) {
      try (StandIn s = StandIn.open()) {
        Target target = s.nullDevice();
        Probe<PassthruResult> p =
            new Probe<>() {
              @Override
              public void onNext(PassthruResult value) {}
            };
        RaceTestUtils.race(() -> bulk(target, 8).subscribe(p), target::dispose);
        p.awaitOver();
        assertThat(p.error()).isInstanceOf(NvmeClosedException.class);
        s.awaitIdle();
      }
    }
  }

  @Test
  void aBulkAgainstTheDisposalOfTheWhole() {
    for (int i = 0; i < ROUNDS; i++) {
      try (StandIn s = StandIn.open()) {
        Target target = s.nullDevice();
        AtomicLong seen = new AtomicLong();
        Probe<PassthruResult> p =
            new Probe<>() {
              @Override
              public void onNext(PassthruResult value) {
                seen.incrementAndGet();
              }
            };
        bulk(target, 8).subscribe(p);
        StandIn.await("some results", () -> seen.get() > 0);
        target.dispose();
        s.ring.seal();
        s.ring.detachAll("disposed");
        p.awaitOver();
        assertThat(p.error()).isInstanceOf(NvmeClosedException.class);
      } // which waits for the end of the ring: all slots have come back
    }
  }

  // ---- open nodes in the ring's table ----

  @Test
  void commandsBeforeAndAfterTheNodeIsEnteredAndAfterItHasLeft() {
    try (StandIn s = StandIn.open()) {
      for (int i = 0; i < 2 * RingLayout.FILES; i++) { // more than the table has, one at a time
        Target target = s.nullDevice();
        target.enterFile();
        assertThat(StandIn.command(target).block()).isNotNull();
        if (i % 16 == 0) {
          StandIn.await("the index", () -> target.file() >= 0);
          assertThat(StandIn.command(target).block()).isNotNull();
        }
        target.dispose();
      }
      s.awaitIdle();
    }
  }

  @Test
  void moreNodesThanTheTableHasRoomFor() {
    try (StandIn s = StandIn.open()) {
      Target last = null;
      for (int i = 0; i <= RingLayout.FILES; i++) {
        last = s.nullDevice();
        last.enterFile();
      }
      assertThat(StandIn.command(last).block()).isNotNull();
      assertThat(last.file()).isNegative();
    }
  }
}
