package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.FirmwareCommit;
import io.reactornvme.FormatOptions;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeMaintenance;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.Progress;
import io.reactornvme.SanitizeOptions;
import io.reactornvme.SelfTest;
import io.reactornvme.spec.LbaFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Formats on the real driver, and who stands in their way. What QEMU does not have is refused. */
class MaintenanceIT {

  private static final String SERIAL = "plain512";

  @TempDir Path mountPoint;

  private Nvme nvme;
  private NvmeController controller;
  private NvmeMaintenance maintenance;
  private String block;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
    controller = nvme.controller(Lab.controller(SERIAL));
    maintenance = controller.maintenance().pollEvery(Duration.ofMillis(100));
    block = Lab.block(SERIAL, 1);
  }

  @AfterEach
  void asItWas() {
    if (blockSize() != 512) {
      format(maintenance, options(512).force());
    }
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  /** What the kernel takes it for. */
  private int blockSize() {
    Path file = Path.of("/sys/block", Lab.namespace(SERIAL, 1), "queue/logical_block_size");
    try {
      return Integer.parseInt(Files.readString(file).trim());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FormatOptions options(int blockSize) {
    return FormatOptions.lbaFormat(
        controller.identify().namespace(1).block(Lab.PATIENCE).lbaFormats().stream()
            .filter(f -> f.dataSize() == blockSize && f.metadataSize() == 0)
            .map(LbaFormat::index)
            .findFirst()
            .orElseThrow());
  }

  private static List<Progress> format(NvmeMaintenance by, FormatOptions options) {
    return by.format(1, options).collectList().block(Lab.PATIENCE);
  }

  @Test
  void aFormatEndsAndTheKernelKnowsIt() {
    assertThat(blockSize()).isEqualTo(512);
    List<Progress> items = format(maintenance, options(4096));
    assertThat(items).isNotEmpty();
    assertThat(items.subList(0, items.size() - 1)).noneMatch(Progress::ended);
    Progress last = items.get(items.size() - 1);
    assertThat(last.ended()).isTrue();
    assertThat(last.operation()).isEqualTo("Format NVM");
    assertThat(blockSize()).isEqualTo(4096);
    assertThat(controller.identify().namespace(1).block(Lab.PATIENCE).logicalBlockSize())
        .isEqualTo(4096);
    format(maintenance, options(512));
    assertThat(blockSize()).isEqualTo(512);
  }

  private void refused(Publisher<?> work, String use) {
    StepVerifier.create(work)
        .expectErrorSatisfies(
            e ->
                assertThat(((NvmeInUseException) e).uses())
                    .singleElement()
                    .asString()
                    .contains(use))
        .verify(Lab.PATIENCE);
    assertThat(blockSize()).isEqualTo(512);
  }

  /** All that destroys. */
  private void allRefused(String use) {
    refused(maintenance.format(1, options(4096)), use);
    refused(maintenance.format(0xFFFF_FFFF, options(4096)), use);
    refused(maintenance.sanitize(SanitizeOptions.blockErase()), use);
    refused(controller.firmware().commit(FirmwareCommit.activateNow(1)), use);
  }

  private void fileSystem() {
    Lab.must("modprobe", "ext4");
    Lab.must("mkfs.ext4", "-q", "-F", block);
  }

  @Test
  void whatIsMountedIsNotFormattedUnlessForced() {
    fileSystem();
    Lab.must("mount", block, mountPoint.toString());
    try {
      allRefused("is mounted at " + mountPoint);
    } finally {
      Lab.must("umount", mountPoint.toString());
    }
    Lab.must("mkswap", block);
    Lab.must("swapon", block);
    try {
      allRefused("is swap space");
      // The same format, so that the swap space beneath does not change its shape.
      assertThat(format(maintenance, options(512).force())).last().matches(Progress::ended);
    } finally {
      Lab.must("swapoff", block);
    }
  }

  /** A container's mount: nothing of it is in this process's /proc/self/mountinfo. */
  @Test
  void whatIsMountedOutOfSightIsFoundByAnExclusiveOpen() throws IOException {
    fileSystem();
    Path ready = mountPoint.resolve("../" + mountPoint.getFileName() + ".ready").normalize();
    String script = "mount \"$0\" \"$1\" && touch \"$2\" && exec cat";
    Process holder =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                script,
                block,
                mountPoint.toString(),
                ready.toString())
            .start();
    try {
      Awaitility.await("mounted elsewhere").atMost(Lab.PATIENCE).until(() -> Files.exists(ready));
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(block);
      allRefused("opened exclusively by another program, or mounted out of sight");
    } finally {
      holder.getOutputStream().close();
      holder.onExit().orTimeout(60, TimeUnit.SECONDS).join();
      Files.deleteIfExists(ready);
    }
    assertThat(format(maintenance, options(4096))).last().matches(Progress::ended);
    assertThat(blockSize()).isEqualTo(4096);
  }

  private static void status(Publisher<?> work) {
    // The guest is slow: a poll may be due before the drive has refused.
    StepVerifier.create(Flux.from(work).ignoreElements())
        .expectError(NvmeStatusException.class)
        .verify(Lab.PATIENCE);
  }

  @Test
  void whatQemuDoesNotHaveIsAStatus() {
    status(maintenance.selfTest(SelfTest.SHORT));
    status(maintenance.abortSelfTest());
    status(maintenance.attachSelfTest());
    status(maintenance.sanitize(SanitizeOptions.cryptoErase()));
    status(maintenance.attachSanitize());
    status(controller.firmware().download(ByteBuffer.allocate(64 * 1024)));
    status(controller.firmware().commit(FirmwareCommit.replace(1)));
    status(maintenance.format(1, FormatOptions.lbaFormat(63)));
    StepVerifier.create(maintenance.attachFormat(1)).verifyComplete();
  }
}
