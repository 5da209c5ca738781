package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static io.reactornvme.spec.StructureAssert.assertDecodes;
import static io.reactornvme.spec.StructureAssert.assertFields;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spec.DomainList.DomainAttributes;
import io.reactornvme.spec.IoCommandSets.IoCommandSetCombination;
import io.reactornvme.spec.NamespaceGranularityList.NamespaceGranularity;
import io.reactornvme.spec.NamespaceIdentificationDescriptors.Descriptor;
import io.reactornvme.spec.NvmSetList.NvmSetAttributes;
import io.reactornvme.spec.Samples.Field;
import io.reactornvme.spec.SecondaryControllerList.SecondaryController;
import io.reactornvme.spec.UuidList.UuidListEntry;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The lists among the data structures of Identify, and those of a few fields. */
class IdentifyListsTest {

  private static ByteBuffer zeros() {
    return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void decoding() {
    assertDecodes(4096, "Namespace List", NamespaceList::decode);
    assertDecodes(4096, "Controller List", ControllerList::decode);
    assertDecodes(4096, "Endurance Group List", EnduranceGroupList::decode);
    assertDecodes(4096, "NVM Set List", NvmSetList::decode);
    assertDecodes(4096, "Domain List", DomainList::decode);
    assertDecodes(4096, "Secondary Controller List", SecondaryControllerList::decode);
    assertDecodes(4096, "Namespace Granularity List", NamespaceGranularityList::decode);
    assertDecodes(4096, "UUID List", UuidList::decode);
    assertDecodes(4096, "Identify I/O Command Set", IoCommandSets::decode);
    assertDecodes(
        4096,
        "Namespace Identification Descriptor list",
        NamespaceIdentificationDescriptors::decode);
    assertDecodes(4096, "Primary Controller Capabilities", PrimaryControllerCapabilities::decode);
    assertDecodes(
        4096,
        "I/O Command Set Independent Identify Namespace",
        IndependentIdentifyNamespace::decode);
  }

  /** A drive that counts more than fits must not lead past the bytes there are. */
  @Test
  void noCountIsTrusted() {
    ByteBuffer all = Samples.allOnes(4096);
    assertThat(NamespaceList.decode(all).namespaceIdentifiers()).hasSize(1024).containsOnly(-1);
    assertThat(ControllerList.decode(all).controllerIdentifiers()).hasSize(2047);
    assertThat(EnduranceGroupList.decode(all).enduranceGroupIdentifiers()).hasSize(2047);
    assertThat(NvmSetList.decode(all).nvmSets()).hasSize(31);
    assertThat(DomainList.decode(all).domains()).hasSize(31);
    assertThat(SecondaryControllerList.decode(all).secondaryControllers()).hasSize(127);
    assertThat(NamespaceGranularityList.decode(all).granularities()).hasSize(16);
    assertThat(UuidList.decode(all).entries()).hasSize(127);
    assertThat(IoCommandSets.decode(all).combinations()).hasSize(512);
    assertThat(NamespaceIdentificationDescriptors.decode(all).descriptors()).hasSize(15);
  }

  @Test
  void anEmptyList() {
    ByteBuffer none = zeros();
    assertThat(NamespaceList.decode(none).namespaceIdentifiers()).isEmpty();
    assertThat(ControllerList.decode(none).controllerIdentifiers()).isEmpty();
    assertThat(EnduranceGroupList.decode(none).enduranceGroupIdentifiers()).isEmpty();
    assertThat(NvmSetList.decode(none).nvmSets()).isEmpty();
    assertThat(DomainList.decode(none).domains()).isEmpty();
    assertThat(SecondaryControllerList.decode(none).secondaryControllers()).isEmpty();
    assertThat(UuidList.decode(none).entries()).isEmpty();
    assertThat(IoCommandSets.decode(none).combinations()).isEmpty();
    NamespaceIdentificationDescriptors names = NamespaceIdentificationDescriptors.decode(none);
    assertThat(names.descriptors()).isEmpty();
    assertThat(names.ieeeExtendedUniqueIdentifier()).isEmpty();
    assertThat(names.namespaceGloballyUniqueIdentifier()).isEmpty();
    assertThat(names.namespaceUuid()).isEmpty();
    assertThat(names.commandSetIdentifier()).isEmpty();
  }

  @Test
  void identifiersInTheirOrder() {
    ByteBuffer nsids = zeros().putInt(0, 1).putInt(4, 5).putInt(8, -2).putInt(16, 9);
    assertThat(NamespaceList.decode(nsids).namespaceIdentifiers()).containsExactly(1, 5, -2);
    ByteBuffer counted = zeros().putShort(0, (short) 2).putShort(2, (short) 0);
    counted.putShort(4, (short) 0xFFF0).putShort(6, (short) 3);
    assertThat(ControllerList.decode(counted).controllerIdentifiers()).containsExactly(0, 0xFFF0);
    assertThat(EnduranceGroupList.decode(counted).enduranceGroupIdentifiers())
        .containsExactly(0, 0xFFF0);
    ByteBuffer sets = zeros().putLong(0, 1).putLong(8, 0b101).putLong(24, 1);
    assertThat(IoCommandSets.decode(sets).combinations())
        .containsExactly(new IoCommandSetCombination(1), new IoCommandSetCombination(5));
  }

  @Test
  void entriesOfManyFields() {
    BigInteger eight = BigInteger.valueOf(8);
    BigInteger nine = BigInteger.valueOf(9);
    ByteBuffer sets = zeros().put(0, (byte) 2);
    sets.putShort(256, (short) 3).putShort(258, (short) 4).putInt(264, 5).putInt(268, 6);
    sets.putLong(272, 8).putLong(288, 9);
    assertThat(NvmSetList.decode(sets).nvmSets())
        .hasSize(2)
        .endsWith(new NvmSetAttributes(3, 4, 5, 6, eight, nine));

    ByteBuffer domains = zeros().put(0, (byte) 1).putShort(128, (short) 7);
    domains.putLong(144, 8).putLong(160, 9).putLong(176, 8);
    assertThat(DomainList.decode(domains).domains())
        .containsExactly(new DomainAttributes(7, eight, nine, eight));

    ByteBuffer secondary = zeros().put(0, (byte) 1);
    secondary.putShort(32, (short) 1).putShort(34, (short) 2).put(36, (byte) 1);
    secondary.putShort(40, (short) 3).putShort(42, (short) 4).putShort(44, (short) 5);
    SecondaryController only = new SecondaryController(1, 2, 1, 3, 4, 5);
    assertThat(SecondaryControllerList.decode(secondary).secondaryControllers())
        .containsExactly(only);
    assertThat(only.online()).isTrue();
    assertThat(new SecondaryController(1, 2, 2, 3, 4, 5).online()).isFalse();

    ByteBuffer granularities = zeros().putInt(0, 1).put(4, (byte) 1);
    granularities.putLong(32, 4096).putLong(40, 8192).putLong(56, 1L << 40);
    NamespaceGranularityList list = NamespaceGranularityList.decode(granularities);
    assertThat(list.numberOfDescriptors()).isEqualTo(1);
    assertThat(list.namespaceGranularityAttributes().granularityDescriptorMapping()).isTrue();
    assertThat(list.granularities())
        .containsExactly(
            new NamespaceGranularity(4096, 8192), new NamespaceGranularity(0, 1L << 40));

    UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    ByteBuffer uuids = zeros().put(32, (byte) 0xFE).order(ByteOrder.BIG_ENDIAN);
    uuids.putLong(48, uuid.getMostSignificantBits()).putLong(56, uuid.getLeastSignificantBits());
    uuids.putLong(112, 1); // beyond the end
    assertThat(UuidList.decode(uuids).entries()).containsExactly(new UuidListEntry(2, uuid));
  }

  @Test
  void namesOfANamespace() {
    ByteBuffer data = zeros().order(ByteOrder.BIG_ENDIAN);
    data.put(new byte[] {1, 8, 0, 0}).putLong(0x0123_4567_89AB_CDEFL);
    data.put(new byte[] {9, 2, 0, 0, 5, 6}); // of a type to come
    data.put(new byte[] {3, 16, 0, 0}).putLong(1).putLong(-2);
    data.put(new byte[] {2, 16, 0, 0}).putLong(3).putLong(4);
    data.put(new byte[] {4, 1, 0, 0, 2}).position(0);
    NamespaceIdentificationDescriptors names = NamespaceIdentificationDescriptors.decode(data);
    assertThat(names.descriptors())
        .hasSize(5)
        .startsWith(new Descriptor(1, "0123456789abcdef"), new Descriptor(9, "0506"));
    assertThat(names.ieeeExtendedUniqueIdentifier()).isEqualTo(Optional.of("0123456789abcdef"));
    assertThat(names.namespaceUuid()).isEqualTo(Optional.of(new UUID(1, -2)));
    assertThat(names.namespaceGloballyUniqueIdentifier())
        .isEqualTo(Optional.of("00000000000000030000000000000004"));
    assertThat(names.commandSetIdentifier()).isEqualTo(OptionalInt.of(2));
  }

  /** The last descriptor claims more bytes than there are, or has another length than its type. */
  @Test
  void namesThatLie() {
    ByteBuffer data = zeros();
    data.put(1, (byte) 255).put(0, (byte) 9);
    int at = 259;
    while (at + 259 < 4096) {
      data.put(at, (byte) 9).put(at + 1, (byte) 255);
      at += 259;
    }
    data.put(at, (byte) 1).put(at + 1, (byte) 255);
    assertThat(NamespaceIdentificationDescriptors.decode(data).descriptors()).hasSize(15);
    ByteBuffer shortId = zeros().put(0, (byte) 1).put(1, (byte) 4);
    assertThat(NamespaceIdentificationDescriptors.decode(shortId).ieeeExtendedUniqueIdentifier())
        .isEmpty();
  }

  @Test
  void fieldsAreWhereTheSpecificationHasThem() {
    assertFields(
        4096,
        PrimaryControllerCapabilities::decode,
        Field.parse(
            """
            cntlid 0 2 controllerIdentifier
            portid 2 2 portIdentifier
            crt 4 1 controllerResourceTypes
            vqfrt 32 4 virtualQueueFlexibleResourcesTotal
            vqrfa 36 4 virtualQueueFlexibleResourcesAssigned
            vqrfap 40 2 virtualQueueFlexibleResourcesAllocatedToPrimary
            vqprt 42 2 virtualQueuePrivateResourcesTotal
            vqfrsm 44 2 virtualQueueFlexibleResourcesSecondaryMaximum
            vqgran 46 2 virtualQueueFlexibleResourceGranularity
            vifrt 64 4 virtualInterruptFlexibleResourcesTotal
            virfa 68 4 virtualInterruptFlexibleResourcesAssigned
            virfap 72 2 virtualInterruptFlexibleResourcesAllocatedToPrimary
            viprt 74 2 virtualInterruptPrivateResourcesTotal
            vifrsm 76 2 virtualInterruptFlexibleResourcesSecondaryMaximum
            vigran 78 2 virtualInterruptFlexibleResourceGranularity
            """));
    assertFields(
        4096,
        IndependentIdentifyNamespace::decode,
        Field.parse(
            """
            nsfeat 0 1 namespaceFeatures
            nmic 1 1 multiPathIoAndNamespaceSharingCapabilities
            rescap 2 1 reservationCapabilities
            fpi 3 1 formatProgressIndicator
            anagrpid 4 4 anaGroupIdentifier
            nsattr 8 1 namespaceAttributes
            nvmsetid 10 2 nvmSetIdentifier
            endgid 12 2 enduranceGroupIdentifier
            nstat 14 1 namespaceStatus
            kpios 15 1 keyPerIoStatus
            maxkt 16 2 maximumKeyTag
            rgrpid 20 4 reachabilityGroupIdentifier
            """));
  }

  @Test
  void everyBitOfEveryFlag() {
    assertBits(
        PrimaryControllerCapabilities.ControllerResourceTypes.class,
        "virtualQueues=0 virtualInterrupts=1");
    assertBits(
        IndependentIdentifyNamespace.CommonNamespaceFeatures.class,
        "uidNeverReused=3 rotationalMedia=4 volatileWriteCacheNotPresent=5");
    assertBits(IndependentIdentifyNamespace.NamespaceStatus.class, "ready=0");
    assertBits(
        NamespaceGranularityList.NamespaceGranularityAttributes.class,
        "granularityDescriptorMapping=0");
    assertBits(
        IoCommandSetCombination.class,
        """
        nvm=0 keyValue=1 zonedNamespace=2 subsystemLocalMemory=3 computationalPrograms=4
        """);
  }
}
