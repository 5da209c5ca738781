package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.NvmeException.Layer;
import io.reactornvme.NvmeOsException.Operation;
import io.reactornvme.spec.NvmeStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the exceptions say, since that is what users see of most failures. */
class ExceptionsTest {

  private static final int ENETRESET = 102;
  private static final int ETIME = 62;

  private static final List<NvmeException> ONE_OF_EACH =
      List.of(
          new NvmeOpenException("/dev/nvme0", "cannot be looked up", "Mount it.", null),
          new NvmeNoSuchDeviceException("/dev/nvme9", "no such device", "Look.", null),
          new NvmeNotNvmeException("/dev/sda", "is no NVMe device", "Look."),
          new NvmePermissionException("/dev/nvme0", Errno.EACCES, "may not be opened", null),
          new NvmeUnavailableException(null, "no native library", "Build it.", null),
          new NvmeClosedException("/dev/nvme0", "the controller handle is disposed"),
          new NvmeBusyException("/dev/nvme0", 1024),
          new NvmeDeadlineException("/dev/nvme0", "Identify", Duration.ofSeconds(5), true),
          new NvmeStatusException("/dev/nvme0", "Get Log Page", NvmeStatus.of(0x4109)),
          os(Errno.EINVAL, Operation.ADMIN_COMMAND),
          new NvmeRefusedException("/dev/nvme0", "no", "Nothing was sent."),
          NvmeTransferLengthException.tooLong("/dev/nvme0", 8192, 4096),
          NvmeWrongNodeException.adminOnNamespace("/dev/ng0n1", List.of("nvme0")),
          new NvmeNamespaceMismatchException("/dev/ng0n1", -1, 1),
          new NvmeBufferTooSmallException("/dev/ng0n1", 8192, 4096),
          new NvmeUnsafeCommandException("/dev/nvme0", "no", "Nothing was sent."));

  private static NvmeOsException os(int errno, Operation operation) {
    Layer layer = operation == Operation.RING_SETUP ? Layer.IO_URING : Layer.DRIVER;
    return new NvmeOsException(errno, layer, operation, "/dev/nvme0");
  }

  @Test
  void messageNamesDeviceLayerAndRemedy() {
    NvmeException e = new NvmeRefusedException("/dev/ng0n1", "no such thing", "Do another.");

    assertThat(e).hasMessage("/dev/ng0n1: no such thing [reported by: this library]. Do another.");
    assertThat(e.device()).isEqualTo("/dev/ng0n1");
    assertThat(e.what()).isEqualTo("no such thing");
    assertThat(e.remedy()).isEqualTo("Do another.");
    assertThat(e.layer()).isEqualTo(Layer.LIBRARY);
  }

  @Test
  void messageWithoutADevice() {
    NvmeException e = new NvmeUnavailableException(null, "no native library", "Build it.", null);

    assertThat(e).hasMessage("no native library [reported by: this library]. Build it.");
    assertThat(e.device()).isNull();
  }

  @Test
  void allAreFitToBeRead() {
    assertThat(ONE_OF_EACH)
        .allSatisfy(
            e -> {
              assertThat(e.what()).isNotBlank().doesNotEndWith(".");
              assertThat(e.remedy()).isNotBlank().endsWith(".");
              assertThat(e.getMessage()).isASCII();
            });
  }

  @Test
  void onlyTheLibraryCreatesThem() {
    assertThat(ONE_OF_EACH)
        .allSatisfy(
            e ->
                assertThat(e.getClass().getDeclaredConstructors())
                    .noneMatch(c -> Modifier.isPublic(c.getModifiers()))
                    .noneMatch(c -> Modifier.isProtected(c.getModifiers())));
  }

