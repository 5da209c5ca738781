package io.reactornvme.emulator;

import io.reactornvme.spec.NvmOpcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The NVM command set, but for what has classes of its own. Guarded by the worker's lock. */
final class NvmCommands {

  /** MSSRL, MCL and MSRC: limits of Copy. */
  static final int COPY_RANGE_BLOCKS = 256;

  static final int COPY_BLOCKS = 1024;
  static final int COPY_RANGES = 16;

  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int DSM_RANGE = 16;
  private static final int COPY_DESCRIPTOR = 32;

  private final EmulatedController controller;

  NvmCommands(EmulatedController controller) {
    this.controller = controller;
  }

  int execute(EmulatedCommand c) {
    if (c.opcode() == NvmOpcode.FLUSH && c.nsid() == BROADCAST) {
      controller.attached().forEach(nsid -> controller.activeNamespace(nsid).flush());
      return Status.SUCCESS;
    }
    EmulatedNamespace n = controller.activeNamespace(c.nsid());
    if (reservation(c, n)) {
      return Status.SUCCESS;
    }
    controller.subsystem().sanitize().checkIdle();
    n.checkNotFormatting();
    checkReservation(c, n);
    switch (c.opcode()) {
      case NvmOpcode.FLUSH -> n.flush();
      case NvmOpcode.READ -> read(c, n);
      case NvmOpcode.WRITE -> write(c, n);
      case NvmOpcode.COMPARE -> compare(c, n);
      case NvmOpcode.WRITE_ZEROES -> writeZeroes(c, n);
      case NvmOpcode.WRITE_UNCORRECTABLE -> writeUncorrectable(c, n);
      case NvmOpcode.DATASET_MANAGEMENT -> datasetManagement(c, n);
      case NvmOpcode.VERIFY -> verify(c, n);
      case NvmOpcode.COPY -> copy(c, n);
      case NvmOpcode.ZONE_MANAGEMENT_SEND -> ZonedCommands.send(c, n, zones(n));
      case NvmOpcode.ZONE_MANAGEMENT_RECEIVE -> ZonedCommands.receive(c, n, zones(n));
      case NvmOpcode.ZONE_APPEND -> append(c, n);
      default -> throw CommandFailure.at(Status.INVALID_OPCODE, 0, 0);
    }
    return Status.SUCCESS;
  }

