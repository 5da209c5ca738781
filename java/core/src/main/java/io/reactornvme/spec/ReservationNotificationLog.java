package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * The oldest unread notification of a reservation. Obtained by Get Log Page with log page
 * identifier 80h; 64 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.32, Reservation Notification (Log Page Identifier 80h)</a>
 */
public final class ReservationNotificationLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x80;

  /** Size of the log in bytes. */
  public static final int SIZE = 64;

  private ReservationNotificationLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 64 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 64 bytes remain
   */
  public static ReservationNotificationLog decode(ByteBuffer data) {
    return new ReservationNotificationLog(Le.copy(data, SIZE, "Reservation Notification log"));
  }

  /**
   * {@return the number of the notification; 0 if there is none} Log Page Count (LPC), bytes 0 to
   * 7.
   */
  public long logPageCount() {
    return Le.u64(bytes, 0);
  }

  /**
   * {@return 0h none, 1h registration preempted, 2h reservation released, 3h reservation preempted}
   * Reservation Notification Log Page Type (RNLPT), byte 8.
   */
  public int type() {
    return Le.u8(bytes, 8);
  }

  /**
   * {@return how many more are unread; 255 means 255 or more} Number of Available Log Pages (NALP),
   * byte 9.
   */
  public int numberOfAvailableLogPages() {
    return Le.u8(bytes, 9);
  }

  /** {@return NSID} Namespace ID (NSID), bytes 12 to 15. */
  public long namespaceIdentifier() {
    return Le.u32(bytes, 12);
  }

  /** {@return whether there is no notification: the type is 0h} */
  public boolean isEmpty() {
    return type() == 0;
  }

  @Override
  public String toString() {
    return "ReservationNotificationLog[type="
        + type()
        + ", nsid="
        + namespaceIdentifier()
        + ", more="
        + numberOfAvailableLogPages()
        + "]";
  }
}
