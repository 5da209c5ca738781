package io.reactornvme.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rnvme generate-man-pages}: what the help says, for man(1). */
@Command(
    name = "generate-man-pages",
    header = "Writes the manual pages, for man(1).",
    description = "%nOne of the program and one of each command, made from their help.",
    optionListHeading = "%nOptions:%n",
    footer = {"%nExample:", "  rnvme generate-man-pages /usr/local/share/man/man1"})
final class ManPagesCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "DIRECTORY", description = "Where to; it is made if it is not there.")
  Path directory = Path.of(".");

  @Mixin HelpOption help = new HelpOption();

  ManPagesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(directory);
    CommandLine main = Main.commandLine(console);
    write("rnvme", main);
    for (Map.Entry<String, CommandLine> command : main.getSubcommands().entrySet()) {
      if (command.getValue().getSubcommands().isEmpty()) {
        write("rnvme-" + command.getKey(), command.getValue());
      }
    }
    return ExitStatus.OK;
  }

  private void write(String name, CommandLine command) throws IOException {
    String page = ManPage.of(name, command.getCommandSpec());
    Files.write(directory.resolve(name + ".1"), page.getBytes(StandardCharsets.UTF_8));
  }
}
