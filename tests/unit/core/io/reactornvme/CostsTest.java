package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a command may cost beside time, which depends on the machine and is tests/bench's matter.
 * The way is the real one: ring, kernel, and {@code /dev/null} for a drive.
 */
class CostsTest {

  private static final int COMMANDS = 400_000;

  private static NullRing ring;

  @BeforeAll
  static void open() {
    ring = new NullRing(256);
  }

  @AfterAll
  static void close() {
    ring.close();
  }

  /** Of the second run: by then it is compiled, and what is allocated once has been. */
  private static Costs warm(Costs.Work work) throws InterruptedException {
    work.run(COMMANDS);
    return Costs.of(ring, COMMANDS, work);
  }

  @Test
  void aMonoAllocatesAtMost200Bytes() throws InterruptedException {
    for (int depth : new int[] {1, 128}) {
      Costs costs = warm(n -> Loops.mono(ring.device(), n, depth));
      assertThat(costs.bytesACommand()).as("at %d", depth).isPositive().isLessThanOrEqualTo(200);
    }
  }

  @Test
  void aCommandInBulkAllocatesAtMost64Bytes() throws InterruptedException {
    Costs costs = warm(n -> Loops.bulk(ring.device(), n, 128));
    assertThat(costs.bytesACommand()).isPositive().isLessThanOrEqualTo(64);
  }

  @Test
  void aTurnOfTheReaperIsAtMostOneCallUpAndOneCallDown() throws InterruptedException {
    for (int depth : new int[] {1, 32, 128}) {
      Costs costs = Costs.of(ring, COMMANDS, n -> Loops.mono(ring.device(), n, depth));
      assertThat(costs.turns()).as("at %d", depth).isPositive();
      assertThat(costs.upcallsATurn()).as("up at %d", depth).isLessThanOrEqualTo(1);
      assertThat(costs.downcallsATurn()).as("down at %d", depth).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aBurstWakesTheReaperOnce() throws InterruptedException {
    int bursts = 1_000;
    Costs costs = Costs.ofBursts(ring, bursts, 100);
    assertThat(costs.wakeups()).isPositive().isLessThanOrEqualTo(bursts);
  }
}