  @Test
  void allCanBeSerialized() throws IOException, ClassNotFoundException {
    for (NvmeException e : ONE_OF_EACH) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(e);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        NvmeException copy = (NvmeException) in.readObject();
        assertThat(copy).hasSameClassAs(e).hasMessage(e.getMessage());
        assertThat(copy.layer()).isEqualTo(e.layer());
      }
    }
  }

  @Test
  void everyErrnoHasARemedyForEveryOperation() {
    IntStream.rangeClosed(1, 140)
        .forEach(
            errno -> {
              for (Operation operation : Operation.values()) {
                NvmeOsException e = os(errno, operation);
                assertThat(e.errno()).isEqualTo(errno);
                assertThat(e.operation()).isEqualTo(operation);
                assertThat(e.remedy()).isNotBlank().endsWith(".");
                assertThat(e.what()).startsWith(operation.words() + " failed: ");
              }
            });
  }

  @Test
  void ringSetUpAndCommandAreToldApart() {
    NvmeOsException ring =
        new NvmeOsException(Errno.EPERM, Layer.IO_URING, Operation.RING_SETUP, null);
    NvmeOsException command = os(Errno.EACCES, Operation.ADMIN_COMMAND);

    assertThat(ring)
        .hasMessageStartingWith("setting up io_uring failed: EPERM (")
        .hasMessageContaining("[reported by: io_uring]")
        .hasMessageContaining("seccomp")
        .hasMessageContaining("kernel.io_uring_disabled");
    assertThat(command)
        .hasMessageStartingWith("/dev/nvme0: admin command failed: EACCES (")
        .hasMessageContaining("[reported by: the kernel's NVMe driver]")
        .hasMessageContaining("CAP_SYS_ADMIN in the initial user namespace")
        .hasMessageContaining("CAP_SYS_RAWIO is not enough");
  }

  @Test
  void remediesDependOnTheOperation() {
    assertThat(os(Errno.EACCES, Operation.IO_COMMAND).remedy()).contains("Access.READ_WRITE");
    assertThat(os(Errno.EACCES, Operation.RESET).remedy()).contains("CAP_SYS_ADMIN");
    assertThat(os(Errno.ENOTTY, Operation.ADMIN_COMMAND).remedy()).contains("/dev/nvmeX");
    assertThat(os(Errno.ENOTTY, Operation.IO_COMMAND).remedy()).contains("/dev/ngXnY");
    assertThat(os(Errno.ENOTTY, Operation.SUBSYSTEM_RESET).remedy()).contains("NSSRS");
    assertThat(os(Errno.EINVAL, Operation.IO_COMMAND).remedy()).contains("no path");
    assertThat(os(Errno.EINVAL, Operation.ADMIN_COMMAND).remedy()).doesNotContain("no path");
    assertThat(os(Errno.ENOMEM, Operation.RING_SETUP).remedy()).contains("ulimit -l");
    assertThat(os(Errno.ENOMEM, Operation.IO_COMMAND).remedy()).doesNotContain("ulimit");
    assertThat(os(Errno.ENODEV, Operation.IO_COMMAND).remedy()).contains("gone");
    assertThat(os(Errno.EINTR, Operation.ADMIN_COMMAND).remedy()).contains("reset");
    assertThat(os(Errno.EOPNOTSUPP, Operation.IO_COMMAND).remedy()).contains("Linux 6.0");
    assertThat(os(ETIME, Operation.IO_COMMAND).remedy()).contains("timeout");
    assertThat(os(ENETRESET, Operation.RESET).remedy()).contains("did not become live");
  }

  @Test
  void aLostPathDoesNotBlameTheCommand() {
    NvmeOsException e = NvmeOsException.pathLost(Errno.EINVAL, Operation.IO_COMMAND, "/dev/ng0n1");

    assertThat(e.errno()).isEqualTo(Errno.EINVAL);
    assertThat(e.layer()).isEqualTo(Layer.DRIVER);
    assertThat(e.remedy()).startsWith("The command is not to blame");
  }

  @Test
  void status() {
    NvmeStatus status = NvmeStatus.of(0x4109);
    NvmeStatusException e = new NvmeStatusException("/dev/nvme0", "Get Log Page", status);

    assertThat(e.status()).isEqualTo(status);
    assertThat(e.layer()).isEqualTo(Layer.CONTROLLER);
    assertThat(e)
        .hasMessageStartingWith("/dev/nvme0: Get Log Page failed: " + status)
        .hasMessageContaining("[reported by: the drive's controller]");
  }

  @Test
  void statusWithoutAdvice() {
    NvmeStatus vendor = NvmeStatus.of(0x7C1);
    assertThat(vendor.advice()).isNull();

    assertThat(new NvmeStatusException(null, "Identify", vendor).remedy()).contains("error log");
  }

  @Test
  void deadlineSaysWhatBecomesOfTheCommand() {
    NvmeDeadlineException sent =
        new NvmeDeadlineException("/dev/nvme0", "Get Log Page", Duration.ofSeconds(5), true);
    NvmeDeadlineException queued =
        new NvmeDeadlineException("/dev/nvme0", "Get Log Page", Duration.ofMillis(1500), false);

    assertThat(sent.sent()).isTrue();
    assertThat(sent.deadline()).isEqualTo(Duration.ofSeconds(5));
    assertThat(sent)
        .hasMessageContaining("no answer from the drive within 5 s")
        .hasMessageContaining("may still run in the drive")
        .hasMessageContaining("its memory is kept until it completes");
    assertThat(queued.sent()).isFalse();
    assertThat(queued)
        .hasMessageContaining("still waiting for its turn after 1500 ms")
        .hasMessageContaining("Nothing was sent");
  }

  @Test
  void permission() {
    NvmePermissionException mode =
        new NvmePermissionException("/dev/ng0n1", Errno.EACCES, "may not be opened", null);
    NvmePermissionException cgroup =
        new NvmePermissionException("/dev/ng0n1", Errno.EPERM, "may not be opened", null);

    assertThat(mode)
        .hasMessageStartingWith("/dev/ng0n1: may not be opened: EACCES (Permission denied)")
        .hasMessageContaining("udev");
    assertThat(cgroup).hasMessageContaining("--device");
    assertThat(cgroup.errno()).isEqualTo(Errno.EPERM);
  }

  @Test
  void refusals() {
    NvmeTransferLengthException length =
        NvmeTransferLengthException.mismatch("/dev/nvme0", 512, "NUMD", 4096);
    assertThat(length.lengthBytes()).isEqualTo(512);
    assertThat(length.expectedBytes()).isEqualTo(4096);
    assertThat(length).hasMessageContaining("NUMD makes the drive transfer 4096");

    NvmeNamespaceMismatchException nsid = new NvmeNamespaceMismatchException("ng0n1", -1, 3);
    assertThat(nsid).hasMessageContaining("0xffffffff (all)").hasMessageContaining("namespace 3");
    assertThat(nsid.commandNsid()).isEqualTo(-1);
    assertThat(nsid.nodeNsid()).isEqualTo(3);

    NvmeBufferTooSmallException buffer = new NvmeBufferTooSmallException(null, 8192, 4096);
    assertThat(buffer.requiredBytes()).isEqualTo(8192);
    assertThat(buffer.capacityBytes()).isEqualTo(4096);

    assertThat(NvmeWrongNodeException.adminOnNamespace("ng0n1", List.of("nvme1", "nvme2")))
        .hasMessageContaining("Use /dev/nvme1 or /dev/nvme2.");
    assertThat(NvmeWrongNodeException.adminOnNamespace("ng0n1", List.of()))
        .hasMessageContaining("no controller any more");
    assertThat(NvmeWrongNodeException.ioOnController("nvme0", List.of("/dev/ng0n1")))
        .hasMessageContaining("Use /dev/ng0n1.");
    assertThat(NvmeWrongNodeException.ioOnController("nvme0", List.of()))
        .hasMessageContaining("no namespace attached");
  }

  @Test
  void busy() {
    assertThat(new NvmeBusyException("/dev/nvme0", 1024).pendingLimit()).isEqualTo(1024);
    assertThat(new NvmeBusyException("/dev/nvme0", 1024)).hasMessageContaining("1024 commands");
    assertThat(new NvmeBusyException("/dev/nvme0", 0)).hasMessageContaining("may not wait");
  }
}
