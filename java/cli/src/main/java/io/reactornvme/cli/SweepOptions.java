package io.reactornvme.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command goes over many drives. */
final class SweepOptions {

  private static final int MAX_DEPTH = 1024;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  private int depth = 64;

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

  int depth() {
    return depth;
  }
}
