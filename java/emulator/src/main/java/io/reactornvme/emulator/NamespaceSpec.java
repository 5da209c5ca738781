package io.reactornvme.emulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes a namespace that a drive has from the start. Not for use by several threads. */
public final class NamespaceSpec {

  /** 0: the next free one. */
  int nsid;

  long sizeBytes = 1L << 30;
  int format;
  boolean extendedMetadata;

  int[] placementHandles = {};

  /** DPS. */
  int protection;

  @Nullable Path file;
  @Nullable ZonedSpec zoned;
  int zoneExtension;
  boolean attached = true;
  final List<String> uses = new ArrayList<>();

  /** The shape of a zoned namespace, in logical blocks. */
  record ZonedSpec(
      long zoneSize, long zoneCapacity, int maxOpen, int maxActive, int extensionBytes) {

    private static final int MOST_ZONES = 1 << 20;

    /** Whether there is one zone, and are not too many to be kept. */
    boolean fits(long blocks) {
      return blocks >= zoneSize && blocks / zoneSize <= MOST_ZONES;
    }

    ZonedSpec withExtension(int bytes) {
      return new ZonedSpec(zoneSize, zoneCapacity, maxOpen, maxActive, bytes);
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
   * Its metadata has protection information, in the last bytes or in the first.
   *
   * @param type Protection Information Type (bits 2:0 of DPS), 1, 2 or 3
   * @param first whether it is in the first bytes
   * @return this
   * @throws IllegalArgumentException if the type is out of range
   */
  public NamespaceSpec protection(int type, boolean first) {
    if (type < 1 || type > 3) {
      throw new IllegalArgumentException("protection information of type 1 to 3, not " + type);
    }
    protection = type | (first ? 8 : 0);
    return this;
  }

  /**
   * Its reclaim unit handles, where the drive has Flexible Data Placement.
   *
   * @param reclaimUnitHandles of placement handle 0, 1 and so on; the default is one that the
   *     controller chooses
   * @return this
   */
  public NamespaceSpec placementHandles(int... reclaimUnitHandles) {
    placementHandles = reclaimUnitHandles.clone();
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
    zoned = new ZonedSpec(zoneSize, zoneCapacity, maxOpen, maxActive, 0);
    return this;
  }

  /**
   * Zones have descriptor extensions.
   *
   * @param bytes of each, a multiple of 64, 16320 at most
   * @return this
   * @throws IllegalArgumentException if it is no such number of bytes
   */
  public NamespaceSpec zoneDescriptorExtension(int bytes) {
    if (bytes < 0 || bytes % 64 != 0 || bytes > 255 * 64) {
      throw new IllegalArgumentException("zone descriptor extensions of " + bytes + " bytes");
    }
    zoneExtension = bytes;
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

  /**
   * Somebody uses it: commands of the library that would destroy its data are refused unless they
   * are forced, as on a host.
   *
   * @param sentence for people, such as {@code nvme0n1 is mounted at /srv}; may be called again for
   *     further users
   * @return this
   */
  public NamespaceSpec usedBy(String sentence) {
    uses.add(sentence);
    return this;
  }
}
