package io.reactornvme.spec;

import io.reactornvme.spec.IdentifyController.KeyPerIoCapabilities;
import java.nio.ByteBuffer;

/**
 * What the NVM command set adds to the {@link IdentifyController Identify Controller} data
 * structure: limits of commands. Obtained by the Identify command with CNS 06h and CSI 00h; 4096
 * bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.1.5, I/O Command Set specific Identify Controller (CNS 06h, CSI 00h)</a>
 */
public final class NvmCommandSetIdentifyController extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x06;

  /** Command Set Identifier (CSI) of the NVM command set. */
  public static final int CSI = 0x00;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private NvmCommandSetIdentifyController(byte[] bytes) {
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
  public static NvmCommandSetIdentifyController decode(ByteBuffer data) {
    return new NvmCommandSetIdentifyController(
        Le.copy(data, SIZE, "NVM Command Set Identify Controller"));
  }

  /**
   * {@return the largest Verify as a power of two in units of the minimum memory page size; 0 means
   * no limit} Verify Size Limit (VSL), byte 0.
   */
  public int verifySizeLimit() {
    return Le.u8(bytes, 0);
  }

  /**
   * {@return the largest Write Zeroes as a power of two in units of the minimum memory page size; 0
   * means no limit} Write Zeroes Size Limit (WZSL), byte 1.
   */
  public int writeZeroesSizeLimit() {
    return Le.u8(bytes, 1);
  }

  /**
   * {@return the largest Write Uncorrectable as a power of two in units of the minimum memory page
   * size; 0 means no limit} Write Uncorrectable Size Limit (WUSL), byte 2.
   */
  public int writeUncorrectableSizeLimit() {
    return Le.u8(bytes, 2);
  }

  /**
   * {@return the number of ranges of one Dataset Management; 0 means no limit} Dataset Management
   * Ranges Limit (DMRL), byte 3.
   */
  public int datasetManagementRangesLimit() {
    return Le.u8(bytes, 3);
  }

  /**
   * {@return logical blocks of one range; 0 means no limit} Dataset Management Range Size Limit
   * (DMRSL), bytes 4 to 7.
   */
  public long datasetManagementRangeSizeLimit() {
    return Le.u32(bytes, 4);
  }

  /**
   * {@return logical blocks of all ranges together, unsigned; 0 means no limit} Dataset Management
   * Size Limit (DMSL), bytes 8 to 15.
   */
  public long datasetManagementSizeLimit() {
    return Le.u64(bytes, 8);
  }

  /** {@return the capabilities} Key Per I/O Capabilities (KPIOCAP), byte 16. */
  public KeyPerIoCapabilities keyPerIoCapabilities() {
    return new KeyPerIoCapabilities(Le.u8(bytes, 16));
  }

  /**
   * {@return the largest Write Zeroes that deallocates, as a power of two in units of the minimum
   * memory page size; 0 if not reported} Write Zeroes With Deallocate Size Limit (WZDSL), byte 17.
   */
  public int writeZeroesWithDeallocateSizeLimit() {
    return Le.u8(bytes, 17);
  }

  /** {@return what is supported} Admin Optional Command Support (AOCS), bytes 18 to 19. */
  public AdminOptionalCommandSupport adminOptionalCommandSupport() {
    return new AdminOptionalCommandSupport(Le.u16(bytes, 18));
  }

  /**
   * {@return major version of the NVM command set in bits 31:16, minor in 15:8, tertiary in 7:0; 0
   * if not reported} Version (VER), bytes 20 to 23.
   */
  public long versionProperty() {
    return Le.u32(bytes, 20);
  }

  /**
   * {@return the format of the entries of an LBA migration queue} LBA Migration Queue Format
   * (LBAMQF), byte 24.
   */
  public int lbaMigrationQueueFormat() {
    return Le.u8(bytes, 24);
  }

  @Override
  public String toString() {
    return "NvmCommandSetIdentifyController[verifySizeLimit="
        + verifySizeLimit()
        + ", writeZeroesSizeLimit="
        + writeZeroesSizeLimit()
        + ", datasetManagementRangesLimit="
        + datasetManagementRangesLimit()
        + "]";
  }

  /**
   * Admin Optional Command Support (AOCS).
   *
   * @param value the field as the drive reports it
   */
  public record AdminOptionalCommandSupport(int value) {

    /**
     * {@return whether Get LBA Status reports allocated blocks} Reporting Allocated LBA Supported
     * (RALBAS), bit 0.
     */
    public boolean reportingAllocatedLbas() {
      return Le.bit(value, 0);
    }
  }
}
