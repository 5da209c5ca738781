package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.spec.FeatureValue.AsynchronousEventConfiguration.Notice;
import io.reactornvme.spec.FeatureValue.AutonomousPowerStateTransition.Transition;
import io.reactornvme.spec.FeatureValue.FlexibleDataPlacementEvents.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bits and bytes of the features, by the tables of the specification. */
class FeatureTest {

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  static Stream<Arguments> dwords() {
    return Stream.of(
        Arguments.of(
            Feature.arbitration(), 0x01, 0x0403_0205, new FeatureValue.Arbitration(5, 2, 3, 4)),
        Arguments.of(Feature.powerManagement(), 0x02, 0x43, new FeatureValue.PowerManagement(3, 2)),
        Arguments.of(
            Feature.temperatureThreshold(),
            0x04,
            5 << 22 | 353,
            new FeatureValue.TemperatureThreshold(353, 5)),
        Arguments.of(
            Feature.errorRecovery(1), 0x05, 0x1_0020, new FeatureValue.ErrorRecovery(32, true)),
        Arguments.of(Feature.volatileWriteCache(), 0x06, 1, true),
        Arguments.of(
            Feature.interruptCoalescing(),
            0x08,
            0x0503,
            new FeatureValue.InterruptCoalescing(3, 5)),
        Arguments.of(Feature.interruptVectorConfiguration(0), 0x09, 1 << 16, true),
        Arguments.of(Feature.writeAtomicityNormal(), 0x0A, 0, false),
        Arguments.of(
            Feature.asynchronousEventConfiguration(),
            0x0B,
            0x0800_0103,
            new FeatureValue.AsynchronousEventConfiguration(0x0800_0103)),
        Arguments.of(
            Feature.hostControlledThermalManagement(),
            0x10,
            350 << 16 | 360,
            new FeatureValue.HostControlledThermalManagement(350, 360)),
        Arguments.of(Feature.nonOperationalPowerStateConfig(), 0x11, 1, true),
        Arguments.of(Feature.sanitizeConfig(), 0x17, 1, true),
        Arguments.of(Feature.spinupControl(), 0x1A, 1, true),
        Arguments.of(
            Feature.reservationNotificationMask(1),
            0x82,
            0xA,
            new FeatureValue.ReservationNotificationMask(true, false, true)),
        Arguments.of(Feature.reservationPersistence(1), 0x83, 1, true),
        Arguments.of(
            Feature.namespaceWriteProtection(1),
            0x84,
            2,
            FeatureValue.NamespaceWriteProtection.UNTIL_POWER_CYCLE),
        Arguments.of(Feature.raw(0xC0), 0xC0, 0x1234_5678, new FeatureValue.Raw(0x1234_5678)));
  }

  @ParameterizedTest
  @MethodSource("dwords")
  <T> void aDwordIsReadAndWritten(Feature.Settable<T> feature, int fid, int dword, T value) {
    assertThat(feature.identifier()).isEqualTo(fid);
    assertThat(feature.dataLength()).isZero();
    assertThat(feature.decode(dword, NONE)).isEqualTo(value);
    Feature.Encoded encoded = feature.encode(value);
    assertThat(encoded.dword11()).isEqualTo(dword);
    assertThat(encoded.dword12()).isZero();
    assertThat(encoded.data().hasRemaining()).isFalse();
    assertThat(feature).hasToString(String.format("%s (feature %02Xh)", feature.name(), fid));
  }

  /** A drive may set any bit: the value is never refused, and what is known is kept. */
  @ParameterizedTest
  @MethodSource("dwords")
  <T> void anyDwordCanBeRead(Feature.Settable<T> feature, int fid, int dword, T value) {
    T all = feature.decode(-1, NONE);
    assertThat(feature.encode(all).dword11() & dword).isEqualTo(dword);
  }

