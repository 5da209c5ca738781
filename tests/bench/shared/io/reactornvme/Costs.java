package io.reactornvme;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Mono;

/**
 * What commands cost that is not time.
 *
 * @param commands how many
 * @param bytes allocated by the reaper and the calling thread
 * @param turns of the reaper: calls of io_uring_enter
 * @param up calls from C to Java
 * @param down calls of the reaper from Java to C
 * @param wakeups writes to the eventfd
 */
record Costs(long commands, long bytes, long turns, long up, long down, long wakeups) {

  @FunctionalInterface
  interface Work {
    void run(long commands) throws InterruptedException;
  }

  static Costs of(NullRing ring, long commands, Work work) throws InterruptedException {
    Costs before = now(ring);
    work.run(commands);
    Costs after = now(ring);
    return new Costs(
        commands,
        after.bytes - before.bytes,
        after.turns - before.turns,
        after.up - before.up,
        after.down - before.down,
        after.wakeups - before.wakeups);
  }

  private static Costs now(NullRing ring) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes =
        threads.getThreadAllocatedBytes(ring.reaper().getId())
            + threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    NvmeStats stats = ring.stats();
    return new Costs(
        0, bytes, stats.enters(), stats.upcalls(), ring.turnsInJava(), stats.wakeups());
  }

  double bytesACommand() {
    return (double) bytes / commands;
  }

  double upcallsATurn() {
    return (double) up / turns;
  }

  double downcallsATurn() {
    return (double) down / turns;
  }

  /**
   * Finds the ring idle, sends a burst, and waits for its end; so often. The reaper is kept busy by
   * the first of a burst until all are sent, so that it has no chance to go idle in between: from
   * idle to busy once a burst.
   */
  static Costs ofBursts(NullRing ring, int bursts, int commandsEach) throws InterruptedException {
    Mono<PassthruResult> command = ring.device().command(NullRing.COMMAND, CommandForm.ADMIN);
    return of(
        ring,
        (long) bursts * commandsEach,
        n -> {
          for (int i = 0; i < bursts; i++) {
            burst(command, commandsEach);
          }
        });
  }

  private static void burst(Mono<PassthruResult> command, int commands)
      throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(commands);
    command.subscribe(
        result -> {
          while (sent.getCount() > 0) {
            Thread.onSpinWait();
          }
          open.countDown();
        });
    for (int i = 1; i < commands; i++) {
      command.subscribe(result -> open.countDown());
    }
    sent.countDown();
    open.await();
  }
}
