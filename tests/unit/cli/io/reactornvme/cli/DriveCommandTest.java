package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.emulator.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands like nvme-cli's, on drives made of Java. */
@Timeout(120)
class DriveCommandTest {

  @TempDir Path directory;

  private final TestConsole test = TestConsole.piped();

  private int run(String line) {
    return test.run((line + " --emulated 3").split(" "));
  }

  // ---- spelling and usage ----

  @ParameterizedTest
  @CsvSource({
    "smart-log nvme0,log smart nvme0",
    "id-ctrl nvme0,id ctrl nvme0",
    "id-ctrl nvme0,identify ctrl nvme0",
    "id-ns nvme0n1,id ns nvme0n1",
    "get-log nvme0 -i 2 -l 64,log get nvme0 -i 2 -l 64",
    "get-feature nvme0 -f 6,feature get nvme0 -f 6",
    "get-feature nvme0 -f 6,feat get nvme0 -f 6"
  })
  void bothSpellingsAreOneCommand(String oneWord, String twoWords) {
    assertThat(run(oneWord)).isZero();
    TestConsole other = TestConsole.piped();

    assertThat(other.run((twoWords + " --emulated 3").split(" "))).isZero();

    assertThat(other.out()).isEqualTo(test.out()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smart-log                        | a device is missing",
        "smart-log --all nvme0            | exclude each other",
        "smart-log nvme0 nvme1 -o binary  | binary output is of one drive",
        "smart-log nvme0 -o xml           | 'xml' is none of normal, json, ndjson, binary",
        "smart-log nvme0 -t 0             | a timeout is more than 0 ms",
        "smart-log nvme0 --depth 0        | --depth is 1 to 1024, not 0",
        "get-log nvme0 -i 2               | --log-len is a multiple of 4",
        "set-feature nvme0 -v 1           | Missing required option: '--feature-id=FID'",
        "get-feature nvme0 -f 256         | '256' is no number of 0 to 0xff",
        "admin-passthru nvme0 -o 6 -f 1   | --flags is 0",
        "admin-passthru nvme0 -o 4 -l 512 | data direction not given",
        "read nvme0n1                     | Missing required option: '--data-size=BYTES'",
        "log bogus nvme0                  | there is no command 'bogus'"
      })
  void wrongUsageIsOneAsWithNvmeCliAndTwoInDetail(String line, String message) {
    int status = test.run(line.strip().split(" +"));

    assertThat(test.err()).contains(message);
    assertThat(test.out()).isEmpty();
    assertThat(status).isEqualTo(line.startsWith("log") ? 2 : 1);
    assertThat(TestConsole.piped().run((line.strip() + " --exit-code=detailed").split(" +")))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "get-log nvme0 -i 0xee -l 512           | 3 | NVMe status: Invalid Log Page",
        "admin-passthru nvme0 -o 0x7e           | 3 | NVMe status: Invalid Command Opcode(0x6001)",
        "smart-log nvme7                        | 4 | there is no such device",
        "id-ns nvme0                            | 2 | this is no namespace",
        "read nvme0n1 -s 0xffffffffff -z 512    | 3 | NVMe status: LBA Out of Range",
        "set-feature nvme0 -f 7 -v 1            | 2 | belongs to the kernel's driver",
        "smart-log nvme0 nvme7                  | 6 | nvme7: there is no such device"
      })
  void eachKindOfFailureHasItsStatus(String line, int detailed, String message) {
    assertThat(run(line.strip())).isEqualTo(1);
    assertThat(test.err()).contains(message);

    TestConsole again = TestConsole.piped();
    String[] words = (line.strip() + " --exit-code=detailed --emulated 3").split(" +");
    assertThat(again.run(words)).isEqualTo(detailed);
  }

  // ---- many drives ----

  @Test
  void allDrivesAreOneArrayOfJson() {
    assertThat(run("smart-log --all -o json")).isZero();

    assertThat(test.out()).startsWith("[\n{").endsWith("}\n]\n");
    assertThat(test.out().lines().filter(line -> line.startsWith("  \"device\":\"/dev/nvme")))
        .hasSize(3);
    assertThat(test.err()).isEmpty();
  }

  @Test
  void linesOfJsonHaveTheDriveAndTheTime() {
    assertThat(run("id-ns --all -o ndjson")).isZero();

    assertThat(test.out().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"schema\":1,\"time\":\"2"))
        .allMatch(line -> line.contains("\"model\":\"EMULATED\""))
        .allMatch(line -> line.contains("\"nsze\":"));
  }

  @Test
  void aDriveThatFailsIsInTheArrayWithItsError() {
    assertThat(run("id-ctrl nvme0 nvme9 -o json")).isEqualTo(1);

    assertThat(test.out()).contains("\"vid\":", "\"device\":\"nvme9\"", "\"kind\":\"open\"");
    assertThat(test.err()).startsWith("rnvme: nvme9: ");
  }

  @Test
  void patternsMeanControllersAndOfNamespacesEachControllerOnce() {
    assertThat(run("smart-log nvme[01] -o ndjson")).isZero();
    assertThat(test.out().lines()).hasSize(2);

    TestConsole shell = TestConsole.piped();
    String all = "smart-log /dev/nvme0 /dev/nvme0n1 /dev/nvme0n1p1 nvme1 -o ndjson --emulated 3";
    assertThat(shell.run(all.split(" "))).isZero();
    assertThat(shell.out().lines()).hasSize(2).noneMatch(line -> line.contains("n1\""));
  }

  @Test
  void textOfSeveralSaysWhose() {
    assertThat(run("flush nvme0n1 nvme1n1")).isZero();

    assertThat(test.out()).contains("==> nvme0n1 <==\nNVMe Flush: success\n", "==> nvme1n1 <==\n");
  }

  // ---- what is shown besides ----

  @Test
  void aDryRunShowsTheEntryAndSendsNothing() {
    assertThat(run("write nvme0n1 -z 512 -s 0x1_0".replace("_", "") + " -d " + zeros(512) + " -w"))
        .isZero();

    assertThat(test.out())
        .contains("command      : I/O, Write\n", "nsid         : 00000001\n", "0000: 01 00 00 00")
        .contains("0020: 00 00 00 00 00 00 00 00 10 00 00 00");
    assertThat(test.err()).isEmpty();
  }

  @Test
  void aResetHasNoCommandToShow() {
    assertThat(run("reset nvme1 --dry-run")).isZero();

    assertThat(test.out()).isEqualTo("nvme1: ioctl NVME_IOCTL_RESET, no command\n");
  }

  @Test
  void aListsDryRunShowsWhatEachDriveWouldBeAsked() {
    assertThat(run("list --dry-run")).isZero();

    assertThat(test.out().lines().filter(line -> line.equals("command      : admin, Identify")))
        .hasSize(3);
    assertThat(test.err()).isEmpty();
  }

  @Test
  void aTraceShowsEachCommandsWay() {
    assertThat(run("get-log nvme0 -i 1 -l 8192 -b --trace")).isZero();

    assertThat(test.out.size()).isEqualTo(8192);
    assertThat(test.err().lines().filter(line -> line.startsWith("trace ")))
        .hasSize(2)
        .anyMatch(line -> line.contains("-> Get Log Page (02h) nsid=0xffffffff cdw10=0x7ff0001"))
        .anyMatch(line -> line.contains("<- Get Log Page (02h): Successful Completion"));
  }

  @Test
  void bytesAreTheDrives() {
    assertThat(run("id-ctrl nvme0 -b")).isZero();

    assertThat(test.out.size()).isEqualTo(4096);
  }

  // ---- blocks ----

  private Path zeros(int bytes) {
    return data("zeros", new byte[bytes]);
  }

  private Path data(String name, byte[] bytes) {
    try {
      return Files.write(directory.resolve(name), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void blocksAreReadAndCompared() throws IOException {
    Path to = directory.resolve("out");

    assertThat(run("read nvme0n1 -c 1 -z 1024 -d " + to)).isZero();
    assertThat(Files.readAllBytes(to)).isEqualTo(new byte[1024]);
    assertThat(test.err()).isEqualTo("read: Success" + System.lineSeparator());

    assertThat(run("compare nvme0n1 -z 512 -d " + zeros(512))).isZero();
    byte[] ones = new byte[512];
    java.util.Arrays.fill(ones, (byte) 1);
    assertThat(run("compare nvme0n1 -z 512 -d " + data("ones", ones))).isEqualTo(1);
    assertThat(test.err()).contains("NVMe status: Compare Failure(0x");
    assertThat(run("write nvme0n1 -z 512 -d " + data("ones", ones))).isZero();
    assertThat(test.err()).contains("write: Success");
  }

  @Test
  void whatIsMoreThanADriveTakesAtOnceGoesInPieces() throws IOException {
    byte[] bytes = new byte[2 << 20];
    new java.util.Random(1).nextBytes(bytes);
    String range = "nvme0n1 -s 8 -c 4095 -z " + bytes.length + " -d ";
    String file = data("random", bytes).toString();
    Path to = directory.resolve("back");

    assertThat(run("write " + range + file + " --trace")).as(test.err()).isZero();
    assertThat(test.err().lines().filter(line -> line.contains("-> Write"))).hasSizeGreaterThan(1);
    assertThat(run("compare " + range + file)).isEqualTo(1); // other drives, each time new ones
    assertThat(run("read " + range + to)).isZero();

    assertThat(Files.readAllBytes(to)).isEqualTo(new byte[2 << 20]);
    assertThat(test.err()).contains("write: Success", "read: Success", "Compare Failure");
  }

  @Test
  void aControllerWithANamespaceIdWillDo() {
    assertThat(run("read nvme0 -n 1 -z 512")).isZero();

    assertThat(test.out.size()).isEqualTo(512);
  }

  // ---- lists ----

  @Test
  void namespacesAreListedAsNvmeCliDoes() {
    assertThat(run("list")).isZero();

    assertThat(test.out().lines().toList())
        .hasSize(5)
        .element(2)
        .asString()
        .startsWith("/dev/nvme0n1          /dev/ng0n1            EMU")
        .contains(" EMULATED ");
    assertThat(test.out()).doesNotContain("\033");
  }

  @Test
  void theListAsJson() {
    assertThat(run("list -o json")).isZero();

    assertThat(test.out())
        .startsWith("{\n  \"Devices\":[\n    {\n      \"NameSpace\":1,\n")
        .contains("\"DevicePath\":\"/dev/nvme2n1\"", "\"GenericPath\":\"/dev/ng2n1\"")
        .contains("\"SectorSize\":512\n");
  }

  @Test
  void theDetailedListHasSubsystemsAndControllers() {
    assertThat(run("list -v -o json")).isZero();
    assertThat(test.out())
        .contains("\"Subsystem\":\"nvme-subsys1\"", "\"Controller\":\"nvme1\"", "\"NSID\":1");

    TestConsole text = TestConsole.piped();
    assertThat(text.run("list", "-v", "--emulated", "1")).isZero();
    assertThat(text.out()).contains("Subsystem-NQN", "TxPort", "/dev/ng0n1");
  }

  @Test
  void subsystemsAreListed() {
    assertThat(run("list-subsys")).isZero();
    assertThat(test.out()).startsWith("nvme-subsys0 - NQN=").contains("\n\\\n +- nvme0 ");

    TestConsole json = TestConsole.piped();
    assertThat(json.run("list-subsys", "-o", "json", "--emulated", "2")).isZero();
    assertThat(json.out()).startsWith("[\n  {").contains("\"Name\":\"nvme-subsys1\"");
  }

  @Test
  void namespacesOfADriveAreListed() {
    assertThat(run("list-ns nvme0")).isZero();
    assertThat(run("id ns-list nvme1 --all -o json")).isZero();
    assertThat(run("list-ns --all -n 2")).isZero();

    assertThat(test.out())
        .isEqualTo(
            "[   0]:0x1\n" + "{\n  \"nsid_list\":[\n    {\n      \"nsid\":1\n    }\n  ]\n}\n");
    assertThat(test.run("list-ns", "nvme0", "-n", "0")).isEqualTo(1);
  }

  @Test
  void controllersOfASubsystemAreListed() {
    assertThat(run("list-ctrl nvme0")).isZero();
    assertThat(run("list-ctrl nvme0 -n 1 -o json")).isZero();

    assertThat(test.out())
        .startsWith("num of ctrls present: 1\n[   0]:0x1\n")
        .contains("{\n  \"num_ctrl\":1,\n  \"ctrl_list\":[\n    {\n      \"ctrl_id\":1\n");
  }

  @Test
  void descriptorsOfANamespace() {
    assertThat(run("ns-descs nvme0n1")).isZero();
    assertThat(run("ns-descs nvme0 -n 1 -o json")).isZero();

    assertThat(test.out())
        .startsWith("NVME Namespace Identification Descriptors NS 1:\neui64   : ")
        .contains("\ncsi     : 0\n{\n  \"ns-descs\":[\n    {\n      \"loc\":0,\n")
        .contains("\"nidt\":4,\n      \"nidl\":1,\n      \"type\":\"csi\",\n      \"csi\":\"0\"");
  }

  @Test
  void theErrorLogHasItsEntries() {
    assertThat(run("error-log nvme0 -e 2")).isZero();
    assertThat(run("log error nvme0 -e 1 -o json")).isZero();
    assertThat(run("error-log nvme0 -e 1 -b")).isZero();

    assertThat(test.out())
        .startsWith(
            "Error Log Entries for device:nvme0 entries:2\n.................\n Entry[ 0]   \n")
        .contains("status_field\t: 0(Successful Completion)\n", "\n Entry[ 1]   \n")
        .contains("{\n  \"errors\":[\n    {\n      \"error_count\":0,\n      \"sqid\":0,\n");
  }

  @Test
  void theFirmwareLogNamesTheDrive() {
    assertThat(run("fw-log nvme1")).isZero();
    assertThat(run("fw-log nvme1 -o json")).isZero();

    assertThat(test.out())
        .startsWith("Firmware Log for device:nvme1\nafi  : 0x1\nfrs1 : 0x")
        .contains("{\n  \"nvme1\":{\n    \"Active Firmware Slot (afi)\":1,\n");
  }

  // ---- pages for man(1) ----

  @Test
  void eachCommandHasAManualPage() throws IOException {
    assertThat(test.run("generate-man-pages", directory.toString())).isZero();

    String page = Files.readString(directory.resolve("rnvme-smart-log.1"));
    assertThat(page)
        .startsWith(".TH RNVME-SMART-LOG 1")
        .contains(".SH NAME\nrnvme\\-smart\\-log \\- Shows", "\\-o, \\-\\-output\\-format=FORMAT")
        .contains("normal, json, ndjson, binary")
        .doesNotContain("${", "%n");
    assertThat(directory.resolve("rnvme.1")).isNotEmptyFile();
    assertThat(directory.resolve("rnvme-list.1")).isNotEmptyFile();
  }

  @Test
  void whoSitsBeforeASilentDriveIsToldWhichItIs() {
    TestConsole terminal = TestConsole.terminal(80, "NO_COLOR", "1");

    int status =
        terminal.run(
            (drive, number) -> {
              if (number == 1) {
                drive.latency(Latency.fixed(Duration.ofMillis(2_500)));
              }
            },
            1,
            "smart-log",
            "--all",
            "--emulated",
            "2");

    assertThat(status).isZero();
    assertThat(terminal.err())
        .startsWith("\rwaiting for /dev/nvme1, 1 s\033[K")
        .endsWith("\r\033[K");
  }
}
