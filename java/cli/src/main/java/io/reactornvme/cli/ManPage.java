package io.reactornvme.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A manual page in roff, from what picocli knows of a command; see man-pages(7). */
final class ManPage {

  private final StringBuilder page = new StringBuilder();
  private final CommandSpec command;
  private final UsageMessageSpec usage;
  private final Help help;

  private ManPage(CommandSpec command) {
    this.command = command;
    this.usage = command.usageMessage();
    this.help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
  }

  /**
   * The page.
   *
   * @param name such as {@code rnvme-list}
   */
  static String of(String name, CommandSpec command) {
    return new ManPage(command).write(name);
  }

  private String write(String name) {
    macro(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" \"rnvme " + Version.number() + "\"");
    section("NAME");
    text(name + " - " + String.join(" ", plain(usage.header())));
    section("SYNOPSIS");
    macro(".nf");
    text(help.synopsis(0).strip());
    macro(".fi");
    if (usage.description().length > 0) {
      section("DESCRIPTION");
      plain(usage.description()).forEach(this::paragraph);
    }
    arguments();
    subcommands();
    exitStatus();
    List<String> footer = plain(usage.footer());
    if (!footer.isEmpty()) {
      section("NOTES AND EXAMPLES");
      footer.forEach(this::note);
    }
    return page.toString();
  }

  private void arguments() {
    List<PositionalParamSpec> parameters = command.positionalParameters();
    if (!parameters.isEmpty()) {
      section("ARGUMENTS");
      parameters.forEach(p -> item(p.paramLabel(), p));
    }
    section("OPTIONS");
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        item(String.join(", ", option.names()) + value, option);
      }
    }
  }

  private void subcommands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    command
        .subcommands()
        .forEach(
            (name, sub) -> {
              macro(".TP");
              macro(".B " + escaped(name));
              text(String.join(" ", plain(sub.getCommandSpec().usageMessage().header())));
            });
  }

  private void exitStatus() {
    if (!usage.exitCodeList().isEmpty()) {
      section("EXIT STATUS");
      usage
          .exitCodeList()
          .forEach(
              (status, meaning) -> {
                macro(".TP");
                macro(".B " + status.strip());
                text(meaning);
              });
    }
  }

  private void item(String name, ArgSpec argument) {
    macro(".TP");
    macro(".B " + escaped(name));
    text(description(argument));
  }

  private static String description(ArgSpec argument) {
    String text = String.join(" ", plain(argument.description()));
    if (argument.completionCandidates() != null) {
      String candidates = String.join(", ", argument.completionCandidates());
      text = text.replace("${COMPLETION-CANDIDATES}", candidates);
    }
    return text.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
  }

  private void section(String name) {
    macro(".SH " + name);
  }

  private void paragraph(String text) {
    macro(".PP");
    text(text);
  }

  /** A paragraph, or a line whose blanks are its layout. */
  private void note(String line) {
    if (line.startsWith("  ")) {
      macro(".nf");
      text(line);
      macro(".fi");
    } else {
      paragraph(line);
    }
  }

  private void macro(String line) {
    page.append(line).append('\n');
  }

  private void text(String text) {
    text.lines().forEach(line -> page.append(escaped(line)).append('\n'));
  }

  /** What picocli would print: without its mark-up and its format specifiers. */
  private static List<String> plain(String[] lines) {
    return List.of(lines).stream()
        .map(line -> Ansi.OFF.string(line.replace("%n", "").replace("%%", "%")))
        .toList();
  }

  /** Backslashes, hyphens that are no hyphenation, and what would begin a macro. */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
