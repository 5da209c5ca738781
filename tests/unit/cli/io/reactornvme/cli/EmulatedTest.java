package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.emulator.DriveRecording;
import io.reactornvme.emulator.EmulatedNvme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands with drives made of Java: {@code scan --emulated} and {@code record --emulated}. */
@Timeout(120)
class EmulatedTest {

  @TempDir Path directory;

  private final TestConsole test = TestConsole.piped();

  @Test
  void emulatedDrivesAreScanned() {
    assertThat(test.run("scan", "--emulated", "3")).isZero();

    assertThat(test.err()).isEmpty();
    assertThat(test.out().lines().filter(line -> line.startsWith("/dev/nvme")))
        .hasSize(3)
        .allMatch(line -> line.contains(" EMULATED "))
        .allMatch(line -> line.endsWith(" emulated"));
    assertThat(test.out()).contains("3 drives, 3 read, 0 failed");
  }

  @Test
  void aThousandAreScannedMoreAtOnceThanARingHasByDefault() {
    assertThat(test.run("scan", "--emulated", "1200", "--depth", "1024", "-o", "json")).isZero();

    assertThat(test.out().lines())
        .hasSize(1200)
        .allMatch(line -> line.contains("\"model\":\"EMULATED\""))
        .allMatch(line -> line.contains("\"status\":\"ok\""))
        .doesNotHaveDuplicates();
  }

  @Test
  void aDriveIsRecordedAndItsIdentifiersAreReplaced() throws IOException {
    Path file = directory.resolve("drive.rnvme");

    assertThat(test.run("record", "nvme1", "--emulated", "2", "-o", file.toString())).isZero();

    assertThat(test.out()).isEmpty();
    assertThat(test.err())
        .startsWith("nvme1: ")
        .contains(" answers, ", " refusals, in " + file)
        .endsWith(System.lineSeparator());
    DriveRecording recording = DriveRecording.read(file);
    assertThat(recording.model()).isEqualTo("EMULATED");
    assertThat(recording.serial()).startsWith("RECORDED0").hasSize(20);
    EmulatedNvme.builder().recorded(file).build().close();
  }

  @Test
  void identifiersStayIfAskedFor() {
    assertThat(test.run("record", "nvme0", "--emulated", "1", "-o", "-", "--serial-numbers"))
        .isZero();

    assertThat(test.err()).isEmpty();
    DriveRecording recording = DriveRecording.parse(test.out());
    assertThat(recording.serial()).startsWith("EMU00000");
    assertThat(recording.toText()).isEqualTo(test.out()).contains("[identify cns=0x00 nsid=0x1]");
  }

  @Test
  void namespacesCanBeLeftOut() {
    assertThat(test.run("record", "nvme0", "--emulated", "1", "-o", "-", "--no-namespaces"))
        .isZero();

    assertThat(test.out()).doesNotContain("[identify cns=0x00");
  }

  @Test
  void severalDrivesGoToADirectoryAndOneThatFailsStopsNoOther() throws IOException {
    int status =
        test.run(
            "record", "nvme7", "/dev/nvme1", "nvme0n1", "--emulated", "2", "-o", directory + "");

    assertThat(status).isEqualTo(1);
    assertThat(test.err()).contains("rnvme: nvme7: ");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("nvme1.rnvme", "nvme0n1.rnvme");
    }
  }

  @Test
  void whatCannotBeWrittenIsSaid() {
    String file = directory.resolve("no/such/place").toString();

    assertThat(test.run("record", "nvme0", "--emulated", "1", "-o", file)).isEqualTo(1);

    assertThat(test.err()).contains("rnvme: nvme0: cannot write: no such file: ", "no/such");
  }

  @Test
  void aDriveThatIsNoneIsSaid() {
    assertThat(test.run("record", "/dev/null", "-o", "-")).isEqualTo(1);

    assertThat(test.out()).isEmpty();
    assertThat(test.err()).startsWith("rnvme: /dev/null: ");
  }
}
