package io.reactornvme.emulator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Describes a namespace that a drive has from the start. Not for use by several threads. */
public final class NamespaceSpec {

  /** 0: the next free one. */
  int nsid;

  long sizeBytes = 1L << 30;
  int format;
  boolean extendedMetadata;
  @Nullable Path file;
  @Nullable ZonedSpec zoned;
  boolean attached = true;

  /** The shape of a zoned namespace, in logical blocks. */
  record ZonedSpec(long zoneSize, long zoneCapacity, int maxOpen, int maxActive) {

    private static final int MOST_ZONES = 1 << 20;

    /** Whether there is one zone, and are not too many to be kept. */
    boolean fits(long blocks) {
      return blocks >= zoneSize && blocks / zoneSize <= MOST_ZONES;
    }
  }

  NamespaceSpec() {}

  /**
   * Its size.
   *
   * @param bytes rounded down to logical blocks; the default is 1 GiB, which takes no memory until
   *     it is written
   * @return this
   * @throws IllegalArgumentException if less than 1
   */
  public NamespaceSpec size(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a namespace has at least one block");
    }
    sizeBytes = bytes;
    return this;
  }

  /**
   * Its LBA format.
   *
   * @param index among the drive's formats; see {@link ControllerSpec#lbaFormat}
   * @return this
   */
  public NamespaceSpec format(int index) {
    format = index;
    return this;
  }

  /**
   * Metadata is transferred at the end of each block's data, not apart.
   *
   * @return this
   */
  public NamespaceSpec extendedMetadata() {
    extendedMetadata = true;
    return this;
  }

  /**
   * Keeps its data in a sparse file instead of the heap.
   *
   * @param path created if absent
   * @return this
   */
  public NamespaceSpec file(Path path) {
    file = path;
    return this;
  }

  /**
   * Makes it zoned.
   *
   * @param zoneSize logical blocks of a zone
   * @param zoneCapacity how many of them can be written
   * @param maxOpen zones open at once; 0 for no limit
   * @param maxActive zones active at once; 0 for no limit
   * @return this
   * @throws IllegalArgumentException if a zone has no blocks, or fewer than can be written
   */
  public NamespaceSpec zoned(long zoneSize, long zoneCapacity, int maxOpen, int maxActive) {
    if (zoneSize < 1 || zoneCapacity < 1 || zoneCapacity > zoneSize) {
      throw new IllegalArgumentException("zones of " + zoneCapacity + " blocks in " + zoneSize);
    }
    zoned = new ZonedSpec(zoneSize, zoneCapacity, maxOpen, maxActive);
    return this;
  }

  /**
   * It is there, but attached to no controller.
   *
   * @return this
   */
  public NamespaceSpec detached() {
    attached = false;
    return this;
  }
}
