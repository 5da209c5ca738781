package io.reactornvme.cli;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import io.reactornvme.emulator.EmulatedNvme;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme top}. */
@Command(
    name = "top",
    header = "Shows the health and load of all drives, live.",
    description = {
      "%nA table that is read anew at each interval. A drive that does not answer is shown as"
          + " silent, one that was there and is not any more as gone, with the time since when, and"
          + " neither delays another; one that is hot, worn or warns is marked. Nothing but the"
          + " SMART log is read."
    },
    parameterListHeading = "%nDrives:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:ended by q or Ctrl-C", "1:it could not go on", "2:there is no terminal"},
    footer = {
      "%nKeys: q or Ctrl-C ends; d t w i o l s sort by device, temperature, wear, data read (in)"
          + " and written (out), latency and state, and again turn the order round, as r does;"
          + " arrows, j, k, page keys, space, b, g and G scroll.",
      "%nREAD/S and WRITE/S are from counters in units of 512,000 bytes: small loads come in"
          + " steps.",
      "%nExamples:",
      "  rnvme top",
      "  rnvme top --every 5s --sort temp /dev/nvme0 /dev/nvme1",
      "  rnvme top --emulated 16"
    })
final class TopCommand implements Callable<Integer> {

  /** How many drives at once: so many may be silent without a delay for the others. */
  private static final int DEPTH = 256;

  private final Console console;

  @Spec CommandSpec spec;
  @Mixin DeviceArguments arguments = new DeviceArguments();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = Durations.class,
      description = "How often the drives are read, as 500ms or 5s (default: ${DEFAULT-VALUE}).")
  Duration every = Duration.ofSeconds(2);

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      defaultValue = "device",
      converter = TopSort.Names.class,
      completionCandidates = TopSort.Names.class,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  TopSort sort = TopSort.DEVICE;

  @Option(names = "--reverse", description = "The other way round.")
  boolean reverse;

  @Option(
      names = "--hot",
      paramLabel = "CELSIUS",
      defaultValue = "70",
      description =
          "Mark drives from so many degrees on, and those that say so (default:"
              + " ${DEFAULT-VALUE}).")
  int hot = 70;

  @Option(
      names = "--worn",
      paramLabel = "PERCENT",
      defaultValue = "90",
      description =
          "Mark drives that have used so much of their rated life, or have no spare capacity left"
              + " (default: ${DEFAULT-VALUE}).")
  int worn = 90;

  @Mixin LibraryOptions library = new LibraryOptions();
  @Mixin EmulatedOptions emulated = new EmulatedOptions();

  /** Only to say why it is not there. */
  @Option(names = "--lab", hidden = true, description = "The lab has no terminal.")
  @Nullable Integer lab;

  @Mixin HelpOption help = new HelpOption();

  /** The reason if the drives cannot be watched any more. */
  private @Nullable Throwable error;

  TopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    emulated.check(!arguments.devices().isEmpty());
    if (lab != null) {
      throw new ParameterException(spec.commandLine(), "top needs a terminal: the lab has none");
    }
    try (Terminal terminal = console.outIsTerminal() ? terminal() : null) {
      if (terminal == null || !TopScreen.suits(terminal)) {
        console.complain("top fills a terminal, and this is none that it could: use scan --every");
        return ExitStatus.USAGE_OR_PERMISSION;
      }
      return run(terminal);
    }
  }

  private int run(Terminal terminal) throws InterruptedException {
    try (EmulatedNvme drives = emulated.drives()) {
      Nvme nvme = library.open(DEPTH, drives);
      try {
        return run(nvme, terminal);
      } finally {
        nvme.dispose();
      }
    }
  }

  /** The process's, or null if keys do not come from one. */
  private static @Nullable Terminal terminal() {
    try {
      return TerminalBuilder.builder().system(true).provider("jni").dumb(false).build();
    } catch (IOException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** Takes the terminal, until the user wants no more; gives it back. */
  int run(Nvme nvme, Terminal terminal) throws InterruptedException {
    TopTable table =
        new TopTable(
            new TopTable.Settings(
                hot,
                worn,
                every,
                console.canShow("°") ? "°C" : "C",
                console.colour(),
                ZoneId.systemDefault()));
    table.sort(sort, reverse);
    TopScreen screen = new TopScreen(console, terminal, table);
    // Ended from outside, by SIGTERM or SIGHUP, the terminal is given back as well.
    console.onInterrupt(
        () -> {
          screen.close();
          return null;
        });
    Disposable watch = watch(nvme, screen, table);
    try {
      screen.run();
    } finally {
      watch.dispose();
      screen.close();
      console.onInterrupt(() -> null);
    }
    if (error != null) {
      console.complain(Failure.inWords(error));
    }
    return error == null ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private Disposable watch(Nvme nvme, TopScreen screen, TopTable table) {
    List<String> given = arguments.devices();
    SmartScan scan = SmartScan.of(nvme).depth(DEPTH).deadline(library.deadline);
    if (!given.isEmpty()) {
      scan = scan.devices(given);
    }
    // Which drives there are is told before they are read: also the silent ones are in the table.
    Flux<List<NvmeControllerInfo>> sweeps =
        Flux.interval(Duration.ZERO, every)
            .onBackpressureLatest()
            .concatMap(tick -> found(nvme), 1)
            .doOnNext(there -> screen.post(() -> present(table, given, there)));
    return scan.scanOn(sweeps)
        .subscribe(
            (SmartReading reading) -> screen.post(() -> table.reading(reading)),
            e ->
                screen.post(
                    () -> {
                      error = e;
                      screen.end();
                    }));
  }

  private static Mono<List<NvmeControllerInfo>> found(Nvme nvme) {
    return nvme.discover().collectList();
  }

  private static void present(TopTable table, List<String> given, List<NvmeControllerInfo> there) {
    table.present(
        given.isEmpty() ? there.stream().map(info -> info.path().toString()).toList() : given,
        Instant.now());
    there.forEach(info -> table.known(info.path().toString(), info));
  }
}
