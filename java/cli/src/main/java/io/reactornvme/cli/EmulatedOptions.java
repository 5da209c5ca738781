package io.reactornvme.cli;

import io.reactornvme.emulator.ControllerSpec;
import io.reactornvme.emulator.EmulatedNvme;
import io.reactornvme.emulator.Latency;
import java.time.Duration;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Drives made of Java in place of this host's. */
final class EmulatedOptions {

  private static final int MAX_DRIVES = 100_000;

  /** A healthy drive's, more or less. */
  private static final Latency LATENCY =
      Latency.uniform(Duration.ofMillis(1), Duration.ofMillis(5));

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--emulated",
      paramLabel = "N",
      description = {
        "N drives that this program emulates (1 to "
            + MAX_DRIVES
            + "), instead of this host's: no root, no Linux, no drives needed. Their model is"
            + " EMULATED."
      })
  @Nullable Integer count;

  /** What tests have otherwise: the drives, and how fast their time goes. */
  ObjIntConsumer<ControllerSpec> with = (drive, number) -> {};

  double clockSpeed = 1;

  /**
   * To be called once all options are known.
   *
   * @param devicesGiven whether drives were named that are this host's
   */
  void check(boolean devicesGiven) {
    if (count == null) {
      return;
    }
    if (count < 1 || count > MAX_DRIVES) {
      throw wrong("--emulated is 1 to " + MAX_DRIVES + " drives, not " + count);
    }
    if (devicesGiven) {
      throw wrong("with --emulated all emulated drives are read: name none of this host's");
    }
    ParseResult given = spec.commandLine().getParseResult();
    for (String other : new String[] {"--lab", "--backend"}) {
      if (given.hasMatchedOption(other)) {
        throw wrong("--emulated and " + other + " exclude each other");
      }
    }
  }

  /** The drives, to be closed; or null if none are to be emulated. */
  @Nullable EmulatedNvme drives() {
    return count == null
        ? null
        : EmulatedNvme.builder()
            .controllers(count, with)
            .latency(LATENCY)
            .clockSpeed(clockSpeed)
            .recordCommands(0)
            .build();
  }

  /** What to type to get them. */
  static String example(String command) {
    return LabOptions.program() + " " + command + " --emulated 16";
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
