package io.reactornvme;

import io.reactornvme.spec.ZoneState;
import org.jspecify.annotations.Nullable;

/**
 * Which zones a report is of, and how much it says of each. Immutable: each setter returns a copy.
 *
 * <p>Errors of all of them: {@link IllegalArgumentException} where said. Source: NVM Express Zoned
 * Namespace Command Set Specification 1.2, section 3.4.2, Zone Management Receive command.
 */
public final class ZoneQuery {

  private static final ZoneQuery ALL = new ZoneQuery(0, null, false);

  private final long from;
  private final @Nullable ZoneState state;
  private final boolean extended;

  private ZoneQuery(long from, @Nullable ZoneState state, boolean extended) {
    this.from = from;
    this.state = state;
    this.extended = extended;
  }

  /**
   * All zones of the namespace, without their extensions.
   *
   * @return the query to start with
   */
  public static ZoneQuery all() {
    return ALL;
  }

  /**
   * Leaves out the zones before an address (Starting LBA, CDW10 and CDW11).
   *
   * @param lba the first LBA of a zone, unsigned
   * @return a copy
   */
  public ZoneQuery from(long lba) {
    return new ZoneQuery(lba, state, extended);
  }

  /**
   * Leaves out the zones of other states (Reporting Options, CDW13 bits 15:8).
   *
   * @param only the state
   * @return a copy
   * @throws IllegalArgumentException for {@link ZoneState#RESERVED}
   */
  public ZoneQuery state(ZoneState only) {
    if (only.reportingOption().isEmpty()) {
      throw new IllegalArgumentException("zones of state " + only + " cannot be asked for");
    }
    return new ZoneQuery(from, only, extended);
  }

  /**
   * Wants the Zone Descriptor Extensions, too (Zone Receive Action 01h, Extended Report Zones). A
   * namespace whose format has none refuses it with Invalid Field in Command.
   *
   * @return a copy
   */
  public ZoneQuery extended() {
    return new ZoneQuery(from, state, true);
  }

  long start() {
    return from;
  }

  int reportingOption() {
    return state == null ? 0 : state.reportingOption().orElseThrow();
  }

  boolean isExtended() {
    return extended;
  }

  @Override
  public String toString() {
    return "ZoneQuery[from="
        + Long.toUnsignedString(from)
        + ", state="
        + (state == null ? "any" : state)
        + (extended ? ", extended]" : "]");
  }
}
