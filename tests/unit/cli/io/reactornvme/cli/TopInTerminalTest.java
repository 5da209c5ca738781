package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rnvme top} as a process in a real terminal, which is tmux's, below a shell. */
@Timeout(120)
class TopInTerminalTest {

  @TempDir Path directory;

  private Tmux tmux;

  @BeforeEach
  void openTerminal() throws Exception {
    Files.writeString(directory.resolve("top"), Tmux.java(TopDrives.class) + " \"$@\"\n");
    tmux = new Tmux(directory.resolve("tmux"), 100, 12, "env PS1='$ ' sh");
    tmux.await(screen -> screen.startsWith("$"));
    tmux.type("cd " + directory + "; stty -g >before; clear; echo SHELL");
    tmux.await(screen -> screen.startsWith("SHELL\n$"));
  }

  @AfterEach
  void closeTerminal() {
    if (tmux != null) {
      tmux.close();
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
    tmux.await(screen -> screen.matches("(?s)SHELL\n\\$ sh top [^\n]*\n\\$\\s*"));
    tmux.type("echo status $?; stty -g >after; cmp before after && echo same; echo end");
    tmux.await(screen -> screen.contains("\nend\n"));
    assertThat(tmux.screen()).contains("status " + status + "\nsame\n");
    assertThat(tmux.run("display-message", "-p", "#{alternate_on} #{cursor_flag}"))
        .isEqualTo("0 1\n");
  }

  @Test
  void fillsTheScreenMarksTheSilentDriveFollowsTheSizeAndGoes() throws Exception {
    tmux.type("sh top --every 200ms --deadline 1s");
    tmux.await(screen -> line(screen, 7).startsWith("nvme3     SILENT since "));
    String screen = tmux.screen();
    assertThat(line(screen, 0)).startsWith("rnvme top  ").contains("5 drives: 1 silent, ");
    assertThat(line(screen, 3)).startsWith("DEVICE    STATE  ");
    assertThat(line(screen, 5)).startsWith("nvme1     HOT ");
    assertThat(line(screen, 6)).startsWith("nvme2     WORN ");
    assertThat(line(screen, 11)).startsWith("q quit  ");
    assertThat(tmux.run("capture-pane", "-p", "-e")).contains("\033[31mnvme3 ");
    assertThat(tmux.run("display-message", "-p", "#{alternate_on} #{cursor_flag}"))
        .isEqualTo("1 0\n");
    tmux.await(s -> line(s, 4).matches("nvme0 .* 1\\.[01] GB/s .*"));

    tmux.run("resize-window", "-x", "60", "-y", "7");
    tmux.await(s -> line(s, 6).startsWith("1-2 of 5  q quit"));
    tmux.press("Down");
    tmux.await(s -> line(s, 6).startsWith("2-3 of 5") && line(s, 4).startsWith("nvme1"));
    tmux.run("resize-window", "-x", "100", "-y", "12");
    tmux.await(s -> line(s, 11).startsWith("q quit") && line(s, 4).startsWith("nvme0"));
    tmux.press("s");
    tmux.await(s -> line(s, 4).startsWith("nvme3     SILENT"));

    tmux.press("q");
    assertThatTheShellIsBack(0);
  }

  @Test
  void interruptedItGivesTheTerminalBack() throws Exception {
    tmux.type("sh top --every 200ms");
    tmux.await(screen -> line(screen, 8).startsWith("nvme4     ok"));
    tmux.press("C-c");
    assertThatTheShellIsBack(0);
  }

  @Test
  void terminatedItGivesTheTerminalBack() throws Exception {
    tmux.type("sh top --every 200ms");
    tmux.await(screen -> line(screen, 8).startsWith("nvme4     ok"));
    String shell = tmux.run("display-message", "-p", "#{pane_pid}").strip();
    ProcessHandle.of(Long.parseLong(shell))
        .orElseThrow()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .forEach(ProcessHandle::destroy);
    assertThatTheShellIsBack(143);
  }
}
