package io.reactornvme.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command shows what it found. */
final class OutputOptions {

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = OutputFormat.TextNames.class,
      completionCandidates = OutputFormat.TextNames.class,
      description = {
        "${COMPLETION-CANDIDATES}: text for people, or (both json and ndjson) one JSON object a"
            + " line, whose fields do not"
            + " depend on locale or terminal and do not change without a new \"schema\" (default:"
            + " ${DEFAULT-VALUE})."
      })
  OutputFormat format = OutputFormat.NORMAL;

  @Option(
      names = "--progress",
      negatable = true,
      description =
          "Show, or do not show, how far it is on stderr (default: if stderr is a terminal).")
  @Nullable Boolean progress;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more on stderr: why which backend, and what the library counted.")
  boolean verbose;

  /** Lines of JSON on a terminal are their own progress. */
  boolean showProgress(Console console) {
    if (progress != null) {
      return progress;
    }
    return console.errIsTerminal() && !(format.isJson() && console.outIsTerminal());
  }
}
