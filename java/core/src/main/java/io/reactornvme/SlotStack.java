package io.reactornvme;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The free slots of a ring: a lock-free stack of numbers, taken by any thread, given back by any.
 *
 * <p>One 64-bit word holds everything that must change together:
 *
 * <pre>
 *   63      62 ........ 32   31 ..... 16   15 ...... 0
 *   sealed  version (tag)    free count    top + 1, 0: empty
 * </pre>
 *
 * <p>The version is what makes the compare-and-set safe against a slot that was taken and given
 * back in between (ABA): {@code next[top]} may be read while another thread takes that slot, but
 * then the version has moved and the value read is thrown away. It would take 2^31 changes within
 * one attempt to be fooled.
 */
final class SlotStack {

  /** Answer of {@link #take()}: all slots are in use. */
  static final int NONE = -1;

  /** Answer of {@link #take()}: sealed, no slot will ever be given again. */
  static final int SEALED = -2;

  private static final long SEAL = 1L << 63;
  private static final long VERSION = 1L << 32;

  private final int first;
  private final int[] next;
  private final AtomicLong head = new AtomicLong();

  /** Slots {@code [first, first + count)}, all free. */
  SlotStack(int first, int count) {
    this.first = first;
    this.next = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      release(first + i);
    }
  }

  /** A slot, or {@link #NONE}, or {@link #SEALED}. */
  int take() {
    for (; ; ) {
      long h = head.get();
      if (h < 0) {
        return SEALED;
      }
      int top = (int) (h & 0xFFFF) - 1;
      if (top < 0) {
        return NONE;
      }
      if (head.compareAndSet(h, word(h, free(h) - 1, next[top]))) {
        return first + top;
      }
    }
  }

  void release(int slot) {
    int top = slot - first;
    for (; ; ) {
      long h = head.get();
      next[top] = (int) (h & 0xFFFF) - 1;
      if (head.compareAndSet(h, word(h, free(h) + 1, top))) {
        return;
      }
    }
  }

  /** No slot is given from here on; those in use may still come back. */
  void seal() {
    head.getAndUpdate(h -> h | SEAL);
  }

  boolean isSealed() {
    return head.get() < 0;
  }

  /** A look at the moment: how many slots are not in use. */
  int free() {
    return free(head.get());
  }

  int size() {
    return next.length;
  }

  private static int free(long h) {
    return (int) (h >>> 16) & 0xFFFF;
  }

  private static long word(long old, int free, int top) {
    long version = (old & SEAL) | ((old + VERSION) & ~SEAL & ~(VERSION - 1));
    return version | ((long) free << 16) | (top + 1);
  }
}
