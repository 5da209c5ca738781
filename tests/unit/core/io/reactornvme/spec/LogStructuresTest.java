package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.spec.Samples.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The log pages: every field where the specification has it, and no count believed. */
class LogStructuresTest {

  /** nvme-cli's name, offset, size, accessor. */
  static Stream<Arguments> logs() {
    return Stream.of(
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) ErrorInformationEntry::decode,
            64,
            """
            error_count 0 8 errorCount
            sqid 8 2 submissionQueueIdentifier
            cmdid 10 2 commandIdentifier
            status_field 12 2 statusInfo
            parm_error_location 14 2 parameterErrorLocation
            lba 16 8 lba
            nsid 24 4 namespaceIdentifier
            vs 28 1 vendorSpecificInformationAvailable
            trtype 29 1 transportType
            csi 30 1 commandSetIndicator
            opcode 31 1 opcode
            cs 32 8 commandSpecificInformation
            trtype_spec_info 40 2 transportTypeSpecificInformation
            log_page_version 63 1 logPageVersion
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) SelfTestLog::decode,
            564,
            """
            current_operation 0 1 currentOperation
            completion 1 1 currentCompletion
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) TelemetryHeader::decode,
            512,
            """
            lpi 0 1 logPageIdentifier
            ieee 5 3 ieeeOui
            dalb1 8 2 dataArea1LastBlock
            dalb2 10 2 dataArea2LastBlock
            dalb3 12 2 dataArea3LastBlock
            dalb4 16 4 dataArea4LastBlock
            ths 380 1 hostInitiatedScope
            ctrlavail 382 1 controllerInitiatedDataAvailable
            ctrldgn 383 1 controllerInitiatedDataGenerationNumber
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) PersistentEventLog::decode,
            512,
            """
            tnev 4 4 totalNumberOfEvents
            tll 8 8 totalLogLength
            rv 16 1 logRevision
            lhl 18 2 logHeaderLength
            ts 20 6 timestampMilliseconds
            poh 28 16 powerOnHours
            pcc 44 8 powerCycleCount
            vid 52 2 pciVendorId
            ssvid 54 2 pciSubsystemVendorId
            gen_number 372 2 generationNumber
            rci 374 4 reportingContext
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) SanitizeStatusLog::decode,
            512,
            """
            sprog 0 2 sanitizeProgress
            sstat 2 2 status
            scdw10 4 4 sanitizeCommandDword10
            eto 8 4 estimatedTimeForOverwrite
            etbe 12 4 estimatedTimeForBlockErase
            etce 16 4 estimatedTimeForCryptoErase
            etond 20 4 estimatedTimeForOverwriteNoDeallocate
            etbend 24 4 estimatedTimeForBlockEraseNoDeallocate
            etcend 28 4 estimatedTimeForCryptoEraseNoDeallocate
            etpvds 32 4 estimatedTimeForPostVerificationDeallocation
            ssi 36 1 stateInformation
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) EnduranceGroupLog::decode,
            512,
            """
            critical_warning 0 1 criticalWarning
            endurance_group_features 1 1 features
            avl_spare 3 1 availableSpare
            avl_spare_threshold 4 1 availableSpareThreshold
            percent_used 5 1 percentageUsed
            domain_identifier 6 2 domainIdentifier
            endurance_estimate 32 16 enduranceEstimate
            data_units_read 48 16 dataUnitsRead
            data_units_written 64 16 dataUnitsWritten
            media_units_written 80 16 mediaUnitsWritten
            host_read_cmds 96 16 hostReadCommands
            host_write_cmds 112 16 hostWriteCommands
            media_data_integrity_err 128 16 mediaAndDataIntegrityErrors
            num_err_info_log_entries 144 16 numberOfErrorInformationLogEntries
            total_end_grp_cap 160 16 totalEnduranceGroupCapacity
            unalloc_end_grp_cap 176 16 unallocatedEnduranceGroupCapacity
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) FdpConfigurationsLog::decode,
            80,
            """
            n 0 2 numberOfConfigurations
            version 2 1 version
            size 4 4 logSize
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) ReclaimUnitHandleUsageLog::decode,
            64,
            """
            nruh 0 2 numberOfReclaimUnitHandles
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) FdpStatisticsLog::decode,
            64,
            """
            hbmw 0 16 hostBytesWithMetadataWritten
            mbmw 16 16 mediaBytesWithMetadataWritten
            mbe 32 16 mediaBytesErased
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) FdpEventsLog::decode,
            256,
            """
            n 0 4 numberOfEvents
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) AnaLog::decode,
            48,
            """
            chgcnt 0 8 changeCount
            ngrps 8 2 numberOfGroupDescriptors
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) OcpSmartLog::decode,
            512,
            """
            physical_media_units_written 0 16 physicalMediaUnitsWritten
            physical_media_units_read 16 16 physicalMediaUnitsRead
            bad_user_nand_blocks_raw 32 6 badUserNandBlocksRaw
            bad_user_nand_blocks_normalized 38 2 badUserNandBlocksNormalized
            bad_system_nand_blocks_raw 40 6 badSystemNandBlocksRaw
            bad_system_nand_blocks_normalized 46 2 badSystemNandBlocksNormalized
            xor_recovery_count 48 8 xorRecoveryCount
            uncorrectable_read_err_count 56 8 uncorrectableReadErrorCount
            soft_ecc_err_count 64 8 softEccErrorCount
            end_to_end_detected_err 72 4 endToEndDetectedErrors
            end_to_end_corrected_err 76 4 endToEndCorrectedErrors
            system_data_used_percent 80 1 systemDataPercentUsed
            user_data_erase_count_max 88 4 maximumUserDataEraseCount
            user_data_erase_count_min 92 4 minimumUserDataEraseCount
            thermal_throttling_event_count 96 1 thermalThrottlingEventCount
            thermal_throttling_current_status 97 1 currentThrottlingStatus
            dssd_errata_version 98 1 dssdErrataVersion
            dssd_point_version 99 2 dssdPointVersion
            dssd_minor_version 101 2 dssdMinorVersion
            dssd_major_version 103 1 dssdMajorVersion
            pcie_correctable_err_count 104 8 pcieCorrectableErrorCount
            incomplete_shoutdowns 112 4 incompleteShutdowns
            percent_free_blocks 120 1 percentFreeBlocks
            capacitor_health 128 2 capacitorHealth
            nvme_base_errata_version 130 1 nvmeBaseErrataVersion
            nvme_cmdset_errata_version 131 1 nvmeCommandSetErrataVersion
            nvme_over_pcie_errate_version 132 1 nvmeOverPcieErrataVersion
            nvme_mi_errata_version 133 1 nvmeManagementInterfaceErrataVersion
            unaligned_io 136 8 unalignedIo
            security_version 144 8 securityVersionNumber
            total_nuse 152 8 totalNamespaceUtilization
            plp_start_count 160 16 plpStartCount
            endurance_estimate 176 16 enduranceEstimate
            pcie_link_retaining_count 192 8 pcieLinkRetrainingCount
            power_state_change_count 200 8 powerStateChangeCount
            lowest_permitted_fw_rev 208 8 lowestPermittedFirmwareRevision
            total_media_dies 216 2 totalMediaDies
            total_die_failure_tolerance 218 2 totalDieFailureTolerance
            media_dies_offline 220 2 mediaDiesOffline
            max_temperature_recorded 222 1 maximumTemperatureRecorded
            form_factor 223 1 formFactor
            nand_avg_erase_count 224 8 nandAverageEraseCount
            command_timeouts 232 4 commandTimeouts
            sys_area_program_fail_count_raw 236 4 systemAreaProgramFailCountRaw
            sys_area_program_fail_count_normalized 240 1 systemAreaProgramFailCountNormalized
            sys_area_uncorr_read_count_raw 244 4 systemAreaUncorrectableReadCountRaw
            sys_area_uncorr_read_count_normalized 248 1 systemAreaUncorrectableReadCountNormalized
            sys_area_erase_fail_count_raw 252 4 systemAreaEraseFailCountRaw
            sys_area_erase_fail_count_normalized 256 1 systemAreaEraseFailCountNormalized
            max_peak_power_capability 260 2 maxPeakPowerCapability
            current_max_avg_power 262 2 currentMaxAveragePower
            lifetime_power_consumed 264 6 lifetimePowerConsumed
            die_in_use_bad_nand_block_raw 358 6 dieInUseBadNandBlocksRaw
            die_in_use_bad_nand_block_normalized 364 2 dieInUseBadNandBlocksNormalized
            log_page_version 494 2 logPageVersion
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) FirmwareSlotLog::decode,
            512,
            """
            afi 0 1 activeFirmwareInfo
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) PredictableLatencyLog::decode,
            512,
            """
            status 0 1 status
            event_type 2 2 eventType
            dtwin_rt 32 8 dtwinReadsTypical
            dtwin_wt 40 8 dtwinWritesTypical
            dtwin_tmax 48 8 dtwinTimeMaximum
            ndwin_tmin_hi 56 8 ndwinTimeMinimumHigh
            ndwin_tmin_lo 64 8 ndwinTimeMinimumLow
            dtwin_re 128 8 dtwinReadsEstimate
            dtwin_we 136 8 dtwinWritesEstimate
            dtwin_te 144 8 dtwinTimeEstimate
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) LbaStatusLog::decode,
            64,
            """
            lslplen 0 4 logPageLength
            nlslne 4 4 numberOfNamespaceElements
            estulb 8 4 estimateOfUnrecoverableLogicalBlocks
            lsgc 14 2 generationCounter
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) MediaUnitStatusLog::decode,
            64,
            """
            nmu 0 2 numberOfMediaUnits
            cchans 2 2 numberOfChannels
            sel_config 4 2 selectedConfiguration
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) RotationalMediaLog::decode,
            512,
            """
            endgid 0 2 enduranceGroupIdentifier
            numa 2 2 numberOfActuators
            nrs 4 2 nominalRotationalSpeed
            spinc 8 4 spinupCount
            fspinc 12 4 failedSpinupCount
            ldc 16 4 loadCount
            fldc 20 4 failedLoadCount
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) LockdownLog::decode,
            512,
            """
            cfila 0 1 attributes
            lngth 3 1 listLength
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) ReservationNotificationLog::decode,
            64,
            """
            lpc 0 8 logPageCount
            rnlpt 8 1 type
            nalp 9 1 numberOfAvailableLogPages
            nsid 12 4 namespaceIdentifier
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) ChangedZoneList::decode,
            4096,
            """
            nrzid 0 2 numberOfZoneIdentifiers
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) BootPartitionHeader::decode,
            16,
            """
            lid 0 1 logPageIdentifier
            bpinfo 4 4 information
            """),
        Arguments.of(
            (Function<ByteBuffer, NvmeStructure>) EventAggregateLog::decode,
            64,
            """
            num_entries 0 8 numberOfEntries
            """));
  }

  private static void fields(Object structure, ByteBuffer data, String table) {
    for (Field field : Field.parse(table)) {
      assertThat(Samples.unsigned(field.read(structure)))
          .as("%s of %s", field, structure.getClass())
          .isEqualTo(field.number(data, false));
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void fieldsAreWhereTheSpecificationHasThem(
      Function<ByteBuffer, NvmeStructure> decode, int size, String table) {
    // Texts and identifiers are not numbers; they have tests of their own.
    for (int seed = 0; seed < 5; seed++) {
      ByteBuffer data = Samples.random(seed, size);
      NvmeStructure log = decode.apply(data);
      fields(log, data, table);
      assertThat(log.toString()).startsWith(log.getClass().getSimpleName() + "[");
      assertThat(decode.apply(log.raw())).isEqualTo(log).hasSameHashCodeAs(log);
    }
    fields(decode.apply(Samples.allOnes(size)), Samples.allOnes(size), table);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decode.apply(ByteBuffer.allocate(7)))
        .withMessageContaining("bytes, got 7");
  }

  @Test
  void selfTestResult() {
    ByteBuffer data = Samples.random(1, 564).order(ByteOrder.LITTLE_ENDIAN);

    fields(
        SelfTestLog.decode(data).results().get(3),
        data.slice(88, data.capacity() - 88),
        """
        dsts 0 1 selfTestStatus
        seg 1 1 segmentNumber
        vdi 2 1 validDiagnosticInformation
        poh 4 8 powerOnHours
        nsid 12 4 namespaceIdentifier
        flba 16 8 failingLba
        sct 24 1 statusCodeType
        sc 25 1 statusCode
        vs 26 2 vendorSpecific
        """);
  }

  @Test
  void fdpEvent() {
    ByteBuffer data = Samples.random(1, 256).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, 3);
    fields(
        FdpEventsLog.decode(data).events().get(1),
        data.slice(128, data.capacity() - 128),
        """
        type 0 1 type
        flags 1 1 flags
        pid 2 2 placementIdentifier
        timestamp 4 6 timestampMilliseconds
        attr 10 1 timestampAttributes
        nsid 12 4 namespaceIdentifier
        nlbam 18 2 logicalBlocksMoved
        lba 20 8 logicalBlockMoved
        rgid 32 2 reclaimGroupIdentifier
        ruhid 34 1 reclaimUnitHandleIdentifier
        """);
  }

  @Test
  void fdpConfiguration() {
    ByteBuffer data = Samples.random(1, 232).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort(0, (short) 1).putShort(16, (short) 72).putShort(88, (short) 144);
    fields(
        FdpConfigurationsLog.decode(data).configurations().get(1),
        data.slice(88, data.capacity() - 88),
        """
        size 0 2 descriptorSize
        fdpa 2 1 attributes
        vss 3 1 vendorSpecificSize
        nrg 4 4 numberOfReclaimGroups
        nruh 8 2 numberOfReclaimUnitHandles
        maxpids 10 2 maxPlacementIdentifiers
        nnss 12 4 numberOfNamespacesSupported
        runs 16 8 reclaimUnitNominalSize
        erutl 24 4 estimatedReclaimUnitTimeLimit
        """);
  }

  @Test
  void reclaimUnitHandleUsage() {
    ByteBuffer data = Samples.random(1, 64).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort(0, (short) 3);
    fields(
        ReclaimUnitHandleUsageLog.decode(data).usages().get(2),
        data.slice(24, data.capacity() - 24),
        """
        ruha 0 1 attributes
        """);
  }

  @Test
  void anaGroup() {
    ByteBuffer data = Samples.random(1, 100).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort(8, (short) 2).putInt(20, 3).putInt(64, 2);
    fields(
        AnaLog.decode(data).groups().get(1),
        data.slice(60, data.capacity() - 60),
        """
        grpid 0 4 groupIdentifier
        nnsids 4 4 numberOfNamespaceIdentifiers
        chgcnt 8 8 changeCount
        state 16 1 state
        """);
  }

  @Test
  void lbaStatusElement() {
    ByteBuffer data = Samples.random(1, 96).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(4, 2).putInt(20, 2).putInt(68, 1);
    fields(
        LbaStatusLog.decode(data).elements().get(1),
        data.slice(64, data.capacity() - 64),
        """
        neid 0 4 namespaceElementIdentifier
        nlrd 4 4 numberOfLbaRangeDescriptors
        ratype 8 1 recommendedActionType
        """);
  }

  @Test
  void mediaUnit() {
    ByteBuffer data = Samples.random(1, 52).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort(0, (short) 2)
        .put(28, (byte) 2)
        .put(29, (byte) 16)
        .put(48, (byte) 1)
        .put(49, (byte) 14);
    fields(
        MediaUnitStatusLog.decode(data).mediaUnits().get(1),
        data.slice(36, data.capacity() - 36),
        """
        muid 0 2 mediaUnitIdentifier
        domainid 2 2 domainIdentifier
        endgid 4 2 enduranceGroupIdentifier
        nvmsetid 6 2 nvmSetIdentifier
        cap_adj_fctr 8 2 capacityAdjustmentFactor
        avl_spare 10 1 availableSpare
        percent_used 11 1 percentageUsed
        mucs 12 1 numberOfChannels
        cio 13 1 channelIdentifiersOffset
        """);
  }

  /** A count of all ones, and not the bytes for it. */
  @Test
  void noMoreIsListedThanThereAreBytesFor() {
    assertThat(AnaLog.decode(Samples.allOnes(100)).groups()).isEmpty();
    assertThat(LbaStatusLog.decode(Samples.allOnes(100)).elements()).hasSize(5);
    assertThat(MediaUnitStatusLog.decode(Samples.allOnes(100)).mediaUnits()).isEmpty();
    assertThat(FdpConfigurationsLog.decode(Samples.allOnes(100)).configurations()).isEmpty();
    assertThat(ReclaimUnitHandleUsageLog.decode(Samples.allOnes(100)).usages()).hasSize(11);
    assertThat(FdpEventsLog.decode(Samples.allOnes(200)).events()).hasSize(2);
    assertThat(EventAggregateLog.decode(Samples.allOnes(100)).identifiers()).hasSize(46);
    assertThat(PersistentEventLog.decode(Samples.allOnes(4096)).events()).isEmpty();
    assertThat(LockdownLog.decode(Samples.allOnes(512)).identifiers()).hasSize(255);
    assertThat(ErrorInformationEntry.decodeAll(Samples.allOnes(200))).hasSize(3);
    for (int seed = 0; seed < 200; seed++) {
      ByteBuffer data = Samples.random(seed, 600);
      assertThat(AnaLog.decode(data).toString()).isNotEmpty();
      assertThat(LbaStatusLog.decode(data).toString()).isNotEmpty();
      assertThat(MediaUnitStatusLog.decode(data).toString()).isNotEmpty();
      assertThat(FdpConfigurationsLog.decode(data).toString()).isNotEmpty();
      assertThat(AnaLog.length(data)).isPositive();
      assertThat(MediaUnitStatusLog.length(data)).isPositive();
      assertThat(new PersistentEvent(data.array()).toString()).isNotEmpty();
    }
  }

  @Test
  void supportedPages() {
    ByteBuffer data = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(4 * 0x02, 1).putInt(4 * 0x0D, 0x0001_0003).putInt(4 * 0xFF, 2);
    SupportedLogPages pages = SupportedLogPages.decode(data);
    assertThat(pages.supported()).containsExactly(2, 13);
    assertThat(pages.support(0x0D).lidSpecificParameter()).isEqualTo(1);
    assertThat(pages).hasToString("SupportedLogPages[02h, 0Dh]");
    assertThatThrownBy(() -> pages.support(256)).isInstanceOf(IndexOutOfBoundsException.class);
    FeatureEffectsLog features = FeatureEffectsLog.decode(data);
    assertThat(features.supported()).containsExactly(2, 13);
    assertThat(features.effects(0xFF).userDataContentChange()).isTrue();
    assertThat(
            ManagementCommandEffectsLog.decode(
                    ByteBuffer.allocate(4096).put(data.array()).flip().limit(4096))
                .supported())
        .containsExactly(2, 13);
  }

  @Test
  void lists() {
    ByteBuffer data = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(ChangedNamespaceList.decode(data).namespaceIdentifiers()).isEmpty();
    data.putInt(0, 3).putInt(4, 0xFFFF_FFFE);
    assertThat(ChangedNamespaceList.decode(data).namespaceIdentifiers())
        .containsExactly(3L, 0xFFFF_FFFEL);
    data.putInt(0, -1).putInt(4, 0);
    assertThat(ChangedNamespaceList.decode(data).tooMany()).isTrue();
    assertThat(ChangedNamespaceList.decode(data).namespaceIdentifiers()).isEmpty();
    assertThat(ChangedZoneList.decode(data).tooMany()).isTrue();
    assertThat(ChangedZoneList.decode(data).zoneIdentifiers()).isEmpty();
    data.putInt(0, 2).putLong(8, 0x1000).putLong(16, 0x2000);
    assertThat(ChangedZoneList.decode(data).zoneIdentifiers()).containsExactly(0x1000L, 0x2000L);
    data.putInt(0, 2).putInt(4, 0).putShort(8, (short) 5).putShort(10, (short) 9);
    assertThat(EventAggregateLog.decode(data).identifiers()).containsExactly(5, 9);
  }

  @Test
  void firmwareRevisions() {
    ByteBuffer data = ByteBuffer.allocate(512);
    data.put(0, (byte) 0x21).put(8, "1.0     ".getBytes()).put(16, "2.0b".getBytes());
    FirmwareSlotLog log = FirmwareSlotLog.decode(data);
    assertThat(log.activeFirmwareInfo().activeSlot()).isEqualTo(1);
    assertThat(log.activeFirmwareInfo().nextResetSlot()).isEqualTo(2);
    assertThat(log.firmwareRevisions()).containsExactly("1.0", "2.0b", "", "", "", "", "");
    assertThatThrownBy(() -> log.firmwareRevision(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void telemetryAreasContainThoseBeforeThem() {
    ByteBuffer data = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    data.put(0, (byte) 8).put(381, (byte) 4).put(383, (byte) 6);
    data.putShort(8, (short) 1).putShort(10, (short) 0xFFFF).putShort(12, (short) 0);
    TelemetryHeader header = TelemetryHeader.decode(data);
    assertThat(header.length(1)).isEqualTo(1024);
    assertThat(header.length(2)).isEqualTo(512L << 16);
    assertThat(header.length(4)).isEqualTo(512L << 16);
    assertThat(header.dataGenerationNumber()).isEqualTo(6);
    assertThat(TelemetryHeader.decode(data.put(0, (byte) 7)).dataGenerationNumber()).isEqualTo(4);
    assertThat(TelemetryHeader.decode(data.putInt(16, -1)).length(4)).isEqualTo(512L << 32);
    assertThatThrownBy(() -> header.length(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void ocpHasAGuid() {
    ByteBuffer data = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(OcpSmartLog.decode(data).isGenuine()).isFalse();
    data.putLong(496, 0xA4F2_BFEA_2810_AFC5L).putLong(504, 0xAFD5_14C9_7C6F_4F9CL);
    data.putLong(80, 0x0102_0304_0506_0700L);
    assertThat(OcpSmartLog.decode(data).isGenuine()).isTrue();
    assertThat(OcpSmartLog.decode(data).refreshCounts()).isEqualTo(0x01_0203_0405_0607L);
  }

  @Test
  void sanitizeInPercent() {
    ByteBuffer data = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort(0, (short) 0x4000).putShort(2, (short) 2);
    assertThat(SanitizeStatusLog.decode(data).percent()).isEqualTo(25);
    assertThat(SanitizeStatusLog.decode(data.putShort(2, (short) 0x101)).percent()).isEqualTo(100);
  }

  private static PersistentEvent event(int type, int vendor, ByteBuffer data) {
    int length = data.remaining();
    ByteBuffer b = ByteBuffer.allocate(24 + vendor + length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(0, (byte) type)
        .put(1, (byte) 1)
        .put(2, (byte) 21)
        .put(3, (byte) 2)
        .putShort(4, (short) 6);
    b.putLong(6, 0x0001_0000_0000_1234L).putShort(14, (short) 9);
    b.putShort(20, (short) vendor).putShort(22, (short) (vendor + length));
    b.put(24 + vendor, data, 0, length);
    PersistentEvent event = new PersistentEvent(b.array());
    assertThat(PersistentEvent.length(b.array(), 0)).isEqualTo(b.capacity());
    assertThat(event.type()).isEqualTo(type);
    assertThat(event.controllerIdentifier()).isEqualTo(6);
    assertThat(event.portIdentifierType()).isEqualTo(2);
    assertThat(event.portIdentifier()).isEqualTo(9);
    assertThat(event.timestampMilliseconds()).isEqualTo(0x1234);
    assertThat(event.timestampAttributes()).isEqualTo(1);
    assertThat(event.vendorSpecificInformation().remaining()).isEqualTo(vendor);
    assertThat(event.data()).isEqualTo(data);
    return event;
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void persistentEventsByType() {
    ByteBuffer smart = Samples.random(3, 512);
    assertThat(event(1, 0, smart).details())
        .isEqualTo(new PersistentEvent.SmartSnapshot(SmartLog.decode(smart)));
    ByteBuffer commit = bytes(22).put(0, "1.0     2.0     ".getBytes());
    commit.put(16, (byte) 3).put(17, (byte) 2).put(18, (byte) 1).put(19, (byte) 0x0B);
    assertThat(event(2, 4, commit.putShort(20, (short) 77)).details())
        .isEqualTo(
            new PersistentEvent.FirmwareCommit("1.0", "2.0", 3, 2, NvmeStatus.of(0x10B), 77));
    assertThat(event(3, 0, bytes(16).putLong(0, 5).putLong(8, 6)).details())
        .isEqualTo(new PersistentEvent.TimestampChange(5, 6));
    ByteBuffer reset = bytes(8 + 36).put(0, "3.0     ".getBytes()).putShort(8, (short) 4);
    reset.put(10, (byte) 1).put(11, (byte) 1).putInt(24, 12).putLong(28, 13).putLong(36, 14);
    assertThat(event(4, 0, reset).details())
        .isEqualTo(
            new PersistentEvent.PowerOnOrReset(
                "3.0", List.of(new PersistentEvent.ControllerReset(4, 1, true, 12, 13, 14))));
    assertThat(event(5, 0, bytes(6).putShort(0, (short) 2).put(4, (byte) 0xAB)).details())
        .isEqualTo(new PersistentEvent.HardwareError(2, "ab00"));
    ByteBuffer change = bytes(48).putInt(0, 1).putLong(8, 2).putLong(24, 3).put(32, (byte) 4);
    change.put(33, (byte) 5).put(34, (byte) 6).putInt(36, 7).putShort(40, (short) 8).putInt(44, 9);
    assertThat(event(6, 0, change).details())
        .isEqualTo(new PersistentEvent.ChangeNamespace(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(event(7, 0, bytes(12).putInt(0, 1).put(4, (byte) 2).putInt(8, 3)).details())
        .isEqualTo(new PersistentEvent.FormatStart(1, 2, 3));
    ByteBuffer formatted = bytes(12).putInt(0, 1).put(4, (byte) 2).put(5, (byte) 3);
    assertThat(event(8, 0, formatted.putShort(6, (short) 4).putShort(8, (short) 0x0C)).details())
        .isEqualTo(new PersistentEvent.FormatCompletion(1, 2, 3, 4, NvmeStatus.of(6)));
    assertThat(event(9, 0, bytes(12).putInt(0, 1).putInt(4, 2).putInt(8, 3)).details())
        .isEqualTo(new PersistentEvent.SanitizeStart(1, 2, 3));
    ByteBuffer sanitized = bytes(8).putShort(0, (short) 1).putShort(2, (short) 2);
    assertThat(event(10, 0, sanitized.putShort(4, (short) 3)).details())
        .isEqualTo(new PersistentEvent.SanitizeCompletion(1, new SanitizeStatusLog.Status(2), 3));
    ByteBuffer set = bytes(4 + 8 + 3 + 4).putInt(0, 3 << 16 | 8 | 2).putInt(4, 5).putInt(8, 6);
    set.put(12, (byte) 1).put(13, (byte) 2).put(14, (byte) 3).putInt(15, 99);
    assertThat(event(11, 0, set).details())
        .isEqualTo(new PersistentEvent.SetFeature(List.of(5L, 6L), "010203", true, 99));
    assertThat(event(12, 0, smart).details())
        .isEqualTo(new PersistentEvent.TelemetryLogCreated(TelemetryHeader.decode(smart)));
    assertThat(event(13, 0, bytes(2).put(0, (byte) 4).put(1, (byte) 0x88)).details())
        .isEqualTo(new PersistentEvent.ThermalExcursion(4, 0x88));
    assertThat(event(0xDE, 7, bytes(9)).details()).isEqualTo(new PersistentEvent.Other(9));
    assertThat(event(6, 0, bytes(47)).details()).isEqualTo(new PersistentEvent.Other(47));
  }

  @Test
  void everyBitOfEveryFlag() {
    assertBits(ErrorInformationEntry.StatusInfo.class, "phaseTag=0 status=15:1");
    assertBits(
        ErrorInformationEntry.ParameterErrorLocation.class, "byteInCommand=7:0 bitInCommand=10:8");
    assertBits(FirmwareSlotLog.ActiveFirmwareInfo.class, "activeSlot=2:0 nextResetSlot=6:4");
    assertBits(SelfTestLog.CurrentOperation.class, "operation=3:0");
    assertBits(SelfTestLog.CurrentCompletion.class, "percent=6:0");
    assertBits(SelfTestLog.SelfTestResult.SelfTestStatus.class, "result=3:0 code=7:4");
    assertBits(
        SelfTestLog.SelfTestResult.ValidDiagnosticInformation.class,
        "namespaceIdentifier=0 failingLba=1 statusCodeType=2 statusCode=3");
    assertBits(
        EnduranceGroupLog.CriticalWarning.class,
        "availableSpareLow=0 degradedReliability=2 readOnly=3");
    assertBits(EnduranceGroupLog.Features.class, "rotationalMedia=0");
    assertBits(PredictableLatencyLog.Status.class, "window=2:0");
    assertBits(
        PredictableLatencyLog.EventType.class,
        "readsWarning=0 writesWarning=1 timeWarning=2 exceeded=14 deterministicExcursion=15");
    assertBits(AnaLog.Group.State.class, "state=3:0");
    assertBits(LockdownLog.Attributes.class, "scope=3:0 contents=5:4");
    assertBits(
        FdpConfigurationsLog.Configuration.Attributes.class,
        "reclaimGroupIdentifierFormat=3:0 volatileWriteCache=4 valid=7");
    assertBits(ReclaimUnitHandleUsageLog.Usage.Attributes.class, "use=2:0");
    assertBits(
        FdpEventsLog.Event.Flags.class,
        "placementIdentifierValid=0 namespaceIdentifierValid=1 locationValid=2");
    assertBits(
        SanitizeStatusLog.Status.class,
        "operation=2:0 overwritePasses=7:3 globalDataErased=8 mediaVerificationCanceled=9");
    assertBits(SanitizeStatusLog.StateInformation.class, "state=3:0 failureState=7:4");
    assertBits(
        SupportedLogPages.LogPageSupport.class,
        "supported=0 indexOffset=1 lidSpecificParameter=31:16");
    assertBits(BootPartitionHeader.BootPartitionInformation.class, "size=14:0 activePartition1=31");
    assertBits(
        PersistentEventLog.ReportingContext.class,
        "portIdentifier=15:0 portIdentifierType=17:16 existed=18");
    String effects =
        """
        supported=0 userDataContentChange=1 namespaceCapabilityChange=2
        namespaceInventoryChange=3 controllerCapabilityChange=4 namespaceScope=20
        controllerScope=21 nvmSetScope=22 enduranceGroupScope=23 domainScope=24
        nvmSubsystemScope=25
        """;
    assertBits(FeatureEffectsLog.Effects.class, effects + "uuidSelection=19");
    assertBits(ManagementCommandEffectsLog.Effects.class, effects);
  }
}
