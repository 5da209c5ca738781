package io.reactornvme.lab;

import static io.reactornvme.lab.Lab.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.emulator.DriveRecorder;
import io.reactornvme.emulator.DriveRecording;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.spec.AdminOpcode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QEMU's drives, recorded and played back by the emulator: the same bytes through the library. */
class RecordedDriveIT {

  private static final int ALL = 0xFFFF_FFFF;

  @TempDir Path directory;

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  /** One answer: the status, and the data if it is success. */
  private record Answer(int status, String data) {

    static Answer of(PassthruResult r) {
      return new Answer(
          r.status().code(), new String(bytes(r.data()), StandardCharsets.ISO_8859_1));
    }

    boolean isSuccess() {
      return (status & 0x7FF) == 0;
    }
  }

  /** Identify of every CNS, and every log page, whether or not there is such a thing. */
  private static Map<String, Answer> sweep(NvmeController drive) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    for (int cns = 0; cns < 0x20; cns++) {
      for (int nsid : new int[] {0, 1, 2, ALL}) {
        if (nsid == 0 || takesNamespace(cns)) {
          PassthruCommand command =
              PassthruCommand.builder(AdminOpcode.IDENTIFY)
                  .nsid(nsid)
                  .cdw10(cns == 0x1C ? 0xFFFF_001C : cns)
                  .dataIn(4096)
                  .build();
          answers.put(
              String.format("identify cns %02x nsid %x", cns, nsid), answer(drive, command));
        }
      }
    }
    for (int lid = 0; lid < 0x100; lid++) {
      for (int nsid : lid == 0x02 ? new int[] {ALL, 1, 0} : new int[] {ALL}) {
        // As long as the shortest log there is, but for one.
        int bytes = lid == 0x05 ? 4096 : lid == 0x01 || lid == 0x80 ? 64 : 512;
        answers.put(
            String.format("log %02x nsid %x", lid, nsid), answer(drive, log(lid, nsid, bytes)));
      }
    }
    return answers;
  }

  private static boolean takesNamespace(int cns) {
    return cns <= 0x03 || cns == 0x05 || cns >= 0x07 && cns <= 0x12 || cns == 0x1A;
  }

  private static PassthruCommand log(int lid, int nsid, int bytes) {
    return PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
        .nsid(nsid)
        .cdw10((bytes / 4 - 1) << 16 | 1 << 15 | lid)
        .dataIn(bytes)
        .build();
  }

  private static Answer answer(NvmeController drive, PassthruCommand command) {
    return Answer.of(drive.adminCmd(command).block());
  }

  private <T> T live(String serial, Function<NvmeController, T> with) {
    return with(nvme, Lab.controller(serial), with);
  }

  private static <T> T with(Nvme nvme, String path, Function<NvmeController, T> with) {
    NvmeController drive = nvme.controller(path);
    try {
      return with.apply(drive);
    } finally {
      drive.dispose();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain512", "plain4k", "meta8", "multi"})
  void everyIdentifyAndLogPageIsTheSameByteForByte(String serial) throws Exception {
    Map<String, Answer> before = live(serial, RecordedDriveIT::sweep);
    Path file = directory.resolve(serial);
    live(serial, drive -> DriveRecorder.of(drive).serialNumbers(true).record().block()).write(file);
    Map<String, Answer> after = live(serial, RecordedDriveIT::sweep);

    try (EmulatedNvme drives = EmulatedNvme.builder().recorded(file).build()) {
      Nvme emulated = Nvme.builder().backend(drives).build();
      Map<String, Answer> played = with(emulated, "nvme0", RecordedDriveIT::sweep);
      NvmeControllerInfo info = emulated.discover().single().block();
      emulated.disposeLater().block(Lab.PATIENCE);

      before.forEach(
          (command, answer) -> {
            if (answer.isSuccess()) {
              // Counters may have moved meanwhile.
              assertThat(played.get(command)).as(command).isIn(answer, after.get(command));
            } else {
              assertThat(played.get(command).isSuccess()).as(command).isFalse();
            }
          });
      assertThat(before.values().stream().filter(Answer::isSuccess)).hasSizeGreaterThan(15);
      assertThat(info.model()).isEqualTo("EMULATED");
      assertThat(info.serial()).isEqualTo(serial);
      assertThat(sizes(info)).isEqualTo(live(serial, drive -> sizes(drive.info())));
    }
  }

  private static Map<Integer, Integer> sizes(NvmeControllerInfo info) {
    return info.namespaces().stream()
        .collect(Collectors.toMap(NvmeNamespaceInfo::nsid, NvmeNamespaceInfo::logicalBlockSize));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain512", "meta8"})
  void serialNumbersAreReplaced(String serial) {
    DriveRecording kept =
        live(serial, drive -> DriveRecorder.of(drive).serialNumbers(true).record().block());
    DriveRecording replaced = live(serial, drive -> DriveRecorder.of(drive).record().block());

    assertThat(kept.serial()).isEqualTo(serial);
    assertThat(replaced.serial()).startsWith("REC").hasSameSizeAs(serial);
    assertThat(replaced.model()).isEqualTo(kept.model());
    assertThat(replaced.answerCount()).isEqualTo(kept.answerCount());
  }
}
