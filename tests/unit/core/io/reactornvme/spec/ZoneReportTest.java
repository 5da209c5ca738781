package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.spec.ZoneDescriptor.ZoneAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneReportTest {

  /** Two descriptors with 64 bytes of extension each, and a number of zones that is the test's. */
  private static ByteBuffer report(long zones) {
    ByteBuffer data = ByteBuffer.allocate(64 + 2 * 128).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(0, zones);
    for (int i = 0; i < 2; i++) {
      int at = 64 + 128 * i;
      data.put(at, (byte) 0xF2);
      data.put(at + 1, (byte) (i == 0 ? 0x3F : 0xEF));
      data.put(at + 2, (byte) 0x8A);
      data.put(at + 3, (byte) 0x05);
      data.putLong(at + 8, 0x0101_0101_0101_0101L);
      data.putLong(at + 16, -0x10L + i);
      data.putLong(at + 24, 0x0303_0303_0303_0303L);
      data.put(at + 64, (byte) (0x77 + i));
    }
    return data;
  }

  @Test
  void fieldsAreWhereTheSpecificationHasThem() {
    ZoneReport report = ZoneReport.decode(report(2), 64);
    assertThat(report.numberOfZones()).isEqualTo(2);
    assertThat(report.zones()).hasSize(2);
    ZoneDescriptor zone = report.zones().get(0);
    assertThat(zone.zoneType()).isEqualTo(2);
    assertThat(zone.sequentialWriteRequired()).isTrue();
    assertThat(zone.zoneState()).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    assertThat(zone.zoneAttributes().value()).isEqualTo(0x8A);
    assertThat(zone.zoneAttributesInformation()).isEqualTo(5);
    assertThat(zone.zoneCapacity()).isEqualTo(0x0101_0101_0101_0101L);
    assertThat(zone.zoneStartLba()).isEqualTo(-0x10L);
    assertThat(zone.writePointerIfValid()).hasValue(0x0303_0303_0303_0303L);
    assertThat(zone.zoneDescriptorExtension().remaining()).isEqualTo(64);
    assertThat(zone.zoneDescriptorExtension().get(0)).isEqualTo((byte) 0x77);
    assertThat(zone.toString()).contains("18446744073709551600", "finishZoneRecommended");
    ZoneDescriptor full = report.zones().get(1);
    assertThat(full.zoneState()).isEqualTo(ZoneState.FULL);
    assertThat(full.writePointerIfValid()).isEmpty();
    assertThat(full.raw().remaining()).isEqualTo(128);
    assertThat(ZoneDescriptor.decode(full.raw(), 64)).isEqualTo(full);
  }

  /** The drive counts more than there are bytes. */
  @ParameterizedTest
  @ValueSource(longs = {2, 3, Long.MAX_VALUE, -1})
  void theCountIsNotTrustedBeyondTheBytes(long zones) {
    assertThat(ZoneReport.decode(report(zones), 64).zones()).hasSize(2);
    assertThat(ZoneReport.decode(report(zones), 64).numberOfZones()).isEqualTo(zones);
  }

  @Test
  void whatIsTooShortOrWrongIsRefused() {
    assertThat(ZoneReport.decode(ByteBuffer.allocate(64), 0).zones()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZoneReport.decode(ByteBuffer.allocate(63), 0))
        .withMessageContaining("64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZoneReport.decode(ByteBuffer.allocate(64), -64));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZoneDescriptor.decode(ByteBuffer.allocate(127), 64))
        .withMessageContaining("128");
  }

  @Test
  void states() {
    Map.of(
            ZoneState.EMPTY, 1,
            ZoneState.IMPLICITLY_OPENED, 2,
            ZoneState.EXPLICITLY_OPENED, 3,
            ZoneState.CLOSED, 4,
            ZoneState.READ_ONLY, 13,
            ZoneState.FULL, 14,
            ZoneState.OFFLINE, 15,
            ZoneState.RESERVED, 9)
        .forEach((state, value) -> assertThat(ZoneState.of(value)).isEqualTo(state));
    assertThat(ZoneState.FULL.reportingOption()).isEqualTo(OptionalInt.of(5));
    assertThat(ZoneState.READ_ONLY.reportingOption()).isEqualTo(OptionalInt.of(6));
    assertThat(ZoneState.OFFLINE.reportingOption()).isEqualTo(OptionalInt.of(7));
    assertThat(ZoneState.RESERVED.reportingOption()).isEmpty();
  }

  @Test
  void attributes() {
    assertBits(
        ZoneAttributes.class,
        """
        zoneFinishedByController=0 finishZoneRecommended=1 resetZoneRecommended=2
        zoneRandomWriteAreaValid=3 zoneDescriptorExtensionValid=7
        """);
  }
}
