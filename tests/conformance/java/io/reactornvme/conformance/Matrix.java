package io.reactornvme.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases by subjects, and reasons, to be read at the end of a run. */
final class Matrix {

  private final List<Case> cases;
  private final List<String> subjects;
  private final Map<String, Map<String, Outcome>> outcomes = new LinkedHashMap<>();

  Matrix(List<Case> cases, List<String> subjects) {
    this.cases = cases;
    this.subjects = subjects;
  }

  void put(Case c, String subject, Outcome outcome) {
    outcomes.computeIfAbsent(c.id(), id -> new LinkedHashMap<>()).put(subject, outcome);
  }

  @Override
  public String toString() {
    int width = cases.stream().mapToInt(c -> c.id().length()).max().orElse(0);
    StringBuilder s = new StringBuilder("\nconformance: cases and subjects\n\n");
    s.append(" ".repeat(width));
    subjects.forEach(name -> s.append(String.format("  %-8s", name)));
    s.append('\n');
    for (Case c : cases) {
      Map<String, Outcome> row = outcomes.getOrDefault(c.id(), Map.of());
      s.append(String.format("%-" + width + "s", c.id()));
      subjects.forEach(name -> s.append(String.format("  %-8s", word(row.get(name)))));
      s.append('\n');
      reasons(s, c, row);
    }
    skipped(s);
    s.append('\n');
    for (String name : subjects) {
      s.append(name);
      for (Outcome.Kind kind : Outcome.Kind.values()) {
        s.append(String.format(", %d %s", count(name, kind), kind.word));
      }
      s.append(String.format(", of %d cases%n", cases.size()));
    }
    return s.toString();
  }

  private static String word(@Nullable Outcome outcome) {
    return outcome == null ? "" : outcome.kind().word;
  }

  /** Once for all subjects that have the same. */
  private static void reasons(StringBuilder s, Case c, Map<String, Outcome> row) {
    Map<Outcome, String> names = new LinkedHashMap<>();
    row.forEach((name, outcome) -> names.merge(outcome, name, (a, b) -> a + ", " + b));
    names.forEach(
        (outcome, who) -> {
          if (outcome.kind() != Outcome.Kind.PASS) {
            s.append(String.format("    %s: %s%n", who, outcome.why()));
          }
          if (outcome.kind() == Outcome.Kind.FAIL) {
            s.append(String.format("    (%s; %s)%n", c.what(), c.section()));
          }
        });
  }

  /** What was declared, by reason: a line for a reason, for who reads no matrix. */
  private void skipped(StringBuilder s) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Case c : cases) {
      outcomes
          .getOrDefault(c.id(), Map.of())
          .forEach(
              (name, outcome) -> {
                if (outcome.kind() == Outcome.Kind.DECLARED) {
                  byReason
                      .computeIfAbsent(outcome.reason(), reason -> new ArrayList<>())
                      .add(c.id() + " on " + name);
                }
              });
    }
    s.append('\n');
    byReason.forEach(
        (reason, ids) ->
            s.append(
                ids.size() == 1
                    ? String.format("skipped: %s: %s%n", ids.get(0), reason)
                    : String.format(
                        "skipped: %s and %d more: %s%n", ids.get(0), ids.size() - 1, reason)));
  }

  private long count(String subject, Outcome.Kind kind) {
    return outcomes.values().stream()
        .map(row -> row.get(subject))
        .filter(o -> o != null && o.kind() == kind)
        .count();
  }
}
