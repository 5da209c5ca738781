package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.ALL;
import static io.reactornvme.emulator.Commands.SOON;
import static io.reactornvme.emulator.Commands.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A drive recorded and played back says what the drive said. */
@Timeout(120)
class DriveRecordingTest {

  private static final String SERIAL = "S3CR3T-0123456789";

  @TempDir Path directory;

  private EmulatedNvme drives;
  private Nvme nvme;
  private Commands live;

  @BeforeEach
  void open() {
    drives =
        EmulatedNvme.builder()
            .seed(7)
            .controller(
                spec ->
                    spec.serial(SERIAL)
                        .mdts(2)
                        .namespace(n -> n.size(1 << 20))
                        .namespace(n -> n.size(1 << 22).format(1).detached())
                        .namespace(n -> n.size(1 << 21).format(2))
                        .namespace(n -> n.size(1 << 24).format(1).zoned(64, 64, 2, 3)))
            .build();
    nvme = Nvme.builder().backend(drives).build();
    live = new Commands(nvme);
  }

  @AfterEach
  void close() {
    drives.close(); // hung commands end with them
    nvme.disposeLater().block(SOON);
  }

  private DriveRecording record(UnaryOperator<DriveRecorder> with) {
    NvmeController controller = nvme.controller("nvme0");
    try {
      return with.apply(DriveRecorder.of(controller)).record().block(SOON);
    } finally {
      controller.dispose();
    }
  }

  /** What a drive answers to each command that could have been recorded. */
  private record Sweep(List<String> commands, List<Integer> statuses, List<byte[]> data) {

    static Sweep of(Commands drive) {
      Sweep sweep = new Sweep(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int nsid : new int[] {0, 1, 2, 3, 4, 5, 33, ALL}) {
        for (int cns = 0; cns < 0x20; cns++) {
          for (int csi : new int[] {0, 2}) {
            boolean list = cns == 0x02 || cns == 0x07 || cns == 0x10 || cns == 0x1A;
            boolean controllers = cns == 0x13 || cns == 0x1C;
            boolean plain = cns == 0x01 || cns == 0x06 || cns == 0x04 || cns == 0x16 || controllers;
            boolean takesCsi = cns >= 0x05 && cns <= 0x07 || cns == 0x1A;
            if ((nsid == 0 || !plain || cns == 0x01)
                && (csi == 0 || takesCsi)
                && !(nsid == ALL && list && csi == 2)) {
              PassthruResult r = drive.identify(cns == 0x1C ? 0xFFFF_001C : cns, nsid, csi << 24);
              sweep.add("identify cns " + cns + " nsid " + nsid + " csi " + csi, r);
            }
          }
        }
      }
      for (int lid = 0; lid < 0x100; lid++) {
        int bytes = lid == 0x07 || lid == 0x08 || lid == 0x0D ? 512 : 4096;
        int lsp = lid == 0x0D ? 1 << 8 : 0;
        // Other logs grow with each refused command, and are looked at by themselves.
        if (lid > 0x02) {
          sweep.add("log " + lid, log(drive, lid | lsp, lid == 0x09 ? 1 : 0, 0, bytes));
          byte[] page = sweep.data.get(sweep.data.size() - 1);
          if (lid == 0x09) { // the count of entries in the error log
            Arrays.fill(page, 144, 160, (byte) 0);
          } else if (lid == 0x0D) { // the generation: each reading is one
            Arrays.fill(page, 372, 374, (byte) 0);
          }
        }
      }
      for (int fid = 1; fid < 0x100; fid++) {
        for (int select = 0; select < 4; select++) {
          boolean namespaced = fid == 0x05 || fid >= 0x82 && fid <= 0x84;
          int f = fid | select << 8;
          PassthruResult r =
              drive.admin(
                  AdminOpcode.GET_FEATURES, c -> c.cdw10(f).nsid(namespaced ? 3 : 0).dataIn(4096));
          sweep.add("feature " + fid + " select " + select, r);
        }
      }
      return sweep;
    }

    private void add(String command, PassthruResult r) {
      commands.add(command + " result " + r.result());
      statuses.add(status(r));
      data.add(bytes(r.data()));
    }
  }

