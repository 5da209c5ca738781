package io.reactornvme.spec;

import java.util.Locale;

/**
 * What a controller says by completing an Asynchronous Event Request.
 *
 * @param raw dword 0 of the completion, 32 bits as they came
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.2.1, Asynchronous Event Request command completion, dword 0</a>
 */
public record AsynchronousEventResult(int raw) {

  private static final String[] ERRORS = {
    "write to an invalid doorbell register",
    "invalid doorbell write value",
    "diagnostic failure",
    "persistent internal error",
    "transient internal error",
    "firmware image load error"
  };

  private static final String[] SMART = {
    "NVM subsystem reliability", "temperature threshold", "spare below threshold"
  };

  private static final String[] NOTICES = {
    "attached namespace attribute changed",
    "firmware activation starting",
    "telemetry log changed",
    "asymmetric namespace access change",
    "predictable latency event aggregate log change",
    "LBA status information alert",
    "endurance group event aggregate log change",
    "reachability group change",
    "reachability association change",
    "allocated namespace attribute changed"
  };

  private static final String[] IMMEDIATE = {
    "normal NVM subsystem shutdown", "temperature threshold hysteresis recovery"
  };

  private static final String[] IO_COMMAND_SET = {
    "reservation log page available",
    "sanitize operation completed",
    "sanitize operation completed with unexpected deallocation",
    "sanitize operation entered media verification state"
  };

  /**
   * The kind of event (bits 2:0).
   *
   * @return the type
   */
  public AsynchronousEventType type() {
    return AsynchronousEventType.of(raw & 7);
  }

  /**
   * Which event of its type (Asynchronous Event Information, bits 15:8).
   *
   * @return a code, 0 to 255; {@link #description()} says it in words
   */
  public int information() {
    return raw >>> 8 & 0xFF;
  }

  /**
   * The log page that says more (bits 23:16). The controller sends no second event of the type
   * until that page has been read without Retain Asynchronous Event.
   *
   * @return Log Page Identifier, 0 to 255: 01h error information, 02h SMART / health, 04h changed
   *     namespaces, 80h reservations, 81h sanitize
   */
  public int logPage() {
    return raw >>> 16 & 0xFF;
  }

  /**
   * The event in words of the specification.
   *
   * @return for example {@code temperature threshold}; the bare code for one that is not known here
   */
  public String description() {
    String[] known =
        switch (type()) {
          case ERROR -> ERRORS;
          case SMART -> SMART;
          case NOTICE -> NOTICES;
          case IMMEDIATE -> IMMEDIATE;
          case IO_COMMAND_SET -> IO_COMMAND_SET;
          case VENDOR_SPECIFIC, RESERVED -> new String[0];
        };
    int code = information();
    if (code < known.length) {
      return known[code];
    }
    if (type() == AsynchronousEventType.NOTICE && code == 0xEF) {
      return "zone descriptor changed";
    }
    if (type() == AsynchronousEventType.NOTICE && code == 0xF0) {
      return "discovery log page change";
    }
    return String.format(Locale.ROOT, "%02Xh", code);
  }

  /** Type, words and log page. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %s, log page %02Xh (%08Xh)", type(), description(), logPage(), raw);
  }
}
