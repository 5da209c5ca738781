package io.reactornvme.emulator;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of an emulator: does what is due at its time, whatever the number of drives. Its
 * lock guards all state of the emulator; whatever runs here holds it.
 */
final class Worker {

  private static final AtomicInteger NEXT_ID = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Job> jobs = new PriorityQueue<>();
  private long nextSequence;
  private @Nullable Thread thread;
  private boolean closed;

  /** Something to do, until it is cancelled. */
  static final class Job implements Comparable<Job> {
    private final long due;
    private final long sequence;
    private final Runnable run;
    private boolean cancelled;

    private Job(long due, long sequence, Runnable run) {
      this.due = due;
      this.sequence = sequence;
      this.run = run;
    }

    /** Equal times keep their order. */
    @Override
    public int compareTo(Job other) {
      long earlier = due - other.due;
      return earlier != 0 ? Long.signum(earlier) : Long.compare(sequence, other.sequence);
    }
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /** Runs something on the calling thread with the lock held. */
  void locked(Runnable run) {
    lock.lock();
    try {
      run.run();
    } finally {
      lock.unlock();
    }
  }

  /** To be called with the lock held. */
  Job schedule(long delayNanos, Runnable run) {
    Job job = new Job(System.nanoTime() + delayNanos, nextSequence++, run);
    if (closed) {
      return job;
    }
    jobs.add(job);
    if (thread == null) {
      thread = new Thread(this::run, "nvme-emulator-" + NEXT_ID.getAndIncrement());
      thread.setDaemon(true);
      thread.start();
    } else if (jobs.peek() == job) {
      changed.signal();
    }
    return job;
  }

  /** To be called with the lock held. */
  void cancel(Job job) {
    if (!job.cancelled) {
      job.cancelled = true;
      jobs.remove(job);
    }
  }

  /** To be called with the lock held; what is still scheduled is forgotten. */
  void close() {
    closed = true;
    jobs.clear();
    changed.signal();
  }

  private void run() {
    boolean more = true;
    while (more) {
      lock.lock(); // for each job anew: a ring's thread need not wait for the end of a burst
      try {
        Job job = awaitDue();
        more = job != null;
        if (job != null) {
          job.cancelled = true; // it is over
          runSafely(job);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** The next job when its time has come, or null at the end. */
  private @Nullable Job awaitDue() {
    while (!closed) {
      Job job = jobs.peek();
      if (job == null) {
        changed.awaitUninterruptibly();
        continue;
      }
      long left = job.due - System.nanoTime();
      if (left <= 0) {
        return jobs.poll();
      }
      try {
        changed.awaitNanos(left);
      } catch (InterruptedException e) {
        // Nobody else has this thread; going on is all that is asked of it.
      }
    }
    return null;
  }

  private static void runSafely(Job job) {
    try {
      job.run.run();
    } catch (RuntimeException | Error e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }
}
