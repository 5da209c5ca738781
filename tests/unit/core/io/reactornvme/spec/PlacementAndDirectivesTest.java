package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.spec.Samples.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The structures of flexible data placement, of directives and of Get LBA Status. */
class PlacementAndDirectivesTest {

  private static ByteBuffer zeros(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertFields(Object structure, ByteBuffer data, String table) {
    for (Field field : Field.parse(table)) {
      assertThat(Samples.unsigned(field.read(structure)))
          .as(field.accessor())
          .isEqualTo(field.number(data, false));
    }
  }

  @Test
  void reclaimUnitHandleStatus() {
    ByteBuffer data = Samples.random(7, 16 + 2 * 32);
    data.put(14, (byte) 3).put(15, (byte) 0);
    ReclaimUnitHandleStatus status = ReclaimUnitHandleStatus.decode(data);
    assertThat(status.numberOfDescriptors()).isEqualTo(3);
    assertThat(status.neededBytes()).isEqualTo(16 + 3 * 32);
    List<ReclaimUnitHandleStatus.Descriptor> descriptors = status.descriptors();
    assertThat(descriptors).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertFields(
          descriptors.get(i),
          data.slice(16 + 32 * i, 32),
          """
          pid 0 2 placementIdentifier
          ruhid 2 2 reclaimUnitHandleIdentifier
          earutr 4 4 estimatedActiveReclaimUnitTimeRemaining
          ruamw 8 8 reclaimUnitAvailableMediaWrites
          """);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReclaimUnitHandleStatus.decode(zeros(15)))
        .withMessageContaining("16");
  }

  @Test
  void directiveParameters() {
    ByteBuffer data = zeros(4096).putInt(0, 0xFFFF_FFFF).putInt(32, 5).putInt(64, 2);
    DirectiveParameters parameters = DirectiveParameters.decode(data);
    assertThat(parameters.supported()).containsExactly(DirectiveType.values());
    assertThat(parameters.enabled())
        .containsExactly(DirectiveType.IDENTIFY, DirectiveType.DATA_PLACEMENT);
    assertThat(parameters.persistentAcrossControllerLevelResets())
        .containsExactly(DirectiveType.STREAMS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DirectiveParameters.decode(zeros(4095)))
        .withMessageContaining("4096");
  }

  @Test
  void streams() {
    ByteBuffer data = Samples.random(9, 32);
    assertFields(
        StreamsParameters.decode(data),
        data,
        """
        msl 0 2 maxStreamsLimit
        nssa 2 2 nvmSubsystemStreamsAvailable
        nsso 4 2 nvmSubsystemStreamsOpen
        nssc 6 1 nvmSubsystemStreamCapability
        sws 16 4 streamWriteSize
        sgs 20 2 streamGranularitySize
        nsa 22 2 namespaceStreamsAllocated
        nso 24 2 namespaceStreamsOpen
        """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamsParameters.decode(zeros(31)))
        .withMessageContaining("32");
    assertBits(
        StreamsParameters.NvmSubsystemStreamCapability.class,
        "sharedStreamIdentifiers=0 streamsRequireNonZeroHostIdentifier=1");
    ByteBuffer status = zeros(7).putShort(0, (short) 3).putShort(2, (short) 1);
    status.putShort(4, (short) 0xFFFF);
    assertThat(StreamsStatus.decode(status).streamIdentifiers()).containsExactly(1, 0xFFFF);
    assertThat(StreamsStatus.decode(status).openStreamCount()).isEqualTo(3);
    assertThat(StreamsStatus.decode(status).neededBytes()).isEqualTo(8);
    assertThatIllegalArgumentException().isThrownBy(() -> StreamsStatus.decode(zeros(1)));
  }

  @Test
  void lbaStatus() {
    ByteBuffer data = Samples.random(11, 8 + 2 * 16).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, -1).put(4, (byte) 2).put(8 + 13, (byte) 1);
    LbaStatus status = LbaStatus.decode(data);
    assertThat(status.numberOfDescriptors()).isEqualTo(0xFFFF_FFFFL);
    assertThat(status.complete()).isTrue();
    assertThat(status.descriptors()).hasSize(2);
    assertThat(status.descriptors().get(0).status()).isEqualTo(1);
    assertFields(
        status.descriptors().get(1),
        data.slice(24, 16),
        """
        dslba 0 8 startingLba
        nlb 8 4 numberOfLogicalBlocks
        """);
    assertThat(LbaStatus.decode(zeros(8).put(4, (byte) 1)).complete()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LbaStatus.decode(zeros(7)))
        .withMessageContaining("8");
  }
}
