package io.reactornvme.conformance;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.reactornvme.BackendChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs every case against every subject that {@code -Drnvme.conformance.subjects} names (emulator,
 * uring, ioctl), and prints the matrix. A declared case counts as skipped, with its reason, since
 * nothing was shown of the subject but that it does deviate as declared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceIT {

  /** The suite is not to shrink unnoticed. */
  private static final int LEAST = 120;

  private final List<Case> cases =
      Table.all().stream()
          .filter(c -> c.id().matches(System.getProperty("rnvme.conformance.cases", ".*")))
          .toList();
  private final List<Subject> subjects = new ArrayList<>();
  private Matrix matrix = new Matrix(List.of(), List.of());

  @BeforeAll
  void open() {
    for (String name :
        System.getProperty("rnvme.conformance.subjects", "emulator").split(",", -1)) {
      subjects.add(
          switch (name) {
            case "emulator" -> new EmulatorSubject();
            case "uring" -> new KernelSubject(BackendChoice.URING);
            case "ioctl" -> new KernelSubject(BackendChoice.IOCTL);
            default -> throw new IllegalArgumentException("no subject " + name);
          });
    }
    matrix = new Matrix(cases, subjects.stream().map(Subject::name).toList());
  }

  @AfterAll
  void close() {
    subjects.forEach(Subject::close);
    System.out.println(matrix);
  }

  @TestFactory
  Stream<DynamicContainer> cases() {
    Assertions.assertTrue(Table.all().size() >= LEAST, "only " + Table.all().size() + " cases");
    return subjects.stream()
        .map(
            subject ->
                dynamicContainer(
                    subject.name(),
                    cases.stream().map(c -> dynamicTest(c.id(), () -> check(c, subject)))));
  }

  private void check(Case c, Subject subject) {
    Outcome outcome = Outcome.of(c, subject);
    matrix.put(c, subject.name(), outcome);
    switch (outcome.kind()) {
      case PASS -> {}
      case DECLARED -> Assumptions.abort(outcome.why());
      case FAIL -> Assertions.fail(subject.name() + ": " + c.id() + ": " + outcome.why());
    }
  }
}
