package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import io.reactornvme.spec.SmartLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * SMART readings as JSON, one object a line, each written as soon as its drive has answered.
 *
 * <p>Programs depend on it: fields keep their names, types and order; new ones may come; anything
 * else needs another {@code schema}. The log's fields have the names, units and order of {@code
 * nvme-cli} 2 ({@code temperature} is in kelvin, sensors that report 0 are left out), but counters
 * are always numbers, up to 128 bits wide.
 *
 * <p>Every object has {@code schema}, {@code time} (UTC), {@code device}, {@code model}, {@code
 * serial}, {@code firmware}, {@code status} ({@code ok} or {@code error}), {@code latency_us} and
 * {@code backend} ({@code uring} or {@code ioctl}). Those that are unknown are null: model, serial
 * and firmware of what is not there, latency and backend of what could not be opened. Then follow
 * the log's fields if the status is {@code ok}, else one field {@code error}; see {@link Failure}.
 */
final class SmartJson implements SmartOutput {

  private static final int SCHEMA = 1;
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Console console;

  SmartJson(Console console) {
    this.console = console;
  }

  @Override
  public void reading(SmartReading reading) {
    console.print(line(reading));
  }

  @Override
  public void end(Duration took) {}

  /** The object and a line feed, in UTF-8. */
  static byte[] line(SmartReading reading) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      NvmeControllerInfo info = reading.info();
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("time", time(reading.time()));
      json.writeStringField("device", SmartOutput.device(reading));
      text(json, "model", info == null ? null : info.model());
      text(json, "serial", info == null ? null : info.serial());
      text(json, "firmware", info == null ? null : info.firmware());
      json.writeStringField("status", reading.isOk() ? "ok" : "error");
      if (reading.backend() == null) {
        json.writeNullField("latency_us");
        json.writeNullField("backend");
      } else {
        json.writeNumberField("latency_us", reading.latency().toNanos() / 1000);
        json.writeStringField("backend", reading.backend().kind().toString());
      }
      if (reading.log() != null) {
        log(json, reading.log());
      } else {
        error(json, Failure.of(reading.error()));
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes everything
    }
    return bytes.toByteArray();
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  private static void log(JsonGenerator json, SmartLog log) throws IOException {
    json.writeNumberField("critical_warning", log.criticalWarning().value());
    json.writeNumberField("temperature", log.compositeTemperature());
    json.writeNumberField("avail_spare", log.availableSpare());
    json.writeNumberField("spare_thresh", log.availableSpareThreshold());
    json.writeNumberField("percent_used", log.percentageUsed());
    json.writeNumberField(
        "endurance_grp_critical_warning_summary",
        log.enduranceGroupCriticalWarningSummary().value());
    json.writeNumberField("data_units_read", log.dataUnitsRead());
    json.writeNumberField("data_units_written", log.dataUnitsWritten());
    json.writeNumberField("host_read_commands", log.hostReadCommands());
    json.writeNumberField("host_write_commands", log.hostWriteCommands());
    json.writeNumberField("controller_busy_time", log.controllerBusyTime());
    json.writeNumberField("power_cycles", log.powerCycles());
    json.writeNumberField("power_on_hours", log.powerOnHours());
    json.writeNumberField("unsafe_shutdowns", log.unsafeShutdowns());
    json.writeNumberField("media_errors", log.mediaAndDataIntegrityErrors());
    json.writeNumberField("num_err_log_entries", log.numberOfErrorInformationLogEntries());
    json.writeNumberField("warning_temp_time", log.warningCompositeTemperatureTime());
    json.writeNumberField("critical_comp_time", log.criticalCompositeTemperatureTime());
    List<Integer> sensors = log.temperatureSensors();
    for (int i = 0; i < sensors.size(); i++) {
      if (sensors.get(i) != 0) {
        json.writeNumberField("temperature_sensor_" + (i + 1), sensors.get(i));
      }
    }
    json.writeNumberField(
        "thm_temp1_trans_count", log.thermalManagementTemperature1TransitionCount());
    json.writeNumberField(
        "thm_temp2_trans_count", log.thermalManagementTemperature2TransitionCount());
    json.writeNumberField("thm_temp1_total_time", log.totalTimeForThermalManagementTemperature1());
    json.writeNumberField("thm_temp2_total_time", log.totalTimeForThermalManagementTemperature2());
  }

  private static void error(JsonGenerator json, Failure failure) throws IOException {
    json.writeObjectFieldStart("error");
    json.writeStringField("kind", failure.kind());
    text(json, "layer", failure.layerName());
    text(json, "errno", failure.errno());
    text(json, "status", failure.status());
    json.writeStringField("message", failure.message());
    text(json, "remedy", failure.remedy().isEmpty() ? null : failure.remedy());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value);
    }
  }
}
