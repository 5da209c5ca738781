package io.reactornvme.cli;

import io.reactornvme.SmartReading;
import java.time.Duration;

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
    return Json.line(
        json -> {
          json.writeStartObject();
          Envelope.write(
              json,
              reading.time(),
              SmartOutput.device(reading),
              reading.info(),
              reading.isOk(),
              reading.backend(),
              reading.latency());
          if (reading.log() != null) {
            SmartPage.PAGE.json(json, reading.log());
          } else {
            Envelope.error(json, Failure.of(reading.error()));
          }
          json.writeEndObject();
        });
  }
}
