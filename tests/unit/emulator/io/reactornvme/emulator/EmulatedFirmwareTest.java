package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Errno;
import io.reactornvme.FirmwareCommit;
import io.reactornvme.FirmwareCommitResult;
import io.reactornvme.FirmwareCommitResult.ResetRequired;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeFirmware;
import io.reactornvme.NvmeRefusedException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.Progress;
import io.reactornvme.spec.AdminOpcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** Firmware updates as an application makes them. */
@Timeout(60)
class EmulatedFirmwareTest {

  private static final int PIECE = 32 * 1024; // MDTS

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .recordCommands(1000)
              .controller(c -> c.mdts(3).firmwareSlots(3, true)));

  @TempDir Path directory;

  private EmulatedNvme drives;
  private NvmeController controller;
  private NvmeFirmware firmware;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme made) {
    drives = made;
    controller = nvme.controller("nvme0");
    firmware = controller.firmware();
  }

  private static ByteBuffer image(int bytes) {
    ByteBuffer image = Commands.pattern(bytes, 3);
    image.put(0, "NEW 1.0 ".getBytes(StandardCharsets.US_ASCII));
    return image;
  }

  private String revision() {
    return controller.identify().controller().block(Commands.SOON).firmwareRevision();
  }

  private static List<Long> done(Flux<Progress> download) {
    return download.map(Progress::done).collectList().block(Commands.SOON);
  }

  private List<RecordedCommand> sent(int opcode) throws InterruptedException {
    List<RecordedCommand> all = new ArrayList<>();
    for (long i = drives.commandCount(); i > 0; i--) {
      RecordedCommand command = drives.takeCommand(Commands.SOON);
      if (command.opcode() == opcode) {
        all.add(command);
      }
    }
    return all;
  }

  @Test
  void anImageIsDownloadedInPiecesAndRunsAfterAReset() throws InterruptedException {
    List<Progress> items =
        firmware.download(image(3 * PIECE + 4096)).collectList().block(Commands.SOON);
    assertThat(items.stream().map(Progress::done))
        .containsExactly((long) PIECE, 2L * PIECE, 3L * PIECE, 3L * PIECE + 4096);
    Progress last = items.get(3);
    assertThat(last.ended()).isTrue();
    assertThat(last.unit()).isEqualTo(Progress.Unit.BYTES);
    assertThat(last.operation()).isEqualTo("Firmware Image Download");
    List<RecordedCommand> pieces = sent(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD);
    assertThat(pieces)
        .extracting(c -> c.cdw(11) * 4)
        .containsExactly(0, PIECE, 2 * PIECE, 3 * PIECE);
    assertThat(pieces)
        .extracting(c -> (c.cdw(10) + 1) * 4)
        .containsExactly(PIECE, PIECE, PIECE, 4096);

    String before = revision();
    FirmwareCommitResult result =
        firmware.commit(FirmwareCommit.replaceAndActivateAtReset(2)).block(Commands.SOON);
    assertThat(result.resetRequired()).isEqualTo(ResetRequired.CONTROLLER);
    assertThat(revision()).isEqualTo(before);
    controller.reset().block(Commands.SOON);
    assertThat(revision()).isEqualTo("NEW 1.0");
  }

  @Test
  void aFileIsTheSame() throws IOException {
    Path file = directory.resolve("image.bin");
    byte[] bytes = new byte[2 * PIECE];
    image(2 * PIECE).get(bytes);
    Files.write(file, bytes);
    assertThat(done(firmware.download(file))).containsExactly((long) PIECE, 2L * PIECE);
    FirmwareCommitResult result =
        firmware.commit(FirmwareCommit.activateNow(2)).block(Commands.SOON);
    assertThat(result.resetRequired()).isEqualTo(ResetRequired.NONE);
    assertThat(revision()).isEqualTo("NEW 1.0");
    StepVerifier.create(firmware.download(directory.resolve("none")))
        .expectError(NoSuchFileException.class)
        .verify(Commands.SOON);
  }

  @Test
  void theSizeIsCheckedBeforeAnythingIsSent() throws InterruptedException {
    for (int size : new int[] {0, 4095, 4096 + 4}) {
      StepVerifier.create(firmware.download(ByteBuffer.allocate(size)))
          .expectErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOf(NvmeRefusedException.class)
                      .hasMessageContaining("a firmware image of " + size + " bytes")
                      .hasMessageContaining("multiples of 4096 bytes"))
          .verify(Commands.SOON);
    }
    assertThat(sent(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD)).isEmpty();
  }

  @Test
  void aPieceThatIsTooLongIsHalved() throws InterruptedException {
    FaultRule download = FaultRule.any().opcode(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD);
    drives.addFault(download.cdw(10, -1, PIECE / 4 - 1).errno(Errno.EINVAL));
    drives.addFault(download.cdw(10, -1, PIECE / 8 - 1).status(0x4002));
    assertThat(done(firmware.download(image(2 * PIECE))))
        .hasSize(8)
        .startsWith(PIECE / 4L)
        .endsWith(2L * PIECE);
    firmware.commit(FirmwareCommit.activateNow(3)).block(Commands.SOON);
    assertThat(revision()).isEqualTo("NEW 1.0");
  }

  @Test
  void aDriveThatTakesNothingIsAnError() {
    drives.addFault(FaultRule.any().opcode(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD).status(0x4002));
    StepVerifier.create(firmware.download(image(PIECE)))
        .expectError(NvmeStatusException.class)
        .verify(Commands.SOON);
  }

  @Test
  void piecesAreSentAsTheyAreAskedFor() throws InterruptedException {
    TestSubscriber<Progress> one = TestSubscriber.builder().initialRequest(0).build();
    firmware.download(image(4 * PIECE)).subscribe(one);
    assertThat(drives.commandCount()).isZero();
    StepVerifier.create(firmware.download(image(4 * PIECE)), 1)
        .expectNextCount(1)
        .thenCancel()
        .verify(Commands.SOON);
    assertThat(sent(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD)).hasSize(1);
  }

  @Test
  void aWrongSlotIsAStatus() {
    done(firmware.download(image(PIECE)));
    StepVerifier.create(firmware.commit(FirmwareCommit.replace(1)))
        .expectErrorSatisfies(
            e -> assertThat(((NvmeStatusException) e).status().code() & 0x7FF).isEqualTo(0x106))
        .verify(Commands.SOON);
  }

  @Test
  void aResetThatTheDriveAsksForIsAnOutcome() {
    drives.addFault(FaultRule.any().opcode(AdminOpcode.FIRMWARE_COMMIT).status(0x110));
    assertThat(
            firmware.commit(FirmwareCommit.activateAtReset(1)).block(Commands.SOON).resetRequired())
        .isEqualTo(ResetRequired.SUBSYSTEM);
  }
}
