package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The answer to Reservation Report: the reservation of a namespace, and who is registered. A header
 * of 24 bytes and 24 bytes a controller; of the extended form 64 and 64.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     7.8, Reservation Report command, Reservation Status Data Structure and Reservation Status
 *     Extended Data Structure</a>
 */
public final class ReservationStatus extends NvmeStructure {

  /** Size of the header of the standard form in bytes. */
  public static final int HEADER_SIZE = 24;

  /** Size of the header of the extended form in bytes. */
  public static final int EXTENDED_HEADER_SIZE = 64;

  private final boolean extended;

  private ReservationStatus(byte[] bytes, boolean extended) {
    super(bytes);
    this.extended = extended;
  }

  /**
   * Decodes a report from all the bytes that remain in a buffer. The buffer, its position and its
   * byte order stay as they are.
   *
   * @param data the data of a Reservation Report command
   * @param extended whether the command asked for the Extended Data Structure (EDS)
   * @return the report, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 24 bytes remain, of the extended form 64
   */
  public static ReservationStatus decode(ByteBuffer data, boolean extended) {
    int size = Math.max(headerSize(extended), data.remaining());
    return new ReservationStatus(Le.copy(data, size, "Reservation Status"), extended);
  }

  private static int headerSize(boolean extended) {
    return extended ? EXTENDED_HEADER_SIZE : HEADER_SIZE;
  }

  private int entrySize() {
    return extended ? RegisteredController.EXTENDED_SIZE : RegisteredController.SIZE;
  }

  /** {@return whether host identifiers have 128 bits, not 64} */
  public boolean extended() {
    return extended;
  }

  /**
   * {@return a count of changes: registrations, preemptions and clears; starts again at 0 after
   * 4294967295} Generation (GEN), bytes 0 to 3.
   */
  public long generation() {
    return Le.u32(bytes, 0);
  }

  /** {@return the reservation; empty if nobody holds one} Reservation Type (RTYPE), byte 4. */
  public Optional<ReservationType> reservationType() {
    return ReservationType.of(Le.u8(bytes, 4));
  }

  /**
   * {@return the number of registered controllers; may exceed the entries that had room} Number of
   * Registrants (REGSTRNT), bytes 5 to 6.
   */
  public int numberOfRegistrants() {
    return Le.u16(bytes, 5);
  }

  /**
   * {@return whether registrations and reservation survive a loss of power} Persist Through Power
   * Loss State (PTPLS), byte 9.
   */
  public boolean persistThroughPowerLoss() {
    return Le.u8(bytes, 9) == 1;
  }

  /** {@return how many bytes a report with all registrants has now} */
  public int neededBytes() {
    return headerSize(extended) + numberOfRegistrants() * entrySize();
  }

  /** {@return the entries in the data, no more than the number of registrants} */
  public List<RegisteredController> registeredControllers() {
    int header = headerSize(extended);
    int count = Math.min(numberOfRegistrants(), (bytes.length - header) / entrySize());
    List<RegisteredController> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = header + i * entrySize();
      entries.add(new RegisteredController(Arrays.copyOfRange(bytes, at, at + entrySize())));
    }
    return List.copyOf(entries);
  }

  @Override
  public String toString() {
    return "ReservationStatus[generation="
        + generation()
        + ", reservationType="
        + reservationType().map(Enum::name).orElse("none")
        + ", persistThroughPowerLoss="
        + persistThroughPowerLoss()
        + ", registeredControllers="
        + registeredControllers()
        + "]";
  }
}
