package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import reactor.test.util.RaceTestUtils;

/**
 * Who comes first ends the subscriber's life, once; and whoever it was, slot, credit and memory
 * come back, with the completion and not before.
 */
class CommandRaceTest {

  private static final int ROUNDS = 2_000;

  @Test
  void completionAgainstCancel() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      for (int i = 0; i < ROUNDS; i++) {
        Probe<PassthruResult> p = Probe.of(held.command(StandIn.WITH_BUFFER));
        assertThat(s.buffers.live()).isEqualTo(1);
        RaceTestUtils.race(held::answer, p::cancel);
        s.awaitIdle();
        StandIn.await("the value", () -> p.completions.get() + p.discarded.size() == 1);
        p.assertRulesKept();
        assertThat(p.errors).isEmpty();
        held.hold();
      }
      assertThat(s.counters.late.sum()).isEqualTo(s.counters.detached.sum());
    }
  }

  @Test
  void completionAgainstDeadline() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      PassthruCommand command =
          PassthruCommand.builder(0xC2)
              .dataIn(2 * NativeMemory.PAGE)
              .deadline(Duration.ofNanos(100_000))
              .build();
      for (int i = 0; i < ROUNDS; i++) {
        Probe<PassthruResult> p = Probe.of(held.command(command));
        spin(200_000);
        held.answer();
        s.awaitIdle();
        p.awaitOver();
        p.assertRulesKept();
        if (p.values.isEmpty()) {
          assertThat(p.error()).isInstanceOf(NvmeDeadlineException.class);
          assertThat(((NvmeDeadlineException) p.error()).sent()).isTrue();
          StandIn.await("the late value", () -> p.discarded.size() == 1);
        }
        held.hold();
      }
    }
  }

  @Test
  void cancelAgainstDeadline() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      PassthruCommand command =
          PassthruCommand.builder(0xC0).deadline(Duration.ofNanos(100_000)).build();
      List<Probe<PassthruResult>> probes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        for (int k = 0; k < 16; k++) {
          probes.add(Probe.of(held.command(command)));
        }
        spin(200_000);
        probes.forEach(Probe::cancel);
        held.answer();
        s.awaitIdle();
        for (Probe<PassthruResult> p : probes) {
          StandIn.await("the late value", () -> p.discarded.size() == 1);
          p.assertRulesKept();
          assertThat(p.completions.get()).isZero();
        }
        probes.clear();
        held.hold();
      }
    }
  }

  @Test
  void completionAgainstDisposalOfTheHandle() {
    for (int i = 0; i < ROUNDS / 4; i++) {
      try (StandIn s = StandIn.open()) {
        StandIn.Held held = s.heldDevice();
        Probe<PassthruResult> p = Probe.of(held.command());
        RaceTestUtils.race(held::answer, held.target()::dispose);
        p.awaitOver();
        assertThat(p.values).hasSize(1); // what is under way completes
        p.assertRulesKept();
      }
    }
  }

  @Test
  void completionAgainstDisposalOfTheWhole() {
    for (int i = 0; i < ROUNDS / 4; i++) {
      try (StandIn s = StandIn.open()) {
        StandIn.Held held = s.heldDevice();
        Probe<PassthruResult> p = Probe.of(held.command(StandIn.WITH_BUFFER));
        RaceTestUtils.race(held::answer, () -> disposeAll(s, held));
        p.awaitOver();
        StandIn.await("the value", () -> p.values.size() + p.discarded.size() == 1);
        p.assertRulesKept();
        if (p.values.isEmpty()) {
          assertThat(p.error()).isInstanceOf(NvmeClosedException.class);
          assertThat(((NvmeClosedException) p.error()).sent()).isTrue();
        }
        StandIn.await("buffers", () -> s.buffers.live() == 0);
      }
    }
  }

  @Test
  void subscriptionAgainstDisposalOfTheWholeLeavesNobodyWaitingForAStuckDevice() {
    for (int i = 0; i < ROUNDS / 4; i++) {
      try (StandIn s = StandIn.open()) {
        StandIn.Held held = s.heldDevice();
        Probe<PassthruResult> p = new Probe<>();
        RaceTestUtils.race(() -> held.command().subscribe(p), () -> disposeAll(s, held));
        // The device is still stuck: the disposal alone must have ended it.
        assertThat(p.error()).isInstanceOf(NvmeClosedException.class);
      }
    }
  }

  @Test
  void subscriptionAgainstDisposalOfTheHandleLeavesNobodyWaitingForACredit() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      StandIn.Held holder = s.heldDevice();
      Probe<PassthruResult> first = Probe.of(holder.command());
      for (int i = 0; i < ROUNDS; i++) {
        Target target = s.nullDevice();
        Probe<PassthruResult> p = new Probe<>();
        RaceTestUtils.race(() -> StandIn.command(target).subscribe(p), target::dispose);
        assertThat(p.error()).isInstanceOf(NvmeClosedException.class);
        assertThat(((NvmeClosedException) p.error()).sent()).isFalse();
        assertThat(s.gates.admin().waiting()).isZero();
      }
      assertThat(first.isOver()).isFalse();
    }
  }

  @Test
  void aCommandThatWaitsAgainstItsCancel() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      StandIn.Held held = s.heldDevice();
      for (int i = 0; i < ROUNDS; i++) {
        Probe<PassthruResult> first = Probe.of(held.command());
        Probe<PassthruResult> second = Probe.of(held.command());
        Probe<PassthruResult> third = Probe.of(held.command());
        RaceTestUtils.race(held::answer, second::cancel);
        s.awaitIdle();
        first.awaitOver();
        third.awaitOver();
        second.assertRulesKept();
        assertThat(first.values).hasSize(1);
        assertThat(third.values).hasSize(1);
        assertThat(second.values.size() + second.discarded.size()).isLessThanOrEqualTo(1);
        held.hold();
      }
      assertThat(s.counters.late.sum()).isEqualTo(s.counters.detached.sum());
    }
  }

  @Test
  void cancelAgainstTheSubscriptionItself() {
    try (StandIn s = StandIn.open()) {
      Target device = s.nullDevice();
      for (int i = 0; i < ROUNDS; i++) {
        Probe<PassthruResult> p = Probe.of(StandIn.command(device), 0);
        RaceTestUtils.race(() -> p.request(1), p::cancel);
        s.awaitIdle();
        StandIn.await("the completion behind a value", () -> p.values.isEmpty() || p.isOver());
        p.assertRulesKept();
      }
    }
  }

  @Test
  void cancelledWhileItIsBeingFilledInItIsNotSent() {
    PassthruCommand large = PassthruCommand.builder(0xC2).dataIn(8 << 20).build();
    try (StandIn s = StandIn.open()) {
      Target device = s.nullDevice();
      for (int i = 0; i < 100; i++) {
        Probe<PassthruResult> p =
            Probe.of(PassthruMono.create(device, large, CommandForm.ADMIN), 0);
        RaceTestUtils.race(
            () -> p.request(1),
            () -> {
              spin(1_000_000); // filling in takes about as long
              p.cancel();
            });
        s.awaitIdle();
        p.assertRulesKept();
        // Each that came late had been sent before its subscriber left.
        StandIn.await("late ones", () -> s.counters.late.sum() >= s.counters.detached.sum());
        assertThat(s.counters.late.sum()).isEqualTo(s.counters.detached.sum());
      }
    }
  }

  @Test
  void twoRequestsAtOnceSendOneCommand() {
    try (StandIn s = StandIn.open()) {
      Target device = s.nullDevice();
      for (int i = 0; i < ROUNDS; i++) {
        Probe<PassthruResult> p = Probe.of(StandIn.command(device), 0);
        RaceTestUtils.race(() -> p.request(1), () -> p.request(Long.MAX_VALUE));
        p.awaitOver();
        s.awaitIdle();
        assertThat(p.values).hasSize(1);
        p.assertRulesKept();
      }
      assertThat(s.ring.port().counter(RingLayout.COUNTER_SUBMITTED)).isEqualTo(ROUNDS);
    }
  }

  @Test
  void noDeadlineIsLostOnTheWayFromTheQueueToTheDevice() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      StandIn.Held answering = s.heldDevice();
      StandIn.Held stuck = s.heldDevice();
      for (int i = 0; i < ROUNDS; i++) {
        Probe<PassthruResult> first = Probe.of(answering.command());
        long nanos = 1 + ThreadLocalRandom.current().nextInt(100_000);
        PassthruCommand command =
            PassthruCommand.builder(0xC0).deadline(Duration.ofNanos(nanos)).build();
        Probe<PassthruResult> second = Probe.of(stuck.command(command));
        spin(100_000);
        answering.answer(); // second gets the credit, about when its time is over
        first.awaitOver();
        second.awaitOver(); // a lost deadline would leave it here for ever
        assertThat(second.error()).isInstanceOf(NvmeDeadlineException.class);
        boolean sent = ((NvmeDeadlineException) second.error()).sent();
        StandIn.await(
            "the credit of what was sent", () -> s.gates.admin().inUse() == (sent ? 1 : 0));
        assertThat(s.ring.slotsInUse()).as("sent() tells the truth").isEqualTo(sent ? 1 : 0);
        stuck.answer();
        s.awaitIdle();
        stuck.hold();
        answering.hold();
      }
    }
  }

  @Test
  void manyThreadsLoseNoCommand() {
    try (StandIn s = StandIn.builder().depth(8).credits(4).pendingLimit(1 << 20).open()) {
      Target device = s.nullDevice();
      List<List<Probe<PassthruResult>>> all = new ArrayList<>();
      Runnable[] workers = new Runnable[4];
      for (int w = 0; w < workers.length; w++) {
        List<Probe<PassthruResult>> own = new ArrayList<>();
        all.add(own);
        workers[w] =
            () -> {
              for (int i = 0; i < 3_000; i++) {
                Probe<PassthruResult> p = Probe.of(StandIn.command(device));
                own.add(p);
                if (i % 5 == 0) {
                  p.cancel();
                }
              }
            };
      }
      RaceTestUtils.race(workers);
      s.awaitIdle();
      for (List<Probe<PassthruResult>> own : all) {
        for (int i = 0; i < own.size(); i++) {
          Probe<PassthruResult> p = own.get(i);
          p.assertRulesKept();
          if (i % 5 != 0) {
            p.awaitOver();
            assertThat(p.values).hasSize(1);
          }
        }
      }
    }
  }

  /** As {@link Nvme#dispose()} does. */
  private static void disposeAll(StandIn s, StandIn.Held held) {
    held.target().dispose();
    s.ring.seal();
    s.ring.detachAll("disposed");
  }

  private static void spin(int mostNanos) {
    long until = System.nanoTime() + ThreadLocalRandom.current().nextInt(mostNanos);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
