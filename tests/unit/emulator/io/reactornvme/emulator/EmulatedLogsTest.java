package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Errno;
import io.reactornvme.LogPageRequest;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeLogChangedException;
import io.reactornvme.NvmeLogs;
import io.reactornvme.NvmeOsException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.TelemetryRequest;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.EnduranceGroupLog;
import io.reactornvme.spec.ErrorInformationEntry;
import io.reactornvme.spec.OcpSmartLog;
import io.reactornvme.spec.PersistentEvent;
import io.reactornvme.spec.PersistentEventLog;
import io.reactornvme.spec.SanitizeStatusLog;
import io.reactornvme.spec.SelfTestLog;
import io.reactornvme.spec.TelemetryHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The typed log pages of the emulator's drives. */
@Timeout(60)
class EmulatedLogsTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(EmulatedNvme.builder().seed(42).controllers(1));

  private Commands commands;
  private EmulatedNvme drives;
  private NvmeController controller;
  private NvmeLogs logs;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme made) {
    commands = new Commands(nvme);
    drives = made;
    controller = nvme.controller("nvme0");
    logs = controller.logs();
  }

  private static <T> T get(Mono<T> mono) {
    return mono.block(Commands.SOON);
  }

  @Test
  void supportedPagesAreThoseThatAnswer() {
    List<Integer> supported = get(logs.supportedPages()).supported();
    assertThat(supported).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0C, 0x0D, 0x81, 0xC0);
    assertThat(supported).doesNotContain(0xC1);
    assertThatThrownBy(() -> logs.read(LogPageRequest.of(0xC1)).blockLast(Commands.SOON))
        .isInstanceOf(NvmeStatusException.class)
        .hasMessageContaining("Invalid Log Page");
  }

  @Test
  void errorsNewestFirst() {
    assertThat(get(logs.errorInformation())).isEmpty();
    commands.admin(AdminOpcode.IDENTIFY, c -> c.cdw10(0xEE).dataIn(4096));
    commands.log(0xC1, 512);
    List<ErrorInformationEntry> errors = get(logs.errorInformation());
    assertThat(errors).extracting(ErrorInformationEntry::errorCount).containsExactly(2L, 1L);
    assertThat(errors)
        .extracting(ErrorInformationEntry::opcode)
        .containsExactly(AdminOpcode.GET_LOG_PAGE, AdminOpcode.IDENTIFY);
    assertThat(errors.get(0).statusInfo().status() & 0x7FF).isEqualTo(0x109);
    assertThat(errors.get(0).parameterErrorLocation().byteInCommand()).isEqualTo(40);
    assertThat(get(logs.errorInformation(1))).hasSize(1);
    assertThat(get(logs.errorInformation(64))).isEqualTo(errors);
    assertThatThrownBy(() -> logs.errorInformation(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pagesOfOneCommand() {
    assertThat(get(logs.smart()).raw()).isEqualTo(commands.logData(2, 512));
    assertThat(get(logs.firmwareSlots()).firmwareRevision(1)).isEqualTo("EMU1.0");
    assertThat(get(logs.firmwareSlots()).activeFirmwareInfo().activeSlot()).isEqualTo(1);
    assertThat(get(logs.changedNamespaces()).namespaceIdentifiers()).isEmpty();
    EnduranceGroupLog group = get(logs.enduranceGroup(1));
    assertThat(group.totalEnduranceGroupCapacity()).isEqualTo(1L << 40);
    assertThat(group.availableSpareThreshold()).isPositive();
    assertThatThrownBy(() -> get(logs.enduranceGroup(2))).isInstanceOf(NvmeStatusException.class);
    SanitizeStatusLog sanitize = get(logs.sanitizeStatus());
    assertThat(sanitize.inProgress()).isFalse();
    assertThat(sanitize.raw()).isEqualTo(commands.logData(0x81, 512));
    OcpSmartLog ocp = get(logs.ocpSmart());
    assertThat(ocp.dssdMajorVersion()).isEqualTo(2);
    assertThat(ocp.percentFreeBlocks()).isEqualTo(90);
    assertThat(ocp.logPageVersion()).isEqualTo(3);
  }

  @Test
  void aSelfTestUnderWay() {
    assertThat(get(logs.selfTest()).currentOperation().operation()).isZero();
    commands.admin(AdminOpcode.DEVICE_SELF_TEST, c -> c.nsid(Commands.ALL).cdw10(1)).orThrow();
    SelfTestLog log = get(logs.selfTest());
    assertThat(log.currentOperation().operation()).isEqualTo(1);
    assertThat(log.results()).hasSize(20).noneMatch(SelfTestLog.SelfTestResult::isUsed);
  }

  @Test
  void changedNamespacesStayUntilCleared() {
    commands
        .admin(
            AdminOpcode.NAMESPACE_ATTACHMENT,
            c ->
                c.nsid(1)
                    .cdw10(1)
                    .dataOut(controllers(get(controller.identify().controller()).controllerId())))
        .orThrow();
    List<Long> changed = get(logs.changedNamespaces()).namespaceIdentifiers();
    assertThat(get(logs.changedNamespaces()).namespaceIdentifiers()).isEqualTo(changed);
    get(logs.clearEvent(4));
    assertThat(get(logs.changedNamespaces()).namespaceIdentifiers()).isEmpty();
  }

  private static ByteBuffer controllers(int id) {
    return Commands.zeros(4096).putShort(0, (short) 1).putShort(2, (short) id);
  }

  @Test
  void namespacesOfAnAnaGroup() {
    var log = get(logs.asymmetricNamespaceAccess());
    assertThat(log.groups()).singleElement();
    assertThat(log.groups().get(0).state().state()).isEqualTo(1);
    assertThat(log.groups().get(0).namespaceIdentifiers()).containsExactly(1L);
  }

  @Test
  void telemetryIsThereWhenCreated() {
    assertThat(get(logs.telemetryHostHeader()).dataArea3LastBlock()).isZero();
    TelemetryRequest all = TelemetryRequest.all();
    List<ByteBuffer> pieces = get(logs.telemetryHost(all.create()).collectList());
    assertThat(pieces).hasSize(2);
    TelemetryHeader header = TelemetryHeader.decode(pieces.get(0));
    assertThat(header.hostInitiatedDataGenerationNumber()).isEqualTo(1);
    assertThat(header.length(3)).isEqualTo(2048);
    assertThat(pieces.get(1).remaining()).isEqualTo(1536);
    assertThat(get(logs.telemetryHost(all.chunk(512)).collectList())).hasSize(4);
    assertThat(get(logs.telemetryHost(all.dataArea(1)).collectList())).hasSize(2);
    assertThat(get(logs.telemetryHostHeader()).hostInitiatedDataGenerationNumber()).isEqualTo(1);
  }

  @Test
  void telemetryThatIsCapturedAnewMeanwhile() {
    TelemetryRequest pieces = TelemetryRequest.all().chunk(512);
    StepVerifier.create(logs.telemetryHost(pieces.create()), 2)
        .expectNextCount(2)
        .then(() -> get(logs.telemetryHost(pieces.create()).then()))
        .thenRequest(2)
        .expectNextCount(1)
        .expectError(NvmeLogChangedException.class)
        .verify(Commands.SOON);
    assertThat(get(logs.telemetryHost(pieces).count())).isEqualTo(4);
  }

  @Test
  void theControllersTelemetryStaysUntilReleased() {
    assertThat(get(logs.telemetryController(TelemetryRequest.all()).count())).isEqualTo(1);
    assertThat(get(logs.telemetryControllerHeader()).controllerInitiatedDataAvailable()).isZero();
  }

  @Test
  void persistentEventsOfWhatWasDone() {
    commands.admin(AdminOpcode.FORMAT_NVM, c -> c.nsid(1)).orThrow();
    PersistentEventLog log = get(logs.persistentEvents());
    assertThat(log.modelNumber()).isEqualTo("EMULATED");
    assertThat(log.supportedEvents()).contains(1, 7, 8);
    assertThat(log.events()).extracting(PersistentEvent::type).containsSubsequence(8, 7);
    assertThat(log.events())
        .extracting(PersistentEvent::details)
        .hasAtLeastOneElementOfType(PersistentEvent.FormatStart.class)
        .hasAtLeastOneElementOfType(PersistentEvent.FormatCompletion.class);
    assertThat(get(logs.persistentEvents()).events()).as("the context was released").isNotEmpty();
    commands.admin(2, c -> c.cdw10(127 << 16 | 1 << 8 | 0x0D).dataIn(512)).orThrow();
    assertThatThrownBy(() -> get(logs.persistentEvents()))
        .isInstanceOf(NvmeStatusException.class)
        .hasMessageContaining("Command Sequence Error");
    get(logs.releasePersistentEvents());
    assertThat(get(logs.persistentEvents()).events()).isNotEmpty();
  }

  @Test
  void aContextIsReleasedWhenAReadFails() {
    for (int i = 0; i < 30; i++) {
      commands.admin(AdminOpcode.FORMAT_NVM, c -> c.nsid(1)).orThrow();
    }
    FaultRule rule = FaultRule.any().admin().opcode(2).cdw(12, -1, 512).times(1).status(0x0006);
    drives.addFault(rule);
    assertThatThrownBy(() -> get(logs.persistentEvents())).isInstanceOf(NvmeStatusException.class);
    assertThat(get(logs.persistentEvents()).events()).hasSizeGreaterThan(50);
  }

  @Test
  void refusalsOfTheKernelMakeChunksSmaller() {
    drives.addFault(
        FaultRule.any().admin().opcode(2).cdw(10, 0xFFFF_0000, 4095 << 16).errno(Errno.EINVAL));
    LogPageRequest request = LogPageRequest.of(1).length(4096);
    drives.addFault(
        FaultRule.any().admin().opcode(2).cdw(10, 0xFFFF_0000, 2047 << 16).errno(Errno.ENOMEM));
    // 16 KiB, then 8, then 4: the page ends there, so that an offset of 4096 is still in it.
    assertThat(get(logs.read(request.length(16384)).take(2).count())).isEqualTo(2);
    drives.addFault(FaultRule.any().admin().opcode(2).errno(Errno.EINVAL));
    assertThatThrownBy(() -> get(logs.read(request).then())).isInstanceOf(NvmeOsException.class);
  }
}
