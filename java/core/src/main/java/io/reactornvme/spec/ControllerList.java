package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A Controller List: up to 2047 controller identifiers in ascending order. Obtained by the Identify
 * command with CNS 12h (controllers that have a namespace) and 13h (all of the NVM subsystem); 4096
 * bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     4.6.1, Controller List</a>
 */
public final class ControllerList extends NvmeStructure {

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private ControllerList(byte[] bytes) {
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
  public static ControllerList decode(ByteBuffer data) {
    return new ControllerList(Le.copy(data, SIZE, "Controller List"));
  }

  /**
   * {@return the controllers (CNTLID) in the order of the drive; no more than there is room for,
   * whatever the drive counts} Number of Identifiers (NUMID), bytes 0 to 1, and Controller
   * Identifiers, from byte 2 on.
   */
  public List<Integer> controllerIdentifiers() {
    return Le.countedIdentifiers(bytes);
  }

  @Override
  public String toString() {
    return "ControllerList[controllerIdentifiers=" + controllerIdentifiers() + "]";
  }
}
