package io.reactornvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Memory for drives beyond the page that each slot has of its own: blocks of whole pages, powers of
 * two, cut from larger mappings below 4 GiB where possible.
 *
 * <p>A block is its taker's until it is given back; with a command under way that is when the drive
 * has completed it. The mappings go when nothing refers to them any more, since a caller of {@link
 * NvmeBuffer} may keep a view of one for as long as he likes.
 */
final class BufferPool {

  /** The longest single block, 64 MiB: no drive takes as much in one command. */
  static final int MAX_BLOCK = 64 << 20;

  private static final int CHUNK = 4 << 20;
  private static final int CLASSES = 15; // 4 KiB << 0 .. 64 MiB

  /** Memory that a drive may be given. */
  record Block(long address, ByteBuffer memory, int sizeClass) {
    int capacity() {
      return memory.capacity();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final Queue<Block>[] free = new Queue[CLASSES];

  private final LongAdder live = new LongAdder();

  private final Platform platform;

  BufferPool(Platform platform) {
    this.platform = platform;
    for (int i = 0; i < CLASSES; i++) {
      free[i] = new ConcurrentLinkedQueue<>();
    }
  }

  /** A block of at least {@code length} bytes, 1 to {@link #MAX_BLOCK}; its content is anything. */
  Block take(int length) {
    int sizeClass = sizeClass(length);
    Block block = free[sizeClass].poll();
    if (block == null) {
      block = cut(sizeClass);
    }
    live.increment();
    return block;
  }

  void give(Block block) {
    live.decrement();
    free[block.sizeClass()].add(block);
  }

  /** Blocks taken and not given back. */
  long live() {
    return live.sum();
  }

  static int sizeClass(int length) {
    int pages = (length + NativeMemory.PAGE - 1) / NativeMemory.PAGE;
    return pages <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(pages - 1);
  }

  /** Rare, and slow in any case (it maps memory): a lock is the simple way here. */
  private synchronized Block cut(int sizeClass) {
    Block other = free[sizeClass].poll();
    if (other != null) {
      return other;
    }
    int size = NativeMemory.PAGE << sizeClass;
    NativeMemory.Mapping chunk = platform.map(Math.max(size, CHUNK)).freeWhenUnreachable();
    Block first = null;
    for (int at = 0; at < chunk.view().capacity(); at += size) {
      Block block =
          new Block(
              chunk.address() + at,
              chunk.view().slice(at, size).order(ByteOrder.LITTLE_ENDIAN),
              sizeClass);
      if (first == null) {
        first = block;
      } else {
        free[sizeClass].add(block);
      }
    }
    return Objects.requireNonNull(first);
  }
}
