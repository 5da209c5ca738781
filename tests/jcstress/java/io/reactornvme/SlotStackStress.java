package io.reactornvme;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two slots, and threads that take, give back and seal at the same time. */
public class SlotStackStress {

  /** One that takes, gives back and takes again, and one that takes: the ABA pattern. */
  @JCStressTest
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "each has one, none is left")
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "each has one, none is left")
  @State
  public static class TakeGiveTake {
    final SlotStack slots = new SlotStack(0, 2);

    @Actor
    public void first(III_Result r) {
      slots.release(slots.take());
      r.r1 = slots.take();
    }

    @Actor
    public void second(III_Result r) {
      r.r2 = slots.take();
    }

    @Arbiter
    public void left(III_Result r) {
      r.r3 = slots.free();
    }
  }

  /** A taker and the seal: it has the slot or it has not, and the count agrees. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "taken before the seal")
  @Outcome(id = "-2, 1", expect = ACCEPTABLE, desc = "sealed first")
  @State
  public static class TakeAndSeal {
    final SlotStack slots = new SlotStack(0, 1);

    @Actor
    public void taker(II_Result r) {
      r.r1 = slots.take();
    }

    @Actor
    public void sealer() {
      slots.seal();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = slots.free();
    }
  }

  /** The last slot comes back while it is sealed and another asks for it. */
  @JCStressTest
  @Outcome(id = "-2, 1", expect = ACCEPTABLE, desc = "sealed: the slot stays home")
  @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "asked too early: all were in use")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "got it before the seal")
  @State
  public static class GiveTakeAndSeal {
    final SlotStack slots = new SlotStack(0, 1);
    final int mine = slots.take();

    @Actor
    public void giver() {
      slots.release(mine);
      slots.seal();
    }

    @Actor
    public void taker(II_Result r) {
      r.r1 = slots.take();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = slots.free();
    }
  }
}
