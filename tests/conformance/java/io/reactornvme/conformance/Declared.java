package io.reactornvme.conformance;

import java.util.function.Predicate;

/**
 * A case that a subject is known not to pass, and why. The case runs all the same, and must deviate
 * as it is written here: one that passes has been declared for nothing, and one that deviates
 * otherwise is another matter.
 *
 * @param cases id of the case, or of several with {@code *} at its end
 * @param where the subjects
 * @param observed how the {@link Deviation}'s message begins; several with {@code |} between them;
 *     or {@link #NOT_RUN}
 * @param reason why
 */
record Declared(String cases, Predicate<Subject> where, String observed, String reason) {

  /** The case would do harm, or cannot show anything, on this subject. */
  static final String NOT_RUN = "not run";

  static Declared qemu(String cases, String observed, String reason) {
    return new Declared(cases, Subject::isQemu, observed, reason);
  }

  boolean names(String id) {
    return cases.endsWith("*")
        ? id.startsWith(cases.substring(0, cases.length() - 1))
        : id.equals(cases);
  }

  boolean is(Case c, Subject subject) {
    return names(c.id()) && where.test(subject);
  }

  boolean isRun() {
    return !observed.equals(NOT_RUN);
  }

  boolean fits(Deviation deviation) {
    for (String o : observed.split("\\|", -1)) {
      if (deviation.getMessage().startsWith(o)) {
        return true;
      }
    }
    return false;
  }
}
