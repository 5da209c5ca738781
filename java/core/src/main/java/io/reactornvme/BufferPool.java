package io.reactornvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
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

  /** Memory that a drive may be given, the {@code number}-th of its chunk. */
  record Block(long address, ByteBuffer memory, int sizeClass, Chunk chunk, int number) {
    int capacity() {
      return memory.capacity();
    }

    /** Its number among all blocks of the pool, for the rings' tables. */
    int region() {
      return chunk.firstRegion() + number;
    }
  }

  /**
   * A mapping, cut into blocks of one size.
   *
   * @param firstRegion numbers of its blocks: this one and those that follow
   * @param holders the rings that have entered it into their tables
   */
  record Chunk(
      BufferPool pool,
      long address,
      int size,
      int count,
      int firstRegion,
      FixedBuffers.Holders holders) {}

  /** The last given is the first taken: it is in the caches, and in the rings' tables. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private final Deque<Block>[] free = new Deque[CLASSES];

  private final LongAdder live = new LongAdder();

  private final Platform platform;

  /** Guarded by this. */
  private int regions;

  BufferPool(Platform platform) {
    this.platform = platform;
    for (int i = 0; i < CLASSES; i++) {
      free[i] = new ConcurrentLinkedDeque<>();
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
    free[block.sizeClass()].push(block);
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
    NativeMemory.Mapping mapping = platform.map(Math.max(size, CHUNK));
    int count = mapping.view().capacity() / size;
    int firstRegion = regions;
    regions += count;
    FixedBuffers.Holders holders = new FixedBuffers.Holders();
    mapping.freeWhenUnreachable(unmap -> holders.leave(firstRegion, count, unmap));
    Chunk chunk = new Chunk(this, mapping.address(), size, count, firstRegion, holders);
    Block first = null;
    for (int i = 0; i < count; i++) {
      int at = i * size;
      Block block =
          new Block(
              mapping.address() + at,
              mapping.view().slice(at, size).order(ByteOrder.LITTLE_ENDIAN),
              sizeClass,
              chunk,
              i);
      if (first == null) {
        first = block;
      } else {
        free[sizeClass].add(block);
      }
    }
    return Objects.requireNonNull(first);
  }
}
