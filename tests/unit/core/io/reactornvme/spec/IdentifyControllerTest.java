package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.spec.IdentifyController.ControllerType;
import io.reactornvme.spec.Samples.Field;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class IdentifyControllerTest {

  private static final List<String> DRIVES = Samples.DRIVES;

  /** Abbreviation, offset, size, accessor. */
  private static final List<Field> FIELDS =
      Field.parse(
          """
          vid 0 2 pciVendorId
          ssvid 2 2 pciSubsystemVendorId
          sn 4 20 serialNumber
          mn 24 40 modelNumber
          fr 64 8 firmwareRevision
          rab 72 1 recommendedArbitrationBurst
          ieee 73 3 ieeeOuiIdentifier
          cmic 76 1 multiPathAndNamespaceSharingCapabilities
          mdts 77 1 maximumDataTransferSize
          cntlid 78 2 controllerId
          ver 80 4 versionProperty
          rtd3r 84 4 rtd3ResumeLatency
          rtd3e 88 4 rtd3EntryLatency
          oaes 92 4 optionalAsynchronousEventsSupported
          ctratt 96 4 controllerAttributes
          rrls 100 2 readRecoveryLevelsSupported
          bpcap 102 1 bootPartitionCapabilities
          nssl 104 4 nvmSubsystemShutdownLatency
          plsi 110 1 powerLossSignalingInformation
          fguid 112 16 fruGloballyUniqueIdentifier
          crdt1 128 2 commandRetryDelayTime1
          crdt2 130 2 commandRetryDelayTime2
          crdt3 132 2 commandRetryDelayTime3
          crcap 134 1 controllerReachabilityCapabilities
          ciu 135 1 controllerInstanceUniquifier
          cirn 136 8 controllerInstanceRandomNumber
          nvmsr 253 1 nvmSubsystemReport
          vwci 254 1 vpdWriteCycleInformation
          mec 255 1 managementEndpointCapabilities
          oacs 256 2 optionalAdminCommandSupport
          acl 258 1 abortCommandLimit
          aerl 259 1 asynchronousEventRequestLimit
          frmw 260 1 firmwareUpdates
          lpa 261 1 logPageAttributes
          elpe 262 1 errorLogPageEntries
          npss 263 1 numberOfPowerStatesSupport
          avscc 264 1 adminVendorSpecificCommandConfiguration
          apsta 265 1 autonomousPowerStateTransitionAttributes
          wctemp 266 2 warningCompositeTemperatureThreshold
          cctemp 268 2 criticalCompositeTemperatureThreshold
          mtfa 270 2 maximumTimeForFirmwareActivation
          hmpre 272 4 hostMemoryBufferPreferredSize
          hmmin 276 4 hostMemoryBufferMinimumSize
          tnvmcap 280 16 totalNvmCapacity
          unvmcap 296 16 unallocatedNvmCapacity
          rpmbs 312 4 replayProtectedMemoryBlockSupport
          edstt 316 2 extendedDeviceSelfTestTime
          dsto 318 1 deviceSelfTestOptions
          fwug 319 1 firmwareUpdateGranularity
          kas 320 2 keepAliveSupport
          hctma 322 2 hostControlledThermalManagementAttributes
          mntmt 324 2 minimumThermalManagementTemperature
          mxtmt 326 2 maximumThermalManagementTemperature
          sanicap 328 4 sanitizeCapabilities
          hmminds 332 4 hostMemoryBufferMinimumDescriptorEntrySize
          hmmaxd 336 2 hostMemoryMaximumDescriptorsEntries
          nsetidmax 338 2 nvmSetIdentifierMaximum
          endgidmax 340 2 enduranceGroupIdentifierMaximum
          anatt 342 1 anaTransitionTime
          anacap 343 1 asymmetricNamespaceAccessCapabilities
          anagrpmax 344 4 anaGroupIdentifierMaximum
          nanagrpid 348 4 numberOfAnaGroupIdentifiers
          pels 352 4 persistentEventLogSize
          domainid 356 2 domainIdentifier
          kpioc 358 1 keyPerIoCapabilities
          mptfawr 360 2 maximumProcessingTimeForFirmwareActivationWithoutReset
          megcap 368 16 maxEnduranceGroupCapacity
          tmpthha 384 1 temperatureThresholdHysteresisAttributes
          cqt 386 2 commandQuiesceTime
          cdpa 388 2 configurableDevicePersonalityAttributes
          mup 390 2 maximumUnlimitedPower
          ipmsr 392 2 intervalPowerMeasurementSampleRate
          msmt 394 2 maximumStopMeasurementTime
          sqes 512 1 submissionQueueEntrySize
          cqes 513 1 completionQueueEntrySize
          maxcmd 514 2 maximumOutstandingCommands
          nn 516 4 numberOfNamespaces
          oncs 520 2 optionalNvmCommandSupport
          fuses 522 2 fusedOperationSupport
          fna 524 1 formatNvmAttributes
          vwc 525 1 volatileWriteCache
          awun 526 2 atomicWriteUnitNormal
          awupf 528 2 atomicWriteUnitPowerFail
          icsvscc 530 1 ioCommandSetVendorSpecificCommandConfiguration
          nwpc 531 1 namespaceWriteProtectionCapabilities
          acwu 532 2 atomicCompareAndWriteUnit
          ocfs 534 2 copyDescriptorFormatsSupported
          sgls 536 4 sglSupport
          mnan 540 4 maximumNumberOfAllowedNamespaces
          maxdna 544 16 maximumDomainNamespaceAttachments
          maxcna 560 4 maximumIoControllerNamespaceAttachments
          oaqd 564 4 optimalAggregatedQueueDepth
          rhiri 568 1 recommendedHostInitiatedRefreshInterval
          hirt 569 1 hostInitiatedRefreshTime
          cmmrtd 570 2 controllerMaximumMemoryRangeTrackingDescriptors
          nmmrtd 572 2 nvmSubsystemMaximumMemoryRangeTrackingDescriptors
          minmrtg 574 1 minimumMemoryRangeTrackingGranularity
          maxmrtg 575 1 maximumMemoryRangeTrackingGranularity
          trattr 576 1 trackingAttributes
          mcudmq 578 2 maximumControllerUserDataMigrationQueues
          mnsudmq 580 2 maximumNvmSubsystemUserDataMigrationQueues
          mcmr 582 2 maximumCdqMemoryRanges
          nmcmr 584 2 nvmSubsystemMaximumCdqMemoryRanges
          mcdqpc 586 2 maximumControllerDataQueuePrpCount
          subnqn 768 256 nvmSubsystemNvmeQualifiedName
          ioccsz 1792 4 ioQueueCommandCapsuleSupportedSize
          iorcsz 1796 4 ioQueueResponseCapsuleSupportedSize
          icdoff 1800 2 inCapsuleDataOffset
          fcatt 1802 1 fabricsControllerAttributes
          msdbd 1803 1 maximumSglDataBlockDescriptors
          ofcs 1804 2 optionalFabricsCommandsSupport
          dctype 1806 1 discoveryControllerType
          ccrl 1807 1 crossControllerResetLimit
          mupa 385 1 maximumUnlimitedPowerAttributes
          """);

  @ParameterizedTest
  @FieldSource("DRIVES")
  void agreesWithNvmeCli(String drive) {
    IdentifyController controller = IdentifyController.decode(Samples.bytes(drive + "/id-ctrl"));
    Map<String, String> json = Samples.json(drive + "/id-ctrl");
    assertThat(json).hasSizeGreaterThan(80);
    json.forEach(
        (key, expected) -> {
          if (key.equals("cntrltype")) {
            assertThat(controller.controllerType().ordinal()).hasToString(expected);
            return;
          }
          Field field =
              FIELDS.stream().filter(f -> f.abbreviation().equals(key)).findFirst().orElseThrow();
          assertThat(field.read(controller).toString())
              .as(key)
              .isEqualTo(key.equals("fguid") ? expected.replace("-", "") : expected.strip());
        });
  }

  @ParameterizedTest
  @FieldSource("DRIVES")
  void powerStatesAgreeWithNvmeCli(String drive) {
    List<PowerStateDescriptor> states =
        IdentifyController.decode(Samples.bytes(drive + "/id-ctrl")).powerStates();
    List<Map<String, String>> json = Samples.jsonArray(drive + "/id-ctrl");
    assertThat(states).hasSameSizeAs(json);
    for (int i = 0; i < json.size(); i++) {
      PowerStateDescriptor state = states.get(i);
      Map<String, String> expected = json.get(i);
      assertThat(state.number()).isEqualTo(i);
      assertThat(state.maximumPowerMicrowatts())
          .isEqualTo(Long.parseLong(expected.get("max_power")) * 10_000);
      assertThat(state.entryLatency()).isEqualTo(Long.parseLong(expected.get("entry_lat")));
      assertThat(state.exitLatency()).isEqualTo(Long.parseLong(expected.get("exit_lat")));
      assertThat(state.relativeReadThroughput())
          .isEqualTo(Integer.parseInt(expected.get("read_tput")));
      assertThat(state.nonOperational()).isFalse();
      assertThat(state.idlePowerMicrowatts()).isZero();
      assertThat(state.activePowerMicrowatts()).isZero();
    }
  }

  @Test
  void aDriveInWords() {
    IdentifyController controller = IdentifyController.decode(Samples.bytes("sriov/id-ctrl"));
    assertThat(controller.modelNumber()).isEqualTo("QEMU NVMe Ctrl");
    assertThat(controller.serialNumber()).isEqualTo("sriov");
    assertThat(controller.firmwareRevision()).isEqualTo("10.0.2");
    assertThat(controller.version()).isEqualTo("1.4");
    assertThat(controller.ieeeOuiIdentifier()).isEqualTo(0x525400);
    assertThat(controller.controllerType()).isEqualTo(ControllerType.IO);
    assertThat(controller.optionalAdminCommandSupport().formatNvm()).isTrue();
    assertThat(controller.optionalAdminCommandSupport().firmwareDownload()).isFalse();
    assertThat(controller.optionalAdminCommandSupport().virtualizationManagement()).isTrue();
    assertThat(controller.firmwareUpdates().numberOfFirmwareSlots()).isEqualTo(1);
    assertThat(controller.submissionQueueEntrySize().maximum()).isEqualTo(6);
    assertThat(controller.volatileWriteCache().flushBehavior()).isEqualTo(3);
    assertThat(controller.maxTransferBytes(4096)).isEqualTo(512 * 1024);
    assertThat(controller)
        .hasToString(
            "IdentifyController[modelNumber=QEMU NVMe Ctrl, serialNumber=sriov,"
                + " firmwareRevision=10.0.2, version=1.4, controllerId=0,"
                + " maximumDataTransferSize=7, numberOfNamespaces=256]");
  }

  @Test
  void fieldsAreWhereTheSpecificationHasThem() {
    for (int seed = 0; seed < 20; seed++) {
      ByteBuffer data = Samples.random(seed, IdentifyController.SIZE);
      IdentifyController controller = IdentifyController.decode(data);
      for (Field field : FIELDS) {
        Object value = field.read(controller);
        if (value instanceof String text) {
          assertText(text, field, data);
        } else {
          assertThat(Samples.unsigned(value))
              .as("%s, seed %d", field, seed)
              .isEqualTo(field.number(data, false));
        }
      }
    }
  }

  private static void assertText(String text, Field field, ByteBuffer data) {
    switch (field.abbreviation()) {
      case "fguid" -> assertThat(text).isEqualTo(String.format("%032x", field.number(data, true)));
      case "subnqn" -> {
        byte[] bytes = Arrays.copyOfRange(data.array(), 768, 1024);
        assertThat(text).isEqualTo(new String(bytes, StandardCharsets.UTF_8).split("\0", 2)[0]);
      }
      default -> assertThat(text).hasSizeLessThanOrEqualTo(field.size()).matches("[ -~]*");
    }
  }

  @Test
  void everyFieldAtItsLargest() {
    IdentifyController controller =
        IdentifyController.decode(Samples.allOnes(IdentifyController.SIZE));
    for (Field field : FIELDS) {
      if (!(field.read(controller) instanceof String)) {
        assertThat(Samples.unsigned(field.read(controller)))
            .as("%s", field)
            .isEqualTo(BigInteger.ONE.shiftLeft(8 * field.size()).subtract(BigInteger.ONE));
      }
    }
    assertThat(controller.version()).isEqualTo("65535.255.255");
    assertThat(controller.modelNumber()).isEqualTo("?".repeat(40));
    assertThat(controller.powerStates()).hasSize(32);
    assertThat(controller.maxTransferBytes(4096)).isEqualTo(Long.MAX_VALUE);
    assertThat(controller.controllerType()).isEqualTo(ControllerType.RESERVED);
    assertThat(controller.toString()).isNotEmpty();
  }

  @Test
  void everyDefinedByteIsRead() {
    boolean[] read = new boolean[IdentifyController.SIZE];
    FIELDS.forEach(field -> Arrays.fill(read, field.offset(), field.offset() + field.size(), true));
    Arrays.fill(read, 111, 112, true); // Controller Type
    Arrays.fill(read, 2048, 4096, true); // power states, vendor specific
    int[][] reserved = {
      {103, 104},
      {108, 110},
      {144, 253},
      {359, 360},
      {362, 368},
      {396, 512},
      {577, 578},
      {588, 768},
      {1024, 1792},
      {1808, 2048}
    };
    for (int[] range : reserved) {
      for (int i = range[0]; i < range[1]; i++) {
        assertThat(read[i]).as("reserved byte %d", i).isFalse();
        read[i] = true;
      }
    }
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).as("byte %d", i).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4096, 9223372036854775807",
    "1, 4096, 8192",
    "5, 4096, 131072",
    "5, 65536, 2097152",
    "50, 4096, 4611686018427387904",
    "51, 4096, 9223372036854775807",
    "64, 4096, 9223372036854775807",
    "255, 4096, 9223372036854775807"
  })
  void maximumDataTransferSizeInBytes(int mdts, long pageSize, long expected) {
    ByteBuffer data = ByteBuffer.allocate(IdentifyController.SIZE).put(77, (byte) mdts);
    assertThat(IdentifyController.decode(data).maxTransferBytes(pageSize)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0", "-4096", "4095", "-9223372036854775808"})
  void aPageSizeIsAPowerOfTwo(long pageSize) {
    IdentifyController controller =
        IdentifyController.decode(ByteBuffer.allocate(IdentifyController.SIZE));
    assertThatIllegalArgumentException().isThrownBy(() -> controller.maxTransferBytes(pageSize));
  }

  @ParameterizedTest
  @CsvSource({"0x00000, 0.0", "0x10200, 1.2", "0x10201, 1.2.1", "0x20000, 2.0", "0x20100, 2.1"})
  void version(String property, String expected) {
    ByteBuffer data =
        ByteBuffer.allocate(IdentifyController.SIZE)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(80, Integer.decode(property));
    assertThat(IdentifyController.decode(data).version()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, NOT_REPORTED", "1, IO", "2, DISCOVERY", "3, ADMINISTRATIVE", "4, RESERVED"})
  void controllerType(int value, ControllerType expected) {
    ByteBuffer data = ByteBuffer.allocate(IdentifyController.SIZE).put(111, (byte) value);
    assertThat(IdentifyController.decode(data).controllerType()).isEqualTo(expected);
  }

  @Test
  void stringsAreFreeOfPaddingAndOfControlCharacters() {
    ByteBuffer data = ByteBuffer.allocate(IdentifyController.SIZE);
    data.put(4, "  S/N\0\0 \0".getBytes(StandardCharsets.US_ASCII));
    data.put(24, "a b\n\033[31m\377".getBytes(StandardCharsets.ISO_8859_1));
    data.put(768, "nqn.\u00fc\0rest".getBytes(StandardCharsets.UTF_8));
    IdentifyController controller = IdentifyController.decode(data);
    assertThat(controller.serialNumber()).isEqualTo("S/N");
    assertThat(controller.modelNumber()).isEqualTo("a b??[31m?");
    assertThat(controller.firmwareRevision()).isEmpty();
    assertThat(controller.nvmSubsystemNvmeQualifiedName()).isEqualTo("nqn.\u00fc");
  }

  @Test
  void powerStateScales() {
    ByteBuffer data = ByteBuffer.allocate(IdentifyController.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    data.put(263, (byte) 2);
    int at = 2048 + 32;
    data.putShort(at, (short) 0x8000).put(at + 3, (byte) 3);
    data.putInt(at + 4, -1).putInt(at + 8, 7);
    data.put(at + 12, (byte) 0xe1).put(at + 13, (byte) 0xe2);
    data.put(at + 14, (byte) 0xe3).put(at + 15, (byte) 0xff);
    data.putShort(at + 16, (short) 500).put(at + 18, (byte) 0x40);
    data.putShort(at + 20, (short) 600).put(at + 22, (byte) 0x82);
    data.put(at + 23, (byte) 99).put(at + 24, (byte) 5).put(at + 25, (byte) 6);
    data.put(at + 26, (byte) 0x6c).put(at + 27, (byte) 0x03);
    List<PowerStateDescriptor> states = IdentifyController.decode(data).powerStates();
    assertThat(states).hasSize(3);
    PowerStateDescriptor state = states.get(1);
    assertThat(state.number()).isEqualTo(1);
    assertThat(state.maximumPowerMicrowatts()).isEqualTo(3_276_800);
    assertThat(state.nonOperational()).isTrue();
    assertThat(state.entryLatency()).isEqualTo(0xffff_ffffL);
    assertThat(state.exitLatency()).isEqualTo(7);
    assertThat(state.relativeReadThroughput()).isEqualTo(1);
    assertThat(state.relativeReadLatency()).isEqualTo(2);
    assertThat(state.relativeWriteThroughput()).isEqualTo(3);
    assertThat(state.relativeWriteLatency()).isEqualTo(31);
    assertThat(state.idlePowerMicrowatts()).isEqualTo(50_000);
    assertThat(state.activePowerMicrowatts()).isEqualTo(6_000_000);
    assertThat(state.activePowerWorkload()).isEqualTo(2);
    assertThat(state.emergencyPowerFailRecoveryTime()).isEqualTo(Duration.ofSeconds(99_000_000));
    assertThat(state.forcedQuiescenceVaultTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(state.emergencyPowerFailVaultTime()).isEqualTo(Duration.ofMillis(6));
    assertThat(state.raw().getShort(16)).isEqualTo((short) 500);
    assertThat(states.get(0)).isNotEqualTo(states.get(2)).isNotEqualTo(state);
    assertThat(state).isEqualTo(IdentifyController.decode(data).powerStates().get(1));
    assertThat(state)
        .hasToString(
            "PowerStateDescriptor[number=1, maximumPower=3276800 uW, nonOperational=true,"
                + " entryLatency=4294967295 us, exitLatency=7 us]");
  }

  @Test
  void reservedPowerScalesMeanNotReported() {
    IdentifyController controller =
        IdentifyController.decode(Samples.allOnes(IdentifyController.SIZE));
    PowerStateDescriptor state = controller.powerStates().get(31);
    assertThat(state.idlePowerMicrowatts()).isZero();
    assertThat(state.activePowerMicrowatts()).isZero();
    assertThat(state.emergencyPowerFailRecoveryTime()).isZero();
    assertThat(state.forcedQuiescenceVaultTime()).isZero();
    assertThat(state.emergencyPowerFailVaultTime()).isZero();
    assertThat(state.maximumPowerMicrowatts()).isEqualTo(6_553_500);
  }

  @Test
  void vendorSpecificBytes() {
    ByteBuffer data = Samples.random(3, IdentifyController.SIZE);
    ByteBuffer vendor = IdentifyController.decode(data).vendorSpecific();
    assertThat(vendor).isEqualTo(data.slice(3072, 1024));
    assertThat(vendor.isReadOnly()).isTrue();
    assertThat(vendor.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void everyBitOfEveryFlag() {
    assertBits(
        IdentifyController.MultiPathAndNamespaceSharingCapabilities.class,
        """
        multiplePorts=0 multipleControllers=1 srIovVirtualFunction=2
        asymmetricNamespaceAccessReporting=3
        """);
    assertBits(
        IdentifyController.OptionalAsynchronousEvents.class,
        """
        attachedNamespaceAttributeNotices=8 firmwareActivationNotices=9
        asymmetricNamespaceAccessChangeNotices=11
        predictableLatencyEventAggregateLogChangeNotices=12
        lbaStatusInformationAlertNotices=13
        enduranceGroupEventAggregateLogPageChangeNotices=14 normalNvmSubsystemShutdown=15
        temperatureThresholdHysteresisRecovery=16 reachabilityGroupsChangeNotices=17
        allocatedNamespaceAttributeNotices=19 zoneDescriptorChangedNotices=27
        discoveryLogPageChangeNotification=31
        """);
    assertBits(
        IdentifyController.ControllerAttributes.class,
        """
        hostIdentifier128Bit=0 nonOperationalPowerStatePermissiveMode=1 nvmSets=2
        readRecoveryLevels=3 enduranceGroups=4 predictableLatencyMode=5
        trafficBasedKeepAlive=6 namespaceGranularity=7 sqAssociations=8 uuidList=9
        multiDomainSubsystem=10 fixedCapacityManagement=11 variableCapacityManagement=12
        deleteEnduranceGroup=13 deleteNvmSet=14 extendedLbaFormats=15
        mdtsAndSizeLimitsExcludeMetadata=16 hmbRestrictNonOperationalPowerStateAccess=17
        reservationsAndHostIdentifierInteraction=18 flexibleDataPlacement=19
        """);
    assertBits(
        IdentifyController.BootPartitionCapabilities.class,
        """
        rpmbBootPartitionWriteProtection=1:0 setFeaturesBootPartitionWriteProtection=2
        """);
    assertBits(
        IdentifyController.PowerLossSignalingInformation.class,
        "emergencyPowerFail=0 forcedQuiescence=1");
    assertBits(
        IdentifyController.ReachabilityCapabilities.class,
        "reachabilityReporting=0 reachabilityGroupIdFixedWhileAttached=1");
    assertBits(IdentifyController.NvmSubsystemReport.class, "nvmeStorageDevice=0 nvmeEnclosure=1");
    assertBits(
        IdentifyController.VpdWriteCycleInformation.class,
        "vpdWriteCyclesRemaining=6:0 vpdWriteCyclesRemainingValid=7");
    assertBits(IdentifyController.ManagementEndpointCapabilities.class, "twoWirePort=0 pciePort=1");
    assertBits(
        IdentifyController.OptionalAdminCommands.class,
        """
        securitySendReceive=0 formatNvm=1 firmwareDownload=2 namespaceManagement=3
        deviceSelfTest=4 directives=5 nvmeMiSendReceive=6 virtualizationManagement=7
        doorbellBufferConfig=8 getLbaStatus=9 commandAndFeatureLockdown=10
        hostManagedLiveMigration=11
        """);
    assertBits(
        IdentifyController.FirmwareUpdates.class,
        """
        firstFirmwareSlotReadOnly=0 numberOfFirmwareSlots=3:1
        firmwareActivationWithoutReset=4 multipleUpdateDetection=5
        """);
    assertBits(
        IdentifyController.LogPageAttributes.class,
        """
        smartPerNamespace=0 commandsSupportedAndEffects=1 extendedData=2 telemetry=3
        persistentEvent=4 miscellaneousLogPages=5 dataArea4=6
        """);
    assertBits(
        IdentifyController.ReplayProtectedMemoryBlockSupport.class,
        """
        numberOfRpmbUnits=2:0 authenticationMethod=5:3 totalSize=23:16 accessSize=31:24
        """);
    assertBits(
        IdentifyController.DeviceSelfTestOptions.class,
        "singleDeviceSelfTestOperation=0 hostInitiatedRefresh=1");
    assertBits(
        IdentifyController.SanitizeCapabilities.class,
        """
        cryptoErase=0 blockErase=1 overwrite=2 verification=3 noDeallocateInhibited=29
        noDeallocateModifiesMediaAfterSanitize=31:30
        """);
    assertBits(
        IdentifyController.AnaCapabilities.class,
        """
        reportsOptimizedState=0 reportsNonOptimizedState=1 reportsInaccessibleState=2
        reportsPersistentLossState=3 reportsChangeState=4 groupIdLockedWhenAttached=6
        groupIdSupport=7
        """);
    assertBits(
        IdentifyController.KeyPerIoCapabilities.class,
        "keyPerIoSupported=0 appliesToAllNamespaces=1");
    assertBits(IdentifyController.QueueEntrySize.class, "minimum=3:0 maximum=7:4");
    assertBits(
        IdentifyController.OptionalNvmCommands.class,
        """
        compare=0 writeUncorrectable=1 datasetManagement=2 writeZeroes=3
        saveAndSelectFeature=4 reservations=5 timestamp=6 verify=7 copy=8
        copySingleAtomicity=9 allFastCopy=10 maximumWriteZeroesWithDeallocate=11
        namespaceZeroes=12
        """);
    assertBits(
        IdentifyController.FormatNvmAttributes.class,
        """
        formatAppliesToAllNamespaces=0 secureEraseAppliesToAllNamespaces=1
        cryptographicErase=2 broadcastNotSupported=3
        """);
    assertBits(IdentifyController.VolatileWriteCache.class, "present=0 flushBehavior=2:1");
    assertBits(
        IdentifyController.NamespaceWriteProtectionCapabilities.class,
        "writeProtect=0 writeProtectUntilPowerCycle=1 permanentWriteProtect=2");
    assertBits(
        IdentifyController.SglSupport.class,
        """
        sglSupport=1:0 keyedSglDataBlock=2 sglDescriptorThreshold=15:8 sglBitBucket=16
        byteAlignedMetadataBuffer=17 lengthLargerThanDataTransfer=18 mptrSglDescriptor=19
        sglAddressOffset=20 transportSglDataBlock=21
        """);
    assertBits(
        IdentifyController.TrackingAttributes.class,
        """
        trackHostMemoryChanges=0 trackUserDataChanges=1 memoryRangeTrackingLengthLimit=2
        """);
    assertBits(
        IdentifyController.FabricsControllerAttributes.class,
        "staticControllerModel=0 nonZeroNvmSetId=1");
    assertThat(FlagsAssert.recordsOf(IdentifyController.class)).hasSize(25);
  }

  @Test
  void decoding() {
    StructureAssert.assertDecodes(
        IdentifyController.SIZE, "Identify Controller", IdentifyController::decode);
  }
}
