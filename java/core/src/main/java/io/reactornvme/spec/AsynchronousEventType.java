package io.reactornvme.spec;

/**
 * Kinds of asynchronous events (Asynchronous Event Type).
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.2.1, Asynchronous Event Request command completion, dword 0</a>
 */
public enum AsynchronousEventType {
  /** An error of the controller, not tied to a command. */
  ERROR(0),
  /** The drive's health: SMART / Health Status. */
  SMART(1),
  /** Something has changed: a notice. */
  NOTICE(2),
  /** To be acted upon at once. */
  IMMEDIATE(3),
  /** What an I/O command set says: reservations, sanitize. */
  IO_COMMAND_SET(6),
  /** The vendor's own. */
  VENDOR_SPECIFIC(7),
  /** A type that is reserved: 4 or 5. */
  RESERVED(-1);

  private final int value;

  AsynchronousEventType(int value) {
    this.value = value;
  }

  /**
   * The type of a code.
   *
   * @param code the lowest three bits of dword 0
   * @return the type; {@link #RESERVED} for what the specification has not assigned
   */
  public static AsynchronousEventType of(int code) {
    for (AsynchronousEventType type : values()) {
      if (type.value == code) {
        return type;
      }
    }
    return RESERVED;
  }
}
