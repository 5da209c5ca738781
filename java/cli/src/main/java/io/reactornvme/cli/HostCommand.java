package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Nvme;
import io.reactornvme.emulator.EmulatedNvme;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command about all drives of the host together, with one answer. */
abstract class HostCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many drives at once. */
  static final int DEPTH = 256;

  final Console console;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = OutputFormat.TextNames.class,
      completionCandidates = OutputFormat.TextNames.class,
      description = {
        "${COMPLETION-CANDIDATES}: text for people, or one JSON document with nvme-cli's names and"
            + " shapes, laid out or on one line (default: ${DEFAULT-VALUE})."
      })
  OutputFormat format = OutputFormat.NORMAL;

  @Option(names = "--verbose", description = "Say more.")
  boolean verbose;

  @Mixin EveryOptions every = new EveryOptions();
  @Mixin CallOptions call = new CallOptions();
  @Mixin EmulatedOptions emulated = new EmulatedOptions();
  @Mixin LabOptions lab = new LabOptions();
  @Mixin HelpOption help = new HelpOption();

  HostCommand(Console console) {
    this.console = console;
  }

  /** Returns the exit status. */
  abstract int run(Nvme nvme);

  @Override
  public final Integer call() {
    emulated.check(false);
    every.check();
    if (lab.isWanted()) {
      return ExitStatus.LAB_WANTED;
    }
    try (EmulatedNvme made = emulated.drives();
        Session session = Session.open(console, call, DEPTH, PATIENCE, made)) {
      return every.repeat(console, format == OutputFormat.NORMAL, () -> run(session.nvme()));
    }
  }

  /** Writes a value as JSON. */
  @FunctionalInterface
  interface ToJson<T> {
    void write(JsonGenerator json, T value) throws IOException;
  }

  final <T> void print(T value, ToJson<T> toJson, Function<T, String> toText) {
    switch (format) {
      case JSON -> console.print(Json.document(json -> toJson.write(json, value)));
      case NDJSON -> console.print(Json.line(json -> toJson.write(json, value)));
      default -> console.print(toText.apply(value));
    }
  }
}
