package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeIdentify;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.IoCommandSets;
import io.reactornvme.spec.LbaFormat;
import io.reactornvme.spec.NamespaceIdentificationDescriptors;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace;
import io.reactornvme.spec.NvmeStructure;
import io.reactornvme.spec.PowerStateDescriptor;
import io.reactornvme.spec.SecondaryControllerList.SecondaryController;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace.LbaFormatExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What the Identify command says, against nvme-cli's view of the same drive, field by field. */
@Tag("features")
class IdentifyIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private NvmeIdentify identify(String serial) {
    return nvme.controller(Lab.controller(serial)).identify();
  }

  /** nvme-cli's JSON, or nothing if the drive refuses the command. */
  private static Optional<JsonNode> nvmeCli(String... arguments) {
    String[] command = Arrays.copyOf(arguments, arguments.length + 2);
    command[arguments.length] = "-o";
    command[arguments.length + 1] = "json";
    String[] all = new String[command.length + 1];
    all[0] = "nvme";
    System.arraycopy(command, 0, all, 1, command.length);
    Lab.Output output = Lab.run(all);
    if (output.status() != 0) {
      assertThat(output.err() + output.text()).as(List.of(all).toString()).contains("NVMe status");
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(output.out()));
    } catch (IOException e) {
      throw new UncheckedIOException(List.of(all) + ": " + output.text(), e);
    }
  }

  /** Both answer, or neither. */
  private static <T extends NvmeStructure> Optional<T> same(
      Optional<JsonNode> expected, Mono<T> method) {
    if (expected.isEmpty()) {
      assertThatThrownBy(() -> method.block(Lab.PATIENCE)).isInstanceOf(NvmeStatusException.class);
      return Optional.empty();
    }
    return Optional.of(method.block(Lab.PATIENCE));
  }

  /** What the accessor returns, as JSON has it; of a record of flags the undecoded value. */
  private static String read(Object structure, String accessor) {
    try {
      Object value = structure.getClass().getMethod(accessor).invoke(structure);
      if (value instanceof Record) {
        value = value.getClass().getMethod("value").invoke(value);
      }
      return value instanceof Long number ? Long.toUnsignedString(number) : value.toString();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Every field that nvme-cli has is in the table, and equal.
   *
   * @param table nvme-cli's name and the accessor, line by line
   * @param others fields that are compared in another way
   */
  private static void assertFields(
      JsonNode json, Object structure, String table, Set<String> others) {
    Map<String, String> accessors = new HashMap<>();
    table.lines().map(line -> line.split(" ")).forEach(f -> accessors.put(f[0], f[1]));
    json.properties()
        .forEach(
            field -> {
              if (!others.contains(field.getKey())) {
                assertThat(accessors).as("fields of " + json).containsKey(field.getKey());
                assertThat(read(structure, accessors.get(field.getKey())))
                    .as(field.getKey())
                    .isEqualTo(field.getValue().asText().trim());
              }
            });
  }

  private static List<Integer> ints(JsonNode array, String name) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).get(name).asInt()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zns", "meta", "fdp", "mpath", "sriov"})
  void controller(String serial) {
    var id = identify(serial).controller().block(Lab.PATIENCE);
    JsonNode json = Lab.nvmeJson("id-ctrl", Lab.controller(serial));
    assertFields(
        json,
        id,
        """
        vid pciVendorId
        ssvid pciSubsystemVendorId
        sn serialNumber
        mn modelNumber
        fr firmwareRevision
        rab recommendedArbitrationBurst
        ieee ieeeOuiIdentifier
        cmic multiPathAndNamespaceSharingCapabilities
        mdts maximumDataTransferSize
        cntlid controllerId
        ver versionProperty
        rtd3r rtd3ResumeLatency
        rtd3e rtd3EntryLatency
        oaes optionalAsynchronousEventsSupported
        ctratt controllerAttributes
        rrls readRecoveryLevelsSupported
        bpcap bootPartitionCapabilities
        nssl nvmSubsystemShutdownLatency
        plsi powerLossSignalingInformation
        fguid fruGloballyUniqueIdentifier
        crdt1 commandRetryDelayTime1
        crdt2 commandRetryDelayTime2
        crdt3 commandRetryDelayTime3
        crcap controllerReachabilityCapabilities
        ciu controllerInstanceUniquifier
        cirn controllerInstanceRandomNumber
        nvmsr nvmSubsystemReport
        vwci vpdWriteCycleInformation
        mec managementEndpointCapabilities
        oacs optionalAdminCommandSupport
        acl abortCommandLimit
        aerl asynchronousEventRequestLimit
        frmw firmwareUpdates
        lpa logPageAttributes
        elpe errorLogPageEntries
        npss numberOfPowerStatesSupport
        avscc adminVendorSpecificCommandConfiguration
        apsta autonomousPowerStateTransitionAttributes
        wctemp warningCompositeTemperatureThreshold
        cctemp criticalCompositeTemperatureThreshold
        mtfa maximumTimeForFirmwareActivation
        hmpre hostMemoryBufferPreferredSize
        hmmin hostMemoryBufferMinimumSize
        tnvmcap totalNvmCapacity
        unvmcap unallocatedNvmCapacity
        rpmbs replayProtectedMemoryBlockSupport
        edstt extendedDeviceSelfTestTime
        dsto deviceSelfTestOptions
        fwug firmwareUpdateGranularity
        kas keepAliveSupport
        hctma hostControlledThermalManagementAttributes
        mntmt minimumThermalManagementTemperature
        mxtmt maximumThermalManagementTemperature
        sanicap sanitizeCapabilities
        hmminds hostMemoryBufferMinimumDescriptorEntrySize
        hmmaxd hostMemoryMaximumDescriptorsEntries
        nsetidmax nvmSetIdentifierMaximum
        endgidmax enduranceGroupIdentifierMaximum
        anatt anaTransitionTime
        anacap asymmetricNamespaceAccessCapabilities
        anagrpmax anaGroupIdentifierMaximum
        nanagrpid numberOfAnaGroupIdentifiers
        pels persistentEventLogSize
        domainid domainIdentifier
        kpioc keyPerIoCapabilities
        mptfawr maximumProcessingTimeForFirmwareActivationWithoutReset
        megcap maxEnduranceGroupCapacity
        tmpthha temperatureThresholdHysteresisAttributes
        cqt commandQuiesceTime
        cdpa configurableDevicePersonalityAttributes
        mup maximumUnlimitedPower
        ipmsr intervalPowerMeasurementSampleRate
        msmt maximumStopMeasurementTime
        sqes submissionQueueEntrySize
        cqes completionQueueEntrySize
        maxcmd maximumOutstandingCommands
        nn numberOfNamespaces
        oncs optionalNvmCommandSupport
        fuses fusedOperationSupport
        fna formatNvmAttributes
        vwc volatileWriteCache
        awun atomicWriteUnitNormal
        awupf atomicWriteUnitPowerFail
        icsvscc ioCommandSetVendorSpecificCommandConfiguration
        nwpc namespaceWriteProtectionCapabilities
        acwu atomicCompareAndWriteUnit
        ocfs copyDescriptorFormatsSupported
        sgls sglSupport
        mnan maximumNumberOfAllowedNamespaces
        maxdna maximumDomainNamespaceAttachments
        maxcna maximumIoControllerNamespaceAttachments
        oaqd optimalAggregatedQueueDepth
        rhiri recommendedHostInitiatedRefreshInterval
        hirt hostInitiatedRefreshTime
        cmmrtd controllerMaximumMemoryRangeTrackingDescriptors
        nmmrtd nvmSubsystemMaximumMemoryRangeTrackingDescriptors
        minmrtg minimumMemoryRangeTrackingGranularity
        maxmrtg maximumMemoryRangeTrackingGranularity
        trattr trackingAttributes
        mcudmq maximumControllerUserDataMigrationQueues
        mnsudmq maximumNvmSubsystemUserDataMigrationQueues
        mcmr maximumCdqMemoryRanges
        nmcmr nvmSubsystemMaximumCdqMemoryRanges
        mcdqpc maximumControllerDataQueuePrpCount
        subnqn nvmSubsystemNvmeQualifiedName
        ioccsz ioQueueCommandCapsuleSupportedSize
        iorcsz ioQueueResponseCapsuleSupportedSize
        icdoff inCapsuleDataOffset
        fcatt fabricsControllerAttributes
        msdbd maximumSglDataBlockDescriptors
        ofcs optionalFabricsCommandsSupport
        dctype discoveryControllerType
        ccrl crossControllerResetLimit
        mupa maximumUnlimitedPowerAttributes
        """,
        Set.of("psds", "cntrltype", "fguid"));
    assertThat(id.controllerType().ordinal()).isEqualTo(json.get("cntrltype").asInt());
    assertThat(id.fruGloballyUniqueIdentifier())
        .isEqualTo(json.get("fguid").asText().replace("-", ""));
    JsonNode states = json.get("psds");
    List<PowerStateDescriptor> decoded = id.powerStates();
    assertThat(decoded).hasSameSizeAs(states);
    for (int i = 0; i < decoded.size(); i++) {
      assertThat(decoded.get(i).entryLatency()).isEqualTo(states.get(i).get("entry_lat").asLong());
      assertThat(decoded.get(i).exitLatency()).isEqualTo(states.get(i).get("exit_lat").asLong());
    }
  }

  private static final String NAMESPACE_FIELDS =
      """
      nsze namespaceSize
      ncap namespaceCapacity
      nuse namespaceUtilization
      nsfeat namespaceFeatures
      nlbaf numberOfLbaFormats
      flbas formattedLbaSize
      mc metadataCapabilities
      dpc endToEndDataProtectionCapabilities
      dps endToEndDataProtectionTypeSettings
      nmic multiPathIoAndNamespaceSharingCapabilities
      rescap reservationCapabilities
      fpi formatProgressIndicator
      dlfeat deallocateLogicalBlockFeatures
      nawun namespaceAtomicWriteUnitNormal
      nawupf namespaceAtomicWriteUnitPowerFail
      nacwu namespaceAtomicCompareAndWriteUnit
      nabsn namespaceAtomicBoundarySizeNormal
      nabo namespaceAtomicBoundaryOffset
      nabspf namespaceAtomicBoundarySizePowerFail
      noiob namespaceOptimalIoBoundary
      nvmcap nvmCapacity
      npwg namespacePreferredWriteGranularity
      npwa namespacePreferredWriteAlignment
      npdg namespacePreferredDeallocateGranularity
      npda namespacePreferredDeallocateAlignment
      nows namespaceOptimalWriteSize
      mssrl maximumSingleSourceRangeLength
      mcl maximumCopyLength
      msrc maximumSourceRangeCount
      kpios keyPerIoStatus
      nulbaf numberOfUniqueAttributeLbaFormats
      kpiodaag keyPerIoDataAccessAlignmentAndGranularity
      anagrpid anaGroupIdentifier
      nsattr namespaceAttributes
      nvmsetid nvmSetIdentifier
      endgid enduranceGroupIdentifier
      nguid namespaceGloballyUniqueIdentifier
      eui64 ieeeExtendedUniqueIdentifier
      """;

  private static void assertNamespace(JsonNode json, IdentifyNamespace id) {
    assertFields(json, id, NAMESPACE_FIELDS, Set.of("lbafs", "lbads"));
    JsonNode formats = json.get("lbafs");
    assertThat(id.lbaFormats()).hasSameSizeAs(formats);
    for (LbaFormat format : id.lbaFormats()) {
      JsonNode expected = formats.get(format.index());
      assertThat(format.metadataSize()).isEqualTo(expected.get("ms").asInt());
      assertThat(format.lbaDataSize()).isEqualTo(expected.get("ds").asInt());
      assertThat(format.relativePerformance()).isEqualTo(expected.get("rp").asInt());
    }
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "zns, 1", "meta, 1", "meta, 2", "fdp, 1", "mpath, 1", "sriov, 1"})
  void namespace(String serial, int nsid) {
    String path = Lab.controller(serial);
    JsonNode json = Lab.nvmeJson("id-ns", path, "-n", "" + nsid);
    assertNamespace(json, identify(serial).namespace(nsid).block(Lab.PATIENCE));
    // QEMU refuses this one for zoned namespaces.
    Optional<JsonNode> allocated = nvmeCli("id-ns", path, "-n", "" + nsid, "--force");
    same(allocated, identify(serial).allocatedNamespace(nsid))
        .ifPresent(id -> assertNamespace(allocated.orElseThrow(), id));
    assertThat(allocated.isPresent()).isEqualTo(!serial.equals("zns"));
  }

  /** The second namespace of this drive is not attached. */
  @Test
  void aNamespaceThatIsNotAttached() {
    JsonNode json = Lab.nvmeJson("id-ns", Lab.controller("mpath"), "-n", "2", "--force");
    IdentifyNamespace id = identify("mpath").allocatedNamespace(2).block(Lab.PATIENCE);
    assertNamespace(json, id);
    assertThat(id.namespaceSize()).isPositive();
    assertThat(identify("mpath").namespace(2).block(Lab.PATIENCE).namespaceSize()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "zns, 1", "meta, 2", "fdp, 1", "mpath, 1"})
  void descriptors(String serial, int nsid) {
    NamespaceIdentificationDescriptors names =
        identify(serial).namespaceIdentificationDescriptors(nsid).block(Lab.PATIENCE);
    JsonNode json =
        Lab.nvmeJson("ns-descs", Lab.controller(serial), "-n", "" + nsid).get("ns-descs");
    assertThat(names.descriptors()).hasSameSizeAs(json);
    for (int i = 0; i < json.size(); i++) {
      JsonNode expected = json.get(i);
      assertThat(names.descriptors().get(i).type()).isEqualTo(expected.get("nidt").asInt());
      String name = expected.get("type").asText();
      String value = expected.get(name).asText();
      switch (name) {
        case "eui64" -> assertThat(names.ieeeExtendedUniqueIdentifier()).hasValue(value);
        case "nguid" -> assertThat(names.namespaceGloballyUniqueIdentifier()).hasValue(value);
        case "uuid" -> assertThat(names.namespaceUuid().orElseThrow()).hasToString(value);
        default ->
            assertThat(names.commandSetIdentifier())
                .hasValue(Integer.decode("0x" + value.replaceFirst("^0x", "")));
      }
    }
    assertThat(names.commandSetIdentifier()).hasValue(serial.equals("zns") ? 2 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zns", "meta", "fdp", "mpath", "sriov"})
  void listsOfNamespaces(String serial) {
    String path = Lab.controller(serial);
    NvmeIdentify identify = identify(serial);
    assertThat(identify.activeNamespaces().collectList().block(Lab.PATIENCE))
        .isEqualTo(ints(Lab.nvmeJson("list-ns", path).get("nsid_list"), "nsid"));
    assertThat(identify.allocatedNamespaces().collectList().block(Lab.PATIENCE))
        .isEqualTo(ints(Lab.nvmeJson("list-ns", path, "--all").get("nsid_list"), "nsid"));
    boolean zoned = serial.equals("zns");
    for (int csi : new int[] {0, 2}) {
      assertThat(identify.activeNamespaces(csi).collectList().block(Lab.PATIENCE).isEmpty())
          .isEqualTo(zoned != (csi == 2));
      assertThat(identify.allocatedNamespaces(csi).collectList().block(Lab.PATIENCE).isEmpty())
          .isEqualTo(zoned != (csi == 2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "mpath", "sriov"})
  void listsOfControllers(String serial) {
    String path = Lab.controller(serial);
    Optional<JsonNode> all = nvmeCli("list-ctrl", path);
    same(all, identify(serial).controllers(0))
        .ifPresent(
            list ->
                assertThat(list.controllerIdentifiers())
                    .isEqualTo(ints(all.orElseThrow().get("ctrl_list"), "ctrl_id")));
    Optional<JsonNode> attached = nvmeCli("list-ctrl", path, "-n", "1");
    same(attached, identify(serial).attachedControllers(1, 0))
        .ifPresent(
            list ->
                assertThat(list.controllerIdentifiers())
                    .isEqualTo(ints(attached.orElseThrow().get("ctrl_list"), "ctrl_id")));
    if (serial.equals("mpath")) {
      assertThat(attached).isPresent();
      assertThat(all.orElseThrow().get("ctrl_list")).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zns", "meta", "fdp", "sriov"})
  void theNvmCommandSet(String serial) {
    String path = Lab.controller(serial);
    Optional<JsonNode> controller = nvmeCli("nvm-id-ctrl", path);
    same(controller, identify(serial).nvmCommandSetController())
        .ifPresent(
            id ->
                assertFields(
                    controller.orElseThrow(),
                    id,
                    """
                    vsl verifySizeLimit
                    wzsl writeZeroesSizeLimit
                    wusl writeUncorrectableSizeLimit
                    dmrl datasetManagementRangesLimit
                    dmrsl datasetManagementRangeSizeLimit
                    dmsl datasetManagementSizeLimit
                    """,
                    Set.of()));
    Optional<JsonNode> namespace = nvmeCli("nvm-id-ns", path, "-n", "1");
    Optional<NvmCommandSetIdentifyNamespace> id =
        same(namespace, identify(serial).nvmCommandSetNamespace(1));
    if (id.isPresent()) {
      JsonNode json = namespace.orElseThrow();
      assertFields(
          json,
          id.get(),
          """
          lbstm logicalBlockStorageTagMask
          pic protectionInformationCapabilities
          """,
          Set.of("elbafs"));
      JsonNode formats = json.get("elbafs");
      for (int i = 0; i < formats.size(); i++) {
        var format = id.get().extendedLbaFormat(i);
        assertThat(format.storageTagSize()).isEqualTo(formats.get(i).get("sts").asInt());
        assertThat(format.protectionInformationFormat())
            .isEqualTo(formats.get(i).get("pif").asInt());
      }
    }
    if (!serial.equals("zns")) {
      assertThat(controller).isPresent();
      assertThat(id).isPresent();
      assertThat(identify(serial).nvmCommandSetAllocatedNamespace(1).block(Lab.PATIENCE))
          .isEqualTo(id.get());
    }
  }

  @Test
  void theZonedNamespaceCommandSet() {
    String path = Lab.controller("zns");
    var controller = identify("zns").zonedNamespaceCommandSetController().block(Lab.PATIENCE);
    assertFields(
        Lab.nvmeJson("zns", "id-ctrl", path), controller, "zasl zoneAppendSizeLimit", Set.of());
    ZonedNamespaceIdentifyNamespace namespace =
        identify("zns").zonedNamespaceCommandSetNamespace(1).block(Lab.PATIENCE);
    JsonNode json = Lab.nvmeJson("zns", "id-ns", path, "-n", "1");
    assertFields(
        json,
        namespace,
        """
        zoc zoneOperationCharacteristics
        ozcs optionalZonedCommandSupport
        mar maximumActiveResources
        mor maximumOpenResources
        rrl resetRecommendedLimit
        frl finishRecommendedLimit
        rrl1 resetRecommendedLimit1
        rrl2 resetRecommendedLimit2
        rrl3 resetRecommendedLimit3
        frl1 finishRecommendedLimit1
        frl2 finishRecommendedLimit2
        frl3 finishRecommendedLimit3
        numzrwa numberOfZrwaResources
        zrwafg zrwaFlushGranularity
        zrwasz zrwaSize
        zrwacap zrwaCapability
        """,
        Set.of("lbafe"));
    JsonNode formats = json.get("lbafe");
    assertThat(formats).isNotEmpty();
    for (int i = 0; i < formats.size(); i++) {
      assertThat(namespace.lbaFormatExtension(i))
          .isEqualTo(
              new LbaFormatExtension(
                  formats.get(i).get("zsze").asLong(), 64 * formats.get(i).get("zdes").asInt()));
    }
    assertThat(identify("zns").zonedNamespaceCommandSetAllocatedNamespace(1).block(Lab.PATIENCE))
        .isEqualTo(namespace);
    // What another drive has not is refused.
    assertThatThrownBy(
            () -> identify("plain").zonedNamespaceCommandSetNamespace(1).block(Lab.PATIENCE))
        .isInstanceOf(NvmeStatusException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zns", "fdp", "mpath"})
  void whateverTheCommandSet(String serial) {
    Optional<JsonNode> json = nvmeCli("cmdset-ind-id-ns", Lab.controller(serial), "-n", "1");
    same(json, identify(serial).independentNamespace(1))
        .ifPresent(
            id ->
                assertFields(
                    json.orElseThrow(),
                    id,
                    """
                    nsfeat namespaceFeatures
                    nmic multiPathIoAndNamespaceSharingCapabilities
                    rescap reservationCapabilities
                    fpi formatProgressIndicator
                    anagrpid anaGroupIdentifier
                    nsattr namespaceAttributes
                    nvmsetid nvmSetIdentifier
                    endgid enduranceGroupIdentifier
                    nstat namespaceStatus
                    """,
                    Set.of()));
    assertThat(json).isPresent();
  }

  @Test
  void primaryAndSecondaryControllers() {
    String path = Lab.controller("sriov");
    NvmeIdentify identify = identify("sriov");
    int id = identify.controller().block(Lab.PATIENCE).controllerId();
    assertFields(
        Lab.nvmeJson("primary-ctrl-caps", path),
        identify.primaryControllerCapabilities(id).block(Lab.PATIENCE),
        """
        cntlid controllerIdentifier
        portid portIdentifier
        crt controllerResourceTypes
        vqfrt virtualQueueFlexibleResourcesTotal
        vqrfa virtualQueueFlexibleResourcesAssigned
        vqrfap virtualQueueFlexibleResourcesAllocatedToPrimary
        vqprt virtualQueuePrivateResourcesTotal
        vqfrsm virtualQueueFlexibleResourcesSecondaryMaximum
        vqgran virtualQueueFlexibleResourceGranularity
        vifrt virtualInterruptFlexibleResourcesTotal
        virfa virtualInterruptFlexibleResourcesAssigned
        virfap virtualInterruptFlexibleResourcesAllocatedToPrimary
        viprt virtualInterruptPrivateResourcesTotal
        vifrsm virtualInterruptFlexibleResourcesSecondaryMaximum
        vigran virtualInterruptFlexibleResourceGranularity
        """,
        Set.of());
    List<SecondaryController> secondary =
        identify.secondaryControllers(0).block(Lab.PATIENCE).secondaryControllers();
    JsonNode json = Lab.nvmeJson("list-secondary", path).get("secondary-controllers");
    assertThat(secondary).hasSameSizeAs(json).hasSize(4);
    for (int i = 0; i < json.size(); i++) {
      JsonNode e = json.get(i);
      assertThat(secondary.get(i))
          .isEqualTo(
              new SecondaryController(
                  e.get("secondary-controller-identifier").asInt(),
                  e.get("primary-controller-identifier").asInt(),
                  e.get("secondary-controller-state").asInt(),
                  e.get("virtual-function-number").asInt(),
                  e.get("num-virtual-queues").asInt(),
                  e.get("num-virtual-interrupts").asInt()));
    }
    assertThat(identify.secondaryControllers(3).block(Lab.PATIENCE).secondaryControllers())
        .isEqualTo(secondary.subList(2, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zns", "fdp"})
  void setsGroupsAndDomains(String serial) {
    String path = Lab.controller(serial);
    NvmeIdentify identify = identify(serial);
    // nvme-cli 2.3 has no JSON of it: byte by byte, then.
    IoCommandSets sets = identify.ioCommandSets().block(Lab.PATIENCE);
    assertThat(Lab.bytes(sets.raw()))
        .isEqualTo(
            Lab.nvmeCli(
                "admin-passthru",
                path,
                "--opcode=6",
                "--cdw10=0xffff001c",
                "--data-len=4096",
                "--read",
                "--raw-binary"));
    assertThat(sets.combinations()).isNotEmpty();
    assertThat(sets.combinations().get(0).nvm()).isTrue();
    Optional<JsonNode> groups = nvmeCli("list-endgrp", path);
    same(groups, identify.enduranceGroups(0))
        .ifPresent(
            list ->
                assertThat(list.enduranceGroupIdentifiers())
                    .isEqualTo(ints(groups.orElseThrow().get("endgrp_list"), "endgrp_id")));
    same(nvmeCli("id-nvmset", path), identify.nvmSets(0));
    same(nvmeCli("id-uuid", path), identify.uuids());
    same(nvmeCli("id-domain", path), identify.domains(0));
    same(nvmeCli("id-ns-granularity", path), identify.namespaceGranularities());
    same(nvmeCli("id-ns-lba-format", path, "-i", "0"), identify.namespaceOfFormat(0));
    same(
        nvmeCli("nvm-id-ns-lba-format", path, "-i", "0"),
        identify.nvmCommandSetNamespaceOfFormat(0));
  }
}
