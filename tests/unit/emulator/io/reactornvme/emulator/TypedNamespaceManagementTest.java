package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.Access;
import io.reactornvme.NamespaceCreation;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNamespaceManagement;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeTransferLengthException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Timeout(60)
class TypedNamespaceManagementTest {

  private final EmulatedNvme drives =
      EmulatedNvme.builder()
          .recordCommands(100)
          .controller(c -> c.ports(2).capacity(2L << 30).namespace(n -> {}))
          .build();
  private volatile List<String> used = List.of();

  /** The drives, on a host where somebody uses some of them. */
  private final class Host implements NvmeBackend {

    @Override
    public String description() {
      return drives.description();
    }

    @Override
    public List<NvmeControllerInfo> controllers() {
      return drives.controllers();
    }

    @Override
    public Optional<NvmeControllerInfo> find(String name) {
      return drives.find(name);
    }

    @Override
    public List<String> uses(String namespace) {
      return used.contains(namespace) ? List.of(namespace + " is mounted at /srv") : List.of();
    }

    @Override
    public BackendDevice open(String controller, int nsid, Access access) throws IOException {
      return drives.open(controller, nsid, access);
    }
  }

  private final Nvme nvme = Nvme.builder().backend(new Host()).build();
  private final NvmeController first = nvme.controller("nvme0");
  private final NvmeNamespaceManagement namespaces = first.namespaceManagement();

  @AfterEach
  void close() {
    nvme.disposeLater().block(Commands.SOON);
    drives.close();
  }

  private static <T> T get(Mono<T> mono) {
    return mono.block(Commands.SOON);
  }

  private List<Integer> attached(String controller) {
    return get(nvme.controller(controller).identify().activeNamespaces().collectList());
  }

  @Test
  void aNamespacesLife() {
    NamespaceCreation wanted =
        NamespaceCreation.of(1000, 1000).lbaFormat(4, true).shared(true).enduranceGroup(1);
    int nsid = get(namespaces.create(wanted));
    assertThat(nsid).isEqualTo(2);
    assertThat(attached("nvme0")).containsExactly(1);
    IdentifyNamespace made = get(first.identify().allocatedNamespace(nsid));
    assertThat(made.namespaceSize()).isEqualTo(1000);
    assertThat(made.formattedLbaFormatIndex()).isEqualTo(4);
    assertThat(made.metadataTransferredAsExtendedLba()).isTrue();
    assertThat(made.multiPathIoAndNamespaceSharingCapabilities().sharedNamespace()).isTrue();

    get(namespaces.attach(nsid)); // to this controller
    assertThat(attached("nvme0")).containsExactly(1, 2);
    assertThat(attached("nvme1")).containsExactly(1);
    get(namespaces.attach(nsid, List.of(2)));
    assertThat(attached("nvme1")).containsExactly(1, 2);
    assertThat(get(first.identify().attachedControllers(nsid, 0)).controllerIdentifiers())
        .containsExactly(1, 2);

    get(namespaces.detach(nsid));
    assertThat(attached("nvme0")).containsExactly(1);
    get(namespaces.detach(nsid, List.of(2)));
    get(namespaces.delete(nsid));
    assertThat(get(first.identify().allocatedNamespaces().collectList())).containsExactly(1);
    get(namespaces.delete(NvmeController.ALL_NAMESPACES));
    assertThat(attached("nvme1")).isEmpty();
    get(namespaces.rescan());
  }

  /** Two controllers, one namespace: a length must not be held against the format it had. */
  @Test
  void aFormatThroughOneControllerIsNoticedAtTheOther() {
    NvmeNamespace other = nvme.namespace("/dev/ng1n1");
    PassthruCommand read = PassthruCommand.builder(NvmOpcode.READ).dataIn(512).build();
    assertThat(get(other.ioCmd(read)).isSuccess()).isTrue();
    get(first.adminCmd(PassthruCommand.builder(AdminOpcode.FORMAT_NVM).nsid(1).cdw10(1).build()))
        .orThrow();
    StepVerifier.create(other.ioCmd(read)).verifyError(NvmeTransferLengthException.class);
  }

  @Test
  void whatIsRefusedIsAnErrorAndChangesNothing() {
    StepVerifier.create(namespaces.create(NamespaceCreation.of(1000, 500)))
        .verifyError(NvmeStatusException.class);
    StepVerifier.create(namespaces.attach(1, List.of(1))).verifyError(NvmeStatusException.class);
    StepVerifier.create(namespaces.delete(9)).verifyError(NvmeStatusException.class);
    assertThat(attached("nvme0")).containsExactly(1);
  }