  private static PassthruResult log(Commands drive, int cdw10, int lsi, int offset, int bytes) {
    return drive.admin(
        AdminOpcode.GET_LOG_PAGE,
        c ->
            c.nsid(ALL)
                .cdw10((bytes / 4 - 1) << 16 | cdw10 | 1 << 15)
                .cdw11(lsi << 16)
                .cdw12(offset)
                .dataIn(bytes));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private interface Play {
    void with(Commands played, Nvme nvme) throws Exception;
  }

  private static void play(DriveRecording recording, Play test) throws Exception {
    try (EmulatedNvme again = EmulatedNvme.builder().recorded(recording).build()) {
      Nvme nvme = Nvme.builder().backend(again).build();
      try {
        test.with(new Commands(nvme), nvme);
      } finally {
        nvme.disposeLater().block(SOON);
      }
    }
  }

  @Test
  void everyIdentifyLogPageAndFeatureIsTheSameByteForByte() throws Exception {
    byte[] errors = bytes(live.logData(0x01, 4096));
    byte[] smart = bytes(live.logData(0x02, 512));
    Path file = directory.resolve("drive.rnvme");
    record(r -> r.serialNumbers(true)).write(file);

    Sweep expected = Sweep.of(live);

    assertThat(expected.statuses()).filteredOn(s -> s == 0).hasSizeGreaterThan(100);
    play(
        DriveRecording.read(file),
        (played, ignored) -> {
          Sweep found = Sweep.of(played);
          assertThat(found.commands()).isEqualTo(expected.commands());
          for (int i = 0; i < expected.commands().size(); i++) {
            String command = expected.commands().get(i);
            assertThat(found.statuses().get(i)).as(command).isEqualTo(expected.statuses().get(i));
            assertThat(Arrays.mismatch(found.data().get(i), expected.data().get(i)))
                .as("first difference in " + command)
                .isEqualTo(-1);
          }
          assertThat(bytes(played.logData(0x01, 4096))).isEqualTo(errors);
          assertThat(bytes(played.logData(0x02, 512))).isEqualTo(smart);
        });
  }

  @Test
  void theHostSeesItsNamespacesAndThatItIsEmulated() throws Exception {
    DriveRecording recording = record(r -> r);

    play(
        recording,
        (played, host) -> {
          NvmeControllerInfo info = host.discover().single().block(SOON);
          assertThat(info.model()).isEqualTo("EMULATED");
          assertThat(info.serial()).isEqualTo("RECORDED000000001").hasSameSizeAs(SERIAL);
          assertThat(info.namespaces())
              .extracting(NvmeNamespaceInfo::nsid, NvmeNamespaceInfo::sizeBytes)
              .containsExactly(tuple(1, 1L << 20), tuple(3, 1L << 21), tuple(4, 1L << 24));
          assertThat(bytes(played.read(0, 8, 512).orThrow().data())).containsOnly(0);
          ByteBuffer data = Commands.pattern(512, 3);
          played.write(9, 1, data).orThrow();
          assertThat(played.read(9, 1, 512).orThrow().data()).isEqualTo(data);
        });
  }

  @Test
  void whatIdentifiesTheDriveIsNowhere() {
    byte[] id = bytes(live.identify(0x01, 0).data());
    byte[] ns = bytes(live.identify(0x00, 1).data());
    live.admin(AdminOpcode.SET_FEATURES, c -> c.cdw10(0x81).cdw11(1).dataOut(host())).orThrow();
    DriveRecording kept = record(r -> r.serialNumbers(true));
    DriveRecording replaced = record(r -> r);

    for (String secret :
        List.of(
            SERIAL,
            latin(id, 768, 68),
            latin(ns, 104, 16),
            latin(ns, 120, 8),
            latin(bytes(host()), 0, 16))) {
      assertThat(occurrences(kept, secret)).as("kept").isPositive();
      assertThat(occurrences(replaced, secret)).as("replaced").isZero();
    }
    // The Persistent Event Log names the drive too.
    assertThat(occurrences(replaced, "RECORDED000000001")).isEqualTo(2);
    assertThat(replaced.answers().keySet()).isEqualTo(kept.answers().keySet());
    replaced
        .answers()
        .forEach(
            (command, answer) ->
                assertThat(answer.data())
                    .as(command.toString())
                    .hasSameSizeAs(kept.answers().get(command).data()));
    assertThat(replaced.toText()).contains("serial-numbers: replaced");
  }

  private static ByteBuffer host() {
    return Commands.pattern(16, 99);
  }

  private static String latin(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  private static int occurrences(DriveRecording recording, String text) {
    return recording.answers().values().stream()
        .mapToInt(
            a -> latin(a.data(), 0, a.data().length).split(Pattern.quote(text), -1).length - 1)
        .sum();
  }

  @Test
  void twoRecordingsAreEqualButForWhatChanged() {
    String first = record(r -> r).toText();
    drives.controller("nvme0").smart().temperature(57);
    String second = record(r -> r).toText();

    List<String> changed = new ArrayList<>(second.lines().toList());
    changed.removeAll(first.lines().toList());
    // SMART, and the entries of refused commands in the error log.
    assertThat(changed).isNotEmpty().hasSizeLessThan(400);
    assertThat(DriveRecording.parse(first).toText()).isEqualTo(first);
  }

  @Test
  void pagesAreReadFromAnywhereInThem() throws Exception {
    byte[] page = bytes(log(live, 0x05, 0, 0, 4096).orThrow().data());
    DriveRecording recording = record(r -> r);

    play(
        recording,
        (played, host) -> {
          byte[] part = bytes(log(played, 0x05, 0, 1024, 64).orThrow().data());
          assertThat(part).isEqualTo(Arrays.copyOfRange(page, 1024, 1088));
          assertThat(status(log(played, 0x05, 0, 4100, 64))).isEqualTo(0x4002);
          assertThat(status(log(played, 0x05, 0, 2, 64))).isEqualTo(0x4002);
        });
  }

  @Test
  void whatWouldChangeTheDriveIsRefused() throws Exception {
    DriveRecording recording = record(r -> r);

    play(
        recording,
        (played, host) -> {
          assertThat(status(played.admin(AdminOpcode.FORMAT_NVM, c -> c.nsid(1))))
              .isEqualTo(0x4001);
          assertThat(status(played.admin(AdminOpcode.SET_FEATURES, c -> c.cdw10(0x06))))
              .isEqualTo(0x4001);
        });
  }

  @Test
  void onlyCommandsThatReadAreSent() throws Exception {
    record(r -> r);

    for (RecordedCommand c = drives.takeCommand(Duration.ZERO);
        c != null;
        c = drives.takeCommand(Duration.ZERO)) {
      assertThat(c.opcode())
          .isIn(AdminOpcode.IDENTIFY, AdminOpcode.GET_LOG_PAGE, AdminOpcode.GET_FEATURES);
    }
  }

  @Test
  void aDriveThatHangsIsAnError() {
    drives.addFault(FaultRule.any().hang());

    assertThatThrownBy(() -> record(r -> r.deadline(Duration.ofMillis(50))))
        .isInstanceOf(NvmeDeadlineException.class);
  }

  @Test
  void namespacesCanBeLeftOut() throws Exception {
    DriveRecording recording = record(r -> r.namespaces(false));

    assertThat(recording.toText()).doesNotContain("[identify cns=0x00");
    play(
        recording,
        (played, host) -> assertThat(host.discover().single().block(SOON).namespaces()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                             | :1: the file is empty",
        "hello                                          | :1: this is no recording of a drive",
        "reactor-nvme drive recording 2                 | :1: version 2 of the format",
        "MAGIC;[smart]                                  | :2: no command that is recorded: smart",
        "MAGIC;[log foo=1]                              | :2: no field foo",
        "MAGIC;[log lid=0x100]                          | :2: out of range: 0x100",
        "MAGIC;[log lid=2];[log lid=0x02]               | :3: the second section of log lid=0x02",
        "MAGIC;[log lid=2];bytes: 4;00000: 1 2 3 4 5    | :4: more data than its 4 bytes",
        "MAGIC;[log lid=2];bytes: 99999999999           | :3: out of range: 99999999999",
        "MAGIC;[log lid=2];bytes: 67108864;[log lid=3];bytes: 1 | :5: more than 67108864 bytes",
        "MAGIC;[log lid=2];bytes: 4;00000: 1 2 3 zz     | :4: For input string",
        "MAGIC;[log lid=2];nonsense                     | :3: neither a [section] nor key: value",
      })
  void whatIsNoRecordingIsRefusedWithItsLine(String text, String message) throws IOException {
    Path file = directory.resolve("bad.rnvme");
    Files.writeString(
        file, text.replace("MAGIC", "reactor-nvme drive recording 1").replace(';', '\n'));

    assertThatThrownBy(() -> EmulatedNvme.builder().recorded(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + message);
  }

  @Test
  void aRecordingWithoutIdentifyControllerIsNoDrive() {
    DriveRecording empty = DriveRecording.parse("reactor-nvme drive recording 1\n");

    assertThatThrownBy(() -> EmulatedNvme.builder().recorded(empty))
        .hasMessageContaining("no Identify Controller");
  }
}
