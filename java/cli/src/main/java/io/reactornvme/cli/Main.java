package io.reactornvme.cli;

import io.reactornvme.NvmeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Starts the program: puts the commands together, runs one, and turns its end into an exit status.
 */
final class Main {

  private Main() {}

  /**
   * The program.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    LogToConsole.install(console);
    // Interrupted (Ctrl-C: the JVM ends with 130): leave a clean line to the shell.
    Runtime.getRuntime().addShutdownHook(new Thread(console::close, "rnvme-end"));
    System.exit(run(console, arguments));
  }

  /** Runs one command line; the status is for the shell. */
  static int run(Console console, String... arguments) {
    int status = commandLine(console).execute(arguments);
    return console.isBroken() ? ExitStatus.BROKEN_PIPE : status;
  }

  /** The commands. A new one is a new class, and a line here. */
  static CommandLine commandLine(Console console) {
    CommandLine main =
        new CommandLine(new RnvmeCommand())
            .addSubcommand(new ScanCommand(console))
            .addSubcommand(new RecordCommand(console))
            .addSubcommand(new AutoComplete.GenerateCompletion())
            .addSubcommand(new CommandLine.HelpCommand());
    main.getCommandSpec().versionProvider(new Version());
    main.setOut(console.outWriter());
    main.setErr(console.errWriter());
    main.setColorScheme(Help.defaultColorScheme(console.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    main.setUsageHelpWidth(Math.min(Math.max(console.width(), 80), 100));
    main.setParameterExceptionHandler((e, args) -> usageError(console, e));
    main.setExecutionExceptionHandler((e, command, parsed) -> failure(console, e, command));
    return main;
  }

  private static int usageError(Console console, ParameterException e) {
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
    return ExitStatus.USAGE_OR_PERMISSION;
  }

  private static int failure(Console console, Exception e, CommandLine command) {
    if (e instanceof NvmeException nvme) {
      Failure failure = Failure.of(nvme);
      console.complain(failure.message());
      console.note(console.wrapped(failure.remedy(), "  "));
      return failure.isPermission() ? ExitStatus.USAGE_OR_PERMISSION : ExitStatus.FAILED;
    }
    if (e instanceof UncheckedIOException || e instanceof IOException) {
      console.complain(e.getMessage());
      return ExitStatus.FAILED;
    }
    // A defect of the program: all there is to know.
    console.complain("internal error in " + command.getCommandName() + ", please report it:");
    e.printStackTrace(console.errWriter());
    return ExitStatus.FAILED;
  }
}
