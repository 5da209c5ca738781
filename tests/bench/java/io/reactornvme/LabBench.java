package io.reactornvme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.reactornvme.spec.NvmOpcode;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToDoubleFunction;

/** The lab part: on the real driver, in the VM. The drives are plain ones, all alike. */
final class LabBench {

  private static final int BLOCKS = 8;
  private static final int RANGE = 32 << 20;
  private static final long WARM_NANOS = 20_000_000_000L;

  private final Bench bench;
  private final Nvme nvme;
  private final List<String> controllers;

  private LabBench(Bench bench, Nvme nvme) {
    this.bench = bench;
    this.nvme = nvme;
    this.controllers = nvme.discover().map(c -> c.path().toString()).collectList().block();
  }

  static void run(Bench bench) throws Exception {
    Nvme nvme = Nvme.builder().ioCredits(256).build();
    LabBench lab = new LabBench(bench, nvme);
    NvmeNamespace namespace = nvme.namespace("/dev/ng0n1");
    lab.warmUp(namespace);
    for (int depth : new int[] {1, 32, 128}) {
      lab.reads(namespace, depth);
    }
    lab.smart();
    namespace.dispose();
    nvme.disposeLater().block();
  }

  static long randomLba(long random) {
    return Math.floorMod(random, RANGE / 4096) * (long) BLOCKS;
  }

  // ---- reads ----

