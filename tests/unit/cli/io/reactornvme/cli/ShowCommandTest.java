package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that show a drive's logs and structures, on drives made of Java. */
@Timeout(120)
class ShowCommandTest {

  @TempDir Path directory;

  private final TestConsole test = TestConsole.piped();

  private static int run(TestConsole console, String line) {
    return console.run((line + " --emulated 1").split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nvm-id-ctrl nvme0          | 4096 | dmrl   : 255",
        "effects-log nvme0 -c 0     | 4096 | ACS6     [Identify                        ] 00000001",
        "effects-log nvme0          | 8192 | ZNS Command Set Log Page",
        "effects-log nvme0 -H       | 8192 | CSUPP+  LBCC-  NCC-  NIC-  CCC-  USS-  No command",
        "self-test-log nvme0 -v     | 564  | 0xf Entry not used (does not contain a result)",
        "supported-log-pages nvme0  | 1024 | LID 0x2 (SMART / Health Information), supports 0x1",
        "persistent-event-log nvme0 | 512  | Total Number of Events: 0",
        "persistent-event-log nvme0 -a 2 | 0 | Releasing Persistent Event Log Context",
        "persistent-event-log nvme0 -a 1 | 0 | Establishing Persistent Event Log Context",
        "endurance-log nvme0 -g 1   | 512  | percent_used\t\t: 0%",
        "sanitize-log nvme0         | 512  | Sanitize Status                        (SSTAT) :  0",
        "sanitize-log nvme0 -H      | 512  | NVM Subsystem has never been sanitized.",
        "ana-log nvme0              | 52   | state\t:\toptimized",
        "ana-log nvme0 -g           | 48   | nnsids\t:\t0",
        "resv-report nvme0n1        | 4096 | regctl    : 0",
        "resv-notif-log nvme0       | 64   | Namespace ID:\t\t\t\t: 0",
        "ocp smart-add-log nvme0    | 512  | Log page GUID\t\t\t\t\t0xafd514c97c6f4f9ca4f2bfea2810afc5",
        "zns id-ctrl nvme0          | 4096 | zasl    : 0",
        "id-iocs nvme0              | 4096 | I/O Command Set Combination[0]:5",
        "cmdset-ind-id-ns nvme0n1   | 4096 | anagrpid: 1",
        "cmdset-ind-id-ns nvme0 -n 1 | 4096 | NVME Identify Command Set Independent Namespace 1:"
      })
  void eachHasTextJsonAndBytes(String line, int bytes, String expected) {
    assertThat(run(test, line.strip())).as(test.err()).isZero();
    assertThat(test.out()).contains(expected);

    TestConsole json = TestConsole.piped();
    assertThat(run(json, line.strip() + " -o json")).isZero();
    assertThat(json.out()).matches("(?s)[\\[{].*[\\]}]\n");

    TestConsole binary = TestConsole.piped();
    assertThat(run(binary, line.strip() + " -o binary")).isZero();
    assertThat(binary.out.size()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "log effects,effects-log",
    "log self-test,self-test-log",
    "log supported-pages,supported-log-pages",
    "log sanitize,sanitize-log",
    "id nvm-ctrl,nvm-id-ctrl",
    "id iocs,id-iocs"
  })
  void theTwoWordSpellingIsTheSameCommand(String twoWords, String oneWord) {
    TestConsole other = TestConsole.piped();

    assertThat(run(test, twoWords + " nvme0")).isZero();
    assertThat(run(other, oneWord + " nvme0")).isZero();

    assertThat(test.out()).isEqualTo(other.out()).isNotEmpty();
  }

  @Test
  void theListOfEffectsHasANameBesideTheDrive() {
    assertThat(run(test, "effects-log --all -c 0 -o ndjson")).isZero();

    assertThat(test.out()).contains("\"effects_log\":[{\"command_set_identifier\":0,");
  }

  @Test
  void withoutAnIdentifierAllFeaturesAreShown() {
    assertThat(run(test, "get-feature nvme0")).as(test.err()).isZero();
    assertThat(test.out())
        .contains("get-feature:0x01 (Arbitration), Current value:")
        .contains("get-feature:0x04 (Temperature Threshold), Current value:")
        .doesNotContain("(Unknown)");
    assertThat(test.err()).isEmpty();

    TestConsole json = TestConsole.piped();
    assertThat(run(json, "get-feature nvme0 -o json")).isZero();
    assertThat(json.out()).startsWith("{\n  \"features\":[\n    {\n      \"feature\":1,\n");
  }

  @Test
  void telemetryGoesToItsFile() throws IOException {
    Path file = directory.resolve("telemetry.bin");

    assertThat(run(test, "telemetry-log nvme0 -o " + file)).as(test.err()).isZero();

    assertThat(test.out()).isEmpty();
    assertThat(Files.size(file)).isGreaterThanOrEqualTo(512).matches(size -> size % 512 == 0);
    assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 7);
  }

  @Test
  void aFileThatCannotBeMadeIsSaid() {
    assertThat(run(test, "telemetry-log nvme0 -o " + directory.resolve("no/such"))).isEqualTo(1);

    assertThat(test.err())
        .startsWith("rnvme: nvme0: no such file: " + directory)
        .doesNotContain("internal error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "telemetry-log nvme0                     | Please provide an output file!",
        "telemetry-log nvme0 nvme1 -o x          | --output-file is of one drive",
        "telemetry-log nvme0 -o x -d 5           | --data-area is 1 to 4, not 5",
        "boot-part-log nvme0                     | Please provide an output file!",
        "boot-part-log nvme0 -f x -s 2           | --lsp is 0 or 1, not 2",
        "fdp configs nvme0                       | endurance group identifier required",
        "get-lba-status nvme0n1                  | action type (--action) has to be given",
        "list-secondary nvme0 -e 0               | non-zero num-entries is required param",
        "zns report-zones nvme0n1 -S 8           | --state is 0 to 7, not 8",
        "persistent-event-log nvme0 -a 3         | --action is 0 to 2, not 3",
        "persistent-event-log nvme0 -a 0 -l 100  | at least 512 bytes are required",
        "zns bogus nvme0                         | there is no command 'bogus'"
      })
  void wrongUsageIsRefused(String line, String message) {
    assertThat(test.run(line.strip().split(" +"))).isNotZero();

    assertThat(test.err()).contains(message);
    assertThat(test.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fdp status nvme0n1,I/O Management Receive",
    "fdp stats nvme0 -e 1,Get Log Page",
    "lba-status-log nvme0,Get Log Page",
    "zns id-ns nvme0n1,Identify",
    "get-lba-status nvme0n1 -a 0x11 -m 15,Get LBA Status"
  })
  void whatADriveDoesNotHaveItSays(String line, String command) {
    assertThat(run(test, line)).isEqualTo(1);

    assertThat(test.err()).contains(command + ": NVMe status: ");
    assertThat(test.out()).isEmpty();
  }

  @Test
  void noZonedNamespaceIsAnEmptyList() {
    assertThat(run(test, "zns list -o json")).isZero();

    assertThat(test.out()).isEqualTo("{\n  \"Devices\":[ ]\n}\n");
  }
}
