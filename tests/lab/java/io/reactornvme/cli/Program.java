package io.reactornvme.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs command lines of the program in this JVM: to start one for each takes long in the guest. */
public final class Program {

  /** What a command line said, and its exit status. */
  public record Said(int status, byte[] out, String err) {
    /** Stdout as text. */
    public String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  private Program() {}

  /** As from a shell, with pipes for stdout and stderr. */
  public static Said run(String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(console(out, err), line);
    return new Said(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  private static Console console(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    Console.Facts facts = new Console.Facts(false, false, 0, StandardCharsets.UTF_8, Map.of());
    return new Console(out, err, facts);
  }

  /**
   * Its commands in all their spellings ({@code smart-log}, {@code log smart}), each with its
   * options by name, and whether such an option takes a value.
   */
  public static Map<String, Map<String, Boolean>> commands() {
    Map<String, Map<String, Boolean>> commands = new LinkedHashMap<>();
    CommandLine main =
        Main.commandLine(console(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    main.getSubcommands()
        .forEach(
            (name, command) -> {
              commands.put(name, options(command.getCommandSpec()));
              command
                  .getSubcommands()
                  .forEach(
                      (second, inGroup) ->
                          commands.put(name + " " + second, options(inGroup.getCommandSpec())));
            });
    return commands;
  }

  private static Map<String, Boolean> options(CommandSpec command) {
    Map<String, Boolean> options = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      for (String name : option.names()) {
        options.put(name, option.arity().min() > 0);
      }
    }
    return options;
  }
}
