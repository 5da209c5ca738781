package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the NVM command set adds to the {@link IdentifyNamespace Identify Namespace} data structure:
 * storage tags, formats of the protection information, granularities. Obtained by the Identify
 * command with CNS 05h (allocated namespaces: 1Bh; by index of an LBA format: 0Ah) and CSI 00h;
 * 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.1.5, I/O Command Set specific Identify Namespace (CNS 05h, CSI 00h)</a>
 */
public final class NvmCommandSetIdentifyNamespace extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x05;

  /** Command Set Identifier (CSI) of the NVM command set. */
  public static final int CSI = 0x00;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int FORMATS = 64;

  private NvmCommandSetIdentifyNamespace(byte[] bytes) {
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
  public static NvmCommandSetIdentifyNamespace decode(ByteBuffer data) {
    return new NvmCommandSetIdentifyNamespace(
        Le.copy(data, SIZE, "NVM Command Set Identify Namespace"));
  }

  /**
   * {@return the bits of a storage tag that are checked} Logical Block Storage Tag Mask (LBSTM),
   * bytes 0 to 7.
   */
  public long logicalBlockStorageTagMask() {
    return Le.u64(bytes, 0);
  }

  /** {@return the capabilities} Protection Information Capabilities (PIC), byte 8. */
  public ProtectionInformationCapabilities protectionInformationCapabilities() {
    return new ProtectionInformationCapabilities(Le.u8(bytes, 8));
  }

  /** {@return the attribute} Protection Information Format Attribute (PIFA), byte 9. */
  public ProtectionInformationFormatAttribute protectionInformationFormatAttribute() {
    return new ProtectionInformationFormatAttribute(Le.u8(bytes, 9));
  }

  /**
   * {@return logical blocks, 0's based; holds if {@link
   * IdentifyNamespace.NamespaceFeatures#optionalWritePerformance()} says so} Namespace Preferred
   * Deallocate Granularity Large (NPDGL), bytes 268 to 271.
   */
  public long namespacePreferredDeallocateGranularityLarge() {
    return Le.u32(bytes, 268);
  }

  /**
   * {@return logical blocks, 0's based} Namespace Preferred Read Granularity (NPRG), bytes 272 to
   * 275.
   */
  public long namespacePreferredReadGranularity() {
    return Le.u32(bytes, 272);
  }

  /**
   * {@return logical blocks, 0's based} Namespace Preferred Read Alignment (NPRA), bytes 276 to
   * 279.
   */
  public long namespacePreferredReadAlignment() {
    return Le.u32(bytes, 276);
  }

  /** {@return logical blocks, 0's based} Namespace Optimal Read Size (NORS), bytes 280 to 283. */
  public long namespaceOptimalReadSize() {
    return Le.u32(bytes, 280);
  }

  /**
   * {@return logical blocks, 0's based} Namespace Preferred Deallocate Alignment Large (NPDAL),
   * bytes 284 to 287.
   */
  public long namespacePreferredDeallocateAlignmentLarge() {
    return Le.u32(bytes, 284);
  }

  /**
   * {@return the size of a placement shard, as the drive reports it; 0 if not reported} LBA Format
   * Placement Shard Size (LBAPSS), bytes 288 to 291.
   */
  public long lbaFormatPlacementShardSize() {
    return Le.u32(bytes, 288);
  }

  /**
   * {@return logical blocks of one unit of tracked allocation; 0 if not reported} Tracked LBA
   * Allocation Granularity (TLBAAG), bytes 292 to 295.
   */
  public long trackedLbaAllocationGranularity() {
    return Le.u32(bytes, 292);
  }

  /**
   * {@return what an LBA format adds to {@link IdentifyNamespace#lbaFormats()}} Extended LBA Format
   * (ELBAF0 to ELBAF63), bytes 12 to 267, 4 for each format.
   *
   * @param index of the LBA format, 0 to 63
   * @throws IndexOutOfBoundsException if there is no format of that index
   */
  public ExtendedLbaFormat extendedLbaFormat(int index) {
    return new ExtendedLbaFormat(Le.u32(bytes, 12 + 4 * Objects.checkIndex(index, FORMATS)));
  }

  /** {@return all 64 extended LBA formats, also those without an LBA format; by index} */
  public List<ExtendedLbaFormat> extendedLbaFormats() {
    return IntStream.range(0, FORMATS).mapToObj(this::extendedLbaFormat).toList();
  }

  @Override
  public String toString() {
    return "NvmCommandSetIdentifyNamespace[logicalBlockStorageTagMask="
        + Long.toHexString(logicalBlockStorageTagMask())
        + ", protectionInformationCapabilities="
        + protectionInformationCapabilities()
        + "]";
  }

  /**
   * Protection Information Capabilities (PIC).
   *
   * @param value the field as the drive reports it
   */
  public record ProtectionInformationCapabilities(int value) {

    /**
     * {@return whether a 16-bit guard leaves room for a storage tag} 16b Guard Protection
     * Information Storage Tag Support (16BPISTS), bit 0.
     */
    public boolean storageTagWith16BitGuard() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether with a 16-bit guard all bits of the storage tag mask are to be set} 16b
     * Guard Protection Information Storage Tag Mask (16BPISTM), bit 1.
     */
    public boolean storageTagMaskWith16BitGuard() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether storage tags are checked by Read commands} Storage Tag Check Read Support
     * (STCRS), bit 2.
     */
    public boolean storageTagCheckRead() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether {@link ExtendedLbaFormat#qualifiedProtectionInformationFormat()} holds}
     * Qualified Protection Information Format Support (QPIFS), bit 3.
     */
    public boolean qualifiedProtectionInformationFormat() {
      return Le.bit(value, 3);
    }
  }

  /**
   * Protection Information Format Attribute (PIFA).
   *
   * @param value the field as the drive reports it
   */
  public record ProtectionInformationFormatAttribute(int value) {

    /**
     * {@return how finely storage tags are masked: 0 by bits, 1 by bytes, 2 not at all} Storage Tag
     * Masking Level Attribute (STMLA), bits 2:0.
     */
    public int storageTagMaskingLevel() {
      return value & 0x7;
    }
  }

  /**
   * Extended LBA Format (ELBAF).
   *
   * @param value the field as the drive reports it
   */
  public record ExtendedLbaFormat(long value) {

    /**
     * {@return bits of the storage tag; the reference tag has the others} Storage Tag Size (STS),
     * bits 6:0.
     */
    public int storageTagSize() {
      return (int) (value >>> 0 & 0x7f);
    }

    /**
     * {@return the guard: 0 of 16 bits, 1 of 32 bits, 2 of 64 bits, 3 as the qualified format says}
     * Protection Information Format (PIF), bits 8:7.
     */
    public int protectionInformationFormat() {
      return (int) (value >>> 7 & 0x3);
    }

    /**
     * {@return the guard, if {@link #protectionInformationFormat()} is 3, with the same meanings}
     * Qualified Protection Information Format (QPIF), bits 12:9.
     */
    public int qualifiedProtectionInformationFormat() {
      return (int) (value >>> 9 & 0xf);
    }
  }
}
