package io.reactornvme;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The host part: the library and its peers side by side, in alternation, in one run. What counts is
 * the ratio of the two within a round, for the machine may be busy.
 */
public final class Bench {

  /** One row of the table, and of results.json. */
  record Result(
      String name,
      String unit,
      double ours,
      double peer,
      String peerName,
      double ratio,
      double min,
      double max,
      int rounds) {}

  /** Nanoseconds for so many commands. */
  @FunctionalInterface
  interface Side {
    long run(long commands) throws Exception;
  }

  private final String peerProgram;
  private final int rounds;
  private final long scale;
  private final List<Result> results = new ArrayList<>();

  private Bench(String peerProgram, boolean quick) {
    this.peerProgram = peerProgram;
    this.rounds = quick ? 5 : 15;
    this.scale = quick ? 1 : 3;
  }

  /**
   * Runs all, or those named.
   *
   * @param args the peer program, the directory for results.json, {@code quick} or {@code full},
   *     then names of measurements
   */
  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(args[0], args[2].equals("quick"));
    List<String> names = Arrays.asList(args).subList(3, args.length);
    if (names.contains("lab")) {
      LabBench.run(bench);
    } else {
      bench.run(names);
    }
    Path out = Path.of(args[1]);
    Files.createDirectories(out);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(out.resolve("results.json").toFile(), bench.results);
    bench.table(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    Picture.write(out.resolve("results.svg"), bench.results);
  }

  private void run(List<String> names) throws Exception {
    try (NullRing ring = new NullRing(256);
        NullRing second = new NullRing(256)) {
      Device device = ring.device();
      for (int depth : new int[] {128, 32, 1}) {
        long n = (depth == 1 ? 100_000 : 500_000) * scale;
        if (wanted(names, "mono-" + depth)) {
          try (Peer peer = new Peer(peerProgram, "loop", "" + depth)) {
            versus("mono-" + depth, "C", n, timed(c -> Loops.mono(device, c, depth)), peer::run);
          }
        }
        if (depth > 1 && wanted(names, "bulk-" + depth)) {
          try (Peer peer = new Peer(peerProgram, "loop", "" + depth)) {
            versus("bulk-" + depth, "C", n, timed(c -> Loops.bulk(device, c, depth)), peer::run);
          }
        }
      }
      if (wanted(names, "block")) {
        try (Peer peer = new Peer(peerProgram, "handover")) {
          versus(
              "block",
              "C hand-over",
              20_000 * scale,
              timed(c -> Loops.block(device, c)),
              peer::run);
        }
      }
      if (wanted(names, "producers-4")) {
        try (Peer peer = new Peer(peerProgram, "loop", "128")) {
          versus(
              "producers-4",
              "C, one thread",
              400_000 * scale,
              timed(c -> Loops.producers(device, c, 4, 64)),
              peer::run);
        }
      }
      if (wanted(names, "rings-2")) {
        List<Device> both = List.of(device, second.device());
        Side one = timed(c -> Loops.mono(device, c, 128));
        Side two = timed(c -> Loops.together(both, c, 128));
        versus("rings-2", "one ring", 800_000 * scale, two, one);
      }
      if (wanted(names, "costs")) {}
    }
  }

  String peerProgram() {
    return peerProgram;
  }

  /** How much more is measured than with --quick. */
  long scale() {
    return scale;
  }

  private static boolean wanted(List<String> names, String name) {
    return names.isEmpty() || names.contains(name);
  }

  /** What throws no time away: the clock is read around the whole. */
  static Side timed(Work work) {
    return commands -> {
      long begin = System.nanoTime();
      work.run(commands);
      return System.nanoTime() - begin;
    };
  }

  @FunctionalInterface
  interface Work {
    void run(long commands) throws Exception;
  }

  void versus(String name, String peerName, long commands, Side ours, Side peer) throws Exception {
    for (int i = 0; i < 3; i++) { // the JIT, and the peer's pages
      ours.run(commands);
      peer.run(commands);
    }
    double[] a = new double[rounds];
    double[] b = new double[rounds];
    double[] ratio = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      // Who begins changes, too: what slows the machine down hits both alike.
      if (i % 2 == 0) {
        a[i] = (double) ours.run(commands) / commands;
        b[i] = (double) peer.run(commands) / commands;
      } else {
        b[i] = (double) peer.run(commands) / commands;
        a[i] = (double) ours.run(commands) / commands;
      }
      ratio[i] = a[i] / b[i];
    }
    Arrays.sort(ratio);
    results.add(
        new Result(
            name,
            "ns/command",
            median(a),
            median(b),
            peerName,
            median(a) / median(b),
            ratio[0],
            ratio[rounds - 1],
            rounds));
    System.err.println(name + " against " + peerName + " done");
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private void table(PrintStream out) {
    out.printf(
        Locale.ROOT, "%-14s %12s %12s  %-16s %6s  %s%n", "", "ours", "peer", "", "ratio", "spread");
    for (Result r : results) {
      out.printf(
          Locale.ROOT,
          "%-14s %9.0f ns %9.0f ns  %-16s %6.2f  %.2f to %.2f%n",
          r.name(),
          r.ours(),
          r.peer(),
          r.peerName(),
          r.ratio(),
          r.min(),
          r.max());
    }
  }
}
