package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The answer to Get LBA Status: ranges that may be unreadable, or that are allocated, as was asked.
 * A header of 8 bytes and 16 bytes a range.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.2.1, Get LBA Status command, LBA Status Descriptor List</a>
 */
public final class LbaStatus extends NvmeStructure {

  /** Size of the header in bytes. */
  public static final int HEADER_SIZE = 8;

  /** Size of each descriptor in bytes. */
  public static final int DESCRIPTOR_SIZE = 16;

  private static final int WHOLE_RANGE = 2;

  private LbaStatus(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the answer from all the bytes that remain in a buffer. The buffer, its position and its
   * byte order stay as they are.
   *
   * @param data the data of a Get LBA Status command
   * @return the answer, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 8 bytes remain
   */
  public static LbaStatus decode(ByteBuffer data) {
    int size = Math.max(HEADER_SIZE, data.remaining());
    return new LbaStatus(Le.copy(data, size, "LBA Status Descriptor List"));
  }

  /** {@return the number of descriptors} Number of LBA Status Descriptors (NLSD), bytes 0 to 3. */
  public long numberOfDescriptors() {
    return Le.u32(bytes, 0);
  }

  /**
   * {@return why the command ended: 1h the data was full, 2h the whole range was looked at}
   * Completion Condition (CMPC), byte 4.
   */
  public int completionCondition() {
    return Le.u8(bytes, 4) & 0x7;
  }

  /** {@return whether the whole range was looked at} {@link #completionCondition()} is 2h. */
  public boolean complete() {
    return completionCondition() == WHOLE_RANGE;
  }

  /** {@return the descriptors in the data, no more than the number of descriptors} */
  public List<Descriptor> descriptors() {
    int room = (bytes.length - HEADER_SIZE) / DESCRIPTOR_SIZE;
    int count = (int) Math.min(numberOfDescriptors(), room);
    List<Descriptor> descriptors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = HEADER_SIZE + i * DESCRIPTOR_SIZE;
      descriptors.add(new Descriptor(Arrays.copyOfRange(bytes, at, at + DESCRIPTOR_SIZE)));
    }
    return List.copyOf(descriptors);
  }

  @Override
  public String toString() {
    return "LbaStatus[completionCondition="
        + completionCondition()
        + ", descriptors="
        + descriptors()
        + "]";
  }

  /** LBA Status Descriptor: one range of logical blocks. Immutable. */
  public static final class Descriptor extends NvmeStructure {

    private Descriptor(byte[] bytes) {
      super(bytes);
    }

    /** {@return the first LBA, unsigned} Descriptor Starting LBA (DSLBA), bytes 0 to 7. */
    public long startingLba() {
      return Le.u64(bytes, 0);
    }

    /** {@return the number of logical blocks} Number of Logical Blocks (NLB), bytes 8 to 11. */
    public long numberOfLogicalBlocks() {
      return Le.u32(bytes, 8);
    }

    /**
     * {@return whether Compare, Read, Verify or Copy may end with Unrecovered Read Error somewhere
     * in the range, undecoded: 0h cannot be told, 1h may, 2h is allocated} LBA Range Status, byte
     * 13 bits 2:0.
     */
    public int status() {
      return Le.u8(bytes, 13) & 0x7;
    }

    @Override
    public String toString() {
      return "Descriptor[startingLba="
          + Long.toUnsignedString(startingLba())
          + ", numberOfLogicalBlocks="
          + numberOfLogicalBlocks()
          + ", status="
          + status()
          + "]";
    }
  }
}
