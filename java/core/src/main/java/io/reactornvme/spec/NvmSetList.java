package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An NVM Set List: up to 31 NVM Sets, from the one that was asked for on. Obtained by the Identify
 * command with CNS 04h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, NVM Set List (CNS 04h)</a>
 */
public final class NvmSetList extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x04;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int ENTRIES = 31;

  private NvmSetList(byte[] bytes) {
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
  public static NvmSetList decode(ByteBuffer data) {
    return new NvmSetList(Le.copy(data, SIZE, "NVM Set List"));
  }

  /**
   * {@return the sets in the order of the drive; no more than there is room for, whatever the drive
   * counts}
   */
  public List<NvmSetAttributes> nvmSets() {
    return IntStream.range(0, Math.min(Le.u8(bytes, 0), ENTRIES))
        .map(i -> 128 + 128 * i)
        .mapToObj(this::entry)
        .toList();
  }

  private NvmSetAttributes entry(int at) {
    return new NvmSetAttributes(
        Le.u16(bytes, at),
        Le.u16(bytes, at + 2),
        Le.u32(bytes, at + 8),
        Le.u32(bytes, at + 12),
        Le.u128(bytes, at + 16),
        Le.u128(bytes, at + 32));
  }

  @Override
  public String toString() {
    return "NvmSetList[nvmSets=" + nvmSets() + "]";
  }

  /**
   * NVM Set Attributes Entry; 128 bytes.
   *
   * @param nvmSetIdentifier NVM Set Identifier (NVMSETID)
   * @param enduranceGroupIdentifier Endurance Group Identifier (ENDGID): the group that the set is
   *     in
   * @param random4KibReadTypical Random 4 KiB Read Typical (R4KRT): units of 100 nanoseconds
   * @param optimalWriteSize Optimal Write Size (OWS): bytes; 0 if not reported
   * @param totalNvmSetCapacity Total NVM Set Capacity (TNVMSETCAP): bytes
   * @param unallocatedNvmSetCapacity Unallocated NVM Set Capacity (UNVMSETCAP): bytes
   */
  public record NvmSetAttributes(
      int nvmSetIdentifier,
      int enduranceGroupIdentifier,
      long random4KibReadTypical,
      long optimalWriteSize,
      BigInteger totalNvmSetCapacity,
      BigInteger unallocatedNvmSetCapacity) {}
}
