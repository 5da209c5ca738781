package io.reactornvme.cli;

import java.util.Map;
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

  private static final Map<String, String> HEADERS =
      Map.of(
          "id", "What drives and namespaces are: id-ctrl and others in two words.",
          "log", "Log pages: smart-log and others in two words.",
          "feature", "Features: get-feature and others in two words.",
          "fw", "Firmware: fw-log and others in two words.",
          "ns", "Namespaces: ns-rescan and others in two words.",
          "resv", "Reservations: resv-report and others in two words.",
          "ocp", "What drives by the OCP's specification have beside the NVMe one.",
          "zns", "Zoned namespaces.",
          "fdp", "Flexible Data Placement.");

  @Spec CommandSpec spec;

  @Mixin HelpOption help = new HelpOption();

  static CommandLine commandLine(String name) {
    CommandLine group = new CommandLine(new GroupCommand());
    group.getCommandSpec().name(name).usageMessage().header(HEADERS.get(name));
    return group;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
