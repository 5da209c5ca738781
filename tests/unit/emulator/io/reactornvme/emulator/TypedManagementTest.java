package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeCapacity;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeSecurity;
import io.reactornvme.NvmeSecurity.LockdownInterface;
import io.reactornvme.NvmeSecurity.LockdownScope;
import io.reactornvme.NvmeVirtualization;
import io.reactornvme.NvmeVirtualization.Resource;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.LbaStatusAction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** Typed commands by the dwords that reach the drive, whatever that makes of them. */
class TypedManagementTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .recordCommands(100)
              .controller(c -> c.namespace(n -> n.size(1 << 20)))
              .controller(c -> c.namespace(n -> n.size(1 << 20).usedBy("a test"))));

  private EmulatedNvme drives;
  private NvmeController controller;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme drives) {
    this.drives = drives;
    controller = nvme.controller("nvme0");
  }

  /** The one command that a publisher sends. */
  private RecordedCommand sent(Mono<?> mono) {
    try {
      mono.onErrorComplete().block(SOON);
      RecordedCommand command = drives.takeCommand(SOON);
      assertThat(drives.takeCommand(Duration.ZERO)).isNull();
      return command;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void virtualization() {
    NvmeVirtualization v = controller.virtualization();
    RecordedCommand assign = sent(v.assign(0x1234, Resource.INTERRUPTS, 5));
    assertThat(assign.opcode()).isEqualTo(AdminOpcode.VIRTUALIZATION_MANAGEMENT);
    assertThat(assign.cdw(10)).isEqualTo(0x1234_0108);
    assertThat(assign.cdw(11)).isEqualTo(5);
    assertThat(sent(v.allocate(0, Resource.QUEUES, 9)).cdw(10)).isEqualTo(1);
    assertThat(sent(v.online(3)).cdw(10)).isEqualTo(0x3_0009);
    assertThat(sent(v.offline(3)).cdw(10)).isEqualTo(0x3_0007);
    assertThatIllegalArgumentException().isThrownBy(() -> v.online(0x10000));
    assertThatIllegalArgumentException().isThrownBy(() -> v.assign(1, Resource.QUEUES, -1));
  }

  @Test
  void capacity(Nvme nvme) {
    NvmeCapacity c = controller.capacity();
    RecordedCommand create = sent(c.createNvmSet(7, 0x12_3456_789AL));
    assertThat(create.opcode()).isEqualTo(AdminOpcode.CAPACITY_MANAGEMENT);
    assertThat(create.cdw(10)).isEqualTo(0x7_0003);
    assertThat(create.cdw(11)).isEqualTo(0x3456_789A);
    assertThat(create.cdw(12)).isEqualTo(0x12);
    assertThat(sent(c.createEnduranceGroup(4, -1)).cdw(10)).isEqualTo(0x4_0001);
    assertThat(sent(c.selectConfiguration(2)).cdw(10)).isEqualTo(0x2_0000);
    assertThat(sent(c.deleteEnduranceGroup(2)).cdw(10)).isEqualTo(0x2_0002);
    assertThat(sent(c.deleteNvmSet(2)).cdw(10)).isEqualTo(0x2_0004);
    assertThatIllegalArgumentException().isThrownBy(() -> c.deleteNvmSet(0x10000));

    NvmeCapacity used = nvme.controller("nvme1").capacity();
    for (Mono<?> destructive :
        List.of(used.selectConfiguration(1), used.deleteEnduranceGroup(1), used.deleteNvmSet(1))) {
      assertThatThrownBy(() -> destructive.block(SOON)).isInstanceOf(NvmeInUseException.class);
    }
    assertThat(sent(used.force().deleteNvmSet(1)).cdw(10)).isEqualTo(0x1_0004);
  }

  @Test
  void lockdown() {
    NvmeSecurity s = controller.security();
    RecordedCommand prohibit =
        sent(s.prohibit(LockdownScope.FEATURE, 0x81, LockdownInterface.OUT_OF_BAND));
    assertThat(prohibit.opcode()).isEqualTo(AdminOpcode.LOCKDOWN);
    assertThat(prohibit.cdw(10)).isEqualTo(0x8152);
    assertThat(
            sent(s.allow(LockdownScope.ADMIN_COMMAND, 0x80, LockdownInterface.ADMIN_QUEUE)).cdw(10))
        .isEqualTo(0x8000);
  }

  @Test
  void security() {
    NvmeSecurity s = controller.security();
    ByteBuffer message = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
    RecordedCommand send =
        sent(s.namespace(9).securitySpecificField(0x5A).send(0xEA, 0x1234, message));
    assertThat(send.opcode()).isEqualTo(AdminOpcode.SECURITY_SEND);
    assertThat(send.nsid()).isEqualTo(9);
    assertThat(send.cdw(10)).isEqualTo(0xEA12_345A);
    assertThat(send.cdw(11)).isEqualTo(4);
    assertThat(send.data()).isEqualTo(message);
    RecordedCommand receive = sent(s.receive(1, 7, 512));
    assertThat(receive.opcode()).isEqualTo(AdminOpcode.SECURITY_RECEIVE);
    assertThat(receive.nsid()).isZero();
    assertThat(receive.cdw(10)).isEqualTo(0x0100_0700);
    assertThat(receive.cdw(11)).isEqualTo(512);
    assertThat(sent(s.supportedProtocols()).cdw(10)).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> s.receive(256, 0, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> s.receive(0, 0x10000, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> s.receive(0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> s.securitySpecificField(-1));
  }

  @Test
  void supportedProtocolsAreCountedInBigEndian() {
    assertThat(controller.security().supportedProtocols().block(SOON)).containsExactly(0);
  }

  @Test
  void lbaStatus(Nvme nvme) {
    var namespace = nvme.namespace("/dev/ng0n1");
    RecordedCommand get =
        sent(namespace.lbaStatus(0x1_0000_0002L, 0xFFFF, LbaStatusAction.TRACKED));
    assertThat(get.opcode()).isEqualTo(AdminOpcode.GET_LBA_STATUS);
    assertThat(get.isAdmin()).isTrue();
    assertThat(get.nsid()).isEqualTo(1);
    assertThat(get.cdw(10)).isEqualTo(2);
    assertThat(get.cdw(11)).isEqualTo(1);
    assertThat(get.cdw(12)).isEqualTo(1023);
    assertThat(get.cdw(13)).isEqualTo(0x1100_FFFF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> namespace.lbaStatus(0, 0x10000, LbaStatusAction.SCAN));
  }
}
