package io.reactornvme;

/** How a device node is opened. */
public enum Access {
  /**
   * {@code O_RDONLY}. The library refuses I/O commands that are known to change data (Write, Write
   * Zeroes, Write Uncorrectable, Dataset Management, Copy, Zone Management Send, Zone Append) with
   * {@link NvmeReadOnlyException}, unless they say {@code force()}. The kernel refuses more,
   * whatever they say, but not to a privileged process: that one it lets write through such a node.
   */
  READ_ONLY,
  /** {@code O_RDWR}. */
  READ_WRITE
}
