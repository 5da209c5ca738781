package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** The entrance: configuration, counters, and scans of drives that are not there. */
class NvmeTest {

  private final Nvme nvme = Nvme.builder().depth(16).build();

  @AfterEach
  void close() {
    nvme.disposeLater().block();
  }

  @Test
  void theNativeLibraryIsThere() {
    assertThat(Nvme.unavailabilityCause()).isNull();
    assertThat(Nvme.isAvailable()).isTrue();
  }

  @Test
  void everySettingIsChecked() {
    refused(b -> b.rings(0));
    refused(b -> b.rings(65));
    refused(b -> b.depth(0));
    refused(b -> b.depth(16368));
    refused(b -> b.pendingLimit(-1));
    refused(b -> b.adminCredits(0));
    refused(b -> b.ioCredits(0));
    refused(b -> b.ioctlThreads(0));
    refused(b -> b.ioctlThreads(1025));
    refused(b -> b.deadline(Duration.ZERO));
    refused(b -> b.busyPoll(Duration.ofNanos(-1)));
    refused(b -> b.busyPoll(Duration.ofSeconds(1).plusNanos(1)));
    refused(b -> b.stallThreshold(Duration.ofNanos(-1)));
  }

  private static void refused(Consumer<Nvme.Builder> setting) {
    assertThatThrownBy(() -> setting.accept(Nvme.builder()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSmallestAndTheDeepestRingWork() {
    for (int depth : new int[] {1, 16367}) {
      Nvme other = Nvme.builder().depth(depth).ioCredits(depth).build();
      Target device = other.open(StandIn.controllerSpec(), "x", "x", Path.of("/dev/null"), true);
      assertThat(StandIn.command(device).repeat(99).count().block()).isEqualTo(100);
      other.disposeLater().block();
    }
  }

  @Test
  void ringsShareTheControllersOut() {
    Nvme other = Nvme.builder().rings(2).depth(4).build();
    List<String> threads =
        List.of("a", "b", "c").stream()
            .map(
                sharer ->
                    other.open(
                        StandIn.controllerSpec(), sharer, sharer, Path.of("/dev/null"), true))
            .map(
                device ->
                    StandIn.command(device).map(r -> Thread.currentThread().getName()).block())
            .toList();
    assertThat(threads.get(0)).isNotEqualTo(threads.get(1));
    assertThat(threads.get(2)).isEqualTo(threads.get(0));
    other.disposeLater().block();
  }

  /** As long as it looks for work by itself nobody has to wake it. */
  @Test
  void aBusyRingIsNotWoken() {
    Nvme busy = Nvme.builder().busyPoll(Duration.ofSeconds(1)).build();
    Target device = busy.open(StandIn.controllerSpec(), "x", "x", Path.of("/dev/null"), true);
    for (int i = 0; i < 1000; i++) {
      StandIn.command(device).block();
    }
    assertThat(busy.stats().completed()).isEqualTo(1000);
    assertThat(busy.stats().wakeups()).isLessThan(10); // else nearly each command wakes it
    busy.disposeLater().block();
  }

  @Test
  void memoryIsRegisteredUnlessThatIsNotWanted() {
    for (boolean wanted : new boolean[] {true, false}) {
      Nvme other = Nvme.builder().fixedBuffers(wanted).build();
      Target device = other.open(StandIn.controllerSpec(), "x", "x", Path.of("/dev/null"), true);
      PassthruCommand command = PassthruCommand.builder(0xC2).dataIn(512).build();
      PassthruMono.create(device, command, CommandForm.ADMIN).repeat(9).blockLast();
      assertThat(other.stats().fixed()).isEqualTo(wanted ? 9 : 0);
      other.disposeLater().block();
    }
  }

  @Test
  void theCountersCount() {
    Target device = nvme.open(StandIn.controllerSpec(), "x", "x", Path.of("/dev/null"), true);
    StandIn.command(device).repeat(9).blockLast();
    PassthruMono.create(device, StandIn.EMPTY, CommandForm.ioctl(NvmeIoctl.RESCAN))
        .onErrorComplete()
        .block();
    StandIn.await("all back", () -> nvme.stats().inFlight() == 0);
    NvmeStats stats = nvme.stats();
    assertThat(stats.submitted()).isEqualTo(11);
    assertThat(stats.completed()).isEqualTo(11);
    assertThat(stats.ioctls()).isEqualTo(1);
    assertThat(stats.ioctlThreads()).isEqualTo(1);
    assertThat(stats.upcalls()).isBetween(1L, 12L); // and one to enter the open node
    assertThat(stats.wakeups()).isLessThanOrEqualTo(stats.enters());
    assertThat(stats.waiting()).isZero();
    assertThat(stats.liveBuffers()).isZero();
    assertThat(stats.detached()).isZero();
    try (NvmeBuffer lease = nvme.buffer(100)) {
      assertThat(nvme.stats().liveBuffers()).isEqualTo(1);
      assertThat(lease.capacity()).isEqualTo(100);
    }
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  @Test
  void aNodeThatIsNotThereIsSaidSo() {
    assertThatThrownBy(() -> nvme.controller("/dev/nvme999999"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("/dev/nvme999999");
    assertThatThrownBy(() -> nvme.namespace("/dev/null")).isInstanceOf(NvmeNotNvmeException.class);
  }

  @Test
  void aScanOfDrivesThatAreNotThereIsOneReadingEachWithItsError() {
    List<String> paths = List.of("/dev/nvme999998", "/dev/null", "/dev/nvme999999");
    StepVerifier.create(SmartScan.of(nvme).devices(paths).scan().collectList())
        .assertNext(
            readings -> {
              assertThat(readings)
                  .extracting(SmartReading::device)
                  .containsExactlyInAnyOrderElementsOf(paths);
              assertThat(readings)
                  .allSatisfy(
                      r -> {
                        assertThat(r.error()).isInstanceOf(NvmeOpenException.class);
                        assertThat(r.log()).isNull();
                      });
            })
        .verifyComplete();
  }

  @Test
  void aScanFollowsDemand() {
    StepVerifier.create(
            SmartScan.of(nvme).devices(List.of("/dev/nvme999998", "/dev/nvme999999")).scan(), 1)
        .expectNextCount(1)
        .thenRequest(1)
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void settingsOfAScanAreCheckedAndCopied() {
    SmartScan scan = SmartScan.of(nvme).devices(List.of("/dev/nvme999999"));
    assertThatThrownBy(() -> scan.depth(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> scan.deadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(scan.depth(3)).isNotSameAs(scan);
    assertThat(scan.deadline(Duration.ofSeconds(1))).isNotSameAs(scan);
  }
}
