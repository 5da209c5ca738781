package io.reactornvme.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The namespace that a command is about, of many commands. */
final class NamespaceOption {

  @Option(
      names = "--namespace-id",
      paramLabel = "NSID",
      converter = Numbers.U32.class,
      description = "The namespace's identifier (default: that of the device, if it is one).")
  @Nullable Long nsid;
}
