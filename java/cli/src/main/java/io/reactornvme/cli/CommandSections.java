package io.reactornvme.cli;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in the program's help, by what they are for: nobody reads ninety lines. */
final class CommandSections {

  private static final int NAME_WIDTH = 25;

  private CommandSections() {}

  static void addTo(CommandLine main) {
    main.getCommandSpec().usageMessage().commandListHeading("");
    main.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandSections::render);
  }

  private static String render(Help help) {
    StringBuilder text = new StringBuilder();
    Set<String> groups = new LinkedHashSet<>(help.subcommands().keySet());
    for (Commands.Section section : Commands.SECTIONS) {
      List<String> names = section.entries().stream().map(Commands.Entry::name).toList();
      names.forEach(groups::remove);
      list(text, help, section.heading(), names);
    }
    groups.remove("help");
    list(text, help, "The same in two words, as in nvme-cli 3", groups);
    list(text, help, "The help of a command", Set.of("help"));
    return text.toString();
  }

  private static void list(
      StringBuilder text, Help help, String heading, Collection<String> names) {
    int width = help.commandSpec().usageMessage().width();
    Help.TextTable table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Column(NAME_WIDTH, 2, Overflow.SPAN),
            new Column(width - NAME_WIDTH, 2, Overflow.WRAP));
    for (String name : names) {
      Help command = help.subcommands().get(name);
      table.addRowValues(
          help.colorScheme().commandText(String.join(", ", command.commandSpec().names())),
          help.colorScheme().text(String.join(" ", command.commandSpec().usageMessage().header())));
    }
    text.append(String.format("%n%s:%n", heading)).append(table);
  }
}
