package io.reactornvme;

import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a log page tells of itself: how long it is, and how often it has changed.
 *
 * @param headBytes how much is read first; both functions are given at least as much
 * @param length bytes of the whole page as far as what has been read tells: of some pages each part
 *     says what follows
 * @param generation a number that is another when the content is another, or null if the page has
 *     none
 */
record LogShape(
    int headBytes,
    ToLongFunction<ByteBuffer> length,
    @Nullable ToLongFunction<ByteBuffer> generation) {

  static LogShape of(int headBytes, ToLongFunction<ByteBuffer> length) {
    return new LogShape(headBytes, length, null);
  }
}
