package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A range of a Dataset Management command.
 *
 * @param startingLba logical block address of the first block, unsigned
 * @param blocks how many logical blocks, 0 to 2^32 - 1
 * @param contextAttributes hints on how the range will be used (32 bits: access frequency in bits
 *     3:0, access latency in bits 5:4, sequential read and write, write prepare, access size); 0
 *     for none
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     3.3.3, Dataset Management command, Range Definition</a>
 */
public record DatasetManagementRange(long startingLba, long blocks, int contextAttributes) {

  /** Bytes of a range in the list that goes to the drive. */
  public static final int SIZE = 16;

  /** The most ranges of one command. */
  public static final int MAX_RANGES = 256;

  /**
   * Checks the length.
   *
   * @param startingLba logical block address of the first block, unsigned
   * @param blocks how many logical blocks, 0 to 2^32 - 1
   * @param contextAttributes hints, 32 bits
   * @throws IllegalArgumentException if it does not fit in 32 bits
   */
  public DatasetManagementRange {
    if (blocks < 0 || blocks > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("a range has 0 to 4294967295 blocks, not " + blocks);
    }
  }

  /**
   * A range without context attributes.
   *
   * @param startingLba logical block address of the first block
   * @param blocks how many logical blocks, 0 to 2^32 - 1
   * @return the range
   * @throws IllegalArgumentException if the length does not fit in 32 bits
   */
  public static DatasetManagementRange of(long startingLba, long blocks) {
    return new DatasetManagementRange(startingLba, blocks, 0);
  }

  /**
   * The list as the drive wants it.
   *
   * @param ranges 1 to 256
   * @return 16 bytes a range, little-endian
   * @throws IllegalArgumentException if there is none, or more than 256
   */
  public static ByteBuffer encode(List<DatasetManagementRange> ranges) {
    if (ranges.isEmpty() || ranges.size() > MAX_RANGES) {
      throw new IllegalArgumentException(
          "a command has 1 to " + MAX_RANGES + " ranges, not " + ranges.size());
    }
    ByteBuffer list = ByteBuffer.allocate(ranges.size() * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (DatasetManagementRange range : ranges) {
      list.putInt(range.contextAttributes).putInt((int) range.blocks).putLong(range.startingLba);
    }
    return list.flip();
  }
}
