package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static io.reactornvme.spec.StructureAssert.assertDecodes;
import static io.reactornvme.spec.StructureAssert.assertFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import io.reactornvme.spec.Samples.Field;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace.LbaFormatExtension;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the NVM and the Zoned Namespace command sets add to a namespace and a controller. */
class CommandSetIdentifyTest {

  private static final List<Field> NVM_NAMESPACE =
      Field.parse(
          """
          lbstm 0 8 logicalBlockStorageTagMask
          pic 8 1 protectionInformationCapabilities
          pifa 9 1 protectionInformationFormatAttribute
          npdgl 268 4 namespacePreferredDeallocateGranularityLarge
          nprg 272 4 namespacePreferredReadGranularity
          npra 276 4 namespacePreferredReadAlignment
          nors 280 4 namespaceOptimalReadSize
          npdal 284 4 namespacePreferredDeallocateAlignmentLarge
          lbapss 288 4 lbaFormatPlacementShardSize
          tlbaag 292 4 trackedLbaAllocationGranularity
          """);

  private static final List<Field> NVM_CONTROLLER =
      Field.parse(
          """
          vsl 0 1 verifySizeLimit
          wzsl 1 1 writeZeroesSizeLimit
          wusl 2 1 writeUncorrectableSizeLimit
          dmrl 3 1 datasetManagementRangesLimit
          dmrsl 4 4 datasetManagementRangeSizeLimit
          dmsl 8 8 datasetManagementSizeLimit
          kpiocap 16 1 keyPerIoCapabilities
          wzdsl 17 1 writeZeroesWithDeallocateSizeLimit
          aocs 18 2 adminOptionalCommandSupport
          ver 20 4 versionProperty
          lbamqf 24 1 lbaMigrationQueueFormat
          """);

  private static final List<Field> ZONED_NAMESPACE =
      Field.parse(
          """
          zoc 0 2 zoneOperationCharacteristics
          ozcs 2 2 optionalZonedCommandSupport
          mar 4 4 maximumActiveResources
          mor 8 4 maximumOpenResources
          rrl 12 4 resetRecommendedLimit
          frl 16 4 finishRecommendedLimit
          rrl1 20 4 resetRecommendedLimit1
          rrl2 24 4 resetRecommendedLimit2
          rrl3 28 4 resetRecommendedLimit3
          frl1 32 4 finishRecommendedLimit1
          frl2 36 4 finishRecommendedLimit2
          frl3 40 4 finishRecommendedLimit3
          numzrwa 44 4 numberOfZrwaResources
          zrwafg 48 2 zrwaFlushGranularity
          zrwasz 50 2 zrwaSize
          zrwacap 52 1 zrwaCapability
          """);

  @Test
  void fieldsAreWhereTheSpecificationsHaveThem() {
    assertFields(4096, NvmCommandSetIdentifyNamespace::decode, NVM_NAMESPACE);
    assertFields(4096, NvmCommandSetIdentifyController::decode, NVM_CONTROLLER);
    assertFields(4096, ZonedNamespaceIdentifyNamespace::decode, ZONED_NAMESPACE);
    assertFields(
        4096,
        ZonedNamespaceIdentifyController::decode,
        Field.parse("zasl 0 1 zoneAppendSizeLimit\n"));
  }

  @Test
  void decoding() {
    assertDecodes(
        4096, "NVM Command Set Identify Namespace", NvmCommandSetIdentifyNamespace::decode);
    assertDecodes(
        4096, "NVM Command Set Identify Controller", NvmCommandSetIdentifyController::decode);
    assertDecodes(
        4096,
        "Zoned Namespace Command Set Identify Namespace",
        ZonedNamespaceIdentifyNamespace::decode);
    assertDecodes(
        4096,
        "Zoned Namespace Command Set Identify Controller",
        ZonedNamespaceIdentifyController::decode);
  }

  @Test
  void aFormatWith64BitGuard() {
    ByteBuffer data = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(12 + 4 * 63, 48 | 2 << 7).putInt(12, 3 << 7 | 2 << 9);
    NvmCommandSetIdentifyNamespace namespace = NvmCommandSetIdentifyNamespace.decode(data);
    ExtendedLbaFormat last = namespace.extendedLbaFormat(63);
    assertThat(last.storageTagSize()).isEqualTo(48);
    assertThat(last.protectionInformationFormat()).isEqualTo(2);
    assertThat(namespace.extendedLbaFormat(0).qualifiedProtectionInformationFormat()).isEqualTo(2);
    assertThat(namespace.extendedLbaFormats()).hasSize(64).endsWith(last);
    for (int index : new int[] {-1, 64}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> namespace.extendedLbaFormat(index));
    }
  }

  @Test
  void theExtensionsOfZonedFormats() {
    ByteBuffer data = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(2816 + 16 * 63, 1L << 40).put(2816 + 16 * 63 + 8, (byte) 255);
    data.put(4095, (byte) 7);
    ZonedNamespaceIdentifyNamespace namespace = ZonedNamespaceIdentifyNamespace.decode(data);
    assertThat(namespace.lbaFormatExtension(63))
        .isEqualTo(new LbaFormatExtension(1L << 40, 255 * 64));
    assertThat(namespace.lbaFormatExtensions()).hasSize(64);
    assertThat(namespace.vendorSpecific().get(255)).isEqualTo((byte) 7);
    assertThat(namespace.vendorSpecific().isReadOnly()).isTrue();
    for (int index : new int[] {-1, 64}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> namespace.lbaFormatExtension(index));
    }
  }

  @Test
  void everyBitOfEveryFlag() {
    assertBits(
        NvmCommandSetIdentifyNamespace.ProtectionInformationCapabilities.class,
        """
        storageTagWith16BitGuard=0 storageTagMaskWith16BitGuard=1 storageTagCheckRead=2
        qualifiedProtectionInformationFormat=3
        """);
    assertBits(
        NvmCommandSetIdentifyNamespace.ProtectionInformationFormatAttribute.class,
        "storageTagMaskingLevel=2:0");
    assertBits(
        ExtendedLbaFormat.class,
        """
        storageTagSize=6:0 protectionInformationFormat=8:7
        qualifiedProtectionInformationFormat=12:9
        """);
    assertBits(
        NvmCommandSetIdentifyController.AdminOptionalCommandSupport.class,
        "reportingAllocatedLbas=0");
    assertBits(
        ZonedNamespaceIdentifyNamespace.ZoneOperationCharacteristics.class,
        "variableZoneCapacity=0 zoneActiveExcursions=1");
    assertBits(
        ZonedNamespaceIdentifyNamespace.OptionalZonedCommandSupport.class,
        "readAcrossZoneBoundaries=0 zoneRandomWriteArea=1");
    assertBits(ZonedNamespaceIdentifyNamespace.ZrwaCapability.class, "explicitFlush=0");
  }
}
