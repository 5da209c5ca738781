package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.test.util.RaceTestUtils;

class SlotStackTest {

  private static final int ROUNDS = 20_000;

  @Test
  void givesEachSlotOnceAndThenNone() {
    SlotStack stack = new SlotStack(100, 5);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      taken.add(stack.take());
    }
    assertThat(taken).containsExactlyInAnyOrder(100, 101, 102, 103, 104);
    assertThat(stack.free()).isZero();
    assertThat(stack.take()).isEqualTo(SlotStack.NONE);
  }

  @Test
  void givesAReleasedSlotAgain() {
    SlotStack stack = new SlotStack(0, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(stack.take()).isZero();
      assertThat(stack.take()).isEqualTo(SlotStack.NONE);
      stack.release(0);
      assertThat(stack.free()).isEqualTo(1);
    }
  }

  @Test
  void takesTheLargestRing() {
    SlotStack stack = new SlotStack(0, 16384);
    assertThat(stack.free()).isEqualTo(16384);
    AtomicLong sum = new AtomicLong();
    for (int slot = stack.take(); slot >= 0; slot = stack.take()) {
      sum.addAndGet(slot);
    }
    assertThat(sum.get()).isEqualTo(16383L * 16384 / 2);
    for (int i = 0; i < 16384; i++) {
      stack.release(i);
    }
    assertThat(stack.free()).isEqualTo(16384);
  }

  @Test
  void sealedItGivesNothingAndTakesBackEverything() {
    SlotStack stack = new SlotStack(0, 3);
    int slot = stack.take();
    stack.seal();
    stack.seal();
    assertThat(stack.isSealed()).isTrue();
    assertThat(stack.take()).isEqualTo(SlotStack.SEALED);
    assertThat(stack.free()).isEqualTo(2);
    stack.release(slot);
    assertThat(stack.isSealed()).isTrue();
    assertThat(stack.free()).isEqualTo(3);
    assertThat(stack.take()).isEqualTo(SlotStack.SEALED);
  }

  @Test
  void neverGivesASlotTwiceNorLosesOneWhenManyTakeAndRelease() {
    int slots = 3; // few, so that the same one comes and goes all the time (ABA)
    SlotStack stack = new SlotStack(7, slots);
    AtomicIntegerArray owners = new AtomicIntegerArray(slots);
    AtomicLong doubles = new AtomicLong();
    Runnable worker =
        () -> {
          int[] held = new int[2];
          for (int i = 0; i < ROUNDS; i++) {
            int n = 0;
            for (int k = 0; k < 1 + (i & 1); k++) {
              int slot = stack.take();
              if (slot >= 0) {
                held[n++] = slot;
                if (owners.incrementAndGet(slot - 7) != 1) {
                  doubles.incrementAndGet();
                }
              }
            }
            while (n > 0) {
              int slot = held[--n];
              owners.decrementAndGet(slot - 7);
              stack.release(slot);
            }
          }
        };
    RaceTestUtils.race(worker, worker, worker, worker);
    assertThat(doubles.get()).isZero();
    assertThat(stack.free()).isEqualTo(slots);
    assertThat(Set.of(stack.take(), stack.take(), stack.take())).containsExactlyInAnyOrder(7, 8, 9);
  }

  @Test
  void oneOfTwoWhoTakeTheLastSlotGetsIt() {
    SlotStack stack = new SlotStack(0, 1);
    int[] got = new int[2];
    for (int i = 0; i < 2_000; i++) {
      RaceTestUtils.race(() -> got[0] = stack.take(), () -> got[1] = stack.take());
      assertThat(got).containsExactlyInAnyOrder(0, SlotStack.NONE);
      stack.release(0);
    }
  }

  @Test
  void aSealThatRacesWithATakeEitherComesBeforeItOrAfter() {
    for (int i = 0; i < 2_000; i++) {
      SlotStack stack = new SlotStack(0, 1);
      int[] got = new int[1];
      RaceTestUtils.race(() -> got[0] = stack.take(), stack::seal);
      if (got[0] == SlotStack.SEALED) {
        assertThat(stack.free()).isEqualTo(1);
      } else {
        assertThat(got[0]).isZero();
        assertThat(stack.free()).isZero();
        stack.release(0);
      }
      assertThat(stack.isSealed()).isTrue();
      assertThat(stack.take()).isEqualTo(SlotStack.SEALED);
    }
  }
}
