package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The Identify Namespace data structure of the NVM command set: the size and the format of a
 * namespace with logical blocks. Obtained by the Identify command with CNS 00h; 4096 bytes.
 *
 * <p>A namespace identifier that is not active gives a structure of zeros. Immutable and
 * thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.1.5.1, NVM Command Set Identify Namespace Data Structure (CNS 00h)</a>
 */
public final class IdentifyNamespace extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x00;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int MAX_LBA_FORMATS = 64;

  private IdentifyNamespace(byte[] bytes) {
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
  public static IdentifyNamespace decode(ByteBuffer data) {
    return new IdentifyNamespace(Le.copy(data, SIZE, "Identify Namespace"));
  }

  /** {@return the number of logical blocks, unsigned} Namespace Size (NSZE), bytes 0 to 7. */
  public long namespaceSize() {
    return Le.u64(bytes, 0);
  }

  /**
   * {@return the number of logical blocks that can be allocated at once, unsigned} Namespace
   * Capacity (NCAP), bytes 8 to 15.
   */
  public long namespaceCapacity() {
    return Le.u64(bytes, 8);
  }

  /**
   * {@return the number of logical blocks allocated now, unsigned} Namespace Utilization (NUSE),
   * bytes 16 to 23.
   */
  public long namespaceUtilization() {
    return Le.u64(bytes, 16);
  }

  /** {@return the features} Namespace Features (NSFEAT), byte 24. */
  public NamespaceFeatures namespaceFeatures() {
    return new NamespaceFeatures(Le.u8(bytes, 24));
  }

  /**
   * {@return the number of LBA formats with common attributes, 0's based} Number of LBA Formats
   * (NLBAF), byte 25.
   *
   * @see #lbaFormats()
   */
  public int numberOfLbaFormats() {
    return Le.u8(bytes, 25);
  }

  /**
   * {@return the index of the LBA format in use in bits 3:0 and 6:5, and in bit 4 how metadata are
   * transferred} Formatted LBA Size (FLBAS), byte 26.
   *
   * @see #formattedLbaFormat()
   */
  public int formattedLbaSize() {
    return Le.u8(bytes, 26);
  }

  /**
   * The index of the LBA format in use, from {@link #formattedLbaSize()}. Its upper two bits count
   * only if there are more than 16 formats.
   *
   * @return 0 to 63
   */
  public int formattedLbaFormatIndex() {
    int lower = formattedLbaSize() & 0xf;
    int upper = formattedLbaSize() >> 5 & 3;
    return lbaFormatCount() > 16 ? upper << 4 | lower : lower;
  }

  /** {@return the LBA format in use} */
  public LbaFormat formattedLbaFormat() {
    return lbaFormat(formattedLbaFormatIndex());
  }

  /** {@return bytes of data in a logical block, without metadata; 0 if the format is not valid} */
  public int logicalBlockSize() {
    return formattedLbaFormat().dataSize();
  }

  /** {@return bytes of metadata with each logical block; 0 for none} */
  public int metadataSize() {
    return formattedLbaFormat().metadataSize();
  }

  /**
   * {@return whether metadata follow the data of each logical block in the same buffer, rather than
   * being in a buffer of their own} Metadata Transferred as Extended LBA (MTELBA), bit 4 of the
   * Formatted LBA Size; means nothing without metadata.
   */
  public boolean metadataTransferredAsExtendedLba() {
    return Le.bit(formattedLbaSize(), 4);
  }

  /**
   * {@return the size of the namespace in bytes, without metadata; {@link Long#MAX_VALUE} if it
   * does not fit} Namespace Size times {@link #logicalBlockSize()}.
   */
  public long sizeBytes() {
    long blocks = namespaceSize();
    long high = Math.multiplyHigh(blocks, logicalBlockSize());
    long low = blocks * logicalBlockSize();
    return blocks < 0 || high != 0 || low < 0 ? Long.MAX_VALUE : low;
  }

  /** {@return how metadata can be transferred} Metadata Capabilities (MC), byte 27. */
  public MetadataCapabilities metadataCapabilities() {
    return new MetadataCapabilities(Le.u8(bytes, 27));
  }

  /** {@return the capabilities} End-to-end Data Protection Capabilities (DPC), byte 28. */
  public DataProtectionCapabilities endToEndDataProtectionCapabilities() {
    return new DataProtectionCapabilities(Le.u8(bytes, 28));
  }

  /** {@return the settings in use} End-to-end Data Protection Type Settings (DPS), byte 29. */
  public DataProtectionTypeSettings endToEndDataProtectionTypeSettings() {
    return new DataProtectionTypeSettings(Le.u8(bytes, 29));
  }

  /**
   * {@return the capabilities} Namespace Multi-path I/O and Namespace Sharing Capabilities (NMIC),
   * byte 30.
   */
  public NamespaceSharingCapabilities multiPathIoAndNamespaceSharingCapabilities() {
    return new NamespaceSharingCapabilities(Le.u8(bytes, 30));
  }

  /**
   * {@return the capabilities; all false if reservations are not supported} Reservation
   * Capabilities (RESCAP), byte 31.
   */
  public ReservationCapabilities reservationCapabilities() {
    return new ReservationCapabilities(Le.u8(bytes, 31));
  }

  /** {@return the progress} Format Progress Indicator (FPI), byte 32. */
  public FormatProgressIndicator formatProgressIndicator() {
    return new FormatProgressIndicator(Le.u8(bytes, 32));
  }

  /** {@return the features} Deallocate Logical Block Features (DLFEAT), byte 33. */
  public DeallocateLogicalBlockFeatures deallocateLogicalBlockFeatures() {
    return new DeallocateLogicalBlockFeatures(Le.u8(bytes, 33));
  }

  /**
   * {@return the size in logical blocks of a write that is atomic in normal operation, 0's based; 0
   * to use that of the controller} Namespace Atomic Write Unit Normal (NAWUN), bytes 34 to 35.
   */
  public int namespaceAtomicWriteUnitNormal() {
    return Le.u16(bytes, 34);
  }

  /**
   * {@return the size in logical blocks of a write that is atomic when power fails, 0's based; 0 to
   * use that of the controller} Namespace Atomic Write Unit Power Fail (NAWUPF), bytes 36 to 37.
   */
  public int namespaceAtomicWriteUnitPowerFail() {
    return Le.u16(bytes, 36);
  }

  /**
   * {@return the size in logical blocks of a fused Compare and Write that is atomic, 0's based; 0
   * to use that of the controller} Namespace Atomic Compare &amp; Write Unit (NACWU), bytes 38 to
   * 39.
   */
  public int namespaceAtomicCompareAndWriteUnit() {
    return Le.u16(bytes, 38);
  }

  /**
   * {@return the distance of atomic boundaries in logical blocks, 0's based; 0 for no boundaries}
   * Namespace Atomic Boundary Size Normal (NABSN), bytes 40 to 41.
   */
  public int namespaceAtomicBoundarySizeNormal() {
    return Le.u16(bytes, 40);
  }

  /**
   * {@return the logical block of the first atomic boundary} Namespace Atomic Boundary Offset
   * (NABO), bytes 42 to 43.
   */
  public int namespaceAtomicBoundaryOffset() {
    return Le.u16(bytes, 42);
  }

  /**
   * {@return the distance in logical blocks of the atomic boundaries that hold when power fails,
   * 0's based; 0 for no boundaries} Namespace Atomic Boundary Size Power Fail (NABSPF), bytes 44 to
   * 45.
   */
  public int namespaceAtomicBoundarySizePowerFail() {
    return Le.u16(bytes, 44);
  }

  /**
   * {@return the distance in logical blocks of boundaries that commands had better not cross; 0 if
   * not reported} Namespace Optimal I/O Boundary (NOIOB), bytes 46 to 47.
   */
  public int namespaceOptimalIoBoundary() {
    return Le.u16(bytes, 46);
  }

  /**
   * {@return the size of the medium allocated to the namespace, in bytes; 0 without Namespace
   * Management} NVM Capacity (NVMCAP), bytes 48 to 63.
   */
  public BigInteger nvmCapacity() {
    return Le.u128(bytes, 48);
  }

  /**
   * {@return logical blocks, 0's based; see {@link NamespaceFeatures#optionalWritePerformance()}}
   * Namespace Preferred Write Granularity (NPWG), bytes 64 to 65.
   */
  public int namespacePreferredWriteGranularity() {
    return Le.u16(bytes, 64);
  }

  /**
   * {@return logical blocks, 0's based; see {@link NamespaceFeatures#optionalWritePerformance()}}
   * Namespace Preferred Write Alignment (NPWA), bytes 66 to 67.
   */
  public int namespacePreferredWriteAlignment() {
    return Le.u16(bytes, 66);
  }

  /**
   * {@return logical blocks, 0's based; see {@link NamespaceFeatures#optionalWritePerformance()}}
   * Namespace Preferred Deallocate Granularity (NPDG), bytes 68 to 69.
   */
  public int namespacePreferredDeallocateGranularity() {
    return Le.u16(bytes, 68);
  }

  /**
   * {@return logical blocks, 0's based; see {@link NamespaceFeatures#optionalWritePerformance()}}
   * Namespace Preferred Deallocate Alignment (NPDA), bytes 70 to 71.
   */
  public int namespacePreferredDeallocateAlignment() {
    return Le.u16(bytes, 70);
  }

  /**
   * {@return logical blocks, 0's based; see {@link NamespaceFeatures#optionalWritePerformance()}}
   * Namespace Optimal Write Size (NOWS), bytes 72 to 73.
   */
  public int namespaceOptimalWriteSize() {
    return Le.u16(bytes, 72);
  }

  /**
   * {@return the number of logical blocks of one source range of Copy; 0 without Copy} Maximum
   * Single Source Range Length (MSSRL), bytes 74 to 75.
   */
  public int maximumSingleSourceRangeLength() {
    return Le.u16(bytes, 74);
  }

  /**
   * {@return the number of logical blocks of one Copy; 0 without Copy} Maximum Copy Length (MCL),
   * bytes 76 to 79.
   */
  public long maximumCopyLength() {
    return Le.u32(bytes, 76);
  }

  /**
   * {@return the number of source ranges of one Copy, 0's based} Maximum Source Range Count (MSRC),
   * byte 80.
   */
  public int maximumSourceRangeCount() {
    return Le.u8(bytes, 80);
  }

  /** {@return the status} Key Per I/O Status (KPIOS), byte 81. */
  public KeyPerIoStatus keyPerIoStatus() {
    return new KeyPerIoStatus(Le.u8(bytes, 81));
  }

  /**
   * {@return the number of LBA formats after those of the Number of LBA Formats field} Number of
   * Unique Attribute LBA Formats (NULBAF), byte 82.
   *
   * @see #lbaFormats()
   */
  public int numberOfUniqueAttributeLbaFormats() {
    return Le.u8(bytes, 82);
  }

  /**
   * {@return logical blocks, 0's based} Key Per I/O Data Access Alignment and Granularity
   * (KPIODAAG), bytes 84 to 87.
   */
  public long keyPerIoDataAccessAlignmentAndGranularity() {
    return Le.u32(bytes, 84);
  }

  /**
   * {@return the ANA group of the namespace; 0 for none} ANA Group Identifier (ANAGRPID), bytes 92
   * to 95.
   */
  public long anaGroupIdentifier() {
    return Le.u32(bytes, 92);
  }

  /** {@return the attributes} Namespace Attributes (NSATTR), byte 99. */
  public NamespaceAttributes namespaceAttributes() {
    return new NamespaceAttributes(Le.u8(bytes, 99));
  }

  /**
   * {@return the NVM Set of the namespace; 0 for none} NVM Set Identifier (NVMSETID), bytes 100 to
   * 101.
   */
  public int nvmSetIdentifier() {
    return Le.u16(bytes, 100);
  }

  /**
   * {@return the Endurance Group of the namespace; 0 for none} Endurance Group Identifier (ENDGID),
   * bytes 102 to 103.
   */
  public int enduranceGroupIdentifier() {
    return Le.u16(bytes, 102);
  }

  /**
   * {@return 32 hexadecimal digits, in the order of the bytes; all zero if there is none} Namespace
   * Globally Unique Identifier (NGUID), bytes 104 to 119.
   */
  public String namespaceGloballyUniqueIdentifier() {
    return Le.hex(bytes, 104, 16);
  }

  /**
   * {@return 16 hexadecimal digits, in the order of the bytes; all zero if there is none} IEEE
   * Extended Unique Identifier (EUI64), bytes 120 to 127.
   */
  public String ieeeExtendedUniqueIdentifier() {
    return Le.hex(bytes, 120, 8);
  }

  /**
   * The LBA formats (LBAF0 to LBAF63), bytes 128 to 383, that the namespace supports: those with
   * common attributes and after them those with attributes of their own.
   *
   * @return the formats by index: 1 to 64 of them, unmodifiable
   */
  public List<LbaFormat> lbaFormats() {
    return IntStream.range(0, lbaFormatCount()).mapToObj(this::lbaFormat).toList();
  }

  private int lbaFormatCount() {
    return Math.min(
        numberOfLbaFormats() + 1 + numberOfUniqueAttributeLbaFormats(), MAX_LBA_FORMATS);
  }

  private LbaFormat lbaFormat(int index) {
    int offset = 128 + 4 * index;
    return new LbaFormat(
        index, Le.u16(bytes, offset), Le.u8(bytes, offset + 2), Le.u8(bytes, offset + 3) & 3);
  }

  /**
   * Vendor Specific, bytes 384 to 4095.
   *
   * @return the 3712 bytes, read-only and little-endian
   */
  public ByteBuffer vendorSpecific() {
    return Le.view(bytes).slice(384, 3712).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return "IdentifyNamespace[namespaceSize="
        + Long.toUnsignedString(namespaceSize())
        + ", namespaceCapacity="
        + Long.toUnsignedString(namespaceCapacity())
        + ", namespaceUtilization="
        + Long.toUnsignedString(namespaceUtilization())
        + ", formattedLbaFormat="
        + formattedLbaFormat()
        + ", metadataTransferredAsExtendedLba="
        + metadataTransferredAsExtendedLba()
        + ", protectionInformationType="
        + endToEndDataProtectionTypeSettings().protectionInformationType()
        + "]";
  }

  /**
   * Namespace Features (NSFEAT).
   *
   * @param value the field as the drive reports it
   */
  public record NamespaceFeatures(int value) {

    /** {@return whether the namespace is thinly provisioned} Thin Provisioning, bit 0. */
    public boolean thinProvisioning() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the atomic write units are those of the namespace, not of the controller}
     * Namespace Supported Atomic Boundary &amp; Power, bit 1.
     */
    public boolean namespaceAtomicWriteUnits() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether reading deallocated blocks can be made an error} Deallocated Error, bit 2.
     */
    public boolean deallocatedError() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the identifiers of the namespace are <em>never</em> used again} UID Reuse,
     * bit 3.
     */
    public boolean uidNeverReused() {
      return Le.bit(value, 3);
    }

    /**
     * {@return which of the preferred write and deallocate fields are defined: 0 for none; in
     * revisions before 1.1 bit 4 alone stood for all of them} Optional Write Performance, bits 5:4.
     */
    public int optionalWritePerformance() {
      return value >>> 4 & 0x3;
    }

    /**
     * {@return whether Multiple Atomicity Mode applies to writes} Multiple Atomicity Mode, bit 6.
     */
    public boolean multipleAtomicityMode() {
      return Le.bit(value, 6);
    }

    /** {@return whether preferred read fields are defined} Optional Read Performance, bit 7. */
    public boolean optionalReadPerformance() {
      return Le.bit(value, 7);
    }
  }

  /**
   * Metadata Capabilities (MC).
   *
   * @param value the field as the drive reports it
   */
  public record MetadataCapabilities(int value) {

    /**
     * {@return whether metadata can follow the data of each logical block} Metadata Transferred as
     * Extended LBA Support, bit 0.
     */
    public boolean extendedLba() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether metadata can be in a buffer of their own} Metadata Transferred as Separate
     * Buffer Support, bit 1.
     */
    public boolean separateBuffer() {
      return Le.bit(value, 1);
    }
  }

  /**
   * End-to-end Data Protection Capabilities (DPC).
   *
   * @param value the field as the drive reports it
   */
  public record DataProtectionCapabilities(int value) {

    /** {@return whether type 1 is supported} Protection Information Type 1 Supported, bit 0. */
    public boolean type1() {
      return Le.bit(value, 0);
    }

    /** {@return whether type 2 is supported} Protection Information Type 2 Supported, bit 1. */
    public boolean type2() {
      return Le.bit(value, 1);
    }

    /** {@return whether type 3 is supported} Protection Information Type 3 Supported, bit 2. */
    public boolean type3() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether it can be the first bytes of metadata} Protection Information In First
     * Bytes, bit 3.
     */
    public boolean inFirstBytes() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether it can be the last bytes of metadata} Protection Information In Last Bytes,
     * bit 4.
     */
    public boolean inLastBytes() {
      return Le.bit(value, 4);
    }
  }

  /**
   * End-to-end Data Protection Type Settings (DPS).
   *
   * @param value the field as the drive reports it
   */
  public record DataProtectionTypeSettings(int value) {

    /**
     * {@return 0 if protection information is not enabled, else its type, 1 to 3} Protection
     * Information Type, bits 2:0.
     */
    public int protectionInformationType() {
      return value & 0x7;
    }

    /**
     * {@return whether it is the first bytes of metadata, not the last} Protection Information
     * Position, bit 3.
     */
    public boolean firstBytes() {
      return Le.bit(value, 3);
    }
  }

  /**
   * Namespace Multi-path I/O and Namespace Sharing Capabilities (NMIC).
   *
   * @param value the field as the drive reports it
   */
  public record NamespaceSharingCapabilities(int value) {

    /**
     * {@return whether the namespace may be attached to several controllers} Shared Namespace, bit
     * 0.
     */
    public boolean sharedNamespace() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the namespace is dispersed over NVM subsystems} Dispersed Namespace, bit 1.
     */
    public boolean dispersedNamespace() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Reservation Capabilities (RESCAP).
   *
   * @param value the field as the drive reports it
   */
  public record ReservationCapabilities(int value) {

    /** {@return whether reservations can persist} Persist Through Power Loss Support, bit 0. */
    public boolean persistThroughPowerLoss() {
      return Le.bit(value, 0);
    }

    /** {@return whether this type is supported} Write Exclusive Support, bit 1. */
    public boolean writeExclusive() {
      return Le.bit(value, 1);
    }

    /** {@return whether this type is supported} Exclusive Access Support, bit 2. */
    public boolean exclusiveAccess() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether this type is supported} Write Exclusive - Registrants Only Support, bit 3.
     */
    public boolean writeExclusiveRegistrantsOnly() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether this type is supported} Exclusive Access - Registrants Only Support, bit 4.
     */
    public boolean exclusiveAccessRegistrantsOnly() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether this type is supported} Write Exclusive - All Registrants Support, bit 5.
     */
    public boolean writeExclusiveAllRegistrants() {
      return Le.bit(value, 5);
    }

    /**
     * {@return whether this type is supported} Exclusive Access - All Registrants Support, bit 6.
     */
    public boolean exclusiveAccessAllRegistrants() {
      return Le.bit(value, 6);
    }

    /**
     * {@return whether Ignore Existing Key works as of NVMe 1.3} Ignore Existing Key Support, bit
     * 7.
     */
    public boolean ignoreExistingKey() {
      return Le.bit(value, 7);
    }
  }

  /**
   * Format Progress Indicator (FPI).
   *
   * @param value the field as the drive reports it
   */
  public record FormatProgressIndicator(int value) {

    /**
     * {@return percent of the namespace still to be formatted; 0 if none} Percentage of format
     * remaining, bits 6:0.
     */
    public int percentageRemaining() {
      return value & 0x7f;
    }

    /** {@return whether the percentage is reported} Format Progress Indicator Support, bit 7. */
    public boolean supported() {
      return Le.bit(value, 7);
    }
  }

  /**
   * Deallocate Logical Block Features (DLFEAT).
   *
   * @param value the field as the drive reports it
   */
  public record DeallocateLogicalBlockFeatures(int value) {

    /**
     * {@return what deallocated blocks read as: 0 if not reported, 1 for zeros, 2 for FFh}
     * Deallocation Read Behavior, bits 2:0.
     */
    public int deallocationReadBehavior() {
      return value & 0x7;
    }

    /** {@return whether Write Zeroes can deallocate} Write Zeroes Deallocation Support, bit 3. */
    public boolean writeZeroesDeallocation() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether the guard of deallocated blocks is their CRC, not FFFFh} Guard Deallocation
     * Status, bit 4.
     */
    public boolean guardDeallocationStatus() {
      return Le.bit(value, 4);
    }
  }

  /**
   * Key Per I/O Status (KPIOS).
   *
   * @param value the field as the drive reports it
   */
  public record KeyPerIoStatus(int value) {

    /** {@return whether Key Per I/O is enabled} Key Per I/O Enabled in Namespace, bit 0. */
    public boolean enabled() {
      return Le.bit(value, 0);
    }

    /** {@return whether Key Per I/O is supported} Key Per I/O Supported in Namespace, bit 1. */
    public boolean supported() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Namespace Attributes (NSATTR).
   *
   * @param value the field as the drive reports it
   */
  public record NamespaceAttributes(int value) {

    /** {@return whether the namespace is write protected} Currently Write Protected, bit 0. */
    public boolean currentlyWriteProtected() {
      return Le.bit(value, 0);
    }
  }
}
