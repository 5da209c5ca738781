package io.reactornvme.cli;

import io.reactornvme.spec.SmartLog;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The SMART / Health Information log as nvme-cli shows it. */
final class SmartPage {

  private static final BigInteger DATA_UNIT = BigInteger.valueOf(1000 * 512);
  private static final int CELSIUS = 273;
  private static final int SENSORS = 8;

  /**
   * For a critical warning in detail: the bits of byte 0, with their text, and below it with their
   * names in JSON.
   */
  private static final List<String> WARNINGS =
      List.of(
          "      Available Spare[0]             : ",
          "      Temp. Threshold[1]             : ",
          "      NVM subsystem Reliability[2]   : ",
          "      Read-only[3]                   : ",
          "      Volatile mem. backup failed[4] : ",
          "      Persistent Mem. RO[5]          : ");

  /** The same as the JSON names them. */
  private static final List<String> WARNING_NAMES =
      List.of(
          "available_spare",
          "temp_threshold",
          "reliability_degraded",
          "ro",
          "vmbu_failed",
          "pmr_ro");

  static final Page<SmartLog> PAGE = page(false);

  /** With the critical warning taken apart, for {@code -H}. */
  static final Page<SmartLog> DETAILED = page(true);

  private SmartPage() {}

  private static Page<SmartLog> page(boolean detailed) {
    Page.Builder<SmartLog> page =
        Page.<SmartLog>labelled("%s")
            .title(
                at ->
                    "Smart Log for NVME device:"
                        + at.device()
                        + " namespace-id:"
                        + Integer.toHexString(at.nsid()))
            .json(
                "critical_warning", log -> detailed ? warnings(log) : log.criticalWarning().value())
            .text("critical_warning\t\t\t: ", log -> Page.hex(log.criticalWarning().value()));
    if (detailed) {
      for (int i = 0; i < WARNINGS.size(); i++) {
        int bit = i;
        page.text(WARNINGS.get(i), log -> log.criticalWarning().value() >> bit & 1);
      }
    }
    page.field(
            "temperature",
            "temperature\t\t\t\t: ",
            log -> log.compositeTemperature(),
            SmartPage::temperature)
        .field(
            "avail_spare",
            "available_spare\t\t\t\t: ",
            log -> log.availableSpare(),
            SmartPage::percent)
        .field(
            "spare_thresh",
            "available_spare_threshold\t\t: ",
            log -> log.availableSpareThreshold(),
            SmartPage::percent)
        .field(
            "percent_used",
            "percentage_used\t\t\t\t: ",
            log -> log.percentageUsed(),
            SmartPage::percent)
        .field(
            "endurance_grp_critical_warning_summary",
            "endurance group critical warning summary: ",
            log -> log.enduranceGroupCriticalWarningSummary().value(),
            Page::hex)
        .field(
            "data_units_read",
            "Data Units Read\t\t\t\t: ",
            log -> log.dataUnitsRead(),
            SmartPage::dataUnits)
        .field(
            "data_units_written",
            "Data Units Written\t\t\t: ",
            log -> log.dataUnitsWritten(),
            SmartPage::dataUnits)
        .field("host_read_commands", "host_read_commands\t\t\t: ", SmartLog::hostReadCommands)
        .field("host_write_commands", "host_write_commands\t\t\t: ", SmartLog::hostWriteCommands)
        .field("controller_busy_time", "controller_busy_time\t\t\t: ", SmartLog::controllerBusyTime)
        .field("power_cycles", "power_cycles\t\t\t\t: ", SmartLog::powerCycles)
        .field("power_on_hours", "power_on_hours\t\t\t\t: ", SmartLog::powerOnHours)
        .field("unsafe_shutdowns", "unsafe_shutdowns\t\t\t: ", SmartLog::unsafeShutdowns)
        .field("media_errors", "media_errors\t\t\t\t: ", SmartLog::mediaAndDataIntegrityErrors)
        .field(
            "num_err_log_entries",
            "num_err_log_entries\t\t\t: ",
            SmartLog::numberOfErrorInformationLogEntries)
        .field(
            "warning_temp_time",
            "Warning Temperature Time\t\t: ",
            SmartLog::warningCompositeTemperatureTime)
        .field(
            "critical_comp_time",
            "Critical Composite Temperature Time\t: ",
            SmartLog::criticalCompositeTemperatureTime);
    for (int i = 1; i <= SENSORS; i++) {
      int sensor = i;
      page.field(
          "temperature_sensor_" + sensor,
          "Temperature Sensor " + sensor + "           : ",
          log -> log.temperatureSensor(sensor) == 0 ? null : log.temperatureSensor(sensor),
          SmartPage::temperature);
    }
    return page.field(
            "thm_temp1_trans_count",
            "Thermal Management T1 Trans Count\t: ",
            SmartLog::thermalManagementTemperature1TransitionCount)
        .field(
            "thm_temp2_trans_count",
            "Thermal Management T2 Trans Count\t: ",
            SmartLog::thermalManagementTemperature2TransitionCount)
        .field(
            "thm_temp1_total_time",
            "Thermal Management T1 Total Time\t: ",
            SmartLog::totalTimeForThermalManagementTemperature1)
        .field(
            "thm_temp2_total_time",
            "Thermal Management T2 Total Time\t: ",
            SmartLog::totalTimeForThermalManagementTemperature2)
        .build();
  }

  private static Map<String, Object> warnings(SmartLog log) {
    int value = log.criticalWarning().value();
    Map<String, Object> warnings = new LinkedHashMap<>();
    warnings.put("value", value);
    for (int bit = 0; bit < WARNING_NAMES.size(); bit++) {
      warnings.put(WARNING_NAMES.get(bit), value >> bit & 1);
    }
    return warnings;
  }

  private static String percent(Object value) {
    return value + "%";
  }

  private static String temperature(Object kelvins) {
    return String.format(
        Locale.ROOT, "%d°C (%s Kelvin)", ((Number) kelvins).intValue() - CELSIUS, kelvins);
  }

  private static String dataUnits(Object units) {
    return units + " (" + Sizes.si(((BigInteger) units).multiply(DATA_UNIT)) + ")";
  }
}
