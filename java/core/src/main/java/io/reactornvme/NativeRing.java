package io.reactornvme;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * One native ring: the producer's side of {@code native/rnvme.h}, and the upcalls of its reaper.
 *
 * <p>Publishing a filled cell is two stores in shared memory and a look at the wake word; only when
 * the reaper sleeps does one JNI call write its eventfd. Lifetime: the cells are there until {@link
 * RingPort.Listener#stopped()}; the control block as long as this object, because a producer looks
 * at the wake word after its command may long be over.
 */
final class NativeRing implements RingPort {

  private static final Logger LOG = Loggers.getLogger(NativeRing.class);

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * By number, since the native side cannot hold a Java reference as cheaply; a number is given
   * again when its ring has ended. Written under the class's lock, and read without it: what a
   * reaper looks up was put there before its thread was started.
   */
  private static volatile @Nullable NativeRing[] rings = new NativeRing[4];

  private static final Set<Thread> REAPERS = ConcurrentHashMap.newKeySet();

  static {
    NativeLibrary.ensureAvailable();
    // Makes block() on a reaper an error instead of a standstill of the whole ring.
    Schedulers.registerNonBlockingThreadPredicate(REAPERS::contains);
  }

  /** What a ring is opened with; see {@code struct rnvme_config}. */
  record Config(
      int slots,
      int batch,
      int ioctlThreads,
      boolean uring,
      int setupDeny,
      long stallNanos,
      long busyNanos) {}

  private final int id;
  private final Listener listener;
  private final long handle;
  private final ByteBuffer control;
  private final ByteBuffer cells;
  private final int batchOffset;
  private final int queueOffset;
  private final int queueMask;
  private final int ownOffset;

  /** Set on it before its first upcall. */
  private @Nullable Thread reaper;

  NativeRing(Config config, Listener listener) {
    this.listener = listener;
    this.id = register(this);
    long[] out = new long[4];
    int rc =
        open0(
            id,
            config.slots(),
            config.batch(),
            config.ioctlThreads(),
            config.uring() ? 0 : 1,
            config.setupDeny(),
            config.stallNanos(),
            config.busyNanos(),
            "nvme-reaper-" + id,
            out);
    if (rc < 0) {
      unregister(id);
      throw new NvmeOsException(
          -rc, NvmeException.Layer.SYSTEM, NvmeOsException.Operation.RING_SETUP, null);
    }
    handle = out[0];
    cells = NativeMemory.view(out[1], (long) config.slots() * RingLayout.CELL);
    long address = out[2];
    control = NativeMemory.view(address, out[3], () -> freeControl0(address));
    queueOffset = control.getInt(RingLayout.QUEUE_OFFSET);
    queueMask = control.getInt(RingLayout.QUEUE_CAPACITY) - 1;
    batchOffset = control.getInt(RingLayout.BATCH_OFFSET);
    ownOffset = control.getInt(RingLayout.OWN_OFFSET);
    if (control.getInt(RingLayout.SLOTS) != config.slots()) {
      close0(handle);
      throw new IllegalStateException("the native library is of another version than this jar");
    }
  }

  /** The cells, little-endian; absolute access only. */
  ByteBuffer cells() {
    return cells;
  }

  @Override
  public long completionUserData(int i) {
    return control.getLong(batchOffset + i * RingLayout.COMPLETION);
  }

  @Override
  public long completionResult(int i) {
    return control.getLong(batchOffset + i * RingLayout.COMPLETION + RingLayout.COMPLETION_RESULT);
  }

  @Override
  public int completionRes(int i) {
    return control.getInt(batchOffset + i * RingLayout.COMPLETION + RingLayout.COMPLETION_RES);
  }

  /** 0, or the -errno for which the ring has no io_uring and takes ioctl cells alone. */
  @Override
  public int uringError() {
    return control.getInt(RingLayout.URING_ERROR);
  }

  @Override
  public String setup() {
    // Those of the ladder in ring.c; the others are the same on every rung.
    StringJoiner words = new StringJoiner(", ");
    for (SetupFlag flag : SetupFlag.values()) {
      if ((setupFlags() & flag.bit) != 0) {
        words.add(flag.name());
      }
    }
    return words.toString();
  }

  /** Of include/uapi/linux/io_uring.h. */
  private enum SetupFlag {
    COOP_TASKRUN(1 << 8),
    SINGLE_ISSUER(1 << 12),
    DEFER_TASKRUN(1 << 13);

    private final int bit;

    SetupFlag(int bit) {
      this.bit = bit;
    }
  }

  /** IORING_SETUP_* flags as granted. */
  int setupFlags() {
    return control.getInt(RingLayout.SETUP_FLAGS);
  }

  /** One of the counters at {@code RingLayout.COUNTER_*}. */
  @Override
  public long counter(int offset) {
    return (long) LONG.getOpaque(control, offset);
  }

  /**
   * Hand a filled cell to the reaper. Thread-safe, lock-free, no allocation. The slot must be the
   * caller's, and is the kernel's from here on.
   */
  @Override
  public void publish(int slot) {
    if (onReaper()) {
      // From within an upcall: a queue of its own, and awake. No atomic, no fence; the order that
      // others need is theirs by the slot's entry in CommandRing.running and the next batch.
      int n = control.getInt(RingLayout.OWN_COUNT);
      control.putInt(ownOffset + n * Integer.BYTES, slot);
      control.putInt(RingLayout.OWN_COUNT, n + 1);
      return;
    }
    long at = (long) LONG.getAndAdd(control, RingLayout.TAIL, 1L);
    // Release: the reaper that sees the entry sees the filled cell. The queue cannot overflow: it
    // has an entry for every slot, and a slot is in it at most once.
    INT.setRelease(control, queueOffset + ((int) at & queueMask) * Integer.BYTES, slot + 1);
    wakeIfSleeping();
  }

  /** Ask for a call of the listener at {@code nanoTime}, unless one is due before it. */
  @Override
  public void lowerTimer(long nanoTime) {
    long old = (long) LONG.getVolatile(control, RingLayout.TIMER);
    while (nanoTime < old) {
      long seen = (long) LONG.compareAndExchange(control, RingLayout.TIMER, old, nanoTime);
      if (seen == old) {
        wakeIfSleeping();
        return;
      }
      old = seen;
    }
  }

  /**
   * The full fence stands against may_sleep() in ring.c: there the word is stored and then the
   * queue is looked at, here the queue was stored to and then the word is looked at. One of the two
   * sees the other. Whoever changes SLEEPING to WAKING owes one wake0, and the reaper does not end
   * before it has come; so the handle is good in that call, and in no other.
   */
  private void wakeIfSleeping() {
    VarHandle.fullFence();
    if ((int) INT.getOpaque(control, RingLayout.WAKE) == RingLayout.SLEEPING
        && INT.compareAndSet(control, RingLayout.WAKE, RingLayout.SLEEPING, RingLayout.WAKING)) {
      wake0(handle);
    }
  }

  @Override
  public boolean onReaper() {
    return Thread.currentThread() == reaper;
  }

  @Override
  public int file(int index, int fd) {
    return file0(handle, index, fd);
  }

  @Override
  public int buffers(int first, long address, int size, int count) {
    return buffers0(handle, first, address, size, count);
  }

  /** Once, when no slot is in use and none will be. */
  @Override
  public void close() {
    try {
      close0(handle);
    } finally {
      // The call looks at the control block once more when the ring may be over already.
      Reference.reachabilityFence(control);
    }
  }

  private static synchronized int register(NativeRing ring) {
    @Nullable NativeRing[] old = rings;
    int free = 0;
    while (free < old.length && old[free] != null) {
      free++;
    }
    @Nullable NativeRing[] copy = Arrays.copyOf(old, Math.max(old.length, free + 4));
    copy[free] = ring;
    rings = copy;
    return free;
  }

  private static synchronized void unregister(int id) {
    @Nullable NativeRing[] copy = rings.clone();
    copy[id] = null;
    rings = copy;
  }

  private static NativeRing ring(int id) {
    return Objects.requireNonNull(rings[id]);
  }

  // ---- upcalls, from native/jni_rnvme.c; nothing may escape from them ----

  @SuppressWarnings("unused")
  private static void onStart(int id) {
    Thread current = Thread.currentThread();
    // An attached thread has none, and a subscriber's ServiceLoader would find nothing.
    current.setContextClassLoader(NativeRing.class.getClassLoader());
    REAPERS.add(current);
    ring(id).reaper = current;
  }

  @SuppressWarnings("unused")
  private static void onDeliver(int id, int n, boolean timer) {
    NativeRing ring = ring(id);
    int more = n << 1 | (timer ? 1 : 0);
    // A call down costs a tenth of a call up: while there is work, this one asks for it.
    while (more != 0) {
      try {
        ring.listener.completed(more >>> 1, (more & 1) != 0);
      } catch (Throwable t) {
        LOG.error("nvme-reaper-" + id + ": a batch of completions was not handled to its end", t);
      }
      more = next0(ring.handle);
    }
  }

  @SuppressWarnings("unused")
  private static void onStalled(int id, int n, long nanos) {
    try {
      ring(id).listener.stalled(n, nanos);
    } catch (Throwable t) {
      LOG.error("nvme-reaper-" + id + ": a stall was not reported", t);
    }
  }

  @SuppressWarnings("unused")
  private static void onStop(int id) {
    try {
      NativeRing ring = ring(id);
      unregister(id);
      ring.listener.stopped();
    } catch (Throwable t) {
      LOG.error("nvme-reaper-" + id + ": the end was not handled", t);
    } finally {
      REAPERS.remove(Thread.currentThread());
    }
  }

  private static native int open0(
      int id,
      int slots,
      int batch,
      int ioctlThreads,
      int flags,
      int setupDeny,
      long stallNanos,
      long busyNanos,
      String name,
      long[] out);

  private static native void wake0(long handle);

  private static native int next0(long handle);

  private static native int file0(long handle, int index, int fd);

  private static native int buffers0(long handle, int first, long address, int size, int count);

  private static native void close0(long handle);

  private static native void freeControl0(long address);
}
