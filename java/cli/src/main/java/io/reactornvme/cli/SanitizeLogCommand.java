package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.SanitizeStatusLog;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme sanitize-log}. */
@Command(
    name = "sanitize-log",
    header = "Shows the Sanitize Status log.",
    description = "%nReads log page 81h: how far the sanitize operation is, or how the last ended.",
    footer = {"%nExample:", "  rnvme sanitize-log /dev/nvme0 -H"})
final class SanitizeLogCommand extends NamedLogCommand<SanitizeStatusLog> {

  private static final long NOT_REPORTED = 0xffffffffL;
  private static final int IN_PROGRESS = 2;

  @Mixin RetainOption event = new RetainOption();

  @Option(names = "--human-readable", description = "Explain the status.")
  boolean detailed;

  SanitizeLogCommand(Console console) {
    super(console);
  }

  @Override
  Mono<SanitizeStatusLog> read(Drive drive) {
    NvmeLogs logs = drive.controller().logs();
    return event.read(logs, SanitizeStatusLog.LOG_PAGE_IDENTIFIER, logs.sanitizeStatus());
  }

  private static String words(SanitizeStatusLog.Status status) {
    return switch (status.operation()) {
      case 0 -> "NVM Subsystem has never been sanitized.";
      case 1 -> "Most Recent Sanitize Command Completed Successfully.";
      case IN_PROGRESS -> "Sanitize in Progress.";
      case 3 -> "Most Recent Sanitize Command Failed.";
      case 4 ->
          "Most Recent Sanitize Command (No-Deallocate After Sanitize) Completed Successfully.";
      default -> "Unknown";
    };
  }

  @Override
  String text(Answer<NamedLog<SanitizeStatusLog>> answer, NamedLog<SanitizeStatusLog> named) {
    return page().text(named.log(), new Page.At(answer.name(), 0));
  }

  private Page<SanitizeStatusLog> page() {
    return Page.<SanitizeStatusLog>labelled("%s:  ")
        .text("Sanitize Progress                      (SPROG) :  ", this::progress)
        .text("Sanitize Status                        (SSTAT) :  ", this::status)
        .text(
            "Sanitize Command Dword 10 Information (SCDW10) :  ",
            log -> Page.hex(log.sanitizeCommandDword10()))
        .text(
            "Estimated Time For Overwrite                   :  ",
            log -> time(log.estimatedTimeForOverwrite()))
        .text(
            "Estimated Time For Block Erase                 :  ",
            log -> time(log.estimatedTimeForBlockErase()))
        .text(
            "Estimated Time For Crypto Erase                :  ",
            log -> time(log.estimatedTimeForCryptoErase()))
        .text(
            "Estimated Time For Overwrite (No-Deallocate)   :  ",
            log -> time(log.estimatedTimeForOverwriteNoDeallocate()))
        .text(
            "Estimated Time For Block Erase (No-Deallocate) :  ",
            log -> time(log.estimatedTimeForBlockEraseNoDeallocate()))
        .text(
            "Estimated Time For Crypto Erase (No-Deallocate):  ",
            log -> time(log.estimatedTimeForCryptoEraseNoDeallocate()))
        .build();
  }

  private String progress(SanitizeStatusLog log) {
    int progress = log.sanitizeProgress();
    return detailed && log.status().operation() == IN_PROGRESS
        ? String.format(Locale.ROOT, "%d\t(%f%%)", progress, progress * 100.0 / 0x10000)
        : String.valueOf(progress);
  }

  private String status(SanitizeStatusLog log) {
    SanitizeStatusLog.Status status = log.status();
    String number = Page.hex(status.operation());
    if (!detailed) {
      return number;
    }
    String erased =
        status.globalDataErased()
            ? "set: no NS LB in the NVM subsystem has been written to and no PMR in the NVM"
                + " subsystem has been enabled"
            : "cleared: a NS LB in the NVM subsystem has been written to or a PMR in the NVM"
                + " subsystem has been enabled";
    return number
        + "\n\t[2:0]\t"
        + words(status)
        + "\n\t[7:3]\tNumber of completed passes if most recent operation was overwrite:\t"
        + status.overwritePasses()
        + "\n\t  [8]\tGlobal Data Erased "
        + erased;
  }

  private static String time(long seconds) {
    return seconds + (seconds == NOT_REPORTED ? " (No time period reported)" : "");
  }

  @Override
  void json(JsonGenerator json, NamedLog<SanitizeStatusLog> named) throws IOException {
    SanitizeStatusLog log = named.log();
    SanitizeStatusLog.Status status = log.status();
    json.writeObjectFieldStart(named.device());
    Json.field(json, "sprog", log.sanitizeProgress());
    json.writeObjectFieldStart("sstat");
    Json.field(json, "global_erased", status.globalDataErased() ? 1 : 0);
    Json.field(json, "no_cmplted_passes", status.overwritePasses());
    Json.field(json, "status", "(" + status.operation() + ") " + words(status));
    json.writeEndObject();
    Json.field(json, "cdw10_info", log.sanitizeCommandDword10());
    Json.field(json, "time_over_write", log.estimatedTimeForOverwrite());
    Json.field(json, "time_block_erase", log.estimatedTimeForBlockErase());
    Json.field(json, "time_crypto_erase", log.estimatedTimeForCryptoErase());
    Json.field(json, "time_over_write_no_dealloc", log.estimatedTimeForOverwriteNoDeallocate());
    Json.field(json, "time_block_erase_no_dealloc", log.estimatedTimeForBlockEraseNoDeallocate());
    Json.field(json, "time_crypto_erase_no_dealloc", log.estimatedTimeForCryptoEraseNoDeallocate());
    json.writeEndObject();
  }
}
