package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.emulator.ControllerSpec;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that change something, on drives made of Java. */
@Timeout(120)
class ActingCommandTest {

  private static final ObjIntConsumer<ControllerSpec> PLAIN = (drive, number) -> {};

  private static final ObjIntConsumer<ControllerSpec> USED =
      (drive, number) -> drive.namespace(ns -> ns.usedBy("nvme0n1p1 is mounted at /srv"));

  private static final ObjIntConsumer<ControllerSpec> ZONED =
      (drive, number) -> drive.namespace(ns -> ns.size(1 << 20).zoned(512, 512, 4, 4));

  @TempDir Path directory;

  private final TestConsole test = TestConsole.piped();

  private int run(String line) {
    return run(test, PLAIN, line);
  }

  private static int run(TestConsole test, ObjIntConsumer<ControllerSpec> drives, String line) {
    // What a drive takes minutes for is done within a second.
    return test.run(drives, 1000, (line + " --emulated 2").split(" "));
  }

  // ---- what destroys namespaces ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format nvme0n1",
        "format nvme0 -n 1 -s 1",
        "sanitize nvme0 -a start-block-erase",
        "sanitize nvme0 -a 4",
        "delete-ns nvme0 -n 1"
      })
  void whatDestroysAsksAndIsRefusedWhereNobodyIsThere(String line) {
    assertThat(run(line)).isEqualTo(1);
    assertThat(run(line + " --exit-code=detailed")).isEqualTo(2);

    assertThat(test.out()).isEmpty();
    assertThat(test.err())
        .contains(
            line.split(" ")[0] + " destroys all data of ",
            "EMULATED, serial number EMU0",
            "nvme0n1, namespace 1, 1.07 GB",
            "There is no terminal to ask on")
        .contains("Nothing was sent.", "[--force]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no\n", "\n", "", "y\n"})
  void whoDoesNotSayYesHasNothingDone(String answer) {
    TestConsole person = TestConsole.typing(answer);

    assertThat(run(person, PLAIN, "format nvme0n1 --trace")).isEqualTo(1);

    assertThat(person.err())
        .contains("format destroys all data of namespace 1 of nvme0: EMULATED, serial number ")
        .contains("Type yes to go on: ", "not done, since the answer was not yes")
        .doesNotContain("Format NVM (80h)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format nvme0n1               | Success formatting namespace:1",
        "format nvme0 -n 1 -b 512     | Success formatting namespace:1",
        "delete-ns nvme0 -n 1         | delete-ns: Success, deleted nsid:1"
      })
  void whoSaysYesHasItDone(String line, String said) {
    TestConsole person = TestConsole.typing("yes\n");

    assertThat(run(person, PLAIN, line.strip())).as(person.err()).isZero();
    assertThat(person.out()).isEqualTo(said + System.lineSeparator());
    assertThat(run(line.strip() + " --force")).isZero();
    assertThat(test.err()).isEmpty();
  }

  @Test
  void whoInterruptsTheQuestionIsToldThatNothingWasSent() {
    AtomicReference<TestConsole> asking = new AtomicReference<>();
    Reader interrupt =
        new Reader() {
          @Override
          public int read(char[] to, int from, int count) {
            // As the JVM does it: on a thread of its own, which must not wait for the question.
            CompletableFuture.runAsync(asking.get().console::end)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
            return -1;
          }

          @Override
          public void close() {}
        };
    asking.set(TestConsole.person(interrupt));

    assertThat(run(asking.get(), PLAIN, "format nvme0n1")).isEqualTo(1);

    assertThat(asking.get().err())
        .endsWith("rnvme: interrupted; nothing was sent" + System.lineSeparator());
  }

  @Test
  void ofSeveralDrivesEachIsAskedAbout() {
    TestConsole person = TestConsole.typing("yes\nno\n");

    assertThat(run(person, PLAIN, "format nvme0n1 nvme1n1 --exit-code=detailed")).isEqualTo(6);

    assertThat(person.err()).contains("of namespace 1 of nvme0:", "of namespace 1 of nvme1:");
    assertThat(person.out()).containsOnlyOnce("Success formatting");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format nvme0n1",
        "sanitize nvme0 -a 2",
        "delete-ns nvme0 -n 1",
        "dsm nvme0n1 -d -s 0 -b 8",
        "write-zeroes nvme0n1 -c 7",
        "write-uncor nvme0n1",
        "copy nvme0n1 -d 64 -s 0 -b 7",
        "detach-ns nvme0 -n 1"
      })
  void aNamespaceInUseIsRefusedBeforeAnybodyIsAsked(String line) {
    TestConsole person = TestConsole.typing("yes\n");

    assertThat(run(person, USED, line + " --exit-code=detailed")).isEqualTo(2);

    assertThat(person.err())
        .contains("nvme0n1p1 is mounted at /srv", "Nothing was sent.", "[--force]")
        .doesNotContain("Type yes");
    assertThat(run(test, USED, line + " --force")).as(test.err()).isZero();
  }

  @Test
  void aDryRunAsksNobodyAndShowsTheFormat() {
    assertThat(run("format nvme0n1 -l 0 -s 1 --dry-run")).isZero();

    assertThat(test.out())
        .contains("command      : admin, Format NVM\n", "cdw10        : 00000200\n")
        .containsOnlyOnce("opcode");
    assertThat(test.err()).isEmpty();
  }

  @Test
  void aFormatWithOtherBlocksIsLookedUp() {
    assertThat(run("format nvme0n1 -b 4096 --force")).as(test.err()).isZero();
    assertThat(run("format nvme0n1 -b 1024 --force")).isEqualTo(1);

    assertThat(test.err()).contains("there is no LBA format with blocks of 1024 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format nvme0n1 -l 1 -b 512       | exclude each other",
        "format nvme0n1 -b 513            | a power of two",
        "format nvme0n1 -s 3              | --ses is 0 to 2",
        "format nvme0                     | this is no namespace",
        "sanitize nvme0                   | say either --sanact",
        "sanitize nvme0 -a bogus          | Invalid Sanitize Action",
        "device-self-test nvme0 -s 4      | --self-test-code is 0 to 3, 0xe or 0xf",
        "fw-download nvme0                | Missing required option: '--fw=FILE'",
        "fw-commit nvme0 -a 4             | --action 0 to 3, 6 or 7",
        "create-ns nvme0 -s 8 -c 8        | either --flbas or --block-size",
        "attach-ns nvme0                  | namespace-id parameter required",
        "dsm nvme0n1 -d                   | No range definition provided",
        "copy nvme0n1 -d 0 -s 1,2 -b 1    | as many of the one as of the other",
        "resv-acquire nvme0n1 -c 1        | --rtype is 1 to 6",
        "virt-mgmt nvme0 -a 2             | --act 1, 7, 8 or 9"
      })
  void wrongUsageIsSaid(String line, String message) {
    assertThat(run(line.strip())).isEqualTo(1);

    assertThat(test.err()).contains(message);
    assertThat(test.out()).isEmpty();
  }

  // ---- what takes long ----

  @Test
  void aSanitizeReturnsAtOnceOrAtTheEnd() {
    assertThat(run("sanitize nvme0 -a 3 -n 1 -p 0xa5 --force")).as(test.err()).isZero();
    assertThat(run("sanitize nvme0 -a start-crypto-erase --force --wait")).isZero();

    assertThat(test.out()).isEmpty();
    assertThat(test.err()).isEmpty();
  }

  @Test
  void aSanitizeHasABarOnATerminal() {
    TestConsole person = TestConsole.typing("yes\n");

    assertThat(
            person.run(
                (drive, number) -> drive.sanitizeTime(Duration.ofSeconds(30)),
                15,
                "sanitize",
                "nvme0",
                "-a",
                "2",
                "--wait",
                "--emulated",
                "1"))
        .isZero();

    assertThat(person.err())
        .contains("sanitize destroys all data of all namespaces of nvme0")
        .containsPattern("Sanitize +[1-9][0-9]?% ")
        .contains("%/min")
        .endsWith("\r\033[K");
    assertThat(person.out()).isEmpty();
  }

  @Test
  void aSelfTestIsStartedWaitedForAndAborted() {
    assertThat(run("device-self-test nvme0")).isZero();
    assertThat(run("device-self-test nvme0 -s 1")).isZero();
    assertThat(run("device-self-test nvme0 -s 2 --wait")).isZero();
    assertThat(run("device-self-test nvme0 -s 0xf")).isZero();

    assertThat(test.out().lines())
        .containsExactly(
            "no self test running",
            "Short Device self-test started",
            "Extended Device self-test started",
            "Aborting device self-test operation");
  }

  @Test
  void firmwareIsDownloadedAndCommitted() throws IOException {
    Path image = Files.write(directory.resolve("image"), new byte[40960]);

    assertThat(run("fw-download nvme0 -f " + image)).as(test.err()).isZero();
    assertThat(run("fw-download nvme0 -x 4095 --fw=" + image)).isEqualTo(1);
    assertThat(run("fw-download nvme0 -x 4096 -o 1024 --fw=" + image)).as(test.err()).isZero();
    assertThat(run("fw-commit nvme0 -s 1 -a 2")).as(test.err()).isZero();

    assertThat(test.out())
        .startsWith("Firmware download success\nFirmware download success\n")
        .contains("firmware action:2 slot:1", "\nMultiple Update Detected (MUD) Value: 0\n");
  }

  // ---- namespaces ----

  @Test
  void namespacesAreCreated() {
    ObjIntConsumer<ControllerSpec> roomy = (drive, number) -> drive.capacity(10L << 30);

    assertThat(run(test, roomy, "create-ns nvme0 -s 0x1000 -c 0x1000 -f 0")).isZero();
    assertThat(run(test, roomy, "create-ns nvme0 -S 100M -C 100M -b 4096")).isZero();
    assertThat(run(test, roomy, "attach-ns nvme0 -n 1 -c 1")).isEqualTo(1);

    assertThat(test.out())
        .isEqualTo("create-ns: Success, created nsid:2\ncreate-ns: Success, created nsid:2\n");
    assertThat(test.err()).contains("NVMe status: Namespace Already Attached");
  }

  @Test
  void aNamespaceIsDetached() {
    assertThat(run("detach-ns nvme0 -n 1")).as(test.err()).isZero();

    assertThat(test.out()).isEqualTo("detach-ns: Success, nsid:1\n");
  }

  // ---- blocks ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dsm nvme0n1 -d -s 0,64 -b 8,8    | NVMe DSM: success",
        "write-zeroes nvme0n1 -c 7 -d     | NVME Write Zeroes Success",
        "write-zeroes nvme0 -n 1          | NVME Write Zeroes Success",
        "write-uncor nvme0n1 -s 8         | NVME Write Uncorrectable Success",
        "verify nvme0n1 -c 7              | NVME Verify Success",
        "copy nvme0n1 -d 64 -s 0,8 -b 7,7 | NVMe Copy: success",
        "resv-register nvme0n1 -k 5       | NVME Reservation  success"
      })
  void whatIsDoneIsSaidAsNvmeCliSaysIt(String line, String said) {
    assertThat(run(line.strip())).as(test.err()).isZero();

    assertThat(test.out()).isEqualTo(said + System.lineSeparator());
  }

  @Test
  void theEntriesAreThoseOfNvmeCli() {
    assertThat(run("write-zeroes nvme0n1 -s 16 -c 7 -d -f -l -p 5 -a 3 -m 4 -r 9 --dry-run"))
        .isZero();
    assertThat(test.out())
        .contains("cdw10        : 00000010\n", "cdw12        : d6000007\n")
        .contains("cdw14        : 00000009\n", "cdw15        : 00040003\n");

    assertThat(run("verify nvme0n1 -C --dry-run")).isZero();
    assertThat(test.out()).contains("cdw12        : 01000000\n");
  }

  @Test
  void reservationsThatAreNotHeldAreAConflict() {
    assertThat(run("resv-acquire nvme0n1 -c 5 -t 1")).isEqualTo(1);
    assertThat(run("resv-release nvme0n1 -c 5 -t 1")).isEqualTo(1);

    assertThat(test.err()).contains("NVMe status: Reservation Conflict");
  }

  // ---- zones ----

  @Test
  void zonesChangeTheirState() throws IOException {
    Path blocks = Files.write(directory.resolve("blocks"), new byte[512]);

    assertThat(run(test, ZONED, "zns-open-zone nvme0n1 -s 0")).as(test.err()).isZero();
    assertThat(run(test, ZONED, "zns-finish-zone nvme0n1 -s 512")).isZero();
    assertThat(run(test, ZONED, "zns-reset-zone nvme0n1 -a")).isZero();
    assertThat(run(test, ZONED, "zns-zone-append nvme0n1 -s 512 -z 512 -d " + blocks)).isZero();

    assertThat(test.out())
        .isEqualTo(
            "zns-open-zone: Success zone slba:0 nsid:1\n"
                + "zns-finish-zone: Success, action:2 zone:200 all:0 zcapc:0 nsid:1\n"
                + "zns-reset-zone: Success, action:4 zone:0 all:1 zcapc:0 nsid:1\n"
                + "Success appended data to LBA 200\n");
    assertThat(TestConsole.piped().run("zns", "open-zone", "nvme0n1", "--emulated", "1"))
        .isEqualTo(1);
  }

  // ---- security ----

  @Test
  void theProtocolsAreReceived() {
    assertThat(run("security-recv nvme0 -p 0 -x 512 -b")).as(test.err()).isZero();

    assertThat(test.out.size()).isEqualTo(512);
  }
}
