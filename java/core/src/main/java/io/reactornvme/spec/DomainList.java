package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Domain List: up to 31 domains of the NVM subsystem, from the one that was asked for on.
 * Obtained by the Identify command with CNS 18h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, Domain List (CNS 18h)</a>
 */
public final class DomainList extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x18;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int ENTRIES = 31;

  private DomainList(byte[] bytes) {
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
  public static DomainList decode(ByteBuffer data) {
    return new DomainList(Le.copy(data, SIZE, "Domain List"));
  }

  /**
   * {@return the domains in the order of the drive; no more than there is room for, whatever the
   * drive counts}
   */
  public List<DomainAttributes> domains() {
    return IntStream.range(0, Math.min(Le.u8(bytes, 0), ENTRIES))
        .map(i -> 128 + 128 * i)
        .mapToObj(this::entry)
        .toList();
  }

  private DomainAttributes entry(int at) {
    return new DomainAttributes(
        Le.u16(bytes, at),
        Le.u128(bytes, at + 16),
        Le.u128(bytes, at + 32),
        Le.u128(bytes, at + 48));
  }

  @Override
  public String toString() {
    return "DomainList[domains=" + domains() + "]";
  }

  /**
   * Domain Attributes Entry; 128 bytes.
   *
   * @param domainIdentifier Domain Identifier (DID)
   * @param totalDomainCapacity Total Domain Capacity (TDCAP): bytes
   * @param unallocatedDomainCapacity Unallocated Domain Capacity (UDCAP): bytes
   * @param maximumEnduranceGroupDomainCapacity Maximum Endurance Group Domain Capacity (MEGDCAP):
   *     bytes of the largest Endurance Group that the domain can have
   */
  public record DomainAttributes(
      int domainIdentifier,
      BigInteger totalDomainCapacity,
      BigInteger unallocatedDomainCapacity,
      BigInteger maximumEnduranceGroupDomainCapacity) {}
}
