package io.reactornvme.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Running the command in the lab instead of here. The launcher {@code java/rnvme} does that; this
 * only checks that it can be done.
 */
final class LabOptions {

  /** The launcher's own name; without it there is nobody to boot a lab. */
  static final String LAUNCHER = "rnvme.launcher";

  private static final int MAX_DRIVES = 128;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--lab",
      paramLabel = "N",
      description = {
        "Run in the lab: a VM with Linux, its NVMe driver, and N emulated drives (1 to "
            + MAX_DRIVES
            + "). What it needs is fetched the first time (about 200 MB). Files that are written there"
            + " are lost with it."
      })
  @Nullable Integer drives;

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      description = "With --lab: 6.1, 6.12, another series, or newest (default: newest).")
  @Nullable String kernel;

  /**
   * To be called once all options are known.
   *
   * @return whether the lab is wanted, and the launcher is to take over
   */
  boolean isWanted() {
    if (kernel != null && drives == null) {
      throw wrong("--kernel goes with --lab");
    }
    if (drives == null) {
      return false;
    }
    if (drives < 1 || drives > MAX_DRIVES) {
      throw wrong("--lab is 1 to " + MAX_DRIVES + " drives, not " + drives);
    }
    if (kernel != null && !kernel.matches("newest|[0-9]+\\.[0-9]+")) {
      throw wrong("--kernel is 6.1, 6.12 or the like, or newest, not '" + kernel + "'");
    }
    if (System.getProperty(LAUNCHER) == null) {
      throw wrong("--lab is the work of the launcher: use java/rnvme");
    }
    return true;
  }

  /** What to type to get a lab. */
  static String example(String command) {
    return program() + " " + command + " --lab 16";
  }

  /** What to type to get this program. */
  static String program() {
    return System.getProperty(LAUNCHER, "java/rnvme");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
