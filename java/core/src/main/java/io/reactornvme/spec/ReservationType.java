package io.reactornvme.spec;

import java.util.Optional;

/**
 * What a reservation of a namespace allows to whom. A registrant is a host that has registered a
 * key; the holder is the registrant that acquired.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     8.1.22, Reservations; section 7.5, Reservation Acquire command, Reservation Type (RTYPE)</a>
 */
public enum ReservationType {
  /** 1h: the holder alone writes, everybody reads. */
  WRITE_EXCLUSIVE(1),
  /** 2h: the holder alone reads and writes. */
  EXCLUSIVE_ACCESS(2),
  /** 3h: registrants write, everybody reads; one of them is the holder. */
  WRITE_EXCLUSIVE_REGISTRANTS_ONLY(3),
  /** 4h: registrants read and write; one of them is the holder. */
  EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(4),
  /** 5h: registrants write, everybody reads; all of them are holders. */
  WRITE_EXCLUSIVE_ALL_REGISTRANTS(5),
  /** 6h: registrants read and write; all of them are holders. */
  EXCLUSIVE_ACCESS_ALL_REGISTRANTS(6);

  private final int value;

  ReservationType(int value) {
    this.value = value;
  }

  /** {@return the value in commands and reports, 1 to 6} Reservation Type (RTYPE). */
  public int value() {
    return value;
  }

  /**
   * {@return the type of a value; empty for 0h, no reservation, and for values without a meaning}
   *
   * @param value code of the Reservation Type (RTYPE)
   */
  public static Optional<ReservationType> of(int value) {
    for (ReservationType type : values()) {
      if (type.value == value) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
