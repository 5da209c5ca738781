package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rnvme top} as a process in a real terminal, which is tmux's, below a shell. */
@Timeout(120)
class TopInTerminalTest {

  private static final String TMUX = "tmux"; // tests/setup installs it

  @TempDir Path directory;

  private Path socket;

  @BeforeEach
  void openTerminal() throws Exception {
    Path top = directory.resolve("top");
    Files.writeString(
        top,
        String.join(
                " ",
                List.of(
                    java(),
                    nativeAccess(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    "'" + classPath() + "'"))
            + " io.reactornvme.cli.TopDrives \"$@\"\n");
    socket = directory.resolve("tmux");
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "12", "env PS1='$ ' sh");
    awaitScreen(screen -> screen.startsWith("$"));
    type("cd " + directory + "; stty -g >before; clear; echo SHELL");
    awaitScreen(screen -> screen.startsWith("SHELL\n$"));
  }

  @AfterEach
  void closeTerminal() throws Exception {
    if (socket != null) {
      tmux("kill-server");
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Else newer JDKs write a warning to the terminal. */
  private static String nativeAccess() {
    return Runtime.version().feature() < 24 ? "" : "--enable-native-access=ALL-UNNAMED";
  }

  private static String classPath() {
    Path target = Path.of("target").toAbsolutePath();
    return String.join(
        ":",
        target.resolve("test-classes").toString(),
        target.resolve("classes").toString(),
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"));
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(TMUX, "-u", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private void type(String line) throws Exception {
    tmux("send-keys", "-l", line);
    tmux("send-keys", "Enter");
  }

  private void awaitScreen(Predicate<String> condition) {
    String[] last = {""};
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                last[0] = tmux("capture-pane", "-p");
                return condition.test(last[0]);
              });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("the screen is:\n" + last[0], e);
    }
  }

  private static String line(String screen, int n) {
    return screen.lines().skip(n).findFirst().orElse("");
  }

  /**
   * What stood there before, the prompt below it, and the settings (but for c_line, where jline
   * leaves a 6).
   */
  private void assertThatTheShellIsBack(int status) throws Exception {
    awaitScreen(screen -> screen.matches("(?s)SHELL\n\\$ sh top [^\n]*\n\\$\\s*"));
    type("echo status $?; stty -g >after; cmp before after && echo same; echo end");
    awaitScreen(screen -> screen.contains("\nend\n"));
    assertThat(tmux("capture-pane", "-p")).contains("status " + status + "\nsame\n");
    assertThat(tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}")).isEqualTo("0 1\n");
  }

  @Test
  void fillsTheScreenMarksTheSilentDriveFollowsTheSizeAndGoes() throws Exception {
    type("sh top --every 200ms --deadline 1s");
    awaitScreen(screen -> line(screen, 7).startsWith("nvme3     SILENT since "));
    String screen = tmux("capture-pane", "-p");
    assertThat(line(screen, 0)).startsWith("rnvme top  ").contains("5 drives: 1 silent, ");
    assertThat(line(screen, 3)).startsWith("DEVICE    STATE  ");
    assertThat(line(screen, 5)).startsWith("nvme1     HOT ");
    assertThat(line(screen, 6)).startsWith("nvme2     WORN ");
    assertThat(line(screen, 11)).startsWith("q quit  ");
    assertThat(tmux("capture-pane", "-p", "-e")).contains("\033[31mnvme3 ");
    assertThat(tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}")).isEqualTo("1 0\n");
    awaitScreen(s -> line(s, 4).matches("nvme0 .* 1\\.[01] GB/s .*"));

    tmux("resize-window", "-x", "60", "-y", "7");
    awaitScreen(s -> line(s, 6).startsWith("1-2 of 5  q quit"));
    tmux("send-keys", "Down");
    awaitScreen(s -> line(s, 6).startsWith("2-3 of 5") && line(s, 4).startsWith("nvme1"));
    tmux("resize-window", "-x", "100", "-y", "12");
    awaitScreen(s -> line(s, 11).startsWith("q quit") && line(s, 4).startsWith("nvme0"));
    tmux("send-keys", "s");
    awaitScreen(s -> line(s, 4).startsWith("nvme3     SILENT"));

    tmux("send-keys", "q");
    assertThatTheShellIsBack(0);
  }

  @Test
  void interruptedItGivesTheTerminalBack() throws Exception {
    type("sh top --every 200ms");
    awaitScreen(screen -> line(screen, 8).startsWith("nvme4     ok"));
    tmux("send-keys", "C-c");
    assertThatTheShellIsBack(0);
  }

  @Test
  void terminatedItGivesTheTerminalBack() throws Exception {
    type("sh top --every 200ms");
    awaitScreen(screen -> line(screen, 8).startsWith("nvme4     ok"));
    String shell = tmux("display-message", "-p", "#{pane_pid}").strip();
    ProcessHandle.of(Long.parseLong(shell))
        .orElseThrow()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .forEach(ProcessHandle::destroy);
    assertThatTheShellIsBack(143);
  }
}
