package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Backend;
import io.reactornvme.NvmeControllerInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands around an answer in a stream of JSON lines: who answered, when, and how it went.
 *
 * <p>Programs depend on it: fields keep their names, types and order; new ones may come; anything
 * else needs another {@code schema}. Those that are unknown are null: model, serial and firmware of
 * what is not there, latency and backend of what could not be opened.
 */
final class Envelope {

  private static final int SCHEMA = 1;

  private Envelope() {}

  /** {@code schema} to {@code backend}; the object has been begun. */
  static void write(
      JsonGenerator json,
      Instant time,
      String device,
      @Nullable NvmeControllerInfo info,
      boolean ok,
      @Nullable Backend backend,
      Duration latency)
      throws IOException {
    Json.field(json, "schema", SCHEMA);
    Json.field(json, "time", Json.time(time));
    Json.field(json, "device", device);
    Json.field(json, "model", info == null ? null : info.model());
    Json.field(json, "serial", info == null ? null : info.serial());
    Json.field(json, "firmware", info == null ? null : info.firmware());
    Json.field(json, "status", ok ? "ok" : "error");
    Json.field(json, "latency_us", backend == null ? null : latency.toNanos() / 1000);
    Json.field(json, "backend", backend == null ? null : backend.kind().toString());
  }

  /** The field {@code error}. */
  static void error(JsonGenerator json, Failure failure) throws IOException {
    json.writeObjectFieldStart("error");
    Json.field(json, "kind", failure.kind());
    Json.field(json, "layer", failure.layerName());
    Json.field(json, "errno", failure.errno());
    Json.field(json, "status", failure.status());
    Json.field(json, "message", failure.message());
    Json.field(json, "remedy", failure.remedy().isEmpty() ? null : failure.remedy());
    json.writeEndObject();
  }
}
