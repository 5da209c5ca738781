package io.reactornvme.fuzz;

import static io.reactornvme.fuzz.Structures.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.emulator.DriveRecording;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.spec.AdminOpcode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

/** Texts that claim to be recorded drives: refused, or a drive that answers. */
@Timeout(60)
class DriveRecordingFuzzTest {

  private static final int[] STRUCTURES = {
    0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x10, 0x11, 0x12, 0x13, 0x1C
  };
  private static final int[] LOGS = {0x00, 0x01, 0x02, 0x03, 0x07, 0x0D, 0xC0};
  private static final int[] FEATURES = {0x02, 0x04, 0x0E};

  @FuzzTest(maxDuration = "10m")
  void parse(byte[] bytes) {
    Watch.begin();
    DriveRecording recording;
    try {
      recording = DriveRecording.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    String text = recording.toText();
    require(DriveRecording.parse(text).toText().equals(text), "written and read is another");
    require(recording.refusedCount() <= recording.answerCount(), "more refused than answered");
    recording.model();
    recording.serial();
    EmulatedNvme drives;
    try {
      drives = EmulatedNvme.builder().recorded(recording).build();
    } catch (IllegalArgumentException e) {
      return;
    }
    Nvme nvme = Nvme.builder().backend(Watch.over(drives)).depth(4).deadline(World.HANG).build();
    try {
      drives.controllers();
      play(nvme.controller("/dev/nvme0"));
      drives.clock().advance(Duration.ofDays(1));
    } finally {
      drives.close();
      nvme.disposeLater().block(World.HANG);
    }
    Watch.end();
  }

  private static void play(NvmeController drive) {
    for (int nsid : new int[] {0, 1, 2, -1}) {
      for (int cns : STRUCTURES) {
        for (int csi = 0; csi <= 2; csi += 2) {
          send(
              drive,
              PassthruCommand.builder(AdminOpcode.IDENTIFY)
                  .nsid(nsid)
                  .cdw10(cns)
                  .cdw11(csi << 24)
                  .dataIn(4096));
        }
      }
      for (int lid : LOGS) {
        for (int offset = 0; offset <= 512; offset += 512) {
          send(
              drive,
              PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
                  .nsid(nsid)
                  .cdw10(127 << 16 | lid)
                  .cdw12(offset)
                  .dataIn(512));
        }
      }
      for (int fid : FEATURES) {
        send(
            drive,
            PassthruCommand.builder(AdminOpcode.GET_FEATURES).nsid(nsid).cdw10(fid).dataIn(64));
      }
    }
  }

  private static void send(NvmeController drive, PassthruCommand.Builder command) {
    try {
      require(drive.adminCmd(command.build()).block(World.HANG) != null, "no result");
    } catch (NvmeDeadlineException e) {
      throw new AssertionError("the drive hangs", e);
    } catch (NvmeException e) {
      // an answer, too
    }
  }
}
