package io.reactornvme.emulator;

import io.reactornvme.spec.NvmOpcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The NVM command set, but for what has classes of its own. Guarded by the worker's lock. */
final class NvmCommands {

  /** MSSRL, MCL and MSRC: limits of Copy. */
  static final int COPY_RANGE_BLOCKS = 256;

  static final int COPY_BLOCKS = 1024;
  static final int COPY_RANGES = 16;

  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int DSM_RANGE = 16;

  private static final int PART = 256;

  /** Bits of dword 12: of Zone Append, and of Write Zeroes. */
  private static final int PIREMAP = 25;

  private static final int DEAC = 25;

  private final EmulatedController controller;

  NvmCommands(EmulatedController controller) {
    this.controller = controller;
  }

  int execute(EmulatedCommand c) {
    if (c.opcode() == NvmOpcode.FLUSH && c.nsid() == BROADCAST) {
      controller.attached().forEach(nsid -> controller.activeNamespace(nsid).flush());
      return Status.SUCCESS;
    }
    if (c.nsid() == BROADCAST && c.opcode() == NvmOpcode.IO_MANAGEMENT_RECEIVE) {
      throw CommandFailure.namespace();
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
      case NvmOpcode.IO_MANAGEMENT_RECEIVE -> placement().receive(c, n);
      case NvmOpcode.IO_MANAGEMENT_SEND -> placement().send(c, n);
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
      case NvmOpcode.READ,
          NvmOpcode.COMPARE,
          NvmOpcode.VERIFY,
          NvmOpcode.ZONE_MANAGEMENT_RECEIVE,
          NvmOpcode.IO_MANAGEMENT_RECEIVE ->
          n.reservations().checkRead(controller);
      default -> n.reservations().checkWrite(controller);
    }
  }

