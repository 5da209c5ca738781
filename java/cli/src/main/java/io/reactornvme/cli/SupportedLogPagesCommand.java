package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.spec.SupportedLogPages;
import java.io.IOException;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme supported-log-pages}. */
@Command(
    name = "supported-log-pages",
    header = "Lists the log pages that a drive has.",
    description = "%nReads log page 00h; -v explains the bits.",
    footer = {"%nExample:", "  rnvme supported-log-pages /dev/nvme0"})
final class SupportedLogPagesCommand extends PageCommand<SupportedLogPages> {

  private static final int PERSISTENT_EVENTS = 0x0d;

  SupportedLogPagesCommand(Console console) {
    super(console);
  }

  @Override
  Page<SupportedLogPages> page() {
    return Page.<SupportedLogPages>labelled("")
        .title(at -> "Support Log Pages Details for " + at.device() + ":")
        .text("", this::lines)
        .build();
  }

  private String lines(SupportedLogPages log) {
    StringBuilder text = new StringBuilder();
    for (int page : log.supported()) {
      String support = Long.toHexString(log.support(page).value());
      text.append("LID 0x").append(Integer.toHexString(page));
      text.append(" (").append(name(page)).append("), supports 0x").append(support).append('\n');
      text.append(isVerbose() ? bits(log.support(page), page) : "\n");
    }
    return text.substring(0, Math.max(0, text.length() - 1));
  }

  private static String bits(SupportedLogPages.LogPageSupport support, int page) {
    String text =
        "  LSUPP is " + yes(support.supported()) + "  IOS is " + yes(support.indexOffset());
    return page == PERSISTENT_EVENTS
        ? text
            + "  Establish Context and Read 512 Bytes of Header is "
            + yes((support.lidSpecificParameter() & 1) != 0)
        : text;
  }

  private static String yes(boolean supported) {
    return supported ? "supported\n" : "not supported\n";
  }

  /** As nvme-cli means it, which puts the names into an object that takes none. */
  @Override
  void json(JsonGenerator json, SupportedLogPages log) throws IOException {
    json.writeArrayFieldStart("supported_logs");
    for (int page : log.supported()) {
      json.writeStartObject();
      Json.field(json, "lid_0x" + Integer.toHexString(page) + " ", log.support(page).value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String name(int page) {
    return switch (page) {
      case 0x00 -> "Supported Log Pages";
      case 0x01 -> "Error Information";
      case 0x02 -> "SMART / Health Information";
      case 0x03 -> "Firmware Slot Information";
      case 0x04 -> "Changed Namespace List";
      case 0x05 -> "Commands Supported and Effects";
      case 0x06 -> "Device Self-test";
      case 0x07 -> "Telemetry Host-Initiated";
      case 0x08 -> "Telemetry Controller-Initiated";
      case 0x09 -> "Endurance Group Information";
      case 0x0a -> "Predictable Latency Per NVM Set";
      case 0x0b -> "Predictable Latency Event Aggregate";
      case 0x0c -> "Asymmetric Namespace Access";
      case 0x0d -> "Persistent Event Log";
      case 0x0e -> "LBA Status Information";
      case 0x0f -> "Endurance Group Event Aggregate";
      case 0x12 -> "Feature Identifiers Supported and Effects";
      case 0x15 -> "Boot Partition";
      case 0x70 -> "Discovery";
      case 0x80 -> "Reservation Notification";
      case 0x81 -> "Sanitize Status";
      case 0xbf -> "Changed Zone List";
      default -> "Unknown";
    };
  }

  @Override
  Mono<SupportedLogPages> ask(Drive drive) {
    return drive.controller().logs().supportedPages();
  }
}
