package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An Endurance Group List: up to 2047 identifiers of Endurance Groups in ascending order. Obtained
 * by the Identify command with CNS 19h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, Endurance Group List (CNS 19h)</a>
 */
public final class EnduranceGroupList extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x19;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private EnduranceGroupList(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the data structure from the first 4096 bytes that remain in a buffer. More bytes are
   * ignored; the buffer, its position and its byte order stay as they are.
   *
   * @param data the data of an Identify command
   * @return the data structure, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 4096 bytes remain
   */
  public static EnduranceGroupList decode(ByteBuffer data) {
    return new EnduranceGroupList(Le.copy(data, SIZE, "Endurance Group List"));
  }

  /**
   * {@return the Endurance Groups (ENDGID) in the order of the drive; no more than there is room
   * for, whatever the drive counts} Number of Identifiers (NUMID), bytes 0 to 1, and Endurance
   * Group Identifiers, from byte 2 on.
   */
  public List<Integer> enduranceGroupIdentifiers() {
    return Le.countedIdentifiers(bytes);
  }

  @Override
  public String toString() {
    return "EnduranceGroupList[enduranceGroupIdentifiers=" + enduranceGroupIdentifiers() + "]";
  }
}
