package io.reactornvme.emulator;

import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Sends commands as an application does, and waits for them. */
final class Commands {

  static final Duration SOON = Duration.ofSeconds(20);
  static final int ALL = 0xFFFF_FFFF;

  private final Nvme nvme;
  private final String controller;

  Commands(Nvme nvme) {
    this(nvme, "nvme0");
  }

  Commands(Nvme nvme, String controller) {
    this.nvme = nvme;
    this.controller = controller;
  }

  Mono<PassthruResult> adminMono(int opcode, UnaryOperator<PassthruCommand.Builder> with) {
    return Mono.using(
        () -> nvme.controller(controller),
        c -> c.adminCmd(with.apply(PassthruCommand.builder(opcode)).build()),
        NvmeController::dispose);
  }

  PassthruResult admin(int opcode, UnaryOperator<PassthruCommand.Builder> with) {
    return adminMono(opcode, with).block(SOON);
  }

  Mono<PassthruResult> ioMono(int nsid, int opcode, UnaryOperator<PassthruCommand.Builder> with) {
    String name = "/dev/ng" + controller.substring("nvme".length()) + "n" + nsid;
    return Mono.using(
        () -> nvme.namespace(name, Access.READ_WRITE),
        n -> n.ioCmd(with.apply(PassthruCommand.builder(opcode)).build()),
        NvmeNamespace::dispose);
  }

  PassthruResult io(int opcode, UnaryOperator<PassthruCommand.Builder> with) {
    return ioMono(1, opcode, with).block(SOON);
  }

  PassthruResult identify(int cns, int nsid, int cdw11) {
    return admin(0x06, c -> c.cdw10(cns).nsid(nsid).cdw11(cdw11).dataIn(4096));
  }

  PassthruResult identify(int cns, int nsid) {
    return identify(cns, nsid, 0);
  }

  PassthruResult log(int lid, int bytes) {
    return admin(0x02, c -> c.nsid(ALL).cdw10((bytes / 4 - 1) << 16 | lid).dataIn(bytes));
  }

  ByteBuffer logData(int lid, int bytes) {
    return log(lid, bytes).orThrow().data();
  }

  PassthruResult read(long lba, int blocks, int blockSize) {
    return io(0x02, c -> lba(c, lba, blocks).dataIn(blocks * blockSize));
  }

  PassthruResult write(long lba, int blocks, ByteBuffer data) {
    return io(0x01, c -> lba(c, lba, blocks).dataOut(data));
  }

  static PassthruCommand.Builder lba(PassthruCommand.Builder c, long lba, int blocks) {
    return c.cdw10((int) lba).cdw11((int) (lba >>> 32)).cdw12(blocks - 1);
  }

  static ByteBuffer pattern(int bytes, int seed) {
    ByteBuffer b = zeros(bytes);
    for (int i = 0; i < bytes; i++) {
      b.put(i, (byte) (i * 31 + seed));
    }
    return b;
  }

  static ByteBuffer zeros(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Type and code of a status, without More; with DNR. */
  static int status(PassthruResult result) {
    return result.status().code() & ~0x2000;
  }
}
