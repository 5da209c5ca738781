package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.spec.PersistentEvent;
import io.reactornvme.spec.PersistentEventLog;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The Persistent Event log as nvme-cli shows it. */
final class PersistentEventPage {

  private static final String[] TYPES = {
    "",
    "SMART/Health Log Snapshot Event(0x1)",
    "Firmware Commit Event(0x2)",
    "Timestamp Change Event(0x3)",
    "Power-on or Reset Event(0x4)",
    "NVM Subsystem Hardware Error Event(0x5)",
    "Change Namespace Event(0x6)",
    "Format NVM Start Event(0x7)",
    "Format NVM Completion Event(0x8)",
    "Sanitize Start Event(0x9)",
    "Sanitize Completion Event(0xa)",
    "Set Feature Event(0xb)",
    "Set Telemetry CRT  Event(0xc)",
    "Thermal Excursion Event(0xd)"
  };

  /** A field of an event; without a name it is not in the JSON. */
  private record Fact(@Nullable String name, String label, Object value) {}

  private static final Page<PersistentEventLog> HEADER =
      Page.<PersistentEventLog>labelled("")
          .field("log_id", "Log Identifier: ", log -> log.raw().get(0) & 0xff)
          .field(
              "total_num_of_events", "Total Number of Events: ", log -> log.totalNumberOfEvents())
          .field(
              "total_log_len", "Total Log Length : ", log -> Sizes.unsigned(log.totalLogLength()))
          .field("log_revision", "Log Revision: ", log -> log.logRevision())
          .field("log_header_len", "Log Header Length: ", log -> log.logHeaderLength())
          .field("timestamp", "Timestamp: ", log -> unsigned(log.raw(), 16))
          .field("power_on_hours", "Power On Hours (POH): ", log -> log.powerOnHours())
          .field(
              "power_cycle_count",
              "Power Cycle Count: ",
              log -> Sizes.unsigned(log.powerCycleCount()))
          .field("pci_vid", "PCI Vendor ID (VID): ", log -> log.pciVendorId())
          .field(
              "pci_ssvid", "PCI Subsystem Vendor ID (SSVID): ", log -> log.pciSubsystemVendorId())
          .field("sn", "Serial Number (SN): ", log -> Raw.text(log.raw(), 56, 20))
          .field("mn", "Model Number (MN): ", log -> Raw.text(log.raw(), 76, 40))
          .field(
              "subnqn",
              "NVM Subsystem NVMe Qualified Name (SUBNQN): ",
              log -> Raw.text(log.raw(), 116, 256))
          .field("gen_number", "Generation Number: ", log -> log.generationNumber())
          .field(
              "rci", "Reporting Context Information (RCI): ", log -> log.reportingContext().value())
          .build();

  /** The event's header, and after it what it tells. */
  private static final Page<PersistentEvent> EVENT =
      Page.<PersistentEvent>labelled("")
          .field("event_type", "Event Type: ", e -> type(e.type()))
          .field("event_type_rev", "Event Type Revision: ", e -> e.typeRevision())
          .field("event_header_len", "Event Header Length: ", e -> e.raw().get(2) & 0xff)
          .field(
              "event_header_additional_info",
              "Event Header Additional Info: ",
              e -> e.raw().get(3) & 0xff)
          .field("ctrl_id", "Controller Identifier: ", e -> e.controllerIdentifier())
          .field("event_time_stamp", "Event Timestamp: ", e -> unsigned(e.raw(), 6))
          .field("port_id", "Port Identifier: ", e -> e.portIdentifier())
          .field(
              "vu_info_len",
              "Vendor Specific Information Length: ",
              e -> e.vendorSpecificInformationLength())
          .field("event_len", "Event Length: ", e -> e.eventLength())
          .build();

