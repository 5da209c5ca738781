package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spec.Samples.Field;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class IdentifyNamespaceTest {

  private static final List<String> DRIVES = Samples.DRIVES;

  /** Abbreviation, offset, size, accessor. */
  private static final List<Field> FIELDS =
      Field.parse(
          """
          nsze 0 8 namespaceSize
          ncap 8 8 namespaceCapacity
          nuse 16 8 namespaceUtilization
          nsfeat 24 1 namespaceFeatures
          nlbaf 25 1 numberOfLbaFormats
          flbas 26 1 formattedLbaSize
          mc 27 1 metadataCapabilities
          dpc 28 1 endToEndDataProtectionCapabilities
          dps 29 1 endToEndDataProtectionTypeSettings
          nmic 30 1 multiPathIoAndNamespaceSharingCapabilities
          rescap 31 1 reservationCapabilities
          fpi 32 1 formatProgressIndicator
          dlfeat 33 1 deallocateLogicalBlockFeatures
          nawun 34 2 namespaceAtomicWriteUnitNormal
          nawupf 36 2 namespaceAtomicWriteUnitPowerFail
          nacwu 38 2 namespaceAtomicCompareAndWriteUnit
          nabsn 40 2 namespaceAtomicBoundarySizeNormal
          nabo 42 2 namespaceAtomicBoundaryOffset
          nabspf 44 2 namespaceAtomicBoundarySizePowerFail
          noiob 46 2 namespaceOptimalIoBoundary
          nvmcap 48 16 nvmCapacity
          npwg 64 2 namespacePreferredWriteGranularity
          npwa 66 2 namespacePreferredWriteAlignment
          npdg 68 2 namespacePreferredDeallocateGranularity
          npda 70 2 namespacePreferredDeallocateAlignment
          nows 72 2 namespaceOptimalWriteSize
          mssrl 74 2 maximumSingleSourceRangeLength
          mcl 76 4 maximumCopyLength
          msrc 80 1 maximumSourceRangeCount
          kpios 81 1 keyPerIoStatus
          nulbaf 82 1 numberOfUniqueAttributeLbaFormats
          kpiodaag 84 4 keyPerIoDataAccessAlignmentAndGranularity
          anagrpid 92 4 anaGroupIdentifier
          nsattr 99 1 namespaceAttributes
          nvmsetid 100 2 nvmSetIdentifier
          endgid 102 2 enduranceGroupIdentifier
          nguid 104 16 namespaceGloballyUniqueIdentifier
          eui64 120 8 ieeeExtendedUniqueIdentifier
          """);

  @ParameterizedTest
  @FieldSource("DRIVES")
  void agreesWithNvmeCli(String drive) {
    IdentifyNamespace namespace = IdentifyNamespace.decode(Samples.bytes(drive + "/id-ns"));
    Map<String, String> json = Samples.json(drive + "/id-ns");
    assertThat(json).hasSizeGreaterThan(30);
    json.forEach(
        (key, expected) -> {
          Field field =
              FIELDS.stream().filter(f -> f.abbreviation().equals(key)).findFirst().orElseThrow();
          assertThat(field.read(namespace).toString()).as(key).isEqualTo(expected);
        });
  }

  @ParameterizedTest
  @FieldSource("DRIVES")
  void lbaFormatsAgreeWithNvmeCli(String drive) {
    List<LbaFormat> formats =
        IdentifyNamespace.decode(Samples.bytes(drive + "/id-ns")).lbaFormats();
    List<Map<String, String>> json = Samples.jsonArray(drive + "/id-ns");
    assertThat(formats).hasSameSizeAs(json);
    for (int i = 0; i < json.size(); i++) {
      Map<String, String> expected = json.get(i);
      assertThat(formats.get(i))
          .isEqualTo(
              new LbaFormat(
                  i,
                  Integer.parseInt(expected.get("ms")),
                  Integer.parseInt(expected.get("ds")),
                  Integer.parseInt(expected.get("rp"))));
    }
  }

  @Test
  void aNamespaceWithMetadataInWords() {
    IdentifyNamespace namespace = IdentifyNamespace.decode(Samples.bytes("meta/id-ns"));
    assertThat(namespace.logicalBlockSize()).isEqualTo(512);
    assertThat(namespace.metadataSize()).isEqualTo(8);
    assertThat(namespace.metadataTransferredAsExtendedLba()).isFalse();
    assertThat(namespace.sizeBytes()).isEqualTo(516_222L * 512);
    assertThat(namespace.endToEndDataProtectionTypeSettings().protectionInformationType())
        .isEqualTo(1);
    assertThat(namespace.multiPathIoAndNamespaceSharingCapabilities().sharedNamespace()).isTrue();
    assertThat(namespace)
        .hasToString(
            "IdentifyNamespace[namespaceSize=516222, namespaceCapacity=516222,"
                + " namespaceUtilization=516222, formattedLbaFormat=LbaFormat[index=1,"
                + " metadataSize=8, lbaDataSize=9, relativePerformance=0],"
                + " metadataTransferredAsExtendedLba=false, protectionInformationType=1]");
  }

  @Test
  void aNamespaceWithLargeBlocks() {
    IdentifyNamespace namespace = IdentifyNamespace.decode(Samples.bytes("zns/id-ns"));
    assertThat(namespace.logicalBlockSize()).isEqualTo(4096);
    assertThat(namespace.metadataSize()).isZero();
    assertThat(namespace.sizeBytes()).isEqualTo(256L << 20);
  }

  @Test
  void fieldsAreWhereTheSpecificationHasThem() {
    for (int seed = 0; seed < 20; seed++) {
      ByteBuffer data = Samples.random(seed, IdentifyNamespace.SIZE);
      IdentifyNamespace namespace = IdentifyNamespace.decode(data);
      for (Field field : FIELDS) {
        Object value = field.read(namespace);
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

  /** The two identifiers, which are big-endian. */
  private static void assertText(String text, Field field, ByteBuffer data) {
    assertThat(text)
        .isEqualTo(String.format("%0" + 2 * field.size() + "x", field.number(data, true)));
  }

  @Test
  void everyFieldAtItsLargest() {
    IdentifyNamespace namespace = IdentifyNamespace.decode(Samples.allOnes(IdentifyNamespace.SIZE));
    for (Field field : FIELDS) {
      if (!(field.read(namespace) instanceof String)) {
        assertThat(Samples.unsigned(field.read(namespace)))
            .as("%s", field)
            .isEqualTo(BigInteger.ONE.shiftLeft(8 * field.size()).subtract(BigInteger.ONE));
      }
    }
    assertThat(namespace.lbaFormats()).hasSize(64);
    assertThat(namespace.formattedLbaFormat()).isEqualTo(new LbaFormat(63, 65535, 255, 3));
    assertThat(namespace.logicalBlockSize()).isZero();
    assertThat(namespace.sizeBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(namespace.toString()).contains("namespaceSize=18446744073709551615");
  }

  @Test
  void anInactiveNamespaceIsAllZeros() {
    IdentifyNamespace namespace =
        IdentifyNamespace.decode(ByteBuffer.allocate(IdentifyNamespace.SIZE));
    assertThat(namespace.lbaFormats()).containsExactly(new LbaFormat(0, 0, 0, 0));
    assertThat(namespace.logicalBlockSize()).isZero();
    assertThat(namespace.sizeBytes()).isZero();
    assertThat(namespace.namespaceGloballyUniqueIdentifier()).isEqualTo("0".repeat(32));
  }

  @ParameterizedTest
  @CsvSource({
    // FLBAS, NLBAF, NULBAF, index
    "0x00, 0, 0, 0",
    "0x0f, 15, 0, 15",
    "0x6f, 15, 0, 15",
    "0x6f, 16, 0, 63",
    "0x21, 15, 1, 17",
    "0x21, 0, 15, 1",
    "0x41, 63, 0, 33",
    "0x9f, 63, 0, 15",
  })
  void upperBitsOfTheFormatIndexCountBeyond16Formats(
      String flbas, int nlbaf, int nulbaf, int index) {
    ByteBuffer data = ByteBuffer.allocate(IdentifyNamespace.SIZE);
    data.put(26, Integer.decode(flbas).byteValue());
    data.put(25, (byte) nlbaf).put(82, (byte) nulbaf);
    for (int i = 0; i < 64; i++) {
      data.put(128 + 4 * i, (byte) i).put(128 + 4 * i + 2, (byte) 12);
    }
    IdentifyNamespace namespace = IdentifyNamespace.decode(data);
    assertThat(namespace.formattedLbaFormatIndex()).isEqualTo(index);
    assertThat(namespace.formattedLbaFormat()).isEqualTo(new LbaFormat(index, index, 12, 0));
    assertThat(namespace.lbaFormats()).hasSize(nlbaf + 1 + nulbaf);
    assertThat(namespace.metadataTransferredAsExtendedLba())
        .isEqualTo((Integer.decode(flbas) & 0x10) != 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "8, 0", "9, 512", "12, 4096", "30, 1073741824", "31, 0", "64, 0", "255, 0"})
  void dataSizeOfAFormat(int lbaDataSize, int bytes) {
    assertThat(new LbaFormat(0, 0, lbaDataSize, 0).dataSize()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 512",
    "18014398509481983, 9223372036854775296",
    "18014398509481984, 9223372036854775807",
    "36028797018963968, 9223372036854775807",
    "-1, 9223372036854775807"
  })
  void sizeInBytesDoesNotOverflow(long blocks, long bytes) {
    ByteBuffer data =
        ByteBuffer.allocate(IdentifyNamespace.SIZE)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0, blocks)
            .put(130, (byte) 9);
    assertThat(IdentifyNamespace.decode(data).sizeBytes()).isEqualTo(bytes);
  }

  @Test
  void vendorSpecificBytes() {
    ByteBuffer data = Samples.random(3, IdentifyNamespace.SIZE);
    ByteBuffer vendor = IdentifyNamespace.decode(data).vendorSpecific();
    assertThat(vendor).isEqualTo(data.slice(384, 3712));
    assertThat(vendor.isReadOnly()).isTrue();
    assertThat(vendor.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void everyBitOfEveryFlag() {
    assertBits(
        IdentifyNamespace.NamespaceFeatures.class,
        """
        thinProvisioning=0 namespaceAtomicWriteUnits=1 deallocatedError=2 uidNeverReused=3
        optionalWritePerformance=5:4 multipleAtomicityMode=6 optionalReadPerformance=7
        """);
    assertBits(IdentifyNamespace.MetadataCapabilities.class, "extendedLba=0 separateBuffer=1");
    assertBits(
        IdentifyNamespace.DataProtectionCapabilities.class,
        "type1=0 type2=1 type3=2 inFirstBytes=3 inLastBytes=4");
    assertBits(
        IdentifyNamespace.DataProtectionTypeSettings.class,
        "protectionInformationType=2:0 firstBytes=3");
    assertBits(
        IdentifyNamespace.NamespaceSharingCapabilities.class,
        "sharedNamespace=0 dispersedNamespace=1");
    assertBits(
        IdentifyNamespace.ReservationCapabilities.class,
        """
        persistThroughPowerLoss=0 writeExclusive=1 exclusiveAccess=2
        writeExclusiveRegistrantsOnly=3 exclusiveAccessRegistrantsOnly=4
        writeExclusiveAllRegistrants=5 exclusiveAccessAllRegistrants=6 ignoreExistingKey=7
        """);
    assertBits(
        IdentifyNamespace.FormatProgressIndicator.class, "percentageRemaining=6:0 supported=7");
    assertBits(
        IdentifyNamespace.DeallocateLogicalBlockFeatures.class,
        """
        deallocationReadBehavior=2:0 writeZeroesDeallocation=3 guardDeallocationStatus=4
        """);
    assertBits(IdentifyNamespace.KeyPerIoStatus.class, "enabled=0 supported=1");
    assertBits(IdentifyNamespace.NamespaceAttributes.class, "currentlyWriteProtected=0");
    assertThat(FlagsAssert.recordsOf(IdentifyNamespace.class)).hasSize(10);
  }

  @Test
  void decoding() {
    StructureAssert.assertDecodes(
        IdentifyNamespace.SIZE, "Identify Namespace", IdentifyNamespace::decode);
  }
}
