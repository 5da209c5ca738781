package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeFeatures;
import io.reactornvme.NvmeFeatures.Setting;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeUnsafeCommandException;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.Feature;
import io.reactornvme.spec.Feature.Select;
import io.reactornvme.spec.FeatureValue;
import io.reactornvme.spec.FeatureValue.AutonomousPowerStateTransition;
import io.reactornvme.spec.FeatureValue.HostBehaviorSupport;
import io.reactornvme.spec.FeatureValue.HostIdentifier;
import io.reactornvme.spec.FeatureValue.NamespaceWriteProtection;
import io.reactornvme.spec.FeatureValue.TemperatureThreshold;
import io.reactornvme.spec.FeatureValue.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Features as an application has them. */
@Timeout(60)
class EmulatedFeaturesTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(EmulatedNvme.builder().recordCommands(1000).controllers(1));

  private EmulatedNvme drives;
  private NvmeFeatures features;
  private Commands commands;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme made) {
    drives = made;
    features = nvme.controller("nvme0").features();
    commands = new Commands(nvme);
  }

  private <T> T get(Feature<T> feature) {
    return features.get(feature).block(Commands.SOON);
  }

  private <T> void set(Feature.Settable<T> feature, T value) {
    features.set(feature, value).block(Commands.SOON);
  }

  private record Case<T>(Feature.Settable<T> feature, T value, boolean saveable) {
    @Override
    public String toString() {
      return feature.toString();
    }
  }

  static Stream<Case<?>> cases() {
    return Stream.of(
        new Case<>(Feature.arbitration(), new FeatureValue.Arbitration(3, 1, 2, 3), true),
        new Case<>(Feature.powerManagement(), new FeatureValue.PowerManagement(0, 2), true),
        new Case<>(Feature.temperatureThreshold(), new TemperatureThreshold(333), false),
        new Case<>(Feature.temperatureThreshold(0, true), new TemperatureThreshold(250), false),
        new Case<>(Feature.temperatureThreshold(2, false), new TemperatureThreshold(340), false),
        new Case<>(Feature.errorRecovery(1), new FeatureValue.ErrorRecovery(5, true), true),
        new Case<>(Feature.volatileWriteCache(), false, true),
        new Case<>(Feature.interruptCoalescing(), new FeatureValue.InterruptCoalescing(4, 9), true),
        new Case<>(Feature.writeAtomicityNormal(), true, true),
        new Case<>(
            Feature.asynchronousEventConfiguration(),
            new FeatureValue.AsynchronousEventConfiguration(0x103),
            false),
        new Case<>(
            Feature.hostControlledThermalManagement(),
            new FeatureValue.HostControlledThermalManagement(340, 350),
            true),
        new Case<>(Feature.sanitizeConfig(), true, true),
        new Case<>(Feature.raw(0x80), new FeatureValue.Raw(7), true),
        new Case<>(
            Feature.reservationNotificationMask(1),
            new FeatureValue.ReservationNotificationMask(true, false, true),
            false),
        new Case<>(Feature.reservationPersistence(1), true, false),
        new Case<>(Feature.namespaceWriteProtection(1), NamespaceWriteProtection.PROTECTED, false));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void whatIsSetIsRead(Case<T> c) {
    T before = get(c.feature);
    assertThat(before).isNotEqualTo(c.value);
    set(c.feature, c.value);
    assertThat(get(c.feature)).isEqualTo(c.value);
    assertThat(features.get(c.feature, Select.DEFAULT).block(Commands.SOON)).isEqualTo(before);
    Feature.Capabilities can = features.capabilities(c.feature).block(Commands.SOON);
    assertThat(can).isEqualTo(new Feature.Capabilities(c.saveable, c.feature.nsid() != 0, true));
    Mono<Void> saved = features.set(c.feature, c.value, Setting.current().save());
    if (c.saveable) {
      saved.block(Commands.SOON);
      assertThat(features.get(c.feature, Select.SAVED).block(Commands.SOON)).isEqualTo(c.value);
      drives.controller("nvme0").reset();
      assertThat(get(c.feature)).isEqualTo(c.value);
    } else {
      status(saved, 0x10D);
    }
  }

  private static void status(Mono<?> command, int expected) {
    StepVerifier.create(command)
        .expectErrorSatisfies(
            e -> assertThat(((NvmeStatusException) e).status().code() & 0x7FF).isEqualTo(expected))
        .verify(Commands.SOON);
  }

  @Test
  void theTimestampRuns() {
    Instant time = Instant.parse("2026-11-23T00:00:00Z");
    set(Feature.timestamp(), Timestamp.of(time));
    drives.clock().advance(Duration.ofSeconds(90));
    Timestamp now = get(Feature.timestamp());
    assertThat(now.instant()).isEqualTo(time.plusSeconds(90));
    assertThat(now.origin()).isEqualTo(1);
  }

  @Test
  void bothHostIdentifiers() {
    HostIdentifier wide = new HostIdentifier("00112233445566778899aabbccddeeff");
    set(Feature.hostIdentifier(), wide);
    assertThat(get(Feature.hostIdentifier())).isEqualTo(wide);
    HostIdentifier narrow = new HostIdentifier("0123456789abcdef");
    set(Feature.hostIdentifier64(), narrow);
    assertThat(get(Feature.hostIdentifier64())).isEqualTo(narrow);
  }

  @Test
  void aWriteProtectedNamespaceIsNotWritten() {
    set(Feature.namespaceWriteProtection(1), NamespaceWriteProtection.PROTECTED);
    assertThat(get(Feature.namespaceWriteProtection(1)).isProtected()).isTrue();
    assertThat(Commands.status(commands.write(0, 1, Commands.zeros(512))) & 0x7FF).isEqualTo(0x20);
    set(Feature.namespaceWriteProtection(1), NamespaceWriteProtection.NONE);
    assertThat(commands.write(0, 1, Commands.zeros(512)).isSuccess()).isTrue();
  }

  @Test
  void theQueuesAreRead() {
    assertThat(get(Feature.numberOfQueues())).isEqualTo(new FeatureValue.NumberOfQueues(64, 64));
  }

  @Test
  void whatADriveDoesNotHaveIsAStatus() {
    status(features.get(Feature.raw(0xC7)), 0x002);
    status(features.get(Feature.keepAliveTimer()), 0x002);
    status(features.get(Feature.hostMemoryBuffer()), 0x002);
    status(features.get(Feature.errorRecovery(77)), 0x00B);
  }

  /** The drive has neither; it is the library that must not send them, and does when told to. */
  @Test
  void whatTheDriverOwnsTakesForce() throws InterruptedException {
    HostBehaviorSupport behavior = new HostBehaviorSupport(true, true, false, false, 0);
    AutonomousPowerStateTransition apst = new AutonomousPowerStateTransition(true, List.of());
    for (Mono<Void> refused :
        List.of(
            features.set(Feature.hostBehaviorSupport(), behavior),
            features.set(Feature.autonomousPowerStateTransition(), apst),
            features.set(Feature.raw(0x07), new FeatureValue.Raw(0)))) {
      StepVerifier.create(refused)
          .expectError(NvmeUnsafeCommandException.class)
          .verify(Commands.SOON);
    }
    assertThat(drives.commandCount()).isZero();
    features
        .set(Feature.autonomousPowerStateTransition(), apst, Setting.current().force())
        .onErrorComplete(NvmeStatusException.class)
        .block(Commands.SOON);
    RecordedCommand sent = drives.takeCommand(Commands.SOON);
    assertThat(sent.opcode()).isEqualTo(AdminOpcode.SET_FEATURES);
    assertThat(sent.cdw(10)).isEqualTo(0x0C);
    assertThat(sent.cdw(11)).isEqualTo(1);
    assertThat(sent.dataLength()).isEqualTo(256);
  }
}
