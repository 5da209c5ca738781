package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.ALL;
import static io.reactornvme.emulator.Commands.pattern;
import static io.reactornvme.emulator.Commands.status;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** Self-test, sanitize, telemetry, persistent events, and asynchronous events. */
@Timeout(60)
@ExtendWith(EmulatedNvmeExtension.class)
class EmulatedLongOperationsTest {

  private Commands commands;
  private EmulatedNvme drives;
  private EmulatedController drive;

  @BeforeEach
  void commands(Nvme nvme, EmulatedNvme made) {
    commands = new Commands(nvme);
    drives = made;
    drive = made.controller("nvme0");
  }

  private PassthruResult selfTest(int code, int nsid) {
    return commands.admin(0x14, c -> c.nsid(nsid).cdw10(code));
  }

  private ByteBuffer selfTestLog() {
    return commands.logData(6, 564);
  }

  @Test
  void selfTestsRunAndEnd() {
    assertThat(selfTestLog().get(4)).isEqualTo((byte) 0xF);
    selfTest(1, ALL).orThrow();
    assertThat(status(selfTest(2, ALL))).isEqualTo(0x11D);
    drives.clock().advance(Duration.ofSeconds(30));
    assertThat(selfTestLog().getShort(0)).isEqualTo((short) (25 << 8 | 1));
    drives.clock().advance(Duration.ofSeconds(90));
    assertThat(selfTestLog().getShort(0)).isZero();
    assertThat(selfTestLog().get(4)).isEqualTo((byte) 0x10);
    selfTest(2, 1).orThrow();
    selfTest(0xF, 1).orThrow();
    assertThat(selfTestLog().get(4)).isEqualTo((byte) 0x21);
    assertThat(selfTestLog().get(4 + 28)).isEqualTo((byte) 0x10);
    assertThat(status(selfTest(7, ALL))).isEqualTo(0x4002);
    assertThat(status(selfTest(1, 77))).isEqualTo(0x400B);
    drive.failNextSelfTest(3);
    selfTest(1, 0).orThrow();
    drives.clock().advance(Duration.ofMinutes(2));
    assertThat(selfTestLog().getShort(4)).isEqualTo((short) 0x0317);
    selfTest(1, 0).orThrow();
    drive.reset();
    assertThat(selfTestLog().get(4)).isEqualTo((byte) 0x12);
  }

  private PassthruResult sanitize(int cdw10) {
    return commands.admin(0x84, c -> c.cdw10(cdw10));
  }

  @Test
  void sanitizeErasesEverything() {
    commands.write(7, 1, pattern(512, 1)).orThrow();
    assertThat(commands.logData(0x81, 512).getInt(0)).isEqualTo(0xFFFF);
    sanitize(2).orThrow();
    assertThat(status(commands.read(7, 1, 512))).isEqualTo(0x1D);
    assertThat(status(sanitize(2))).isEqualTo(0x1D);
    assertThat(status(selfTest(1, 0))).isEqualTo(0x1D);
    assertThat(commands.identify(1, 0).isSuccess()).isTrue();
    drives.clock().advance(Duration.ofSeconds(150));
    assertThat(commands.logData(0x81, 512).getInt(0)).isEqualTo(0x0002_8000);
    drives.clock().advance(Duration.ofSeconds(150));
    assertThat(commands.logData(0x81, 512).getInt(0)).isEqualTo(0x0101_FFFF);
    assertThat(commands.logData(0x81, 512).getInt(4)).isEqualTo(2);
    assertThat(commands.read(7, 1, 512).data()).isEqualTo(zeros(512));
    assertThat(status(sanitize(0))).isEqualTo(0x4002);
    assertThat(status(sanitize(5))).isEqualTo(0x4002);
  }

  @Test
  void sanitizeMayFail() {
    drive.failNextSanitize();
    sanitize(4 | 1 << 3).orThrow();
    drives.clock().advance(Duration.ofMinutes(5));
    assertThat(commands.logData(0x81, 512).getShort(2)).isEqualTo((short) 3);
    assertThat(status(commands.read(0, 1, 512))).isEqualTo(0x401C);
    sanitize(1).orThrow(); // Exit Failure Mode, since it was unrestricted
    assertThat(commands.read(0, 1, 512).isSuccess()).isTrue();
    drive.failNextSanitize();
    sanitize(4).orThrow();
    drives.clock().advance(Duration.ofMinutes(5));
    assertThat(status(sanitize(1))).isEqualTo(0x401C);
    sanitize(4).orThrow();
  }

