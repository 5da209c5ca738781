package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.BackendChoice;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {

  private static final Pattern COMMAND = Pattern.compile("^(scan|record) ?");

  @AfterEach
  void forgetTheLauncher() {
    System.clearProperty(LabOptions.LAUNCHER);
  }

  @Test
  void defaultsAreSensible() {
    ScanCommand scan = parse();

    assertThat(scan.arguments.devices()).isEmpty();
    assertThat(scan.output.format).isEqualTo(OutputFormat.NORMAL);
    assertThat(scan.sweeps.depth()).isEqualTo(64);
    assertThat(scan.every.every).isNull();
    assertThat(scan.every.isLast(1)).isTrue();
    assertThat(scan.library.deadline).isEqualTo(Duration.ofSeconds(10));
    assertThat(scan.library.backend).isEqualTo(BackendChoice.AUTO);
  }

  @Test
  void takesAllOptions() {
    ScanCommand scan =
        parse(
            "nvme1",
            "-o",
            "json",
            "--depth=8",
            "--deadline",
            "500ms",
            "--every",
            "2m",
            "--count",
            "3",
            "--backend",
            "ioctl",
            "--rings",
            "2",
            "--no-progress",
            "/dev/nvme0",
            "nvme1");

    assertThat(scan.arguments.devices()).containsExactly("nvme1", "/dev/nvme0");
    assertThat(scan.output.format).isEqualTo(OutputFormat.JSON);
    assertThat(scan.output.progress).isFalse();
    assertThat(scan.sweeps.depth()).isEqualTo(8);
    assertThat(scan.every.every).isEqualTo(Duration.ofMinutes(2));
    assertThat(scan.every.isLast(2)).isFalse();
    assertThat(scan.every.isLast(3)).isTrue();
    assertThat(scan.library.deadline).isEqualTo(Duration.ofMillis(500));
    assertThat(scan.library.backend).isEqualTo(BackendChoice.IOCTL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                          | a command is missing",
        "scna                      | there is no command 'scna'",
        "scan --bogus              | Unknown option: '--bogus'",
        "scan -o xml               | 'xml' is none of normal, json, ndjson",
        "scan --backend spdk       | 'spdk' is none of auto, uring, ioctl",
        "scan --deadline 10        | '10' is no duration",
        "scan --deadline 0s        | '0s' is out of range",
        "scan --every              | Missing required parameter for option '--every' (TIME)",
        "scan --depth 0            | --depth is 1 to 1024, not 0",
        "scan --depth x            | 'x' is not an int",
        "scan --rings 65           | --rings is 1 to 64, not 65",
        "scan --count 2            | --count goes with --every",
        "scan --every 1s --count 0 | --count is 1 or more, not 0",
        "scan --lab 0              | --lab is 1 to 128 drives, not 0",
        "scan --lab 129            | --lab is 1 to 128 drives, not 129",
        "scan --lab                | Missing required parameter for option '--lab' (N)",
        "scan --lab 4 --kernel 5   | --kernel is 6.1, 6.12 or the like, or newest, not '5'",
        "scan --kernel 6.1         | --kernel goes with --lab",
        "scan --lab 4              | --lab is the work of the launcher: use java/rnvme",
        "scan --emulated 0         | --emulated is 1 to 100000 drives, not 0",
        "scan --emulated 100001    | --emulated is 1 to 100000 drives, not 100001",
        "scan --emulated 2 --lab 4 | --emulated and --lab exclude each other",
        "scan --emulated 2 --backend ioctl | --emulated and --backend exclude each other",
        "scan --emulated 2 nvme0   | name none of this host's",
        "record                    | Missing required parameter: 'DEVICE'",
        "record nvme0 nvme1 -o x   | -o is to be a directory",
        "record nvme0 --lab 4      | --lab is the work of the launcher: use java/rnvme"
      })
  void badUsageIsTwoAndSaysWhy(String line, String message) {
    TestConsole test = TestConsole.piped();

    int status = test.run(line == null ? new String[0] : line.split(" "));

    assertThat(status).isEqualTo(2);
    assertThat(test.out()).isEmpty();
    assertThat(test.err())
        .startsWith("rnvme: ")
        .contains(message)
        .contains(
            "Try 'rnvme"
                + (line == null || !COMMAND.matcher(line).find() ? "" : " " + line.split(" ")[0]));
  }

  @Test
  void theLauncherIsToldToTakeOver() {
    System.setProperty(LabOptions.LAUNCHER, "java/rnvme");

    assertThat(TestConsole.piped().run("scan", "--lab", "16", "--kernel", "6.12"))
        .isEqualTo(ExitStatus.LAB_WANTED);
    assertThat(TestConsole.piped().run("record", "nvme0", "-o", "-", "--lab", "1"))
        .isEqualTo(ExitStatus.LAB_WANTED);
    assertThat(TestConsole.piped().run("record", "nvme0", "--lab", "1")).isEqualTo(2);
    assertThat(TestConsole.piped().run("scan", "--lab", "16", "--help")).isZero();
    assertThat(TestConsole.piped().run("scan", "--lab", "16", "--depth", "0")).isEqualTo(2);
    assertThat(LabOptions.example("scan")).isEqualTo("java/rnvme scan --lab 16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "scan --help",
        "help",
        "help scan",
        "record --help",
        "--version",
        "-V"
      })
  void helpGoesToStdout(String line) {
    TestConsole test = TestConsole.piped();

    assertThat(test.run(line.split(" "))).isZero();
    assertThat(test.out()).contains("rnvme").endsWith("\n").doesNotContain("\033");
    assertThat(test.err()).isEmpty();
  }

  @Test
  void helpFitsATerminalOf80Columns() {
    for (String command : main().getSubcommands().keySet()) {
      TestConsole test = TestConsole.piped();

      test.run(command, "--help");

      assertThat(test.out().lines()).as(command).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void everyCommandAndOptionIsExplained() {
    for (Map.Entry<String, CommandLine> command : main().getSubcommands().entrySet()) {
      CommandSpec spec = command.getValue().getCommandSpec();
      assertThat(spec.findOption("--help") != null || spec.helpCommand())
          .as(command.getKey())
          .isTrue();
      for (OptionSpec option : spec.options()) {
        assertThat(option.description()).as(option.longestName()).isNotEmpty();
      }
    }
  }

  @Test
  void versionTellsWhatWorksHere() {
    TestConsole test = TestConsole.piped();

    assertThat(test.run("--version")).isZero();

    assertThat(test.out().lines().toList())
        .hasSize(5)
        .first()
        .asString()
        .matches("rnvme [0-9]+\\.[0-9]+.*");
    assertThat(test.out()).contains("native library: ", "io_uring: ", "Linux ");
  }

  @Test
  void aShellCanCompleteIt() {
    TestConsole test = TestConsole.piped();

    assertThat(test.run("generate-completion")).isZero();

    assertThat(test.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("complete -F _complete_rnvme")
        .contains("--output-format", "\"normal\" \"json\"", "\"auto\" \"uring\" \"ioctl\"");
  }

  /** By bash itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sma                     | smart-log",
        "log sma                 | smart",
        "smart-log --output      | --output-format",
        "smart-log -o nd         | ndjson",
        "log smart --exit-code d | detailed",
        "top --sort te           | temp",
        "smart-log /dev/nul      | /dev/null"
      })
  void bashCompletes(String line, String word) throws Exception {
    TestConsole test = TestConsole.piped();
    test.run("generate-completion");
    String script =
        test.out()
            + "COMP_WORDS=(rnvme "
            + line
            + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
            + "_complete_rnvme 2>/dev/null\necho \"${COMPREPLY[@]}\"\n";

    Process bash = new ProcessBuilder("bash").redirectErrorStream(true).start();
    try (OutputStream in = bash.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said.strip()).isEqualTo(word);
  }

  @Test
  void helpKnowsBothSpellings() {
    TestConsole one = TestConsole.piped();
    TestConsole two = TestConsole.piped();

    assertThat(one.run("help", "smart-log")).isZero();
    assertThat(two.run("help", "log", "smart")).isZero();

    assertThat(two.out()).startsWith("Shows the SMART").isEqualTo(one.out());
  }

  @Test
  void theHelpHasEachCommandOnce() {
    TestConsole test = TestConsole.piped();

    assertThat(test.run("--help")).isZero();

    List<String> named =
        test.out()
            .lines()
            .dropWhile(line -> !line.startsWith("How drives are:"))
            .takeWhile(line -> !line.startsWith("Examples:"))
            .filter(line -> line.matches("  [a-z].*"))
            .flatMap(line -> List.of(line.strip().split("  ")[0].split(", ")).stream())
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(main().getSubcommands().keySet());
  }

  @Test
  void whatIsNoDriveFailsByItself() {
    TestConsole test = TestConsole.piped();

    assertThat(test.run("scan", "/dev/null", "/dev/zero", "-o", "json")).isEqualTo(1);

    assertThat(test.out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"status\":\"error\""))
        .allMatch(line -> line.contains("\"kind\":\"open\""));
    assertThat(test.err()).isEmpty();
  }

  @Test
  void sweepsAreCountedAndKeepTheWorstStatus() {
    TestConsole test = TestConsole.piped();

    int status = test.run("scan", "/dev/null", "-o", "json", "--every", "1ms", "--count", "3");

    assertThat(status).isEqualTo(1);
    assertThat(test.out().lines()).hasSize(3);
  }

  private static CommandLine main() {
    return Main.commandLine(TestConsole.piped().console);
  }

  private static ScanCommand parse(String... arguments) {
    CommandLine main = main();
    String[] line =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("scan"), List.of(arguments).stream())
            .toArray(String[]::new);
    return (ScanCommand) main.parseArgs(line).subcommand().commandSpec().userObject();
  }
}
