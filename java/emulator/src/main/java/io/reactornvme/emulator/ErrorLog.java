package io.reactornvme.emulator;

import java.util.ArrayDeque;
import java.util.Deque;

/** Log page 01h: the last errors, newest first. Guarded by the worker's lock. */
final class ErrorLog {

  /** ELPE + 1. */
  static final int ENTRIES = 64;

  private static final int ENTRY = 64;

  private final Deque<byte[]> newestFirst = new ArrayDeque<>();
  private long count;

  void add(EmulatedCommand c, int status, int location, long lba) {
    count++;
    StructureWriter entry =
        new StructureWriter(ENTRY)
            .u64(0, count)
            .u16(8, c.isAdmin() ? 0 : 1)
            .u16(10, c.cid())
            .u16(12, status << 1)
            .u16(14, location)
            .u64(16, lba)
            .u32(24, c.nsid())
            .u8(31, c.opcode())
            .u8(63, 1);
    if (newestFirst.size() == ENTRIES) {
      newestFirst.removeLast();
    }
    newestFirst.addFirst(entry.bytes());
  }

  byte[] page() {
    StructureWriter page = new StructureWriter(ENTRIES * ENTRY);
    int at = 0;
    for (byte[] entry : newestFirst) {
      page.bytes(at, entry);
      at += ENTRY;
    }
    return page.bytes();
  }

  long count() {
    return count;
  }
}
