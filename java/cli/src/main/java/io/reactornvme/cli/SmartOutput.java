package io.reactornvme.cli;

import io.reactornvme.SmartReading;
import java.time.Duration;

/** A form in which SMART readings are shown. Called from one thread. */
interface SmartOutput {

  /** One drive has answered, or failed. */
  void reading(SmartReading reading);

  /** All have: {@code took} it that long. */
  void end(Duration took);

  /** The drive's node if it is known, else the name it was asked for by. */
  static String device(SmartReading reading) {
    return reading.info() != null ? reading.info().path().toString() : reading.device();
  }
}
