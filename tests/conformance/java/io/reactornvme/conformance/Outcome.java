package io.reactornvme.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a case on a subject.
 *
 * @param kind what
 * @param observed what the subject did; empty if it passed
 * @param reason what it was declared for; empty if it was not
 */
record Outcome(Kind kind, String observed, String reason) {

  /** In a cell of the matrix. */
  enum Kind {
    PASS("pass"),
    DECLARED("declared"),
    FAIL("FAIL");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  static Outcome of(Case c, Subject subject) {
    List<Declared> declared =
        Stream.concat(Limits.ALL.stream(), Differences.ALL.stream())
            .filter(d -> d.is(c, subject))
            .toList();
    if (declared.size() > 1) {
      return failed("declared " + declared.size() + " times");
    }
    Declared d = declared.isEmpty() ? null : declared.get(0);
    if (d != null && !d.isRun()) {
      return new Outcome(Kind.DECLARED, Declared.NOT_RUN, d.reason());
    }
    return judge(d, run(c, subject));
  }

  private static Outcome failed(String what) {
    return new Outcome(Kind.FAIL, what, "");
  }

  /** For people. */
  String why() {
    return reason.isEmpty() ? observed : observed + ": " + reason;
  }

  static Outcome judge(@Nullable Declared d, @Nullable RuntimeException error) {
    if (error == null) {
      return d == null
          ? new Outcome(Kind.PASS, "", "")
          : failed("declared but works: " + d.reason());
    }
    if (!(error instanceof Deviation deviation)) {
      return failed(trace(error));
    }
    if (d == null) {
      return failed(deviation.getMessage());
    }
    return d.fits(deviation)
        ? new Outcome(Kind.DECLARED, firstWord(deviation), d.reason())
        : failed("declared as " + d.observed() + ", but it is " + deviation.getMessage());
  }

  private static @Nullable RuntimeException run(Case c, Subject subject) {
    try (Drive drive = new Drive(subject)) {
      c.body().run(drive);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static String firstWord(Deviation deviation) {
    String message = deviation.getMessage();
    return message.matches("(0x|E[A-Z]+:).*") ? message.split("[ :]", 2)[0] : message;
  }

  private static String trace(RuntimeException e) {
    StackTraceElement[] frames = e.getStackTrace();
    return e + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
