package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Commands or features that can be, or are, prohibited. Obtained by Get Log Page with log page
 * identifier 14h; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.20, Command and Feature Lockdown (Log Page Identifier 14h)</a>
 */
public final class LockdownLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x14;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private LockdownLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 512 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static LockdownLog decode(ByteBuffer data) {
    return new LockdownLog(Le.copy(data, SIZE, "Command and Feature Lockdown log"));
  }

  /**
   * {@return what the list is of} Command and Feature Identifier List Attributes (CFILA), byte 0.
   */
  public Attributes attributes() {
    return new Attributes(Le.u8(bytes, 0));
  }

  /** {@return bytes of the list} Length, byte 3. */
  public int listLength() {
    return Le.u8(bytes, 3);
  }

  /**
   * {@return opcodes or feature identifiers, as {@link #attributes()} say} Command and Feature
   * Identifier List (CFIL), from byte 4 on.
   */
  public List<Integer> identifiers() {
    return Le.parts(bytes, 4, 1, listLength(), id -> Le.u8(id, 0));
  }

  @Override
  public String toString() {
    return "LockdownLog[attributes=" + attributes() + ", identifiers=" + identifiers() + "]";
  }

  /**
   * Command and Feature Identifier List Attributes (CFILA).
   *
   * @param value the field as the drive reports it
   */
  public record Attributes(int value) {

    /**
     * {@return 0h admin opcodes, 2h feature identifiers, 3h NVMe-MI opcodes, 4h PCIe opcodes} Scope
     * Selected, bits 3 to 0.
     */
    public int scope() {
      return value & 0xf;
    }

    /**
     * {@return 0h those that can be prohibited, 1h those that are on admin queues, 2h those that
     * are out-of-band} Contents Selected, bits 5 to 4.
     */
    public int contents() {
      return value >>> 4 & 3;
    }
  }
}
