package io.reactornvme;

import java.util.List;

/** The host part: the real ring on {@code /dev/null}, and on drives that are slow. */
final class HostBench {

  private static final int[] DEPTHS = {128, 32, 1};

  private final Bench bench;
  private final NullRing ring;
  private final Device device;

  private HostBench(Bench bench, NullRing ring) {
    this.bench = bench;
    this.ring = ring;
    this.device = ring.device();
  }

  static void run(Bench bench) throws Exception {
    try (NullRing ring = new NullRing(256)) {
      HostBench host = new HostBench(bench, ring);
      for (int depth : DEPTHS) {
        host.loops(depth);
      }
      host.block();
      host.producers();
      host.twoRings();
      host.counters();
    }
    slowDrives(bench);
    if (bench.wanted("allocation")) {
      Allocation.run(bench);
    }
  }

  private void loops(int depth) throws Exception {
    long n = (depth == 1 ? 80_000L : 300_000L) * bench.scale();
    try (PeerProcess peer = new PeerProcess(bench.peerProgram(), "loop", "" + depth)) {
      bench.versus(
          "mono-" + depth, "C", n, Bench.timed(c -> Loops.mono(device, c, depth)), peer::run);
      if (depth > 1) {
        bench.versus(
            "bulk-" + depth, "C", n, Bench.timed(c -> Loops.bulk(device, c, depth)), peer::run);
      }
    }
  }

  private void block() throws Exception {
    try (PeerProcess peer = new PeerProcess(bench.peerProgram(), "handover")) {
      bench.versus(
          "block",
          "C hand-over",
          10_000L * bench.scale(),
          Bench.timed(c -> Loops.block(device, c)),
          peer::run);
    }
  }

  private void producers() throws Exception {
    try (PeerProcess peer = new PeerProcess(bench.peerProgram(), "loop", "128")) {
      bench.versus(
          "producers-4",
          "C, one thread",
          200_000L * bench.scale(),
          Bench.timed(c -> Loops.producers(device, c, 4, 64)),
          peer::run);
    }
  }

  private void twoRings() throws Exception {
    try (NullRing second = new NullRing(256)) {
      List<Device> both = List.of(device, second.device());
      bench.versus(
          "rings-2",
          "one ring",
          400_000L * bench.scale(),
          Bench.timed(c -> Loops.together(both, c, 128)),
          Bench.timed(c -> Loops.mono(device, c, 128)));
    }
  }

  /** What CostsTest holds to its limits, in figures. */
  private void counters() throws InterruptedException {
    double[] up = new double[bench.rounds()];
    double[] down = new double[bench.rounds()];
    double[] wakeups = new double[bench.rounds()];
    int bursts = 500;
    for (int i = 0; i < bench.rounds(); i++) {
      Costs costs = Costs.of(ring, 100_000, n -> Loops.mono(device, n, 128));
      up[i] = costs.upcallsATurn();
      down[i] = costs.downcallsATurn();
      wakeups[i] = (double) Costs.ofBursts(ring, bursts, 100).wakeups() / bursts;
    }
    if (bench.wanted("jni-up")) {
      bench.add("jni-up", "calls/turn", up, 1);
    }
    if (bench.wanted("jni-down")) {
      bench.add("jni-down", "calls/turn", down, 1);
    }
    if (bench.wanted("wake-ups")) {
      bench.add("wake-ups", "a burst", wakeups, 1);
    }
  }

  /** In a JVM of its own, for the native library is another. */
  private static void slowDrives(Bench bench) throws Exception {
    if (!bench.wanted("slow-drives")) {
      return;
    }
    try (PeerProcess sweeps =
        PeerProcess.java(
            SlowDrives.class,
            "-D" + NativeLibrary.PATH_PROPERTY + "=" + System.getProperty("rnvme.bench.slow"))) {
      bench.compare(
          "slow-drives",
          "ns/sweep",
          10,
          sweeps::run,
          List.of(
              new Bench.Peer("the slowest", 10, n -> (double) n * SlowDrives.LATENCY.toNanos())));
    }
  }
}