  @Test
  void telemetryIsMadeOnDemand() {
    int whole = 4 * 512;
    assertThat(commands.logData(7, 512).getShort(12)).isZero();
    ByteBuffer made =
        commands
            .admin(2, c -> c.cdw10((whole / 4 - 1) << 16 | 1 << 8 | 7).dataIn(whole))
            .orThrow()
            .data();
    assertThat(made.getShort(12)).isEqualTo((short) 3);
    assertThat(made.get(381)).isEqualTo((byte) 1);
    assertThat(commands.logData(7, whole)).isEqualTo(made);
    assertThat(made.slice(512, 512)).isNotEqualTo(zeros(512));
    assertThat(status(commands.log(7, 100))).isEqualTo(0x4002);
    drive.captureTelemetry();
    assertThat(commands.logData(7, 512).get(382)).isEqualTo((byte) 1);
    assertThat(commands.logData(8, 512).getShort(12)).isEqualTo((short) 3);
    assertThat(commands.logData(8, 512).get(382)).isZero();
  }

  private PassthruResult persistent(int action, int bytes) {
    return commands.admin(2, c -> c.cdw10((bytes / 4 - 1) << 16 | action << 8 | 0xD).dataIn(bytes));
  }

  @Test
  void persistentEventsAreReadInAContext() {
    drive.snapshotSmart();
    commands.admin(0x80, c -> c.nsid(1)).orThrow();
    assertThat(status(persistent(0, 512))).isEqualTo(0x400C);
    ByteBuffer log = persistent(1, 4096).orThrow().data();
    assertThat(log.getInt(4)).isEqualTo(3);
    assertThat(log.get(512)).isEqualTo((byte) 8); // newest first
    int next = 512 + 3 + log.get(514) + log.getShort(512 + 22);
    assertThat(log.get(next)).isEqualTo((byte) 7);
    assertThat(status(persistent(1, 512))).isEqualTo(0x400C);
    assertThat(persistent(0, 4096).data()).isEqualTo(log);
    persistent(2, 512).orThrow();
    assertThat(status(persistent(0, 512))).isEqualTo(0x400C);
  }

  private Mono<PassthruResult> event() {
    Mono<PassthruResult> event = commands.adminMono(0x0C, c -> c.force()).cache();
    event.subscribe(r -> {}, e -> {});
    return event;
  }

  @Test
  void eventsCompleteTheirRequests() {
    commands.admin(9, c -> c.cdw10(0x0B).cdw11(1 << 1 | 1 << 8)).orThrow();
    Mono<PassthruResult> first = event();
    drive.smart().temperature(90);
    drive.checkHealth();
    assertThat(first.block(Commands.SOON).dw0()).isEqualTo(0x02_01_01);
    Mono<PassthruResult> second = event();
    drive.checkHealth(); // masked until the page is read
    sanitizeNow();
    assertThat(second.block(Commands.SOON).dw0()).isEqualTo(0x81_01_06);
    commands.logData(2, 512);
    drive.checkHealth();
    assertThat(event().block(Commands.SOON).dw0()).isEqualTo(0x02_01_01);
  }

  private void sanitizeNow() {
    sanitize(2).orThrow();
    drives.clock().advance(Duration.ofMinutes(5));
  }

  @Test
  void eventRequestsAreLimited() {
    for (int i = 0; i < 4; i++) {
      event();
    }
    while (drive.commandsInFlight() < 4) {
      Thread.onSpinWait();
    }
    assertThat(status(event().block(Commands.SOON))).isEqualTo(0x4105);
    drive.reset();
    assertThat(drive.commandsInFlight()).isZero();
  }

  @Test
  void theClockCanRun() {
    try (EmulatedNvme fast = EmulatedNvme.builder().clockSpeed(10_000).build()) {
      Nvme nvme = Nvme.builder().backend(fast).build();
      Commands other = new Commands(nvme);
      other.admin(0x14, c -> c.nsid(ALL).cdw10(1)).orThrow();
      while (other.logData(6, 564).get(0) != 0) {
        Thread.onSpinWait();
      }
      assertThat(other.logData(6, 564).get(4)).isEqualTo((byte) 0x10);
      nvme.disposeLater().block();
    }
  }
}
