package io.reactornvme.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A group of commands, as nvme-cli 3 has them: {@code rnvme log smart}. */
@Command(
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
final class GroupCommand implements Runnable {

  @Spec CommandSpec spec;

  @Mixin HelpOption help = new HelpOption();

  static CommandLine commandLine(String name) {
    CommandLine group = new CommandLine(new GroupCommand());
    group.getCommandSpec().name(name).usageMessage().header("The commands about: " + name + ".");
    return group;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
