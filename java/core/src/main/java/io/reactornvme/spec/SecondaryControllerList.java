package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Secondary Controller List: up to 127 secondary controllers of a primary one, from the one that
 * was asked for on. Obtained by the Identify command with CNS 15h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, Secondary Controller List (CNS 15h)</a>
 */
public final class SecondaryControllerList extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x15;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int ENTRIES = 127;

  private SecondaryControllerList(byte[] bytes) {
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
  public static SecondaryControllerList decode(ByteBuffer data) {
    return new SecondaryControllerList(Le.copy(data, SIZE, "Secondary Controller List"));
  }

  /**
   * {@return the controllers in the order of the drive; no more than there is room for, whatever
   * the drive counts}
   */
  public List<SecondaryController> secondaryControllers() {
    return IntStream.range(0, Math.min(Le.u8(bytes, 0), ENTRIES))
        .map(i -> 32 + 32 * i)
        .mapToObj(this::entry)
        .toList();
  }

  private SecondaryController entry(int at) {
    return new SecondaryController(
        Le.u16(bytes, at),
        Le.u16(bytes, at + 2),
        Le.u8(bytes, at + 4),
        Le.u16(bytes, at + 8),
        Le.u16(bytes, at + 10),
        Le.u16(bytes, at + 12));
  }

  @Override
  public String toString() {
    return "SecondaryControllerList[secondaryControllers=" + secondaryControllers() + "]";
  }

  /**
   * Secondary Controller Entry; 32 bytes.
   *
   * @param secondaryControllerIdentifier Secondary Controller Identifier (SCID)
   * @param primaryControllerIdentifier Primary Controller Identifier (PCID)
   * @param secondaryControllerState Secondary Controller State (SCS), as the drive reports it
   * @param virtualFunctionNumber Virtual Function Number (VFN): index of the SR-IOV virtual
   *     function, from 1; 0 if it is none
   * @param numberOfVirtualQueueResources Number of VQ Flexible Resources Assigned (NVQ)
   * @param numberOfVirtualInterruptResources Number of VI Flexible Resources Assigned (NVI)
   */
  public record SecondaryController(
      int secondaryControllerIdentifier,
      int primaryControllerIdentifier,
      int secondaryControllerState,
      int virtualFunctionNumber,
      int numberOfVirtualQueueResources,
      int numberOfVirtualInterruptResources) {

    /** {@return whether the controller is online} Bit 0 of Secondary Controller State (SCS). */
    public boolean online() {
      return Le.bit(secondaryControllerState, 0);
    }
  }
}
