package io.reactornvme;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Bytes allocated for a command, by JMH's {@code -prof gc}: by all threads, the reaper too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Allocation {

  private static final int COMMANDS = 100_000;

  private NullRing ring;

  /** Opens the ring. */
  @Setup
  public void open() {
    ring = new NullRing(256);
  }

  /** Closes it. */
  @TearDown
  public void close() {
    ring.close();
  }

  /** A subscriber subscribes again. */
  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public void mono() throws InterruptedException {
    Loops.mono(ring.device(), COMMANDS, 128);
  }

  /** The bulk operator. */
  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public void bulk() throws InterruptedException {
    Loops.bulk(ring.device(), COMMANDS, 128);
  }

  static void run(Bench bench) throws RunnerException {
    row(bench, "mono", 200);
    row(bench, "bulk", 64);
  }

  private static void row(Bench bench, String method, double limit) throws RunnerException {
    Collection<RunResult> runs =
        new Runner(
                new OptionsBuilder()
                    .include(Allocation.class.getName() + "." + method + "$")
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(500))
                    .measurementIterations(bench.rounds())
                    .measurementTime(TimeValue.milliseconds(100))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    double[] bytes =
        runs.stream()
            .flatMap(run -> run.getBenchmarkResults().stream())
            .map(BenchmarkResult::getIterationResults)
            .flatMap(Collection::stream)
            .mapToDouble(Allocation::bytesACommand)
            .toArray();
    bench.add("allocation-" + method, "B/command", bytes, limit);
  }

  private static double bytesACommand(IterationResult iteration) {
    return iteration.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }
}
