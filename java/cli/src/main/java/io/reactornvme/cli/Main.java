package io.reactornvme.cli;

import io.reactornvme.NvmeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Starts the program: puts the commands together, runs one, and turns its end into an exit status.
 */
final class Main {

  /**
   * One command.
   *
   * @param name as in nvme-cli 2
   * @param grouped the same in two words, as in nvme-cli 3; empty for one that has no group
   * @param make makes it; none is made that is not needed, for making them is most of the start
   */
  private record Entry(String name, String grouped, Function<Console, Object> make) {
    String group() {
      return grouped.substring(0, grouped.indexOf(' '));
    }

    String inGroup() {
      return grouped.substring(grouped.indexOf(' ') + 1);
    }
  }

  /** The commands. A new one is a new class, and a line here. */
  private static final List<Entry> COMMANDS =
      List.of(
          new Entry("scan", "", ScanCommand::new),
          new Entry("list", "", ListCommand::new),
          new Entry("list-subsys", "", ListSubsysCommand::new),
          new Entry("list-ns", "id ns-list", ListNsCommand::new),
          new Entry("list-ctrl", "id ctrl-list", ListCtrlCommand::new),
          new Entry("id-ctrl", "id ctrl", IdCtrlCommand::new),
          new Entry("id-ns", "id ns", IdNsCommand::new),
          new Entry("ns-descs", "id ns-descs", NsDescsCommand::new),
          new Entry("id-iocs", "id iocs", IdIocsCommand::new),
          new Entry("id-domain", "id domain", IdDomainCommand::new),
          new Entry("id-uuid", "id uuid", IdUuidCommand::new),
          new Entry("nvm-id-ctrl", "id nvm-ctrl", NvmIdCtrlCommand::new),
          new Entry("cmdset-ind-id-ns", "id ns-ind", CmdsetIndIdNsCommand::new),
          new Entry("primary-ctrl-caps", "id primary-ctrl-caps", PrimaryCtrlCapsCommand::new),
          new Entry("list-secondary", "id secondary-ctrl-list", ListSecondaryCommand::new),
          new Entry("list-endgrp", "id endgrp-list", ListEndgrpCommand::new),
          new Entry("smart-log", "log smart", SmartLogCommand::new),
          new Entry("error-log", "log error", ErrorLogCommand::new),
          new Entry("fw-log", "log fw", FwLogCommand::new),
          new Entry("effects-log", "log effects", EffectsLogCommand::new),
          new Entry("self-test-log", "log self-test", SelfTestLogCommand::new),
          new Entry("supported-log-pages", "log supported-pages", SupportedLogPagesCommand::new),
          new Entry("telemetry-log", "log telemetry", TelemetryLogCommand::new),
          new Entry("persistent-event-log", "log persistent-event", PersistentEventLogCommand::new),
          new Entry("endurance-log", "log endurance", EnduranceLogCommand::new),
          new Entry("ana-log", "log ana", AnaLogCommand::new),
          new Entry("sanitize-log", "log sanitize", SanitizeLogCommand::new),
          new Entry("changed-ns-list-log", "log changed-ns-list", ChangedNsListLogCommand::new),
          new Entry("lba-status-log", "log lba-status", LbaStatusLogCommand::new),
          new Entry("resv-notif-log", "log resv-notif", ResvNotifLogCommand::new),
          new Entry("boot-part-log", "log boot-part", BootPartLogCommand::new),
          new Entry("resv-report", "resv report", ResvReportCommand::new),
          new Entry("get-lba-status", "", GetLbaStatusCommand::new),
          new Entry("ocp-smart-add-log", "ocp smart-add-log", OcpSmartAddLogCommand::new),
          new Entry("zns-id-ctrl", "zns id-ctrl", ZnsIdCtrlCommand::new),
          new Entry("zns-id-ns", "zns id-ns", ZnsIdNsCommand::new),
          new Entry("zns-list", "zns list", ZnsListCommand::new),
          new Entry("zns-report-zones", "zns report-zones", ZnsReportZonesCommand::new),
          new Entry(
              "zns-changed-zone-list", "zns changed-zone-list", ZnsChangedZoneListCommand::new),
          new Entry("fdp-configs", "fdp configs", FdpConfigsCommand::new),
          new Entry("fdp-usage", "fdp usage", FdpUsageCommand::new),
          new Entry("fdp-stats", "fdp stats", FdpStatsCommand::new),
          new Entry("fdp-events", "fdp events", FdpEventsCommand::new),
          new Entry("fdp-status", "fdp status", FdpStatusCommand::new),
          new Entry("get-log", "log get", GetLogCommand::new),
          new Entry("get-feature", "feature get", GetFeatureCommand::new),
          new Entry("set-feature", "feature set", SetFeatureCommand::new),
          new Entry("admin-passthru", "", AdminPassthruCommand::new),
          new Entry("io-passthru", "", IoPassthruCommand::new),
          new Entry("read", "", ReadCommand::new),
          new Entry("write", "", WriteCommand::new),
          new Entry("compare", "", CompareCommand::new),
          new Entry("flush", "", FlushCommand::new),
          new Entry("reset", "", ResetCommand::new),
          new Entry("subsystem-reset", "", SubsystemResetCommand::new),
          new Entry("ns-rescan", "ns rescan", NsRescanCommand::new),
          new Entry("top", "", TopCommand::new),
          new Entry("events", "", EventsCommand::new),
          new Entry("format", "ns format", FormatCommand::new),
          new Entry("sanitize", "", SanitizeCommand::new),
          new Entry("device-self-test", "", DeviceSelfTestCommand::new),
          new Entry("fw-download", "fw download", FwDownloadCommand::new),
          new Entry("fw-commit", "fw commit", FwCommitCommand::new),
          new Entry("create-ns", "ns create", CreateNsCommand::new),
          new Entry("delete-ns", "ns delete", DeleteNsCommand::new),
          new Entry("attach-ns", "ns attach", AttachNsCommand::new),
          new Entry("detach-ns", "ns detach", DetachNsCommand::new),
          new Entry("dsm", "", DsmCommand::new),
          new Entry("write-zeroes", "", WriteZeroesCommand::new),
          new Entry("write-uncor", "", WriteUncorCommand::new),
          new Entry("verify", "", VerifyCommand::new),
          new Entry("copy", "", CopyCommand::new),
          new Entry("resv-register", "resv register", ResvRegisterCommand::new),
          new Entry("resv-acquire", "resv acquire", ResvAcquireCommand::new),
          new Entry("resv-release", "resv release", ResvReleaseCommand::new),
          new Entry("zns-open-zone", "zns open-zone", OpenZoneCommand::new),
          new Entry("zns-close-zone", "zns close-zone", CloseZoneCommand::new),
          new Entry("zns-finish-zone", "zns finish-zone", FinishZoneCommand::new),
          new Entry("zns-reset-zone", "zns reset-zone", ResetZoneCommand::new),
          new Entry("zns-offline-zone", "zns offline-zone", OfflineZoneCommand::new),
          new Entry("zns-zone-append", "zns zone-append", ZoneAppendCommand::new),
          new Entry("security-send", "", SecuritySendCommand::new),
          new Entry("security-recv", "", SecurityRecvCommand::new),
          new Entry("virt-mgmt", "", VirtMgmtCommand::new),
          new Entry("dir-send", "", DirSendCommand::new),
          new Entry("dir-receive", "", DirReceiveCommand::new),
          new Entry("record", "", RecordCommand::new),
          new Entry("generate-man-pages", "", ManPagesCommand::new));

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
    Entry entry = line.length == 0 ? null : entry(line[0]);
    boolean bare = line.length == 1 && line[0].matches("--version|-V");
    CommandLine main = entry != null || bare ? program(console, entry) : commandLine(console);
    int status = main.execute(line);
    return console.isBroken() ? ExitStatus.BROKEN_PIPE : status;
  }

  // ---- both spellings ----

  /** {@code log smart …} is {@code smart-log …}. */
  private static String[] inOneWord(String[] line) {
    String group = line.length < 2 ? null : GROUPS.get(line[0]);
    for (Entry entry : COMMANDS) {
      if (group != null && entry.grouped.equals(group + " " + line[1])) {
        String[] shorter = Arrays.copyOfRange(line, 1, line.length);
        shorter[0] = entry.name;
        return shorter;
      }
    }
    return line;
  }

  private static @Nullable Entry entry(String name) {
    for (Entry entry : COMMANDS) {
      if (entry.name.equals(name)) {
        return entry;
      }
    }
    return null;
  }

  // ---- the commands as picocli has them ----

  /** All of them, in both spellings: for help, completion, and messages about what there is not. */
  static CommandLine commandLine(Console console) {
    CommandLine main = program(console, null);
    COMMANDS.forEach(entry -> main.addSubcommand(entry.name, command(console, entry)));
    Map<String, CommandLine> groups = new LinkedHashMap<>();
    for (Entry entry : COMMANDS) {
      if (!entry.grouped.isEmpty()) {
        groups
            .computeIfAbsent(entry.group(), name -> GroupCommand.commandLine(name))
            .addSubcommand(entry.inGroup(), command(console, entry));
      }
    }
    groups.forEach((name, group) -> main.addSubcommand(name, group, synonyms(name)));
    main.addSubcommand(new AutoComplete.GenerateCompletion());
    main.addSubcommand(new CommandLine.HelpCommand());
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
      main.addSubcommand(entry.name, command(console, entry));
    }
    return configured(console, main);
  }

  private static CommandLine command(Console console, Entry entry) {
    CommandLine command = new CommandLine(entry.make.apply(console));
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
    main.setParameterExceptionHandler((e, args) -> usageError(console, e, args));
    main.setExecutionExceptionHandler((e, command, parsed) -> failure(console, e, command));
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
