package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

/** Which way commands take to the kernel. */
class BackendTest {

  private static final int SINGLE_ISSUER = 1 << 12;
  private static final int DEFER_TASKRUN = 1 << 13;
  private static final int COOP_TASKRUN = 1 << 8;
  private static final int ENOTTY = 25;
  private static final int EOPNOTSUPP = 95;

  private static void verifyErrno(StandIn s, Target target, int errno) {
    StepVerifier.create(StandIn.command(target))
        .expectErrorSatisfies(e -> assertThat(((NvmeOsException) e).errno()).isEqualTo(errno))
        .verify();
    s.awaitIdle();
  }

  private static long ioctls(StandIn s) {
    return s.ring.port().counter(RingLayout.COUNTER_IOCTLS);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 12288", // SINGLE_ISSUER | DEFER_TASKRUN
    "8192, 4352", // without DEFER_TASKRUN: SINGLE_ISSUER | COOP_TASKRUN
    "12288, 256", // without either: COOP_TASKRUN
    "4096, 256",
    "12544, 0"
  })
  void everyRungOfTheLadderWorks(int deny, int granted) {
    try (StandIn s = StandIn.builder().setupDeny(deny).open()) {
      assertThat(s.ring.port().uringError()).isZero();
      assertThat(
              ((NativeRing) s.ring.port()).setupFlags()
                  & (SINGLE_ISSUER | DEFER_TASKRUN | COOP_TASKRUN))
          .isEqualTo(granted);
      StepVerifier.create(StandIn.command(s.nullDevice()).repeat(999))
          .expectNextCount(1000)
          .verifyComplete();
      StandIn.Held held = s.heldDevice();
      Probe<PassthruResult> p = Probe.of(held.command());
      held.answer();
      p.awaitOver();
      assertThat(p.values).hasSize(1);
    }
  }

  @Test
  void onAutoADeviceThatRefusesIoUringGetsIoctlsFromThenOn() {
    try (StandIn s = StandIn.open()) {
      Target device = s.target("/dev/zero", s.gates, BackendChoice.AUTO);
      verifyErrno(s, device, ENOTTY); // the ioctl's answer
      assertThat(ioctls(s)).isEqualTo(1);
      assertThat(device.backend().kind()).isEqualTo(Backend.Kind.IOCTL);
      assertThat(device.backend().reason()).contains("EOPNOTSUPP");
      assertThat(s.ring.port().counter(RingLayout.COUNTER_SUBMITTED)).isEqualTo(2);
      verifyErrno(s, device, ENOTTY);
      assertThat(s.ring.port().counter(RingLayout.COUNTER_SUBMITTED)).isEqualTo(3);
    }
  }

  @Test
  void onUringADeviceThatRefusesItIsAnError() {
    try (StandIn s = StandIn.open()) {
      Target device = s.target("/dev/zero", s.gates, BackendChoice.URING);
      verifyErrno(s, device, EOPNOTSUPP);
      assertThat(ioctls(s)).isZero();
      assertThat(device.backend().kind()).isEqualTo(Backend.Kind.URING);
    }
  }

  @Test
  void onIoctlNothingGoesOverIoUring() {
    try (StandIn s = StandIn.builder().choice(BackendChoice.IOCTL).open()) {
      verifyErrno(s, s.nullDevice(), ENOTTY); // over io_uring it would say 0
      assertThat(ioctls(s)).isEqualTo(1);
    }
  }

  @Test
  void withoutIoUringTheRingTakesIoctls() {
    try (StandIn s = StandIn.builder().uring(false).open()) {
      assertThat(s.ring.port().uringError()).isNegative();
      Target device = s.nullDevice();
      verifyErrno(s, device, ENOTTY); // refused as uring, sent again as ioctl
      assertThat(device.backend().kind()).isEqualTo(Backend.Kind.IOCTL);
    }
  }

  @Test
  void withoutIoUringDeadlinesHoldAllTheSame() {
    try (StandIn s = StandIn.builder().uring(false).credits(1).open()) {
      // The credit is taken by hand, for no ioctl of the stand-in blocks.
      int slot = s.ring.take(false);
      assertThat(slot).isNotNegative();
      Gate gate = new Gate(s.ring, 0, 10);
      s.ring.add(gate);
      Target target =
          new Target(
              StandIn.controllerSpec(),
              new HostPlatform.FileNode(
                  NativeMemory.openDevice(Path.of("/dev/null"), Access.READ_ONLY)),
              new Sysfs(Path.of("/nonexistent")),
              new Gates(s.ring, gate, gate, new AtomicInteger()),
              BackendChoice.IOCTL,
              new Backend(Backend.Kind.IOCTL, "chosen by the test"),
              1_000_000,
              () -> {});
      StepVerifier.create(StandIn.command(target)).verifyError(NvmeDeadlineException.class);
      s.ring.giveBack(slot);
      target.dispose();
    }
  }

  @Test
  void commandsWithEffectsGoByIoctlWhateverWasChosen() {
    PassthruCommand format = PassthruCommand.builder(0x80).build();
    try (StandIn s = StandIn.open()) {
      Target auto = s.nullDevice();
      assertThat(auto.usesUring(format, CommandForm.ADMIN)).isFalse();
      assertThat(auto.usesUring(StandIn.EMPTY, CommandForm.ADMIN)).isTrue();
      Target uring = s.target("/dev/null", s.gates, BackendChoice.URING);
      assertThat(uring.usesUring(format, CommandForm.ADMIN)).isFalse();
      assertThat(uring.usesUring(StandIn.EMPTY, CommandForm.ADMIN)).isTrue();
      // 80h is something else among the I/O commands
      assertThat(auto.usesUring(format, CommandForm.IO)).isTrue();
    }
  }

  @Test
  void anNvmeSaysHowItsDevicesAreReachedAndWhy() {
    assertReason(BackendChoice.AUTO, true, Backend.Kind.URING, "kernel");
    assertReason(BackendChoice.URING, true, Backend.Kind.URING, "chosen");
    assertReason(BackendChoice.IOCTL, true, Backend.Kind.IOCTL, "chosen");
    assertReason(BackendChoice.AUTO, false, Backend.Kind.IOCTL, "block node");
  }

  private static void assertReason(
      BackendChoice choice, boolean generic, Backend.Kind expected, String reason) {
    Nvme nvme = Nvme.builder().backend(choice).depth(4).build();
    Target target =
        nvme.open(StandIn.controllerSpec(), "x", "nvme7", Path.of("/dev/null"), generic);
    assertThat(target.backend().kind()).isEqualTo(expected);
    assertThat(target.backend().reason()).contains(reason);
    assertThat(target.backend().toString()).startsWith(expected.toString());
    nvme.disposeLater().block();
  }

  @Test
  void aBlockNodeCannotBeForcedToIoUring() {
    Nvme nvme = Nvme.builder().backend(BackendChoice.URING).depth(4).build();
    assertThatThrownBy(
            () -> nvme.open(StandIn.controllerSpec(), "x", "nvme7", Path.of("/dev/null"), false))
        .isInstanceOf(NvmeUnavailableException.class);
    nvme.disposeLater().block();
  }
}
