package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Errno;
import io.reactornvme.SmartReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmartTableTest {

  private static final Duration TOOK = Duration.ofMillis(123);

  @Test
  void showsDrivesAlignedAndInOrder() {
    TestConsole test = TestConsole.piped();
    List<SmartReading> inOrderOfCompletion =
        List.of(
            Readings.ok("nvme10", log -> log.u8(0, 0x09).u8(3, 4).u8(5, 117).u128(128, 43210)),
            Readings.failed("nvme2", Failures.deadline("/dev/nvme2")),
            Readings.ok("nvme0", log -> log.u128(160, 3).u128(176, 12)));

    show(test, List.of("/dev/nvme0", "/dev/nvme2", "/dev/nvme10"), inOrderOfCompletion);

    assertThat(test.out())
        .isEqualTo(
            """
            DEVICE       MODEL            SERIAL     TEMP  SPARE/MIN  WEAR  WARNINGS           HOURS  MEDIA/LOG ERR   LATENCY  BACKEND
            /dev/nvme0   Model of nvme0   S-nvme0   35 °C    100/10%    2%  -                      0           3/12   1.23 ms  uring
            /dev/nvme2   Model of nvme2   S-nvme2       -          -     -  FAILED: no answer      -              -  10000 ms  uring
            /dev/nvme10  Model of nvme10  S-nvme10  35 °C      4/10%  117%  spare,read-only    43210            0/0   1.23 ms  uring

            3 drives, 2 read, 1 failed, 0.12 s
            """);
  }

  @Test
  void namesEachWarning() {
    TestConsole test = TestConsole.piped();

    show(
        test,
        List.of("/dev/nvme0", "/dev/nvme1"),
        List.of(
            Readings.ok("nvme0", log -> log.u8(0, 0xff)),
            Readings.ok("nvme1", log -> log.u8(6, 0x04))));

    assertThat(test.out())
        .contains("  spare,temperature,reliability,read-only,backup,pmr,0xc0  ")
        .contains("  endurance-group  ");
  }

  @Test
  void saysWhatToDoOnStderrAndEachRemedyOnce() {
    TestConsole test = TestConsole.terminal(79, "NO_COLOR", "1");
    List<SmartReading> readings = new ArrayList<>();
    IntStream.range(0, 6)
        .mapToObj(i -> Readings.failed("nvme" + i, Failures.deadline("/dev/nvme" + i)))
        .forEach(readings::add);
    readings.add(Readings.notOpened("/dev/nvme6", Failures.noSuchDevice("/dev/nvme6")));

    show(test, readings.stream().map(SmartReading::device).toList(), readings);

    assertThat(test.err())
        .isEqualTo(
            """
            rnvme: /dev/nvme0, /dev/nvme1, /dev/nvme2 and 3 more: Get Log Page: no answer from the drive within 10 s [reported by: this library]
              The command may still run in the drive and take effect; its memory is kept
              until it completes. Ask for the drive's state before sending it again; if the
              drive answers nothing at all, only a controller reset ends the command.
            rnvme: /dev/nvme6: no such device [reported by: the operating system]
              Discover again.
            """);
  }

  @Test
  void aDriveThatIsNotThereHasNoValues() {
    TestConsole test = TestConsole.piped();

    show(
        test,
        List.of("nvme9"),
        List.of(Readings.notOpened("nvme9", Failures.mayNotOpen("nvme9", Errno.EPERM))));

    assertThat(test.out())
        .isEqualTo(
            """
            DEVICE  MODEL  SERIAL  TEMP  SPARE/MIN  WEAR  WARNINGS       HOURS  MEDIA/LOG ERR  LATENCY  BACKEND
            nvme9   -      -          -          -     -  FAILED: EPERM      -              -        -  -

            1 drive, 0 read, 1 failed, 0.12 s
            """);
  }

  @Test
  void coloursOnATerminalAndOnlyThere() {
    TestConsole terminal = TestConsole.terminal(200);
    TestConsole piped = TestConsole.piped();
    List<SmartReading> readings =
        List.of(
            Readings.ok("nvme0", log -> log.u8(0, 0x01)),
            Readings.failed("nvme1", Failures.deadline("/dev/nvme1")));
    List<String> order = List.of("/dev/nvme0", "/dev/nvme1");

    show(terminal, order, readings);
    show(piped, order, readings);

    assertThat(terminal.out())
        .startsWith("\033[1mDEVICE\033[0m      \033[1mMODEL\033[0m")
        .contains("  \033[33mspare\033[0m ")
        .contains("\033[31mFAILED: no answer\033[0m");
    assertThat(terminal.out().replaceAll("\033\\[[0-9]+m", "")).isEqualTo(piped.out());
  }

  @Test
  void aNarrowTerminalCutsTheModel() {
    TestConsole test = TestConsole.terminal(104, "NO_COLOR", "1");

    show(test, List.of("/dev/nvme0"), List.of(Readings.ok("nvme0", log -> {})));

    assertThat(test.out().lines()).allMatch(line -> line.length() <= 104);
    assertThat(test.out()).contains("  Model of…  ").contains("  S-nvme0  ");
  }

  @ParameterizedTest
  @CsvSource({
    "90, DEVICE      MODEL     SERIAL   TEMP  SPARE/MIN  WEAR  WARNINGS  HOURS  MEDIA/LOG ERR",
    "72, DEVICE      SERIAL   TEMP  SPARE/MIN  WEAR  WARNINGS  MEDIA/LOG ERR",
    "50, DEVICE      TEMP  SPARE/MIN  WEAR  WARNINGS"
  })
  void aNarrowerOneHasFewerColumns(int width, String header) {
    TestConsole test = TestConsole.terminal(width, "NO_COLOR", "1");

    show(test, List.of("/dev/nvme0"), List.of(Readings.ok("nvme0", log -> {})));

    assertThat(test.out().lines()).allMatch(line -> line.length() <= width);
    assertThat(test.out().lines().findFirst().orElseThrow().replaceAll(" +", " "))
        .isEqualTo(header.replaceAll(" +", " "));
  }

  @Test
  void aTerminalWithoutUnicodeGetsNone() {
    TestConsole test = TestConsole.ascii();

    show(test, List.of("/dev/nvme0"), List.of(Readings.ok("nvme0", log -> {})));

    assertThat(test.out()).contains(" 35 C ").matches("\\p{ASCII}*");
  }

  private static void show(TestConsole test, List<String> order, List<SmartReading> readings) {
    SmartTable table = new SmartTable(test.console, order);
    readings.forEach(table::reading);
    assertThat(test.out()).isEmpty();
    table.end(TOOK);
  }
}
