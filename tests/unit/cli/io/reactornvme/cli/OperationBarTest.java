package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Progress;
import io.reactornvme.Progress.Unit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class OperationBarTest {

  private static Progress percent(int done, int seconds, boolean stalled, boolean ended) {
    Duration unchanged = Duration.ofSeconds(stalled ? 125 : 1);
    return new Progress(
        "Format NVM",
        done,
        100,
        Unit.PERCENT,
        Duration.ofSeconds(seconds),
        unchanged,
        stalled,
        ended);
  }

  @Test
  void theBarIsTheMeanOfItsDrivesAndSaysWhichStalled() {
    TestConsole test = TestConsole.terminal(120);
    OperationBar bar = new OperationBar(test.console);

    bar.show("nvme0", percent(20, 5, false, false));
    bar.show("nvme1", percent(60, 5, true, false));
    bar.end("nvme1");
    bar.end("nvme0");

    assertThat(test.err())
        .contains("Format NVM", "40%", "nvme1 stalled for 125 s")
        .endsWith("\r\033[K");
  }

  @Test
  void whatIsNotToldHasNoPercentage() {
    TestConsole test = TestConsole.terminal(120);
    OperationBar bar = new OperationBar(test.console);
    Duration time = Duration.ofSeconds(1);

    bar.show("nvme0", new Progress("Format NVM", 0, 0, Unit.PERCENT, time, time, false, false));
    bar.end("nvme0");

    assertThat(test.err()).contains("Format NVM").doesNotContain("0%");
  }

  @Test
  void bytesHaveARate() {
    TestConsole test = TestConsole.terminal(120);
    OperationBar bar = new OperationBar(test.console);
    Duration time = Duration.ofSeconds(1);
    String name = "Firmware Image Download";

    bar.show("nvme0", new Progress(name, 1 << 20, 4 << 20, Unit.BYTES, time, time, false, false));
    bar.show("nvme0", new Progress(name, 2 << 20, 4 << 20, Unit.BYTES, time, time, false, false));
    bar.end("nvme0");

    assertThat(test.err()).contains("50%", "MB", "/s");
  }

  @Test
  void withoutATerminalThereIsALineNowAndThenAndWhenItStalls() {
    TestConsole test = TestConsole.piped();
    OperationBar bar = new OperationBar(test.console);

    bar.show("nvme0", percent(0, 0, false, false));
    bar.show("nvme0", percent(10, 29, false, false));
    bar.show("nvme0", percent(20, 31, false, false));
    bar.show("nvme0", percent(21, 32, true, false));
    bar.show("nvme0", percent(21, 33, true, false));
    bar.show("nvme0", percent(100, 99, false, true));
    bar.end("nvme0");

    assertThat(test.err().lines())
        .containsExactly(
            "nvme0: Format NVM 20.00 % after 31 s",
            "nvme0: Format NVM 21.00 % after 32 s, unchanged for 125 s; it has stalled, and may"
                + " still be at work");
  }

  private static Progress bytes(int done, int whole, Duration elapsed) {
    return new Progress(
        "Read", done, whole, Unit.BYTES, elapsed, Duration.ZERO, false, done == whole);
  }

  @Test
  void aDriveThatTellsNothingHasStalled() {
    TestConsole test = TestConsole.terminal(120);
    OperationBar bar = new OperationBar(test.console);
    long now = System.nanoTime();

    bar.show("nvme0", bytes(1 << 20, 4 << 20, Duration.ofSeconds(1)));
    bar.silent("nvme0", now + Duration.ofSeconds(4).toNanos());
    assertThat(test.err()).doesNotContain("stalled");
    bar.silent("nvme0", now + Duration.ofMillis(7_900).toNanos());
    bar.end("nvme0");

    assertThat(test.err()).contains("nvme0 stalled for 7 s");
  }

  @Test
  void withoutATerminalTheSilenceIsALine() {
    TestConsole test = TestConsole.piped();
    OperationBar bar = new OperationBar(test.console);
    long now = System.nanoTime();

    bar.show("nvme0", bytes(1 << 20, 4 << 20, Duration.ofSeconds(1)));
    for (int second = 1; second < 20; second++) {
      bar.silent("nvme0", now + Duration.ofMillis(second * 1_000 + 500).toNanos());
    }
    bar.end("nvme0");

    assertThat(test.err().lines())
        .containsExactly(
            "nvme0: Read 25.00 % after 6 s, unchanged for 5 s; it has stalled, and may still be at"
                + " work");
  }

  @Test
  void whatIsSoonOverHasNoBar() {
    TestConsole test = TestConsole.terminal(120);
    OperationBar bar = new OperationBar(test.console);

    bar.show("nvme0", bytes(0, 4 << 20, Duration.ZERO));
    bar.show("nvme0", bytes(4 << 20, 4 << 20, Duration.ofMillis(200)));
    bar.end("nvme0");

    assertThat(test.err()).isEmpty();
  }

  @Test
  void theBarDoesNotGoBackWhenADriveIsDone() {
    TestConsole test = TestConsole.terminal(120);
    OperationBar bar = new OperationBar(test.console);
    Duration time = Duration.ofSeconds(1);

    bar.show("nvme0", bytes(4_000_000, 4_000_000, time));
    bar.end("nvme0");
    bar.show("nvme1", bytes(0, 4_000_000, time));
    assertThat(test.err()).as("another bar").doesNotContain("/8");
    bar.show("nvme2", bytes(4_000_000, 4_000_000, time));
    bar.end("nvme2");
    bar.show("nvme1", bytes(2_000_000, 4_000_000, time));
    bar.end("nvme1");

    assertThat(test.err()).contains("75%", "6/8 MB");
  }

  @Test
  void theBarIsGoneWhenTheEndIsTold() {
    TestConsole test = TestConsole.terminal(120);
    Flux<Progress> operation =
        Flux.just(
            bytes(0, 4_000_000, Duration.ofSeconds(1)),
            bytes(4_000_000, 4_000_000, Duration.ofSeconds(2)));

    new OperationBar(test.console)
        .watch("nvme0", operation)
        .doOnTerminate(() -> test.console.note("done"))
        .block();

    assertThat(test.err()).contains("100%").endsWith("\r\033[Kdone" + System.lineSeparator());
  }
}
