package io.reactornvme.cli;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program's commands. A new one is a new class, and a line here. */
final class Commands {

  /**
   * One command.
   *
   * @param type its class without the "Command" at the end. By name: with references to classes or
   *     constructors each start would load all commands, which takes half as long as the JVM itself
   * @param name as in nvme-cli 2
   * @param grouped the same in two words, as in nvme-cli 3; empty for one that has no group
   */
  record Entry(String type, String name, String grouped) {
    Entry(String type, String name) {
      this(type, name, "");
    }

    String group() {
      return grouped.substring(0, grouped.indexOf(' '));
    }

    String inGroup() {
      return grouped.substring(grouped.indexOf(' ') + 1);
    }

    Object make(Console console) {
      try {
        return Class.forName(Commands.class.getPackageName() + "." + type + "Command")
            .getDeclaredConstructor(Console.class)
            .newInstance(console);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("the command " + name, e);
      }
    }
  }

  /** Commands that serve one purpose; so the help shows them. */
  record Section(String heading, List<Entry> entries) {
    Section(String heading, Entry... entries) {
      this(heading, List.of(entries));
    }
  }

  static final List<Section> SECTIONS =
      List.of(
          new Section(
              "How drives are",
              new Entry("Scan", "scan"),
              new Entry("Top", "top"),
              new Entry("Events", "events"),
              new Entry("List", "list"),
              new Entry("SmartLog", "smart-log", "log smart"),
              new Entry("ErrorLog", "error-log", "log error"),
              new Entry("SelfTestLog", "self-test-log", "log self-test")),
          new Section(
              "What drives and namespaces are",
              new Entry("ListSubsys", "list-subsys"),
              new Entry("ListNs", "list-ns", "id ns-list"),
              new Entry("ListCtrl", "list-ctrl", "id ctrl-list"),
              new Entry("IdCtrl", "id-ctrl", "id ctrl"),
              new Entry("IdNs", "id-ns", "id ns"),
              new Entry("NsDescs", "ns-descs", "id ns-descs"),
              new Entry("NvmIdCtrl", "nvm-id-ctrl", "id nvm-ctrl"),
              new Entry("CmdsetIndIdNs", "cmdset-ind-id-ns", "id ns-ind"),
              new Entry("IdIocs", "id-iocs", "id iocs"),
              new Entry("IdDomain", "id-domain", "id domain"),
              new Entry("IdUuid", "id-uuid", "id uuid"),
              new Entry("ListEndgrp", "list-endgrp", "id endgrp-list"),
              new Entry("PrimaryCtrlCaps", "primary-ctrl-caps", "id primary-ctrl-caps"),
              new Entry("ListSecondary", "list-secondary", "id secondary-ctrl-list")),
          new Section(
              "More logs",
              new Entry("FwLog", "fw-log", "log fw"),
              new Entry("TelemetryLog", "telemetry-log", "log telemetry"),
              new Entry("PersistentEventLog", "persistent-event-log", "log persistent-event"),
              new Entry("EffectsLog", "effects-log", "log effects"),
              new Entry("SupportedLogPages", "supported-log-pages", "log supported-pages"),
              new Entry("EnduranceLog", "endurance-log", "log endurance"),
              new Entry("AnaLog", "ana-log", "log ana"),
              new Entry("SanitizeLog", "sanitize-log", "log sanitize"),
              new Entry("ChangedNsListLog", "changed-ns-list-log", "log changed-ns-list"),
              new Entry("LbaStatusLog", "lba-status-log", "log lba-status"),
              new Entry("ResvNotifLog", "resv-notif-log", "log resv-notif"),
              new Entry("BootPartLog", "boot-part-log", "log boot-part"),
              new Entry("OcpSmartAddLog", "ocp-smart-add-log", "ocp smart-add-log"),
              new Entry("GetLog", "get-log", "log get")),
          new Section(
              "Maintenance",
              new Entry("DeviceSelfTest", "device-self-test"),
              new Entry("FwDownload", "fw-download", "fw download"),
              new Entry("FwCommit", "fw-commit", "fw commit"),
              new Entry("GetFeature", "get-feature", "feature get"),
              new Entry("SetFeature", "set-feature", "feature set"),
              new Entry("Format", "format", "ns format"),
              new Entry("Sanitize", "sanitize"),
              new Entry("Reset", "reset"),
              new Entry("SubsystemReset", "subsystem-reset"),
              new Entry("NsRescan", "ns-rescan", "ns rescan"),
              new Entry("CreateNs", "create-ns", "ns create"),
              new Entry("DeleteNs", "delete-ns", "ns delete"),
              new Entry("AttachNs", "attach-ns", "ns attach"),
              new Entry("DetachNs", "detach-ns", "ns detach"),
              new Entry("VirtMgmt", "virt-mgmt"),
              new Entry("SecuritySend", "security-send"),
              new Entry("SecurityRecv", "security-recv"),
              new Entry("DirSend", "dir-send"),
              new Entry("DirReceive", "dir-receive"),
              new Entry("Record", "record")),
          new Section(
              "Blocks",
              new Entry("Read", "read"),
              new Entry("Write", "write"),
              new Entry("Compare", "compare"),
              new Entry("Verify", "verify"),
              new Entry("Copy", "copy"),
              new Entry("WriteZeroes", "write-zeroes"),
              new Entry("WriteUncor", "write-uncor"),
              new Entry("Dsm", "dsm"),
              new Entry("Flush", "flush"),
              new Entry("GetLbaStatus", "get-lba-status")),
          new Section(
              "Any command",
              new Entry("AdminPassthru", "admin-passthru"),
              new Entry("IoPassthru", "io-passthru")),
          new Section(
              "Reservations",
              new Entry("ResvReport", "resv-report", "resv report"),
              new Entry("ResvRegister", "resv-register", "resv register"),
              new Entry("ResvAcquire", "resv-acquire", "resv acquire"),
              new Entry("ResvRelease", "resv-release", "resv release")),
          new Section(
              "Zones",
              new Entry("ZnsList", "zns-list", "zns list"),
              new Entry("ZnsIdCtrl", "zns-id-ctrl", "zns id-ctrl"),
              new Entry("ZnsIdNs", "zns-id-ns", "zns id-ns"),
              new Entry("ZnsReportZones", "zns-report-zones", "zns report-zones"),
              new Entry("ZnsChangedZoneList", "zns-changed-zone-list", "zns changed-zone-list"),
              new Entry("OpenZone", "zns-open-zone", "zns open-zone"),
              new Entry("CloseZone", "zns-close-zone", "zns close-zone"),
              new Entry("FinishZone", "zns-finish-zone", "zns finish-zone"),
              new Entry("ResetZone", "zns-reset-zone", "zns reset-zone"),
              new Entry("OfflineZone", "zns-offline-zone", "zns offline-zone"),
              new Entry("ZoneAppend", "zns-zone-append", "zns zone-append")),
          new Section(
              "Data placement",
              new Entry("FdpConfigs", "fdp-configs", "fdp configs"),
              new Entry("FdpUsage", "fdp-usage", "fdp usage"),
              new Entry("FdpStats", "fdp-stats", "fdp stats"),
              new Entry("FdpEvents", "fdp-events", "fdp events"),
              new Entry("FdpStatus", "fdp-status", "fdp status")),
          new Section(
              "Other commands",
              new Entry("Completion", "generate-completion"),
              new Entry("ManPages", "generate-man-pages")));

  private Commands() {}

  static Stream<Entry> all() {
    return SECTIONS.stream().flatMap(section -> section.entries().stream());
  }

  static @Nullable Entry named(String name) {
    return all().filter(entry -> entry.name.equals(name)).findFirst().orElse(null);
  }

  static @Nullable Entry grouped(String words) {
    return all().filter(entry -> entry.grouped.equals(words)).findFirst().orElse(null);
  }
}
