package io.reactornvme.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rnvme generate-completion}: picocli's script, which does not know of drives. */
@Command(
    name = "generate-completion",
    header = "Writes the completion script for bash and zsh.",
    description = {
      "%nCommands in both spellings, options, their values, files, and the drives there are. bash"
          + " loads a file of bash-completion's when it is needed first."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "%nExamples:",
      "  rnvme generate-completion > /usr/share/bash-completion/completions/rnvme",
      "  source <(rnvme generate-completion)      in this shell alone; takes a second"
    })
final class CompletionCommand implements Callable<Integer> {

  private static final String FILES = "$( compgen -f -- \"${curr_word}\" )";
  private static final String FILES_AND_DRIVES =
      "$( compgen -f -- \"${curr_word}\"; _rnvme_drives \"${curr_word}\" )";

  /** Drives may be named without /dev. */
  private static final String DRIVES =
      """

      # The drives whose names begin so.
      function _rnvme_drives() {
        local node
        for node in /dev/nvme[0-9]* /dev/ng[0-9]*; do
          [[ -e "${node}" && "${node#/dev/}" == "$1"* ]] && echo "${node#/dev/}"
        done
      }
      """;

  private final Console console;

  @Mixin HelpOption help = new HelpOption();

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("rnvme", Main.commandLine(console));
    int afterFirstLine = script.indexOf('\n') + 1;
    console.print(
        script.substring(0, afterFirstLine)
            + DRIVES
            + script.substring(afterFirstLine).replace(FILES, FILES_AND_DRIVES));
    return ExitStatus.OK;
  }
}
