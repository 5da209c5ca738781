package io.reactornvme.spec;

/**
 * An LBA format: a size of data and of metadata that the logical blocks of a namespace can have.
 *
 * @param index the index of the format in the Identify Namespace data structure, 0 to 63
 * @param metadataSize Metadata Size (MS): bytes of metadata with each logical block; 0 for none
 * @param lbaDataSize LBA Data Size (LBADS): bytes of data in a logical block as a power of two;
 *     less than 9 means that the format is not available
 * @param relativePerformance Relative Performance (RP), a code: 0 for best, 1 for better, 2 for
 *     good, 3 for degraded
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.1.5.1, LBA Format Data Structure</a>
 */
public record LbaFormat(int index, int metadataSize, int lbaDataSize, int relativePerformance) {

  /**
   * {@return bytes of data in a logical block; 0 if the format is not available, or if the drive
   * reports a size of 2 GiB or more, which is taken for garbage}
   */
  public int dataSize() {
    return lbaDataSize < 9 || lbaDataSize > 30 ? 0 : 1 << lbaDataSize;
  }
}
