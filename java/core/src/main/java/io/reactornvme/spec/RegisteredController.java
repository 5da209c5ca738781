package io.reactornvme.spec;

/**
 * A controller through which a host has registered a reservation key: an entry of {@link
 * ReservationStatus}. 24 bytes with a host identifier of 64 bits, 64 bytes with one of 128 bits.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     7.8, Reservation Report command, Registered Controller Data Structure and Registered
 *     Controller Extended Data Structure</a>
 */
public final class RegisteredController extends NvmeStructure {

  static final int SIZE = 24;
  static final int EXTENDED_SIZE = 64;

  RegisteredController(byte[] bytes) {
    super(bytes);
  }

  private boolean extended() {
    return bytes.length == EXTENDED_SIZE;
  }

  /**
   * {@return the identifier of the controller; FFFFh for a registrant without one in the NVM
   * subsystem, FFFDh for one in another participating NVM subsystem} Controller ID (CNTLID), bytes
   * 0 to 1.
   */
  public int controllerIdentifier() {
    return Le.u16(bytes, 0);
  }

  /** {@return whether the host holds the reservation} Reservation Status (RCSTS), byte 2 bit 0. */
  public boolean holdsReservation() {
    return Le.bit(Le.u8(bytes, 2), 0);
  }

  /**
   * {@return the host's identifier as hexadecimal digits, in the order of the bytes: 16 digits, of
   * an extended report 32} Host Identifier (HOSTID), bytes 8 to 15, of an extended report 16 to 31.
   */
  public String hostIdentifier() {
    return extended() ? Le.hex(bytes, 16, 16) : Le.hex(bytes, 8, 8);
  }

  /**
   * {@return the key, 64 bits} Reservation Key (RKEY), bytes 16 to 23, of an extended report 8 to
   * 15.
   */
  public long reservationKey() {
    return Le.u64(bytes, extended() ? 8 : 16);
  }

  @Override
  public String toString() {
    return "RegisteredController[controllerIdentifier="
        + controllerIdentifier()
        + ", holdsReservation="
        + holdsReservation()
        + ", hostIdentifier="
        + hostIdentifier()
        + ", reservationKey="
        + Long.toHexString(reservationKey())
        + "h]";
  }
}
