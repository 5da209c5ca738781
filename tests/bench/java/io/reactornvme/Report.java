package io.reactornvme;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Puts the parts together: results.json for machines, results.svg and a table for people. */
final class Report {

  private Report() {}

  /**
   * Reports.
   *
   * @param args the directory of results.json and results.svg, then the results of each part
   */
  public static void main(String[] args) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Bench.Result> results = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      results.addAll(json.readValue(Path.of(args[i]).toFile(), new TypeReference<>() {}));
    }
    if (results.isEmpty()) {
      throw new IllegalArgumentException(
          "there are no rows of these names; see tests/bench/README.md");
    }
    Path out = Path.of(args[0]);
    json.writerWithDefaultPrettyPrinter().writeValue(out.resolve("results.json").toFile(), results);
    Files.writeString(out.resolve("results.svg"), Picture.of(results));
    table(new PrintStream(System.out, true, StandardCharsets.UTF_8), results);
  }

  private static void table(PrintStream out, List<Bench.Result> results) {
    out.printf(
        "%-18s %10s %10s  %-18s %7s  %-16s %s%n", "", "ours", "peer", "", "ratio", "spread", "bar");
    for (Bench.Result r : results) {
      OptionalDouble bar = Bar.of(r);
      out.printf(
          Locale.ROOT,
          "%-18s %10s %10s  %-18s %7s  %-16s %s%n",
          r.name(),
          amount(r.ours(), r.unit()),
          amount(r.peer(), r.unit()),
          r.peerName(),
          ratio(r.ratio()),
          ratio(r.min()) + " to " + ratio(r.max()),
          bar.isEmpty()
              ? ""
              : (r.ratio() <= bar.getAsDouble() ? "met: " : "MISSED: ") + ratio(bar.getAsDouble()));
    }
    long missed =
        results.stream()
            .filter(r -> Bar.of(r).isPresent() && r.ratio() > Bar.of(r).getAsDouble())
            .count();
    long barred = results.stream().filter(r -> Bar.of(r).isPresent()).count();
    out.printf(
        "%d of %d bars met; ratio: ours to the peer's, less is better%n", barred - missed, barred);
  }

  /** Two digits that count, also of what is far below 1. */
  static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 0.095 ? "%.3f" : "%.2f", ratio);
  }

  /** A number with its unit, short. */
  static String amount(double value, String unit) {
    if (!unit.startsWith("ns")) {
      return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }
    String[] units = {"ns", "us", "ms", "s"};
    int i = 0;
    while (value >= 1_000 && i < units.length - 1) {
      value /= 1_000;
      i++;
    }
    return String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, units[i]);
  }
}
