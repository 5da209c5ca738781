package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.pattern;
import static io.reactornvme.emulator.Commands.status;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** Zones of 64 blocks, 48 of them to be written; 3 may be active, 2 of them open. */
class EmulatedZonedTest {

  private static final int CLOSE = 1;
  private static final int FINISH = 2;
  private static final int OPEN = 3;
  private static final int RESET = 4;
  private static final int OFFLINE = 5;
  private static final int ALL_ZONES = 1 << 8;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.namespace(
                          n ->
                              n.size(10 * 64 * 512 + 100)
                                  .zoned(64, 48, 2, 3)
                                  .zoneDescriptorExtension(128))));

  private Commands commands;

  @BeforeEach
  void commands(Nvme nvme) {
    commands = new Commands(nvme);
  }

  private PassthruResult send(long lba, int action) {
    return commands.io(0x79, c -> c.cdw10((int) lba).cdw13(action));
  }

  private ByteBuffer report(long from, int filter, boolean partial, int bytes) {
    return commands
        .io(
            0x7A,
            c ->
                c.cdw10((int) from)
                    .cdw12(bytes / 4 - 1)
                    .cdw13(filter << 8 | (partial ? 1 << 16 : 0))
                    .dataIn(bytes))
        .orThrow()
        .data();
  }

  private int state(int zone) {
    return report(zone * 64L, 0, true, 128).get(64 + 1) >>> 4 & 0xF;
  }

  private long pointer(int zone) {
    return report(zone * 64L, 0, true, 128).getLong(64 + 24);
  }

  private PassthruResult append(long zone, int blocks) {
    return commands.io(0x7D, c -> lba(c, zone, blocks).dataOut(pattern(blocks * 512, 1)));
  }

  @Test
  void tellsItsShape() {
    ByteBuffer id = commands.identify(5, 1, 2 << 24).orThrow().data();
    assertThat(id.getInt(4)).isEqualTo(2);
    assertThat(id.getInt(8)).isEqualTo(1);
    assertThat(id.getLong(2816)).isEqualTo(64);
    assertThat(commands.identify(3, 1).data().get(36)).isEqualTo((byte) 2);
    assertThat(commands.identify(7, 0, 2 << 24).data().getInt(0)).isEqualTo(1);
    assertThat(commands.identify(7, 0, 0).data().getInt(0)).isZero();
    ByteBuffer report = report(0, 0, false, 64 + 2 * 64);
    assertThat(report.getLong(0)).isEqualTo(10);
    assertThat(report(0, 0, true, 64 + 2 * 64).getLong(0)).isEqualTo(2);
    assertThat(report.get(64)).isEqualTo((byte) 2);
    assertThat(report.getLong(64 + 64 + 8)).isEqualTo(48);
    assertThat(report.getLong(64 + 64 + 16)).isEqualTo(64);
    assertThat(report(0, 1, false, 64).getLong(0)).isEqualTo(10);
    assertThat(report(0, 5, false, 64).getLong(0)).isZero();
  }

  @Test
  void writesGoInOrder() {
    commands.write(64, 40, pattern(40 * 512, 2)).orThrow();
    assertThat(state(1)).isEqualTo(2);
    assertThat(pointer(1)).isEqualTo(64 + 40);
    assertThat(status(commands.write(64, 1, zeros(512)))).isEqualTo(0x41BC);
    assertThat(status(commands.write(64 + 40, 9, zeros(9 * 512)))).isEqualTo(0x41B8);
    commands.write(64 + 40, 8, zeros(8 * 512)).orThrow();
    assertThat(state(1)).isEqualTo(14);
    assertThat(pointer(1)).isEqualTo(-1);
    assertThat(status(commands.write(64 + 48, 1, zeros(512)))).isEqualTo(0x41B9);
    assertThat(status(append(64, 1))).isEqualTo(0x41B9);
    send(64, RESET).orThrow();
    assertThat(state(1)).isEqualTo(1);
    assertThat(commands.read(64, 40, 512).data()).isEqualTo(zeros(40 * 512));
  }

  @Test
  void appendTellsWhere() {
    assertThat(append(128, 3).orThrow().result()).isEqualTo(128);
    assertThat(append(128, 2).orThrow().result()).isEqualTo(131);
    assertThat(status(append(129, 1))).isEqualTo(0x4002);
    assertThat(status(append(128, 44))).isEqualTo(0x41B8);
    assertThat(commands.read(131, 2, 512).data()).isEqualTo(pattern(1024, 1));
  }

  @Test
  void zonesAreOpenedClosedAndFinished() {
    send(0, OPEN).orThrow();
    assertThat(state(0)).isEqualTo(3);
    send(0, CLOSE).orThrow();
    assertThat(state(0)).isEqualTo(4);
    send(0, FINISH).orThrow();
    assertThat(state(0)).isEqualTo(14);
    assertThat(status(send(0, OPEN))).isEqualTo(0x41BF);
    assertThat(status(send(64, CLOSE))).isEqualTo(0x41BF);
    assertThat(status(send(0, OFFLINE))).isEqualTo(0x41BF);
    assertThat(status(send(1, OPEN))).isEqualTo(0x4002);
    assertThat(status(send(640, OPEN))).isEqualTo(0x4080);
    assertThat(status(send(0, 9))).isEqualTo(0x4002);
  }

  @Test
  void resourcesAreLimited() {
    append(0, 1).orThrow();
    append(64, 1).orThrow();
    append(128, 1).orThrow(); // an implicitly open one was closed for it
    assertThat(state(0)).isEqualTo(4);
    assertThat(status(append(192, 1))).isEqualTo(0x41BD);
    send(0, FINISH).orThrow();
    send(64, OPEN).orThrow();
    send(128, OPEN).orThrow();
    assertThat(status(append(192, 1))).isEqualTo(0x41BE);
    send(0, ALL_ZONES | CLOSE).orThrow();
    append(192, 1).orThrow();
    send(0, ALL_ZONES | RESET).orThrow();
    assertThat(report(0, 1, false, 64).getLong(0)).isEqualTo(10);
  }

  @Test
  void zonesGoBad(EmulatedNvme drives) {
    drives.controller("nvme0").spoilZone(1, 2, false);
    assertThat(status(append(128, 1))).isEqualTo(0x41BA);
    assertThat(commands.read(128, 1, 512).isSuccess()).isTrue();
    send(128, OFFLINE).orThrow();
    assertThat(status(append(128, 1))).isEqualTo(0x41BB);
    assertThat(status(commands.read(127, 2, 512))).isEqualTo(0x41BB);
    assertThat(status(send(128, RESET))).isEqualTo(0x41BF);
  }

  // ---- descriptor extensions, changed zones, write protection ----

  private static final int SET_EXTENSION = 0x10;

  private PassthruResult extend(long lba, int flags, int bytes) {
    return commands.io(
        0x79, c -> c.cdw10((int) lba).cdw13(flags | SET_EXTENSION).dataOut(pattern(bytes, 5)));
  }

  private PassthruResult extendedReport(long from, int bytes) {
    return commands.io(
        0x7A, c -> c.cdw10((int) from).cdw12(bytes / 4 - 1).cdw13(1 | 1 << 16).dataIn(bytes));
  }

  @Test
  void descriptorsHaveExtensions() {
    assertThat(commands.identify(5, 1, 2 << 24).data().get(2816 + 8)).isEqualTo((byte) 2);
    extend(64, 0, 128).orThrow();
    assertThat(state(1)).isEqualTo(4);
    assertThat(report(64, 0, true, 128).get(64 + 2) & 0x80).isNotZero();
    ByteBuffer report = extendedReport(0, 64 + 2 * (64 + 128) + 100).orThrow().data();
    assertThat(report.getLong(0)).isEqualTo(2);
    assertThat(report.getLong(64 + 192 + 16)).isEqualTo(64);
    assertThat(report.slice(64 + 192 + 64, 128)).isEqualTo(pattern(128, 5));
    assertThat(status(extend(64, 0, 128))).isEqualTo(0x41BF); // not empty
    assertThat(status(extend(64, ALL_ZONES, 128))).isEqualTo(0x4002);
    assertThat(status(extend(65, 0, 128))).isEqualTo(0x4002);
    send(64, RESET).orThrow();
    assertThat(report(64, 0, true, 128).get(64 + 2) & 0x80).isZero();
    extend(0, 0, 128).orThrow();
    extend(64, 0, 128).orThrow();
    extend(128, 0, 128).orThrow();
    assertThat(status(extend(192, 0, 128))).isEqualTo(0x41BD);
  }

  @Test
  void finishTakesNoResources() {
    append(0, 1).orThrow();
    append(64, 1).orThrow();
    append(128, 1).orThrow();
    send(256, FINISH).orThrow();
    assertThat(state(4)).isEqualTo(14);
  }

  @Test
  void allOrNoneAreOpened() {
    append(0, 1).orThrow();
    append(64, 1).orThrow();
    append(128, 1).orThrow();
    send(0, ALL_ZONES | CLOSE).orThrow();
    assertThat(status(send(0, ALL_ZONES | OPEN))).isEqualTo(0x41BE);
    assertThat(report(0, 4, false, 64).getLong(0)).isEqualTo(3);
    send(0, FINISH).orThrow();
    send(0, ALL_ZONES | OPEN).orThrow();
    assertThat(report(0, 3, false, 64).getLong(0)).isEqualTo(2);
  }

  @Test
  void changedZonesAreListed(EmulatedNvme drives) {
    commands.admin(0x09, c -> c.cdw10(0x0B).cdw11(1 << 27)).orThrow();
    Mono<PassthruResult> event = commands.adminMono(0x0C, c -> c.force()).cache();
    event.subscribe();
    append(0, 1).orThrow(); // the host's own doing
    drives.controller("nvme0").spoilZone(1, 3, false);
    drives.controller("nvme0").spoilZone(1, 2, false);
    PassthruResult heard = event.block(Commands.SOON).orThrow();
    assertThat(heard.dw0()).isEqualTo(0xBF_EF_02);
    assertThat(heard.result() >>> 32).isEqualTo(1);
    ByteBuffer list = changedZones(1).orThrow().data();
    assertThat(list.getShort(0)).isEqualTo((short) 2);
    assertThat(list.getLong(8)).isEqualTo(128);
    assertThat(list.getLong(16)).isEqualTo(192);
    assertThat(changedZones(1).orThrow().data().getShort(0)).isZero();
    assertThat(status(changedZones(Commands.ALL))).isEqualTo(0x4109);
    assertThat(status(changedZones(2))).isEqualTo(0x4002);
  }

  private PassthruResult changedZones(int nsid) {
    return commands.admin(0x02, c -> c.nsid(nsid).cdw10((4096 / 4 - 1) << 16 | 0xBF).dataIn(4096));
  }

  @Test
  void writeProtectionFillsActiveZones() {
    append(0, 1).orThrow();
    commands.admin(0x09, c -> c.nsid(1).cdw10(0x84).cdw11(1)).orThrow();
    assertThat(state(0)).isEqualTo(14);
    assertThat(status(send(0, RESET))).isEqualTo(0x4020);
  }

  @Test
  void powerLossClosesZones(EmulatedNvme drives) {
    append(0, 1).orThrow();
    send(64, OPEN).orThrow();
    drives.controller("nvme0").remove();
    drives.controller("nvme0").plugIn();
    assertThat(state(0)).isEqualTo(4);
    assertThat(state(1)).isEqualTo(1);
  }
}
