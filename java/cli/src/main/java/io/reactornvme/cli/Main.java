package io.reactornvme.cli;

import io.reactornvme.NvmeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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

  /**
   * One command.
   *
   * @param name as in nvme-cli 2
   * @param grouped the same in two words, as in nvme-cli 3; empty for one that has no group
   */
  private record Entry(String name, String grouped) {
    Entry(String name) {
      this(name, "");
    }

    String group() {
      return grouped.substring(0, grouped.indexOf(' '));
    }

    String inGroup() {
      return grouped.substring(grouped.indexOf(' ') + 1);
    }
  }

  /** The commands. A new one is a new class, and a line here and in {@link #make}. */
  private static final List<Entry> COMMANDS =
      List.of(
          new Entry("scan"),
          new Entry("list"),
          new Entry("list-subsys"),
          new Entry("list-ns", "id ns-list"),
          new Entry("list-ctrl", "id ctrl-list"),
          new Entry("id-ctrl", "id ctrl"),
          new Entry("id-ns", "id ns"),
          new Entry("ns-descs", "id ns-descs"),
          new Entry("id-iocs", "id iocs"),
          new Entry("id-domain", "id domain"),
          new Entry("id-uuid", "id uuid"),
          new Entry("nvm-id-ctrl", "id nvm-ctrl"),
          new Entry("cmdset-ind-id-ns", "id ns-ind"),
          new Entry("primary-ctrl-caps", "id primary-ctrl-caps"),
          new Entry("list-secondary", "id secondary-ctrl-list"),
          new Entry("list-endgrp", "id endgrp-list"),
          new Entry("smart-log", "log smart"),
          new Entry("error-log", "log error"),
          new Entry("fw-log", "log fw"),
          new Entry("effects-log", "log effects"),
          new Entry("self-test-log", "log self-test"),
          new Entry("supported-log-pages", "log supported-pages"),
          new Entry("telemetry-log", "log telemetry"),
          new Entry("persistent-event-log", "log persistent-event"),
          new Entry("endurance-log", "log endurance"),
          new Entry("ana-log", "log ana"),
          new Entry("sanitize-log", "log sanitize"),
          new Entry("changed-ns-list-log", "log changed-ns-list"),
          new Entry("lba-status-log", "log lba-status"),
          new Entry("resv-notif-log", "log resv-notif"),
          new Entry("boot-part-log", "log boot-part"),
          new Entry("resv-report", "resv report"),
          new Entry("get-lba-status"),
          new Entry("ocp-smart-add-log", "ocp smart-add-log"),
          new Entry("zns-id-ctrl", "zns id-ctrl"),
          new Entry("zns-id-ns", "zns id-ns"),
          new Entry("zns-list", "zns list"),
          new Entry("zns-report-zones", "zns report-zones"),
          new Entry("zns-changed-zone-list", "zns changed-zone-list"),
          new Entry("fdp-configs", "fdp configs"),
          new Entry("fdp-usage", "fdp usage"),
          new Entry("fdp-stats", "fdp stats"),
          new Entry("fdp-events", "fdp events"),
          new Entry("fdp-status", "fdp status"),
          new Entry("get-log", "log get"),
          new Entry("get-feature", "feature get"),
          new Entry("set-feature", "feature set"),
          new Entry("admin-passthru"),
          new Entry("io-passthru"),
          new Entry("read"),
          new Entry("write"),
          new Entry("compare"),
          new Entry("flush"),
          new Entry("reset"),
          new Entry("subsystem-reset"),
          new Entry("ns-rescan", "ns rescan"),
          new Entry("top"),
          new Entry("events"),
          new Entry("format", "ns format"),
          new Entry("sanitize"),
          new Entry("device-self-test"),
          new Entry("fw-download", "fw download"),
          new Entry("fw-commit", "fw commit"),
          new Entry("create-ns", "ns create"),
          new Entry("delete-ns", "ns delete"),
          new Entry("attach-ns", "ns attach"),
          new Entry("detach-ns", "ns detach"),
          new Entry("dsm"),
          new Entry("write-zeroes"),
          new Entry("write-uncor"),
          new Entry("verify"),
          new Entry("copy"),
          new Entry("resv-register", "resv register"),
          new Entry("resv-acquire", "resv acquire"),
          new Entry("resv-release", "resv release"),
          new Entry("zns-open-zone", "zns open-zone"),
          new Entry("zns-close-zone", "zns close-zone"),
          new Entry("zns-finish-zone", "zns finish-zone"),
          new Entry("zns-reset-zone", "zns reset-zone"),
          new Entry("zns-offline-zone", "zns offline-zone"),
          new Entry("zns-zone-append", "zns zone-append"),
          new Entry("security-send"),
          new Entry("security-recv"),
          new Entry("virt-mgmt"),
          new Entry("dir-send"),
          new Entry("dir-receive"),
          new Entry("record"),
          new Entry("generate-completion"),
          new Entry("generate-man-pages"));

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
      main.addSubcommand(entry.name, command(console, entry));
    }
    return configured(console, main);
  }

  /**
   * Makes a command. A switch, and no table of constructors: for that each start would load and
   * link all commands, which takes half as long as the JVM itself.
   */
  private static Object make(Entry entry, Console console) {
    return switch (entry.name) {
      case "scan" -> new ScanCommand(console);
      case "list" -> new ListCommand(console);
      case "list-subsys" -> new ListSubsysCommand(console);
      case "list-ns" -> new ListNsCommand(console);
      case "list-ctrl" -> new ListCtrlCommand(console);
      case "id-ctrl" -> new IdCtrlCommand(console);
      case "id-ns" -> new IdNsCommand(console);
      case "ns-descs" -> new NsDescsCommand(console);
      case "id-iocs" -> new IdIocsCommand(console);
      case "id-domain" -> new IdDomainCommand(console);
      case "id-uuid" -> new IdUuidCommand(console);
      case "nvm-id-ctrl" -> new NvmIdCtrlCommand(console);
      case "cmdset-ind-id-ns" -> new CmdsetIndIdNsCommand(console);
      case "primary-ctrl-caps" -> new PrimaryCtrlCapsCommand(console);
      case "list-secondary" -> new ListSecondaryCommand(console);
      case "list-endgrp" -> new ListEndgrpCommand(console);
      case "smart-log" -> new SmartLogCommand(console);
      case "error-log" -> new ErrorLogCommand(console);
      case "fw-log" -> new FwLogCommand(console);
      case "effects-log" -> new EffectsLogCommand(console);
      case "self-test-log" -> new SelfTestLogCommand(console);
      case "supported-log-pages" -> new SupportedLogPagesCommand(console);
      case "telemetry-log" -> new TelemetryLogCommand(console);
      case "persistent-event-log" -> new PersistentEventLogCommand(console);
      case "endurance-log" -> new EnduranceLogCommand(console);
      case "ana-log" -> new AnaLogCommand(console);
      case "sanitize-log" -> new SanitizeLogCommand(console);
      case "changed-ns-list-log" -> new ChangedNsListLogCommand(console);
      case "lba-status-log" -> new LbaStatusLogCommand(console);
      case "resv-notif-log" -> new ResvNotifLogCommand(console);
      case "boot-part-log" -> new BootPartLogCommand(console);
      case "resv-report" -> new ResvReportCommand(console);
      case "get-lba-status" -> new GetLbaStatusCommand(console);
      case "ocp-smart-add-log" -> new OcpSmartAddLogCommand(console);
      case "zns-id-ctrl" -> new ZnsIdCtrlCommand(console);
      case "zns-id-ns" -> new ZnsIdNsCommand(console);
      case "zns-list" -> new ZnsListCommand(console);
      case "zns-report-zones" -> new ZnsReportZonesCommand(console);
      case "zns-changed-zone-list" -> new ZnsChangedZoneListCommand(console);
      case "fdp-configs" -> new FdpConfigsCommand(console);
      case "fdp-usage" -> new FdpUsageCommand(console);
      case "fdp-stats" -> new FdpStatsCommand(console);
      case "fdp-events" -> new FdpEventsCommand(console);
      case "fdp-status" -> new FdpStatusCommand(console);
      case "get-log" -> new GetLogCommand(console);
      case "get-feature" -> new GetFeatureCommand(console);
      case "set-feature" -> new SetFeatureCommand(console);
      case "admin-passthru" -> new AdminPassthruCommand(console);
      case "io-passthru" -> new IoPassthruCommand(console);
      case "read" -> new ReadCommand(console);
      case "write" -> new WriteCommand(console);
      case "compare" -> new CompareCommand(console);
      case "flush" -> new FlushCommand(console);
      case "reset" -> new ResetCommand(console);
      case "subsystem-reset" -> new SubsystemResetCommand(console);
      case "ns-rescan" -> new NsRescanCommand(console);
      case "top" -> new TopCommand(console);
      case "events" -> new EventsCommand(console);
      case "format" -> new FormatCommand(console);
      case "sanitize" -> new SanitizeCommand(console);
      case "device-self-test" -> new DeviceSelfTestCommand(console);
      case "fw-download" -> new FwDownloadCommand(console);
      case "fw-commit" -> new FwCommitCommand(console);
      case "create-ns" -> new CreateNsCommand(console);
      case "delete-ns" -> new DeleteNsCommand(console);
      case "attach-ns" -> new AttachNsCommand(console);
      case "detach-ns" -> new DetachNsCommand(console);
      case "dsm" -> new DsmCommand(console);
      case "write-zeroes" -> new WriteZeroesCommand(console);
      case "write-uncor" -> new WriteUncorCommand(console);
      case "verify" -> new VerifyCommand(console);
      case "copy" -> new CopyCommand(console);
      case "resv-register" -> new ResvRegisterCommand(console);
      case "resv-acquire" -> new ResvAcquireCommand(console);
      case "resv-release" -> new ResvReleaseCommand(console);
      case "zns-open-zone" -> new OpenZoneCommand(console);
      case "zns-close-zone" -> new CloseZoneCommand(console);
      case "zns-finish-zone" -> new FinishZoneCommand(console);
      case "zns-reset-zone" -> new ResetZoneCommand(console);
      case "zns-offline-zone" -> new OfflineZoneCommand(console);
      case "zns-zone-append" -> new ZoneAppendCommand(console);
      case "security-send" -> new SecuritySendCommand(console);
      case "security-recv" -> new SecurityRecvCommand(console);
      case "virt-mgmt" -> new VirtMgmtCommand(console);
      case "dir-send" -> new DirSendCommand(console);
      case "dir-receive" -> new DirReceiveCommand(console);
      case "record" -> new RecordCommand(console);
      case "generate-completion" -> new CompletionCommand(console);
      case "generate-man-pages" -> new ManPagesCommand(console);
      default -> throw new IllegalStateException("no class for " + entry.name);
    };
  }

  private static CommandLine command(Console console, Entry entry) {
    CommandLine command = new CommandLine(make(entry, console));
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
