package io.reactornvme.cli;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import io.reactornvme.emulator.EmulatedNvme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rnvme scan}: the SMART log of all drives, read at once. */
@Command(
    name = "scan",
    header = "Shows the health of all drives, read at once.",
    description = {
      "%nReads the SMART log of each drive. A drive that fails or hangs is shown with its own"
          + " error, and delays the others by nothing."
    },
    sortOptions = false,
    parameterListHeading = "%nDrives:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all drives were read",
      "1:some drive failed, or there is none",
      "2:the command line is wrong, or there is no permission to read any drive"
    },
    footerHeading = "%nColumns, of which a narrow terminal has fewer:%n",
    footer = {
      "  SPARE/MIN      spare capacity left, and the threshold for a warning",
      "  WEAR           how much of its rated life the drive has used; may exceed 100%%",
      "  WARNINGS       the critical warnings that hold: spare, temperature,",
      "                 reliability, read-only, backup, pmr (persistent memory region),",
      "                 endurance-group; or why the drive FAILED",
      "  HOURS          of power on",
      "  MEDIA/LOG ERR  uncorrected data errors, and entries made in the error log",
      "  LATENCY        from sending the command to its end",
      "",
      "Fields of -o json: schema, time, device, model, serial, firmware, status (ok or",
      "error), latency_us, backend; then either those of the log with the names and",
      "units of nvme-cli (temperature in kelvin), or error with kind, layer, errno,",
      "status, message and remedy.",
      "",
      "Examples:",
      "  rnvme scan",
      "  rnvme scan --emulated 1000",
      "  rnvme scan --lab 16",
      "  rnvme scan -o json --every 1m | jq -c 'select(.critical_warning != 0)'"
    })
final class ScanCommand implements Callable<Integer> {

  private static final Path DRIVER = Path.of("/sys/class/nvme");

  private final Console console;

  @Mixin DeviceArguments arguments = new DeviceArguments();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin EveryOptions every = new EveryOptions();
  @Mixin SweepOptions sweeps = new SweepOptions();
  @Mixin LibraryOptions library = new LibraryOptions();
  @Mixin EmulatedOptions emulated = new EmulatedOptions();
  @Mixin LabOptions lab = new LabOptions();
  @Mixin HelpOption help = new HelpOption();

  /** What -v has said already. */
  private final Set<String> said = new TreeSet<>();

  ScanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    every.check();
    emulated.check(!arguments.devices().isEmpty());
    if (lab.isWanted()) {
      return ExitStatus.LAB_WANTED;
    }
    try (EmulatedNvme drives = emulated.drives()) {
      return sweepAll(drives);
    }
  }

  private int sweepAll(@Nullable EmulatedNvme drives) {
    Nvme nvme = library.open(sweeps.depth(), drives);
    try {
      return sweepAll(nvme);
    } finally {
      if (output.verbose) {
        console.note("rnvme: " + nvme.stats());
      }
      nvme.dispose();
    }
  }

  private int sweepAll(Nvme nvme) {
    return every.repeat(
        console, output.format == OutputFormat.NORMAL, () -> sweep(nvme, System.nanoTime()));
  }

  /** Reads each drive once. */
  private int sweep(Nvme nvme, long start) {
    Map<String, @Nullable NvmeControllerInfo> drives = drives(nvme);
    if (drives.isEmpty()) {
      sayThereIsNone();
      return ExitStatus.FAILED;
    }
    List<String> devices = List.copyOf(drives.keySet());
    SmartOutput to =
        switch (output.format) {
          case NORMAL -> new SmartTable(console, devices);
          default -> new SmartJson(console);
        };
    Tally tally = new Tally();
    Progress progress =
        output.showProgress(console) ? Progress.start(console, "Reading", devices) : null;
    try {
      // On this thread, not on the library's: writing may block.
      for (SmartReading reading :
          SmartScan.of(nvme)
              .devices(devices)
              .depth(sweeps.depth())
              .deadline(library.deadline)
              .scan()
              .toIterable(sweeps.depth())) {
        SmartReading known = known(reading, drives.get(reading.device()));
        tally.count(known);
        explainBackend(known);
        to.reading(known);
        if (progress != null) {
          progress.answered(reading.device());
        }
      }
    } finally {
      if (progress != null) {
        progress.close();
      }
    }
    to.end(Duration.ofNanos(System.nanoTime() - start));
    return tally.exitStatus();
  }

  /** The devices to read, in order, with what is known of them before. */
  private Map<String, @Nullable NvmeControllerInfo> drives(Nvme nvme) {
    Map<String, @Nullable NvmeControllerInfo> drives = new LinkedHashMap<>();
    List<String> given = arguments.devices();
    if (!given.isEmpty()) {
      given.forEach(device -> drives.put(device, null));
    } else {
      nvme.discover().toIterable().forEach(info -> drives.put(info.path().toString(), info));
    }
    return drives;
  }

  /** A drive that could not be opened is still known from sysfs. */
  private static SmartReading known(SmartReading reading, @Nullable NvmeControllerInfo info) {
    return reading.info() != null || info == null
        ? reading
        : new SmartReading(
            reading.device(),
            info,
            reading.time(),
            reading.latency(),
            reading.backend(),
            reading.log(),
            reading.error());
  }

  private void sayThereIsNone() {
    console.complain(noDrives());
    console.note("Without drives there are emulated ones: " + EmulatedOptions.example("scan"));
    console.note("Emulated below Linux and its driver, in a VM: " + LabOptions.example("scan"));
  }

  static String noDrives() {
    return "no NVMe controllers on this host ("
        + DRIVER
        + (Files.isDirectory(DRIVER) ? " is empty)." : " does not exist: no nvme driver).");
  }

  private void explainBackend(SmartReading reading) {
    if (output.verbose && reading.backend() != null) {
      String backend = reading.backend().toString();
      if (said.add(backend)) {
        console.note("rnvme: " + SmartOutput.device(reading) + " by " + backend);
      }
    }
  }

  /** Counts what decides the exit status. */
  static final class Tally {
    private int read;
    private int failed;
    private int denied;

    void count(SmartReading reading) {
      if (reading.isOk()) {
        read++;
        return;
      }
      failed++;
      if (Failure.of(reading.error()).isPermission()) {
        denied++;
      }
    }

    int exitStatus() {
      if (failed == 0) {
        return ExitStatus.OK;
      }
      return read == 0 && denied == failed ? ExitStatus.USAGE_OR_PERMISSION : ExitStatus.FAILED;
    }
  }
}
