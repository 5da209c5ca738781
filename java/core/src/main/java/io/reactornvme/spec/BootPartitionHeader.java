package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * What stands before the data of a Boot Partition. Obtained by Get Log Page with log page
 * identifier 15h; 16 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.21, Boot Partition (Log Page Identifier 15h)</a>
 */
public final class BootPartitionHeader extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x15;

  /** Size of the log in bytes. */
  public static final int SIZE = 16;

  private BootPartitionHeader(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 16 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 16 bytes remain
   */
  public static BootPartitionHeader decode(ByteBuffer data) {
    return new BootPartitionHeader(Le.copy(data, SIZE, "Boot Partition log"));
  }

  /** {@return 15h} Log Page Identifier (LID), byte 0. */
  public int logPageIdentifier() {
    return Le.u8(bytes, 0);
  }

  /** {@return size, and which is active} Boot Partition Information (BPINFO), bytes 4 to 7. */
  public BootPartitionInformation information() {
    return new BootPartitionInformation(Le.u32(bytes, 4));
  }

  /** {@return bytes of the partition: its size in units of 128 KiB, in bytes} */
  public long partitionBytes() {
    return information().size() * (128L << 10);
  }

  @Override
  public String toString() {
    return "BootPartitionHeader[partitionBytes="
        + partitionBytes()
        + ", activePartition1="
        + information().activePartition1()
        + "]";
  }

  /**
   * Boot Partition Information (BPINFO).
   *
   * @param value the field as the drive reports it
   */
  public record BootPartitionInformation(long value) {

    /** {@return units of 128 KiB} Boot Partition Size (BPSZ), bits 14 to 0. */
    public int size() {
      return (int) (value & 0x7fff);
    }

    /**
     * {@return whether the active partition is 1, not 0} Active Boot Partition ID (ABPID), bit 31.
     */
    public boolean activePartition1() {
      return Le.bit(value, 31);
    }
  }
}
