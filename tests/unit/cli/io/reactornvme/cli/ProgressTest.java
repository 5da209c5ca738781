package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void countsAndDisappears() {
    TestConsole test = TestConsole.terminal(79);

    try (Progress progress =
        Progress.start(test.console, "Reading", List.of("nvme0", "nvme1", "nvme2", "nvme3"))) {
      progress.answered("nvme1");
      progress.answered("nvme3");
    }

    // At its end it shows the last state once more, and takes it away.
    assertThat(test.err())
        .contains("Reading  50% ", " 2/4 drives ", "waiting for nvme0, nvme2")
        .endsWith("\r\033[K");
    for (String line : test.err().split("\r")) {
      assertThat(line.replace("\033[K", "")).hasSizeLessThan(79);
    }
  }

  @Test
  void isShownOnATerminalUnlessToldOtherwise() {
    TestConsole terminal = TestConsole.terminal(80);
    TestConsole piped = TestConsole.piped();
    OutputOptions options = new OutputOptions();

    assertThat(options.showProgress(terminal.console)).isTrue();
    assertThat(options.showProgress(piped.console)).isFalse();

    options.format = OutputFormat.JSON; // whose lines are a progress of their own
    assertThat(options.showProgress(terminal.console)).isFalse();

    options.progress = true;
    assertThat(options.showProgress(piped.console)).isTrue();
    options.progress = false;
    assertThat(options.showProgress(terminal.console)).isFalse();
  }
}
