package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.ALL;
import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.pattern;
import static io.reactornvme.emulator.Commands.status;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Namespaces come and go, and are formatted; Copy; reservations. */
@Timeout(60)
class EmulatedNamespacesTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.ports(2)
                          .capacity(2L << 30)
                          .maxNamespaces(3)
                          .formatTime(Duration.ofMinutes(10))
                          .namespace(n -> {})));

  private Commands first;
  private Commands second;
  private EmulatedNvme drives;

  @BeforeEach
  void commands(Nvme nvme, EmulatedNvme made) {
    first = new Commands(nvme);
    second = new Commands(nvme, "nvme1");
    drives = made;
  }

  private PassthruResult create(long size, long capacity, int flbas, int shared) {
    ByteBuffer wanted = zeros(4096);
    wanted.putLong(0, size).putLong(8, capacity).put(26, (byte) flbas).put(30, (byte) shared);
    return first.admin(0x0D, c -> c.cdw10(0).dataOut(wanted));
  }

  private PassthruResult attach(int nsid, int select, int... controllers) {
    ByteBuffer list = zeros(4096);
    list.putShort(0, (short) controllers.length);
    for (int i = 0; i < controllers.length; i++) {
      list.putShort(2 + 2 * i, (short) controllers[i]);
    }
    return first.admin(0x15, c -> c.nsid(nsid).cdw10(select).dataOut(list));
  }

  private List<Integer> discovered() {
    return drives.controllers().stream()
        .map(NvmeControllerInfo::namespaces)
        .map(List::size)
        .toList();
  }

  @Test
  void namespacesAreCreatedAttachedDetachedAndDeleted() {
    assertThat(create(1000, 1000, 1, 1).orThrow().dw0()).isEqualTo(2);
    assertThat(discovered()).containsExactly(1, 1);
    attach(2, 0, 1, 2).orThrow();
    assertThat(discovered()).containsExactly(2, 2);
    assertThat(first.logData(4, 4096).getInt(0)).isEqualTo(2);
    assertThat(first.logData(4, 4096).getInt(0)).isZero(); // reading has cleared it
    ByteBuffer block = pattern(4096, 1);
    first.ioMono(2, 1, c -> lba(c, 999, 1).dataOut(block)).block().orThrow();
    assertThat(second.ioMono(2, 2, c -> lba(c, 999, 1).dataIn(4096)).block().data())
        .isEqualTo(block);
    attach(2, 1, 1).orThrow();
    assertThat(discovered()).containsExactly(1, 2);
    first.admin(0x0D, c -> c.nsid(2).cdw10(1)).orThrow();
    assertThat(discovered()).containsExactly(1, 1);
    first.admin(0x0D, c -> c.nsid(ALL).cdw10(1)).orThrow();
    assertThat(discovered()).containsExactly(0, 0);
    assertThat(first.identify(1, 0).data().getLong(296)).isEqualTo(2L << 30);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0x4002",
    "100, 101, 0, 0x4002",
    "100, 50, 0, 0x411B",
    "100, 100, 9, 0x410A",
    "0x800000, 0x800000, 0, 0x4115",
  })
  void refusesWhatCannotBeCreated(long size, long capacity, int flbas, int expected) {
    assertThat(status(create(size, capacity, flbas, 0))).isEqualTo(expected);
  }

  @Test
  void refusesWrongAttachments() {
    create(100, 100, 0, 0).orThrow();
    assertThat(status(attach(2, 1, 1))).isEqualTo(0x411A);
    attach(2, 0, 1).orThrow();
    assertThat(status(attach(2, 0, 1))).isEqualTo(0x4118);
    assertThat(status(attach(2, 0, 2))).isEqualTo(0x4119);
    assertThat(status(attach(1, 1))).isEqualTo(0x411C);
    assertThat(status(attach(1, 1, 7))).isEqualTo(0x411C);
    assertThat(status(attach(3, 0, 1))).isEqualTo(0x4002);
    assertThat(status(attach(4, 0, 1))).isEqualTo(0x400B);
    assertThat(status(attach(1, 2, 1))).isEqualTo(0x4002);
    create(100, 100, 0, 0).orThrow();
    assertThat(status(create(100, 100, 0, 0))).isEqualTo(0x4116);
    assertThat(status(first.admin(0x0D, c -> c.cdw10(5)))).isEqualTo(0x4002);
    assertThat(status(first.admin(0x0D, c -> c.nsid(9).cdw10(1)))).isEqualTo(0x400B);
  }

  @Test
  void formatTakesItsTimeAndTellsProgress() {
    first.write(0, 1, pattern(512, 1)).orThrow();
    Mono<PassthruResult> format = first.adminMono(0x80, c -> c.nsid(1).cdw10(1)).cache();
    format.subscribe();
    while (first.identify(0, 1).data().get(32) == (byte) 0x80) {
      Thread.onSpinWait();
    }
    assertThat(status(first.read(0, 1, 512))).isEqualTo(0x84); // no DNR: it passes
    assertThat(status(first.admin(0x80, c -> c.nsid(1)))).isEqualTo(0x84);
    drives.clock().advance(Duration.ofMinutes(4));
    assertThat(first.identify(0, 1).data().get(32) & 0x7F).isEqualTo(60);
    drives.clock().advance(Duration.ofMinutes(6));
    assertThat(format.block(Commands.SOON).isSuccess()).isTrue();
    assertThat(first.identify(0, 1).data().get(32)).isEqualTo((byte) 0x80);
    assertThat(first.identify(0, 1).data().getLong(0)).isEqualTo((1L << 30) / 4096);
    assertThat(first.read(0, 1, 4096).data()).isEqualTo(zeros(4096));
  }

  @Test
  void refusesWrongFormats() {
    assertThat(status(first.admin(0x80, c -> c.nsid(1).cdw10(5)))).isEqualTo(0x410A);
    assertThat(status(first.admin(0x80, c -> c.nsid(1).cdw10(1 << 5)))).isEqualTo(0x410A);
    assertThat(status(first.admin(0x80, c -> c.nsid(1).cdw10(3 << 9)))).isEqualTo(0x4002);
    assertThat(status(first.admin(0x80, c -> c.nsid(2)))).isEqualTo(0x4002);
    assertThat(status(first.admin(0x80, c -> c.nsid(0)))).isEqualTo(0x400B);
  }

  // ---- Copy ----

  private PassthruResult copy(long to, int format, long... fromAndCount) {
    int ranges = fromAndCount.length / 2;
    ByteBuffer list = zeros(32 * ranges);
    for (int i = 0; i < ranges; i++) {
      list.putLong(32 * i + 8, fromAndCount[2 * i]);
      list.putShort(32 * i + 16, (short) (fromAndCount[2 * i + 1] - 1));
    }
    return first.io(0x19, c -> lba(c, to, 1).cdw12(ranges - 1 | format << 8).dataOut(list));
  }

  @Test
  void copies() {
    first.write(10, 4, pattern(2048, 3)).orThrow();
    copy(100, 0, 12, 2, 10, 1).orThrow();
    ByteBuffer copied = first.read(100, 3, 512).data();
    assertThat(copied.slice(0, 1024)).isEqualTo(pattern(2048, 3).slice(1024, 1024));
    assertThat(copied.slice(1024, 512)).isEqualTo(pattern(2048, 3).slice(0, 512));
    assertThat(status(copy(100, 2, 0, 1))).isEqualTo(0x4002);
    assertThat(status(copy(100, 0, 0, 257))).isEqualTo(0x4183);
    assertThat(status(copy((1L << 21) - 1, 0, 0, 2))).isEqualTo(0x4080);
    assertThat(status(copy(0, 0, (1L << 21) - 1, 2))).isEqualTo(0x4080);
  }

  // ---- reservations ----

  private static PassthruResult keys(Commands from, int opcode, int cdw10, long one, long two) {
    ByteBuffer keys = zeros(16);
    keys.putLong(0, one).putLong(8, two);
    return from.io(opcode, c -> c.cdw10(cdw10).dataOut(keys));
  }

  @Test
  void reservationsKeepOthersOut() {
    keys(first, 0x0D, 0, 0, 0xA).orThrow();
    assertThat(status(keys(second, 0x11, 1 << 8, 0xB, 0))).isEqualTo(0x4083); // not registered
    keys(first, 0x11, 1 << 8, 0xA, 0).orThrow(); // Write Exclusive
    assertThat(status(second.write(0, 1, zeros(512)))).isEqualTo(0x4083);
    assertThat(second.read(0, 1, 512).isSuccess()).isTrue();
    first.write(0, 1, zeros(512)).orThrow();
    keys(second, 0x0D, 0, 0, 0xB).orThrow();
    assertThat(status(keys(second, 0x11, 1 << 8, 0xB, 0))).isEqualTo(0x4083);
    ByteBuffer report = first.io(0x0E, c -> c.cdw10(24).dataIn(100)).orThrow().data();
    assertThat(report.getInt(0)).isEqualTo(2);
    assertThat(report.get(4)).isEqualTo((byte) 1);
    assertThat(report.getShort(5)).isEqualTo((short) 2);
    assertThat(report.getShort(24)).isEqualTo((short) 1);
    assertThat(report.get(26)).isEqualTo((byte) 1);
    assertThat(report.getLong(24 + 24 + 16)).isEqualTo(0xB);
    // Preempt: the second takes over as Exclusive Access, the first is no registrant any more.
    keys(second, 0x11, 1 | 2 << 8, 0xB, 0xA).orThrow();
    assertThat(status(first.read(0, 1, 512))).isEqualTo(0x4083);
    assertThat(status(keys(first, 0x15, 1 << 8, 0xA, 0))).isEqualTo(0x4083);
    assertThat(status(keys(second, 0x15, 1 << 8, 0xB, 0))).isEqualTo(0x4002); // another type
    keys(second, 0x15, 2 << 8, 0xB, 0).orThrow();
    assertThat(first.read(0, 1, 512).isSuccess()).isTrue();
    keys(second, 0x0D, 1, 0xB, 0).orThrow();
    assertThat(status(keys(second, 0x0D, 2, 0xB, 1))).isEqualTo(0x4083);
  }

  @Test
  void reservationReportsHaveTheHostsForm() {
    assertThat(status(first.io(0x0E, c -> c.cdw10(15).cdw11(1).dataIn(64)))).isEqualTo(0x4018);
    first.admin(9, c -> c.cdw10(0x81).cdw11(1).dataOut(pattern(16, 1))).orThrow();
    keys(first, 0x0D, 0, 0, 0xA).orThrow();
    ByteBuffer report = first.io(0x0E, c -> c.cdw10(31).cdw11(1).dataIn(128)).orThrow().data();
    assertThat(report.slice(64 + 16, 16)).isEqualTo(pattern(16, 1));
    assertThat(report.getLong(64 + 8)).isEqualTo(0xA);
    assertThat(status(first.io(0x0E, c -> c.cdw10(15).dataIn(64)))).isEqualTo(0x4018);
  }
}
