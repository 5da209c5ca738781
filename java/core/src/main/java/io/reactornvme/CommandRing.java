package io.reactornvme;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The Java half of a ring: who runs in which slot, deadlines, and the end.
 *
 * <p><b>Who owns a slot.</b> From {@link SlotStack#take()} to {@link RingPort#publish} the
 * subscribing thread; from there to the completion the port behind it (kernel and drive), and
 * nobody touches its cell or its page; in the upcall the reaper; then it is free. Cancel, deadline
 * and disposal do not change that: they take the subscriber from the command, never the slot from
 * the drive.
 *
 * <p>Each slot has a page of its own for data of up to 4 KiB, which is all that most admin commands
 * need; more comes from the {@link BufferPool}.
 */
final class CommandRing implements RingPort.Listener {

  private static final Logger LOG = Loggers.getLogger(CommandRing.class);

  /** For resets and rescans, which must get through when every other slot is stuck in a drive. */
  private static final int CONTROL_SLOTS = 16;

  private static final int BATCH = 256;

  /** How a ring is set up; see {@link Nvme.Builder}. */
  record Options(
      int depth,
      int ioctlThreads,
      boolean uring,
      int setupDeny,
      Duration stallThreshold,
      Duration busyPoll,
      boolean fixedBuffers) {}

  private final RingPort ring;
  private final NativeMemory.Mapping pages;
  private final SlotStack slots;
  private final SlotStack controlSlots;

  /**
   * Whose command runs in a slot. Written by the slot's owner: set before the publication, cleared
   * in the upcall. Other threads only look for commands to be told of a deadline or a disposal.
   */
  private final AtomicReferenceArray<@Nullable CommandOp> running;

  /** Goes up with each use of a slot, so that a completion that is not of this use is seen. */
  private final int[] generations;

  /** How many commands in a row were followed by one from within their signal. */
  private int streak;

  private boolean sentWithin;

  // What a completed command has left, and for whom; the reaper's.
  private int leavingSlot = SlotStack.NONE;
  private @Nullable Gate leavingGate;
  private @Nullable Target leavingTarget;

  /** Indexes of the ring's table of open nodes. */
  private final SlotStack files = new SlotStack(0, RingLayout.FILES);

  /** What the port held is gone, and the port with it. */
  private volatile boolean gone;

  /** What is to be done on the reaper's thread. */
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Every gate of this ring: where commands wait. */
  private final CopyOnWriteArrayList<Gate> gates = new CopyOnWriteArrayList<>();

  /** Gates that had a credit to give, but found no slot. */
  private final Queue<Gate> starved = new ConcurrentLinkedQueue<>();

  /** Whoever serves the starved gates; one at a time, the others leave a note. */
  private final AtomicInteger serving = new AtomicInteger();

  private final BufferPool buffers;
  private final FixedBuffers fixed;
  private final NvmeStats.Counters counters;
  private final @Nullable CommandListener listener;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Sinks.Empty<Void> stopped = Sinks.empty();

  /** Why subscribers are taken from their commands, once they are. */
  private volatile @Nullable String detached;

  CommandRing(
      Platform platform,
      Options options,
      BufferPool buffers,
      NvmeStats.Counters counters,
      @Nullable CommandListener listener) {
    int depth = options.depth();
    int all = depth + CONTROL_SLOTS;
    this.buffers = buffers;
    this.counters = counters;
    this.listener = listener;
    this.fixed = new FixedBuffers(this, all, options.fixedBuffers());
    this.slots = new SlotStack(0, depth);
    this.controlSlots = new SlotStack(depth, CONTROL_SLOTS);
    this.running = new AtomicReferenceArray<>(all);
    this.generations = new int[all];
    this.pages = platform.map(all * NativeMemory.PAGE);
    try {
      this.ring =
          platform.ring(
              new NativeRing.Config(
                  all,
                  Math.min(BATCH, all),
                  options.ioctlThreads(),
                  options.uring(),
                  options.setupDeny(),
                  Deadlines.nanos(options.stallThreshold()),
                  options.busyPoll().toNanos()),
              this);
    } catch (RuntimeException e) {
      pages.free();
      throw e;
    }
  }

  RingPort port() {
    return ring;
  }

  BufferPool buffers() {
    return buffers;
  }

  FixedBuffers fixed() {
    return fixed;
  }

  NvmeStats.Counters counters() {
    return counters;
  }

  @Nullable CommandListener listener() {
    return listener;
  }

  ByteBuffer pages() {
    return pages.view();
  }

  long pageAddress(int slot) {
    return pages.address() + (long) slot * NativeMemory.PAGE;
  }

  // ---- slots ----

  /** A slot, or {@link SlotStack#NONE} or {@link SlotStack#SEALED}. Any thread. */
  int take(boolean control) {
    return (control ? controlSlots : slots).take();
  }

  /** Give back a slot whose command was never published. Any thread. */
  void giveBack(int slot) {
    (slot < slots.size() ? slots : controlSlots).release(slot);
    if (!starved.isEmpty()) {
      serveStarved();
    }
    closeIfIdle();
  }

  /** Pages, blocks and leases that drives have now. */
  long buffersUnderWay() {
    long n = 0;
    for (int slot = 0; slot < running.length(); slot++) {
      CommandOp op = running.get(slot);
      n += op == null ? 0 : 1 + op.memoryHeld();
    }
    return n;
  }

  int slotsInUse() {
    return slots.size() - slots.free() + controlSlots.size() - controlSlots.free();
  }

  /** What the completion of the slot's present use will carry. Owner of the slot only. */
  long userData(int slot) {
    return (long) generations[slot] << 32 | slot;
  }

  /** Hand the command to the reaper; its cell is filled in. Owner of the slot only. */
  void publish(int slot, CommandOp op) {
    running.setRelease(slot, op);
    ring.publish(slot);
    if (op.hasDeadline()) {
      // After the publication, which has a full fence: either the reaper's look through the slots
      // finds the command, or this finds the timer without its deadline and lowers it.
      ring.lowerTimer(op.deadlineAt());
    }
    String what = detached; // the same with detachAll(): one of the two sees the other
    if (what != null) {
      op.closed(what);
    }
  }

  /** The same slot once more, after a completion that said the command never ran. Reaper only. */
  void republish(int slot) {
    ring.publish(slot);
  }

  /** After the completion: no command runs in the slot. Reaper only. */
  void clear(int slot) {
    // Release will do: who still sees the old command finds it terminated.
    running.setRelease(slot, null);
    generations[slot]++;
  }

  /** The slot is free for the next. Reaper only. */
  void release(int slot) {
    (slot < slots.size() ? slots : controlSlots).release(slot);
  }

  // ---- from one command to the next ----
  //
  // A subscriber that sends its next command from within the signal of the last is what a busy
  // ring sees nearly always. Slot, credit and the hold on the target then go from the one to the
  // other as they are, without the six atomic operations of giving back and taking. It is offered
  // for the time of the signal alone, and only if nobody waits for any of the three; who comes
  // meanwhile waits in the gate's queue till then. And it is offered only when that has been going
  // on for a while: whoever sends one command at a time finds everything given back by its signal.

  private static final int STREAK = 16;

  /** Offer what a completed command had, until {@link #signalled}. Reaper only. */
  boolean leave(Gate gate, Target target, int slot) {
    sentWithin = false;
    if (streak < STREAK
        || gate.waiting() != 0
        || !gate.hasQueue()
        || hasStarved()
        || slots.isSealed()
        || target.isDisposed()) {
      return false;
    }
    leavingGate = gate;
    leavingTarget = target;
    leavingSlot = slot;
    return true;
  }

  /** The slot with the credit and the hold on the target; or none. Reaper only. */
  int takeOver(Gate gate, Target target) {
    sentWithin = true;
    if (leavingSlot == SlotStack.NONE || leavingGate != gate || leavingTarget != target) {
      return SlotStack.NONE;
    }
    int slot = leavingSlot;
    leavingSlot = SlotStack.NONE;
    return slot;
  }

  /** The slot that was offered, if nobody has taken over. Reaper only. */
  int signalled() {
    streak = sentWithin ? Math.min(streak + 1, STREAK) : 0;
    int slot = leavingSlot;
    leavingSlot = SlotStack.NONE;
    leavingGate = null;
    leavingTarget = null;
    return slot;
  }

  boolean onReaper() {
    return ring.onReaper();
  }

  /** Whether a gate waits for a slot: then nobody may take one ahead of it. */
  boolean hasStarved() {
    return !starved.isEmpty();
  }

  /** Get in line for a slot. */
  void starve(Gate gate) {
    starved.add(gate);
    if (slots.free() > 0) { // whoever freed it may have looked at the line before
      serveStarved();
    }
  }

  private void serveStarved() {
    if (serving.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      Gate gate;
      while (slots.free() > 0 && (gate = starved.poll()) != null) {
        gate.unstarve();
      }
      missed = serving.addAndGet(-missed);
    } while (missed != 0);
  }

  void add(Gate gate) {
    gates.add(gate);
  }

  void remove(Gate gate) {
    gates.remove(gate);
  }

  /** See to it that {@link #completed} comes by this time; the waiting command is known already. */
  void lowerTimer(long nanoTime) {
    ring.lowerTimer(nanoTime);
  }

  // ---- upcalls ----

  @Override
  public void completed(int n, boolean timer) {
    for (int i = 0; i < n; i++) {
      long userData = ring.completionUserData(i);
      int res = ring.completionRes(i);
      long result = ring.completionResult(i);
      int slot = (int) userData;
      CommandOp op = running.get(slot);
      if (op == null || generations[slot] != (int) (userData >>> 32)) {
        LOG.error("a completion came for slot {} which is not in use: {}", slot, res);
        continue;
      }
      try {
        op.completed(res, result);
      } catch (Throwable t) {
        // A subscriber that throws, or a failure of ours: the neighbours get their turn.
        LOG.error("the completion of " + op + " was not handled to its end", t);
      }
    }
    if (timer) {
      runTasks();
      expire(System.nanoTime());
    }
    if (!starved.isEmpty()) {
      serveStarved();
    }
    closeIfIdle();
  }

  // ---- the ring's tables: open nodes, and memory (see FixedBuffers) ----
  //
  // With the first the kernel need not look up the descriptor and count its users for each command,
  // which is a tenth of what a command costs there. The tables are the reaper's, who is called by
  // way of the timer.

  /**
   * Enter an open node; until that is done, or if it cannot be, its descriptor serves.
   *
   * @param open whether the descriptor is still what it was
   * @param entered gets the index, on the reaper's thread
   */
  void enter(int fd, BooleanSupplier open, IntConsumer entered) {
    int index = files.take();
    if (index < 0) {
      return;
    }
    onReaper(
        () -> {
          if (!gone && open.getAsBoolean() && ring.file(index, fd) == 0) {
            entered.accept(index);
          } else {
            files.release(index);
          }
        });
  }

  /** The node is closed: its index is free when the kernel has given up its hold. */
  void leave(int index) {
    onReaper(
        () -> {
          if (!gone) {
            ring.file(index, -1);
          }
          files.release(index);
        });
  }

  /**
   * Take memory out of the table that no command uses any more.
   *
   * @param then is run when it is out
   */
  void leaveBuffers(int first, int count, Runnable then) {
    onReaper(
        () -> {
          if (!gone) {
            ring.buffers(first, 0, 0, count);
          }
          then.run();
        });
  }

  /** A ring at its end does it last, when it has freed the tables by itself. */
  private void onReaper(Runnable task) {
    tasks.add(task);
    if (gone) { // stopped() may have looked before
      runTasks();
    } else if (!slots.isSealed()) {
      ring.lowerTimer(System.nanoTime());
    }
  }

  private void runTasks() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  @Override
  public void stalled(int n, long nanos) {
    counters.stalls.increment();
    LOG.warn(
        "{} was held for {} ms by the subscribers of {} completions: commands and deadlines of its"
            + " other drives waited; move slow work away with emitOn",
        Thread.currentThread().getName(),
        nanos / 1_000_000,
        n);
  }

  /** Tell everybody whose time is over, and come back for the next one. */
  private void expire(long now) {
    long next = Long.MAX_VALUE;
    // Waiting ones first: a command moves from there to a slot, never back. One that is between the
    // two while this looks sees to the timer again itself, in publish().
    for (Gate gate : gates) {
      next = Math.min(next, gate.expire(now));
    }
    for (int slot = 0; slot < running.length(); slot++) {
      CommandOp op = running.get(slot);
      if (op != null && op.hasDeadline() && !op.isTerminated()) {
        if (op.deadlineAt() <= now) {
          op.expired();
        } else {
          next = Math.min(next, op.deadlineAt());
        }
      }
    }
    if (next != Long.MAX_VALUE) {
      // Deadlines that lie close together share one look.
      ring.lowerTimer(Math.max(next, now + 1_000_000));
    }
  }

  @Override
  public void stopped() {
    gone = true;
    runTasks();
    pages.free();
    stopped.tryEmitEmpty();
  }

  // ---- the end ----

  /** No new commands; when the last one under way has completed, the ring ends. */
  void seal() {
    slots.seal();
    controlSlots.seal();
    closeIfIdle();
  }

  private void closeIfIdle() {
    if (slots.isSealed()
        && controlSlots.isSealed()
        && slotsInUse() == 0
        && closing.compareAndSet(false, true)) {
      ring.close();
    }
  }

  /** Take their subscribers from all commands under way; the slots stay the drives'. */
  void detachAll(String what) {
    detached = what;
    closeRunning(what);
    // The reaper hands over without a fence what is sent from within a signal: it looks itself.
    tasks.add(() -> closeRunning(what));
    ring.lowerTimer(System.nanoTime());
  }

  private void closeRunning(String what) {
    for (int slot = 0; slot < running.length(); slot++) {
      CommandOp op = running.get(slot);
      if (op != null) {
        op.closed(what);
      }
    }
  }

  /** Completes when all that is native is gone. */
  Mono<Void> stoppedMono() {
    return stopped.asMono();
  }
}
