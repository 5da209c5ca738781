package io.reactornvme;

import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;

/** Reads structures that say themselves how long they are, and that cannot be read in parts. */
final class SelfSized {

  /** Most fit at once. */
  private static final int FIRST = 4096;

  private SelfSized() {}

  /**
   * Asks with one page, and again with what is needed then, as long as that grows and the drive's
   * transfers are not exhausted.
   *
   * @param ask for that many bytes, a multiple of 4
   * @param needed by the whole structure, as the answer says
   */
  static <T> Mono<T> read(Target target, IntFunction<Mono<T>> ask, ToIntFunction<T> needed) {
    int most = target.maxTransferBytes() == 0 ? BufferPool.MAX_BLOCK : target.maxTransferBytes();
    return read(Math.min(FIRST, most), most, ask, needed);
  }

  private static <T> Mono<T> read(
      int bytes, int most, IntFunction<Mono<T>> ask, ToIntFunction<T> needed) {
    return ask.apply(bytes)
        .flatMap(
            answer -> {
              int wanted = Math.min(needed.applyAsInt(answer) + 3 & ~3, most & ~3);
              return wanted <= bytes ? Mono.just(answer) : read(wanted, most, ask, needed);
            });
  }
}
