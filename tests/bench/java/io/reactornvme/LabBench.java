package io.reactornvme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.reactornvme.spec.NvmOpcode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Mono;

/** The lab part: on the real driver, in the VM. The drives are plain ones, all alike. */
final class LabBench {

  private static final int BLOCKS = 8;
  private static final int RANGE = 32 << 20;

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

  private void reads(NvmeNamespace namespace, int depth) throws Exception {
    long commands = bench.scale() * (depth == 1 ? 4_000 : 20_480);
    String name = "read-" + depth;
    Bench.Side ours = Bench.timed(n -> reads(namespace, n, depth));
    try (Peer peer = new Peer(bench.peerProgram(), "read", namespace.path(), "" + depth)) {
      bench.versus(name, "C", commands, ours, peer::run);
    }
    if (depth > 1) {
      bench.versus(name, "fio", commands, ours, n -> fio(namespace, n, depth, false));
      bench.versus(name, "fio, fixed", commands, ours, n -> fio(namespace, n, depth, true));
    }
    if (depth == 32) {
      bench.versus(
          name,
          "boundedElastic",
          commands,
          ours,
          Bench.timed(n -> Blocking.reads(namespace.path(), namespace.nsid(), n, depth)));
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
      SplittableRandom random = new SplittableRandom(i);
      Mono.defer(() -> namespace.ioCmd(read(random.nextLong(), buffer)))
          .repeat(commands / depth - 1)
          .subscribe(PassthruResult::orThrow, LabBench::fail, open::countDown);
    }
    open.await();
    buffers.forEach(NvmeBuffer::close);
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

  private void smart() throws Exception {
    int drives = controllers.size();
    SmartScan scan =
        SmartScan.of(nvme).devices(controllers).depth(drives).deadline(Duration.ofSeconds(30));
    Bench.Side wall = Bench.timed(n -> sweeps(scan, n));
    String all = String.join(" ", controllers);
    String inTurn = "for d in " + all + "; do nvme smart-log $d >/dev/null; done";
    String xargs = "echo " + all + " | xargs -n 1 -P 8 nvme smart-log >/dev/null";
    String smartctl = "for d in " + all + "; do smartctl -A $d >/dev/null; done";
    bench.versus("SMART wall", "nvme in turn", drives, wall, n -> shell(inTurn)[0]);
    bench.versus("SMART wall", "nvme, xargs -P 8", drives, wall, n -> shell(xargs)[0]);
    bench.versus("SMART wall", "smartctl in turn", drives, wall, n -> shell(smartctl)[0]);
    Bench.Side cpu =
        n -> {
          OperatingSystemMXBean system =
              (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
          long before = system.getProcessCpuTime();
          sweeps(scan, 20 * n); // its clock ticks in 10 ms
          return (system.getProcessCpuTime() - before) / 20;
        };
    bench.versus("SMART CPU", "nvme in turn", drives, cpu, n -> shell(inTurn)[1]);
    bench.versus("SMART CPU", "smartctl in turn", drives, cpu, n -> shell(smartctl)[1]);
  }

  private void sweeps(SmartScan scan, long readings) {
    for (long n = 0; n < readings; n += controllers.size()) {
      long ok = scan.scan().filter(SmartReading::isOk).count().block();
      if (ok != controllers.size()) {
        throw new IllegalStateException(ok + " of " + controllers.size());
      }
    }
  }

  /** Nanoseconds of wall clock, and of CPU in the shell's children. */
  private static long[] shell(String script) throws IOException, InterruptedException {
    String timed = "TIMEFORMAT='%R %U %S'; time { " + script + "; } 2>/dev/null";
    Process process = new ProcessBuilder("bash", "-c", timed).start();
    process.getInputStream().readAllBytes();
    String[] words = new String(process.getErrorStream().readAllBytes()).strip().split("\\s+");
    process.waitFor();
    double user = Double.parseDouble(words[words.length - 2]);
    double system = Double.parseDouble(words[words.length - 1]);
    return new long[] {
      Math.round(Double.parseDouble(words[words.length - 3]) * 1e9),
      Math.round((user + system) * 1e9)
    };
  }
}
