package io.reactornvme.cli;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The short names of options that many commands have. A command that means something else by the
 * same letter, as nvme-cli's commands do ({@code get-log -o} is an offset), keeps the letter: there
 * the common option has its long name alone.
 */
final class ShortNames {

  private static final Map<String, String> COMMON =
      Map.of(
          "--output-format", "-o",
          "--verbose", "-v",
          "--timeout", "-t",
          "--raw-binary", "-b",
          "--human-readable", "-H",
          "--namespace-id", "-n");

  private ShortNames() {}

  /** Adds those that are free. */
  static void addTo(CommandSpec command) {
    COMMON.forEach(
        (name, letter) -> {
          OptionSpec option = command.optionsMap().get(name);
          if (option != null && !command.optionsMap().containsKey(letter)) {
            command.remove(option);
            command.addOption(OptionSpec.builder(option).names(letter, name).build());
          }
        });
  }
}
