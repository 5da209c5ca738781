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
   * Sends a command, and when the reaper is at its signal many more, which keep it there until all
   * are sent; so often. So the reaper goes from idle to busy once a burst, or not at all.
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
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(commands);
    command.subscribe(
        result -> {
          busy.countDown();
          while (sent.getCount() > 0) {
            Thread.onSpinWait();
          }
          open.countDown();
        });
    busy.await(); // until then it may sleep: it submits and waits in one
    for (int i = 1; i < commands; i++) {
      command.subscribe(result -> open.countDown());
    }
    sent.countDown();
    open.await();
  }
}
