package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the Zoned Namespace command set adds to the {@link IdentifyNamespace Identify Namespace}
 * data structure: sizes and limits of zones. Obtained by the Identify command with CNS 05h
 * (allocated namespaces: 1Bh) and CSI 02h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">Zoned Namespace Command Set Specification
 *     1.2, section 4.1.5, I/O Command Set specific Identify Namespace (CNS 05h, CSI 02h)</a>
 */
public final class ZonedNamespaceIdentifyNamespace extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x05;

  /** Command Set Identifier (CSI) of the Zoned Namespace command set. */
  public static final int CSI = 0x02;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int FORMATS = 64;

  private ZonedNamespaceIdentifyNamespace(byte[] bytes) {
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
  public static ZonedNamespaceIdentifyNamespace decode(ByteBuffer data) {
    return new ZonedNamespaceIdentifyNamespace(
        Le.copy(data, SIZE, "Zoned Namespace Command Set Identify Namespace"));
  }

  /** {@return the characteristics} Zone Operation Characteristics (ZOC), bytes 0 to 1. */
  public ZoneOperationCharacteristics zoneOperationCharacteristics() {
    return new ZoneOperationCharacteristics(Le.u16(bytes, 0));
  }

  /** {@return what is supported} Optional Zoned Command Support (OZCS), bytes 2 to 3. */
  public OptionalZonedCommandSupport optionalZonedCommandSupport() {
    return new OptionalZonedCommandSupport(Le.u16(bytes, 2));
  }

  /**
   * {@return the number of zones, 0's based; FFFFFFFFh for no limit} Maximum Active Resources
   * (MAR), bytes 4 to 7.
   */
  public long maximumActiveResources() {
    return Le.u32(bytes, 4);
  }

  /**
   * {@return the number of zones, 0's based; FFFFFFFFh for no limit} Maximum Open Resources (MOR),
   * bytes 8 to 11.
   */
  public long maximumOpenResources() {
    return Le.u32(bytes, 8);
  }

  /**
   * {@return seconds in which a full zone is best reset; 0 if not reported} Reset Recommended Limit
   * (RRL), bytes 12 to 15.
   */
  public long resetRecommendedLimit() {
    return Le.u32(bytes, 12);
  }

  /**
   * {@return seconds in which an active zone is best finished; 0 if not reported} Finish
   * Recommended Limit (FRL), bytes 16 to 19.
   */
  public long finishRecommendedLimit() {
    return Le.u32(bytes, 16);
  }

  /**
   * {@return seconds, as {@link #resetRecommendedLimit()}; 0 if not reported} Reset Recommended
   * Limit 1 (RRL1), bytes 20 to 23.
   */
  public long resetRecommendedLimit1() {
    return Le.u32(bytes, 20);
  }

  /**
   * {@return seconds, as {@link #resetRecommendedLimit()}; 0 if not reported} Reset Recommended
   * Limit 2 (RRL2), bytes 24 to 27.
   */
  public long resetRecommendedLimit2() {
    return Le.u32(bytes, 24);
  }

  /**
   * {@return seconds, as {@link #resetRecommendedLimit()}; 0 if not reported} Reset Recommended
   * Limit 3 (RRL3), bytes 28 to 31.
   */
  public long resetRecommendedLimit3() {
    return Le.u32(bytes, 28);
  }

  /**
   * {@return seconds, as {@link #finishRecommendedLimit()}; 0 if not reported} Finish Recommended
   * Limit 1 (FRL1), bytes 32 to 35.
   */
  public long finishRecommendedLimit1() {
    return Le.u32(bytes, 32);
  }

  /**
   * {@return seconds, as {@link #finishRecommendedLimit()}; 0 if not reported} Finish Recommended
   * Limit 2 (FRL2), bytes 36 to 39.
   */
  public long finishRecommendedLimit2() {
    return Le.u32(bytes, 36);
  }

  /**
   * {@return seconds, as {@link #finishRecommendedLimit()}; 0 if not reported} Finish Recommended
   * Limit 3 (FRL3), bytes 40 to 43.
   */
  public long finishRecommendedLimit3() {
    return Le.u32(bytes, 40);
  }

  /**
   * {@return the number of zones that can have a Zone Random Write Area at a time} Number of ZRWA
   * Resources (NUMZRWA), bytes 44 to 47.
   */
  public long numberOfZrwaResources() {
    return Le.u32(bytes, 44);
  }

  /** {@return logical blocks} ZRWA Flush Granularity (ZRWAFG), bytes 48 to 49. */
  public int zrwaFlushGranularity() {
    return Le.u16(bytes, 48);
  }

  /** {@return logical blocks} ZRWA Size (ZRWASZ), bytes 50 to 51. */
  public int zrwaSize() {
    return Le.u16(bytes, 50);
  }

  /** {@return the capability} ZRWA Capability (ZRWACAP), byte 52. */
  public ZrwaCapability zrwaCapability() {
    return new ZrwaCapability(Le.u8(bytes, 52));
  }

  /**
   * {@return what an LBA format adds to {@link IdentifyNamespace#lbaFormats()}} LBA Format
   * Extension (LBAFE0 to LBAFE63), bytes 2816 to 3839, 16 for each format.
   *
   * @param index of the LBA format, 0 to 63
   * @throws IndexOutOfBoundsException if there is no format of that index
   */
  public LbaFormatExtension lbaFormatExtension(int index) {
    int at = 2816 + 16 * Objects.checkIndex(index, FORMATS);
    return new LbaFormatExtension(Le.u64(bytes, at), 64 * Le.u8(bytes, at + 8));
  }

  /** {@return all 64 LBA format extensions, also those without an LBA format; by index} */
  public List<LbaFormatExtension> lbaFormatExtensions() {
    return IntStream.range(0, FORMATS).mapToObj(this::lbaFormatExtension).toList();
  }

  /** {@return the 256 bytes, read-only and little-endian} Vendor Specific, bytes 3840 to 4095. */
  public ByteBuffer vendorSpecific() {
    return raw().slice(3840, 256).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return "ZonedNamespaceIdentifyNamespace[maximumActiveResources="
        + maximumActiveResources()
        + ", maximumOpenResources="
        + maximumOpenResources()
        + "]";
  }

  /**
   * LBA Format Extension (LBAFE).
   *
   * @param zoneSize Zone Size (ZSZE): logical blocks
   * @param zoneDescriptorExtensionSize Zone Descriptor Extension Size (ZDES): bytes, a multiple of
   *     64; 0 if there are none
   */
  public record LbaFormatExtension(long zoneSize, int zoneDescriptorExtensionSize) {}

  /**
   * Zone Operation Characteristics (ZOC).
   *
   * @param value the field as the drive reports it
   */
  public record ZoneOperationCharacteristics(int value) {

    /** {@return whether the capacity of a zone may change} Variable Zone Capacity (VZC), bit 0. */
    public boolean variableZoneCapacity() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the controller may finish active zones by itself} Zone Active Excursions
     * (ZAE), bit 1.
     */
    public boolean zoneActiveExcursions() {
      return Le.bit(value, 1);
    }
  }

  /**
   * Optional Zoned Command Support (OZCS).
   *
   * @param value the field as the drive reports it
   */
  public record OptionalZonedCommandSupport(int value) {

    /**
     * {@return whether a read may reach into the next zone} Read Across Zone Boundaries (RAZB), bit
     * 0.
     */
    public boolean readAcrossZoneBoundaries() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether zones can have a random write area} Zone Random Write Area Supported
     * (ZRWASUP), bit 1.
     */
    public boolean zoneRandomWriteArea() {
      return Le.bit(value, 1);
    }
  }

  /**
   * ZRWA Capability (ZRWACAP).
   *
   * @param value the field as the drive reports it
   */
  public record ZrwaCapability(int value) {

    /**
     * {@return whether a random write area can be flushed by command} Explicit ZRWA Flush Support
     * (EXPFLUSHSUP), bit 0.
     */
    public boolean explicitFlush() {
      return Le.bit(value, 0);
    }
  }
}
