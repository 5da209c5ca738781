package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
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

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PROMPT = "ready>";

  @TempDir Path directory;

  private String socket;

  @BeforeEach
  void open() throws IOException {
    socket = directory.resolve("tmux").toString();
    Path script =
        Files.writeString(
            directory.resolve("rnvme"),
            "#!/bin/sh\nexec "
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:TieredStopAtLevel=1 -cp '"
                + classPath()
                + "' io.reactornvme.cli.Main \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    // An environment of its own: no colours to be taken off, and its own idea of a prompt.
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "90", "-y", "20");
    type("exec env NO_COLOR=1 PS1='" + PROMPT + " ' ENV= /bin/sh");
    type("clear");
    awaitScreen(screen -> screen.strip().equals(PROMPT));
  }

  @AfterEach
  void close() throws IOException {
    if (socket != null) {
      tmux("kill-server");
    }
  }

  private static String classPath() {
    return String.join(
        File.pathSeparator,
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"));
  }

  static boolean isThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "tmux")));
  }

  private String tmux(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void type(String line) throws IOException {
    tmux("send-keys", "-l", line);
    tmux("send-keys", "Enter");
  }

  private void rnvme(String line) throws IOException {
    type(directory.resolve("rnvme") + " " + line);
  }

  private String screen() throws IOException {
    return tmux("capture-pane", "-p");
  }

  private String awaitScreen(Predicate<String> condition) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(this::screen, condition);
  }

  private String awaitPrompt() {
    return awaitScreen(screen -> screen.strip().endsWith("\n" + PROMPT));
  }

  @Test
  void aFormatThatIsNotConfirmedIsRefused() throws IOException {
    rnvme("format nvme0n1 --emulated 1");
    awaitScreen(screen -> screen.contains("Type yes to go on:"));
    type("no");

    assertThat(awaitPrompt())
        .contains(
            "format destroys all data of namespace 1 of nvme0: EMULATED, serial number EMU",
            "  nvme0n1, namespace 1, 1.07 GB: nobody on this host uses it\n",
            "Type yes to go on: no\nrnvme: nvme0n1: not done, since the answer was not yes\n");
  }

  @Test
  void whoInterruptsTheQuestionHasNothingSent() throws IOException {
    rnvme("format nvme0n1 --emulated 1");
    awaitScreen(screen -> screen.contains("Type yes to go on:"));
    tmux("send-keys", "C-c");

    assertThat(awaitPrompt()).contains("rnvme: interrupted; nothing was sent\n");
  }

  @Test
  void aBarMovesAndIsGoneAfterAnInterruption() throws IOException {
    rnvme("sanitize nvme0 -a start-block-erase --force --wait --emulated 1");

    String bar = "(?s).*\nSanitize +[1-9][0-9]?% .*\\(0:0.*/ 0:0.*%/min.*";
    awaitScreen(screen -> screen.matches(bar));
    tmux("send-keys", "C-c");

    assertThat(awaitPrompt())
        .contains("rnvme: interrupted; a sanitize that has begun goes on in nvme0\n")
        .doesNotContain("%/min");
  }
}
