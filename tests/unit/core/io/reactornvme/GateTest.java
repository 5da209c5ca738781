package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** Credits, the queue of those that wait, and slots. */
class GateTest {

  private static List<Probe<PassthruResult>> send(StandIn.Held device, int n) {
    List<Probe<PassthruResult>> probes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      probes.add(Probe.of(device.command()));
    }
    return probes;
  }

  @Test
  void noMoreAreInFlightThanThereAreCredits() {
    try (StandIn s = StandIn.builder().credits(4).open()) {
      StandIn.Held held = s.heldDevice();
      List<Probe<PassthruResult>> probes = send(held, 20);
      assertThat(s.ring.slotsInUse()).isEqualTo(4);
      assertThat(s.gates.admin().inUse()).isEqualTo(4);
      assertThat(s.gates.admin().waiting()).isEqualTo(16);
      held.answer();
      probes.forEach(Probe::awaitOver);
      s.awaitIdle();
    }
  }

  @Test
  void handlesOnOneControllerShareItsCredits() {
    try (StandIn s = StandIn.builder().credits(2).open()) {
      send(s.heldDevice(), 1);
      send(s.heldDevice(), 1);
      Probe<PassthruResult> third = Probe.of(StandIn.command(s.nullDevice()));
      assertThat(s.ring.slotsInUse()).isEqualTo(2);
      assertThat(s.gates.admin().waiting()).isEqualTo(1);
      assertThat(third.isOver()).isFalse();
    }
  }

  @Test
  void adminAndIoCommandsHaveCreditsOfTheirOwn() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      send(s.heldDevice(), 1);
      StepVerifier.create(
              PassthruMono.create(
                  namespace(s), PassthruCommand.builder(0x00).build(), CommandForm.IO))
          .expectNextCount(1)
          .verifyComplete();
    }
  }

  private static Target namespace(StandIn s) {
    return new Target(
        new Target.Spec("/dev/ng7n1", false, 1, List.of("nvme7"), null, false, 0, Access.READ_ONLY),
        new HostPlatform.FileNode(
            NativeMemory.openDevice(java.nio.file.Path.of("/dev/null"), Access.READ_ONLY)),
        new Sysfs(java.nio.file.Path.of("/nonexistent")),
        s.gates,
        BackendChoice.URING,
        new Backend(Backend.Kind.URING, "chosen by the test"),
        0,
        () -> {});
  }

  @Test
  void thoseThatWaitGoInTheOrderInWhichTheyCame() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      StandIn.Held held = s.heldDevice();
      List<Integer> order = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 50; i++) {
        int n = i;
        held.command().subscribe(r -> order.add(n));
      }
      held.answer();
      StandIn.await("all", () -> order.size() == 50);
      assertThat(order).isSorted();
    }
  }

  @Test
  void oneMoreThanMayWaitIsToldBusy() {
    try (StandIn s = StandIn.builder().credits(1).pendingLimit(2).open()) {
      StandIn.Held held = s.heldDevice();
      List<Probe<PassthruResult>> probes = send(held, 4);
      assertThat(probes.get(3).error())
          .isInstanceOf(NvmeBusyException.class)
          .hasMessageContaining("/dev/nvme7");
      assertThat(((NvmeBusyException) probes.get(3).error()).pendingLimit()).isEqualTo(2);
      probes.get(1).cancel(); // makes room
      Probe<PassthruResult> another = Probe.of(held.command());
      assertThat(another.isOver()).isFalse();
      held.answer();
      another.awaitOver();
      assertThat(another.values).hasSize(1);
      s.awaitIdle();
    }
  }

  @Test
  void withoutAQueueTheSecondIsToldBusy() {
    try (StandIn s = StandIn.builder().credits(1).pendingLimit(0).open()) {
      List<Probe<PassthruResult>> probes = send(s.heldDevice(), 2);
      assertThat(probes.get(0).isOver()).isFalse();
      assertThat(probes.get(1).error()).isInstanceOf(NvmeBusyException.class);
    }
  }

  @Test
  void aCommandCancelledWhileItWaitsIsNeverSent() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      StandIn.Held held = s.heldDevice();
      List<Probe<PassthruResult>> probes = send(held, 3);
      probes.get(1).cancel();
      assertThat(s.gates.admin().waiting()).isEqualTo(1);
      held.answer();
      probes.get(2).awaitOver();
      s.awaitIdle();
      assertThat(s.ring.port().counter(RingLayout.COUNTER_SUBMITTED)).isEqualTo(2);
      assertThat(s.counters.detached.sum()).isZero();
    }
  }

  @Test
  void aCommandCancelledJustBeforeItIsQueuedDoesNotStayThere() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      send(s.heldDevice(), 1);
      CommandOp op =
          new CommandOp(new Probe<>(), s.nullDevice(), StandIn.EMPTY, CommandForm.ADMIN, 0);
      op.cancel();
      s.gates.admin().submit(op);
      assertThat(s.gates.admin().waiting()).isZero();
    }
  }

  @Test
  void aSlotThatIsFreedJustBeforeAGateGetsInLineIsNotLost() {
    try (StandIn s = StandIn.builder().depth(1).open()) {
      Target first = s.nullDevice();
      Target second = s.target("/dev/null", s.newGates(1), BackendChoice.AUTO);
      RaceTestUtils.race(() -> oneByOne(first), () -> oneByOne(second));
      s.awaitIdle();
    }
  }

  private static void oneByOne(Target device) {
    for (int i = 0; i < 10_000; i++) {
      Probe.of(StandIn.command(device)).awaitOver();
    }
  }

  @Test
  void moreGatesThanSlotsAreAllServed() {
    try (StandIn s = StandIn.builder().depth(2).open()) {
      Flux<Long> all =
          Flux.range(0, 20)
              .map(i -> s.target("/dev/null", s.newGates(2), BackendChoice.AUTO))
              .flatMap(
                  device ->
                      FluxDemandMap.create(Flux.range(0, 300), i -> StandIn.command(device), 8)
                          .count(),
                  20);
      StepVerifier.create(all.reduce(0L, Long::sum)).expectNext(6_000L).verifyComplete();
      s.awaitIdle();
    }
  }

  @Test
  void aGateThatTakesBackEverySlotItFreesDoesNotShutOutTheOthers() {
    try (StandIn s = StandIn.builder().depth(1).open()) {
      Target greedy = s.nullDevice();
      Target modest = s.target("/dev/null", s.newGates(1), BackendChoice.AUTO);
      Disposable endless =
          FluxDemandMap.create(Flux.range(0, Integer.MAX_VALUE), i -> StandIn.command(greedy), 4)
              .subscribe();
      for (int i = 0; i < 50; i++) {
        Probe<PassthruResult> p = Probe.of(StandIn.command(modest));
        p.awaitOver();
        assertThat(p.values).hasSize(1);
      }
      endless.dispose();
      s.awaitIdle();
    }
  }

  @Test
  void norDoesOneThatSendsItsNextCommandFromWithinTheAnswer() {
    try (StandIn s = StandIn.builder().depth(1).open()) {
      Target modest = s.target("/dev/null", s.newGates(1), BackendChoice.AUTO);
      Disposable endless = StandIn.command(s.nullDevice()).repeat().subscribe();
      for (int i = 0; i < 50; i++) {
        Probe<PassthruResult> p = Probe.of(StandIn.command(modest));
        p.awaitOver();
        assertThat(p.values).hasSize(1);
      }
      endless.dispose();
      s.awaitIdle();
    }
  }

  @Test
  void aCommandWaitsForASlotWhenOtherDrivesHaveThemAll() {
    try (StandIn s = StandIn.builder().depth(2).open()) {
      StandIn.Held held = s.heldDevice();
      send(held, 2);
      Target other = s.target("/dev/null", s.newGates(4), BackendChoice.AUTO);
      Probe<PassthruResult> p = Probe.of(StandIn.command(other));
      Probe<PassthruResult> q = Probe.of(StandIn.command(other));
      assertThat(p.isOver() || q.isOver()).isFalse();
      held.answer();
      p.awaitOver();
      q.awaitOver();
      assertThat(p.values).hasSize(1);
      s.awaitIdle();
    }
  }

  @Test
  void resetsGetThroughWhenEverythingIsStuck() {
    try (StandIn s = StandIn.builder().depth(2).credits(1).open()) {
      send(s.heldDevice(), 3);
      send(s.heldDevice(s.newGates(2)), 3);
      Target device = s.nullDevice();
      for (NvmeIoctl control : List.of(NvmeIoctl.RESET, NvmeIoctl.SUBSYS_RESET, NvmeIoctl.RESCAN)) {
        StepVerifier.create(PassthruMono.create(device, StandIn.EMPTY, CommandForm.ioctl(control)))
            .expectErrorSatisfies(
                e -> assertThat(((NvmeOsException) e).errno()).isEqualTo(25)) // ENOTTY: it arrived
            .verify();
      }
    }
  }

  // ---- deadlines ----

  private static PassthruCommand within(Duration time) {
    return PassthruCommand.builder(0xC0).deadline(time).build();
  }

  @Test
  void aDeadlineOfACommandThatWaitsTellsThatNothingWasSent() {
    try (StandIn s = StandIn.builder().credits(1).open()) {
      StandIn.Held held = s.heldDevice();
      send(held, 1);
      Probe<PassthruResult> p = Probe.of(held.command(within(Duration.ofMillis(1))));
      p.awaitOver();
      assertThat(p.error())
          .isInstanceOf(NvmeDeadlineException.class)
          .hasMessageContaining("Nothing was sent");
      assertThat(((NvmeDeadlineException) p.error()).sent()).isFalse();
      StandIn.await("an empty queue", () -> s.gates.admin().waiting() == 0);
    }
  }

  @Test
  void theDefaultDeadlineHoldsForCommandsThatHaveNone() {
    try (StandIn s = StandIn.builder().deadline(Duration.ofMillis(1)).open()) {
      StandIn.Held held = s.heldDevice();
      Probe<PassthruResult> p = Probe.of(held.command());
      p.awaitOver();
      assertThat(((NvmeDeadlineException) p.error()).deadline()).isEqualTo(Duration.ofMillis(1));
      Probe<PassthruResult> own = Probe.of(held.command(within(Duration.ofMillis(3))));
      own.awaitOver();
      assertThat(((NvmeDeadlineException) own.error()).deadline()).isEqualTo(Duration.ofMillis(3));
    }
  }

  @Test
  void thousandsOfDeadlinesInFlightAndWaitingSomeEqualAllCome() {
    try (StandIn s = StandIn.builder().depth(256).credits(200).pendingLimit(10_000).open()) {
      StandIn.Held held = s.heldDevice();
      List<Probe<PassthruResult>> probes = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        // Later ones are due earlier, and every one has a twin.
        probes.add(Probe.of(held.command(within(Duration.ofMillis(60 - i / 2 % 40)))));
      }
      probes.forEach(Probe::awaitOver);
      for (Probe<PassthruResult> p : probes) {
        assertThat(p.error()).isInstanceOf(NvmeDeadlineException.class);
        p.assertRulesKept();
      }
      assertThat(s.ring.slotsInUse()).isEqualTo(200);
      held.answer();
      s.awaitIdle();
    }
  }

  @Test
  void aLaterDeadlineIsKeptAfterAnEarlierOne() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      List<Integer> order = new CopyOnWriteArrayList<>();
      for (int millis : new int[] {30, 10, 20}) {
        held.command(within(Duration.ofMillis(millis))).subscribe(r -> {}, e -> order.add(millis));
      }
      StandIn.await("all three", () -> order.size() == 3);
      assertThat(order).containsExactlyInAnyOrder(10, 20, 30);
    }
  }

  @Test
  void anEndlessDeadlineIsNone() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      PassthruCommand endless = within(Duration.ofSeconds(Long.MAX_VALUE));
      Probe<PassthruResult> p = Probe.of(held.command(endless));
      Probe.of(held.command(within(Duration.ofMillis(1)))).awaitOver();
      assertThat(p.isOver()).isFalse();
      held.answer();
      p.awaitOver();
      assertThat(p.values).hasSize(1);
    }
  }

  // ---- how often the ring's thread is woken ----

  @Test
  void aBurstCostsNoMoreWakeUpsThanTheThreadFellAsleep() {
    try (StandIn s = StandIn.builder().depth(1000).credits(1000).open()) {
      Target device = s.nullDevice();
      NativeRing ring = (NativeRing) s.ring.port();
      List<Probe<PassthruResult>> probes = new ArrayList<>();
      // From the ring's own thread, which is awake: nobody has to be woken for these.
      StandIn.command(device)
          .doOnNext(
              r -> {
                long before = ring.counter(RingLayout.COUNTER_WAKEUPS);
                for (int i = 0; i < 900; i++) {
                  probes.add(Probe.of(StandIn.command(device)));
                }
                assertThat(ring.counter(RingLayout.COUNTER_WAKEUPS)).isEqualTo(before);
              })
          .block();
      probes.forEach(Probe::awaitOver);
      long enters = ring.counter(RingLayout.COUNTER_ENTERS);
      assertThat(ring.counter(RingLayout.COUNTER_SUBMITTED)).isEqualTo(901);
      assertThat(ring.counter(RingLayout.COUNTER_WAKEUPS)).isLessThanOrEqualTo(enters);
      // 900 completions in batches of up to 256, and one call for what the wake-ups brought.
      assertThat(ring.counter(RingLayout.COUNTER_UPCALLS)).isLessThanOrEqualTo(901 / 256 + 6);
    }
  }
}
