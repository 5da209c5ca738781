package io.reactornvme.cli;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeException;
import io.reactornvme.emulator.DriveRecorder;
import io.reactornvme.emulator.DriveRecording;
import io.reactornvme.emulator.EmulatedNvme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rnvme record}: what a drive says of itself, in a file that the emulator plays back. */
@Command(
    name = "record",
    header = "Records what a drive says of itself, to be played back by the emulator.",
    description = {
      "%nReads the drive's Identify structures, log pages and features, and writes them to a text"
          + " file. Only commands that read are sent; of those that the drive does not support, it"
          + " may make entries in its error log.",
      "%nSerial numbers and other identifiers of drive, namespaces and host are replaced wherever"
          + " they occur. Pages of the vendor's own and telemetry may say more, in a form of their"
          + " own: look before you publish."
    },
    sortOptions = false,
    parameterListHeading = "%nDrives:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all drives were recorded",
      "1:some drive failed, or a file could not be written",
      "2:the command line is wrong, or there is no permission to read any drive"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rnvme record /dev/nvme0 -o drive.rnvme",
      "  rnvme record nvme0 -o - --emulated 1 | less",
      "  rnvme record nvme0 -o - --lab 1 > qemu.rnvme",
      "",
      "Played back in a test:",
      "  EmulatedNvme.builder().recorded(Path.of(\"drive.rnvme\")).build()"
    })
final class RecordCommand implements Callable<Integer> {

  private static final String SUFFIX = ".rnvme";
  private static final String STDOUT = "-";

  private final Console console;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DEVICE",
      arity = "1..*",
      description = {
        "Drives, as /dev/nvme0 or nvme0; of a namespace (/dev/nvme0n1, /dev/ng0n1) its controller"
            + " is taken."
      })
  List<Path> paths = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {
        "Where to: a file, which is replaced; a directory; or - for stdout (default: nvme0"
            + SUFFIX
            + " or the like, in the current directory)."
      })
  @Nullable Path output;

  @Option(
      names = "--serial-numbers",
      description = "Leave serial numbers and other identifiers as they are.")
  boolean serialNumbers;

  @Option(
      names = "--namespaces",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = {
        "Record the namespaces' structures, or not; without, the drive played back has none"
            + " (default: they are recorded)."
      })
  boolean namespaces = true;

  @Option(
      names = "--progress",
      negatable = true,
      description =
          "Show, or do not show, how far it is on stderr (default: if stderr is a terminal).")
  @Nullable Boolean progress;

  @Mixin LibraryOptions library = new LibraryOptions();
  @Mixin EmulatedOptions emulated = new EmulatedOptions();
  @Mixin LabOptions lab = new LabOptions();
  @Mixin HelpOption help = new HelpOption();

  RecordCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> devices = paths.stream().map(Path::toString).distinct().toList();
    boolean toStdout = output != null && output.toString().equals(STDOUT);
    emulated.check(false);
    if (devices.size() > 1 && output != null && !Files.isDirectory(output)) {
      throw wrong("several drives go to several files: -o is to be a directory");
    }
    if (lab.isWanted()) {
      if (!toStdout) {
        throw wrong("what is written in the lab is lost with it: use -o -");
      }
      return ExitStatus.LAB_WANTED;
    }
    try (EmulatedNvme drives = emulated.drives()) {
      Nvme nvme = library.open(1, drives);
      try {
        return recordAll(nvme, devices, toStdout);
      } finally {
        nvme.dispose();
      }
    }
  }

  private int recordAll(Nvme nvme, List<String> devices, boolean toStdout) {
    int failed = 0;
    int denied = 0;
    for (String device : devices) {
      try {
        DriveRecording recording = record(nvme, device);
        if (toStdout) {
          console.print(recording.toText().getBytes(StandardCharsets.UTF_8));
        } else {
          Path file = file(device);
          recording.write(file);
          console.note(
              String.format(
                  "%s: %d answers, %d of them refusals, in %s",
                  device, recording.answerCount(), recording.refusedCount(), file));
        }
      } catch (NvmeException e) {
        Failure failure = Failure.of(e);
        console.complain(device + ": " + failure.message());
        console.note(console.wrapped(failure.remedy(), "  "));
        failed++;
        denied += failure.isPermission() ? 1 : 0;
      } catch (IOException e) {
        console.complain(device + ": cannot write: " + Failure.inWords(e));
        failed++;
      }
    }
    if (failed == 0) {
      return ExitStatus.OK;
    }
    return denied == devices.size() ? ExitStatus.USAGE_OR_PERMISSION : ExitStatus.FAILED;
  }

  private DriveRecording record(Nvme nvme, String device) {
    NvmeController controller = nvme.controller(device);
    boolean shown = progress != null ? progress : console.errIsTerminal();
    AtomicInteger count = new AtomicInteger();
    try {
      return DriveRecorder.of(controller)
          .serialNumbers(serialNumbers)
          .namespaces(namespaces)
          .deadline(library.deadline)
          .onCommand(
              command -> {
                if (shown) {
                  console.status(
                      "Recording " + device + ": " + count.incrementAndGet() + ", " + command);
                }
              })
          .record()
          .single()
          .block();
    } finally {
      console.eraseStatus();
      controller.dispose();
    }
  }

  private Path file(String device) {
    Path name = Path.of(Path.of(device).getFileName() + SUFFIX);
    if (output == null) {
      return name;
    }
    return Files.isDirectory(output) ? output.resolve(name) : output;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
