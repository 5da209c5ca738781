package io.reactornvme.cli;

import io.reactornvme.NvmeException;
import io.reactornvme.cli.Commands.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Starts the program: puts the commands together, runs one, and turns its end into an exit status.
 */
final class Main {

  /** What the groups are called, and what else. */
  private static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry("log", "log"),
          Map.entry("id", "id"),
          Map.entry("identify", "id"),
          Map.entry("feature", "feature"),
          Map.entry("feat", "feature"),
          Map.entry("ns", "ns"),
          Map.entry("fw", "fw"),
          Map.entry("resv", "resv"),
          Map.entry("ocp", "ocp"),
          Map.entry("zns", "zns"),
          Map.entry("fdp", "fdp"));

  private Main() {}

  /**
   * The program.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    LogToConsole.install(console);
    // Also if interrupted (Ctrl-C: the JVM ends with 130).
    Runtime.getRuntime().addShutdownHook(new Thread(console::end, "rnvme-end"));
    System.exit(run(console, arguments));
  }

  /** Runs one command line; the status is for the shell. */
  static int run(Console console, String... arguments) {
    String[] line = inOneWord(arguments);
    Entry entry = line.length == 0 ? null : Commands.named(line[0]);
    int status = ExitStatus.OK;
    if (line.length == 1 && (line[0].equals("--version") || line[0].equals("-V"))) {
      // What is asked most often. It needs nothing of picocli, which takes longer than all else.
      console.outWriter().println(String.join(System.lineSeparator(), new Version().getVersion()));
    } else {
      status = (entry != null ? program(console, entry) : commandLine(console)).execute(line);
    }
    if (console.isBroken()) {
      return ExitStatus.BROKEN_PIPE;
    }
    return console.outWriter().checkError() ? ExitStatus.FAILED : status;
  }

  // ---- both spellings ----

  /** {@code log smart …} is {@code smart-log …}. */
  private static String[] inOneWord(String[] line) {
    if (line.length == 3 && line[0].equals("help")) {
      String[] shorter = inOneWord(Arrays.copyOfRange(line, 1, line.length));
      return shorter.length == 1 ? new String[] {line[0], shorter[0]} : line;
    }
    String group = line.length < 2 ? null : GROUPS.get(line[0]);
    Entry entry = group == null ? null : Commands.grouped(group + " " + line[1]);
    if (entry == null) {
      return line;
    }
    String[] shorter = Arrays.copyOfRange(line, 1, line.length);
    shorter[0] = entry.name();
    return shorter;
  }

  // ---- the commands as picocli has them ----

  /** All of them, in both spellings: for help, completion, and messages about what there is not. */
  static CommandLine commandLine(Console console) {
    CommandLine main = program(console, null);
    Commands.all().forEach(entry -> main.addSubcommand(entry.name(), command(console, entry)));
    Map<String, CommandLine> groups = new LinkedHashMap<>();
    Commands.all()
        .filter(entry -> !entry.grouped().isEmpty())
        .forEach(
            entry ->
                groups
                    .computeIfAbsent(entry.group(), name -> GroupCommand.commandLine(name))
                    .addSubcommand(entry.inGroup(), command(console, entry)));
    groups.forEach((name, group) -> main.addSubcommand(name, group, synonyms(name)));
    main.addSubcommand(new CommandLine.HelpCommand());
    CommandSections.addTo(main);
    return configured(console, main);
  }

  private static String[] synonyms(String group) {
    return GROUPS.entrySet().stream()
        .filter(e -> e.getValue().equals(group) && !e.getKey().equals(group))
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }

  /** The program with one command, or with none. */
  private static CommandLine program(Console console, @Nullable Entry entry) {
    CommandLine main = new CommandLine(new RnvmeCommand());
    if (entry != null) {
      main.addSubcommand(entry.name(), command(console, entry));
    }
    return configured(console, main);
  }

  private static CommandLine command(Console console, Entry entry) {
    CommandLine command = new CommandLine(entry.make(console));
    CommandSpec spec = command.getCommandSpec();
    ShortNames.addTo(spec);
    HelpLayout.addTo(spec);
    return command;
  }

  private static CommandLine configured(Console console, CommandLine main) {
    main.getCommandSpec().versionProvider(new Version());
    main.setOut(console.outWriter());
    main.setErr(console.errWriter());
    main.setColorScheme(Help.defaultColorScheme(console.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    main.setUsageHelpWidth(Math.min(Math.max(console.width(), 80), 100));
    // No lambdas: these would keep picocli's classes, which are for Java 5, out of the archive of
    // classes.
    main.setParameterExceptionHandler(
        new CommandLine.IParameterExceptionHandler() {
          @Override
          public int handleParseException(ParameterException e, String[] arguments) {
            return usageError(console, e, arguments);
          }
        });
    main.setExecutionExceptionHandler(
        new CommandLine.IExecutionExceptionHandler() {
          @Override
          public int handleExecutionException(
              Exception e, CommandLine command, CommandLine.ParseResult parsed) {
            return failure(console, e, command);
          }
        });
    return main;
  }

  // ---- how it ends ----

  private static int usageError(Console console, ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String message = e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      message = "there is no command '" + unmatched.getUnmatched().get(0) + "'";
    }
    console.complain(message);
    UnmatchedArgumentException.printSuggestions(e, console.errWriter());
    console.note("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return isLikeNvmeCli(command) && !isDetailed(arguments)
        ? ExitStatus.FAILED
        : ExitStatus.USAGE_OR_PERMISSION;
  }

  /** Those that nvme-cli does not have tell a wrong command line by its own status. */
  private static boolean isLikeNvmeCli(CommandLine command) {
    return command.getCommandSpec().findOption("--exit-code") != null;
  }

  /** The command line is wrong: what it says of the status may not have been read. */
  private static boolean isDetailed(String[] arguments) {
    return String.join(" ", arguments).matches(".*--exit-code[= ]detailed\\b.*");
  }

  private static int failure(Console console, Exception e, CommandLine command) {
    if (e instanceof NvmeException nvme) {
      Failure failure = Failure.of(nvme);
      console.complain(failure.message());
      console.note(console.wrapped(failure.remedy(), "  "));
      return failure.isPermission() && !isLikeNvmeCli(command)
          ? ExitStatus.USAGE_OR_PERMISSION
          : ExitStatus.FAILED;
    }
    if (e instanceof UncheckedIOException || e instanceof IOException) {
      console.complain(Failure.inWords(e));
      return ExitStatus.FAILED;
    }
    // A defect of the program: all there is to know.
    console.complain("internal error in " + command.getCommandName() + ", please report it:");
    e.printStackTrace(console.errWriter());
    return ExitStatus.FAILED;
  }
}
