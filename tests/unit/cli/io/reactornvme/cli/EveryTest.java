package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --every} of the commands that show, and their colours. */
@Timeout(60)
class EveryTest {

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  private final TestConsole test = TestConsole.piped();

  private int run(String line) {
    return test.run((line + " --emulated 2").split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smart-log nvme0",
        "get-log nvme0 -i 2 -l 64",
        "id-ctrl nvme0",
        "error-log nvme0",
        "get-feature nvme0 -f 6",
        "list",
        "list-subsys",
        "scan"
      })
  void textComesAgainUnderItsTime(String line) {
    assertThat(run(line + " --every 1ms --count 3")).isZero();

    assertThat(test.out().lines().filter(l -> l.matches(TIME))).hasSize(3);
    assertThat(test.out().lines().findFirst().orElseThrow()).matches(TIME);
    assertThat(test.err()).isEmpty();
  }

  @Test
  void linesOfJsonAreOneObjectEachAndNothingElse() {
    assertThat(run("smart-log --all -o ndjson --every 1ms --count 3")).isZero();

    assertThat(test.out().lines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("{\"schema\":1,\"time\":\"") && line.endsWith("}"));
  }

  @Test
  void aDriveThatFailsEndsNothingAndIsInTheStatus() {
    assertThat(run("smart-log nvme0 nvme9 -o ndjson --every 1ms --count 2 --exit-code=detailed"))
        .isEqualTo(6);

    assertThat(test.out().lines().filter(line -> line.contains("\"status\":\"ok\""))).hasSize(2);
    assertThat(test.out().lines().filter(line -> line.contains("\"kind\":\"open\""))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin-passthru nvme0 -o 6 -l 4096 -4 1",
        "io-passthru nvme0n1 -o 2 -l 512",
        "dir-receive nvme0n1 -D 0 -O 1"
      })
  void whatOnlyBringsDataComesAgain(String line) {
    assertThat(run(line + " --every 1ms --count 3")).as(test.err()).isZero();

    assertThat(test.out().lines().filter(l -> l.matches(TIME))).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smart-log nvme0 --count 2            | --count goes with --every",
        "smart-log nvme0 --every 1s -o binary | binary output is of one time",
        "smart-log nvme0 --every 1s --dry-run | --every and --dry-run exclude each other",
        "list --count 2                       | --count goes with --every",
        "smart-log nvme0 --every 0s           | '0s' is out of range",
        "admin-passthru nvme0 -o 0x80 --every 1s             | --every is for what only brings",
        "admin-passthru nvme0 -o 6 -w --every 1s             | --every is for what only brings",
        "io-passthru nvme0n1 -o 8 --every 1s                 | --every is for what only brings",
        "io-passthru nvme0n1 -o 1 -l 8 -i pom.xml --every 1s | --every is for what only brings",
        "dir-receive nvme0n1 -D 1 -O 3 -r 1 --every 1s       | --every is for what only brings"
      })
  void wrongUsageIsSaid(String line, String message) {
    assertThat(test.run(line.strip().split(" +"))).isEqualTo(1);
    assertThat(test.err()).contains(message);
    assertThat(test.out()).isEmpty();
  }

  @Test
  void criticalValuesAreColouredAndOthersAreNot() {
    var log = Readings.ok("nvme0", l -> l.u8(0, 2).u8(3, 9).u8(5, 100).u128(160, 4)).log();
    String text = SmartPage.PAGE.text(log, new Page.At("nvme0", -1));
    String coloured = SmartMarks.coloured(text, log);

    assertThat(coloured)
        .contains(
            "critical_warning\t\t\t: \033[31m0x2\033[0m\n",
            "\ntemperature\t\t\t\t: \033[31m35",
            "\navailable_spare\t\t\t\t: \033[31m9%\033[0m\n",
            "\navailable_spare_threshold\t\t: 10%\n",
            "\npercentage_used\t\t\t\t: \033[33m100%\033[0m\n",
            "\nmedia_errors\t\t\t\t: \033[33m4\033[0m\n",
            "\npower_cycles\t\t\t\t: 0\n");
    assertThat(coloured.replaceAll("\033\\[[0-9]+m", "")).isEqualTo(text);
    var well = Readings.ok("nvme0", l -> {}).log();
    String same = SmartPage.PAGE.text(well, new Page.At("nvme0", -1));
    assertThat(SmartMarks.coloured(same, well)).isEqualTo(same);
  }
}
