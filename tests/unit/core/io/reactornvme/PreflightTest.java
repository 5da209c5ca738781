package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before the kernel sees it. */
class PreflightTest {

  private static final int MAX = 128 << 10;
  private static final int PRACT = 1 << 29;
  private static final BufferPool POOL = new BufferPool(new HostPlatform());
  private static final NvmeBuffer LEASE = new NvmeBuffer(POOL, 4096);

  @TempDir static Path none;

  @AfterAll
  static void release() {
    LEASE.release();
  }

  private static Target controller() {
    return target(
        new Target.Spec(
            "/dev/nvme7", true, 0, List.of("/dev/ng7n1"), null, false, MAX, Access.READ_ONLY));
  }

  /** A namespace of blocks of this size and so much metadata with each; the kernel takes none. */
  private static Target namespace(int block, int metadata) {
    return namespace(block, metadata, Access.READ_WRITE);
  }

  private static Target namespace(int block, int metadata, Access access) {
    NvmeNamespaceInfo info =
        new NvmeNamespaceInfo(
            "nvme7n3", 3, null, Path.of("/dev/ng7n3"), 1 << 30, block, metadata, false, MAX);
    return target(
        new Target.Spec("/dev/ng7n3", false, 3, List.of("nvme7"), info, false, MAX, access));
  }

  private static Target target(Target.Spec spec) {
    return new Target(
        spec,
        new HostPlatform.FileNode(-1),
        new Sysfs(none),
        new Gates(null, new Gate(null, 1, 1), new Gate(null, 1, 1), new AtomicInteger()),
        BackendChoice.AUTO,
        new Backend(Backend.Kind.URING, "test"),
        0,
        () -> {});
  }

  private static PassthruCommand.Builder cmd(int opcode) {
    return PassthruCommand.builder(opcode);
  }

  private static ByteBuffer bytes(int n) {
    return ByteBuffer.allocate(n);
  }

  private static Arguments admin(
      PassthruCommand.Builder command, Class<?> exception, String inMessage) {
    return Arguments.of(controller(), command.build(), CommandForm.ADMIN, exception, inMessage);
  }

  private static Arguments io(
      PassthruCommand.Builder command, Class<?> exception, String inMessage) {
    PassthruCommand built = command.build();
    return Arguments.of(namespace(512, 0), built, CommandForm.io(built), exception, inMessage);
  }

  private static Arguments ioWith(
      int metadata, PassthruCommand.Builder command, Class<?> exception, String inMessage) {
    PassthruCommand built = command.build();
    return Arguments.of(
        namespace(512, metadata), built, CommandForm.io(built), exception, inMessage);
  }

  private static Arguments ioctl(
      Target target, NvmeIoctl request, int opcode, Class<?> exception, String inMessage) {
    return Arguments.of(
        target, cmd(opcode).build(), CommandForm.ioctl(request), exception, inMessage);
  }