  /** Emulated processors compile slowly: what follows shall find it done. */
  private void warmUp(NvmeNamespace namespace) throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < WARM_NANOS) {
      reads(namespace, 1_000, 1);
      reads(namespace, 20_480, 128);
    }
  }

  private void reads(NvmeNamespace namespace, int depth) throws Exception {
    String name = "read-" + depth;
    if (!bench.wanted(name)) {
      return;
    }
    long commands = bench.scale() * (depth == 1 ? 1_000 : 5_120);
    String program = bench.peerProgram();
    String node = namespace.path();
    String many = Integer.toString(depth);
    try (PeerProcess c = new PeerProcess(program, "read", node, many);
        PeerProcess fixed = new PeerProcess(program, "read", node, many, "fixed", "files")) {
      List<Bench.Peer> peers =
          new ArrayList<>(
              List.of(
                  new Bench.Peer("C", commands, c::run),
                  new Bench.Peer("C, fixed", commands, fixed::run)));
      if (depth > 1) {
        peers.add(new Bench.Peer("fio", commands, n -> fio(namespace, n, depth, false)));
        peers.add(new Bench.Peer("fio, fixed", commands, n -> fio(namespace, n, depth, true)));
      }
      if (depth == 32) {
        peers.add(
            new Bench.Peer(
                "boundedElastic",
                commands / 4, // a round of about the same time
                Bench.timed(n -> Blocking.reads(namespace.path(), namespace.nsid(), n, depth))));
      }
      bench.compare(
          name, "ns/command", commands, Bench.timed(n -> reads(namespace, n, depth)), peers);
    }
  }

  /** Each of so many loops has a buffer of its own. */
  private void reads(NvmeNamespace namespace, long commands, int depth)
      throws InterruptedException {
    CountDownLatch open = new CountDownLatch(depth);
    List<NvmeBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      NvmeBuffer buffer = nvme.buffer(4096);
      buffers.add(buffer);
      new Reader(namespace, buffer, new SplittableRandom(i), commands / depth, open).next();
    }
    open.await();
    buffers.forEach(NvmeBuffer::close);
  }

  /** Reads the next block when it has the last, as {@link Loops#mono} does on the host. */
  private static final class Reader extends Loops.Answers {
    private final NvmeNamespace namespace;
    private final NvmeBuffer buffer;
    private final SplittableRandom random;
    private final CountDownLatch open;
    private long left;

    Reader(
        NvmeNamespace namespace,
        NvmeBuffer buffer,
        SplittableRandom random,
        long commands,
        CountDownLatch open) {
      this.namespace = namespace;
      this.buffer = buffer;
      this.random = random;
      this.left = commands;
      this.open = open;
    }

    void next() {
      namespace.ioCmd(read(random.nextLong(), buffer)).subscribe(this);
    }

    @Override
    public void onNext(PassthruResult result) {
      result.orThrow();
    }

    @Override
    public void onError(Throwable t) {
      fail(t);
    }

    @Override
    public void onComplete() {
      if (--left > 0) {
        next();
      } else {
        open.countDown();
      }
    }
  }

  private static void fail(Throwable e) {
    e.printStackTrace();
    System.exit(1);
  }

  private static PassthruCommand read(long random, NvmeBuffer buffer) {
    return PassthruCommand.builder(NvmOpcode.READ)
        .cdw10And11(randomLba(random))
        .cdw12(BLOCKS - 1)
        .data(buffer)
        .build();
  }

  /** Its own time for its own commands: start and end of the process are not counted. */
  private static long fio(NvmeNamespace namespace, long commands, int depth, boolean fixed)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "fio",
                "--name=x",
                "--ioengine=io_uring_cmd",
                "--cmd_type=nvme",
                "--filename=" + namespace.path(),
                "--rw=randread",
                "--bs=4k",
                "--size=" + RANGE,
                "--norandommap",
                "--io_size=" + commands * 4096,
                "--iodepth=" + depth,
                "--output-format=json"));
    if (fixed) {
      command.addAll(List.of("--fixedbufs=1", "--registerfiles=1"));
    }
    JsonNode read = new ObjectMapper().readTree(output(command)).get("jobs").get(0).get("read");
    double done = read.get("total_ios").asDouble();
    if (done < commands / 2.0) {
      throw new IOException("fio did " + done + " of " + commands);
    }
    return Math.round(read.get("runtime").asDouble() * 1e6 * commands / done);
  }

  private static byte[] output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] out = process.getInputStream().readAllBytes();
    process.waitFor();
    return out;
  }

  // ---- SMART ----

  /** What a process for each drive costs, three ways. */
  private List<Script> scripts() {
    String all = String.join(" ", controllers);
    return List.of(
        new Script("nvme in turn", "for d in " + all + "; do nvme smart-log $d; done"),
        new Script("nvme, xargs -P 8", "echo " + all + " | xargs -n 1 -P 8 nvme smart-log"),
        new Script("smartctl in turn", "for d in " + all + "; do smartctl -A $d; done"));
  }

  private void smart() throws Exception {
    int drives = controllers.size();
    try (Monitor monitor = new Monitor(SmartScan.of(nvme).devices(controllers), drives)) {
      if (bench.wanted("smart")) {
        steadyState(monitor, drives);
      }
    }
    if (bench.wanted("smart-first-sweep")) {
      firstSweep();
    }
  }

  /** The monitor has its controllers open; a peer begins with nothing, for it has no other way. */
  private void steadyState(Monitor monitor, int drives) throws Exception {
    int sweeps = 20; // the processor's clock ticks in 10 ms
    for (int i = 0; i < 20 * sweeps; i++) {
      monitor.sweep();
    }
    List<Script> scripts = scripts();
    int sides = scripts.size() + 1;
    Spent[][] spent = new Spent[sides][bench.rounds()];
    for (int round = 0; round < bench.rounds(); round++) {
      for (int i = 0; i < sides; i++) {
        int which = (i + round) % sides;
        spent[which][round] = which == 0 ? Spent.on(monitor, sweeps) : scripts.get(which - 1).run();
      }
    }
    for (int i = 1; i < sides; i++) {
      String peer = scripts.get(i - 1).name();
      row("smart-wall", "ns/drive", spent[0], spent[i], peer, s -> s.wall() / drives);
      row("smart-cpu", "ns/drive", spent[0], spent[i], peer, s -> s.processor() / drives);
      row("smart-started", "a sweep", spent[0], spent[i], peer, Spent::started);
    }
    tasksAtOnce(scripts.subList(0, 2), monitor);
  }

  private void row(
      String name,
      String unit,
      Spent[] ours,
      Spent[] peer,
      String peerName,
      ToDoubleFunction<Spent> of) {
    bench.add(
        name,
        unit,
        Arrays.stream(ours).mapToDouble(of).toArray(),
        Arrays.stream(peer).mapToDouble(of).toArray(),
        peerName);
  }

  /** All threads of this JVM against all that a peer has at a time, its shell and xargs too. */
  private void tasksAtOnce(List<Script> scripts, Monitor monitor) throws Exception {
    for (Script script : scripts) {
      double[] ours = new double[3];
      double[] peer = new double[3];
      for (int i = 0; i < peer.length; i++) {
        monitor.sweep();
        ours[i] = Proc.ownTasks();
        int idle = Proc.tasks();
        peer[i] = 1;
        Process process = script.start();
        while (process.isAlive()) {
          peer[i] = Math.max(peer[i], Proc.tasks() - idle);
        }
      }
      bench.add("smart-tasks", "at once", ours, peer, script.name());
    }
  }

  /** What a fresh JVM adds: its own start, and a first sweep with nothing loaded or compiled. */
  private void firstSweep() throws Exception {
    Script peer = scripts().get(0);
    double[] start = new double[bench.rounds()];
    double[] sweep = new double[start.length];
    double[] wall = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      List<String> command = PeerProcess.javaCommand(FirstSweep.class);
      command.addAll(controllers);
      long begin = System.nanoTime();
      String[] words = new String(output(command), StandardCharsets.UTF_8).split("\\s+");
      // The clock is the system's, the same in both processes.
      start[i] = Long.parseLong(words[0]) - begin;
      sweep[i] = Long.parseLong(words[1]) - Long.parseLong(words[0]);
      wall[i] = peer.run().wall();
    }
    bench.add("jvm-start", "ns", start, wall, peer.name());
    bench.add("smart-first-sweep", "ns", sweep, wall, peer.name());
  }

  /** Shell commands that read all drives once. */
  private record Script(String name, String script) {

    Process start() throws IOException {
      return new ProcessBuilder("bash", "-c", "{ " + script + "; } >/dev/null 2>&1").start();
    }

    /**
     * As bash has it: the time of its children, and how many were started, by the kernel's count.
     */
    Spent run() throws IOException, InterruptedException {
      String counted =
          "count() { while read -r key value; do [ $key != processes ] || N=$value; done; }\n"
              + "count </proc/stat; before=$N\n"
              + "TIMEFORMAT='%R %U %S'; time { "
              + script
              + "; } >/dev/null 2>&1\n"
              + "count </proc/stat; echo $((N - before)) >&2";
      Process process = new ProcessBuilder("bash", "-c", counted).start();
      String[] words =
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
              .strip()
              .split("\\s+");
      process.waitFor();
      double[] figures = Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
      return new Spent(figures[0] * 1e9, (figures[1] + figures[2]) * 1e9, figures[3]);
    }
  }

  /**
   * What a sweep took.
   *
   * @param wall nanoseconds
   * @param processor nanoseconds of user and system time, of all threads and children
   * @param started processes and threads
   */
  private record Spent(double wall, double processor, double started) {

    static Spent on(Monitor monitor, int sweeps) throws IOException, InterruptedException {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      int started = Proc.started();
      long processor = system.getProcessCpuTime();
      long begin = System.nanoTime();
      for (int i = 0; i < sweeps; i++) {
        monitor.sweep();
      }
      return new Spent(
          (double) (System.nanoTime() - begin) / sweeps,
          (double) (system.getProcessCpuTime() - processor) / sweeps,
          (double) (Proc.started() - started) / sweeps);
    }
  }

  /** Of /proc, whose words for both processes and threads are "processes" and "tasks". */
  private static final class Proc {

    /** Since the boot. */
    static int started() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
        if (line.startsWith("processes ")) {
          return Integer.parseInt(line.substring(10));
        }
      }
      throw new IOException("/proc/stat has no line \"processes\"");
    }

    /** That exist now. */
    static int tasks() throws IOException {
      String[] words = Files.readString(Path.of("/proc/loadavg")).split("[ /]");
      return Integer.parseInt(words[4]);
    }

    static int ownTasks() {
      return Objects.requireNonNull(new File("/proc/self/task").list()).length;
    }
  }
}