  private boolean reservation(EmulatedCommand c, EmulatedNamespace n) {
    switch (c.opcode()) {
      case NvmOpcode.RESERVATION_REGISTER -> n.reservations().register(c, controller);
      case NvmOpcode.RESERVATION_ACQUIRE -> n.reservations().acquire(c, controller);
      case NvmOpcode.RESERVATION_RELEASE -> n.reservations().release(c, controller);
      case NvmOpcode.RESERVATION_REPORT -> n.reservations().report(c, controller);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void checkReservation(EmulatedCommand c, EmulatedNamespace n) {
    switch (c.opcode()) {
      case NvmOpcode.READ, NvmOpcode.COMPARE, NvmOpcode.VERIFY, NvmOpcode.ZONE_MANAGEMENT_RECEIVE ->
          n.reservations().checkRead(controller);
      default -> n.reservations().checkWrite(controller);
    }
  }

  /** Commands for zones are unknown to other namespaces. */
  private static Zones zones(EmulatedNamespace n) {
    Zones zones = n.zones();
    if (zones == null) {
      throw CommandFailure.at(Status.INVALID_OPCODE, 0, 0);
    }
    return zones;
  }

  // ---- fields ----

  private static long start(EmulatedCommand c) {
    return c.u64(10);
  }

  /** NLB is zero-based. */
  private static int count(EmulatedCommand c) {
    return c.bits(12, 15, 0) + 1;
  }

  static void checkRange(EmulatedNamespace n, long start, long count) {
    if (start < 0 || count > n.blocks() || start > n.blocks() - count) {
      throw CommandFailure.lba(Status.LBA_OUT_OF_RANGE, start);
    }
  }

  private void checkTransfer(EmulatedNamespace n, int count) {
    if ((long) count * transferred(n) > controller.maxTransfer()) {
      throw CommandFailure.field(12, 0);
    }
  }

  /** Bytes of a block on their way. */
  private static int transferred(EmulatedNamespace n) {
    return n.blockSize() + (n.hasExtendedBlocks() ? n.metadataSize() : 0);
  }

  private static void checkReadable(EmulatedNamespace n, long start, long count) {
    if (n.zones() != null) {
      n.zones().checkReadable(start, count);
    }
    Long bad = n.unreadable(start, count);
    if (bad != null) {
      throw CommandFailure.lba(Status.UNRECOVERED_READ_ERROR, bad);
    }
  }

  private static void checkWritable(EmulatedNamespace n) {
    if (n.isWriteProtected()) {
      throw CommandFailure.of(Status.NAMESPACE_IS_WRITE_PROTECTED);
    }
  }

  // ---- commands ----

  private void read(EmulatedCommand c, EmulatedNamespace n) {
    long start = start(c);
    int count = count(c);
    checkTransfer(n, count);
    checkRange(n, start, count);
    checkReadable(n, start, count);
    c.checkRoom((long) count * transferred(n));
    byte[] data = n.read(start, count);
    if (n.metadataSize() > 0) {
      byte[] metadata = n.readMetadata(start, count);
      if (n.hasExtendedBlocks()) {
        data = interleave(data, metadata, n);
      } else if (c.hasMetadata()) {
        c.metadataToHost(metadata);
      }
    }
    c.toHost(data);
    controller.smartState().read((long) count * n.blockSize());
  }

  private void write(EmulatedCommand c, EmulatedNamespace n) {
    long start = start(c);
    int count = count(c);
    if (c.bits(12, 23, 20) != 0) { // directives
      throw CommandFailure.field(12, 20);
    }
    checkTransfer(n, count);
    checkRange(n, start, count);
    checkWritable(n);
    beginWrite(n, start, count);
    put(c, n, start, count);
    endWrite(n, start, count);
  }

  private static void beginWrite(EmulatedNamespace n, long start, int count) {
    if (n.zones() != null) {
      n.zones().beginWrite(start, count);
    }
  }

  private static void endWrite(EmulatedNamespace n, long start, int count) {
    if (n.zones() != null) {
      n.zones().endWrite(start, count);
    }
  }

  private void append(EmulatedCommand c, EmulatedNamespace n) {
    Zones zones = zones(n);
    int count = count(c);
    checkTransfer(n, count);
    checkRange(n, start(c), 1);
    checkWritable(n);
    long at = zones.appendTo(start(c));
    zones.beginAppend(at, zones.of(start(c)), count);
    put(c, n, at, count);
    zones.endWrite(at, count);
    c.result(at);
  }

  /** Source ranges of format 0h, 32 bytes each. */
  private void copy(EmulatedCommand c, EmulatedNamespace n) {
    int ranges = c.bits(12, 7, 0) + 1;
    if (c.bits(12, 11, 8) != 0) {
      throw CommandFailure.field(12, 8);
    }
    if (ranges > COPY_RANGES) {
      throw CommandFailure.at(Status.COMMAND_SIZE_LIMIT_EXCEEDED, 12, 0);
    }
    byte[] list = c.fromHost(ranges * COPY_DESCRIPTOR);
    int total = 0;
    for (int i = 0; i < ranges; i++) {
      int count = StructureWriter.u16(list, i * COPY_DESCRIPTOR + 16) + 1;
      total += count;
      if (count > COPY_RANGE_BLOCKS || total > COPY_BLOCKS) {
        throw CommandFailure.of(Status.COMMAND_SIZE_LIMIT_EXCEEDED);
      }
    }
    checkRange(n, start(c), total);
    checkWritable(n);
    byte[] data = new byte[total * n.blockSize()];
    byte[] metadata = new byte[total * n.metadataSize()];
    int done = 0;
    for (int i = 0; i < ranges; i++) {
      long from = StructureWriter.u64(list, i * COPY_DESCRIPTOR + 8);
      int count = StructureWriter.u16(list, i * COPY_DESCRIPTOR + 16) + 1;
      c.result(i); // the range that failed, should it
      checkRange(n, from, count);
      checkReadable(n, from, count);
      System.arraycopy(n.read(from, count), 0, data, done * n.blockSize(), count * n.blockSize());
      System.arraycopy(
          n.readMetadata(from, count),
          0,
          metadata,
          done * n.metadataSize(),
          count * n.metadataSize());
      done += count;
    }
    beginWrite(n, start(c), total);
    n.write(start(c), data);
    n.writeMetadata(start(c), metadata);
    endWrite(n, start(c), total);
    c.result(0);
  }

  /** Takes the data from the host. */
  private void put(EmulatedCommand c, EmulatedNamespace n, long start, int count) {
    byte[] data = data(c, n, count);
    byte[] metadata = metadata(c, n, count, data);
    n.write(start, n.hasExtendedBlocks() ? withoutMetadata(data, n) : data);
    if (metadata != null) {
      n.writeMetadata(start, metadata);
    }
    controller.smartState().written((long) count * n.blockSize());
  }

  private void compare(EmulatedCommand c, EmulatedNamespace n) {
    long start = start(c);
    int count = count(c);
    checkTransfer(n, count);
    checkRange(n, start, count);
    checkReadable(n, start, count);
    byte[] data = data(c, n, count);
    byte[] metadata = metadata(c, n, count, data);
    byte[] blocks = n.hasExtendedBlocks() ? withoutMetadata(data, n) : data;
    boolean equal =
        Arrays.equals(blocks, n.read(start, count))
            && (metadata == null || Arrays.equals(metadata, n.readMetadata(start, count)));
    controller.smartState().read((long) count * n.blockSize());
    if (!equal) {
      throw CommandFailure.lba(Status.COMPARE_FAILURE, start);
    }
  }

  private static byte[] data(EmulatedCommand c, EmulatedNamespace n, int count) {
    return c.fromHost(count * transferred(n));
  }

  private static byte @Nullable [] metadata(
      EmulatedCommand c, EmulatedNamespace n, int count, byte[] data) {
    int size = n.metadataSize();
    if (n.hasExtendedBlocks()) {
      byte[] metadata = new byte[count * size];
      for (int i = 0; i < count; i++) {
        int at = i * (n.blockSize() + size) + n.blockSize();
        System.arraycopy(data, at, metadata, i * size, size);
      }
      return metadata;
    }
    return size > 0 && c.hasMetadata() ? c.metadataFromHost(count * size) : null;
  }

  private static byte[] withoutMetadata(byte[] data, EmulatedNamespace n) {
    int block = n.blockSize() + n.metadataSize();
    byte[] blocks = new byte[data.length / block * n.blockSize()];
    for (int i = 0; i < data.length / block; i++) {
      System.arraycopy(data, i * block, blocks, i * n.blockSize(), n.blockSize());
    }
    return blocks;
  }

  private static byte[] interleave(byte[] data, byte[] metadata, EmulatedNamespace n) {
    int size = n.metadataSize();
    int block = n.blockSize() + size;
    byte[] both = new byte[data.length + metadata.length];
    for (int i = 0; i < both.length / block; i++) {
      System.arraycopy(data, i * n.blockSize(), both, i * block, n.blockSize());
      System.arraycopy(metadata, i * size, both, i * block + n.blockSize(), size);
    }
    return both;
  }

  private void writeZeroes(EmulatedCommand c, EmulatedNamespace n) {
    checkRange(n, start(c), count(c));
    checkWritable(n);
    beginWrite(n, start(c), count(c));
    n.zero(start(c), count(c));
    endWrite(n, start(c), count(c));
  }

  private void writeUncorrectable(EmulatedCommand c, EmulatedNamespace n) {
    checkRange(n, start(c), count(c));
    checkWritable(n);
    beginWrite(n, start(c), count(c));
    n.spoil(start(c), count(c));
    endWrite(n, start(c), count(c));
  }

  private void verify(EmulatedCommand c, EmulatedNamespace n) {
    checkRange(n, start(c), count(c));
    checkReadable(n, start(c), count(c));
  }

  /** The attribute Deallocate is carried out, the others are hints. */
  private void datasetManagement(EmulatedCommand c, EmulatedNamespace n) {
    int ranges = c.bits(10, 7, 0) + 1;
    byte[] list = c.fromHost(ranges * DSM_RANGE);
    boolean deallocate = c.bit(11, 2) && n.zones() == null; // zones are reset instead
    if (deallocate) {
      checkWritable(n);
    }
    for (int i = 0; i < ranges; i++) {
      long count = StructureWriter.u32(list, i * DSM_RANGE + 4) & 0xFFFF_FFFFL;
      checkRange(n, StructureWriter.u64(list, i * DSM_RANGE + 8), count);
    }
    for (int i = 0; deallocate && i < ranges; i++) {
      long count = StructureWriter.u32(list, i * DSM_RANGE + 4) & 0xFFFF_FFFFL;
      n.zero(StructureWriter.u64(list, i * DSM_RANGE + 8), count);
    }
  }
}
