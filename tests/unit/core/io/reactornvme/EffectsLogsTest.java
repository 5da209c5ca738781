package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

@Timeout(60)
class EffectsLogsTest {

  private static final int VENDOR = 0xC1;
  private static final int NVM = 0;
  private static final int ZONED = 2;
  private static final PassthruCommand GET_LOG = StandardCommands.commandsSupportedAndEffects(NVM);

  private final EffectsLogs logs = new EffectsLogs();
  private final AtomicInteger sent = new AtomicInteger();

  private static PassthruResult answer(int opcode, int admin, int io) {
    ByteBuffer log = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    log.putInt(4 * opcode, admin).putInt(1024 + 4 * opcode, io);
    return new PassthruResult("/dev/nvme0", GET_LOG, true, 0, 0, log, null);
  }

  private static PassthruResult status(int status) {
    return new PassthruResult("/dev/nvme0", GET_LOG, true, status, 0, null, null);
  }

  private Mono<Void> read(int csi, Mono<PassthruResult> how) {
    return logs.read(csi, () -> how.doOnSubscribe(s -> sent.incrementAndGet()));
  }

  @Test
  void whatIsKnownBeforehandAsksNobody() {
    for (int opcode : new int[] {0x02, 0x06, 0x08, 0x0A, 0x0C, 0x18}) {
      assertThat(EffectsLogs.decide(opcode, CommandForm.ADMIN)).isFalse();
      assertThat(logs.hasEffects(NVM, opcode, CommandForm.ADMIN)).isFalse();
    }
    for (int opcode : new int[] {0x80, 0x0D, 0x15, 0x20, 0x84, 0x10}) {
      assertThat(EffectsLogs.decide(opcode, CommandForm.ADMIN)).isFalse();
      assertThat(logs.hasEffects(NVM, opcode, CommandForm.ADMIN)).isTrue();
    }
    for (int opcode : new int[] {NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.ZONE_APPEND}) {
      assertThat(EffectsLogs.decide(opcode, CommandForm.IO)).isFalse();
      assertThat(EffectsLogs.decide(opcode, CommandForm.IO_VEC)).isFalse();
      assertThat(logs.hasEffects(NVM, opcode, CommandForm.IO)).isFalse();
    }
    assertThat(EffectsLogs.decide(AdminOpcode.SET_FEATURES, CommandForm.ADMIN)).isTrue();
    assertThat(EffectsLogs.decide(VENDOR, CommandForm.ADMIN)).isTrue();
    assertThat(EffectsLogs.decide(VENDOR, CommandForm.IO)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // effects, as an admin command, as an I/O command
    "0x00000, false, false",
    "0x00001, false, false",
    "0x00002, true, false", // LBCC
    "0x00004, true, true", // NCC
    "0x00008, true, true", // NIC
    "0x00010, true, true", // CCC
    "0x10000, true, false", // CSE
    "0x20000, true, false",
    "0x14000, false, false", // CSE, relaxed
    "0x80000, false, false", // UUID selection
    "0x100000, false, false", // scope
  })
  void theLogDecidesOfTheOthers(String effects, boolean admin, boolean io) {
    int value = Integer.decode(effects);
    StepVerifier.create(read(NVM, Mono.just(answer(VENDOR, value, value)))).verifyComplete();
    assertThat(logs.known(NVM)).isTrue();
    assertThat(logs.hasEffects(NVM, VENDOR, CommandForm.ADMIN)).isEqualTo(admin);
    assertThat(logs.hasEffects(NVM, VENDOR, CommandForm.IO)).isEqualTo(io);
    assertThat(logs.hasEffects(NVM, VENDOR + 1, CommandForm.ADMIN)).isFalse();
  }

  /** It excludes Security Send, says the drive; the driver cannot help that. */
  @Test
  void securityReceiveRunsBesideOthers() {
    int opcode = AdminOpcode.SECURITY_RECEIVE;
    read(NVM, Mono.just(answer(opcode, 0x10001, 0))).block();
    assertThat(logs.hasEffects(NVM, opcode, CommandForm.ADMIN)).isFalse();
  }

  @Test
  void eachCommandSetHasItsOwn() {
    read(ZONED, Mono.just(answer(VENDOR, 0, 4))).block();
    assertThat(logs.known(NVM)).isFalse();
    assertThat(logs.hasEffects(NVM, VENDOR, CommandForm.IO)).isFalse();
    assertThat(logs.hasEffects(ZONED, VENDOR, CommandForm.IO)).isTrue();
  }

  @Test
  void allThatComeBeforeTheAnswerShareOneRead() {
    for (int round = 0; round < 500; round++) {
      EffectsLogs shared = new EffectsLogs();
      AtomicInteger reads = new AtomicInteger();
      AtomicInteger told = new AtomicInteger();
      Sinks.One<PassthruResult> drive = Sinks.one();
      Runnable user =
          () ->
              shared
                  .read(NVM, () -> drive.asMono().doOnSubscribe(s -> reads.incrementAndGet()))
                  .subscribe(null, null, told::incrementAndGet);
      RaceTestUtils.race(user, user, () -> drive.tryEmitValue(answer(VENDOR, 4, 0)));
      assertThat(reads).hasValue(1);
      assertThat(told).hasValue(2);
      assertThat(shared.hasEffects(NVM, VENDOR, CommandForm.ADMIN)).isTrue();
    }
  }

