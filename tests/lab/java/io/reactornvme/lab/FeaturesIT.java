package io.reactornvme.lab;

import static io.reactornvme.lab.Lab.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeFeatures;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeUnsafeCommandException;
import io.reactornvme.spec.Feature;
import io.reactornvme.spec.FeatureValue;
import io.reactornvme.spec.FeatureValue.AutonomousPowerStateTransition;
import io.reactornvme.spec.FeatureValue.FlexibleDataPlacementEvents;
import io.reactornvme.spec.FeatureValue.FlexibleDataPlacementEvents.EventType;
import io.reactornvme.spec.FeatureValue.TemperatureThreshold;
import io.reactornvme.spec.FeatureValue.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The features that QEMU answers, held against what nvme-cli says of them. */
class FeaturesIT {

  private static final Pattern VALUE = Pattern.compile("value: ?(?:0x)?([0-9a-fA-F]+)");

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private NvmeController drive(String serial) {
    return nvme.controller(Lab.controller(serial));
  }

  /** Dword 0 by nvme-cli. */
  private static int cli(String path, Feature<?> feature, int select) {
    String text = new String(Lab.nvmeCli(arguments(path, feature, select)));
    Matcher matcher = VALUE.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Integer.parseUnsignedInt(matcher.group(1), 16);
  }

  private static String[] arguments(String path, Feature<?> feature, int select, String... more) {
    Stream<String> all =
        Stream.of(
            "get-feature",
            path,
            "-f",
            Integer.toString(feature.identifier()),
            "-n",
            Integer.toString(feature.nsid()),
            "-c",
            Integer.toUnsignedString(feature.dword11()),
            "-s",
            Integer.toString(select));
    return Stream.concat(all, Stream.of(more)).toArray(String[]::new);
  }

  static Stream<Feature<?>> dwords() {
    return Stream.of(
        Feature.arbitration(),
        Feature.powerManagement(),
        Feature.temperatureThreshold(),
        Feature.temperatureThreshold(0, true),
        Feature.errorRecovery(1),
        Feature.volatileWriteCache(),
        Feature.numberOfQueues(),
        Feature.interruptCoalescing(),
        Feature.interruptVectorConfiguration(0),
        Feature.interruptVectorConfiguration(1),
        Feature.writeAtomicityNormal(),
        Feature.asynchronousEventConfiguration());
  }

  @ParameterizedTest
  @MethodSource("dwords")
  <T> void valuesEqualNvmeClis(Feature<T> feature) {
    NvmeController drive = drive("plain512");
    for (Feature.Select select : List.of(Feature.Select.CURRENT, Feature.Select.DEFAULT)) {
      int expected = cli(drive.path(), feature, select.value());
      assertThat(drive.features().get(feature, select).block(Lab.PATIENCE))
          .isEqualTo(feature.decode(expected, ByteBuffer.allocate(0)));
      Feature<FeatureValue.Raw> raw =
          Feature.raw(feature.identifier(), feature.nsid(), feature.dword11(), 0);
      assertThat(drive.features().get(raw, select).block(Lab.PATIENCE).dword()).isEqualTo(expected);
    }
    assertThat(drive.features().capabilities(feature).block(Lab.PATIENCE))
        .isEqualTo(Feature.Capabilities.decode(cli(drive.path(), feature, 3)));
  }

  @Test
  void hostBehaviorEqualsNvmeClis() {
    NvmeController drive = drive("plain512");
    Feature<FeatureValue.HostBehaviorSupport> feature = Feature.hostBehaviorSupport();
    byte[] expected = Lab.nvmeCli(arguments(drive.path(), feature, 0, "-l", "512", "-b"));
    assertThat(expected).hasSize(512);
    assertThat(drive.features().get(feature).block(Lab.PATIENCE))
        .isEqualTo(feature.decode(0, ByteBuffer.wrap(expected)));
    FeatureValue.Raw raw = drive.features().get(Feature.raw(0x16, 0, 0, 512)).block(Lab.PATIENCE);
    assertThat(bytes(raw.data())).isEqualTo(expected);
  }

  private static long cliTimestamp(String path) {
    byte[] data = Lab.nvmeCli(arguments(path, Feature.timestamp(), 0, "-l", "8", "-b"));
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong(0) & 0xFFFF_FFFF_FFFFL;
  }

