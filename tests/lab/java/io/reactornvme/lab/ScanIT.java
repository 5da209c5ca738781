package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The program: {@code rnvme scan} over the drives, held against nvme-cli. */
class ScanIT {

  private static final String RNVME = "io.reactornvme.cli.Main";

  /** A name and a number, as both programs write them (one with blanks, one without). */
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\"\\s*:\\s*(-?\\d+)");

  private static final Pattern DEVICE = Pattern.compile("\"device\":\"([^\"]+)\"");

  private static Map<String, String> numbers(String json) {
    Map<String, String> found = new TreeMap<>();
    Matcher matcher = NUMBER.matcher(json);
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }

  @Test
  void everyDriveIsOneLineOfJsonWithTheNumbersThatNvmeCliGives() {
    Lab.Output scan = Lab.java(RNVME, "scan", "-o", "json");
    assertThat(scan.status()).as(scan.err()).isZero();
    List<String> lines = scan.text().lines().toList();
    assertThat(lines).hasSize(Lab.controllers().size()).hasSizeGreaterThanOrEqualTo(16);
    for (String line : lines) {
      assertThat(line).startsWith("{\"schema\":1,").contains("\"status\":\"ok\"");
      Matcher device = DEVICE.matcher(line);
      assertThat(device.find()).isTrue();
      String theirs = new String(Lab.nvmeCli("smart-log", device.group(1), "-o", "json"));
      assertThat(numbers(line)).as(line).containsAllEntriesOf(numbers(theirs));
    }
  }

  @Test
  void theExitStatusTellsAFailedDriveFromAMissingPermission() {
    String good = Lab.controller("plain512");
    Lab.Output some = Lab.java(RNVME, "scan", good, "/dev/null");
    assertThat(some.status()).isEqualTo(1);
    assertThat(some.text()).contains("plain512", "2 drives, 1 read, 1 failed");
    assertThat(some.err()).contains("/dev/null");

    Lab.Output user = Lab.javaAsUser(RNVME, "scan", good);
    assertThat(user.status()).isEqualTo(2);
    assertThat(user.err()).contains("Run as root");

    assertThat(Lab.java(RNVME, "scan", "--depth", "none").status()).isEqualTo(2);
  }
}