  /** Nothing that a drive says makes the decoders fail, as long as there is enough of it. */
  @Test
  void whateverADriveSaysIsDecoded() {
    Random random = new Random(42);
    List<Feature<?>> all = new ArrayList<>(dwords().map(a -> (Feature<?>) a.get()[0]).toList());
    all.addAll(
        List.of(
            Feature.lbaRangeType(1),
            Feature.numberOfQueues(),
            Feature.autonomousPowerStateTransition(),
            Feature.hostMemoryBuffer(),
            Feature.timestamp(),
            Feature.keepAliveTimer(),
            Feature.readRecoveryLevelConfig(1),
            Feature.hostBehaviorSupport(),
            Feature.flexibleDataPlacement(1),
            Feature.flexibleDataPlacementEvents(1, 0),
            Feature.hostIdentifier(),
            Feature.hostIdentifier64(),
            Feature.raw(0xC0, 0, 0, 64)));
    for (Feature<?> feature : all) {
      for (int i = 0; i < 200; i++) {
        byte[] data = new byte[feature.dataLength()];
        random.nextBytes(data);
        assertThat(feature.decode(random.nextInt(), ByteBuffer.wrap(data))).isNotNull();
      }
    }
  }

  @Test
  void whatTellsLikesApart() {
    Feature.Settable<FeatureValue.TemperatureThreshold> under =
        Feature.temperatureThreshold(3, true);
    assertThat(under.dword11()).isEqualTo(1 << 20 | 3 << 16);
    assertThat(under.encode(new FeatureValue.TemperatureThreshold(300)).dword11())
        .isEqualTo(1 << 20 | 3 << 16 | 300);
    assertThat(Feature.temperatureThreshold(15, false).dword11()).isEqualTo(15 << 16);
    Feature.Settable<Boolean> vector = Feature.interruptVectorConfiguration(7);
    assertThat(vector.dword11()).isEqualTo(7);
    assertThat(vector.encode(true).dword11()).isEqualTo(1 << 16 | 7);
    assertThat(Feature.errorRecovery(9).nsid()).isEqualTo(9);
    Feature.Settable<Integer> level = Feature.readRecoveryLevelConfig(2);
    assertThat(level.decode(0xF4, NONE)).isEqualTo(4);
    assertThat(level.encode(5)).isEqualTo(Feature.Encoded.of(2, 5));
    Feature.Settable<FeatureValue.FlexibleDataPlacement> fdp = Feature.flexibleDataPlacement(1);
    assertThat(fdp.decode(0x0301, NONE)).isEqualTo(new FeatureValue.FlexibleDataPlacement(true, 3));
    assertThat(fdp.encode(new FeatureValue.FlexibleDataPlacement(true, 3)))
        .isEqualTo(Feature.Encoded.of(1, 0x0301));
  }

