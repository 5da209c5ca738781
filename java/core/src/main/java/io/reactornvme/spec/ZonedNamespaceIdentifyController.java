package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * What the Zoned Namespace command set adds to the {@link IdentifyController Identify Controller}
 * data structure. Obtained by the Identify command with CNS 06h and CSI 02h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">Zoned Namespace Command Set Specification
 *     1.2, section 4.1.5, I/O Command Set specific Identify Controller (CNS 06h, CSI 02h)</a>
 */
public final class ZonedNamespaceIdentifyController extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x06;

  /** Command Set Identifier (CSI) of the Zoned Namespace command set. */
  public static final int CSI = 0x02;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private ZonedNamespaceIdentifyController(byte[] bytes) {
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
  public static ZonedNamespaceIdentifyController decode(ByteBuffer data) {
    return new ZonedNamespaceIdentifyController(
        Le.copy(data, SIZE, "Zoned Namespace Command Set Identify Controller"));
  }

  /**
   * {@return the largest Zone Append as a power of two in units of the minimum memory page size; 0
   * means that of {@link IdentifyController#maximumDataTransferSize()}} Zone Append Size Limit
   * (ZASL), byte 0.
   */
  public int zoneAppendSizeLimit() {
    return Le.u8(bytes, 0);
  }

  @Override
  public String toString() {
    return "ZonedNamespaceIdentifyController[zoneAppendSizeLimit=" + zoneAppendSizeLimit() + "]";
  }
}
