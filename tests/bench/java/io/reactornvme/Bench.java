package io.reactornvme;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One part of the bench: the library and its peers side by side, in alternation, in one run. What
 * counts is the ratio of the two, for the machine may be busy.
 */
final class Bench {

  /**
   * One row of the table, and of results.json.
   *
   * @param ratio of the medians, ours to the peer's: below 1 the library costs less
   * @param min the lowest ratio of a round
   * @param max the highest
   */
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

  /** What so many commands cost: nanoseconds, mostly. */
  @FunctionalInterface
  interface Side {
    double run(long commands) throws Exception;
  }

  /** A side with a name, and with as many commands a round as make it long enough. */
  record Peer(String name, long commands, Side side) {}

  @FunctionalInterface
  interface Work {
    void run(long commands) throws Exception;
  }

  private static final long WARM_NANOS = 1_000_000_000L;

  private final String peerProgram;
  private final boolean quick;
  private final int rounds;
  private final List<String> names;
  private final List<Result> results = new ArrayList<>();

  private Bench(String peerProgram, boolean quick, int rounds, List<String> names) {
    this.peerProgram = peerProgram;
    this.quick = quick;
    this.rounds = rounds;
    this.names = names;
  }

  /**
   * Measures one part.
   *
   * @param args {@code host} or {@code lab}; the file for its results; {@code quick} or {@code
   *     full}; the peer program; then names of rows, or none for all
   */
  public static void main(String[] args) throws Exception {
    List<String> names = Arrays.asList(args).subList(4, args.length);
    boolean lab = args[0].equals("lab");
    boolean quick = args[2].equals("quick");
    Bench bench = new Bench(args[3], quick, lab || quick ? 10 : 15, names);
    if (lab) {
      LabBench.run(bench);
    } else {
      HostBench.run(bench);
    }
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[1]).toFile(), bench.results);
  }

  String peerProgram() {
    return peerProgram;
  }

  /** How much more is measured than with --quick. */
  int scale() {
    return quick ? 1 : 3;
  }

  int rounds() {
    return rounds;
  }

  boolean wanted(String name) {
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

  /** Against one peer, in nanoseconds a command. */
  void versus(String name, String peerName, long commands, Side ours, Side peer) throws Exception {
    compare(name, "ns/command", commands, ours, List.of(new Peer(peerName, commands, peer)));
  }

  /** A round is one run of ours and one of each peer; a row for each peer. */
  void compare(String name, String unit, long commands, Side ours, List<Peer> peers)
      throws Exception {
    if (!wanted(name)) {
      return;
    }
    List<Peer> all = new ArrayList<>(List.of(new Peer("ours", commands, ours)));
    all.addAll(peers);
    warm(all);
    double[][] costs = new double[all.size()][rounds()];
    for (int round = 0; round < rounds(); round++) {
      for (int i = 0; i < all.size(); i++) {
        // Who begins changes: what slows the machine down hits all alike.
        int which = (i + round) % all.size();
        Peer side = all.get(which);
        costs[which][round] = side.side().run(side.commands()) / side.commands();
      }
    }
    for (int i = 1; i < all.size(); i++) {
      add(name, unit, costs[0], costs[i], all.get(i).name());
    }
  }

  /** The JIT, and the peer's pages. */
  private static void warm(List<Peer> all) throws Exception {
    long begin = System.nanoTime();
    for (int i = 0; i < 2 || System.nanoTime() - begin < WARM_NANOS; i++) {
      for (Peer side : all) {
        side.side().run(side.commands());
      }
    }
  }

  /** A row of costs that were measured already, round by round. */
  void add(String name, String unit, double[] ours, double[] peer, String peerName) {
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ours.length; i++) {
      ratios[i] = ours[i] / peer[i];
    }
    Arrays.sort(ratios);
    results.add(
        new Result(
            name,
            unit,
            median(ours),
            median(peer),
            peerName,
            median(ours) / median(peer),
            ratios[0],
            ratios[ratios.length - 1],
            ours.length));
    System.err.printf("%s against %s: %.2f%n", name, peerName, median(ours) / median(peer));
  }

  /** A row against a limit, for what is counted. */
  void add(String name, String unit, double[] ours, double limit) {
    double[] peer = new double[ours.length];
    Arrays.fill(peer, limit);
    add(name, unit, ours, peer, "the limit");
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
