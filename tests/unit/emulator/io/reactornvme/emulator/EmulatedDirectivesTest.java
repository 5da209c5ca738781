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

/** Directives: Identify and Streams. */
class EmulatedDirectivesTest {

  private static final int IDENTIFY = 0;
  private static final int STREAMS = 1;
  private static final int PLACEMENT = 2;
  private static final int ON = 1;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder().controller(c -> c.namespace(n -> {}).namespace(n -> {})));

  private Commands commands;

  @BeforeEach
  void commands(Nvme nvme) {
    commands = new Commands(nvme);
  }

  private PassthruResult receive(int nsid, int type, int operation, int cdw12, int bytes) {
    return commands.admin(
        0x1A,
        c -> {
          c.nsid(nsid).cdw11(type << 8 | operation).cdw12(cdw12);
          return bytes == 0 ? c : c.cdw10(bytes / 4 - 1).dataIn(bytes);
        });
  }

  private PassthruResult send(int nsid, int type, int operation, int specific, int cdw12) {
    return commands.admin(
        0x19, c -> c.nsid(nsid).cdw11(specific << 16 | type << 8 | operation).cdw12(cdw12));
  }

  private PassthruResult enable(int nsid, int type, boolean on) {
    return send(nsid, IDENTIFY, 1, 0, type << 8 | (on ? ON : 0));
  }

  private PassthruResult write(int type, int specific) {
    return commands.io(
        0x01, c -> lba(c, 0, 1).cdw12(type << 20).cdw13(specific << 16).dataOut(zeros(512)));
  }

  private ByteBuffer parameters() {
    return receive(1, STREAMS, 1, 0, 32).orThrow().data();
  }

  @Test
  void identifyTellsWhatIsEnabled() {
    ByteBuffer id = receive(1, IDENTIFY, 1, 0, 4096).orThrow().data();
    assertThat(id.getInt(0)).isEqualTo(3);
    assertThat(id.getInt(32)).isEqualTo(1);
    enable(1, STREAMS, true).orThrow();
    assertThat(receive(1, IDENTIFY, 1, 0, 4096).orThrow().data().getInt(32)).isEqualTo(3);
    assertThat(receive(2, IDENTIFY, 1, 0, 4096).orThrow().data().getInt(32)).isEqualTo(1);
    enable(1, STREAMS, false).orThrow();
    assertThat(receive(1, IDENTIFY, 1, 0, 4096).orThrow().data().getInt(32)).isEqualTo(1);
    assertThat(commands.identify(1, 0).data().getShort(256) & 1 << 5).isNotZero();
  }

  @Test
  void refusals() {
    assertThat(status(receive(ALL, IDENTIFY, 1, 0, 4096))).isEqualTo(0x4002);
    assertThat(status(receive(1, IDENTIFY, 2, 0, 4096))).isEqualTo(0x4002);
    assertThat(status(receive(1, STREAMS, 1, 0, 32))).isEqualTo(0x4002); // not enabled
    assertThat(status(receive(1, 9, 1, 0, 32))).isEqualTo(0x4002);
    assertThat(status(enable(1, IDENTIFY, true))).isEqualTo(0x4002);
    assertThat(status(enable(1, PLACEMENT, true))).isEqualTo(0x4002);
    assertThat(status(enable(1, 9, true))).isEqualTo(0x4002);
    assertThat(status(send(1, STREAMS, 1, 5, 0))).isEqualTo(0x4002);
    enable(1, STREAMS, true).orThrow();
    assertThat(status(send(ALL, STREAMS, 1, 5, 0))).isEqualTo(0x4002);
    assertThat(status(send(1, STREAMS, 3, 5, 0))).isEqualTo(0x4002);
  }

  @Test
  void writesOpenStreams() {
    assertThat(write(9, 5).isSuccess()).isTrue(); // ignored as long as no directive is enabled
    enable(1, STREAMS, true).orThrow();
    assertThat(status(write(9, 5))).isEqualTo(0x4002);
    write(STREAMS, 0).orThrow();
    write(STREAMS, 7).orThrow();
    write(STREAMS, 5).orThrow();
    write(STREAMS, 7).orThrow();
    assertThat(parameters().getShort(4)).isEqualTo((short) 2);
    assertThat(parameters().getShort(24)).isEqualTo((short) 2);
    ByteBuffer open = receive(1, STREAMS, 2, 0, 16).orThrow().data();
    assertThat(open.getShort(0)).isEqualTo((short) 2);
    assertThat(open.getShort(2)).isEqualTo((short) 5);
    assertThat(open.getShort(4)).isEqualTo((short) 7);
    assertThat(receive(ALL, STREAMS, 2, 0, 16).orThrow().data().getShort(0)).isEqualTo((short) 2);
    send(1, STREAMS, 1, 5, 0).orThrow();
    send(1, STREAMS, 1, 5, 0).orThrow(); // not open is no error
    assertThat(receive(1, STREAMS, 2, 0, 16).orThrow().data().getShort(2)).isEqualTo((short) 7);
  }

  @Test
  void resourcesAreAllocatedAndReleased() {
    enable(1, STREAMS, true).orThrow();
    assertThat(receive(1, STREAMS, 3, 2, 0).orThrow().dw0()).isEqualTo(2);
    assertThat(status(receive(1, STREAMS, 3, 2, 0))).isEqualTo(0x4002);
    assertThat(parameters().getShort(2)).isEqualTo((short) 14);
    assertThat(parameters().getShort(22)).isEqualTo((short) 2);
    for (int stream = 1; stream <= 3; stream++) { // one makes room
      write(STREAMS, stream).orThrow();
    }
    assertThat(parameters().getShort(24)).isEqualTo((short) 2);
    enable(2, STREAMS, true).orThrow();
    assertThat(receive(2, STREAMS, 3, 100, 0).orThrow().dw0()).isEqualTo(14);
    send(1, STREAMS, 2, 0, 0).orThrow();
    assertThat(parameters().getShort(22)).isZero();
    assertThat(parameters().getShort(2)).isEqualTo((short) 2);
    receive(1, STREAMS, 3, 2, 0).orThrow();
    send(1, STREAMS, 2, 0, 0).orThrow();
    assertThat(status(receive(1, STREAMS, 3, 0, 0))).isEqualTo(0x417F);
  }

  @Test
  void formatAndResetEndStreams(EmulatedNvme drives) {
    enable(1, STREAMS, true).orThrow();
    write(STREAMS, 7).orThrow();
    commands.admin(0x80, c -> c.nsid(1).cdw10(0)).orThrow();
    assertThat(parameters().getShort(24)).isZero();
    drives.controller("nvme0").reset();
    assertThat(status(receive(1, STREAMS, 1, 0, 32))).isEqualTo(0x4002);
  }
}
