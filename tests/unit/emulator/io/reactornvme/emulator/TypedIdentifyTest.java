package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeIdentify;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NamespaceIdentificationDescriptors;
import io.reactornvme.spec.NvmeStructure;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The typed Identify: which command goes out, and what comes of the answer. */
@Timeout(60)
class TypedIdentifyTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .recordCommands(100)
              .controller(
                  c ->
                      c.ports(2)
                          .namespace(n -> {})
                          .namespace(n -> n.zoned(4096, 4096, 4, 6))
                          .namespace(n -> n.detached())));

  private EmulatedNvme drives;
  private NvmeIdentify identify;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme made) {
    drives = made;
    identify = nvme.controller("nvme0").identify();
  }

  /** A method, and what it is to send. */
  record Form(
      String name,
      Function<NvmeIdentify, Mono<? extends NvmeStructure>> method,
      int cns,
      int nsid,
      int controllerId,
      int cdw11) {

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Form> forms() {
    return List.of(
        new Form("controller", NvmeIdentify::controller, 0x01, 0, 0, 0),
        new Form("namespace", i -> i.namespace(1), 0x00, 1, 0, 0),
        new Form("namespaceOfFormat", i -> i.namespaceOfFormat(3), 0x09, 0, 0, 3),
        new Form("allocatedNamespace", i -> i.allocatedNamespace(3), 0x11, 3, 0, 0),
        new Form("descriptors", i -> i.namespaceIdentificationDescriptors(1), 0x03, 1, 0, 0),
        new Form("independentNamespace", i -> i.independentNamespace(1), 0x08, 1, 0, 0),
        new Form("nvmNamespace", i -> i.nvmCommandSetNamespace(1), 0x05, 1, 0, 0),
        new Form("nvmAllocated", i -> i.nvmCommandSetAllocatedNamespace(3), 0x1B, 3, 0, 0),
        new Form("nvmOfFormat", i -> i.nvmCommandSetNamespaceOfFormat(2), 0x0A, 0, 0, 2),
        new Form("nvmController", NvmeIdentify::nvmCommandSetController, 0x06, 0, 0, 0),
        new Form("znsNamespace", i -> i.zonedNamespaceCommandSetNamespace(2), 5, 2, 0, 2 << 24),
        new Form(
            "znsAllocated",
            i -> i.zonedNamespaceCommandSetAllocatedNamespace(2),
            0x1B,
            2,
            0,
            2 << 24),
        new Form(
            "znsOfFormat",
            i -> i.zonedNamespaceCommandSetNamespaceOfFormat(1),
            0x0A,
            0,
            0,
            2 << 24 | 1),
        new Form(
            "znsController", NvmeIdentify::zonedNamespaceCommandSetController, 6, 0, 0, 2 << 24),
        new Form("activeList", i -> i.activeNamespaceList(1), 0x02, 1, 0, 0),
        new Form("activeListOfSet", i -> i.activeNamespaceList(2, 1), 0x07, 1, 0, 2 << 24),
        new Form("allocatedList", i -> i.allocatedNamespaceList(1), 0x10, 1, 0, 0),
        new Form("allocatedListOfSet", i -> i.allocatedNamespaceList(2, 0), 0x1A, 0, 0, 2 << 24),
        new Form("attachedControllers", i -> i.attachedControllers(1, 2), 0x12, 1, 2, 0),
        new Form("controllers", i -> i.controllers(1), 0x13, 0, 1, 0),
        new Form("primary", i -> i.primaryControllerCapabilities(7), 0x14, 0, 7, 0),
        new Form("secondary", i -> i.secondaryControllers(7), 0x15, 0, 7, 0),
        new Form("nvmSets", i -> i.nvmSets(7), 0x04, 0, 0, 7),
        new Form("granularities", NvmeIdentify::namespaceGranularities, 0x16, 0, 0, 0),
        new Form("uuids", NvmeIdentify::uuids, 0x17, 0, 0, 0),
        new Form("domains", i -> i.domains(7), 0x18, 0, 0, 7),
        new Form("enduranceGroups", i -> i.enduranceGroups(0xFFFF), 0x19, 0, 0, 0xFFFF),
        new Form("ioCommandSets", NvmeIdentify::ioCommandSets, 0x1C, 0, 0xFFFF, 0));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eachFormSaysWhatItWants(Form form) throws InterruptedException {
    Mono<? extends NvmeStructure> answer = form.method().apply(identify);
    assertThat(drives.commandCount()).isZero(); // cold
    // Those that this drive has not are refused with a status; what has been sent counts here.
    answer.then().onErrorComplete(NvmeStatusException.class).block(Commands.SOON);
    RecordedCommand sent = drives.takeCommand(Duration.ofSeconds(20));
    assertThat(sent.opcode()).isEqualTo(6);
    assertThat(sent.cdw(10)).isEqualTo(form.controllerId() << 16 | form.cns());
    assertThat(sent.nsid()).isEqualTo(form.nsid());
    assertThat(sent.cdw(11)).isEqualTo(form.cdw11());
    assertThat(sent.dataLength()).isEqualTo(4096);
  }

  @Test
  void whatTheDriveSays() {
    NamespaceIdentificationDescriptors names =
        identify.namespaceIdentificationDescriptors(2).block();
    assertThat(names.commandSetIdentifier()).hasValue(2);
    IdentifyNamespace second = identify.namespace(2).block();
    assertThat(names.ieeeExtendedUniqueIdentifier())
        .hasValue(second.ieeeExtendedUniqueIdentifier());
    assertThat(names.namespaceGloballyUniqueIdentifier())
        .hasValue(second.namespaceGloballyUniqueIdentifier());
    assertThat(
            identify.zonedNamespaceCommandSetNamespace(2).block().lbaFormatExtension(0).zoneSize())
        .isEqualTo(4096);
    assertThat(identify.zonedNamespaceCommandSetNamespace(2).block().maximumActiveResources())
        .isEqualTo(5);
    assertThat(identify.nvmCommandSetController().block().datasetManagementRangesLimit())
        .isEqualTo(255);
    assertThat(identify.independentNamespace(1).block().namespaceStatus().ready()).isTrue();
    assertThat(identify.ioCommandSets().block().combinations().get(0).zonedNamespace()).isTrue();
    assertThat(identify.controllers(0).block().controllerIdentifiers()).containsExactly(1, 2);
    assertThat(identify.controllers(2).block().controllerIdentifiers()).containsExactly(2);
    assertThat(identify.allocatedNamespace(3).block().namespaceSize()).isPositive();
    assertThat(identify.namespace(3).block().namespaceSize()).isZero();
  }

  @Test
  void listsOfNamespaces() {
    StepVerifier.create(identify.activeNamespaces()).expectNext(1, 2).verifyComplete();
    StepVerifier.create(identify.allocatedNamespaces()).expectNext(1, 2, 3).verifyComplete();
    StepVerifier.create(identify.activeNamespaces(0)).expectNext(1).verifyComplete();
    StepVerifier.create(identify.activeNamespaces(2)).expectNext(2).verifyComplete();
    StepVerifier.create(identify.allocatedNamespaces(0)).expectNext(1, 3).verifyComplete();
    assertThat(identify.activeNamespaceList(1).block().namespaceIdentifiers()).containsExactly(2);
  }

  @Test
  void argumentsOutOfRangeAreRefusedAtOnce() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> identify.namespaceOfFormat(-1),
            () -> identify.nvmCommandSetNamespaceOfFormat(0x10000),
            () -> identify.zonedNamespaceCommandSetNamespaceOfFormat(-1),
            () -> identify.activeNamespaces(256),
            () -> identify.allocatedNamespaceList(-1, 0),
            () -> identify.attachedControllers(1, -1),
            () -> identify.controllers(0x10000),
            () -> identify.nvmSets(-1),
            () -> identify.domains(0x10000),
            () -> identify.enduranceGroups(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(wrong::run)
          .withMessageMatching("a .* is 0 to \\d+, not -?\\d+");
    }
    assertThat(drives.commandCount()).isZero();
  }
}
