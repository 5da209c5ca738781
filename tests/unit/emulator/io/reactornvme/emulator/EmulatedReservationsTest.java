package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.ALL;
import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.status;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** Reservations of three hosts, each at a port of its own, and what they hear of each other. */
@Timeout(60)
class EmulatedReservationsTest {

  private static final int REGISTER = 0x0D;
  private static final int ACQUIRE = 0x11;
  private static final int RELEASE = 0x15;

  private static final int PREEMPT = 1;
  private static final int PREEMPT_AND_ABORT = 2;
  private static final int CLEAR = 1;
  private static final int IGNORE_KEY = 1 << 3;

  private static final int WRITE_EXCLUSIVE = 1 << 8;
  private static final int EXCLUSIVE_ACCESS = 2 << 8;
  private static final int WRITE_EXCLUSIVE_REGISTRANTS = 3 << 8;
  private static final int WRITE_EXCLUSIVE_ALL = 5 << 8;

  private static final int REGISTRATION_PREEMPTED = 1;
  private static final int RESERVATION_RELEASED = 2;
  private static final int RESERVATION_PREEMPTED = 3;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder().controller(c -> c.ports(3).namespace(n -> {})));

  private final Commands[] hosts = new Commands[3];

  @BeforeEach
  void commands(Nvme nvme) {
    for (int i = 0; i < 3; i++) {
      hosts[i] = new Commands(nvme, "nvme" + i);
    }
  }

  private PassthruResult send(int host, int opcode, int cdw10, long one, long two) {
    ByteBuffer keys = zeros(16).putLong(0, one).putLong(8, two);
    return hosts[host].io(opcode, c -> c.cdw10(cdw10).dataOut(keys));
  }

  /** Keys are Ah, Bh and Ch. */
  private void registerAll() {
    for (int i = 0; i < 3; i++) {
      send(i, REGISTER, 0, 0, 0xA + i).orThrow();
    }
  }

  private int registrants() {
    return report().getShort(5);
  }

  private ByteBuffer report() {
    return hosts[0].io(0x0E, c -> c.cdw10(31).dataIn(128)).orThrow().data();
  }

  /** The types of all notifications that a host has not read yet. */
  private String heard(int host) {
    StringBuilder types = new StringBuilder();
    for (ByteBuffer page = page(host); page.get(8) != 0; page = page(host)) {
      assertThat(page.getInt(12)).isEqualTo(1);
      types.append(page.get(8));
    }
    return types.toString();
  }

  private ByteBuffer page(int host) {
    return hosts[host].logData(0x80, 64);
  }

  @Test
  void replaceRegistersWhoIsNone() {
    assertThat(status(send(0, REGISTER, 2, 0, 0xA))).isEqualTo(0x4083);
    send(0, REGISTER, 2 | IGNORE_KEY, 0, 0xA).orThrow();
    assertThat(registrants()).isEqualTo(1);
    send(0, REGISTER, 2, 0xA, 0xB).orThrow();
    assertThat(status(send(0, REGISTER, 1, 0xA, 0))).isEqualTo(0x4083);
    send(0, REGISTER, 1 | IGNORE_KEY, 0, 0).orThrow();
    assertThat(registrants()).isZero();
  }

  @Test
  void onlyRegisterIgnoresKeys() {
    registerAll();
    assertThat(status(send(0, ACQUIRE, IGNORE_KEY | WRITE_EXCLUSIVE, 0xA, 0))).isEqualTo(0x4002);
    assertThat(status(send(0, RELEASE, IGNORE_KEY | WRITE_EXCLUSIVE, 0xA, 0))).isEqualTo(0x4002);
  }

  @Test
  void preemptTakesOver() {
    registerAll();
    send(0, ACQUIRE, WRITE_EXCLUSIVE, 0xA, 0).orThrow();
    assertThat(status(send(1, ACQUIRE, PREEMPT | EXCLUSIVE_ACCESS, 0xB, 0))).isEqualTo(0x4002);
    send(1, ACQUIRE, PREEMPT | EXCLUSIVE_ACCESS, 0xB, 0xA).orThrow();
    assertThat(report().get(4)).isEqualTo((byte) 2);
    assertThat(registrants()).isEqualTo(2);
    assertThat(heard(0)).isEqualTo("" + REGISTRATION_PREEMPTED);
    assertThat(heard(1)).isEmpty();
    assertThat(heard(2)).isEqualTo("" + RESERVATION_RELEASED);
    // A holder may preempt itself, to change the type.
    send(1, ACQUIRE, PREEMPT | WRITE_EXCLUSIVE, 0xB, 0xB).orThrow();
    assertThat(report().get(4)).isEqualTo((byte) 1);
    assertThat(registrants()).isEqualTo(2);
  }

  @Test
  void preemptUnregistersOthersThanTheHolder() {
    registerAll();
    send(0, ACQUIRE, WRITE_EXCLUSIVE, 0xA, 0).orThrow();
    send(1, ACQUIRE, PREEMPT | WRITE_EXCLUSIVE, 0xB, 0xC).orThrow();
    assertThat(report().get(26)).isEqualTo((byte) 1); // the first holds it still
    assertThat(registrants()).isEqualTo(2);
    assertThat(heard(2)).isEqualTo("" + REGISTRATION_PREEMPTED);
  }

  @Test
  void preemptOfAllRegistrants() {
    registerAll();
    send(0, ACQUIRE, WRITE_EXCLUSIVE_ALL, 0xA, 0).orThrow();
    assertThat(status(send(1, ACQUIRE, PREEMPT | WRITE_EXCLUSIVE, 0xB, 0xD))).isEqualTo(0x4083);
    send(1, ACQUIRE, PREEMPT | WRITE_EXCLUSIVE_ALL, 0xB, 0xC).orThrow();
    assertThat(registrants()).isEqualTo(2);
    send(1, ACQUIRE, PREEMPT | WRITE_EXCLUSIVE, 0xB, 0).orThrow();
    assertThat(registrants()).isEqualTo(1);
    assertThat(report().get(4)).isEqualTo((byte) 1);
  }

  @Test
  void preemptAndAbortEndsCommands(EmulatedNvme drives) throws InterruptedException {
    registerAll();
    send(0, ACQUIRE, WRITE_EXCLUSIVE, 0xA, 0).orThrow();
    FaultRule hang = FaultRule.any().controller("nvme0").opcode(0x02).hang();
    drives.addFault(hang);
    Mono<PassthruResult> read = hosts[0].ioMono(1, 0x02, c -> lba(c, 0, 1).dataIn(512)).cache();
    read.subscribe();
    while (drives.takeCommand(Commands.SOON).opcode() != 0x02) {} // until it is there
    send(1, ACQUIRE, PREEMPT | WRITE_EXCLUSIVE, 0xB, 0xA).orThrow();
    assertThat(drives.controller("nvme0").commandsInFlight()).isEqualTo(1);
    send(0, REGISTER, 0, 0, 0xA).orThrow();
    send(1, ACQUIRE, PREEMPT_AND_ABORT | WRITE_EXCLUSIVE, 0xB, 0xA).orThrow();
    assertThat(status(read.block(Commands.SOON))).isEqualTo(0x001B);
    assertThat(drives.controller("nvme0").commandsInFlight()).isZero();
  }

  @Test
  void releaseAndClearAreHeardOf() {
    registerAll();
    send(0, ACQUIRE, WRITE_EXCLUSIVE, 0xA, 0).orThrow();
    send(0, RELEASE, WRITE_EXCLUSIVE, 0xA, 0).orThrow();
    assertThat(heard(1)).isEmpty(); // nobody else had any part in it
    send(0, ACQUIRE, WRITE_EXCLUSIVE_REGISTRANTS, 0xA, 0).orThrow();
    send(0, RELEASE, WRITE_EXCLUSIVE_REGISTRANTS, 0xA, 0).orThrow();
    send(0, ACQUIRE, WRITE_EXCLUSIVE_REGISTRANTS, 0xA, 0).orThrow();
    send(0, REGISTER, 1, 0xA, 0).orThrow();
    assertThat(heard(1)).isEqualTo("" + RESERVATION_RELEASED + RESERVATION_RELEASED);
    send(1, RELEASE, CLEAR, 0xB, 0).orThrow();
    assertThat(heard(1)).isEmpty();
    assertThat(heard(2))
        .isEqualTo("" + RESERVATION_RELEASED + RESERVATION_RELEASED + RESERVATION_PREEMPTED);
    assertThat(registrants()).isZero();
  }

  @Test
  void notificationsAreAnEventAndMayBeMasked() {
    Mono<PassthruResult> event = hosts[2].adminMono(0x0C, c -> c.force()).cache();
    event.subscribe();
    registerAll();
    send(0, RELEASE, CLEAR, 0xA, 0).orThrow();
    assertThat(event.block(Commands.SOON).orThrow().dw0()).isEqualTo(0x80_00_06);
    hosts[1].admin(0x09, c -> c.nsid(ALL).cdw10(0x82).cdw11(1 << RESERVATION_PREEMPTED)).orThrow();
    hosts[2].logData(0x80, 64);
    registerAll();
    send(0, RELEASE, CLEAR, 0xA, 0).orThrow();
    ByteBuffer second = page(2);
    assertThat(second.getLong(0)).isEqualTo(2);
    assertThat(second.get(9)).isZero();
    assertThat(heard(1)).isEqualTo("" + RESERVATION_PREEMPTED); // from before
  }
}
