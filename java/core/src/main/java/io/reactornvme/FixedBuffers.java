package io.reactornvme;

import io.reactornvme.BufferPool.Block;
import io.reactornvme.BufferPool.Chunk;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the kernel holds for a ring, by its table of regions ({@code
 * IORING_REGISTER_BUFFERS}). A command whose data lies in one of them says so, and the kernel need
 * not look up and hold its pages: up to a quarter of the time of a read of 4 KiB.
 *
 * <pre>
 * index   0 .. slots - 1    the page of each slot
 *         slots ..          the blocks of the pool, by their numbers
 * </pre>
 *
 * <p>Memory gets in when a command that used it has completed: by then the ring's own thread, the
 * only one that may, is there anyway. Where the kernel has no such table, or the process may not
 * lock so much memory, commands stay as they are; nobody asks a second time.
 *
 * <p>Each block is a region of its own, because 6.1 looks at a region to its end and refuses one
 * that is longer than what the drive takes. That refusal, EINVAL, comes before the command is sent;
 * see {@code CommandOp}.
 */
final class FixedBuffers {

  static final int NONE = -1;

  /** So much is entered at a time, in bytes: a tenth of a millisecond for the ring's thread. */
  private static final int STEP = 256 << 10;

  /** Longer blocks are longer than what a drive takes at once, and cost milliseconds to enter. */
  private static final int LONGEST = 4 << 20;

  private static final VarHandle FLAG = MethodHandles.arrayElementVarHandle(boolean[].class);

  private final CommandRing ring;
  private final int slots;

  /**
   * By index. Written by the reaper; who reads an old value sends a command the other way, which is
   * right as well: what has left the table is not used by anybody.
   */
  private final boolean[] usable;

  /** What was tried, by the first index of it; the reaper's. */
  private final BitSet tried = new BitSet();

  FixedBuffers(CommandRing ring, int slots, boolean enabled) {
    this.ring = ring;
    this.slots = slots;
    this.usable = new boolean[enabled ? slots + RingLayout.BUFFERS : 0];
  }

  /** The index that memory has in the table, or would have; of another pool's it has none. */
  int index(Block block) {
    return block.chunk().pool() == ring.buffers() ? slots + block.region() : NONE;
  }

  /** Whether commands can refer to this index. Any thread. */
  boolean has(int index) {
    return index >= 0 && index < usable.length && (boolean) FLAG.getOpaque(usable, index);
  }

  /**
   * A command has used this block, or this slot's page, and it was not in the table: it gets in,
   * with its neighbours. Reaper only.
   */
  void enter(@Nullable Block block, int slot) {
    if (block == null) {
      enter(0, slots, slot, ring.pageAddress(0), NativeMemory.PAGE);
      return;
    }
    Chunk chunk = block.chunk();
    if (chunk.size() <= LONGEST
        && enter(
            slots + chunk.firstRegion(),
            chunk.count(),
            block.number(),
            chunk.address(),
            chunk.size())) {
      chunk.holders().add(this);
    }
  }

  private boolean enter(int base, int count, int number, long address, int size) {
    int step = Math.max(STEP / size, 1);
    int from = number - number % step;
    int first = base + from;
    int n = Math.min(step, count - from);
    if (first + n > usable.length || tried.get(first)) {
      return false;
    }
    tried.set(first);
    if (ring.port().buffers(first, address + (long) from * size, size, n) != 0) {
      return false;
    }
    for (int i = first; i < first + n; i++) {
      FLAG.setOpaque(usable, i, true);
    }
    return true;
  }

  /** The kernel does not take commands with this region. Reaper only. */
  void refused(int index) {
    FLAG.setOpaque(usable, index, false);
  }

  /**
   * The rings that hold a chunk of memory. It refers to them weakly, since it must not keep the
   * memory that it waits to see unreachable; a ring that is gone holds nothing.
   */
  static final class Holders {

    private final List<WeakReference<FixedBuffers>> all = new ArrayList<>();

    synchronized void add(FixedBuffers holder) {
      for (WeakReference<FixedBuffers> known : all) {
        if (known.refersTo(holder)) {
          return;
        }
      }
      all.add(new WeakReference<>(holder));
    }

    /**
     * Take it out of all tables.
     *
     * @param then is run when that is done
     */
    synchronized void leave(int firstRegion, int count, Runnable then) {
      AtomicInteger left = new AtomicInteger(1);
      Runnable one =
          () -> {
            if (left.decrementAndGet() == 0) {
              then.run();
            }
          };
      for (WeakReference<FixedBuffers> reference : all) {
        FixedBuffers holder = reference.get();
        if (holder != null) {
          left.incrementAndGet();
          holder.ring.leaveBuffers(holder.slots + firstRegion, count, one);
        }
      }
      one.run();
    }
  }
}
