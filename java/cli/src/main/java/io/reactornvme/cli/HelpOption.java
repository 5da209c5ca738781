package io.reactornvme.cli;

import picocli.CommandLine.Option;

/** {@code --help}, which each command has. */
final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean wanted;
}