  private static final Page<PersistentEvent.ControllerReset> RESET =
      Page.<PersistentEvent.ControllerReset>labelled("")
          .field("ctrl_id", "Controller ID: ", r -> r.controllerIdentifier())
          .field("fw_act", "Firmware Activation: ", r -> r.firmwareActivation())
          .field("op_in_prog", "Operation in Progress: ", r -> r.duringFormat() ? 1 : 0)
          .field("ctrl_power_cycle", "Controller Power Cycle: ", r -> r.powerCycle())
          .field("power_on_ml_secs", "Power on milliseconds: ", r -> r.powerOnMilliseconds())
          .field("ctrl_time_stamp", "Controller Timestamp: ", r -> r.timestampMilliseconds())
          .build();

  private PersistentEventPage() {}

  private static String type(int type) {
    return type > 0 && type < TYPES.length ? TYPES[type] : "Reserved Event";
  }

  private static BigInteger unsigned(ByteBuffer raw, int offset) {
    return Sizes.unsigned(raw.getLong(offset));
  }

  // ---- text ----

  static String text(PersistentEventLog log, Page.At at) {
    StringBuilder text = new StringBuilder(HEADER.text(log, at));
    text.append("Supported Events Bitmap: \n");
    for (int type : log.supportedEvents()) {
      text.append(hasName(type) ? "\tSupport " + type(type) + "\n" : "");
    }
    text.append("\n\nPersistent Event Entries:\n");
    int number = 0;
    for (PersistentEvent event : log.events()) {
      text.append("Event Number: ").append(number++).append('\n');
      text.append(EVENT.text(event, at));
      details(event, at, text);
      text.append('\n');
    }
    return text.toString();
  }

  private static boolean hasName(int type) {
    return type > 0 && type < TYPES.length;
  }

  private static void details(PersistentEvent event, Page.At at, StringBuilder text) {
    PersistentEvent.Details details = event.details();
    text.append(title(details));
    for (Fact fact : facts(event, details)) {
      text.append(fact.label()).append(fact.value()).append('\n');
    }
    if (details instanceof PersistentEvent.SmartSnapshot smart) {
      text.append(SmartPage.PAGE.text(smart.log(), at));
    } else if (details instanceof PersistentEvent.PowerOnOrReset reset) {
      text.append("Reset Information List: \n");
      reset.controllers().forEach(r -> text.append(RESET.text(r, at)));
    } else if (details instanceof PersistentEvent.HardwareError error) {
      text.append("NVM Subsystem Hardware Error Event Code Entry: ").append(error.code());
      text.append(", ").append(hardwareError(error.code())).append('\n');
    } else if (details instanceof PersistentEvent.TelemetryLogCreated) {
      text.append(HexDump.of(Raw.bytes(event.data())));
    }
  }

  private static String title(PersistentEvent.Details details) {
    if (details instanceof PersistentEvent.SmartSnapshot) {
      return "Smart Health Event Entry: \n";
    } else if (details instanceof PersistentEvent.FirmwareCommit) {
      return "FW Commit Event Entry: \n";
    } else if (details instanceof PersistentEvent.TimestampChange) {
      return "Time Stamp Change Event Entry: \n";
    } else if (details instanceof PersistentEvent.PowerOnOrReset) {
      return "Power On Reset Event Entry: \n";
    } else if (details instanceof PersistentEvent.ChangeNamespace) {
      return "Change Namespace Event Entry: \n";
    } else if (details instanceof PersistentEvent.FormatStart) {
      return "Format NVM Start Event Entry: \n";
    } else if (details instanceof PersistentEvent.FormatCompletion) {
      return "Format NVM Completion Event Entry: \n";
    } else if (details instanceof PersistentEvent.SanitizeStart) {
      return "Sanitize Start Event Entry: \n";
    } else if (details instanceof PersistentEvent.SanitizeCompletion) {
      return "Sanitize Completion Event Entry: \n";
    } else if (details instanceof PersistentEvent.SetFeature) {
      return "Set Feature Event Entry: \n";
    } else if (details instanceof PersistentEvent.ThermalExcursion) {
      return "Thermal Excursion Event Entry: \n";
    }
    return details instanceof PersistentEvent.Other ? "Reserved Event\n\n" : "";
  }