  @Test
  void queuesAndKeepAlive() {
    assertThat(Feature.numberOfQueues().decode(0x0007_003F, NONE))
        .isEqualTo(new FeatureValue.NumberOfQueues(64, 8));
    assertThat(Feature.keepAliveTimer().decode(-1, NONE)).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void lbaRanges() {
    Feature.Settable<FeatureValue.LbaRanges> feature = Feature.lbaRangeType(1);
    assertThat(feature.dataLength()).isEqualTo(4096);
    String guid = "00112233445566778899aabbccddeeff";
    FeatureValue.LbaRange range = new FeatureValue.LbaRange(2, 3, 1000, 99, guid);
    FeatureValue.LbaRange other = new FeatureValue.LbaRange(0x80, 0, 0, -1, guid);
    FeatureValue.LbaRanges value = new FeatureValue.LbaRanges(List.of(other, range));
    Feature.Encoded encoded = feature.encode(value);
    assertThat(encoded.dword11()).isEqualTo(1);
    assertThat(encoded.data().remaining()).isEqualTo(128);
    assertThat(encoded.data().get(64)).isEqualTo((byte) 2);
    assertThat(encoded.data().getLong(64 + 8)).isEqualTo(1000);
    assertThat(encoded.data().getLong(64 + 16)).isEqualTo(99);
    assertThat(encoded.data().get(64 + 33)).isEqualTo((byte) 0x11);
    assertThat(feature.decode(1, encoded.data())).isEqualTo(value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feature.decode(2, encoded.data()))
        .withMessageContaining("192 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeatureValue.LbaRanges(Collections.nCopies(65, range)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeatureValue.LbaRange(0, 0, 0, 0, "0011"));
  }

  @Test
  void autonomousPowerStateTransition() {
    Feature.Settable<FeatureValue.AutonomousPowerStateTransition> feature =
        Feature.autonomousPowerStateTransition();
    FeatureValue.AutonomousPowerStateTransition value =
        new FeatureValue.AutonomousPowerStateTransition(
            true, List.of(new Transition(3, 100), new Transition(4, 0xFF_FFFF)));
    Feature.Encoded encoded = feature.encode(value);
    assertThat(encoded.dword11()).isEqualTo(1);
    assertThat(encoded.data().remaining()).isEqualTo(256);
    assertThat(encoded.data().getLong(0)).isEqualTo(100 << 8 | 3 << 3);
    assertThat(encoded.data().getLong(8)).isEqualTo(0xFFFF_FF20L);
    FeatureValue.AutonomousPowerStateTransition read = feature.decode(1, encoded.data());
    assertThat(read.enabled()).isTrue();
    assertThat(read.transitions()).hasSize(32).startsWith(value.transitions().get(0));
    assertThat(read.transitions().get(1)).isEqualTo(value.transitions().get(1));
    assertThat(read.transitions().get(31)).isEqualTo(new Transition(0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feature.decode(1, bytes(255)))
        .withMessageContaining("256 bytes");
  }

  @Test
  void hostMemoryBuffer() {
    ByteBuffer data = bytes(4096).putInt(0, 256).putLong(4, 0x1_0000_2000L).putInt(12, 3);
    assertThat(Feature.hostMemoryBuffer().decode(1, data))
        .isEqualTo(new FeatureValue.HostMemoryBuffer(true, 256, 0x1_0000_2000L, 3));
  }

  @Test
  void timestamp() {
    Instant time = Instant.parse("2026-11-22T12:34:56.789Z");
    Feature.Encoded encoded = Feature.timestamp().encode(FeatureValue.Timestamp.of(time));
    assertThat(encoded.data().remaining()).isEqualTo(8);
    assertThat(encoded.data().getLong(0)).isEqualTo(time.toEpochMilli());
    ByteBuffer data = bytes(8).putLong(0, time.toEpochMilli()).put(6, (byte) 3);
    FeatureValue.Timestamp read = Feature.timestamp().decode(0, data);
    assertThat(read).isEqualTo(new FeatureValue.Timestamp(time.toEpochMilli(), 1, true));
    assertThat(read.instant()).isEqualTo(time);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureValue.Timestamp.of(Instant.parse("1969-12-31T23:59:59Z")));
  }

  @Test
  void hostBehaviorSupport() {
    FeatureValue.HostBehaviorSupport value =
        new FeatureValue.HostBehaviorSupport(true, false, true, false, 0x0014);
    ByteBuffer data = Feature.hostBehaviorSupport().encode(value).data();
    assertThat(data.remaining()).isEqualTo(512);
    assertThat(data.getInt(0)).isEqualTo(0x0001_0001);
    assertThat(data.getShort(4)).isEqualTo((short) 0x14);
    assertThat(Feature.hostBehaviorSupport().decode(0, data)).isEqualTo(value);
  }

  @Test
  void flexibleDataPlacementEvents() {
    Feature.Settable<FeatureValue.FlexibleDataPlacementEvents> feature =
        Feature.flexibleDataPlacementEvents(1, 5);
    assertThat(feature.dword11()).isEqualTo(0xFF_0005);
    assertThat(feature.dataLength()).isEqualTo(512);
    ByteBuffer data = bytes(512).put(0, (byte) 0).put(1, (byte) 1).put(2, (byte) 0x81);
    FeatureValue.FlexibleDataPlacementEvents read = feature.decode(2, data);
    assertThat(read.types()).containsExactly(new EventType(0, true), new EventType(0x81, false));
    assertThat(feature.decode(-1, data).types()).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> feature.encode(read));
    Feature.Encoded encoded =
        feature.encode(
            new FeatureValue.FlexibleDataPlacementEvents(
                List.of(new EventType(1, true), new EventType(0x80, true))));
    assertThat(encoded.dword11()).isEqualTo(0x02_0005);
    assertThat(encoded.dword12()).isEqualTo(1);
    assertThat(encoded.data().getInt(0)).isEqualTo(0x8001);
  }

  @Test
  void hostIdentifiers() {
    ByteBuffer data = bytes(16);
    for (int i = 0; i < 16; i++) {
      data.put(i, (byte) (i * 17));
    }
    FeatureValue.HostIdentifier id = Feature.hostIdentifier().decode(0, data);
    assertThat(id.digits()).isEqualTo("00112233445566778899aabbccddeeff");
    assertThat(Feature.hostIdentifier().dword11()).isEqualTo(1);
    assertThat(Feature.hostIdentifier().encode(id).data()).isEqualTo(data);
    assertThat(Feature.hostIdentifier().encode(id).dword11()).isEqualTo(1);
    assertThat(Feature.hostIdentifier64().decode(0, data).digits()).isEqualTo("0011223344556677");
    assertThat(Feature.hostIdentifier64().dword11()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Feature.hostIdentifier64().encode(id))
        .withMessageContaining("16 digits");
  }

  @Test
  void asynchronousEvents() {
    FeatureValue.AsynchronousEventConfiguration value =
        new FeatureValue.AsynchronousEventConfiguration(0x8000_0102);
    assertThat(value.criticalWarnings().temperatureThreshold()).isTrue();
    assertThat(value.contains(Notice.NAMESPACE_ATTRIBUTE)).isTrue();
    assertThat(value.contains(Notice.FIRMWARE_ACTIVATION)).isFalse();
    assertThat(value.contains(Notice.DISCOVERY_LOG_PAGE_CHANGE)).isTrue();
    assertThat(
            value
                .with(Notice.TELEMETRY_LOG, true)
                .with(Notice.NAMESPACE_ATTRIBUTE, false)
                .withCriticalWarnings(new SmartLog.CriticalWarning(1))
                .value())
        .isEqualTo(0x8000_0401);
  }

  @Test
  void rawKeepsItsBytes() {
    Feature.Settable<FeatureValue.Raw> feature = Feature.raw(0xC5, 1, 2, 16);
    assertThat(feature.nsid()).isEqualTo(1);
    assertThat(feature.dword11()).isEqualTo(2);
    ByteBuffer data = bytes(16).putInt(0, 7);
    FeatureValue.Raw raw = feature.decode(9, data);
    data.putInt(0, 8);
    assertThat(raw.data().getInt(0)).isEqualTo(7);
    assertThat(raw.dword()).isEqualTo(9);
    assertThat(feature.encode(new FeatureValue.Raw(1, 2, 3, 4, data)))
        .isEqualTo(new Feature.Encoded(1, 2, 3, 4, data));
  }

  @Test
  void numbersThatDoNotFitAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeatureValue.PowerManagement(32, 0))
        .withMessage("powerState is 0 to 31, not 32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeatureValue.TemperatureThreshold(-1))
        .withMessageContaining("kelvins");
    assertThatIllegalArgumentException().isThrownBy(() -> Feature.temperatureThreshold(9, false));
    assertThatIllegalArgumentException().isThrownBy(() -> Feature.raw(256));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Feature.readRecoveryLevelConfig(0).encode(16));
  }

  @Test
  void capabilities() {
    assertThat(Feature.Capabilities.decode(5))
        .isEqualTo(new Feature.Capabilities(true, false, true));
  }
}
