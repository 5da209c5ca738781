package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopTableTest {

  private static final List<String> THREE = List.of("/dev/nvme0", "/dev/nvme1", "/dev/nvme2");

  private final TopTable table = table(false);

  private static TopTable table(boolean colour) {
    TopTable table =
        new TopTable(
            new TopTable.Settings(70, 90, Duration.ofSeconds(2), "°C", colour, ZoneOffset.UTC));
    table.present(THREE, Readings.TIME);
    return table;
  }

  private static SmartReading after(int seconds, SmartReading reading) {
    return new SmartReading(
        reading.device(),
        reading.info(),
        reading.time().plusSeconds(seconds),
        reading.latency(),
        reading.backend(),
        reading.log(),
        reading.error());
  }

  private List<String> lines(int width, int height) {
    return table.lines(width, height, Readings.TIME.plusSeconds(60));
  }

  /** The names in the table, as they stand. */
  private List<String> order() {
    return lines(200, 20).stream()
        .filter(line -> line.startsWith("nvme"))
        .map(line -> line.substring(0, 5))
        .toList();
  }

  @Test
  void aScreenShowsEachDriveAndWhatIsTheMatterWithIt() {
    table.reading(Readings.ok("nvme0", log -> log.u16(1, 273 + 70)));
    table.reading(Readings.failed("nvme1", Failures.status("/dev/nvme1", 0x4002)));

    assertThat(lines(120, 9))
        .containsExactly(
            "rnvme top  03:05:05  3 drives: 1 failed, 1 hot, 1 not read yet",
            "read 0.0 B/s  written 0.0 B/s  every 2s",
            "",
            "DEVICE    STATE                   TEMP  WEAR  SPARE/MIN      READ/S     WRITE/S   LATENCY"
                + "  MODEL",
            "nvme0     HOT                     70°C    2%    100/10%           -           -   1.23 ms"
                + "  Model of nvme0",
            "nvme1     FAILED: 0x4002             -     -          -           -           -         -"
                + "  Model of nvme1",
            "nvme2     ...                        -     -          -           -           -         -"
                + "  -",
            "",
            "q quit  r reverse  sort: d device t temp w wear i read o write l latency s state");
  }

  @Test
  void whatIsWrongIsSaidInWordsAndAllOfIt() {
    table.reading(Readings.ok("nvme0", log -> log.u8(0, 0x0e).u8(5, 91)));
    table.reading(Readings.ok("nvme1", log -> log.u8(3, 9)));

    assertThat(lines(200, 20).get(4)).contains("HOT WORN CRITICAL: temperature,reliability,read-");
    assertThat(lines(200, 20).get(5)).contains("  WORN  ");
  }

  @Test
  void ratesAreOfTwoReadingsInARow() {
    table.reading(Readings.ok("nvme0", log -> log.u128(32, 10).u128(48, 20)));
    table.reading(after(2, Readings.ok("nvme0", log -> log.u128(32, 30).u128(48, 20))));

    assertThat(lines(200, 20).get(4)).contains("   5.1 MB/s     0.0 B/s");
    assertThat(lines(200, 20).get(1)).startsWith("read 5.1 MB/s  written 0.0 B/s");

    table.reading(after(4, Readings.failed("nvme0", Failures.deadline("/dev/nvme0"))));
    assertThat(lines(200, 20).get(1)).startsWith("read 0.0 B/s");
    table.reading(after(9, Readings.ok("nvme0", log -> log.u128(32, 90))));
    assertThat(lines(200, 20).get(4)).contains("  -           -  ");
  }

  @Test
  void aCounterThatGoesBackHasNoRate() {
    table.reading(Readings.ok("nvme0", log -> log.u128(32, 10)));
    table.reading(after(2, Readings.ok("nvme0", log -> log.u128(32, 9))));
    assertThat(lines(200, 20).get(4)).contains("      -     0.0 B/s");
  }

  @Test
  void aDriveThatDoesNotAnswerIsSilentSinceItLastDid() {
    table.reading(after(7, Readings.ok("nvme0", log -> {})));
    table.reading(after(17, Readings.failed("nvme0", Failures.deadline("/dev/nvme0"))));
    table.reading(Readings.failed("nvme1", Failures.deadline("/dev/nvme1")));
    table.reading(Readings.failed("nvme2", Failures.busy("/dev/nvme2")));

    assertThat(lines(200, 20).get(4)).startsWith("nvme0     SILENT since 03:04:12      -     -");
    assertThat(lines(200, 20).get(5)).startsWith("nvme1     SILENT since 03:04:05 ");
    assertThat(lines(200, 20).get(6)).startsWith("nvme2     FAILED: busy ");

    table.reading(after(18, Readings.failed("nvme0", Failures.busy("/dev/nvme0"))));
    assertThat(lines(200, 20).get(4)).startsWith("nvme0     SILENT since 03:04:12 ");

    table.reading(after(19, Readings.ok("nvme0", log -> {})));
    assertThat(lines(200, 20).get(4)).startsWith("nvme0     ok ");
  }

  @Test
  void sortsTheMostFirstAndTheUnknownLast() {
    table.reading(Readings.ok("nvme1", log -> log.u8(5, 7)));
    table.reading(Readings.ok("nvme2", log -> log.u8(5, 50)));
    assertThat(order()).containsExactly("nvme0", "nvme1", "nvme2");

    table.sort(TopSort.WEAR);
    assertThat(order()).containsExactly("nvme2", "nvme1", "nvme0");
    table.sort(TopSort.WEAR);
    assertThat(order()).containsExactly("nvme0", "nvme1", "nvme2");

    table.reading(Readings.failed("nvme1", Failures.deadline("/dev/nvme1")));
    table.sort(TopSort.STATE);
    assertThat(order()).containsExactly("nvme1", "nvme2", "nvme0");
    table.reverse();
    assertThat(order()).containsExactly("nvme0", "nvme2", "nvme1");
    table.sort(TopSort.TEMP, false);
    assertThat(order()).containsExactly("nvme2", "nvme0", "nvme1");
  }

  @Test
  void eachColumnSorts() {
    table.reading(Readings.ok("nvme0", log -> {}));
    table.reading(Readings.ok("nvme1", log -> {}));
    table.reading(after(1, Readings.ok("nvme0", log -> log.u128(48, 9))));
    table.reading(after(1, Readings.ok("nvme1", log -> log.u128(32, 9))));

    table.sort(TopSort.READ);
    assertThat(order()).startsWith("nvme1", "nvme0");
    table.sort(TopSort.WRITE);
    assertThat(order()).startsWith("nvme0", "nvme1");
    table.sort(TopSort.LATENCY);
    assertThat(order()).endsWith("nvme2");
    table.sort(TopSort.DEVICE);
    assertThat(order()).startsWith("nvme0", "nvme1");
  }

  @Test
  void drivesComeAndGo() {
    table.reading(Readings.ok("nvme1", log -> {}));
    table.present(List.of("/dev/nvme5", "/dev/nvme1"), Readings.TIME);
    table.known("/dev/nvme5", Readings.info("nvme5"));
    table.known("/dev/nvme7", Readings.info("nvme7"));
    table.reading(Readings.ok("nvme0", log -> {}));

    assertThat(order()).containsExactly("nvme0", "nvme5", "nvme1", "nvme2");
    assertThat(lines(200, 20).get(4)).matches("nvme0     GONE since 03:04:05 +-  .*");
    assertThat(lines(200, 20).get(5)).endsWith("Model of nvme5");
    assertThat(lines(200, 20).get(0)).contains("4 drives: 2 gone, 1 ok, 1 not read yet");
    table.sort(TopSort.STATE);
    assertThat(order()).containsExactly("nvme0", "nvme2", "nvme1", "nvme5");

    table.present(List.of("/dev/nvme0", "/dev/nvme1"), Readings.TIME.plusSeconds(5));
    table.reading(Readings.ok("nvme0", log -> {}));
    table.sort(TopSort.DEVICE);
    assertThat(order()).containsExactly("nvme5", "nvme0", "nvme1", "nvme2");
    assertThat(lines(200, 20).get(5)).startsWith("nvme0     ok ");
    assertThat(lines(200, 20).get(4)).startsWith("nvme5     GONE since 03:04:10 ");
  }

  @Test
  void aSmallScreenIsNeverOverrunAndScrolls() {
    assertThat(lines(20, 6)).hasSize(6).allMatch(line -> line.length() <= 20);
    assertThat(lines(20, 6).get(4)).startsWith("nvme0");
    table.scroll(1);
    assertThat(lines(60, 6).get(4)).startsWith("nvme1");
    assertThat(lines(60, 6).get(5)).startsWith("2-2 of 3  q quit");
    table.scrollPages(9);
    assertThat(lines(60, 6).get(4)).startsWith("nvme2");
    table.scroll(-table.size());
    assertThat(lines(60, 6).get(4)).startsWith("nvme0");
    for (int height = 1; height < 8; height++) {
      assertThat(lines(1, height)).hasSize(height).allMatch(line -> line.length() <= 1);
    }
  }

  @Test
  void whenTheScreenGrowsThereIsNoHoleAtTheEnd() {
    lines(80, 6);
    table.scroll(2);
    assertThat(lines(80, 20).get(4)).startsWith("nvme0");
  }

  @Test
  void coloursMarkLinesAndAddNothingElse() {
    TopTable coloured = table(true);
    for (TopTable t : List.of(table, coloured)) {
      t.reading(Readings.failed("nvme0", Failures.deadline("/dev/nvme0")));
      t.reading(Readings.ok("nvme1", log -> log.u8(5, 95)));
      t.reading(Readings.ok("nvme2", log -> {}));
    }
    List<String> lines = coloured.lines(80, 10, Readings.TIME.plusSeconds(60));

    assertThat(lines.get(4)).startsWith("\033[31mnvme0 ");
    assertThat(lines.get(5)).startsWith("\033[33mnvme1 ");
    assertThat(lines.get(6)).startsWith("nvme2 ");
    assertThat(lines.stream().map(line -> line.replaceAll("\033\\[[0-9;]*m", "")))
        .isEqualTo(lines(80, 10));
  }

  @Test
  void whatADriveCallsItselfCannotSteerTheTerminal() {
    table.reading(Readings.ok("nvme0", log -> {}));
    NvmeControllerInfo info = Readings.info("nvme0");
    table.known(
        "/dev/nvme0",
        new NvmeControllerInfo(
            info.name(),
            info.path(),
            "evil\033[2J",
            info.serial(),
            info.firmware(),
            info.transport(),
            info.address(),
            info.state(),
            info.controllerId(),
            info.subsystemNqn(),
            info.namespaces()));
    assertThat(lines(200, 10).get(4)).endsWith("evil?[2J").doesNotContain("\033");
  }
}
