package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;

/** The library itself never blocks the ring's thread. */
class BlockHoundTest {

  private static final List<Throwable> FOUND = new CopyOnWriteArrayList<>();

  static {
    BlockHound.builder()
        .nonBlockingThreadPredicate(
            old -> old.or(thread -> thread.getName().startsWith("nvme-reaper-")))
        .blockingMethodCallback(
            method -> {
              if (Thread.currentThread().getName().startsWith("nvme-reaper-")) {
                FOUND.add(new IllegalStateException("blocked in " + method));
              }
            })
        .install();
  }

  @Test
  void itSeesABlockingCallOnTheRingsThread() {
    FOUND.clear();
    try (StandIn s = StandIn.open()) {
      StandIn.command(s.nullDevice())
          .doOnNext(
              r -> {
                try {
                  new java.util.concurrent.CountDownLatch(1)
                      .await(1, java.util.concurrent.TimeUnit.MILLISECONDS); // the bait
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              })
          .block();
    }
    assertThat(FOUND).isNotEmpty();
    FOUND.clear();
  }

  @Test
  void commandsOfEveryKindAndTheirEndsDoNotBlockIt() {
    FOUND.clear();
    try (StandIn s = StandIn.builder().depth(4).credits(3).open()) {
      Target device = s.nullDevice();
      PassthruCommand large = PassthruCommand.builder(0xC2).dataIn(1 << 20).build();
      Flux.range(0, 200)
          .flatMap(i -> PassthruMono.create(device, large, CommandForm.ADMIN), 8)
          .blockLast();
      // From the ring's thread itself: a buffer that has to be mapped, a reset, a fall-back.
      StandIn.command(device)
          .flatMap(
              r ->
                  PassthruMono.create(
                      device,
                      PassthruCommand.builder(0xC2).dataIn(32 << 20).build(),
                      CommandForm.ADMIN))
          .flatMap(
              r ->
                  PassthruMono.create(device, StandIn.EMPTY, CommandForm.ioctl(NvmeIoctl.RESET))
                      .onErrorComplete())
          .block();
      StandIn.Held held = s.heldDevice();
      PassthruCommand brief = PassthruCommand.builder(0xC0).deadline(Duration.ofMillis(1)).build();
      Probe.of(held.command(brief)).awaitOver();
      Probe<PassthruResult> cancelled = Probe.of(held.command());
      cancelled.cancel();
      held.target().dispose(); // so that the descriptor is closed on the ring's thread
      held.answer();
      s.awaitIdle();
    }
    assertThat(FOUND).isEmpty();
  }
}
