package io.reactornvme;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way into a controller's queue: so many commands at once (credits), so many more that wait
 * (pending), in order of arrival.
 *
 * <p>Credits keep the library well below the controller's tags, which it shares with everybody on
 * the host: a command that finds no tag is put off by the kernel, which is slow, and on some
 * kernels goes wrong.
 *
 * <p>A command that can go goes on its subscriber's thread. Else it is queued, and whoever frees a
 * credit starts it. {@link #drain()} has one runner at a time; the others leave it a note (wip).
 *
 * <p>When the ring's slots run out, the gates that have a credit to give stand in line for them,
 * and each gets one slot a turn: else a gate with commands enough to take back every slot it frees
 * would shut out all others.
 */
final class Gate {

  private final CommandRing ring;
  private final int limit;
  private final int pendingLimit;

  /** Credits in use. */
  private final AtomicInteger inUse = new AtomicInteger();

  private final Queue<CommandOp> pending = new ConcurrentLinkedQueue<>();

  /** At least the size of pending: counted up before the entry, down after the removal. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final AtomicInteger wip = new AtomicInteger();

  /** In the ring's line for a slot. */
  private final AtomicBoolean starving = new AtomicBoolean();

  /** How often this gate's turn has come and was not used. */
  private final AtomicInteger turns = new AtomicInteger();

  Gate(CommandRing ring, int limit, int pendingLimit) {
    this.ring = ring;
    this.limit = limit;
    this.pendingLimit = pendingLimit;
  }

  CommandRing ring() {
    return ring;
  }

  /** Send the command now, or when its turn comes. Any thread. */
  void submit(CommandOp op) {
    if (op.isControl()) {
      submitControl(op);
      return;
    }
    if (ring.onReaper()) {
      int slot = ring.takeOver(this, op.target());
      if (slot >= 0) {
        op.send(slot);
        return;
      }
    }
    // An empty queue: straight on. Overtaking one that is just being queued does no harm.
    if (waiting.get() == 0 && !ring.hasStarved() && takeCredit()) {
      int slot = ring.take(false);
      if (slot >= 0) {
        op.start(slot);
        return;
      }
      giveCredit();
      if (slot == SlotStack.SEALED) {
        op.failClosed();
        return;
      }
    }
    if (waiting.incrementAndGet() > pendingLimit) {
      waiting.decrementAndGet();
      op.fail(new NvmeBusyException(op.target().path(), pendingLimit));
      return;
    }
    op.queued();
    pending.add(op);
    if (op.isTerminated()) { // cancelled before it was there to be removed
      remove(op);
      return;
    }
    if (op.target().isDisposed()) { // failPending() may have passed before it was there
      op.closedBeforeItsTurn("the handle is disposed");
      return;
    }
    if (op.hasDeadline()) {
      ring.lowerTimer(op.deadlineAt());
    }
    drain();
  }

  /** A reset or rescan waits for nothing: it may be what the others wait for. */
  private void submitControl(CommandOp op) {
    int slot = ring.take(true);
    if (slot >= 0) {
      op.start(slot);
    } else if (slot == SlotStack.SEALED) {
      op.failClosed();
    } else {
      op.fail(new NvmeBusyException(op.target().path(), 0));
    }
  }

  /** After a completion, or when a taken credit was not used. */
  void release(CommandOp op) {
    if (!op.isControl()) {
      giveCredit();
    }
  }

  void giveCredit() {
    inUse.decrementAndGet();
    if (waiting.get() != 0) {
      drain();
    }
  }

  /** The command is over before its turn came. */
  void remove(CommandOp op) {
    if (pending.remove(op)) {
      waiting.decrementAndGet();
    }
  }

  /** Its turn has come: there may be a slot again. */
  void unstarve() {
    turns.incrementAndGet();
    starving.set(false);
    drain();
  }

  private void drain() {
    if (wip.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      while (!pending.isEmpty() && takeCredit()) {
        int slot = takeTurn() || !ring.hasStarved() ? ring.take(false) : SlotStack.NONE;
        if (slot == SlotStack.NONE) {
          inUse.decrementAndGet();
          if (starving.compareAndSet(false, true)) {
            ring.starve(this); // may come back here through unstarve(), which then leaves a note
          }
          break;
        }
        CommandOp op = next();
        if (op == null) {
          if (slot >= 0) {
            ring.giveBack(slot);
          }
          inUse.decrementAndGet();
        } else if (slot == SlotStack.SEALED) {
          inUse.decrementAndGet();
          op.failClosed();
        } else {
          op.start(slot);
        }
      }
      missed = wip.addAndGet(-missed);
    } while (missed != 0);
  }

  /** By the runner of the drain alone. */
  private boolean takeTurn() {
    if (turns.get() == 0) {
      return false;
    }
    turns.decrementAndGet();
    return true;
  }

  private @Nullable CommandOp next() {
    CommandOp op;
    while ((op = pending.poll()) != null) {
      waiting.decrementAndGet();
      if (!op.isTerminated()) {
        return op;
      }
    }
    return null;
  }

  private boolean takeCredit() {
    for (; ; ) {
      int n = inUse.get();
      if (n >= limit) {
        return false;
      }
      if (inUse.compareAndSet(n, n + 1)) {
        return true;
      }
    }
  }

  /** Tell the waiting ones whose time is over; the earliest deadline of the others. Reaper only. */
  long expire(long now) {
    long next = Long.MAX_VALUE;
    for (CommandOp op : pending) {
      if (op.hasDeadline() && !op.isTerminated()) {
        if (op.deadlineAt() <= now) {
          op.expired();
        } else {
          next = Math.min(next, op.deadlineAt());
        }
      }
    }
    return next;
  }

  /** The waiting ones of this device will not get their turn. */
  void failPending(Target target, String what) {
    for (CommandOp op : pending) {
      if (op.target() == target) {
        op.closedBeforeItsTurn(what);
      }
    }
  }

  /** Whether a command that finds no credit can wait for one. */
  boolean hasQueue() {
    return pendingLimit > 0;
  }

  int inUse() {
    return inUse.get();
  }

  int waiting() {
    return waiting.get();
  }
}
