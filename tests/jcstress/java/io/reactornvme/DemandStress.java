package io.reactornvme;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Two inner results at the same moment: both are emitted, one after the other, then the end. */
@JCStressTest
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both values, one end")
@State
public class DemandStress {

  private final Sinks.One<Integer> first = Sinks.one();
  private final Sinks.One<Integer> second = Sinks.one();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();

  /** Not atomic on purpose: overlapping signals would be seen as a wrong count. */
  private int serial;

  public DemandStress() {
    FluxDemandMap.create(Flux.just(first, second), sink -> sink.asMono(), 2)
        .subscribe(
            new CoreSubscriber<Integer>() {
              @Override
              public void onSubscribe(Subscription s) {
                s.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(Integer value) {
                serial++;
                values.set(serial);
              }

              @Override
              public void onError(Throwable t) {
                ends.addAndGet(100);
              }

              @Override
              public void onComplete() {
                ends.incrementAndGet();
              }
            });
  }

  @Actor
  public void one() {
    first.tryEmitValue(1);
  }

  @Actor
  public void two() {
    second.tryEmitValue(2);
  }

  @Arbiter
  public void heard(II_Result r) {
    r.r1 = values.get();
    r.r2 = ends.get();
  }
}
