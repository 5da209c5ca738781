package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A real terminal: one of tmux's, which tests/setup installs, with a program in it. */
final class Tmux implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path socket;

  /** Opens one of so many columns and lines. */
  Tmux(Path socket, int width, int height, String program) {
    this.socket = socket;
    String columns = String.valueOf(width);
    String lines = String.valueOf(height);
    run("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", lines, program);
  }

  /** A command of tmux, and what it says. */
  String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keys by tmux's names, such as {@code C-c}. */
  void press(String key) {
    run("send-keys", key);
  }

  void type(String line) {
    run("send-keys", "-l", line);
    press("Enter");
  }

  String screen() {
    return run("capture-pane", "-p");
  }

  String await(Predicate<String> condition) {
    String[] last = {""};
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                last[0] = screen();
                return condition.test(last[0]);
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the screen is:\n" + last[0], e);
    }
    return last[0];
  }

  @Override
  public void close() {
    run("kill-server");
  }

  /** What starts a program of the tests or of the project. */
  static String java(Class<?> main) {
    Path target = Path.of("target").toAbsolutePath();
    String classPath =
        String.join(
            File.pathSeparator,
            target.resolve("test-classes").toString(),
            target.resolve("classes").toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));
    return String.join(
        " ",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Else newer JDKs write a warning to the terminal.
        Runtime.version().feature() < 24 ? "" : "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1 -cp '" + classPath + "'",
        main.getName());
  }
}
