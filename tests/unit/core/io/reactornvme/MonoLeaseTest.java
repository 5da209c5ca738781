package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;

/** A lease is the subscriber's or it is released, and never both. */
class MonoLeaseTest {

  private final BufferPool pool = new BufferPool(new HostPlatform());

  private Mono<NvmeBuffer> lease(Mono<?> fill) {
    return MonoLease.create(() -> new NvmeBuffer(pool, 1), b -> fill);
  }

  @Test
  void whatIsFilledIsTheSubscribers() {
    NvmeBuffer buffer = lease(Mono.just("done")).block();
    assertThat(pool.live()).isEqualTo(1);
    buffer.release();
    assertThat(pool.live()).isZero();
  }

  @Test
  void anErrorAndACancelRelease() {
    StepVerifier.create(lease(Mono.error(new IllegalStateException("x")))).verifyErrorMessage("x");
    assertThat(pool.live()).isZero();
    TestPublisher<String> fill = TestPublisher.create();
    Probe<NvmeBuffer> p = Probe.of(lease(fill.mono()));
    assertThat(pool.live()).isEqualTo(1);
    p.cancel();
    fill.assertCancelled();
    assertThat(pool.live()).isZero();
    assertThat(p.isOver()).isFalse();
  }

  @Test
  void whoCannotFillOrLeaseIsToldSo() {
    StepVerifier.create(
            MonoLease.create(
                () -> new NvmeBuffer(pool, 1),
                b -> {
                  throw new IllegalStateException("fill");
                }))
        .verifyErrorMessage("fill");
    StepVerifier.create(
            MonoLease.create(
                () -> {
                  throw new IllegalStateException("lease");
                },
                b -> Mono.empty()))
        .verifyErrorMessage("lease");
    assertThat(pool.live()).isZero();
  }

  @Test
  void ofCancelAndCompletionOneHasTheLease() {
    for (int i = 0; i < 2000; i++) {
      Sinks.Empty<Void> fill = Sinks.empty();
      Probe<NvmeBuffer> p = Probe.of(lease(fill.asMono()));
      RaceTestUtils.race(fill::tryEmitEmpty, p::cancel);
      assertThat(pool.live()).isEqualTo(p.values.size());
      p.values.forEach(NvmeBuffer::byteBuffer); // throws after a release
      p.values.forEach(NvmeBuffer::release);
      assertThat(p.discarded).isEmpty();
    }
  }
}
