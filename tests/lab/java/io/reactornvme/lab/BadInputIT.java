package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeBufferTooSmallException;
import io.reactornvme.NvmeClosedException;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNamespaceMismatchException;
import io.reactornvme.NvmeNoSuchDeviceException;
import io.reactornvme.NvmeNotNvmeException;
import io.reactornvme.NvmeTransferLengthException;
import io.reactornvme.NvmeUnsafeCommandException;
import io.reactornvme.NvmeWrongNodeException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Wrong input: an exception of its own, before the kernel is bothered, and nothing leaked. */
@ParameterizedClass
@EnumSource(names = {"URING", "IOCTL"})
class BadInputIT {

  @Parameter BackendChoice backend;

  private Nvme nvme;
  private NvmeController controller;
  private NvmeNamespace namespace;
  private long submitted;
  private long files;

  @BeforeEach
  void open() {
    nvme = Nvme.builder().backend(backend).build();
    controller = nvme.controller(Lab.controller("plain512"));
    namespace = nvme.namespace(Lab.block("plain512", 1), Access.READ_WRITE);
    // The first I/O command of a handle may ask the drive for its format.
    namespace.ioCmd(PassthroughIT.read(0, 1).dataIn(512).build()).block(Lab.PATIENCE);
    submitted = nvme.stats().submitted();
    files = openFiles();
  }

