package io.reactornvme.lab;

import static io.reactornvme.lab.Lab.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeOsException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeTransferLengthException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bytes: what the library reads and writes is what nvme-cli and the block device read and write.
 */
@ParameterizedClass
@EnumSource(names = {"URING", "IOCTL"})
class PassthroughIT {

  private static final int ENOTTY = 25;

  @Parameter BackendChoice backend;

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.builder().backend(backend).build();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  @Test
  void everyDriveIsThereAndTakesTheChosenWay() {
    assertThat(nvme.discover().map(info -> info.serial()).collectList().block())
        .containsAll(Lab.controllers().keySet())
        .contains("plain512", "plain4k", "meta8", "slow");
    for (String serial : Lab.controllers().keySet()) {
      NvmeController controller = nvme.controller(Lab.controller(serial));
      assertThat(controller.backend().kind().toString()).isEqualTo(backend.name().toLowerCase());
      controller.dispose();
    }
  }

  @Test
  void identifyAndSmartAreByteForByteWhatNvmeCliReads() {
    for (String serial : Lab.controllers().keySet()) {
      String path = Lab.controller(serial);
      NvmeController controller = nvme.controller(path);
      assertThat(bytes(controller.identify().controller().block().raw()))
          .as("identify controller of %s", serial)
          .isEqualTo(Lab.nvmeCli("id-ctrl", path, "-o", "binary"));
      assertThat(bytes(controller.identify().namespace(1).block().raw()))
          .as("identify namespace 1 of %s", serial)
          .isEqualTo(Lab.nvmeCli("id-ns", path, "-n", "1", "-o", "binary"));
      // The log counts commands, and hours: read ours between two of theirs, and accept either.
      byte[] before = Lab.nvmeCli("smart-log", path, "-o", "binary");
      byte[] ours = bytes(controller.logs().smart().block().raw());
      byte[] after = Lab.nvmeCli("smart-log", path, "-o", "binary");
      assertThat(ours).as("SMART of %s", serial).isIn(before, after);
      controller.dispose();
    }
  }

  @ParameterizedTest
  @CsvSource({"plain512, 1, 512", "plain4k, 1, 4096", "multi, 2, 4096"})
  void aBlockWrittenThroughOneWayReadsBackThroughTheOther(String serial, int nsid, int blockSize) {
    NvmeNamespace namespace = nvme.namespace(Lab.block(serial, nsid), Access.READ_WRITE);
    assertThat(namespace.path()).isEqualTo(Lab.generic(serial, nsid));
    assertThat(namespace.nsid()).isEqualTo(nsid);
    assertThat(namespace.info().logicalBlockSize()).isEqualTo(blockSize);
    // Below, at and above a page; and up to what the drive takes.
    for (int blocks : new int[] {1, 8, 9, 16}) {
      byte[] data = random(blocks * blockSize);
      long lba = 64L * blocks;
      assertThat(namespace.ioCmd(write(lba, blocks).dataOut(wrap(data)).build()).block())
          .satisfies(r -> assertThat(r.isSuccess()).isTrue());
      assertThat(Lab.readBlock(Lab.block(serial, nsid), lba * blockSize, data.length))
          .isEqualTo(data);

      byte[] other = random(blocks * blockSize);
      Lab.writeBlock(Lab.block(serial, nsid), lba * blockSize, other);
      PassthruResult read = namespace.ioCmd(read(lba, blocks).dataIn(other.length).build()).block();
      assertThat(bytes(read.orThrow().data())).isEqualTo(other);
    }
    namespace.dispose();
  }

  @Test
  void leasedBuffersTransferWithoutACopy() {
    NvmeNamespace namespace = nvme.namespace(Lab.block("plain512", 1), Access.READ_WRITE);
    byte[] data = random(128 * 1024);
    try (NvmeBuffer out = nvme.buffer(data.length);
        NvmeBuffer in = nvme.buffer(data.length)) {
      out.byteBuffer().put(data);
      namespace.ioCmd(write(1024, 256).data(out).build()).block().orThrow();
      PassthruResult result = namespace.ioCmd(read(1024, 256).data(in).build()).block();
      assertThat(bytes(result.orThrow().data())).isEqualTo(data);
      assertThat(bytes(in.byteBuffer())).isEqualTo(data);
      // A part of a buffer.
      in.byteBuffer().put(new byte[data.length]);
      namespace.ioCmd(read(1025, 1).data(in, 1024, 512).build()).block().orThrow();
      assertThat(bytes(in.byteBuffer().slice(1024, 512))).isEqualTo(slice(data, 512, 512));
      assertThat(bytes(in.byteBuffer().slice(0, 1024))).containsOnly(0);
    }
    namespace.dispose();
  }

