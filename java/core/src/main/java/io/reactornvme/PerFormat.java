package io.reactornvme;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Something that follows from a namespace's format: asked of the drive once, and again after this
 * library has formatted something on the controller; others' formats are not seen.
 */
final class PerFormat<T> {

  private record Known<T>(T value, int epoch) {}

  private final Target target;
  private final Mono<T> ask;

  /** Several may ask at once; each stores what is true of the epoch it stores it with. */
  private volatile @Nullable Known<T> known;

  PerFormat(Target target, Mono<T> ask) {
    this.target = target;
    this.ask = ask;
  }

  Mono<T> get() {
    return Mono.defer(
        () -> {
          // Before the question: a format while it is under way makes the answer stale at once.
          int epoch = target.formats();
          Known<T> k = known;
          return k != null && k.epoch() == epoch
              ? Mono.just(k.value())
              : ask.doOnNext(value -> known = new Known<>(value, epoch));
        });
  }
}
