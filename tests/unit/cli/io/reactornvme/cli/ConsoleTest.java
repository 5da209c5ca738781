package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aReaderThatWentAwayEndsTheProgramQuietly() {
    Console console = failing("Broken pipe");

    assertThat(Main.run(console, "--help")).isEqualTo(ExitStatus.BROKEN_PIPE);
    assertThat(Main.run(console, "scan", "/dev/null")).isEqualTo(ExitStatus.BROKEN_PIPE);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aFullDiskIsSaid() {
    Console console = failing("No space left on device");

    assertThatThrownBy(() -> console.print("x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write to stdout: No space left on device");
    assertThat(Main.run(console, "scan", "/dev/null", "-o", "json")).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "rnvme: cannot write to stdout: No space left on device" + System.lineSeparator());
  }

  @Test
  void aFullDiskIsSaidOfHelpTexts() {
    for (String line : List.of("--version", "--help", "scan --help", "generate-completion")) {
      err.reset();

      int status = Main.run(failing("No space left on device"), line.split(" "));

      assertThat(status).as(line).isEqualTo(ExitStatus.FAILED);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .as(line)
          .isEqualTo(
              "rnvme: cannot write to stdout: No space left on device" + System.lineSeparator());
    }
  }

  @Test
  void aFileHasUnicodeWhateverTheLocaleAndATerminalWhatItCanShow() {
    String text = "38°C";
    for (boolean terminal : new boolean[] {true, false}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new Console(
              out,
              err,
              new Console.Facts(terminal, terminal, 80, StandardCharsets.US_ASCII, Map.of()))
          .print(text);

      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(terminal ? "38C" : text);
    }
  }

  @Test
  void theStatusLineMakesWayForText() {
    TestConsole test = TestConsole.terminal(80);

    test.console.status("1 of 2");
    test.console.status("2 of 2");
    test.console.note("hello");
    test.console.note("world");

    assertThat(test.err()).isEqualTo("\r1 of 2\033[K\r2 of 2\033[K\r\033[Khello\nworld\n");
  }

  @Test
  void nothingIsWrittenAfterTheEnd() {
    TestConsole test = TestConsole.terminal(80);
    test.console.status("1 of 2");

    test.console.close();
    test.console.close();
    test.console.print("late");
    test.console.note("late");
    test.console.status("late");

    assertThat(test.out()).isEmpty();
    assertThat(test.err()).isEqualTo("\r1 of 2\033[K\r\033[K");
  }

  @Test
  void coloursFollowTheConventions() {
    assertThat(TestConsole.terminal(80).console.colour()).isTrue();
    assertThat(TestConsole.terminal(80, "NO_COLOR", "1").console.colour()).isFalse();
    assertThat(TestConsole.terminal(80, "NO_COLOR", "").console.colour()).isTrue();
    assertThat(TestConsole.terminal(80, "TERM", "dumb").console.colour()).isFalse();
    assertThat(TestConsole.piped().console.colour()).isFalse();
    assertThat(TestConsole.piped("CLICOLOR_FORCE", "1").console.colour()).isTrue();
  }

  @Test
  void theWidthIsTheTerminalsElseThatOfTheEnvironment() {
    assertThat(TestConsole.terminal(120, "COLUMNS", "60").console.width()).isEqualTo(120);
    assertThat(TestConsole.piped("COLUMNS", "60").console.width()).isEqualTo(60);
    assertThat(TestConsole.piped("COLUMNS", "wide").console.width()).isEqualTo(80);
    assertThat(TestConsole.piped().console.width()).isEqualTo(80);
  }

  @Test
  void textIsBrokenBetweenWords() {
    Console console = TestConsole.terminal(12).console;

    assertThat(console.wrapped("one two three four-and-a-half five", "  "))
        .isEqualTo("  one two\n  three\n  four-and-a-half\n  five");
  }

  @Test
  void whatCouldSteerTheTerminalIsTakenOut() {
    assertThat(Console.printable("a\033[2Jb\nc")).isEqualTo("a?[2Jb?c");
    assertThat(Console.printable(null)).isEmpty();
  }

  private Console failing(String why) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(why);
          }
        };
    return new Console(
        out, err, new Console.Facts(false, false, 0, StandardCharsets.UTF_8, Map.of()));
  }

  @Test
  void whoInterruptsIsToldWhatGoesOn() {
    TestConsole test = TestConsole.piped();
    test.console.onInterrupt(() -> "interrupted; what was sent goes on in nvme3");

    test.console.end();
    test.console.note("too late");

    assertThat(test.err())
        .isEqualTo("rnvme: interrupted; what was sent goes on in nvme3" + System.lineSeparator());
  }

  @Test
  void whoEndsInOrderIsToldNothing() {
    TestConsole test = TestConsole.piped();
    test.run("smart-log", "nvme0", "--emulated", "1");

    test.console.end();

    assertThat(test.err()).isEmpty();
  }
}