  // ---- JSON ----

  static void json(JsonGenerator json, PersistentEventLog log) throws IOException {
    HEADER.json(json, log);
    for (int type : log.supportedEvents()) {
      if (hasName(type)) {
        Json.field(json, "bitmap_" + Integer.toHexString(type), "Support " + type(type));
      }
    }
    json.writeArrayFieldStart("list_of_event_entries");
    int number = 0;
    for (PersistentEvent event : log.events()) {
      json.writeStartObject();
      Json.field(json, "event_number", number++);
      EVENT.json(json, event);
      details(json, event);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void details(JsonGenerator json, PersistentEvent event) throws IOException {
    PersistentEvent.Details details = event.details();
    for (Fact fact : facts(event, details)) {
      if (fact.name() != null) {
        Json.field(json, fact.name(), fact.value());
      }
    }
    if (details instanceof PersistentEvent.SmartSnapshot smart) {
      SmartPage.PAGE.json(json, smart.log());
    } else if (details instanceof PersistentEvent.HardwareError error) {
      Json.field(json, "nss_hw_err_code", error.code());
    } else if (details instanceof PersistentEvent.PowerOnOrReset reset) {
      // In nvme-cli one controller's fields overwrite another's, and the event's own.
      json.writeArrayFieldStart("reset_info_list");
      for (PersistentEvent.ControllerReset controller : reset.controllers()) {
        json.writeStartObject();
        RESET.json(json, controller);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  // ---- what an event tells ----

  private static List<Fact> facts(PersistentEvent event, PersistentEvent.Details details) {
    if (details instanceof PersistentEvent.FirmwareCommit e) {
      return List.of(
          new Fact("old_fw_rev", "Old Firmware Revision: ", revision(event, 0)),
          new Fact("new_fw_rev", "New Firmware Revision: ", revision(event, 8)),
          new Fact("fw_commit_action", "FW Commit Action: ", e.action()),
          new Fact("fw_slot", "FW Slot: ", e.slot()),
          new Fact("sct_fw", "Status Code Type for Firmware Commit Command: ", e.status().sct()),
          new Fact("sc_fw", "Status Returned for Firmware Commit Command: ", e.status().sc()),
          new Fact(
              "vu_assign_fw_commit_rc",
              "Vendor Assigned Firmware Commit Result Code: ",
              e.vendorResultCode()));
    } else if (details instanceof PersistentEvent.TimestampChange e) {
      return List.of(
          new Fact("prev_ts", "Previous Timestamp: ", unsigned(event.data(), 0)),
          new Fact(
              "ml_secs_since_reset",
              "Milliseconds Since Reset: ",
              Sizes.unsigned(e.millisecondsSinceReset())));
    } else if (details instanceof PersistentEvent.PowerOnOrReset) {
      return List.of(new Fact("fw_rev", "Firmware Revision: ", revision(event, 0)));
    } else if (details instanceof PersistentEvent.ChangeNamespace e) {
      return changeNamespace(e);
    } else if (details instanceof PersistentEvent.FormatStart e) {
      return List.of(
          new Fact("nsid", "Namespace Identifier: ", e.namespaceIdentifier()),
          new Fact("fna", "Format NVM Attributes: ", e.attributes()),
          new Fact("format_nvm_cdw10", "Format NVM CDW10: ", e.commandDword10()));
    } else if (details instanceof PersistentEvent.FormatCompletion e) {
      return List.of(
          new Fact("nsid", "Namespace Identifier: ", e.namespaceIdentifier()),
          new Fact(
              "smallest_fpi",
              "Smallest Format Progress Indicator: ",
              e.smallestProgressIndicator()),
          new Fact("format_nvm_status", "Format NVM Status: ", e.formatStatus()),
          new Fact("compln_info", "Completion Information: ", e.completionInformation()),
          new Fact("status_field", "Status Field: ", event.data().getShort(8) & 0xffff));
    } else if (details instanceof PersistentEvent.SanitizeStart e) {
      return List.of(
          new Fact("SANICAP", "SANICAP: ", e.capabilities()),
          new Fact("sani_cdw10", "Sanitize CDW10: ", e.commandDword10()),
          new Fact("sani_cdw11", "Sanitize CDW11: ", e.commandDword11()));
    } else if (details instanceof PersistentEvent.SanitizeCompletion e) {
      return List.of(
          new Fact("sani_prog", "Sanitize Progress: ", e.progress()),
          new Fact("sani_status", "Sanitize Status: ", e.status().value()),
          new Fact("cmpln_info", "Completion Information: ", e.completionInformation()));
    } else if (details instanceof PersistentEvent.SetFeature e && e.commandDwords().size() > 1) {
      int feature = (int) (e.commandDwords().get(0) & 0xff);
      String value =
          String.format(
              Locale.ROOT,
              "0x%x (%s),  value:%s",
              feature,
              Features.name(feature),
              Page.hex(e.commandDwords().get(1)));
      return List.of(new Fact(null, "Set Feature ID  :", value));
    } else if (details instanceof PersistentEvent.ThermalExcursion e) {
      return List.of(
          new Fact("over_temp", "Over Temperature: ", e.overTemperature()),
          new Fact("threshold", "Threshold: ", e.threshold()));
    }
    return List.of();
  }

  private static List<Fact> changeNamespace(PersistentEvent.ChangeNamespace e) {
    return List.of(
        new Fact("nsmgt_cdw10", "Namespace Management CDW10: ", e.commandDword10()),
        new Fact("nsze", "Namespace Size: ", Sizes.unsigned(e.namespaceSize())),
        new Fact("nscap", "Namespace Capacity: ", Sizes.unsigned(e.namespaceCapacity())),
        new Fact("flbas", "Formatted LBA Size: ", e.formattedLbaSize()),
        new Fact("dps", "End-to-end Data Protection Type Settings: ", e.dataProtectionSettings()),
        new Fact(
            "nmic",
            "Namespace Multi-path I/O and Namespace Sharing Capabilities: ",
            e.multipathAndSharing()),
        new Fact("ana_grp_id", "ANA Group Identifier: ", e.anaGroupIdentifier()),
        new Fact("nvmset_id", "NVM Set Identifier: ", e.nvmSetIdentifier()),
        new Fact("nsid", "Namespace ID: ", e.namespaceIdentifier()));
  }

  /** Eight characters, as a number too; as in the firmware slot log. */
  private static String revision(PersistentEvent event, int offset) {
    ByteBuffer data = event.data();
    StringBuilder text = new StringBuilder();
    for (int i = offset; i < offset + 8; i++) {
      byte c = data.get(i);
      text.append(c >= '!' && c <= '~' ? (char) c : '.');
    }
    return unsigned(data, offset) + " (" + text + ")";
  }

  private static String hardwareError(int code) {
    return switch (code) {
      case 0x01 -> "PCIe Correctable Error";
      case 0x02 -> "PCIe Uncorrectable Non fatal Error";
      case 0x03 -> "PCIe Uncorrectable Fatal Error";
      case 0x04 -> "PCIe Link Status Change";
      case 0x05 -> "PCIe Link Not Active";
      case 0x06 -> "Critical Warning Condition";
      case 0x07 -> "Endurance Group Critical Warning Condition";
      case 0x08 -> "Unsafe Shutdown";
      case 0x09 -> "Controller Fatal Status";
      case 0x0a -> "Media and Data Integrity Status";
      case 0x0b -> "Controller Ready Timeout Exceeded";
      default -> "Reserved";
    };
  }
}
