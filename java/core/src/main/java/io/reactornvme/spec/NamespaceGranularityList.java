package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Namespace Granularity List: the steps in which namespaces are best sized when they are created.
 * Obtained by the Identify command with CNS 16h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.1.5, Namespace Granularity List (CNS 16h)</a>
 */
public final class NamespaceGranularityList extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x16;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int ENTRIES = 16;

  private NamespaceGranularityList(byte[] bytes) {
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
  public static NamespaceGranularityList decode(ByteBuffer data) {
    return new NamespaceGranularityList(Le.copy(data, SIZE, "Namespace Granularity List"));
  }

  /**
   * {@return the descriptors by index: one for all LBA formats, or one for each; no more than the
   * 16 there is room for}
   */
  public List<NamespaceGranularity> granularities() {
    return IntStream.range(0, Math.min(numberOfDescriptors() + 1, ENTRIES))
        .map(i -> 32 + 16 * i)
        .mapToObj(this::entry)
        .toList();
  }

  private NamespaceGranularity entry(int at) {
    return new NamespaceGranularity(Le.u64(bytes, at), Le.u64(bytes, at + 8));
  }

  /** {@return the attributes} Namespace Granularity Attributes (NGA), bytes 0 to 3. */
  public NamespaceGranularityAttributes namespaceGranularityAttributes() {
    return new NamespaceGranularityAttributes(Le.u32(bytes, 0));
  }

  /** {@return the number of descriptors, 0's based} Number of Descriptors (NOD), byte 4. */
  public int numberOfDescriptors() {
    return Le.u8(bytes, 4);
  }

  @Override
  public String toString() {
    return "NamespaceGranularityList[granularities=" + granularities() + "]";
  }

  /**
   * Namespace Granularity Descriptor; 16 bytes.
   *
   * @param namespaceSizeGranularity Namespace Size Granularity (NSG): bytes, unsigned; 0 if not
   *     reported
   * @param namespaceCapacityGranularity Namespace Capacity Granularity (NCG): bytes, unsigned; 0 if
   *     not reported
   */
  public record NamespaceGranularity(
      long namespaceSizeGranularity, long namespaceCapacityGranularity) {}

  /**
   * Namespace Granularity Attributes (NGA).
   *
   * @param value the field as the drive reports it
   */
  public record NamespaceGranularityAttributes(long value) {

    /**
     * {@return whether descriptor n is that of LBA format n, not the first that of all} Granularity
     * Descriptor Mapping (GDM), bit 0.
     */
    public boolean granularityDescriptorMapping() {
      return Le.bit(value, 0);
    }
  }
}
