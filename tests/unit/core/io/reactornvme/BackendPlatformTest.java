package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The same way of a command with a backend of the spi at its end instead of the kernel. */
class BackendPlatformTest {

  private static final NvmeNamespaceInfo NAMESPACE =
      new NvmeNamespaceInfo(
          "nvme0n1",
          1,
          Path.of("/dev/nvme0n1"),
          Path.of("/dev/ng0n1"),
          1 << 20,
          512,
          8,
          true,
          128 * 1024);

  /** Keeps what it is sent; the test is the drive. */
  private final class Drive implements NvmeBackend, BackendDevice {
    final Queue<BackendCommand> commands = new ConcurrentLinkedQueue<>();
    final AtomicInteger open = new AtomicInteger();

    @Override
    public String description() {
      return "the test itself";
    }

    @Override
    public List<NvmeControllerInfo> controllers() {
      return List.of(
          new NvmeControllerInfo(
              "nvme0",
              Path.of("/dev/nvme0"),
              "TEST",
              "1",
              "0",
              "pcie",
              "",
              "live",
              0,
              "nqn",
              List.of(namespace)));
    }

    @Override
    public BackendDevice open(String controller, int nsid, Access access) throws IOException {
      if (access == Access.READ_WRITE) {
        throw new IOException("read-only");
      }
      open.incrementAndGet();
      return this;
    }

    @Override
    public void submit(BackendCommand command) {
      if (command.opcode() == 0xFF) {
        throw new IllegalStateException("a backend's own mistake");
      }
      commands.add(command);
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }

    BackendCommand next() {
      Awaitility.await().until(() -> !commands.isEmpty());
      return commands.remove();
    }
  }

  private NvmeNamespaceInfo namespace = NAMESPACE;
  private final Drive drive = new Drive();
  private final Nvme nvme = Nvme.builder().backend(drive).depth(8).build();

  private void end() {
    nvme.disposeLater().block();
    assertThat(drive.open).hasValue(0);
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  @Test
  void dataMetadataAndResultsGoBothWays() {
    NvmeNamespace namespace = nvme.namespace("/dev/nvme0n1");
    assertThat(namespace.path()).isEqualTo("/dev/ng0n1");
    assertThat(namespace.backend())
        .isEqualTo(new Backend(Backend.Kind.EMULATED, "the test itself"));
    StepVerifier.create(
            namespace.ioCmd(
                PassthruCommand.builder(0x02)
                    .cdw10(7)
                    .cdw12(1)
                    .dataIn(1024)
                    .metadataIn(16)
                    .build()))
        .then(
            () -> {
              BackendCommand read = drive.next();
              assertThat(read.nsid()).isEqualTo(1);
              assertThat(read.cdw(10)).isEqualTo(7);
              assertThat(read.isAdmin()).isFalse();
              assertThat(read.request()).isEqualTo(NvmeIoctl.IO64_CMD);
              assertThat(read.data()).singleElement();
              read.data().get(0).putInt(1020, 0x01020304);
              read.metadata().putInt(12, 42);
              read.complete(0, 0x1_0000_0002L);
              assertThatThrownBy(() -> read.complete(0, 0))
                  .isInstanceOf(IllegalStateException.class);
            })
        .assertNext(
            r -> {
              assertThat(r.data().getInt(1020)).isEqualTo(0x01020304);
              assertThat(r.metadata().getInt(12)).isEqualTo(42);
              assertThat(r.result()).isEqualTo(0x1_0000_0002L);
            })
        .verifyComplete();
    ByteBuffer large = ByteBuffer.allocate(16 * 1024).putInt(0, 0x0A0B0C0D);
    StepVerifier.create(
            namespace.ioCmd(PassthruCommand.builder(0x01).cdw12(31).dataOut(large).force().build()))
        .then(
            () -> {
              BackendCommand write = drive.next();
              assertThat(write.data().get(0).remaining()).isEqualTo(16 * 1024);
              assertThat(write.data().get(0).getInt(0)).isEqualTo(0x0D0C0B0A);
              write.complete(0x4002, 0);
            })
        .assertNext(r -> assertThat(r.status().code()).isEqualTo(0x4002))
        .verifyComplete();
    try (NvmeBuffer a = nvme.buffer(512);
        NvmeBuffer b = nvme.buffer(1024)) {
      StepVerifier.create(
              namespace.ioCmd(
                  PassthruCommand.builder(0x02).cdw12(2).vectored(List.of(a, b)).build()))
          .then(
              () -> {
                BackendCommand read = drive.next();
                assertThat(read.request()).isEqualTo(NvmeIoctl.IO64_CMD_VEC);
                assertThat(read.data()).hasSize(2);
                read.data().get(1).put(1023, (byte) 9);
                read.complete(0, 0);
              })
          .expectNextCount(1)
          .verifyComplete();
      assertThat(b.byteBuffer().get(1023)).isEqualTo((byte) 9);
    }
    namespace.dispose();
    end();
  }

  @Test
  void errnoDeadlineAndABackendThatThrows() {
    NvmeController controller = nvme.controller("nvme0");
    StepVerifier.create(controller.adminCmd(PassthruCommand.builder(0xC0).build()))
        .then(() -> drive.next().complete(-19, 0))
        .verifyErrorSatisfies(
            e -> assertThat(((NvmeOsException) e).errno()).isEqualTo(Errno.ENODEV));
    StepVerifier.create(
            controller.adminCmd(
                PassthruCommand.builder(0xC0).deadline(Duration.ofMillis(20)).build()))
        .verifyError(NvmeDeadlineException.class);
    assertThat(nvme.stats().liveBuffers()).isEqualTo(1);
    drive.next().complete(0, 0);
    Awaitility.await().until(() -> nvme.stats().liveBuffers() == 0);
    StepVerifier.create(controller.adminCmd(PassthruCommand.builder(0xFF).build()))
        .verifyErrorSatisfies(e -> assertThat(((NvmeOsException) e).errno()).isEqualTo(Errno.EIO));
    assertThatThrownBy(() -> nvme.namespace("ng0n1", Access.READ_WRITE))
        .isInstanceOf(NvmeOpenException.class)
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> nvme.controller("nvme1"))
        .isInstanceOf(NvmeNoSuchDeviceException.class)
        .hasMessageContaining("nvme0");
    controller.dispose();
    end();
  }