  /** It runs: so it is between two readings of nvme-cli's. */
  @Test
  void theTimestampIsReadAndSet() {
    NvmeController drive = drive("plain512");
    Instant time = Instant.parse("2031-02-03T04:05:06.789Z");
    drive.features().set(Feature.timestamp(), Timestamp.of(time)).block(Lab.PATIENCE);
    long before = cliTimestamp(drive.path());
    Timestamp now = drive.features().get(Feature.timestamp()).block(Lab.PATIENCE);
    long after = cliTimestamp(drive.path());
    assertThat(now.milliseconds()).isBetween(before, after);
    assertThat(before).isGreaterThanOrEqualTo(time.toEpochMilli());
    assertThat(now.origin()).isEqualTo(1);
  }

  @Test
  void whatIsSetNvmeCliReads() {
    NvmeController drive = drive("plain512");
    NvmeFeatures features = drive.features();
    TemperatureThreshold before = features.get(Feature.temperatureThreshold()).block(Lab.PATIENCE);
    features.set(Feature.temperatureThreshold(), new TemperatureThreshold(350)).block(Lab.PATIENCE);
    assertThat(cli(drive.path(), Feature.temperatureThreshold(), 0)).isEqualTo(350);
    features.set(Feature.temperatureThreshold(), before).block(Lab.PATIENCE);
    boolean cache = features.get(Feature.volatileWriteCache()).block(Lab.PATIENCE);
    features.set(Feature.volatileWriteCache(), !cache).block(Lab.PATIENCE);
    assertThat(cli(drive.path(), Feature.volatileWriteCache(), 0)).isEqualTo(cache ? 0 : 1);
    features.set(Feature.volatileWriteCache(), cache).block(Lab.PATIENCE);
  }

  private static void status(Mono<?> command, int expected) {
    StepVerifier.create(command)
        .expectErrorSatisfies(
            e -> assertThat(((NvmeStatusException) e).status().code() & 0x7FF).isEqualTo(expected))
        .verify(Lab.PATIENCE);
  }

  @Test
  void whatTheDriveRefusesIsAStatus() {
    NvmeFeatures features = drive("plain512").features();
    status(features.get(Feature.raw(0xC7)), 0x002);
    status(
        features.set(Feature.volatileWriteCache(), true, NvmeFeatures.Setting.current().save()),
        0x10D);
  }

  @Test
  void whatTheDriverOwnsIsNotSetWithoutForce() {
    StepVerifier.create(
            drive("plain512")
                .features()
                .set(
                    Feature.autonomousPowerStateTransition(),
                    new AutonomousPowerStateTransition(false, List.of())))
        .expectError(NvmeUnsafeCommandException.class)
        .verify(Lab.PATIENCE);
  }

  @Test
  @Tag("features")
  void flexibleDataPlacement() {
    NvmeController drive = drive("fdp");
    Feature<FeatureValue.FlexibleDataPlacement> mode = Feature.flexibleDataPlacement(1);
    int expected = cli(drive.path(), mode, 0);
    FeatureValue.FlexibleDataPlacement placed = drive.features().get(mode).block(Lab.PATIENCE);
    assertThat(placed).isEqualTo(mode.decode(expected, ByteBuffer.allocate(0)));
    assertThat(placed.enabled()).isTrue();
  }

  @Test
  @Tag("features")
  void flexibleDataPlacementEvents() {
    NvmeFeatures features = drive("fdp").features();
    Feature.Settable<FlexibleDataPlacementEvents> feature =
        Feature.flexibleDataPlacementEvents(1, 0);
    FlexibleDataPlacementEvents before = features.get(feature).block(Lab.PATIENCE);
    assertThat(before.types()).extracting(EventType::type).contains(0, 1, 2, 3, 0x80, 0x81);
    // Those of the host alone: QEMU 10 shifts a 32-bit one by 32 and more for the others.
    List<EventType> on = host(before, true);
    features.set(feature, new FlexibleDataPlacementEvents(on)).block(Lab.PATIENCE);
    assertThat(features.get(feature).block(Lab.PATIENCE).types()).containsAll(on);
    List<EventType> off = host(before, false);
    features.set(feature, new FlexibleDataPlacementEvents(off)).block(Lab.PATIENCE);
    assertThat(features.get(feature).block(Lab.PATIENCE).types()).containsAll(off);
  }

  private static List<EventType> host(FlexibleDataPlacementEvents events, boolean enabled) {
    return events.types().stream()
        .filter(t -> t.type() < 0x80)
        .map(t -> new EventType(t.type(), enabled))
        .toList();
  }
}
