package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;

/** A scan of more drives than there are threads, some of them sick. */
@Timeout(120)
class EmulatedScanTest {

  private static final List<Throwable> DROPPED = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void hook() {
    Hooks.onErrorDropped(DROPPED::add);
  }

  /** What a scan has left to a hung drive ends with the drives, and is no news. */
  @AfterAll
  static void nothingWasDropped() {
    Hooks.resetOnErrorDropped();
    assertThat(DROPPED).isEmpty();
  }

  private static final int DRIVES = 1000;
  private static final int SICK = DRIVES / 100;
  private static final int SWEEPS = 100;

  /** Sweeps under way at once: each waits for its hung drives, and so they wait together. */
  private static final int AT_ONCE = 20;

  /** By then all that is kept is kept: hung commands have all credits of their controllers. */
  private static final int SETTLED = 20;

  private static final long SLACK_BYTES = 4 << 20;

  /** 1% of the drives hang, and 1% fail. */
  private static EmulatedNvme drives() {
    EmulatedNvme drives =
        EmulatedNvme.builder()
            .controllers(DRIVES)
            .latency(Latency.fixed(Duration.ofMillis(5)))
            .build();
    for (int i = 0; i < DRIVES; i += 100) {
      drives.addFault(FaultRule.any().controller("nvme" + (i + 7)).hang());
      drives.addFault(FaultRule.any().controller("nvme" + (i + 13)).status(0x0006));
    }
    return drives;
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("nvme-"))
        .collect(Collectors.toSet());
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) { // what the first finds unreachable may hold on to more
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aThousandDrivesOneReadingEach() {
    Set<String> before = threads();
    Nvme nvme;
    try (EmulatedNvme drives = drives()) {
      nvme = Nvme.builder().backend(drives).build();
      Duration deadline = Duration.ofSeconds(4); // a busy machine is no hung drive
      SmartScan scan = SmartScan.of(nvme).depth(64).deadline(deadline);
      long settled = 0;
      for (int done = 0; done < SWEEPS; done += AT_ONCE) {
        sweep(scan, deadline);
        if (done + AT_ONCE == SETTLED) {
          settled = usedHeap();
        }
      }
      assertThat(usedHeap()).isLessThan(settled + SLACK_BYTES);
      Set<String> now = threads();
      now.removeAll(before);
      assertThat(now).hasSize(2); // the emulator's and the ring's
    }
    nvme.disposeLater().block();
  }

  /** Some at once; apart, so that nothing of it is left when the heap is looked at. */
  private static void sweep(SmartScan scan, Duration deadline) {
    List<Sweep> sweeps =
        Flux.range(0, AT_ONCE)
            .flatMap(i -> scan.scan().collect(() -> new Sweep(deadline), Sweep::add), AT_ONCE)
            .collectList()
            .block();
    assertThat(sweeps).hasSize(AT_ONCE).allSatisfy(Sweep::check);
  }

  /** What there is to say of a sweep, without keeping its readings. */
  private static final class Sweep {
    private final Duration deadline;
    private final Set<String> devices = new HashSet<>();
    private int readings;
    private int ok;
    private int failed;
    private int expired;

    Sweep(Duration deadline) {
      this.deadline = deadline;
    }

    void add(SmartReading r) {
      readings++;
      devices.add(r.device());
      if (r.isOk()) {
        assertThat(r.info().model()).isEqualTo("EMULATED");
        ok++;
      } else if (r.error() instanceof NvmeStatusException) {
        failed++;
      } else {
        assertThat(r.error()).isInstanceOf(NvmeDeadlineException.class);
        assertThat(r.latency()).isGreaterThanOrEqualTo(deadline);
        expired++;
      }
    }

    void check() {
      assertThat(List.of(readings, devices.size())).containsOnly(DRIVES);
      assertThat(List.of(ok, failed, expired)).containsExactly(DRIVES - 2 * SICK, SICK, SICK);
    }
  }

  /** With a deadline that never comes, all others have been read while the hung ones hang. */
  @Test
  void theOthersDoNotWaitForTheHungOnes() {
    Nvme nvme;
    try (EmulatedNvme drives = drives()) {
      nvme = Nvme.builder().backend(drives).build();
      List<SmartReading> readings =
          SmartScan.of(nvme)
              .depth(64)
              .deadline(Duration.ofHours(1))
              .scan()
              .take(DRIVES - SICK, false) // all are asked, however few are taken
              .collectList()
              .block();
      assertThat(readings)
          .hasSize(DRIVES - SICK)
          .noneMatch(r -> r.error() instanceof NvmeDeadlineException);
      int inFlight =
          drives.emulatedControllers().stream()
              .mapToInt(EmulatedController::commandsInFlight)
              .sum();
      assertThat(inFlight).isEqualTo(SICK);
    }
    nvme.disposeLater().block();
  }
}
