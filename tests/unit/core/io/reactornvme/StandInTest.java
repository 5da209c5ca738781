package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the stand-ins stand in: else the other tests prove nothing. */
class StandInTest {

  @Test
  void theNullDeviceTakesCommandsOverIoUringAndAnswersZero() {
    try (StandIn s = StandIn.open()) {
      assertThat(s.ring.port().uringError()).isZero();
      PassthruResult result = StandIn.command(s.nullDevice()).block();
      assertThat(result).isNotNull();
      assertThat(result.isSuccess()).isTrue();
      assertThat(s.ring.port().counter(RingLayout.COUNTER_IOCTLS)).isZero();
    }
  }

  @Test
  void aHeldDeviceAnswersWhenTheTestSaysSoAndNotBefore() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      Probe<PassthruResult> first = Probe.of(held.command());
      Probe<PassthruResult> second = Probe.of(held.command());
      StandIn.command(s.nullDevice()).block(); // went round the ring after them
      assertThat(first.isOver() || second.isOver()).isFalse();
      held.answer();
      first.awaitOver();
      second.awaitOver();
      assertThat(first.values.get(0).status().code()).isEqualTo(StandIn.HUNG_UP);
      s.awaitIdle();

      held.hold();
      Probe<PassthruResult> third = Probe.of(held.command());
      StandIn.command(s.nullDevice()).block();
      assertThat(third.isOver()).isFalse();
    }
  }
}
