package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactornvme.LogPageRequest;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeLogs;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.EnduranceGroupLog;
import io.reactornvme.spec.ErrorInformationEntry;
import io.reactornvme.spec.FdpConfigurationsLog;
import io.reactornvme.spec.FdpEventsLog;
import io.reactornvme.spec.FdpStatisticsLog;
import io.reactornvme.spec.FirmwareSlotLog;
import io.reactornvme.spec.NvmeStructure;
import io.reactornvme.spec.OcpSmartLog;
import io.reactornvme.spec.ReclaimUnitHandleUsageLog;
import io.reactornvme.spec.SmartLog;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The log pages, against nvme-cli's view of the same drive. */
@Tag("features")
class LogsIT {

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private NvmeLogs logs(String serial) {
    return nvme.controller(Lab.controller(serial)).logs();
  }

  private static final List<String> DRIVES =
      List.of("plain", "zns", "meta", "fdp", "mpath", "sriov");

  /** Every field that nvme-cli has, and no other. */
  private static void same(JsonNode json, Map<String, Object> fields) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> i = json.fieldNames(); i.hasNext(); ) {
      names.add(i.next());
    }
    assertThat(fields.keySet()).containsExactlyInAnyOrderElementsOf(names);
    fields.forEach(
        (name, value) -> assertThat(json.get(name).asText()).as(name).isEqualTo(value.toString()));
  }

  /** The page's bytes as nvme-cli reads them. */
  private static ByteBuffer bytes(String path, int lid, int length) {
    return ByteBuffer.wrap(
        Lab.nvmeCli("get-log", path, "--log-id=" + lid, "--log-len=" + length, "-b"));
  }

  private static void sameBytes(NvmeStructure log, String path, int lid, int length) {
    assertThat(log.raw()).isEqualTo(bytes(path, lid, length));
  }

  @Test
  void smart() {
    for (String drive : DRIVES) {
      SmartLog log = logs(drive).smart().block(Lab.PATIENCE);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("critical_warning", log.criticalWarning().value());
      fields.put("temperature", log.compositeTemperature());
      fields.put("avail_spare", log.availableSpare());
      fields.put("spare_thresh", log.availableSpareThreshold());
      fields.put("percent_used", log.percentageUsed());
      fields.put(
          "endurance_grp_critical_warning_summary",
          log.enduranceGroupCriticalWarningSummary().value());
      fields.put("data_units_read", log.dataUnitsRead());
      fields.put("data_units_written", log.dataUnitsWritten());
      fields.put("host_write_commands", log.hostWriteCommands());
      fields.put("controller_busy_time", log.controllerBusyTime());
      fields.put("power_cycles", log.powerCycles());
      fields.put("power_on_hours", log.powerOnHours());
      fields.put("unsafe_shutdowns", log.unsafeShutdowns());
      fields.put("media_errors", log.mediaAndDataIntegrityErrors());
      fields.put("num_err_log_entries", log.numberOfErrorInformationLogEntries());
      fields.put("warning_temp_time", log.warningCompositeTemperatureTime());
      fields.put("critical_comp_time", log.criticalCompositeTemperatureTime());
      fields.put("thm_temp1_trans_count", log.thermalManagementTemperature1TransitionCount());
      fields.put("thm_temp2_trans_count", log.thermalManagementTemperature2TransitionCount());
      fields.put("thm_temp1_total_time", log.totalTimeForThermalManagementTemperature1());
      fields.put("thm_temp2_total_time", log.totalTimeForThermalManagementTemperature2());
      fields.put("host_read_commands", log.hostReadCommands());
      same(Lab.nvmeJson("smart-log", Lab.controller(drive)), fields);
    }
    assertThat(logs("plain").smart(1).block(Lab.PATIENCE).compositeTemperature()).isEqualTo(323);
  }

  @Test
  void errorInformation() {
    for (String drive : DRIVES) {
      assertThat(logs(drive).errorInformation().block(Lab.PATIENCE)).as("QEMU has none").isEmpty();
      ByteBuffer data = logs(drive).read(LogPageRequest.of(1).length(64)).blockLast(Lab.PATIENCE);
      List<ErrorInformationEntry> entries = ErrorInformationEntry.decodeAll(data);
      JsonNode json = Lab.nvmeJson("error-log", Lab.controller(drive)).get("errors");
      assertThat(entries).hasSize(json.size()).hasSize(1);
      ErrorInformationEntry e = entries.get(0);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("error_count", e.errorCount());
      fields.put("sqid", e.submissionQueueIdentifier());
      fields.put("cmdid", e.commandIdentifier());
      fields.put("status_field", e.statusInfo().status());
      fields.put("phase_tag", e.statusInfo().phaseTag() ? 1 : 0);
      fields.put("parm_error_location", e.parameterErrorLocation().value());
      fields.put("lba", e.lba());
      fields.put("nsid", e.namespaceIdentifier());
      fields.put("vs", e.vendorSpecificInformationAvailable());
      fields.put("trtype", e.transportType());
      fields.put("cs", e.commandSpecificInformation());
      fields.put("trtype_spec_info", e.transportTypeSpecificInformation());
      same(json.get(0), fields);
    }
  }

  @Test
  void firmwareSlots() {
    for (String drive : DRIVES) {
      String path = Lab.controller(drive);
      FirmwareSlotLog log = logs(drive).firmwareSlots().block(Lab.PATIENCE);
      JsonNode json = Lab.nvmeJson("fw-log", path).elements().next();
      assertThat(log.activeFirmwareInfo().value())
          .isEqualTo(json.get("Active Firmware Slot (afi)").asInt());
      assertThat(log.activeFirmwareInfo().activeSlot()).isEqualTo(1);
      for (int slot = 1; slot <= 7; slot++) {
        JsonNode revision = json.get("Firmware Rev Slot " + slot);
        assertThat(log.firmwareRevision(slot).isEmpty()).isEqualTo(revision == null);
        if (revision != null) { // as a number, then as text with dots for spaces
          assertThat(revision.asText()).startsWith(log.raw().getLong(8 * slot) + " (");
          assertThat(revision.asText()).contains("(" + log.firmwareRevision(slot));
        }
      }
      sameBytes(log, path, 3, 512);
    }
  }

  @Test
  void changedNamespaces() {
    String path = Lab.controller("mpath");
    var log = logs("mpath").changedNamespaces().block(Lab.PATIENCE);
    assertThat(log.namespaceIdentifiers()).isEmpty();
    sameBytes(log, path, 4, 4096);
    logs("mpath").clearEvent(4).block(Lab.PATIENCE);
  }

  @Test
  void ocp() {
    String path = Lab.controller("plain");
    OcpSmartLog log = logs("plain").ocpSmart().block(Lab.PATIENCE);
    assertThat(log.isGenuine()).isTrue();
    sameBytes(log, path, 0xC0, 512);
    for (String other : List.of("zns", "fdp")) {
      assertThatThrownBy(() -> logs(other).ocpSmart().block(Lab.PATIENCE))
          .isInstanceOf(NvmeStatusException.class);
    }
  }

  @Test
  void enduranceGroup() {
    EnduranceGroupLog log = logs("fdp").enduranceGroup(1).block(Lab.PATIENCE);
    JsonNode json = Lab.nvmeJson("endurance-log", Lab.controller("fdp"), "-g", "1");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("critical_warning", log.criticalWarning().value());
    fields.put("endurance_group_features", log.features().value());
    fields.put("avl_spare", log.availableSpare());
    fields.put("avl_spare_threshold", log.availableSpareThreshold());
    fields.put("percent_used", log.percentageUsed());
    fields.put("domain_identifier", log.domainIdentifier());
    fields.put("endurance_estimate", log.enduranceEstimate());
    fields.put("data_units_read", log.dataUnitsRead());
    fields.put("data_units_written", log.dataUnitsWritten());
    fields.put("media_units_written", log.mediaUnitsWritten());
    fields.put("host_read_cmds", log.hostReadCommands());
    fields.put("host_write_cmds", log.hostWriteCommands());
    fields.put("media_data_integrity_err", log.mediaAndDataIntegrityErrors());
    fields.put("num_err_info_log_entries", log.numberOfErrorInformationLogEntries());
    fields.put("total_end_grp_cap", log.totalEnduranceGroupCapacity());
    fields.put("unalloc_end_grp_cap", log.unallocatedEnduranceGroupCapacity());
    // Which of them there are differs between the versions of nvme-cli.
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSizeGreaterThan(10);
    fields.keySet().retainAll(names);
    same(json, fields);
  }

  @Test
  void fdp() {
    String path = Lab.controller("fdp");
    FdpConfigurationsLog configurations = logs("fdp").fdpConfigurations(1).block(Lab.PATIENCE);
    JsonNode json = Lab.nvmeJson("fdp", "configs", path, "-e", "1");
    assertThat(configurations.numberOfConfigurations()).isEqualTo(json.get("n").asInt());
    assertThat(configurations.configurations()).hasSize(json.get("configs").size()).hasSize(1);
    FdpConfigurationsLog.Configuration c = configurations.configurations().get(0);
    same(
        json.get("configs").get(0),
        Map.of(
            "fdpa", c.attributes().value(),
            "vss", c.vendorSpecificSize(),
            "nrg", c.numberOfReclaimGroups(),
            "nruh", c.numberOfReclaimUnitHandles(),
            "nnss", c.numberOfNamespacesSupported(),
            "runs", c.reclaimUnitNominalSize(),
            "erutl", c.estimatedReclaimUnitTimeLimit()));
    assertThat(c.reclaimUnitHandles()).hasSize(8).allMatch(h -> h.type() == 1);

    ReclaimUnitHandleUsageLog usage = logs("fdp").reclaimUnitHandleUsage(1).block(Lab.PATIENCE);
    json = Lab.nvmeJson("fdp", "usage", path, "-e", "1");
    assertThat(usage.numberOfReclaimUnitHandles()).isEqualTo(json.get("nruh").asInt());
    assertThat(usage.usages()).hasSize(json.get("ruhus").size()).hasSize(8);
    for (int i = 0; i < 8; i++) {
      same(json.get("ruhus").get(i), Map.of("ruha", usage.usages().get(i).attributes().value()));
    }

    Lab.writeBlock(Lab.block("fdp", 1), 0, new byte[4096]);
    FdpStatisticsLog statistics = logs("fdp").fdpStatistics(1).block(Lab.PATIENCE);
    same(
        Lab.nvmeJson("fdp", "stats", path, "-e", "1"),
        Map.of(
            "hbmw", statistics.hostBytesWithMetadataWritten(),
            "mbmw", statistics.mediaBytesWithMetadataWritten(),
            "mbe", statistics.mediaBytesErased()));
    assertThat(statistics.hostBytesWithMetadataWritten())
        .isGreaterThanOrEqualTo(BigInteger.valueOf(4096));

    for (boolean ofHost : new boolean[] {false, true}) {
      FdpEventsLog events = logs("fdp").fdpEvents(1, ofHost).block(Lab.PATIENCE);
      json =
          ofHost
              ? Lab.nvmeJson("fdp", "events", path, "-e", "1", "--host-events")
              : Lab.nvmeJson("fdp", "events", path, "-e", "1");
      assertThat(events.numberOfEvents()).isEqualTo(json.get("n").asLong());
      assertThat(events.events()).hasSize(json.get("events").size());
    }
  }

  /** The whole of a page in the driver's own time: pieces of 512 bytes, one at a time. */
  @Test
  void longReadsInPieces() {
    String path = Lab.controller("plain");
    ByteBuffer whole = bytes(path, 5, 4096);
    ByteBuffer pieces = ByteBuffer.allocate(4096);
    Flux<ByteBuffer> read = logs("plain").read(LogPageRequest.of(5).chunk(512));
    assertThat(read.limitRate(1).doOnNext(pieces::put).count().block(Lab.PATIENCE)).isEqualTo(8);
    assertThat(pieces.flip()).isEqualTo(whole);
  }

  /** What QEMU does not have is the drive's own error. */
  @Test
  void pagesThatThereAreNot() {
    NvmeLogs logs = logs("plain");
    for (var page :
        List.of(
            logs.supportedPages(),
            logs.selfTest(),
            logs.telemetryHostHeader(),
            logs.persistentEvents(),
            logs.asymmetricNamespaceAccess(),
            logs.lbaStatus(),
            logs.sanitizeStatus())) {
      assertThatThrownBy(() -> page.block(Lab.PATIENCE)).isInstanceOf(NvmeStatusException.class);
    }
  }
}
