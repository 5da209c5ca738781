package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The program in a real terminal, tmux's, with what is on the screen. */
@Timeout(300)
@EnabledIf(value = "isThere", disabledReason = "no tmux: tests/setup installs it")
class TerminalTest {

  private static final String PROMPT = "ready>";

  @TempDir Path directory;

  private Tmux tmux;

  @BeforeEach
  void open() throws IOException {
    Path script = directory.resolve("rnvme");
    Files.writeString(script, "exec " + Tmux.java(Main.class) + " \"$@\"\n");
    // An environment of its own: no colours to be taken off, and its own idea of a prompt.
    tmux =
        new Tmux(
            directory.resolve("tmux"), 90, 20, "env NO_COLOR=1 PS1='" + PROMPT + " ' ENV= /bin/sh");
    tmux.await(screen -> screen.strip().equals(PROMPT));
  }

  @AfterEach
  void close() {
    if (tmux != null) {
      tmux.close();
    }
  }

  static boolean isThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "tmux")));
  }

  private void rnvme(String line) {
    tmux.type("sh " + directory.resolve("rnvme") + " " + line);
  }

  private String awaitPrompt() {
    return tmux.await(screen -> screen.strip().endsWith("\n" + PROMPT));
  }

  @Test
  void aFormatThatIsNotConfirmedIsRefused() throws IOException {
    rnvme("format nvme0n1 --emulated 1");
    tmux.await(screen -> screen.contains("Type yes to go on:"));
    tmux.type("no");

    assertThat(awaitPrompt())
        .contains(
            "format destroys all data of namespace 1 of nvme0: EMULATED, serial number EMU",
            "  nvme0n1, namespace 1, 1.07 GB: nobody on this host uses it\n",
            "Type yes to go on: no\nrnvme: nvme0n1: not done, since the answer was not yes\n");
  }

  @Test
  void whoInterruptsTheQuestionHasNothingSent() throws IOException {
    rnvme("format nvme0n1 --emulated 1");
    tmux.await(screen -> screen.contains("Type yes to go on:"));
    tmux.press("C-c");

    assertThat(awaitPrompt()).contains("rnvme: interrupted; nothing was sent\n");
  }

  @Test
  void aBarMovesAndIsGoneAfterAnInterruption() throws IOException {
    rnvme("sanitize nvme0 -a start-block-erase --force --wait --emulated 1");

    String bar = "(?s).*\nSanitize +[1-9][0-9]?% .*\\(0:0.*/ 0:0.*%/min.*";
    tmux.await(screen -> screen.matches(bar));
    tmux.press("C-c");

    assertThat(awaitPrompt())
        .contains("rnvme: interrupted; a sanitize that has begun goes on in nvme0\n")
        .doesNotContain("%/min");
  }

  @Test
  void whatMovesBytesHasARateAndSaysWhatAnInterruptionLeaves() throws IOException {
    Path image = directory.resolve("image.bin");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(64 << 20);
    }
    rnvme("fw-download nvme0 nvme1 -x 4096 -f " + image + " --emulated 2");

    tmux.await(s -> s.matches("(?s).*\nFirmware Image Download +[1-9].*[0-9]/134 MB .* MB/s.*"));
    tmux.press("C-c");

    String screen = awaitPrompt();
    assertThat(screen).doesNotContain("MB/s");
    assertThat(screen.replace("\n", "")) // the terminal breaks the line
        .contains("until a reset, in nvme0, nvme1" + PROMPT);
  }
}
