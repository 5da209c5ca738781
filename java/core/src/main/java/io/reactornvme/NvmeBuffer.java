package io.reactornvme;

import io.reactornvme.BufferPool.Block;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Memory leased from the library for transfers without a copy: page-aligned, whole pages.
 *
 * <p>The lease ends with {@link #release()} (or {@code close()}). A command that uses the buffer
 * keeps it by itself: released while the drive still may write to it, the memory returns to the
 * pool only with that command's completion. After the release the views that {@link #byteBuffer()}
 * gave must not be used any more: they would show another lease's data.
 *
 * <p>{@code release()} may be called from any thread, and more than once. The content is as safe
 * for use by several threads as any {@link ByteBuffer}: not at all without coordination; between
 * the subscription to a command and its completion it is the drive's.
 *
 * <p>A buffer that becomes unreachable without release is reported in the log, and its memory is
 * lost to the pool.
 */
public final class NvmeBuffer implements AutoCloseable {

  private static final Logger LOG = Loggers.getLogger(NvmeBuffer.class);

  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(NvmeBuffer.class, "holders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final BufferPool pool;
  private final Block block;
  private final int capacity;
  private final AtomicBoolean released;
  private final Cleaner.Cleanable watch;

  /** The lease, and each command under way; the block goes back at zero. */
  @SuppressWarnings("unused") // by HOLDERS
  private volatile int holders = 1;

  NvmeBuffer(BufferPool pool, int capacity) {
    this.pool = pool;
    this.block = pool.take(capacity);
    this.capacity = capacity;
    this.released = new AtomicBoolean();
    AtomicBoolean flag = released;
    this.watch =
        Cleaners.register(
            this,
            () -> {
              if (!flag.get()) {
                LOG.warn("an NvmeBuffer of {} bytes was never released", capacity);
              }
            });
  }

  /**
   * A fresh view of the memory, little-endian, position 0, limit {@link #capacity()}.
   *
   * @return a direct buffer, writable
   * @throws IllegalStateException after the release
   */
  public ByteBuffer byteBuffer() {
    if (released.get()) {
      throw new IllegalStateException("this NvmeBuffer has been released");
    }
    return block.memory().slice(0, capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The size asked for; the memory behind it is whole pages.
   *
   * @return bytes
   */
  public int capacity() {
    return capacity;
  }

  /** Ends the lease; does nothing the second time. */
  public void release() {
    if (released.compareAndSet(false, true)) {
      watch.clean();
      drop();
    }
  }

  /** The same as {@link #release()}. */
  @Override
  public void close() {
    release();
  }

  /** Keep the memory for a command, until {@link #drop()}; false if it is gone already. */
  boolean retain() {
    for (; ; ) {
      int n = holders;
      if (n == 0 || released.get()) {
        return false;
      }
      if (HOLDERS.compareAndSet(this, n, n + 1)) {
        return true;
      }
    }
  }

  void drop() {
    if ((int) HOLDERS.getAndAdd(this, -1) == 1) {
      pool.give(block);
    }
  }

  long address() {
    return block.address();
  }

  Block block() {
    return block;
  }

  /** As {@link #byteBuffer()} for the library itself, which holds the memory. */
  ByteBuffer memory() {
    return block.memory();
  }

  @Override
  public String toString() {
    return "NvmeBuffer[" + capacity + " bytes" + (released.get() ? ", released]" : "]");
  }
}
