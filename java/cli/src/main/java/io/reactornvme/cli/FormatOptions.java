package io.reactornvme.cli;

import picocli.CommandLine.Option;

/** In what form a command shows what a drive answered. */
final class FormatOptions {

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = OutputFormat.Names.class,
      completionCandidates = OutputFormat.Names.class,
      description = {
        "${COMPLETION-CANDIDATES}: text for people; one JSON document with nvme-cli's names and"
            + " shapes, of several drives an array of them; one JSON object a line with schema,"
            + " time, device and status; or the bytes as they are (default: ${DEFAULT-VALUE})."
      })
  OutputFormat format = OutputFormat.NORMAL;

  @Option(names = "--raw-binary", description = "The same as --output-format=binary.")
  boolean raw;

  @Option(
      names = "--verbose",
      description = "Say more on stderr: which backend and why, and what the library counted.")
  boolean verbose;

  OutputFormat format() {
    return raw ? OutputFormat.BINARY : format;
  }
}