  @Test
  void whatIsInUseStays() {
    used = drives.controllers().stream().map(c -> c.namespaces().get(0).name()).distinct().toList();
    for (Mono<Void> danger :
        List.of(
            namespaces.delete(1),
            namespaces.delete(NvmeController.ALL_NAMESPACES),
            namespaces.detach(1),
            namespaces.detach(1, List.of(2)))) {
      StepVerifier.create(danger)
          .verifyErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOf(NvmeInUseException.class)
                      .hasMessageContaining("is mounted at /srv"));
    }
    assertThat(attached("nvme0")).containsExactly(1);
    get(namespaces.force().detach(1));
    assertThat(attached("nvme0")).isEmpty();
    // Gone from this controller, but the other still has it, and its user.
    StepVerifier.create(namespaces.delete(1)).verifyError(NvmeInUseException.class);
    get(namespaces.force().delete(1));
    assertThat(attached("nvme1")).isEmpty();
  }

  @Test
  void theWholeDescriptionIsSent() throws InterruptedException {
    NamespaceCreation wanted =
        NamespaceCreation.of(0x1122334455667788L, 0x99)
            .lbaFormat(63, true)
            .protectionInformation(3, true)
            .shared(true)
            .anaGroup(0xFFFF_FFFEL)
            .nvmSet(0xFFFD)
            .enduranceGroup(0xFFFC)
            .commandSet(2)
            .logicalBlockStorageTagMask(-3)
            .placementHandles(List.of(1, 2, 3))
            .placementHandles(List.of(7, 0xFFFF));
    assertThat(wanted)
        .hasToString(
            "NamespaceCreation[size=1234605616436508552, capacity=153, lbaFormat=63,"
                + " commandSet=2]");
    StepVerifier.create(namespaces.create(wanted)).verifyError(NvmeStatusException.class);
    RecordedCommand sent = drives.takeCommand(Duration.ofSeconds(20));
    assertThat(sent.opcode()).isEqualTo(0x0D);
    assertThat(sent.cdw(10)).isZero();
    assertThat(sent.cdw(11)).isEqualTo(2 << 24);
    var data = sent.data();
    assertThat(data.remaining()).isEqualTo(4096);
    assertThat(data.getLong(0)).isEqualTo(0x1122334455667788L);
    assertThat(data.getLong(8)).isEqualTo(0x99);
    assertThat(data.get(26)).isEqualTo((byte) 0x7F);
    assertThat(data.get(29)).isEqualTo((byte) 0x0B);
    assertThat(data.get(30)).isEqualTo((byte) 1);
    assertThat(data.getInt(92)).isEqualTo(-2);
    assertThat(data.getShort(100)).isEqualTo((short) 0xFFFD);
    assertThat(data.getShort(102)).isEqualTo((short) 0xFFFC);
    assertThat(data.getLong(384)).isEqualTo(-3);
    assertThat(data.getShort(392)).isEqualTo((short) 2);
    assertThat(data.getShort(512)).isEqualTo((short) 7);
    assertThat(data.getShort(514)).isEqualTo((short) 0xFFFF);
    assertThat(data.getShort(516)).isZero();
    assertThat(NamespaceCreation.of(1, 1)).isNotSameAs(NamespaceCreation.of(1, 1).shared(true));
  }

  @Test
  void controllerListsAreAscending() throws InterruptedException {
    get(namespaces.force().detach(1, List.of(2, 1, 2)));
    RecordedCommand sent = drives.takeCommand(Duration.ofSeconds(20));
    assertThat(sent.opcode()).isEqualTo(0x15);
    assertThat(sent.nsid()).isEqualTo(1);
    assertThat(sent.cdw(10)).isEqualTo(1);
    assertThat(sent.data().getShort(0)).isEqualTo((short) 2);
    assertThat(sent.data().getShort(2)).isEqualTo((short) 1);
    assertThat(sent.data().getShort(4)).isEqualTo((short) 2);
  }

  @Test
  void wrongArgumentsAreRefusedAtOnce() {
    NamespaceCreation one = NamespaceCreation.of(1, 1);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> NamespaceCreation.of(0, 0),
            () -> NamespaceCreation.of(1, 0),
            () -> NamespaceCreation.of(1, 2),
            () -> NamespaceCreation.of(1, -1),
            () -> one.lbaFormat(64, false),
            () -> one.protectionInformation(4, false),
            () -> one.anaGroup(1L << 32),
            () -> one.nvmSet(-1),
            () -> one.enduranceGroup(0x10000),
            () -> one.commandSet(256),
            () -> one.placementHandles(Collections.nCopies(129, 0)),
            () -> one.placementHandles(List.of(0x10000)),
            () -> namespaces.attach(1, List.of()),
            () -> namespaces.attach(1, List.of(0x10000)),
            () -> namespaces.detach(1, List.of(-1)))) {
      assertThatIllegalArgumentException().isThrownBy(wrong::run);
    }
    assertThat(drives.commandCount()).isZero();
  }
}