  @Test
  void manyCommandsFromManyThreadsAreAllAnswered() {
    NvmeController controller = nvme.controller("nvme0");
    Thread device =
        new Thread(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                BackendCommand command = null;
                while (command == null) {
                  command = drive.commands.poll();
                }
                command.complete(0, command.cdw(10));
              }
            });
    device.start();
    long sum =
        Flux.range(0, 4)
            .flatMap(
                n ->
                    controller
                        .adminCmds(
                            Flux.range(0, 5_000)
                                .map(i -> PassthruCommand.builder(0xC0).cdw10(i).build()),
                            16)
                        .subscribeOn(reactor.core.scheduler.Schedulers.parallel()))
            .reduce(0L, (s, r) -> s + r.result())
            .block();
    assertThat(sum).isEqualTo(4L * 5_000 * 4_999 / 2);
    controller.dispose();
    end();
  }

  /** As on Linux 6.1, where sysfs does not tell of metadata. */
  private void withUnknownMetadata() {
    namespace =
        new NvmeNamespaceInfo(
            "nvme0n1", 1, null, Path.of("/dev/ng0n1"), 1 << 20, 512, -1, false, 128 * 1024);
  }

  private static final PassthruCommand READ =
      PassthruCommand.builder(0x02).cdw12(1).dataIn(1024).build();

  @Test
  void aDriveWhoseFormatIsUnknownIsAskedBeforeTheFirstTransfer() {
    withUnknownMetadata();
    NvmeNamespace handle = nvme.namespace("nvme0n1");
    StepVerifier.create(handle.ioCmd(READ))
        .then(
            () -> {
              BackendCommand identify = drive.next();
              assertThat(identify.opcode()).isEqualTo(0x06);
              ByteBuffer answer = identify.data().get(0);
              answer.putShort(128, (short) 64).put(130, (byte) 9); // LBAF0: 512 + 64 bytes
              identify.complete(0, 0);
            })
        .verifyErrorSatisfies(
            e -> // two blocks with their metadata do not fit
            assertThat(((NvmeTransferLengthException) e).expectedBytes()).isEqualTo(2 * 576));
    // It has told: the next is not asked for.
    StepVerifier.create(handle.ioCmd(PassthruCommand.builder(0x02).dataIn(576).build()))
        .then(
            () -> {
              BackendCommand read = drive.next();
              assertThat(read.opcode()).isEqualTo(0x02);
              read.complete(0, 0);
            })
        .expectNextCount(1)
        .verifyComplete();
    handle.dispose();
    end();
  }

  @Test
  void theDeadlineHoldsEvenIfTheDriveDoesNotTellItsFormat() {
    withUnknownMetadata();
    NvmeNamespace handle = nvme.namespace("nvme0n1");
    StepVerifier.create(
            handle.ioCmd(
                PassthruCommand.builder(0x02).dataIn(512).deadline(Duration.ofMillis(20)).build()))
        .verifyError(NvmeDeadlineException.class);
    drive.next().complete(0, 0);
    // What is wrong whatever the format is refused without asking.
    StepVerifier.create(handle.ioCmd(PassthruCommand.builder(0x02).nsid(2).dataIn(512).build()))
        .verifyError(NvmeNamespaceMismatchException.class);
    assertThat(drive.commands).isEmpty();
    handle.dispose();
    end();
  }

  @Test
  void aFormatThroughTheLibraryChangesWhatTransfersAreHeldAgainst() {
    NvmeNamespace handle = nvme.namespace("nvme0n1");
    NvmeController controller = nvme.controller("nvme0");
    PassthruCommand one = PassthruCommand.builder(0x02).dataIn(512).build();
    StepVerifier.create(handle.ioCmd(one))
        .then(() -> drive.next().complete(0, 0))
        .expectNextCount(1)
        .verifyComplete();
    StepVerifier.create(controller.adminCmd(PassthruCommand.builder(0x80).nsid(1).build()))
        .then(
            () -> {
              namespace =
                  new NvmeNamespaceInfo(
                      "nvme0n1", 1, null, Path.of("/dev/ng0n1"), 1 << 20, 4096, 0, false, 131072);
              drive.next().complete(0, 0);
            })
        .expectNextCount(1)
        .verifyComplete();
    StepVerifier.create(handle.ioCmd(one))
        .verifyErrorSatisfies(
            e -> assertThat(((NvmeTransferLengthException) e).expectedBytes()).isEqualTo(4096));
    controller.dispose();
    handle.dispose();
    end();
  }
}
