package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who looks before data is destroyed, and how often. */
class InUseGuardTest {

  private final AtomicInteger looks = new AtomicInteger();
  private volatile List<String> uses = List.of();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  private final Discovery discovery =
      new Discovery() {
        @Override
        public List<String> uses(NvmeNamespaceInfo namespace) {
          looks.incrementAndGet();
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return uses;
        }

        @Override
        public List<NvmeControllerInfo> controllers() {
          throw new UnsupportedOperationException();
        }

        @Override
        public Optional<NvmeControllerInfo> controller(String name) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Sysfs.Resolved resolve(String path) {
          throw new UnsupportedOperationException();
        }

        @Override
        public int maxAdminTransferBytes(String controller) {
          throw new UnsupportedOperationException();
        }

        @Override
        public boolean integrity(String namespace) {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<NvmeSubsystemInfo> subsystems() {
          return List.of();
        }

        @Override
        public boolean hasPath(String namespace) {
          throw new UnsupportedOperationException();
        }
      };

  private final Target target =
      new Target(
          new Target.Spec(
              "/dev/ng7n3",
              false,
              3,
              List.of("nvme7"),
              new NvmeNamespaceInfo(
                  "nvme7n3", 3, null, Path.of("/dev/ng7n3"), 1 << 30, 512, 0, false, 0),
              false,
              0,
              Access.READ_WRITE),
          new HostPlatform.FileNode(-1),
          discovery,
          new Gates(null, new Gate(null, 1, 1), new Gate(null, 1, 1), new AtomicInteger()),
          BackendChoice.AUTO,
          new Backend(Backend.Kind.URING, "test"),
          0,
          () -> {});

  private final InUseGuard.Recent recent = new InUseGuard.Recent(target);

  @Test
  void aStreamOfWritesLooksOnceAndNotEachTime() {
    long start = System.nanoTime();
    Flux.range(0, 1000).concatMap(i -> recent.check("Write", false)).blockLast();
    long seconds = (System.nanoTime() - start) / InUseGuard.Recent.BELIEVED_NANOS;
    assertThat(looks.get()).isBetween(1, (int) seconds + 1);
  }

  @Test
  void thoseWhoComeDuringALookWaitForIt() {
    gate = new CountDownLatch(1);
    Mono<Long> many =
        Flux.range(0, 100).flatMap(i -> recent.check("Write", false).thenReturn(i), 100).count();
    StepVerifier.create(many)
        .then(() -> StandIn.await("the look", () -> looks.get() > 0))
        .then(() -> gate.countDown())
        .expectNext(100L)
        .verifyComplete();
    assertThat(looks.get()).isEqualTo(1);
  }

  @Test
  void thatItIsInUseIsLookedUpEachTime() {
    uses = List.of("nvme7n3 is mounted at /srv");
    for (int i = 1; i <= 3; i++) {
      StepVerifier.create(recent.check("Write Zeroes", false))
          .verifyErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOf(NvmeInUseException.class)
                      .hasMessageContaining("Write Zeroes")
                      .hasMessageContaining("/srv"));
      assertThat(looks).hasValue(i);
    }
    uses = List.of();
    StepVerifier.create(recent.check("Write", false)).verifyComplete();
    uses = List.of("late");
    StepVerifier.create(InUseGuard.check(target, 3, "Write", false))
        .verifyError(NvmeInUseException.class);
  }

  @Test
  void whoForcesDoesNotLook() {
    uses = List.of("nvme7n3 is mounted at /srv");
    StepVerifier.create(recent.check("Write", true)).verifyComplete();
    StepVerifier.create(InUseGuard.check(target, 3, "Write", true)).verifyComplete();
    assertThat(looks).hasValue(0);
  }
}
