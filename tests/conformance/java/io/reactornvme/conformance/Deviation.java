package io.reactornvme.conformance;

/**
 * A subject did something else than the specification says. The message begins with what it did, in
 * a form that {@link Declared} can name: a status as {@code 0x4002}, an errno's name, {@code
 * refused}, {@code effect}, {@code silent}.
 */
final class Deviation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Deviation(String message) {
    super(message);
  }

  /** The command was answered as it should be, and yet something is not as it should be. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in a jar of Error Prone's
  static Deviation effect(String format, Object... args) {
    return new Deviation("effect: " + format.formatted(args));
  }

  static void unless(boolean asItShouldBe, String format, Object... args) {
    if (!asItShouldBe) {
      throw effect(format, args);
    }
  }
}