  private FlexibleDataPlacement placement() {
    FlexibleDataPlacement placement = controller.subsystem().placement();
    if (placement == null) {
      throw CommandFailure.at(Status.INVALID_OPCODE, 0, 0);
    }
    return placement;
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

  private void checkTransfer(EmulatedCommand c, EmulatedNamespace n, int count) {
    if ((long) count * transferred(c, n) > controller.maxTransfer()) {
      throw CommandFailure.field(12, 0);
    }
  }

  /** Bytes of a block on their way. */
  private static int transferred(EmulatedCommand c, EmulatedNamespace n) {
    boolean metadata = n.hasExtendedBlocks() && !isMetadataLocal(c, n);
    return n.blockSize() + (metadata ? n.metadataSize() : 0);
  }

  /** With PRACT, metadata that is protection information and no more stays in the controller. */
  private static boolean isMetadataLocal(EmulatedCommand c, EmulatedNamespace n) {
    Protection p = n.protection();
    return p != null && p.size() == n.metadataSize() && Protection.Tags.of(c).action();
  }

  /** Reads blocks, and checks their protection information as the command asks for it. */
  private static byte[][] fetch(
      EmulatedNamespace n, long start, int count, Protection.@Nullable Tags tags) {
    byte[] data = n.read(start, count);
    byte[] metadata = n.readMetadata(start, count);
    Protection p = n.protection();
    if (p != null && tags != null) {
      p.checkFields(tags, start);
      p.check(tags, data, metadata, n.shape(), start);
    }
    return new byte[][] {data, metadata};
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

  static void checkWritable(EmulatedNamespace n) {
    if (n.isWriteProtected()) {
      throw CommandFailure.of(Status.NAMESPACE_IS_WRITE_PROTECTED);
    }
  }

  // ---- commands ----

  private void read(EmulatedCommand c, EmulatedNamespace n) {
    long start = start(c);
    int count = count(c);
    checkTransfer(c, n, count);
    checkRange(n, start, count);
    checkReadable(n, start, count);
    c.checkRoom((long) count * transferred(c, n));
    byte[][] blocks = fetch(n, start, count, Protection.Tags.of(c));
    byte[] data = blocks[0];
    if (n.metadataSize() > 0 && !isMetadataLocal(c, n)) {
      if (n.hasExtendedBlocks()) {
        data = interleave(data, blocks[1], n);
      } else if (c.hasMetadata()) {
        c.metadataToHost(blocks[1]);
      }
    }
    c.toHost(data);
    controller.smartState().read((long) count * n.blockSize());
  }

  private void write(EmulatedCommand c, EmulatedNamespace n) {
    long start = start(c);
    int count = count(c);
    boolean placed = controller.subsystem().directives().isPlaced(c, controller, n);
    checkTransfer(c, n, count);
    checkRange(n, start, count);
    checkWritable(n);
    byte[][] blocks = take(c, n, start, count);
    beginWrite(n, start, count);
    put(n, start, blocks);
    place(n, blocks, placed ? c.bits(13, 31, 16) : null);
    endWrite(n, start, count);
  }

  private void place(EmulatedNamespace n, byte[][] blocks, @Nullable Integer identifier) {
    FlexibleDataPlacement placement = controller.subsystem().placement();
    if (placement != null) {
      long metadata = n.metadataSize() * (long) n.shape().blocks(blocks[0]);
      placement.written(n, blocks[0].length + metadata, identifier);
    }
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
    checkTransfer(c, n, count);
    checkRange(n, start(c), 1);
    checkWritable(n);
    long at = zones.appendTo(start(c));
    checkRemap(c, n);
    byte[][] blocks = take(c, n, start(c), count);
    zones.beginAppend(at, zones.of(start(c)), count);
    Protection p = n.protection();
    if (p != null && c.bit(12, PIREMAP)) {
      p.remap(blocks[1], n.shape(), at - start(c));
    }
    put(n, at, blocks);
    zones.endWrite(at, count);
    c.result(at);
  }

  /**
   * Type 1 has the block's address in its reference tag, which the host cannot know here; type 3
   * has none to be changed.
   */
  private static void checkRemap(EmulatedCommand c, EmulatedNamespace n) {
    Protection p = n.protection();
    boolean remap = c.bit(12, PIREMAP);
    if (p != null && ((p.type() == 1 && !remap) || (p.type() == 3 && remap))) {
      throw CommandFailure.at(Status.INVALID_PROTECTION_INFORMATION, 12, PIREMAP);
    }
  }

  /** A range that Copy reads, as the host has written it down. */
  private record Source(long start, int count, Protection.Tags tags) {}

  private void copy(EmulatedCommand c, EmulatedNamespace n) {
    checkDescriptors(c, n);
    List<Source> sources = sources(c);
    int total = sources.stream().mapToInt(Source::count).sum();
    if (total > COPY_BLOCKS) {
      throw CommandFailure.of(Status.COMMAND_SIZE_LIMIT_EXCEEDED);
    }
    checkRange(n, start(c), total);
    checkWritable(n);
    Protection.Tags written = Protection.Tags.of(c, c.bits(12, 29, 26));
    Protection p = n.protection();
    if (p != null && written.action() != c.bit(12, 15)) {
      throw CommandFailure.field(12, 15);
    }
    byte[] data = new byte[total * n.blockSize()];
    byte[] metadata = new byte[total * n.metadataSize()];
    int done = 0;
    for (Source source : sources) {
      checkRange(n, source.start, source.count);
      checkReadable(n, source.start, source.count);
      byte[][] blocks = fetch(n, source.start, source.count, source.tags);
      System.arraycopy(blocks[0], 0, data, done * n.blockSize(), blocks[0].length);
      System.arraycopy(blocks[1], 0, metadata, done * n.metadataSize(), blocks[1].length);
      done += source.count;
    }
    protect(n, start(c), written, data, metadata);
    beginWrite(n, start(c), total);
    put(n, start(c), new byte[][] {data, metadata});
    endWrite(n, start(c), total);
  }

  /** Tags of the 16b Guard format have room in source ranges of format 0h, others in 1h. */
  private static void checkDescriptors(EmulatedCommand c, EmulatedNamespace n) {
    int format = c.bits(12, 11, 8);
    if (format > 1) {
      throw CommandFailure.field(12, 8);
    }
    Protection p = n.protection();
    if (p != null && p.guard64() != (format == 1)) {
      throw CommandFailure.at(Status.INVALID_NAMESPACE_OR_FORMAT, 12, 8);
    }
  }

  /** Source ranges of format 0h have 32 bytes each, those of 1h 40, with room for longer tags. */
  private static List<Source> sources(EmulatedCommand c) {
    int count = c.bits(12, 7, 0) + 1;
    int format = c.bits(12, 11, 8);
    if (count > COPY_RANGES) {
      throw CommandFailure.at(Status.COMMAND_SIZE_LIMIT_EXCEEDED, 12, 0);
    }
    int size = format == 0 ? 32 : 40;
    int tagsAt = format == 0 ? 28 : 36;
    byte[] list = c.fromHost(count * size);
    List<Source> sources = new ArrayList<>();
    for (int at = 0; at < list.length; at += size) {
      int blocks = StructureWriter.u16(list, at + 16) + 1;
      if (blocks > COPY_RANGE_BLOCKS) {
        throw CommandFailure.of(Status.COMMAND_SIZE_LIMIT_EXCEEDED);
      }
      long reference =
          format == 0
              ? StructureWriter.u32(list, at + 24) & 0xFFFF_FFFFL
              : Protection.reference(list, at + 26);
      Protection.Tags tags =
          new Protection.Tags(
              c.bit(12, 15),
              c.bits(12, 14, 12),
              reference,
              StructureWriter.u16(list, at + tagsAt),
              StructureWriter.u16(list, at + tagsAt + 2));
      sources.add(new Source(StructureWriter.u64(list, at + 8), blocks, tags));
    }
    return sources;
  }

  /** Takes data and metadata from the host, and checks or makes its protection information. */
  private static byte[][] take(EmulatedCommand c, EmulatedNamespace n, long start, int count) {
    byte[] data = data(c, n, count);
    byte[] metadata = metadata(c, n, count, data);
    byte[] blocks = isInterleaved(c, n) ? withoutMetadata(data, n) : data;
    if (n.protection() != null) {
      if (metadata == null) { // made here, or not given
        metadata = new byte[count * n.metadataSize()];
      }
      protect(n, start, Protection.Tags.of(c), blocks, metadata);
    }
    return new byte[][] {blocks, metadata};
  }

  /** What PRINFO asks for on the way to the media. */
  private static void protect(
      EmulatedNamespace n, long start, Protection.Tags tags, byte[] data, byte[] metadata) {
    Protection p = n.protection();
    if (p == null) {
      return;
    }
    if (tags.action()) {
      p.insert(tags, data, metadata, n.shape());
    } else {
      p.checkFields(tags, start);
      p.check(tags, data, metadata, n.shape(), start);
    }
  }

  private void put(EmulatedNamespace n, long start, byte[][] blocks) {
    n.write(start, blocks[0]);
    if (blocks[1] != null) {
      n.writeMetadata(start, blocks[1]);
    }
    controller.smartState().written(blocks[0].length);
  }

  private void compare(EmulatedCommand c, EmulatedNamespace n) {
    long start = start(c);
    int count = count(c);
    checkTransfer(c, n, count);
    checkRange(n, start, count);
    checkReadable(n, start, count);
    byte[] data = data(c, n, count);
    byte[] metadata = metadata(c, n, count, data);
    byte[] given = isInterleaved(c, n) ? withoutMetadata(data, n) : data;
    Protection.Tags tags = Protection.Tags.of(c);
    byte[][] blocks = fetch(n, start, count, tags);
    Protection p = n.protection();
    if (p != null && metadata != null) { // it is checked on both sides, and not compared
      p.check(tags, given, metadata, n.shape(), start);
      p.fill(metadata, n.metadataSize(), 0);
      p.fill(blocks[1], n.metadataSize(), 0);
    }
    boolean equal =
        Arrays.equals(given, blocks[0]) && (metadata == null || Arrays.equals(metadata, blocks[1]));
    controller.smartState().read((long) count * n.blockSize());
    if (!equal) {
      throw CommandFailure.lba(Status.COMPARE_FAILURE, start);
    }
  }

  private static byte[] data(EmulatedCommand c, EmulatedNamespace n, int count) {
    return c.fromHost(count * transferred(c, n));
  }

  private static boolean isInterleaved(EmulatedCommand c, EmulatedNamespace n) {
    return n.hasExtendedBlocks() && !isMetadataLocal(c, n);
  }

  private static byte @Nullable [] metadata(
      EmulatedCommand c, EmulatedNamespace n, int count, byte[] data) {
    int size = n.metadataSize();
    if (isMetadataLocal(c, n)) {
      return null;
    }
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
    long start = start(c);
    int count = count(c);
    checkRange(n, start, count);
    checkWritable(n);
    Protection p = n.protection();
    Protection.Tags tags = Protection.Tags.of(c);
    if (p != null) {
      p.checkFields(tags, start);
    }
    beginWrite(n, start, count);
    n.zero(start, count);
    if (p != null && !c.bit(12, DEAC)) { // deallocated blocks have all ones
      inParts(p, start, count, tags, (from, part, t) -> protectZeroes(n, p, from, part, t));
    }
    endWrite(n, start, count);
  }

  private static void protectZeroes(
      EmulatedNamespace n, Protection p, long start, int count, Protection.Tags tags) {
    byte[] metadata = new byte[count * n.metadataSize()];
    if (tags.action()) {
      p.insert(tags, new byte[count * n.blockSize()], metadata, n.shape());
    }
    n.writeMetadata(start, metadata);
  }

  /** Some of the blocks of a command that no transfer limits, and the tags of the first. */
  private interface Part {
    void take(long start, int count, Protection.Tags tags);
  }

  private static void inParts(
      Protection p, long start, int count, Protection.Tags tags, Part part) {
    for (int done = 0; done < count; done += PART) {
      part.take(start + done, Math.min(PART, count - done), p.after(tags, done));
    }
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
    Protection.Tags tags = Protection.Tags.of(c);
    Protection p = n.protection();
    if (p != null) {
      inParts(p, start(c), count(c), tags, (from, part, t) -> fetch(n, from, part, t));
    }
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
      long start = StructureWriter.u64(list, i * DSM_RANGE + 8);
      checkRange(n, start, count);
      if (n.zones() != null) {
        n.zones().checkReadable(start, count);
      }
    }
    for (int i = 0; deallocate && i < ranges; i++) {
      long count = StructureWriter.u32(list, i * DSM_RANGE + 4) & 0xFFFF_FFFFL;
      n.zero(StructureWriter.u64(list, i * DSM_RANGE + 8), count);
    }
  }
}