  /** Whatever was wrong: nothing went to the kernel, nothing is held, the handles are good. */
  @AfterEach
  void nothingWasSentAndNothingIsLost() {
    assertThat(nvme.stats().submitted()).isEqualTo(submitted);
    assertThat(nvme.stats().liveBuffers()).isZero();
    assertThat(nvme.stats().waiting()).isZero();
    assertThat(openFiles()).isEqualTo(files);
    assertThat(controller.logs().smart().block(Lab.PATIENCE)).isNotNull();
    namespace.dispose();
    controller.dispose();
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static long openFiles() {
    return java.util.Objects.requireNonNull(new java.io.File("/proc/self/fd").list()).length;
  }

  private static <T extends NvmeException> void refused(
      Class<T> type, Mono<?> command, String... words) {
    assertThatThrownBy(() -> command.block(Lab.PATIENCE))
        .isInstanceOfSatisfying(
            type,
            e -> {
              for (String word : words) {
                assertThat(e.getMessage()).contains(word);
              }
              assertThat(e.remedy()).isNotEmpty();
            });
  }

  @Test
  void lengths() {
    assertThatThrownBy(() -> PassthruCommand.builder(NvmOpcode.READ).dataIn(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> PassthruCommand.builder(NvmOpcode.READ).dataIn(Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    int max = namespace.info().maxTransferBytes();
    assertThat(max).isPositive();
    refused(
        NvmeTransferLengthException.class,
        namespace.ioCmd(PassthroughIT.read(0, 8).dataIn(max + 512).build()),
        namespace.path(),
        String.valueOf(max));
    refused(
        NvmeTransferLengthException.class,
        controller.adminCmd(
            PassthruCommand.builder(AdminOpcode.IDENTIFY).cdw10(1).dataIn(max + 4096).build()));
    // The drive would transfer more than there is room for.
    refused(
        NvmeTransferLengthException.class,
        namespace.ioCmd(PassthroughIT.read(0, 2).dataIn(512).build()),
        "512",
        "1024");
    refused(
        NvmeTransferLengthException.class,
        controller.adminCmd(
            PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
                .cdw10(1023 << 16 | 2)
                .dataIn(512)
                .build()),
        "4096");
    refused(
        NvmeTransferLengthException.class,
        controller.adminCmd(PassthruCommand.builder(AdminOpcode.IDENTIFY).cdw10(1).build()),
        "4096");
  }

  @Test
  void aBufferTooSmall() {
    try (NvmeBuffer buffer = nvme.buffer(512)) {
      assertThatThrownBy(() -> PassthruCommand.builder(NvmOpcode.READ).data(buffer, 0, 1024))
          .isInstanceOf(NvmeBufferTooSmallException.class)
          .hasMessageContainingAll("1024", "512");
    }
    NvmeBuffer released = nvme.buffer(512);
    released.release();
    assertThatThrownBy(
            () -> namespace.ioCmd(PassthroughIT.read(0, 1).data(released).build()).block())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("released");
  }

  @Test
  void theWrongNode() {
    assertThatThrownBy(() -> nvme.namespace(controller.path()))
        .isInstanceOf(NvmeWrongNodeException.class)
        .hasMessageContaining(Lab.block("plain512", 1));
    refused(
        NvmeWrongNodeException.class,
        controller.ioctl(NvmeIoctl.IO64_CMD, PassthroughIT.read(0, 1).dataIn(512).build()),
        controller.path());
    refused(
        NvmeWrongNodeException.class,
        namespace.ioctl(NvmeIoctl.RESET, PassthruCommand.builder(0).build()),
        namespace.path(),
        controller.path());
    // A block node is no mistake: it is mapped.
    NvmeController sameDrive = nvme.controller(Lab.block("plain512", 1));
    assertThat(sameDrive.path()).isEqualTo(controller.path());
    sameDrive.dispose();
  }

  @Test
  void theWrongNamespace() {
    refused(
        NvmeNamespaceMismatchException.class,
        namespace.ioCmd(PassthroughIT.read(0, 1).nsid(7).dataIn(512).build()),
        "7");
    refused(
        NvmeNamespaceMismatchException.class,
        namespace.ioCmd(PassthruCommand.builder(NvmOpcode.FLUSH).nsid(-1).build()),
        "0xffffffff");
  }

  @Test
  void pathsThatLeadNowhereOrElsewhere() {
    assertThatThrownBy(() -> nvme.controller("/dev/nvme4711"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("/dev/nvme4711");
    assertThatThrownBy(() -> nvme.namespace("/no/such/file"))
        .isInstanceOf(NvmeNoSuchDeviceException.class);
    for (String path : List.of("/dev/null", "/etc/passwd", "/dev")) {
      assertThatThrownBy(() -> nvme.controller(path))
          .isInstanceOf(NvmeNotNvmeException.class)
          .hasMessageContaining(path);
    }
  }

  @Test
  void whatWouldBreakTheDriver() {
    ByteBuffer metadata = ByteBuffer.allocate(8);
    refused(
        NvmeUnsafeCommandException.class,
        namespace.ioCmd(PassthroughIT.read(0, 1).dataIn(512).metadataIn(8).build()),
        namespace.path());
    refused(
        NvmeUnsafeCommandException.class,
        controller.adminCmd(
            PassthruCommand.builder(AdminOpcode.SET_FEATURES).metadataOut(metadata).build()));
    for (int feature : new int[] {0x07, 0x0C, 0x0D, 0x0F, 0x16}) {
      refused(
          NvmeUnsafeCommandException.class,
          controller.adminCmd(
              PassthruCommand.builder(AdminOpcode.SET_FEATURES).cdw10(feature).build()),
          "driver");
    }
    refused(
        NvmeUnsafeCommandException.class,
        controller.adminCmd(
            PassthruCommand.builder(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST).build()));
    refused(
        NvmeUnsafeCommandException.class,
        controller.adminCmd(
            PassthruCommand.builder(AdminOpcode.DELETE_IO_SUBMISSION_QUEUE).build()));
  }

  @Test
  void aClosedDevice() {
    NvmeController closed = nvme.controller(Lab.controller("plain4k"));
    closed.dispose();
    closed.dispose();
    refused(NvmeClosedException.class, closed.logs().smart(), closed.path());
    Nvme other = Nvme.builder().backend(backend).build();
    NvmeController orphan = other.controller(Lab.controller("plain4k"));
    other.disposeLater().block(Lab.PATIENCE);
    refused(NvmeClosedException.class, orphan.logs().smart());
    assertThatThrownBy(() -> other.controller(Lab.controller("plain4k")))
        .isInstanceOf(NvmeClosedException.class);
  }
}