  static Stream<Arguments> refused() {
    Class<?> length = NvmeTransferLengthException.class;
    Class<?> unsafe = NvmeUnsafeCommandException.class;
    Class<?> node = NvmeWrongNodeException.class;
    return Stream.of(
        // the node
        Arguments.of(controller(), cmd(2).build(), CommandForm.IO, node, "/dev/ng7n1"),
        Arguments.of(controller(), cmd(2).build(), CommandForm.IO_VEC, node, "/dev/ng7n1"),
        ioctl(controller(), NvmeIoctl.ID, 0, node, "/dev/nvme7"),
        ioctl(controller(), NvmeIoctl.SUBMIT_IO, 2, node, "/dev/nvme7"),
        ioctl(controller(), NvmeIoctl.IO64_CMD, 2, node, "/dev/nvme7"),
        ioctl(namespace(512, 0), NvmeIoctl.RESET, 0, node, "/dev/ng7n3"),
        ioctl(namespace(512, 0), NvmeIoctl.SUBSYS_RESET, 0, node, "/dev/ng7n3"),
        ioctl(namespace(512, 0), NvmeIoctl.RESCAN, 0, node, "/dev/ng7n3"),
        // the namespace
        io(cmd(NvmOpcode.FLUSH).nsid(1), NvmeNamespaceMismatchException.class, "3"),
        io(cmd(NvmOpcode.FLUSH).nsid(0), NvmeNamespaceMismatchException.class, "3"),
        io(cmd(NvmOpcode.FLUSH).nsid(-1), NvmeNamespaceMismatchException.class, "3"),
        ioctl(
            namespace(512, 0),
            NvmeIoctl.SUBMIT_IO,
            NvmOpcode.FLUSH,
            NvmeRefusedException.class,
            "SUBMIT_IO"),
        // metadata: the two that make 6.1 hang, and more of the kind
        admin(cmd(0xC2).metadataIn(8), unsafe, "metadata"),
        admin(cmd(0xC1).metadataOut(bytes(8)), unsafe, "metadata"),
        admin(cmd(0xC2).metadata(LEASE), unsafe, "metadata"),
        io(cmd(NvmOpcode.READ).dataIn(512).metadataIn(8), unsafe, "metadata"),
        ioWith(8, cmd(NvmOpcode.READ).dataIn(512).metadataIn(8), unsafe, "metadata"),
        // more than the driver takes
        admin(cmd(0xC2).dataIn(MAX + 4), length, "131072"),
        io(cmd(0x82).dataIn(MAX + 512), length, "131072"),
        // less than the drive transfers
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x03).dataIn(64), length, "4096"),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x0D), length, "4096"),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x0E).dataIn(4), length, "8"),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x81).cdw11(1).dataIn(8), length, "16"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x03).cdw11(2).dataOut(bytes(64)), length, "192"),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x1E).cdw11(9 << 16).dataIn(16), length, "18"),
        admin(
            cmd(AdminOpcode.SET_FEATURES).cdw10(0x1E).cdw11(9 << 16 | 1).dataOut(bytes(8)),
            length,
            "9"),
        admin(cmd(AdminOpcode.SECURITY_RECEIVE).cdw11(512).dataIn(256), length, "512"),
        admin(cmd(AdminOpcode.GET_LBA_STATUS).cdw12(1023).dataIn(512), length, "4096"),
        admin(cmd(AdminOpcode.NAMESPACE_ATTACHMENT).dataOut(bytes(16)), length, "4096"),
        io(cmd(NvmOpcode.COPY).cdw12(1).dataOut(bytes(32)), length, "64"),
        io(cmd(NvmOpcode.COPY).cdw12(0x101).dataOut(bytes(64)), length, "80"),
        io(cmd(NvmOpcode.COPY).cdw12(0x201).dataOut(bytes(32)), length, "64"),
        io(cmd(NvmOpcode.IO_MANAGEMENT_SEND).cdw10(0x2_0001).dataOut(bytes(4)), length, "NPID"),
        io(cmd(NvmOpcode.ZONE_MANAGEMENT_SEND).cdw13(0x10).dataOut(bytes(32)), length, "64"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x81).cdw11(1).dataOut(bytes(8)), length, "16"),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x1C).dataIn(512), length, "4096"),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x1F).dataIn(128), length, "256"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x78).dataOut(bytes(256)), length, "512"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x0E).dataOut(bytes(4)), length, "8"),
        io(cmd(NvmOpcode.RESERVATION_RELEASE).dataOut(bytes(4)), length, "8"),
        admin(cmd(AdminOpcode.IDENTIFY), length, "4096"),
        admin(cmd(AdminOpcode.IDENTIFY).dataIn(4092), length, "4096"),
        admin(cmd(AdminOpcode.GET_LOG_PAGE).cdw10(127 << 16 | 2).dataIn(508), length, "NUMD"),
        admin(cmd(AdminOpcode.GET_LOG_PAGE).cdw11(1).dataIn(4096), length, "NUMD"),
        admin(cmd(AdminOpcode.GET_LOG_PAGE).cdw10(-1).cdw11(-1).dataIn(4096), length, "NUMD"),
        admin(
            cmd(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD).cdw10(1024).dataOut(bytes(4096)),
            length,
            "NUMD"),
        admin(cmd(AdminOpcode.DIRECTIVE_RECEIVE).cdw10(1024).dataIn(4096), length, "NUMD"),
        io(cmd(NvmOpcode.READ).dataIn(511), length, "NLB"),
        io(cmd(NvmOpcode.READ), length, "NLB"),
        io(cmd(NvmOpcode.READ).cdw12(8).dataIn(4096), length, "NLB"),
        io(cmd(NvmOpcode.WRITE).cdw12(8).dataOut(bytes(4096)), length, "NLB"),
        io(cmd(NvmOpcode.COMPARE).cdw12(8).dataOut(bytes(4096)), length, "NLB"),
        io(cmd(NvmOpcode.ZONE_APPEND).cdw12(8).dataOut(bytes(4096)), length, "NLB"),
        io(cmd(NvmOpcode.READ).cdw12(0xFFFF).dataIn(4096), length, "NLB"),
        io(cmd(NvmOpcode.READ).cdw12(8).data(LEASE), length, "NLB"),
        io(cmd(NvmOpcode.READ).cdw12(8).vectored(List.of(LEASE)), length, "NLB"),
        ioWith(8, cmd(NvmOpcode.READ).dataIn(512), length, "520"),
        // PRACT, and nobody has asked the drive whether the metadata is protection information
        ioWith(8, cmd(NvmOpcode.READ).cdw12(PRACT).dataIn(512), length, "520"),
        ioWith(16, cmd(NvmOpcode.READ).cdw12(PRACT).dataIn(512), length, "528"),
        io(cmd(NvmOpcode.DATASET_MANAGEMENT).cdw10(1).dataOut(bytes(16)), length, "NR"),
        io(cmd(NvmOpcode.ZONE_MANAGEMENT_RECEIVE).cdw12(1024).dataIn(4096), length, "NUMD"),
        io(cmd(NvmOpcode.RESERVATION_REPORT).cdw10(1024).dataIn(4096), length, "NUMD"),
        io(cmd(NvmOpcode.IO_MANAGEMENT_RECEIVE).cdw11(1024).dataIn(4096), length, "NUMD"),
        // what has no vectored form
        admin(cmd(0xC2).vectored(List.of(LEASE)), NvmeRefusedException.class, "vectored"),
        // what is the driver's
        admin(cmd(AdminOpcode.CREATE_IO_SUBMISSION_QUEUE), unsafe, "queues"),
        admin(cmd(AdminOpcode.DELETE_IO_SUBMISSION_QUEUE), unsafe, "queues"),
        admin(cmd(AdminOpcode.CREATE_IO_COMPLETION_QUEUE), unsafe, "queues"),
        admin(cmd(AdminOpcode.DELETE_IO_COMPLETION_QUEUE), unsafe, "queues"),
        admin(cmd(AdminOpcode.DOORBELL_BUFFER_CONFIG), unsafe, "queues"),
        admin(cmd(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST), unsafe, "asynchronous event"),
        admin(cmd(AdminOpcode.KEEP_ALIVE), unsafe, "keep-alive"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x07), unsafe, "Number of Queues"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x8000000C), unsafe, "Power State"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x0D), unsafe, "Host Memory Buffer"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x0F), unsafe, "Keep Alive"),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x16), unsafe, "Host Behavior"));
  }

  @ParameterizedTest(name = "{1}: {4}")
  @MethodSource("refused")
  void itIsRefusedWithAnExceptionOfItsOwnThatNamesDeviceLayerAndRemedy(
      Target target, PassthruCommand command, CommandForm form, Class<?> type, String inMessage) {
    assertThatThrownBy(() -> Preflight.check(target, command, form))
        .isExactlyInstanceOf(type)
        .hasMessageStartingWith(target.path() + ": ")
        .hasMessageContaining(inMessage)
        .hasMessageContaining("[reported by: this library]")
        .isInstanceOfSatisfying(
            NvmeRefusedException.class,
            e -> {
              assertThat(e.device()).isEqualTo(target.path());
              assertThat(e.layer()).isEqualTo(NvmeException.Layer.LIBRARY);
              assertThat(e.remedy()).startsWith("Nothing was sent");
            });
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        admin(cmd(AdminOpcode.IDENTIFY).dataIn(4096), null, ""),
        admin(cmd(AdminOpcode.IDENTIFY).dataIn(8192), null, ""),
        admin(cmd(AdminOpcode.GET_LOG_PAGE).cdw10(127 << 16 | 2).dataIn(512), null, ""),
        admin(cmd(AdminOpcode.GET_LOG_PAGE).cdw10(0x7FFF << 16).dataIn(MAX), null, ""),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x04), null, ""),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x1C).cdw11(1 << 8 | 0xC0), null, ""),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(0x07), null, ""),
        admin(cmd(AdminOpcode.GET_FEATURES).cdw10(3 << 8 | 0x03), null, ""),
        admin(cmd(AdminOpcode.DIRECTIVE_RECEIVE).cdw10(15).cdw11(0x0103), null, ""),
        admin(cmd(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST).force(), null, ""),
        admin(cmd(AdminOpcode.SET_FEATURES).cdw10(0x07).force(), null, ""),
        admin(cmd(0xC2).dataIn(1), null, ""),
        io(cmd(NvmOpcode.FLUSH), null, ""),
        io(cmd(NvmOpcode.FLUSH).nsid(3), null, ""),
        io(cmd(NvmOpcode.READ).dataIn(512), null, ""),
        io(cmd(NvmOpcode.READ).cdw12(7).dataIn(4096), null, ""),
        io(cmd(NvmOpcode.READ).cdw12(7).vectored(List.of(LEASE)), null, ""),
        io(cmd(NvmOpcode.WRITE_ZEROES).cdw12(0xFFFF), null, ""),
        io(cmd(NvmOpcode.ZONE_MANAGEMENT_SEND).cdw13(0x10).dataOut(bytes(64)), null, ""),
        io(cmd(NvmOpcode.ZONE_MANAGEMENT_SEND).cdw13(0x04), null, ""),
        io(cmd(NvmOpcode.DATASET_MANAGEMENT).cdw10(1).dataOut(bytes(32)), null, ""),
        ioWith(8, cmd(NvmOpcode.READ).dataIn(520), null, ""),
        ioctl(controller(), NvmeIoctl.RESET, 0, null, ""),
        ioctl(controller(), NvmeIoctl.ADMIN_CMD, 0xC0, null, ""),
        ioctl(namespace(512, 0), NvmeIoctl.ID, 0, null, ""),
        ioctl(namespace(512, 0), NvmeIoctl.ADMIN64_CMD, 0xC0, null, ""));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("accepted")
  void whatCanWorkIsNotRefused(
      Target target, PassthruCommand command, CommandForm form, Class<?> none, String nothing) {
    assertThatCode(() -> Preflight.check(target, command, form)).doesNotThrowAnyException();
  }

  private static NamespaceFormat told(int metadata, int type, int guard) {
    ByteBuffer identify = bytes(IdentifyNamespace.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    identify.put(29, (byte) type).putInt(128, 9 << 16 | metadata);
    return NamespaceFormat.of(
        IdentifyNamespace.decode(identify), new ExtendedLbaFormat((long) guard << 7));
  }

  /** With PRACT a block is as long as the drive's Identify says, and else at its longest. */
  @ParameterizedTest
  @CsvSource({
    // metadata, type, format of the guard, bytes of a block
    "8, 0, 0, 520",
    "8, 1, 0, 512",
    "8, 3, 0, 512",
    "16, 0, 0, 528",
    "16, 1, 0, 528", // 8 of the 16 are protection information, and all of them travel
    "16, 1, 1, 512",
    "16, 1, 2, 512",
    "16, 1, 3, 528", // qualified, and that is 16 bits
    "64, 1, 2, 576",
  })
  void whatTheControllerKeepsToItselfIsTheFormatsAffair(
      int metadata, int type, int guard, int bytes) {
    Target namespace = namespace(512, metadata);
    PassthruCommand enough = cmd(NvmOpcode.READ).cdw12(PRACT | 3).dataIn(4 * bytes).build();
    PassthruCommand less = cmd(NvmOpcode.READ).cdw12(PRACT | 3).dataIn(4 * bytes - 4).build();
    PassthruCommand bare = cmd(NvmOpcode.READ).cdw12(PRACT | 3).dataIn(4 * 512).build();
    assertThatCode(() -> Preflight.checkUnasked(namespace, bare, CommandForm.IO))
        .doesNotThrowAnyException();
    namespace.told(told(metadata, type, guard), namespace.formats() - 1); // of an epoch before
    assertThat(namespace.protectionBytes()).isNegative();
    namespace.told(told(metadata, type, guard), namespace.formats());
    assertThatCode(() -> Preflight.check(namespace, enough, CommandForm.IO))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Preflight.check(namespace, less, CommandForm.IO))
        .isInstanceOf(NvmeTransferLengthException.class)
        .hasMessageContaining(Integer.toString(4 * bytes));
  }

  @Test
  void whatTheTypedCommandsCannotComputeTheyRefuse() {
    assertThat(told(16, 1, 2).orRefuse("/dev/ng7n3").inData(true)).isEqualTo(512);
    assertThatThrownBy(() -> told(16, 1, 1).orRefuse("/dev/ng7n3"))
        .isInstanceOf(NvmeRefusedException.class)
        .hasMessageContaining("guard");
    NamespaceFormat none =
        NamespaceFormat.of(
            IdentifyNamespace.decode(bytes(IdentifyNamespace.SIZE)), new ExtendedLbaFormat(0));
    assertThatThrownBy(() -> none.orRefuse("/dev/ng7n3"))
        .isInstanceOf(NvmeRefusedException.class)
        .hasMessageContaining("no valid format");
  }

  @Test
  void forceDoesNotLiftWhatProtectsMemory() {
    PassthruCommand command = cmd(AdminOpcode.IDENTIFY).dataIn(512).force().build();
    assertThatThrownBy(() -> Preflight.check(controller(), command, CommandForm.ADMIN))
        .isInstanceOf(NvmeTransferLengthException.class);
    PassthruCommand metadata = cmd(0xC2).metadataIn(8).force().build();
    assertThatThrownBy(() -> Preflight.check(controller(), metadata, CommandForm.ADMIN))
        .isInstanceOf(NvmeUnsafeCommandException.class);
  }

  @Test
  void withoutKnowledgeOfTheLimitNothingIsTooLong() {
    PassthruCommand command = cmd(0xC2).dataIn(16 << 20).build();
    Target unknown = target(StandIn.controllerSpec());
    assertThatCode(() -> Preflight.check(unknown, command, CommandForm.ADMIN))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x04, 0x08, 0x09, 0x19, 0x79, 0x7D})
  void whatChangesDataIsRefusedOnAHandleForReading(int opcode) {
    Target readOnly = namespace(512, 0, Access.READ_ONLY);
    PassthruCommand.Builder command = cmd(opcode);
    if ((opcode & 1) != 0) {
      command.dataOut(bytes(512));
    }
    for (CommandForm form :
        List.of(CommandForm.IO, CommandForm.IO_VEC, CommandForm.ioctl(NvmeIoctl.IO64_CMD))) {
      assertThatThrownBy(() -> Preflight.check(readOnly, command.build(), form))
          .isInstanceOf(NvmeReadOnlyException.class)
          .hasMessageContaining("/dev/ng7n3")
          .hasMessageContaining("Access.READ_WRITE");
    }
    PassthruCommand built = command.build();
    assertThatCode(() -> Preflight.check(namespace(512, 0), built, CommandForm.IO))
        .doesNotThrowAnyException();
    PassthruCommand forced = command.force().build();
    assertThatCode(() -> Preflight.check(readOnly, forced, CommandForm.IO))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x02, 0x0C, 0x0E, 0x12, 0x7A, 0x92})
  void whatChangesNoDataIsNot(int opcode) {
    PassthruCommand.Builder command = cmd(opcode);
    if ((opcode & 2) != 0) {
      command.dataIn(512);
    }
    Target readOnly = namespace(512, 0, Access.READ_ONLY);
    assertThatCode(() -> Preflight.check(readOnly, command.build(), CommandForm.IO))
        .doesNotThrowAnyException();
  }
}
