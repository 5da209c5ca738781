package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.TelemetryRequest;
import io.reactornvme.spec.TelemetryHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme telemetry-log}. */
@Command(
    name = "telemetry-log",
    header = "Writes a Telemetry log to a file, for the drive's vendor to read.",
    description = {
      "%nReads log page 07h, which the drive makes when it is asked, or with --controller-init 08h,"
          + " which it has made by itself. The file has the header, too."
    },
    footer = {"%nExample:", "  rnvme telemetry-log /dev/nvme0 -o telemetry.bin"})
final class TelemetryLogCommand extends TaskCommand {

  @Option(
      names = {"-o", "--output-file"},
      paramLabel = "FILE",
      description = "Where to. It is made, or made anew.")
  @Nullable Path file;

  @Option(
      names = {"-g", "--host-generate"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "1 has the drive make the log now, 0 reads the one it made last (default: 1).")
  long generate = 1;

  @Option(
      names = {"-c", "--controller-init"},
      description = "The log that the drive has made by itself.")
  boolean ofController;

  @Option(
      names = {"-d", "--data-area"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Up to which data area, 1 to 4 (default: 3).")
  long dataArea = 3;

  TelemetryLogCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (file == null) {
      throw wrong("Please provide an output file!");
    }
    if (dataArea < 1 || dataArea > 4) {
      throw wrong("--data-area is 1 to 4, not " + dataArea);
    }
    if (drives.areSeveral()) {
      throw wrong("--output-file is of one drive");
    }
  }

  @Override
  String leftBehind(String in) {
    return "only a part of the log is in " + file + "; it can be read again from " + in;
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeLogs logs = drive.controller().logs();
    TelemetryRequest request = TelemetryRequest.all().dataArea((int) dataArea);
    Flux<ByteBuffer> log =
        ofController
            ? logs.telemetryController(request)
            : logs.telemetryHost(generate == 0 ? request : request.create());
    Transfer transfer = new Transfer("Telemetry log");
    Flux<ByteBuffer> pieces =
        log.switchOnFirst(
            (first, all) -> {
              if (first.hasValue()) {
                transfer.total(TelemetryHeader.decode(first.get()).length((int) dataArea));
              }
              return all;
            });
    return watched(drive, transfer.progress(OutputFile.write(pieces, Objects.requireNonNull(file))))
        .thenReturn("");
  }
}
