package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rnvme top} and {@code rnvme events} while drives fall silent, go and come back. */
class WatchIT {

  private static final String MAIN = "io.reactornvme.cli.Main";
  private static final String PLUGGED = "plug0";
  private static final String DEAD = "dead";

  @TempDir Path directory;

  private Path socket;

  @AfterEach
  void closeTerminal() {
    if (socket != null) {
      tmux("kill-server");
    }
    Awaitility.await(PLUGGED + " as it was")
        .atMost(Lab.PATIENCE)
        .until(() -> Lab.state(PLUGGED).equals("live"));
  }

  // ---- top ----

  private String tmux(String... arguments) {
    String[] command = {"tmux", "-u", "-S", socket.toString()};
    return Lab.run(Stream.of(command, arguments).flatMap(Stream::of).toArray(String[]::new)).text();
  }

  private void awaitScreen(String what, Predicate<String> condition) {
    String[] last = {""};
    try {
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .until(
              () -> {
                last[0] = tmux("capture-pane", "-p");
                return condition.test(last[0]);
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no " + what + "; the screen is:\n" + last[0], e);
    }
  }

  /** The row of a drive begins so. */
  private void awaitRow(String device, String beginning) {
    Pattern row = Pattern.compile("(?m)^" + name(device) + " +" + beginning);
    awaitScreen(device + " " + beginning, screen -> row.matcher(screen).find());
  }

  private static String name(String device) {
    return device.substring("/dev/".length());
  }

  @Test
  void topTellsWhoIsSilentWhoHasGoneAndWhoIsBack() throws IOException {
    socket = directory.resolve("tmux");
    Path script = directory.resolve("top");
    Files.writeString(
        script,
        String.join(" ", Lab.javaCommand(MAIN, "top", "--every", "500ms", "--deadline", "5s"))
            + "; echo it ended with $?; exec sh");
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "140", "-y", "40", "sh " + script);
    String plugged = Lab.controller(PLUGGED);
    String dead = Lab.controller(DEAD);
    int drives = Lab.controllers().size();
    awaitRow(plugged, "ok ");
    awaitRow(dead, "ok ");

    String address = Files.readString(Path.of("/sys/class/nvme", name(dead), "address")).strip();
    String command = new String(Lab.must("setpci", "-s", address, "COMMAND")).strip();
    Lab.must("setpci", "-s", address, "COMMAND=0"); // it neither reads nor writes memory any more
    try {
      awaitRow(dead, "SILENT since \\d\\d:\\d\\d:\\d\\d ");
      awaitScreen("one silent", screen -> screen.contains(drives + " drives: 1 silent, "));
      awaitRow(plugged, "ok "); // beside it the others are read on

      Lab.unplug(PLUGGED);
      awaitRow(plugged, "GONE since \\d\\d:\\d\\d:\\d\\d ");
      awaitScreen("one gone", s -> s.contains(drives + " drives: 1 gone, 1 silent, "));
      Lab.plug(PLUGGED);
      Lab.awaitLive(PLUGGED);
      awaitRow(Lab.controller(PLUGGED), "ok "); // in its row, or in one of another name
    } finally {
      Lab.must("setpci", "-s", address, "COMMAND=" + command);
      Lab.must("nvme", "reset", dead);
      Lab.awaitLive(DEAD);
    }
    awaitRow(dead, "ok ");
    awaitScreen(
        "none silent",
        screen ->
            screen.contains(" " + drives + " ok ") || screen.contains(" " + drives + " ok\n"));

    tmux("send-keys", "q");
    awaitScreen("end", screen -> screen.contains("it ended with 0"));
    // No word of the commands that the silent drive had kept.
    assertThat(tmux("capture-pane", "-p")).isEqualTo("it ended with 0\n#");
  }

  // ---- events ----

  @Test
  void eventsTellsOfADriveThatGoesAndComesBackAndEndsByASignal() throws Exception {
    Path err = directory.resolve("stderr");
    Process process =
        new ProcessBuilder(Lab.javaCommand(MAIN, "events", "-o", "ndjson"))
            .redirectError(err.toFile())
            .start();
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () ->
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .forEach(lines::add));
    reader.start();
    // It does not say when it listens: until it has heard of one, there are more of them.
    Awaitility.await("its ears")
        .atMost(Lab.PATIENCE)
        .until(
            () -> {
              Lab.must("nvme", "reset", Lab.controller(PLUGGED));
              Lab.awaitLive(PLUGGED);
              return !lines.isEmpty();
            });

    Lab.unplug(PLUGGED);
    await(lines, "namespace-removed");
    await(lines, "controller-removed");
    Lab.plug(PLUGGED);
    await(lines, "controller-added");
    await(lines, "namespace-added");
    process.toHandle().destroy(); // SIGTERM

    assertThat(process.waitFor()).isEqualTo(143);
    reader.join();
    assertThat(Files.readString(err)).isEmpty();
    assertThat(lines)
        .allMatch(line -> line.startsWith("{\"schema\":1,\"time\":\"") && line.endsWith("}"));
  }

  private static void await(List<String> lines, String event) {
    Pattern line =
        Pattern.compile(
            "\"event\":\"" + event + "\",\"model\":\"[^\"]+\",\"serial\":\"" + PLUGGED + "\"");
    Awaitility.await(event)
        .atMost(Lab.PATIENCE)
        .until(() -> lines.stream().anyMatch(text -> line.matcher(text).find()));
  }

  // ---- completion ----

  @Test
  void bashCompletesTheDrivesThereAre() {
    String drive = name(Lab.controller(PLUGGED));
    Path script = directory.resolve("completion");
    String lines =
        new String(Lab.must(Lab.javaCommand(MAIN, "generate-completion")), StandardCharsets.UTF_8)
            + "COMP_WORDS=(rnvme smart-log ng)\nCOMP_CWORD=2\n"
            + "_complete_rnvme 2>/dev/null\necho \"${COMPREPLY[@]}\"\n"
            + ("COMP_WORDS=(rnvme log smart " + drive + ")\nCOMP_CWORD=3\n")
            + "_complete_rnvme 2>/dev/null\necho \"${COMPREPLY[@]}\"\n";
    try {
      Files.writeString(script, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    List<String> said = Lab.run("bash", script.toString()).text().lines().toList();

    assertThat(said.get(0).split(" "))
        .contains(name(Lab.generic(PLUGGED, 1)))
        .allMatch(word -> word.startsWith("ng"));
    assertThat(said.get(1).split(" ")).contains(drive, name(Lab.block(PLUGGED, 1)));
  }
}
