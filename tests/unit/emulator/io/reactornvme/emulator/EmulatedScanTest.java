package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Hooks;

/** A scan of more drives than there are threads, some of them sick. */
@Timeout(120)
class EmulatedScanTest {

  /** Hung commands end with the drives, when nobody waits for them any more. */
  @BeforeAll
  static void lateErrorsAreExpected() {
    Hooks.onErrorDropped(e -> {});
  }

  @AfterAll
  static void resetHooks() {
    Hooks.resetOnErrorDropped();
  }

  private static final int DRIVES = 1000;

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("nvme-"))
        .collect(Collectors.toSet());
  }

  @Test
  void aThousandDrivesOneReadingEach() {
    Set<String> before = threads();
    Nvme nvme;
    try (EmulatedNvme drives =
        EmulatedNvme.builder()
            .controllers(DRIVES)
            .latency(Latency.fixed(Duration.ofMillis(5)))
            .build()) {
      for (int i = 0; i < DRIVES; i += 100) {
        drives.addFault(FaultRule.any().controller("nvme" + (i + 7)).hang());
        drives.addFault(FaultRule.any().controller("nvme" + (i + 13)).status(0x0006));
      }
      nvme = Nvme.builder().backend(drives).build();
      Duration deadline = Duration.ofMillis(500);
      SmartScan scan = SmartScan.of(nvme).depth(64).deadline(deadline);
      for (int sweep = 0; sweep < 3; sweep++) {
        List<SmartReading> readings = scan.scan().collectList().block();
        assertThat(readings)
            .hasSize(DRIVES)
            .extracting(SmartReading::device)
            .doesNotHaveDuplicates();
        Map<String, Long> ends =
            readings.stream()
                .collect(
                    Collectors.groupingBy(
                        r -> r.error() == null ? "ok" : r.error().getClass().getSimpleName(),
                        Collectors.counting()));
        assertThat(ends)
            .containsOnly(
                Map.entry("ok", (long) DRIVES - 20),
                Map.entry(NvmeDeadlineException.class.getSimpleName(), 10L),
                Map.entry(NvmeStatusException.class.getSimpleName(), 10L));
        assertThat(readings)
            .filteredOn(r -> r.error() instanceof NvmeDeadlineException)
            .allSatisfy(r -> assertThat(r.latency()).isGreaterThanOrEqualTo(deadline));
        assertThat(readings)
            .filteredOn(SmartReading::isOk)
            .allSatisfy(r -> assertThat(r.info().model()).isEqualTo("EMULATED"));
      }
      Set<String> now = threads();
      now.removeAll(before);
      assertThat(now).hasSize(2); // the emulator's and the ring's
    }
    nvme.disposeLater().block();
  }
}
