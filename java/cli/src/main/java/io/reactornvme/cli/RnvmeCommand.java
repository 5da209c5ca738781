package io.reactornvme.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rnvme} itself, which does nothing without a command. */
@Command(
    name = "rnvme",
    header = "NVMe drives from the command line, many at once.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  rnvme scan                 the health of all drives",
      "  rnvme list                 the namespaces there are",
      "  rnvme smart-log --all -o ndjson   one line of JSON a drive",
      "  rnvme log smart nvme0      the same as smart-log, as in nvme-cli 3",
      "  rnvme scan --emulated 16   the health of 16 drives that are made of Java",
      "  rnvme scan --lab 16        the same in a VM with 16 emulated drives",
      "  rnvme record /dev/nvme0    what a drive says of itself, for the emulator",
      "  rnvme help scan            the options of a command",
      "  source <(rnvme generate-completion)   completion for bash and zsh, in this shell"
    })
final class RnvmeCommand implements Runnable {

  @Spec CommandSpec spec;

  @Mixin HelpOption help = new HelpOption();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version, and what of the library works here, and exit.")
  boolean version;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