  @Test
  void vectoredBuffersAreFilledInOrder() {
    NvmeNamespace namespace = nvme.namespace(Lab.block("plain512", 1), Access.READ_WRITE);
    byte[] data = random(4096 + 512 + 8192);
    try (NvmeBuffer a = nvme.buffer(4096);
        NvmeBuffer b = nvme.buffer(512);
        NvmeBuffer c = nvme.buffer(8192)) {
      a.byteBuffer().put(data, 0, 4096);
      b.byteBuffer().put(data, 4096, 512);
      c.byteBuffer().put(data, 4608, 8192);
      namespace
          .ioCmd(write(2048, data.length / 512).vectored(List.of(a, b, c)).build())
          .block()
          .orThrow();
      assertThat(Lab.readBlock(Lab.block("plain512", 1), 2048 * 512, 4096))
          .isEqualTo(slice(data, 0, 4096));
      for (NvmeBuffer buffer : List.of(a, b, c)) {
        buffer.byteBuffer().put(new byte[buffer.capacity()]);
      }
      namespace
          .ioCmd(read(2048, data.length / 512).vectored(List.of(a, b, c)).build())
          .block()
          .orThrow();
      assertThat(bytes(a.byteBuffer())).isEqualTo(slice(data, 0, 4096));
      assertThat(bytes(b.byteBuffer())).isEqualTo(slice(data, 4096, 512));
      assertThat(bytes(c.byteBuffer())).isEqualTo(slice(data, 4608, 8192));
    }
    namespace.dispose();
  }

  @Test
  void metadataGoesWithTheBlocksItBelongsTo() {
    NvmeNamespace namespace = nvme.namespace(Lab.block("meta8", 1), Access.READ_WRITE);
    byte[] data = random(4 * 512);
    byte[] metadata = random(4 * 8);
    namespace
        .ioCmd(write(16, 4).dataOut(wrap(data)).metadataOut(wrap(metadata)).build())
        .block()
        .orThrow();
    PassthruResult read =
        namespace
            .ioCmd(read(16, 4).dataIn(data.length).metadataIn(metadata.length).build())
            .block();
    assertThat(bytes(read.orThrow().data())).isEqualTo(data);
    assertThat(bytes(read.metadata())).isEqualTo(metadata);
    // One block and its metadata, as nvme-cli reads them.
    byte[] cli =
        Lab.nvmeCli("read", Lab.block("meta8", 1), "-s", "17", "-c", "0", "-z", "512", "-y", "8");
    assertThat(slice(cli, 0, 512)).isEqualTo(slice(data, 512, 512));
    try (NvmeBuffer leased = nvme.buffer(16)) {
      PassthruResult two =
          namespace.ioCmd(read(18, 2).dataIn(1024).metadata(leased).build()).block();
      assertThat(bytes(two.orThrow().data())).isEqualTo(slice(data, 1024, 1024));
      assertThat(bytes(leased.byteBuffer())).isEqualTo(slice(metadata, 16, 16));
    }
    namespace.dispose();
  }

  @Test
  void metadataInsideTheDataIsPartOfTheLength() {
    // Namespace 2 has 64 bytes behind each block; the kernel makes no usable block device of it.
    NvmeNamespace namespace = nvme.namespace(Lab.generic("meta8", 2), Access.READ_WRITE);
    byte[] data = random(2 * (512 + 64));
    namespace.ioCmd(write(8, 2).dataOut(wrap(data)).build()).block().orThrow();
    PassthruResult read = namespace.ioCmd(read(8, 2).dataIn(data.length).build()).block();
    assertThat(bytes(read.orThrow().data())).isEqualTo(data);
    namespace.dispose();
  }

