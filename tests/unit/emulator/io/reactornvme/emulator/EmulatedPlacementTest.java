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
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flexible Data Placement: two reclaim groups, four handles, reclaim units of 1 MiB. */
class EmulatedPlacementTest {

  private static final int UNIT = 1 << 20;
  private static final int PLACED = 2 << 20;

  /** A placement identifier: reclaim group 1, placement handle 0. */
  private static final int GROUP_1 = 1 << 15;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controllers(1)
              .controller(
                  c ->
                      c.flexibleDataPlacement(2, 4, UNIT)
                          .namespace(n -> n.size(1 << 24).placementHandles(2, 0))
                          .namespace(n -> n.size(1 << 24))));

  private Commands commands;
  private Commands without;

  @BeforeEach
  void commands(Nvme nvme) {
    without = new Commands(nvme);
    commands = new Commands(nvme, "nvme1");
  }

  private PassthruResult logOf(int lid, int group, int specific, int bytes) {
    return commands.admin(
        0x02,
        c ->
            c.nsid(ALL)
                .cdw10((bytes / 4 - 1) << 16 | specific << 8 | lid)
                .cdw11(group << 16)
                .dataIn(bytes));
  }

  private PassthruResult status(int bytes) {
    return commands.io(0x12, c -> c.cdw10(1).cdw11(bytes / 4 - 1).dataIn(bytes));
  }

  private PassthruResult update(int... identifiers) {
    ByteBuffer list = zeros(4096);
    for (int i = 0; i < identifiers.length; i++) {
      list.putShort(2 * i, (short) identifiers[i]);
    }
    return commands.io(0x1D, c -> c.cdw10((identifiers.length - 1) << 16 | 1).dataOut(list));
  }

  private PassthruResult write(int blocks, int flags, int identifier) {
    return commands.io(
        0x01,
        c ->
            lba(c, 0, blocks)
                .cdw12(flags | blocks - 1)
                .cdw13(identifier << 16)
                .dataOut(zeros(blocks * 512)));
  }

  private void enableDirective() {
    commands.admin(0x19, c -> c.nsid(1).cdw11(1).cdw12(2 << 8 | 1)).orThrow();
  }

  private PassthruResult setEvents(int handle, boolean on, int... types) {
    ByteBuffer list = zeros(16);
    for (int i = 0; i < types.length; i++) {
      list.put(i, (byte) types[i]);
    }
    return commands.admin(
        0x09,
        c ->
            c.nsid(1)
                .cdw10(0x1E)
                .cdw11(types.length << 16 | handle)
                .cdw12(on ? 1 : 0)
                .dataOut(list));
  }

  @Test
  void tellsItsConfiguration() {
    assertThat(commands.identify(1, 0).data().getInt(96) & 1 << 19).isNotZero();
    ByteBuffer log = logOf(0x20, 1, 0, 256).orThrow().data();
    assertThat(log.getShort(0)).isZero();
    assertThat(log.getInt(4)).isEqualTo(16 + 64 + 16);
    assertThat(log.getShort(16)).isEqualTo((short) 80);
    assertThat(log.get(18) & 0xFF).isEqualTo(0x81);
    assertThat(log.getInt(20)).isEqualTo(2);
    assertThat(log.getShort(24)).isEqualTo((short) 4);
    assertThat(log.getLong(32)).isEqualTo(UNIT);
    assertThat(log.get(80)).isEqualTo((byte) 1);
    ByteBuffer usage = logOf(0x21, 1, 0, 40).orThrow().data();
    assertThat(usage.getShort(0)).isEqualTo((short) 4);
    // By the host 0 and 2, by the controller 3.
    assertThat(usage.get(8)).isEqualTo((byte) 1);
    assertThat(usage.get(16)).isZero();
    assertThat(usage.get(24)).isEqualTo((byte) 1);
    assertThat(usage.get(32)).isEqualTo((byte) 2);
    assertThat(Commands.status(logOf(0x20, 2, 0, 16))).isEqualTo(0x4002);
  }

  @Test
  void writesGoWhereTheySay() {
    assertThat(write(8, PLACED, GROUP_1).isSuccess()).isTrue(); // ignored: not enabled
    enableDirective();
    write(16, PLACED, GROUP_1 | 1).orThrow();
    write(32, 0, 0).orThrow();
    ByteBuffer s = status(16 + 4 * 32 + 16).orThrow().data();
    assertThat(s.getShort(14)).isEqualTo((short) 4);
    int[] identifiers = {0, GROUP_1, 1, GROUP_1 | 1};
    int[] handles = {2, 2, 0, 0};
    int[] left = {UNIT / 512 - 40, UNIT / 512, UNIT / 512, UNIT / 512 - 16};
    for (int i = 0; i < 4; i++) {
      assertThat(s.getShort(16 + 32 * i) & 0xFFFF).isEqualTo(identifiers[i]);
      assertThat(s.getShort(18 + 32 * i)).isEqualTo((short) handles[i]);
      assertThat(s.getLong(24 + 32 * i)).isEqualTo(left[i]);
    }
    ByteBuffer statistics = logOf(0x22, 1, 0, 64).orThrow().data();
    assertThat(statistics.getLong(0)).isEqualTo(56 * 512);
    assertThat(statistics.getLong(16)).isEqualTo(56 * 512);
  }

  @Test
  void updateTakesAnEmptyUnit() {
    enableDirective();
    setEvents(1, true, 0x00).orThrow();
    write(16, PLACED, 1).orThrow();
    update(1, GROUP_1).orThrow();
    assertThat(status(16 + 4 * 32).orThrow().data().getLong(24 + 64)).isEqualTo(UNIT / 512);
    ByteBuffer events = logOf(0x23, 1, 1, 256).orThrow().data();
    assertThat(events.getInt(0)).isEqualTo(1);
    assertThat(events.get(64)).isZero();
    assertThat(events.get(65)).isEqualTo((byte) 7);
    assertThat(events.getShort(66)).isEqualTo((short) 1);
    assertThat(events.getInt(64 + 12)).isEqualTo(1);
    assertThat(events.get(64 + 34)).isZero();
    assertThat(logOf(0x22, 1, 0, 64).orThrow().data().getLong(32)).isEqualTo(UNIT);
    assertThat(Commands.status(update(2))).isEqualTo(0x4002);
    assertThat(Commands.status(commands.io(0x1D, c -> c.cdw10(2)))).isEqualTo(0x4002);
  }

  @Test
  void invalidPlacementIsAnEventAndNoError() {
    enableDirective();
    setEvents(0, true, 0x00, 0x03).orThrow();
    write(8, PLACED, 9).orThrow();
    ByteBuffer events = logOf(0x23, 1, 1, 256).orThrow().data();
    assertThat(events.getInt(0)).isEqualTo(1);
    assertThat(events.get(64)).isEqualTo((byte) 3);
    assertThat(events.getShort(66)).isEqualTo((short) 9);
    assertThat(logOf(0x23, 1, 0, 64).orThrow().data().getInt(0)).isZero();
    assertThat(status(48).orThrow().data().getLong(24)).isEqualTo(UNIT / 512 - 8);
  }

  @Test
  void eventsAreEnabledByHandle() {
    setEvents(1, true, 0x03, 0x81).orThrow();
    PassthruResult r =
        commands.admin(0x0A, c -> c.nsid(1).cdw10(0x1E).cdw11(255 << 16 | 1).dataIn(512)).orThrow();
    assertThat(r.dw0()).isEqualTo(3);
    assertThat(r.data().get(0)).isZero();
    assertThat(r.data().get(1)).isZero();
    assertThat(r.data().get(2)).isEqualTo((byte) 3);
    assertThat(r.data().get(3)).isEqualTo((byte) 1);
    assertThat(r.data().get(5)).isEqualTo((byte) 1);
    setEvents(1, false, 0x03).orThrow();
    assertThat(Commands.status(setEvents(2, true, 0x03))).isEqualTo(0x4002);
    assertThat(Commands.status(setEvents(1, true, 0x55))).isEqualTo(0x4002);
  }

  @Test
  void formatTakesEmptyUnits() {
    setEvents(0, true, 0x81).orThrow();
    write(8, 0, 0).orThrow();
    commands.admin(0x80, c -> c.nsid(1).cdw10(0)).orThrow();
    ByteBuffer events = logOf(0x23, 1, 0, 256).orThrow().data();
    assertThat(events.getInt(0)).isEqualTo(1);
    assertThat(events.get(64) & 0xFF).isEqualTo(0x81);
  }

  @Test
  void namespacesNameTheirHandles() {
    assertThat(Commands.status(create(0, 2, 2))).isEqualTo(0x402A);
    assertThat(Commands.status(create(0, 4))).isEqualTo(0x402A);
    assertThat(Commands.status(create(0, 3))).isEqualTo(0x402A); // the controller's choice
    assertThat(Commands.status(create(1, 2))).isEqualTo(0x410A); // another LBA format
    assertThat(create(0, 2, 1).orThrow().dw0()).isEqualTo(3);
    assertThat(create(0).orThrow().dw0()).isEqualTo(4);
  }

  private PassthruResult create(int format, int... handles) {
    ByteBuffer wanted = zeros(4096).putLong(0, 1024).putLong(8, 1024).put(26, (byte) format);
    wanted.putShort(392, (short) handles.length);
    for (int i = 0; i < handles.length; i++) {
      wanted.putShort(512 + 2 * i, (short) handles[i]);
    }
    return commands.admin(0x0D, c -> c.cdw10(0).dataOut(wanted));
  }

  @Test
  void offAndOnWithoutNamespaces() {
    assertThat(feature().orThrow().dw0()).isEqualTo(1);
    assertThat(Commands.status(setFeature(0))).isEqualTo(0x400C);
    commands.admin(0x0D, c -> c.nsid(ALL).cdw10(1)).orThrow();
    setFeature(0).orThrow();
    assertThat(feature().orThrow().dw0()).isZero();
    assertThat(logOf(0x20, 1, 0, 16).isSuccess()).isTrue();
    for (int lid = 0x21; lid <= 0x23; lid++) {
      assertThat(Commands.status(logOf(lid, 1, 0, 16))).isEqualTo(0x4029);
    }
    assertThat(Commands.status(setFeature(1 | 1 << 8))).isEqualTo(0x4002);
    setFeature(1).orThrow();
    assertThat(feature().orThrow().dw0()).isEqualTo(1);
  }

  private PassthruResult feature() {
    return commands.admin(0x0A, c -> c.cdw10(0x1D).cdw11(1));
  }

  private PassthruResult setFeature(int cdw12) {
    return commands.admin(0x09, c -> c.cdw10(0x1D).cdw11(1).cdw12(cdw12));
  }

  @Test
  void drivesWithoutIt() {
    assertThat(Commands.status(without.log(0x20, 16))).isEqualTo(0x4109);
    assertThat(Commands.status(without.admin(0x0A, c -> c.cdw10(0x1D).cdw11(1)))).isEqualTo(0x4002);
    assertThat(Commands.status(without.io(0x12, c -> c.cdw10(1).dataIn(4)))).isEqualTo(0x4001);
    assertThat(Commands.status(without.io(0x1D, c -> c.cdw10(1).dataOut(zeros(4)))))
        .isEqualTo(0x4001);
    // And Streams cannot be where it is.
    assertThat(Commands.status(commands.admin(0x19, c -> c.nsid(1).cdw11(1).cdw12(1 << 8 | 1))))
        .isEqualTo(0x4002);
  }
}
