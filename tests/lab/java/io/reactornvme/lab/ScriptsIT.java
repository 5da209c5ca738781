package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.cli.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts as people have them for nvme-cli and jq: with this program in nvme-cli's place they print
 * the same.
 *
 * <p>The {@code nvme} that they then find hands its command line to this JVM, since to start one
 * for each takes long in the guest. Scripts call one after the other.
 */
@Tag("features")
class ScriptsIT {

  private static final Path SCRIPTS = Path.of("tests/fixtures/scripts");
  private static final String END = "end of the test";

  @TempDir Path directory;

  private final List<String> asked = new ArrayList<>();
  private Thread server;

  @BeforeEach
  void serve() throws IOException {
    Lab.must("mkfifo", directory + "/request", directory + "/status");
    Path nvme = Files.createDirectory(directory.resolve("bin")).resolve("nvme");
    Files.writeString(
        nvme,
        """
        #!/bin/sh
        cd %s
        printf '%%s\\n' "$@" >request
        read -r status <status
        cat out
        cat err >&2
        exit "$status"
        """
            .formatted(directory));
    Files.setPosixFilePermissions(nvme, PosixFilePermissions.fromString("rwxr-xr-x"));
    server = new Thread(this::answer, "rnvme");
    server.start();
  }

  @AfterEach
  void end() throws Exception {
    Files.writeString(directory.resolve("request"), END);
    server.join(Lab.PATIENCE.toMillis());
    assertThat(server.isAlive()).isFalse();
  }

  private void answer() {
    try {
      for (; ; ) {
        List<String> line = Files.readAllLines(directory.resolve("request"));
        if (line.equals(List.of(END))) {
          return;
        }
        asked.add(String.join(" ", line));
        Program.Said said = Program.run(line.toArray(String[]::new));
        Files.write(directory.resolve("out"), said.out());
        Files.writeString(directory.resolve("err"), said.err());
        Files.writeString(directory.resolve("status"), said.status() + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With nvme-cli and with this program; returns what both print. */
  private String both(int status, String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Lab.Output theirs = Lab.run(command.toArray(String[]::new));
    assertThat(theirs.status()).as(theirs.err()).isEqualTo(status);
    assertThat(asked).isEmpty();

    command.addAll(0, List.of("env", "PATH=" + directory + "/bin:" + System.getenv("PATH")));
    Lab.Output ours = Lab.run(command.toArray(String[]::new));
    assertThat(ours.text()).as(ours.err()).isEqualTo(theirs.text());
    assertThat(ours.status()).as(ours.err()).isEqualTo(status);
    assertThat(ours.err()).isEqualTo(theirs.err());
    assertThat(asked).isNotEmpty();
    return ours.text();
  }

  @Test
  void aTextfileCollector() {
    String metrics =
        both(0, "textfile-collector.sh", Lab.controller("plain"), Lab.controller("meta"));

    assertThat(metrics.lines())
        .contains("# TYPE nvme_power_on_hours_total counter")
        .filteredOn(line -> line.startsWith("nvme_temperature_celsius{device="))
        .hasSize(2);
  }

  @Test
  void aHealthCheck() {
    String plain = Lab.controller("plain");
    assertThat(both(0, "health-check.sh", plain, Lab.controller("zns")))
        .startsWith("OK - " + plain + ": 50 C, 0% used, spare ");
  }

  @Test
  void aHealthCheckOfADriveThatIsNotThere() {
    assertThat(both(3, "health-check.sh", "/dev/nvme999"))
        .isEqualTo("UNKNOWN - /dev/nvme999: no SMART log");
  }

  @Test
  void anInventory() {
    assertThat(both(0, "inventory.sh").lines())
        .hasSizeGreaterThan(6)
        .anyMatch(line -> line.contains("\"plain\""));
  }
}
