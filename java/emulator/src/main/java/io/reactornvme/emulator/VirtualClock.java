package io.reactornvme.emulator;

import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The time of the emulated drives: power-on hours, drift of the SMART log, and progress of format,
 * self-test and sanitize go by it. It stands still but for {@link #advance}, unless {@link
 * EmulatedNvme.Builder#clockSpeed} lets it run. Latencies are real time. Thread-safe.
 */
public final class VirtualClock {

  private final Worker worker;
  private final double speed;
  private final long realStart = System.nanoTime();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long advanced;
  private long nextSequence;
  private Worker.@Nullable Job wakeUp;

  /** Something to be done at a virtual time. */
  static final class Timer implements Comparable<Timer> {
    private final long at;
    private final long sequence;
    private final Runnable run;

    private Timer(long at, long sequence, Runnable run) {
      this.at = at;
      this.sequence = sequence;
      this.run = run;
    }

    @Override
    public int compareTo(Timer other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : Long.compare(sequence, other.sequence);
    }
  }

  VirtualClock(Worker worker, double speed) {
    this.worker = worker;
    this.speed = speed;
  }

  /**
   * The time since the emulator was built.
   *
   * @return zero at the beginning
   */
  public Duration now() {
    worker.lock();
    try {
      return Duration.ofNanos(nanos());
    } finally {
      worker.unlock();
    }
  }

  /**
   * Lets time pass; whatever ends meanwhile has ended when this returns.
   *
   * @param time zero or more
   * @throws IllegalArgumentException if negative
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + time);
    }
    worker.lock();
    try {
      long left = time.toNanos();
      for (Timer next = timers.peek(); next != null; next = timers.peek()) {
        long step = Math.max(0, next.at - nanos());
        if (step > left) {
          break;
        }
        advanced += step;
        left -= step;
        timers.poll();
        next.run.run();
      }
      advanced += left;
      arm();
    } finally {
      worker.unlock();
    }
  }

  /** With the lock held, as all below. */
  long nanos() {
    long running = speed > 0 ? (long) ((System.nanoTime() - realStart) * speed) : 0;
    return running + advanced;
  }

  Timer at(long nanos, Runnable run) {
    Timer timer = new Timer(nanos, nextSequence++, run);
    timers.add(timer);
    arm();
    return timer;
  }

  void cancel(Timer timer) {
    timers.remove(timer);
    arm();
  }

  private void arm() {
    if (wakeUp != null) {
      worker.cancel(wakeUp);
      wakeUp = null;
    }
    Timer next = timers.peek();
    if (speed > 0 && next != null) {
      long delay = (long) Math.ceil(Math.max(0, next.at - nanos()) / speed);
      wakeUp = worker.schedule(delay, this::due);
    }
  }

  private void due() {
    wakeUp = null;
    for (Timer next = timers.peek(); next != null && next.at <= nanos(); next = timers.peek()) {
      timers.poll();
      next.run.run();
    }
    arm();
  }
}
