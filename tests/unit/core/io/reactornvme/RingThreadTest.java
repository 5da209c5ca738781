package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The thread that signals come on, and what subscribers may do to it. */
class RingThreadTest {

  @Test
  void itIsADaemonWithANameAndAContextClassLoaderAndCountsAsNonBlocking() {
    try (StandIn s = StandIn.open()) {
      Probe<PassthruResult> p = Probe.of(StandIn.command(s.nullDevice()));
      p.awaitOver();
      Thread reaper = p.thread;
      assertThat(reaper).isNotNull();
      assertThat(reaper.getName()).matches("nvme-reaper-\\d+");
      assertThat(reaper.isDaemon()).isTrue();
      assertThat(reaper.getContextClassLoader()).isSameAs(NativeRing.class.getClassLoader());
      assertThat(Schedulers.isNonBlockingThread(reaper)).isTrue();
      assertThat(Schedulers.isNonBlockingThread(Thread.currentThread())).isFalse();
    }
  }

  @Test
  void blockOnItIsAnErrorAndNotAStandstill() {
    try (StandIn s = StandIn.open()) {
      Target device = s.nullDevice();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      StandIn.command(device)
          .doOnNext(
              r -> {
                try {
                  StandIn.command(device).block();
                } catch (IllegalStateException e) {
                  thrown.set(e);
                }
              })
          .block();
      assertThat(thrown.get()).hasMessageContaining("nvme-reaper");
    }
  }

  @Test
  void emitOnMovesTheSignalsAndKeepsTheDepth() {
    Scheduler scheduler = Schedulers.newSingle("elsewhere");
    try (StandIn s = StandIn.open()) {
      Device device = new Device(s.nullDevice(), scheduler);
      Probe<PassthruResult> p = Probe.of(device.command(StandIn.EMPTY, CommandForm.ADMIN));
      p.awaitOver();
      assertThat(p.thread).isNotNull();
      assertThat(p.thread.getName()).startsWith("elsewhere");

      StandIn.Held held = s.heldDevice();
      Flux<PassthruResult> many =
          new Device(held.target(), scheduler)
              .commands(Flux.range(0, 100).map(i -> StandIn.EMPTY), 8, c -> StandIn.POLL);
      Probe<PassthruResult> bulk = Probe.of(many, 3);
      assertThat(s.ring.slotsInUse()).as("never ahead of demand").isEqualTo(3);
      bulk.request(97);
      assertThat(s.ring.slotsInUse()).isEqualTo(8);
      held.answer();
      bulk.awaitOver();
      bulk.assertComplete(100);
      assertThat(bulk.thread.getName()).startsWith("elsewhere");
    } finally {
      scheduler.dispose();
    }
  }

  @Test
  void aSubscriberThatThrowsHarmsNeitherItsNeighboursNorTheRing() {
    try (LogTap log = new LogTap(CommandRing.class);
        StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      List<Probe<PassthruResult>> good = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int where = i % 3;
        held.command()
            .subscribe(
                new Probe<PassthruResult>() {
                  @Override
                  public void onNext(PassthruResult value) {
                    if (where == 0) {
                      throw new IllegalStateException("onNext, on purpose");
                    }
                    if (where == 1) {
                      throw new StackOverflowError("onNext, on purpose");
                    }
                  }

                  @Override
                  public void onComplete() {
                    throw new IllegalStateException("onComplete, on purpose");
                  }
                });
        good.add(Probe.of(held.command()));
      }
      held.answer();
      good.forEach(Probe::awaitOver);
      s.awaitIdle();
      for (Probe<PassthruResult> p : good) {
        assertThat(p.values).hasSize(1);
      }
      assertThat(StandIn.command(s.nullDevice()).block()).isNotNull();
      assertThat(log.lines).hasSize(3).allMatch(line -> line.startsWith("SEVERE"));
    }
  }

  @Test
  void aSubscriberThatThrowsFromOnErrorHarmsNobody() {
    class Thrower extends Probe<PassthruResult> {
      @Override
      public void onError(Throwable t) {
        super.onError(t);
        throw new IllegalStateException("onError, on purpose");
      }
    }
    try (LogTap log = new LogTap(CommandOp.class);
        LogTap ringLog = new LogTap(CommandRing.class);
        StandIn s = StandIn.builder().credits(8).open()) {
      StandIn.Held held = s.heldDevice();
      PassthruCommand command =
          PassthruCommand.builder(0xC0).deadline(Duration.ofMillis(1)).build();
      List<Probe<PassthruResult>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) { // some in flight, some waiting
        Probe<PassthruResult> p = i % 2 == 0 ? new Thrower() : new Probe<>();
        held.command(command).subscribe(p);
        all.add(p);
      }
      all.forEach(Probe::awaitOver);
      // From the kernel's error, on the ring's thread:
      Thrower late = new Thrower();
      PassthruMono.create(s.nullDevice(), StandIn.EMPTY, CommandForm.ioctl(NvmeIoctl.RESET))
          .subscribe(late);
      late.awaitOver();
      held.answer();
      s.awaitIdle();
      assertThat(StandIn.command(s.nullDevice()).block()).isNotNull();
      assertThat(log.lines).hasSize(5);
      assertThat(ringLog.lines).hasSize(1);
    }
  }

  @Test
  void aSubscriberThatSubscribesFromWithinDoesNotGrowTheStack() {
    try (StandIn s = StandIn.open()) {
      Mono<PassthruResult> command = StandIn.command(s.nullDevice());
      assertThat(command.repeat(20_000).count().block()).isEqualTo(20_001);
    }
  }

  @Test
  void aStallIsCountedAndLogged() {
    try (LogTap log = new LogTap(CommandRing.class);
        StandIn s = StandIn.builder().stallThreshold(Duration.ofMillis(1)).open()) {
      StandIn.command(s.nullDevice())
          .doOnNext(
              r -> {
                long until = System.nanoTime() + 30_000_000; // some ticks of the kernel
                while (System.nanoTime() < until) {
                  Thread.onSpinWait();
                }
              })
          .block();
      StandIn.await("the stall", () -> s.counters.stalls.sum() >= 1 && !log.lines.isEmpty());
      assertThat(log.lines.get(0)).startsWith("WARNING").contains("emitOn");
    }
  }

  @Test
  void aStallMakesNoDeadlineGetLost() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      List<Object> seen = new CopyOnWriteArrayList<>();
      Target device = s.nullDevice();
      StandIn.command(device)
          .doOnNext(
              r -> {
                held.command(PassthruCommand.builder(0xC0).deadline(Duration.ofNanos(1)).build())
                    .subscribe(v -> {}, seen::add);
                long until = System.nanoTime() + 2_000_000;
                while (System.nanoTime() < until) {
                  Thread.onSpinWait();
                }
              })
          .block();
      StandIn.await("the deadline", () -> seen.size() == 1);
      assertThat(seen.get(0)).isInstanceOf(NvmeDeadlineException.class);
    }
  }
}
