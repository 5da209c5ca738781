package io.reactornvme;

import java.lang.ref.Cleaner;

/** The library's one cleaner thread. */
final class Cleaners {

  private static final Cleaner CLEANER = Cleaner.create();

  private Cleaners() {}

  /** Run {@code action}, which must not refer to {@code object}, when that is unreachable. */
  static Cleaner.Cleanable register(Object object, Runnable action) {
    return CLEANER.register(object, action);
  }
}
