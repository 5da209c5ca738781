package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.cli.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code smart-log --all} where one of the drives has fallen silent. */
class CliHungDriveIT {

  private static String pciAddress(String serial) throws Exception {
    Path link = Path.of("/sys/class/nvme", Lab.controllers().get(serial), "address");
    return Files.readString(link).strip();
  }

  @Test
  void theOthersAnswerAtOnceAndTheSilentOneIsToldOfAtItsDeadline() throws Exception {
    String dead = Lab.controller("dead");
    String address = pciAddress("dead");
    String command = new String(Lab.must("setpci", "-s", address, "COMMAND")).strip();
    Lab.must("setpci", "-s", address, "COMMAND=0"); // it neither reads nor writes memory any more
    try {
      Program.Said said =
          Program.run("smart-log", "--all", "-o", "ndjson", "-t", "3000", "--exit-code=detailed");

      List<String> lines = said.text().lines().toList();
      assertThat(lines).hasSize(Lab.controllers().size()).hasSizeGreaterThanOrEqualTo(16);
      assertThat(lines.subList(0, lines.size() - 1))
          .allMatch(line -> line.contains("\"status\":\"ok\""))
          .noneMatch(line -> line.contains("\"" + dead + "\""));
      assertThat(lines.get(lines.size() - 1))
          .contains("\"device\":\"" + dead + "\"", "\"kind\":\"deadline\"");
      assertThat(said.err()).contains("rnvme: " + dead + ": Get Log Page: no answer");
      assertThat(said.status()).isEqualTo(6);
    } finally {
      Lab.must("setpci", "-s", address, "COMMAND=" + command);
      Lab.must("nvme", "reset", dead);
      Lab.awaitLive("dead");
    }
  }
}
