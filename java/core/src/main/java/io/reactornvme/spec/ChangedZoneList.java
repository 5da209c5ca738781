package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The zones of a namespace that the controller has changed by itself since the log was last read
 * with its event cleared. Obtained by Get Log Page with log page identifier BFh; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Zoned Namespace Command Set
 *     Specification 1.2, Changed Zone List (Log Page Identifier BFh)</a>
 */
public final class ChangedZoneList extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0xBF;

  /** Size of the log in bytes. */
  public static final int SIZE = 4096;

  private ChangedZoneList(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 4096 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 4096 bytes remain
   */
  public static ChangedZoneList decode(ByteBuffer data) {
    return new ChangedZoneList(Le.copy(data, SIZE, "Changed Zone List log"));
  }

  /**
   * {@return how many there are; FFFFh if more than fit} Number of Zone Identifiers (NRZID), bytes
   * 0 to 1.
   */
  public int numberOfZoneIdentifiers() {
    return Le.u16(bytes, 0);
  }

  /** {@return whether more than 511 zones have changed, so that any may have} */
  public boolean tooMany() {
    return numberOfZoneIdentifiers() == 0xFFFF;
  }

  /**
   * {@return the first logical block of each zone, ascending; empty if {@link #tooMany()}} From
   * byte 8 on.
   */
  public List<Long> zoneIdentifiers() {
    return tooMany()
        ? List.of()
        : Le.parts(bytes, 8, 8, numberOfZoneIdentifiers(), zslba -> Le.u64(zslba, 0));
  }

  @Override
  public String toString() {
    return "ChangedZoneList[tooMany=" + tooMany() + ", zones=" + zoneIdentifiers() + "]";
  }
}
