package io.reactornvme.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help of all commands has in common that are like nvme-cli's. */
final class HelpLayout {

  private static final List<String> COMMON =
      List.of(
          "--namespace-id",
          "--output-format",
          "--raw-binary",
          "--verbose",
          "--all",
          "--depth",
          "--timeout",
          "--exit-code",
          "--dry-run",
          "--trace",
          "--backend",
          "--emulated",
          "--lab",
          "--kernel",
          "--help");

  private HelpLayout() {}

  static void addTo(CommandSpec command) {
    if (command.findOption("--exit-code") == null) {
      return;
    }
    orderOptions(command);
    UsageMessageSpec help = command.usageMessage();
    help.sortOptions(false);
    help.parameterListHeading("%nDrives:%n");
    help.optionListHeading("%nOptions:%n");
    help.exitCodeListHeading("%nExit status:%n");
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "all was done");
    codes.put("1", "something failed; with --exit-code=detailed also:");
    codes.put("2", "the command line is wrong, or asks for what is refused");
    codes.put("3", "the drive answered with another status than success");
    codes.put("4", "the system answered with an error");
    codes.put("5", "the drive did not answer in time");
    codes.put("6", "of several drives some failed");
    help.exitCodeList(codes);
  }

  /** The command's own before those that all have. */
  private static void orderOptions(CommandSpec command) {
    List<OptionSpec> own = new ArrayList<>(command.options());
    List<OptionSpec> common = new ArrayList<>();
    for (String name : COMMON) {
      OptionSpec option = command.findOption(name);
      if (option != null && own.remove(option)) {
        common.add(option);
      }
    }
    own.addAll(common);
    // No method references: they would keep CommandSpec, made for Java 5, out of the archive of
    // classes.
    for (OptionSpec option : own) {
      command.remove(option);
    }
    for (OptionSpec option : own) {
      command.addOption(option);
    }
  }
}
