package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.FluxRegroup.Piece;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;

/** Bytes of any portions, copied into leases of one size. */
class FluxRegroupTest {

  private static final int SIZE = 1024;
  private static final int UNIT = 512;

  private final BufferPool pool = new BufferPool(new HostPlatform());

  @AfterEach
  void everythingWasReleased() {
    assertThat(pool.live()).isZero();
  }

  private Flux<Piece> regroup(Flux<ByteBuffer> source) {
    return FluxRegroup.create(source, () -> new NvmeBuffer(pool, SIZE), UNIT)
        .doOnDiscard(Piece.class, Piece::release);
  }

  /** The bytes from start on, each its place. */
  private static ByteBuffer bytes(int start, int length) {
    ByteBuffer b = ByteBuffer.allocate(length);
    IntStream.range(0, length).forEach(i -> b.put(i, (byte) ((start + i) % 251)));
    return b;
  }

  private static byte[] take(Piece piece) {
    byte[] bytes = new byte[piece.length()];
    piece.buffer().byteBuffer().get(bytes);
    piece.release();
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4096",
    "100, 4608",
    "512, 512",
    "1024, 5120",
    "1500, 4608",
    "4096, 7680",
    "9000, 512"
  })
  void portionsOfAnySizeComeOutAsOneSize(int portion, int total) {
    Flux<ByteBuffer> source =
        Flux.range(0, (total - 1) / portion + 1)
            .map(i -> bytes(i * portion, Math.min(portion, total - i * portion)));
    List<byte[]> pieces = regroup(source).map(FluxRegroupTest::take).collectList().block();
    assertThat(pieces).hasSize((total - 1) / SIZE + 1);
    int at = 0;
    for (byte[] piece : pieces) {
      assertThat(piece).isEqualTo(bytes(at, piece.length).array());
      at += piece.length;
      assertThat(piece.length == SIZE || at == total).isTrue();
    }
    assertThat(at).isEqualTo(total);
  }

  @Test
  void thePositionsOfTheSourceStayAndNothingIsNothing() {
    ByteBuffer some = bytes(0, 600).position(88);
    StepVerifier.create(regroup(Flux.just(ByteBuffer.allocate(0), some)).map(p -> take(p).length))
        .expectNext(512)
        .verifyComplete();
    assertThat(some.position()).isEqualTo(88);
    StepVerifier.create(regroup(Flux.empty())).verifyComplete();
    StepVerifier.create(regroup(Flux.just(ByteBuffer.allocate(0)))).verifyComplete();
  }

  @Test
  void noMorePortionsAreAskedForThanLeasesAre() {
    AtomicLong asked = new AtomicLong();
    Flux<ByteBuffer> source =
        Flux.range(0, 1000).map(i -> bytes(i * 512, 512)).doOnRequest(asked::addAndGet);
    Probe<Piece> p = Probe.of(regroup(source), 0);
    assertThat(asked).hasValue(0);
    p.request(1);
    assertThat(p.values).hasSize(1);
    assertThat(asked).hasValue(2);
    assertThat(pool.live()).isEqualTo(1);
    p.request(3);
    assertThat(p.values).hasSize(4);
    assertThat(asked.get()).isBetween(8L, 10L);
    p.values.forEach(Piece::release);
    p.cancel();
  }

  @Test
  void ofALargePortionNoMoreIsCopiedThanAskedFor() {
    Probe<Piece> p = Probe.of(regroup(Flux.just(bytes(0, 10 * SIZE))), 2);
    assertThat(p.values).hasSize(2);
    assertThat(pool.live()).isEqualTo(2);
    p.request(8);
    p.assertComplete(10);
    p.values.forEach(Piece::release);
  }

  @Test
  void aRestThatIsNoBlockIsAnError() {
    Probe<Piece> p = Probe.of(regroup(Flux.just(bytes(0, SIZE + 513))));
    assertThat(p.values).hasSize(1);
    assertThat(p.error()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(" 1 ");
    p.values.forEach(Piece::release);
  }

  @Test
  void anErrorAndACancelReleaseWhatWasBeingFilled() {
    TestPublisher<ByteBuffer> source = TestPublisher.create();
    Probe<Piece> p = Probe.of(regroup(source.flux()), 4);
    source.next(bytes(0, 100));
    assertThat(pool.live()).isEqualTo(1);
    source.error(new IllegalStateException("source"));
    assertThat(p.error()).hasMessage("source");
    assertThat(pool.live()).isZero();

    TestPublisher<ByteBuffer> other = TestPublisher.create();
    Probe<Piece> q = Probe.of(regroup(other.flux()), 4);
    other.next(bytes(0, 100));
    q.cancel();
    other.assertCancelled();
    assertThat(pool.live()).isZero();
  }

  @Test
  void noMemoryIsAnError() {
    Flux<Piece> flux =
        FluxRegroup.create(
            Flux.just(bytes(0, 512)),
            () -> {
              throw new IllegalStateException("no memory");
            },
            UNIT);
    StepVerifier.create(flux).verifyErrorMessage("no memory");
  }

  @Test
  void aCancelAgainstThePortionsLeaksNothing() {
    for (int i = 0; i < 1000; i++) {
      TestPublisher<ByteBuffer> source = TestPublisher.create();
      Probe<Piece> p = Probe.of(regroup(source.flux()));
      RaceTestUtils.race(
          () -> {
            source.next(bytes(0, 1500));
            source.next(bytes(0, 700));
          },
          p::cancel);
      p.values.forEach(Piece::release);
      assertThat(pool.live()).isZero();
    }
  }

  @Test
  void requestsAgainstPortionsLoseNothing() {
    for (int i = 0; i < 300; i++) {
      TestPublisher<ByteBuffer> source =
          TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
      Probe<Piece> p = Probe.of(regroup(source.flux()), 0);
      RaceTestUtils.race(
          () -> {
            for (int n = 0; n < 8; n++) {
              source.next(bytes(n * 512, 512));
            }
            source.complete();
          },
          () -> {
            for (int n = 0; n < 4; n++) {
              p.request(1);
            }
          });
      p.assertComplete(4);
      p.values.forEach(Piece::release);
    }
  }
}
