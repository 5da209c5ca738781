package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeEvent;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.spec.AsynchronousEventResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class EventsCommandTest {

  private final TestConsole test = TestConsole.piped();

  /** Shows events of a drive that is pulled and put back, until there were as many as wanted. */
  private void showOfADriveThatComesAndGoes(String... line) throws Exception {
    EventsCommand command = new EventsCommand(test.console);
    new CommandLine(command).parseArgs(line);
    try (EmulatedNvme drives = EmulatedNvme.create(2)) {
      Nvme nvme = Nvme.builder().backend(drives).build();
      CompletableFuture<Integer> shown = CompletableFuture.supplyAsync(() -> command.run(nvme));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                // When it began to listen nobody can see: again, until it has seen enough.
                drives.controller("nvme1").remove();
                drives.controller("nvme1").plugIn();
                return shown.isDone();
              });
      assertThat(shown.get(1, TimeUnit.SECONDS)).isZero();
      nvme.dispose();
    }
  }

  @Test
  void textHasATimeADeviceAndWhatHappened() throws Exception {
    showOfADriveThatComesAndGoes("--count", "8");

    String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z  ";
    assertThat(test.out().lines())
        .hasSize(8)
        .allMatch(line -> line.matches(time + "nvme1(n1)? +(controller|namespace) .*"))
        .anyMatch(line -> line.matches(time + "nvme1 +controller removed: EMULATED, serial EMU.*"))
        .anyMatch(line -> line.matches(time + "nvme1n1 +namespace added: .* in blocks of \\d+ B"));
    assertThat(test.err()).isEmpty();
  }

  @Test
  void linesOfJsonHaveSchemaTimeAndDevice() throws Exception {
    showOfADriveThatComesAndGoes("--output-format", "ndjson", "--count", "8");

    assertThat(test.out().lines())
        .hasSize(8)
        .allMatch(line -> line.startsWith("{\"schema\":1,\"time\":\"2"))
        .allMatch(line -> line.contains("\"device\":\"/dev/nvme1\",\"event\":\""))
        .anyMatch(line -> line.contains("\"event\":\"controller-added\",\"model\":\"EMULATED\""))
        .anyMatch(line -> line.matches(".*\"event\":\"namespace-removed\",.*\"nsid\":1,.*"));
  }

  private static String json(NvmeEvent event) {
    return new String(Json.line(json -> EventsCommand.write(json, event)), StandardCharsets.UTF_8);
  }

  @Test
  void eachKindHasItsFields() {
    NvmeEvent hot =
        new NvmeEvent.AsynchronousEvent(
            Readings.TIME, "nvme0", new AsynchronousEventResult(0x0002_0101));

    assertThat(json(hot))
        .isEqualTo(
            "{\"schema\":1,\"time\":\"2026-01-02T03:04:05.670Z\",\"device\":\"/dev/nvme0\","
                + "\"event\":\"asynchronous-event\",\"type\":\"smart\",\"information\":1,"
                + "\"description\":\"temperature threshold\",\"log_page\":2,\"result\":131329}\n");
    assertThat(json(new NvmeEvent.Missed(Readings.TIME, 7)))
        .endsWith("\"device\":null,\"event\":\"missed\",\"count\":7}\n");
    assertThat(json(new NvmeEvent.Missed(Readings.TIME, NvmeEvent.Missed.UNKNOWN)))
        .endsWith("\"count\":null}\n");
    assertThat(json(new NvmeEvent.ControllerRestarted(Readings.TIME, Readings.info("nvme3"))))
        .endsWith(
            "\"event\":\"controller-restarted\",\"model\":\"Model of nvme3\","
                + "\"serial\":\"S-nvme3\",\"firmware\":\"1.0\",\"state\":\"live\"}\n");
  }

  @Test
  void wordsTellTheRest() {
    assertThat(EventsCommand.text(new NvmeEvent.Missed(Readings.TIME, 7)))
        .isEqualTo("-             missed: 7 events were lost");
    assertThat(
            EventsCommand.text(
                new NvmeEvent.ControllerChanged(
                    Readings.TIME, Readings.info("nvme3"), Readings.info("nvme3"))))
        .startsWith(
            "nvme3         controller changed: Model of nvme3, serial S-nvme3, firmware 1.0");
    assertThat(
            EventsCommand.text(
                new NvmeEvent.AsynchronousEvent(
                    Readings.TIME, "nvme0", new AsynchronousEventResult(0x0002_0101))))
        .contains("asynchronous event: ", "temperature threshold");
  }

  @Test
  void wrongUsageIsSaid() {
    assertThat(test.run("events", "--count", "0")).isEqualTo(2);
    assertThat(test.err()).contains("--count is 1 or more, not 0");
  }
}
