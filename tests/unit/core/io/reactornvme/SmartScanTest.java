package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Which controllers a scan has open; what it reads is tested on the emulator and in the lab. */
class SmartScanTest {

  private static final int DRIVES = 3;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final NullPlatform platform = new NullPlatform(DRIVES);
  private final Nvme nvme = Nvme.builder().platform(platform).build();
  private final Sinks.Many<Object> trigger = Sinks.many().unicast().onBackpressureBuffer();

  @AfterEach
  void close() {
    nvme.disposeLater().block();
    assertThat(platform.open()).isZero();
  }

  private void emit(Object value) {
    trigger.tryEmitNext(value).orThrow();
  }

  @Test
  void aSweepOpensEachControllerAndClosesIt() {
    for (int sweep = 1; sweep <= 3; sweep++) {
      assertThat(SmartScan.of(nvme).scan().all(SmartReading::isOk).block()).isTrue();
      assertThat(platform.opened()).isEqualTo(sweep * DRIVES);
      StandIn.await("all closed", () -> platform.open() == 0);
    }
  }

  @Test
  void aMonitorKeepsThemOpenUntilItIsCancelled() {
    StepVerifier.Step<SmartReading> steps =
        StepVerifier.create(SmartScan.of(nvme).scanOn(trigger.asFlux()));
    for (int sweep = 0; sweep < 5; sweep++) {
      steps = steps.then(() -> emit("tick")).expectNextCount(DRIVES);
    }
    steps.then(() -> assertThat(platform.open()).isEqualTo(DRIVES)).thenCancel().verify(SOON);
    assertThat(platform.opened()).isEqualTo(DRIVES);
    StandIn.await("all closed", () -> platform.open() == 0);
  }

  @Test
  void aMonitorClosesThemWhenItHasCompleted() {
    StepVerifier.create(SmartScan.of(nvme).scanOn(trigger.asFlux()))
        .then(() -> emit("tick"))
        .expectNextCount(DRIVES)
        .then(() -> trigger.tryEmitComplete().orThrow())
        .expectComplete()
        .verify(SOON);
    StandIn.await("all closed", () -> platform.open() == 0);
  }

  @Test
  void aMonitorClosesWhatWasRemovedAndOpensItAnewAtItsNextTurn() {
    NvmeControllerInfo second = platform.controllers().get(1);
    StepVerifier.create(SmartScan.of(nvme).scanOn(trigger.asFlux()))
        .then(() -> emit("tick"))
        .expectNextCount(DRIVES)
        .then(() -> emit(new NvmeEvent.ControllerRemoved(Instant.now(), second)))
        .then(() -> StandIn.await("one closed", () -> platform.open() == DRIVES - 1))
        .then(() -> emit("tick"))
        .expectNextCount(DRIVES)
        .then(() -> assertThat(platform.opened()).isEqualTo(DRIVES + 1))
        .then(() -> emit(new NvmeEvent.ControllerRestarted(Instant.now(), second)))
        .assertNext(r -> assertThat(r.device()).isEqualTo("/dev/nvme1"))
        .then(() -> assertThat(platform.opened()).isEqualTo(DRIVES + 2))
        .then(() -> emit(new NvmeEvent.Missed(Instant.now(), 1)))
        .expectNextCount(DRIVES)
        .then(() -> assertThat(platform.opened()).isEqualTo(2 * DRIVES + 2))
        .thenCancel()
        .verify(SOON);
  }

  @Test
  void aMonitorOfAllClosesWhatASweepDoesNotFind() {
    StepVerifier.create(SmartScan.of(nvme).scanOn(trigger.asFlux()))
        .then(() -> emit("tick"))
        .expectNextCount(DRIVES)
        .then(() -> platform.remove(platform.controllers().get(1)))
        .then(() -> emit("tick"))
        .expectNextCount(DRIVES - 1)
        .then(() -> StandIn.await("one closed", () -> platform.open() == DRIVES - 1))
        .thenCancel()
        .verify(SOON);
    assertThat(platform.opened()).isEqualTo(DRIVES);
  }
}
