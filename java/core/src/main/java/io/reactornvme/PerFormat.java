package io.reactornvme;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Something that follows from a namespace's format: asked of the drive once, and again after this
 * library has formatted something on the controller; others' formats are not seen.
 */
final class PerFormat<T> {

  private record Known<T>(T value, int epoch) {}

  private final Target target;
  private final LongFunction<Mono<T>> ask;

  /** Several may ask at once; each stores what is true of the epoch it stores it with. */
  private volatile @Nullable Known<T> known;

  /**
   * @param ask called at a subscription, with the deadline in nanoseconds, 0 for none
   */
  PerFormat(Target target, LongFunction<Mono<T>> ask) {
    this.target = target;
    this.ask = ask;
  }

  /** What the drive has told, or null if it must be asked. */
  @Nullable T known() {
    Known<T> k = known;
    return k != null && k.epoch() == target.formats() ? k.value() : null;
  }

  /**
   * @param deadlineNanos of the question, if it comes to that; 0 for none of its own
   */
  Mono<T> get(long deadlineNanos) {
    return Mono.defer(
        () -> {
          // Before the question: a format while it is under way makes the answer stale at once.
          int epoch = target.formats();
          Known<T> k = known;
          return k != null && k.epoch() == epoch
              ? Mono.just(k.value())
              : ask.apply(deadlineNanos).doOnNext(value -> known = new Known<>(value, epoch));
        });
  }
}
