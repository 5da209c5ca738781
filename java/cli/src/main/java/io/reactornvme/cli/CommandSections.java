package io.reactornvme.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in the program's help, by what they are for: nobody reads ninety lines. */
final class CommandSections {

  private static final String OTHER = "Other commands";
  private static final String GROUPS = "The same in two words, as in nvme-cli 3";
  private static final int NAME_WIDTH = 25;

  /** What is not here, and is no group, comes last. */
  private static final Map<String, List<String>> SECTIONS = new LinkedHashMap<>();

  static {
    section("How drives are", "scan top events list smart-log error-log self-test-log");
    section(
        "What drives and namespaces are",
        "list-subsys list-ns list-ctrl id-ctrl id-ns ns-descs nvm-id-ctrl cmdset-ind-id-ns id-iocs"
            + " id-domain id-uuid list-endgrp primary-ctrl-caps list-secondary");
    section(
        "More logs",
        "fw-log telemetry-log persistent-event-log effects-log supported-log-pages endurance-log"
            + " ana-log sanitize-log changed-ns-list-log lba-status-log resv-notif-log"
            + " boot-part-log ocp-smart-add-log get-log");
    section(
        "Maintenance",
        "device-self-test fw-download fw-commit get-feature set-feature format sanitize reset"
            + " subsystem-reset ns-rescan create-ns delete-ns attach-ns detach-ns virt-mgmt"
            + " security-send security-recv dir-send dir-receive record");
    section(
        "Blocks",
        "read write compare verify copy write-zeroes write-uncor dsm flush get-lba-status");
    section("Any command", "admin-passthru io-passthru");
    section("Reservations", "resv-report resv-register resv-acquire resv-release");
    section(
        "Zones",
        "zns-list zns-id-ctrl zns-id-ns zns-report-zones zns-changed-zone-list zns-open-zone"
            + " zns-close-zone zns-finish-zone zns-reset-zone zns-offline-zone zns-zone-append");
    section("Data placement", "fdp-configs fdp-usage fdp-stats fdp-events fdp-status");
  }

  private CommandSections() {}

  private static void section(String heading, String names) {
    SECTIONS.put(heading, List.of(names.split(" ")));
  }

  static void addTo(CommandLine main) {
    main.getCommandSpec().usageMessage().commandListHeading("");
    main.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandSections::render);
  }

  private static String render(Help help) {
    Map<String, Help> commands = help.subcommands();
    Set<String> left = new LinkedHashSet<>(commands.keySet());
    StringBuilder text = new StringBuilder();
    SECTIONS.forEach(
        (heading, names) -> {
          List<String> there = new ArrayList<>(names);
          there.retainAll(left);
          left.removeAll(there);
          list(text, help, heading, there);
        });
    List<String> groups =
        left.stream().filter(name -> !commands.get(name).subcommands().isEmpty()).toList();
    groups.forEach(left::remove);
    list(text, help, OTHER, List.copyOf(left));
    list(text, help, GROUPS, groups);
    return text.toString();
  }

  private static void list(StringBuilder text, Help help, String heading, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
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
