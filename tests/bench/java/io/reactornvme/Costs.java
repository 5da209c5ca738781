package io.reactornvme;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/** What a command costs that is not time: allocation, calls across JNI, wake-ups. */
final class Costs {

  private static final long COMMANDS = 1_000_000;

  private Costs() {}

  static void print(NullRing ring, Device device) throws InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%-14s %12s %12s %12s %12s%n",
        "a command",
        "bytes",
        "enters",
        "upcalls",
        "wakes");
    for (int depth : new int[] {1, 128}) {
      print("mono-" + depth, ring, () -> Loops.mono(device, COMMANDS, depth));
    }
    print("bulk-128", ring, () -> Loops.bulk(device, COMMANDS, 128));
  }

  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  private static void print(String name, NullRing ring, Work work) throws InterruptedException {
    work.run(); // compiled by then
    long[] before = counters(ring);
    long bytes = allocated();
    work.run();
    bytes = allocated() - bytes;
    long[] after = counters(ring);
    System.out.printf(
        Locale.ROOT,
        "%-14s %12.1f %12.4f %12.4f %12.6f%n",
        name,
        (double) bytes / COMMANDS,
        (double) (after[0] - before[0]) / COMMANDS,
        (double) (after[1] - before[1]) / COMMANDS,
        (double) (after[2] - before[2]) / COMMANDS);
  }

  private static long[] counters(NullRing ring) {
    return new long[] {
      ring.counter(RingLayout.COUNTER_ENTERS),
      ring.counter(RingLayout.COUNTER_UPCALLS),
      ring.counter(RingLayout.COUNTER_WAKEUPS)
    };
  }

  /** By all reapers and this thread so far. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(t -> t != null)
        .filter(
            t ->
                t.getThreadName().startsWith("nvme-reaper")
                    || t.getThreadId() == Thread.currentThread().getId())
        .mapToLong(t -> threads.getThreadAllocatedBytes(t.getThreadId()))
        .sum();
  }
}
