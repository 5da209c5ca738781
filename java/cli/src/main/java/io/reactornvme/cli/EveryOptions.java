package io.reactornvme.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** How often a command shows what it shows. */
final class EveryOptions {

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

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
      names = "--count",
      paramLabel = "N",
      description = "With --every: end after so many sweeps (default: no end).")
  void count(long n) {
    if (n < 1) {
      throw wrong("--count is 1 or more, not " + n);
    }
    count = n;
  }

  /** To be called once all options are known. */
  void check() {
    if (count > 0 && every == null) {
      throw wrong("--count goes with --every");
    }
  }

  boolean isGiven() {
    return every != null;
  }

  /**
   * Runs sweep after sweep, each after the interval, or at once if the one before took longer.
   *
   * @param headed whether each is headed with its time, for people; lines of JSON have their own
   * @param sweep returns its exit status
   * @return the worst status
   */
  int repeat(Console console, boolean headed, IntSupplier sweep) {
    int worst = ExitStatus.OK;
    for (long n = 1; ; n++) {
      long start = System.nanoTime();
      if (every != null && headed) {
        String heading = Json.time(Instant.now()) + System.lineSeparator();
        console.print(n == 1 ? heading : System.lineSeparator() + heading);
      }
      worst = Math.max(worst, sweep.getAsInt());
      if (isLast(n)) {
        return worst;
      }
      Duration rest = every.minusNanos(System.nanoTime() - start);
      if (!rest.isNegative() && !rest.isZero()) {
        Mono.delay(rest).block();
      }
    }
  }

  /** Whether this sweep, counted from 1, is the last. */
  boolean isLast(long sweep) {
    return every == null || sweep == count;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