  @Test
  void everyIoctlOfTheDriverIsAMono() {
    NvmeController controller = nvme.controller(Lab.controller("multi"));
    NvmeNamespace namespace = nvme.namespace(Lab.block("multi", 1), Access.READ_WRITE);
    byte[] identify = Lab.nvmeCli("id-ctrl", Lab.controller("multi"), "-o", "binary");
    PassthruCommand id =
        PassthruCommand.builder(AdminOpcode.IDENTIFY).cdw10(1).dataIn(4096).build();
    for (NvmeIoctl request : List.of(NvmeIoctl.ADMIN_CMD, NvmeIoctl.ADMIN64_CMD)) {
      assertThat(bytes(controller.ioctl(request, id).block().orThrow().data())).isEqualTo(identify);
      assertThat(bytes(namespace.ioctl(request, id).block().orThrow().data())).isEqualTo(identify);
    }
    // Get Features, Number of Queues: a result in dword 0.
    PassthruCommand queues = PassthruCommand.builder(AdminOpcode.GET_FEATURES).cdw10(0x07).build();
    int expected = controller.adminCmd(queues).block().orThrow().dw0();
    assertThat(expected).isNotZero();
    assertThat(controller.ioctl(NvmeIoctl.ADMIN_CMD, queues).block().orThrow().dw0())
        .isEqualTo(expected);

    byte[] data = random(4096);
    assertThat(namespace.id().block()).isEqualTo(1);
    namespace.submitIo(write(8, 8).dataOut(wrap(data)).build()).block().orThrow();
    PassthruCommand readBack = read(8, 8).dataIn(4096).build();
    assertThat(bytes(namespace.submitIo(readBack).block().orThrow().data())).isEqualTo(data);
    for (NvmeIoctl request : List.of(NvmeIoctl.IO_CMD, NvmeIoctl.IO64_CMD)) {
      assertThat(bytes(namespace.ioctl(request, readBack).block().orThrow().data()))
          .isEqualTo(data);
    }
    try (NvmeBuffer a = nvme.buffer(512);
        NvmeBuffer b = nvme.buffer(3584)) {
      namespace
          .ioctl(NvmeIoctl.IO64_CMD_VEC, read(8, 8).vectored(List.of(a, b)).build())
          .block()
          .orThrow();
      assertThat(bytes(a.byteBuffer())).isEqualTo(slice(data, 0, 512));
      assertThat(bytes(b.byteBuffer())).isEqualTo(slice(data, 512, 3584));
    }
    controller.rescan().block();
    try { // QEMU's controllers have no such register, so far
      controller.subsystemReset().block();
    } catch (NvmeOsException e) {
      assertThat(e.errno()).isEqualTo(ENOTTY);
      assertThat(e.remedy()).contains("CAP.NSSRS");
    }
    Lab.awaitLive("multi");
    controller.reset().block();
    Lab.awaitLive("multi");
    assertThat(bytes(controller.identify().controller().block().raw())).isEqualTo(identify);
    namespace.dispose();
    controller.dispose();
  }

  @Test
  void aBadStatusIsAResultOfARawCommandAndAnErrorOfATypedOne() {
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    PassthruResult invalid = controller.adminCmd(PassthruCommand.builder(0xC0).build()).block();
    assertThat(invalid.isSuccess()).isFalse();
    assertThat(invalid.status().name()).isEqualTo("Invalid Command Opcode");
    assertThat(invalid.status().doNotRetry()).isTrue();

    NvmeNamespace namespace = nvme.namespace(Lab.block("plain512", 1));
    PassthruResult beyond = namespace.ioCmd(read(1L << 40, 1).dataIn(512).build()).block();
    assertThat(beyond.status().name()).isEqualTo("LBA Out of Range");
    assertThat(beyond.data().remaining()).isZero();

    assertThatThrownBy(() -> controller.identify().namespace(4711).block())
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.status().name()).isEqualTo("Invalid Namespace or Format"));
    namespace.dispose();
    controller.dispose();
  }

  @Test
  void aFormatUnderAnOpenHandleIsNoticed() {
    NvmeController controller = nvme.controller(Lab.controller("multi"));
    NvmeNamespace namespace = nvme.namespace(Lab.block("multi", 1));
    PassthruCommand small = read(0, 1).dataIn(512).build();
    assertThat(namespace.ioCmd(small).block().isSuccess()).isTrue();
    format(controller, 4096);
    try {
      // One block is 4096 bytes now: the drive would write past these 512.
      for (var way : List.of(namespace.ioCmd(small), namespace.submitIo(small))) {
        assertThatThrownBy(() -> way.block())
            .isInstanceOf(NvmeTransferLengthException.class)
            .hasMessageContaining("4096");
      }
      assertThat(namespace.ioCmd(read(0, 1).dataIn(4096).build()).block().isSuccess()).isTrue();
    } finally {
      format(controller, 512);
    }
    assertThat(namespace.ioCmd(small).block().isSuccess()).isTrue();
    namespace.dispose();
    controller.dispose();
  }

  private static void format(NvmeController controller, int blockSize) {
    int index =
        controller.identify().namespace(1).block().lbaFormats().stream()
            .filter(f -> f.dataSize() == blockSize && f.metadataSize() == 0)
            .findFirst()
            .orElseThrow()
            .index();
    controller
        .adminCmd(
            PassthruCommand.builder(AdminOpcode.FORMAT_NVM).nsid(1).cdw10(index & 0xF).build())
        .block(Lab.PATIENCE)
        .orThrow();
  }

  static PassthruCommand.Builder read(long lba, int blocks) {
    return PassthruCommand.builder(NvmOpcode.READ).cdw10And11(lba).cdw12(blocks - 1);
  }

  static PassthruCommand.Builder write(long lba, int blocks) {
    return PassthruCommand.builder(NvmOpcode.WRITE).cdw10And11(lba).cdw12(blocks - 1);
  }

  private static final Random RANDOM = new Random(42);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] slice(byte[] bytes, int from, int length) {
    return java.util.Arrays.copyOfRange(bytes, from, from + length);
  }
}
