package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.LogPageRequest;
import io.reactornvme.spec.ErrorInformationEntry;
import io.reactornvme.spec.NvmeStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme error-log}. */
@Command(
    name = "error-log",
    header = "Shows the Error Information log.",
    description = "%nReads log page 01h, newest entry first; those not used are shown as zeros.",
    footer = {
      "%nExamples:",
      "  rnvme error-log /dev/nvme0 -e 4",
      "  rnvme error-log --all -o json"
    })
final class ErrorLogCommand extends ShowCommand<List<ErrorInformationEntry>> {

  private static final String RULE = ".................";

  private static final Page<ErrorInformationEntry> ENTRY =
      Page.<ErrorInformationEntry>labelled("%s")
          .field("error_count", "error_count\t: ", e -> Sizes.unsigned(e.errorCount()))
          .field("sqid", "sqid\t\t: ", e -> e.submissionQueueIdentifier())
          .field("cmdid", "cmdid\t\t: ", e -> e.commandIdentifier(), Page::hex)
          .field(
              "status_field",
              "status_field\t: ",
              e -> e.statusInfo().value() >> 1,
              ErrorLogCommand::status)
          .field("phase_tag", "phase_tag\t: ", e -> e.statusInfo().value() & 1, Page::hex)
          .field(
              "parm_error_location",
              "parm_err_loc\t: ",
              e -> e.parameterErrorLocation().value(),
              Page::hex)
          .field("lba", "lba\t\t: ", e -> Sizes.unsigned(e.lba()), Page::hex)
          .field("nsid", "nsid\t\t: ", e -> e.namespaceIdentifier(), Page::hex)
          .field("vs", "vs\t\t: ", e -> e.vendorSpecificInformationAvailable())
          .field("trtype", "trtype\t\t: ", e -> e.transportType(), ErrorLogCommand::transport)
          .field("cs", "cs\t\t: ", e -> Sizes.unsigned(e.commandSpecificInformation()), Page::hex)
          .field(
              "trtype_spec_info",
              "trtype_spec_info: ",
              e -> e.transportTypeSpecificInformation(),
              Page::hex)
          .text(RULE, e -> "")
          .build();

  @Option(
      names = {"-e", "--log-entries"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "How many entries at most (default: 64); never more than the drive has.")
  long entries = 64;

  ErrorLogCommand(Console console) {
    super(console);
  }

  private static String status(Object field) {
    return Page.hex(field) + "(" + NvmeStatus.of(((Number) field).intValue()).name() + ")";
  }

  private static String transport(Object type) {
    return switch (((Number) type).intValue()) {
      case 0 -> "The transport type is not indicated or the error is not transport related.";
      case 1 -> "RDMA Transport error.";
      case 2 -> "Fibre Channel Transport error.";
      case 3 -> "TCP Transport error.";
      case 254 -> "Intra-host Transport error.";
      default -> "Reserved";
    };
  }

  @Override
  void check() {
    if (entries == 0) {
      throw wrong("non-zero log-entries is required param");
    }
  }

  @Override
  Mono<List<ErrorInformationEntry>> ask(Drive drive) {
    return drive
        .controller()
        .identify()
        .controller()
        .map(id -> Math.min(entries, id.errorLogPageEntries() + 1))
        .flatMap(count -> read(drive, count));
  }

  /** Also the entries that are not used, which the typed form leaves out. */
  private static Mono<List<ErrorInformationEntry>> read(Drive drive, long count) {
    LogPageRequest request =
        LogPageRequest.of(ErrorInformationEntry.LOG_PAGE_IDENTIFIER)
            .length(count * ErrorInformationEntry.SIZE);
    return Raw.gathered(drive.controller().logs().read(request))
        .map(ErrorInformationEntry::decodeAll);
  }

  @Override
  String text(Answer<List<ErrorInformationEntry>> answer, List<ErrorInformationEntry> log) {
    StringBuilder text = new StringBuilder("Error Log Entries for device:");
    text.append(answer.name()).append(" entries:").append(log.size()).append('\n');
    text.append(RULE).append('\n');
    for (int i = 0; i < log.size(); i++) {
      text.append(String.format(" Entry[%2d]   %n", i)).append(RULE).append('\n');
      text.append(ENTRY.text(log.get(i), new Page.At(answer.name(), 0)));
    }
    return text.toString();
  }

  @Override
  void json(JsonGenerator json, List<ErrorInformationEntry> log) throws IOException {
    json.writeArrayFieldStart("errors");
    for (ErrorInformationEntry entry : log) {
      json.writeStartObject();
      ENTRY.json(json, entry);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  byte[] binary(List<ErrorInformationEntry> log) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    log.forEach(entry -> bytes.writeBytes(Raw.bytes(entry.raw())));
    return bytes.toByteArray();
  }
}
