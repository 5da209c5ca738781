package io.reactornvme.spec;

import java.util.OptionalInt;

/**
 * The state of a zone, and what a report of zones can be limited to.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Zoned Namespace Command Set
 *     Specification 1.2, section 2.1.1.2, Zone State Machine; section 3.4.2, Zone Management
 *     Receive</a>
 */
public enum ZoneState {
  /** ZSE: nothing is written. */
  EMPTY(0x1, 0x1),
  /** ZSIO: opened by a write. */
  IMPLICITLY_OPENED(0x2, 0x2),
  /** ZSEO: opened by Open Zone. */
  EXPLICITLY_OPENED(0x3, 0x3),
  /** ZSC: partly written, not open. */
  CLOSED(0x4, 0x4),
  /** ZSRO: can be read, and is not to be written again. */
  READ_ONLY(0xD, 0x6),
  /** ZSF: written to its capacity, or finished. */
  FULL(0xE, 0x5),
  /** ZSO: can neither be read nor written. */
  OFFLINE(0xF, 0x7),
  /** A value without a meaning. */
  RESERVED(-1, -1);

  private final int value;
  private final int reportingOption;

  ZoneState(int value, int reportingOption) {
    this.value = value;
    this.reportingOption = reportingOption;
  }

  /** {@return the state of a field's value} Zone State (ZS). */
  static ZoneState of(int value) {
    for (ZoneState state : values()) {
      if (state.value == value) {
        return state;
      }
    }
    return RESERVED;
  }

  /**
   * {@return whether the zone counts against the Maximum Open Resources} Open are the zones opened
   * implicitly and explicitly.
   */
  public boolean isOpen() {
    return this == IMPLICITLY_OPENED || this == EXPLICITLY_OPENED;
  }

  /**
   * {@return whether the zone counts against the Maximum Active Resources} Active are the open and
   * the closed ones.
   */
  public boolean isActive() {
    return isOpen() || this == CLOSED;
  }

  /**
   * {@return the value that limits a report to zones of this state; empty for {@link #RESERVED}}
   * Zone Receive Action Specific Field, Reporting Options, of Zone Management Receive.
   */
  public OptionalInt reportingOption() {
    return reportingOption < 0 ? OptionalInt.empty() : OptionalInt.of(reportingOption);
  }
}
