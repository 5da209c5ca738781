package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The answer to Report Zones and Extended Report Zones: how many zones there are, and the
 * descriptors that had room. A header of 64 bytes and the descriptors.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Zoned Namespace Command Set
 *     Specification 1.2, section 3.4.2.2, Report Zones Data Structure and Extended Report Zones
 *     Data Structure</a>
 */
public final class ZoneReport extends NvmeStructure {

  /** Size of the header in bytes. */
  public static final int HEADER_SIZE = 64;

  private final int descriptorSize;

  private ZoneReport(byte[] bytes, int descriptorSize) {
    super(bytes);
    this.descriptorSize = descriptorSize;
  }

  /**
   * Decodes a report from all the bytes that remain in a buffer. The buffer, its position and its
   * byte order stay as they are.
   *
   * @param data the data of a Zone Management Receive command
   * @param extensionBytes the size of a Zone Descriptor Extension in bytes, 0 if the report is not
   *     extended
   * @return the report, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 64 bytes remain, or the size is out of range
   */
  public static ZoneReport decode(ByteBuffer data, int extensionBytes) {
    ZoneDescriptor.checkExtension(extensionBytes);
    int size = Math.max(HEADER_SIZE, data.remaining());
    return new ZoneReport(Le.copy(data, size, "Zone Report"), ZoneDescriptor.SIZE + extensionBytes);
  }

  /**
   * {@return zones that match, from the report's start to the namespace's end; with a partial
   * report only those that had room} Number of Zones (NZ), bytes 0 to 7, unsigned.
   */
  public long numberOfZones() {
    return Le.u64(bytes, 0);
  }

  /** {@return the descriptors in the data, ascending by LBA; no more than the number of zones} */
  public List<ZoneDescriptor> zones() {
    int room = (bytes.length - HEADER_SIZE) / descriptorSize;
    long count = Long.compareUnsigned(numberOfZones(), room) < 0 ? numberOfZones() : room;
    List<ZoneDescriptor> zones = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      int at = HEADER_SIZE + i * descriptorSize;
      zones.add(new ZoneDescriptor(Arrays.copyOfRange(bytes, at, at + descriptorSize)));
    }
    return List.copyOf(zones);
  }

  @Override
  public String toString() {
    return "ZoneReport[numberOfZones="
        + Long.toUnsignedString(numberOfZones())
        + ", zones="
        + zones()
        + "]";
  }
}
