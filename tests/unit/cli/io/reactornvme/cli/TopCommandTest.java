package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.emulator.EmulatedNvme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code rnvme top} on a terminal made of Java: what it sends there, and what it takes from it. */
@Timeout(60)
class TopCommandTest {

  private static final String ENTER = "\033[?1049h";
  private static final String LEAVE = "\033[?1049l";

  private final EmulatedNvme drives = TopDrives.make();
  private final Nvme nvme =
      Nvme.builder().backend(drives).stallThreshold(Duration.ofSeconds(9)).build();
  private final TestConsole test = TestConsole.terminal(100);
  private final PipedOutputStream keys = new PipedOutputStream();
  private Terminal terminal;
  private CompletableFuture<Integer> top;

  @BeforeEach
  void makeTerminal() throws IOException {
    terminal =
        new ExternalTerminal(
            "test",
            "xterm",
            new PipedInputStream(keys),
            new ByteArrayOutputStream(),
            StandardCharsets.UTF_8);
    terminal.setSize((Sized) Size.of(100, 12));
  }

  @AfterEach
  void close() {
    nvme.dispose();
    drives.close();
  }

  private void start(String... line) {
    TopCommand command = TopDrives.command(test.console, line);
    top =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return command.run(nvme, terminal);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** The last picture, in lines without their codes. */
  private String[] screen() {
    String all = test.out();
    String last = all.substring(all.lastIndexOf("\033[H") + 3);
    return last.replaceAll("\033\\[[0-9;?]*[a-zA-Z]", "").split("\r\n");
  }

  private void awaitLine(int line, String start) {
    Awaitility.await(start)
        .atMost(Duration.ofSeconds(30))
        .until(() -> screen().length > line && screen()[line].startsWith(start));
  }

  private void press(String key) throws IOException {
    keys.write(key.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  /** Once, with the cursor shown, and nothing was written to the shell's. */
  private void assertThatTheScreenWasLeft() {
    assertThat(test.out()).containsOnlyOnce(LEAVE).contains("\033[?25h" + LEAVE);
    String rest = test.out().substring(test.out().indexOf(LEAVE));
    assertThat(rest.replaceAll("\033\\[[0-9;?]*[a-zA-Z]", "")).isEmpty();
  }

  private int status() throws Exception {
    return top.get(30, TimeUnit.SECONDS);
  }

  @Test
  void marksTheSilentOneAndLeavesTheTerminalAsItWas() throws Exception {
    Attributes before = terminal.getAttributes();
    start("--every", "50ms", "--deadline", "300ms");

    awaitLine(7, "nvme3     SILENT since ");
    awaitLine(5, "nvme1     HOT ");
    assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ICANON)).isFalse();
    assertThat(screen()).hasSize(12);
    assertThat(screen()[0]).contains("5 drives: 1 silent, 1 critical, 1 worn, 2 ok");
    assertThat(test.out()).contains("\033[31mnvme3 ").contains("\033[33mnvme2 ");
    press("q");

    assertThat(status()).isZero();
    assertThat(test.out()).startsWith(ENTER);
    assertThatTheScreenWasLeft();
    assertThat(terminal.getAttributes().toString()).isEqualTo(before.toString());
    assertThat(test.err()).isEmpty();
  }

  @Test
  void keysSortAndScroll() throws Exception {
    start("--every", "1h", "--sort", "temp");
    awaitLine(4, "nvme1     HOT");
    press("w");
    awaitLine(4, "nvme2     WORN");
    press("d");
    awaitLine(4, "nvme0     ok");
    press("r");
    awaitLine(4, "nvme4     ok");
    terminal.setSize((Sized) Size.of(100, 7));
    terminal.raise(Signal.WINCH);
    awaitLine(6, "1-2 of 5");
    press("\033[B");
    awaitLine(6, "2-3 of 5");
    press("\033OA");
    awaitLine(6, "1-2 of 5");
    press("\033[6~");
    awaitLine(6, "3-4 of 5");
    press("G");
    awaitLine(6, "4-5 of 5");
    press("g");
    awaitLine(6, "1-2 of 5");
    press("\003");
    assertThat(status()).isZero();
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    start("--every", "1h");
    awaitLine(4, "nvme0     ok");
    terminal.raise(Signal.INT);
    assertThat(status()).isZero();
    assertThatTheScreenWasLeft();
  }

  @Test
  void theTerminalsEndEndsIt() throws Exception {
    start("--every", "1h");
    awaitLine(4, "nvme0     ok");
    keys.close();
    assertThat(status()).isZero();
  }

  @Test
  void whatIsSaidMeanwhileComesAfterwards() throws Exception {
    start("--every", "1h", "nvme1", "nvme9");
    awaitLine(4, "nvme1     HOT");
    awaitLine(5, "nvme9     FAILED: no such drive");
    test.console.complain("a warning");
    assertThat(test.err()).isEmpty();
    press("q");
    assertThat(status()).isZero();
    assertThat(test.err()).isEqualTo("rnvme: a warning" + System.lineSeparator());
  }

  @Test
  void aDriveThatGoesStaysAsGone() throws Exception {
    start("--every", "50ms");
    awaitLine(8, "nvme4     ok");
    drives.controller("nvme1").remove();
    awaitLine(5, "nvme1     GONE since ");
    assertThat(screen()[0]).contains("5 drives: 1 gone, ");
    press("q");
    assertThat(status()).isZero();
  }

  @Test
  void endedFromOutsideItGivesTheTerminalBack() throws Exception {
    start("--every", "1h");
    awaitLine(4, "nvme0     ok");
    test.console.end();
    assertThatTheScreenWasLeft();
    top.get(30, TimeUnit.SECONDS);
  }

  @Test
  void ifTheLibraryEndsItSaysSo() throws Exception {
    start("--every", "100ms");
    awaitLine(4, "nvme0     ok");
    nvme.dispose();
    assertThat(status()).isEqualTo(1);
    assertThat(test.err()).contains("rnvme: ");
  }

  @Test
  void withoutATerminalItSaysSoAndWritesNothing() {
    TestConsole piped = TestConsole.piped();
    assertThat(piped.run("top", "--emulated", "1")).isEqualTo(2);
    assertThat(piped.out()).isEmpty();
    assertThat(piped.err()).contains("top fills a terminal");

    assertThat(piped.run("top", "--lab", "1")).isEqualTo(2);
    assertThat(piped.err()).contains("the lab has none");
  }
}