  @Test
  void whoStopsWaitingDoesNotStopTheRead() {
    Sinks.One<PassthruResult> drive = Sinks.one();
    read(NVM, drive.asMono()).subscribe().dispose();
    StepVerifier.create(read(NVM, Mono.never()))
        .then(() -> drive.tryEmitValue(answer(VENDOR, 4, 0)))
        .verifyComplete();
    assertThat(sent).hasValue(1);
    assertThat(logs.known(NVM)).isTrue();
  }

  /** 0x4002 is Invalid Field, 0x4109 Invalid Log Page. */
  @ParameterizedTest
  @ValueSource(ints = {0x4002, 0x4109})
  void aDriveWithoutTheLogIsAskedOnce(int status) {
    StepVerifier.create(read(NVM, Mono.just(status(status)))).verifyComplete();
    assertFixedListAlone();
    assertThat(logs.known(NVM)).isTrue();
  }

  @Test
  void whoMayNotReadItAsksOnce() {
    NvmeOsException refused =
        new NvmeOsException(
            Errno.EACCES,
            NvmeException.Layer.DRIVER,
            NvmeOsException.Operation.ADMIN_COMMAND,
            "/dev/nvme0");
    StepVerifier.create(read(NVM, Mono.error(refused))).verifyComplete();
    assertFixedListAlone();
    assertThat(logs.known(NVM)).isTrue();
  }

  @Test
  void afterAnAccidentItIsReadAnew() {
    Throwable closed = new NvmeClosedException("/dev/nvme0", "the handle is disposed", false);
    StepVerifier.create(read(NVM, Mono.error(closed))).verifyComplete();
    assertFixedListAlone();
    assertThat(logs.known(NVM)).isFalse();
    StepVerifier.create(read(NVM, Mono.just(answer(VENDOR, 4, 0)))).verifyComplete();
    assertThat(logs.hasEffects(NVM, VENDOR, CommandForm.ADMIN)).isTrue();
    assertThat(sent).hasValue(2);
  }

  private void assertFixedListAlone() {
    assertThat(logs.hasEffects(NVM, VENDOR, CommandForm.ADMIN)).isFalse();
    assertThat(logs.hasEffects(NVM, AdminOpcode.FORMAT_NVM, CommandForm.ADMIN)).isTrue();
  }

  /** A read that the new firmware has overtaken must not be believed. */
  @Test
  void whatIsForgottenWhileItIsReadStaysForgotten() {
    Sinks.One<PassthruResult> drive = Sinks.one();
    StepVerifier.create(read(NVM, drive.asMono()))
        .then(logs::forget)
        .then(() -> drive.tryEmitValue(answer(VENDOR, 4, 0)))
        .verifyComplete();
    assertThat(logs.known(NVM)).isFalse();
    assertThat(logs.hasEffects(NVM, VENDOR, CommandForm.ADMIN)).isFalse();
  }

  // ---- on the way of a command: /dev/null answers with zeros, which is a log without effects ----

  /** Whether it succeeds or not: of ioctls /dev/null knows nothing. */
  private static void send(Target target, int opcode) {
    new Device(target, null)
        .command(PassthruCommand.builder(opcode).build(), CommandForm.ADMIN)
        .onErrorComplete()
        .block(Duration.ofSeconds(20));
  }

  private static long submitted(StandIn s) {
    return s.ring.port().counter(RingLayout.COUNTER_SUBMITTED);
  }

  @Test
  void theFirstCommandInDoubtReadsTheLogForAllHandles() {
    try (StandIn s = StandIn.open()) {
      Target first = s.nullDevice();
      Target second = s.nullDevice();
      send(first, AdminOpcode.ABORT);
      assertThat(submitted(s)).isEqualTo(1);
      send(first, VENDOR);
      assertThat(submitted(s)).isEqualTo(3);
      send(second, VENDOR);
      send(first, AdminOpcode.SECURITY_SEND);
      assertThat(submitted(s)).isEqualTo(5);
      send(second, AdminOpcode.FIRMWARE_COMMIT);
      send(first, VENDOR);
      assertThat(submitted(s)).isEqualTo(8);
    }
  }

  /** No layer lies between a command whose way is known and the ring. */
  @Test
  void whatIsKnownIsNotPaidFor() {
    PassthruCommand vendor = PassthruCommand.builder(VENDOR).build();
    PassthruCommand flush = PassthruCommand.builder(NvmOpcode.FLUSH).build();
    try (StandIn s = StandIn.open()) {
      Device device = new Device(s.nullDevice(), null);
      assertThat(device.command(StandIn.EMPTY, CommandForm.ADMIN)).isInstanceOf(PassthruMono.class);
      assertThat(device.command(flush, CommandForm.IO)).isInstanceOf(PassthruMono.class);
      assertThat(device.command(vendor, CommandForm.ADMIN)).isNotInstanceOf(PassthruMono.class);
      send(device.target(), VENDOR);
      assertThat(device.command(vendor, CommandForm.ADMIN)).isInstanceOf(PassthruMono.class);
    }
  }

  @Test
  void aDriveThatDoesNotAnswerCostsNoMoreThanTheDeadline() {
    try (StandIn s = StandIn.open()) {
      Target target = s.nullDevice();
      target.effects().read(NVM, Mono::never).subscribe();
      PassthruCommand hasty =
          PassthruCommand.builder(VENDOR).deadline(Duration.ofMillis(20)).build();
      StepVerifier.create(new Device(target, null).command(hasty, CommandForm.ADMIN))
          .verifyErrorSatisfies(
              e -> {
                assertThat(e).isInstanceOf(NvmeDeadlineException.class);
                assertThat(((NvmeDeadlineException) e).sent()).isFalse();
              });
      assertThat(submitted(s)).isZero();
    }
  }
}
