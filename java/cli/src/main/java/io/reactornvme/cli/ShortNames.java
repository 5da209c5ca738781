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

  /** By the option, its letters: the first that is free is taken. */
  private static final Map<String, String> COMMON =
      Map.of(
          "--output-format", "o",
          "--verbose", "v",
          "--timeout", "t",
          "--raw-binary", "b",
          "--human-readable", "H",
          "--namespace-id", "n",
          "--storage-tag", "Sg");

  private ShortNames() {}

  /** Adds those that are free. */
  static void addTo(CommandSpec command) {
    COMMON.forEach(
        (name, letters) -> {
          OptionSpec option = command.optionsMap().get(name);
          if (option == null) {
            return;
          }
          letters
              .chars()
              .mapToObj(letter -> "-" + (char) letter)
              .filter(letter -> !command.optionsMap().containsKey(letter))
              .findFirst()
              .ifPresent(
                  letter -> {
                    command.remove(option);
                    command.addOption(OptionSpec.builder(option).names(letter, name).build());
                  });
        });
  }
}
