package io.reactornvme.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command goes over many drives, and how often. */
final class SweepOptions {

  private static final int MAX_DEPTH = 1024;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  private int depth = 64;
  private long count;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Durations.class,
      description = {
        "Go over the drives again and again, so often (5s, 1m), until interrupted. A sweep that"
            + " takes longer delays the next. Drives are looked for anew each time."
      })
  @Nullable Duration every;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many drives at once, 1 to " + MAX_DEPTH + " (default: ${DEFAULT-VALUE}).")
  void depth(int n) {
    if (n < 1 || n > MAX_DEPTH) {
      throw new ParameterException(
          spec.commandLine(), "--depth is 1 to " + MAX_DEPTH + ", not " + n);
    }
    depth = n;
  }

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "With --every: end after so many sweeps (default: no end).")
  void count(long n) {
    if (n < 1) {
      throw new ParameterException(spec.commandLine(), "--count is 1 or more, not " + n);
    }
    count = n;
  }

  /** To be called once all options are known. */
  void check() {
    if (count > 0 && every == null) {
      throw new ParameterException(spec.commandLine(), "--count goes with --every");
    }
  }

  int depth() {
    return depth;
  }

  /** Whether this sweep, counted from 1, is the last. */
  boolean isLast(long sweep) {
    return every == null || sweep == count;
  }
}
