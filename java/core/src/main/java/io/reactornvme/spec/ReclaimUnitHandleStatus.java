package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The placement identifiers of a namespace, and how much fits in the reclaim unit that each writes
 * to now. A header of 16 bytes and 32 bytes an identifier.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     7.3.1.1, I/O Management Receive command, Reclaim Unit Handle Status</a>
 */
public final class ReclaimUnitHandleStatus extends NvmeStructure {

  /** Size of the header in bytes. */
  public static final int HEADER_SIZE = 16;

  /** Size of each descriptor in bytes. */
  public static final int DESCRIPTOR_SIZE = 32;

  private ReclaimUnitHandleStatus(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the status from all the bytes that remain in a buffer. The buffer, its position and its
   * byte order stay as they are.
   *
   * @param data the data of an I/O Management Receive command
   * @return the status, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 16 bytes remain
   */
  public static ReclaimUnitHandleStatus decode(ByteBuffer data) {
    int size = Math.max(HEADER_SIZE, data.remaining());
    return new ReclaimUnitHandleStatus(Le.copy(data, size, "Reclaim Unit Handle Status"));
  }

  /**
   * {@return the number of descriptors the namespace has; may exceed those that had room} Number of
   * Reclaim Unit Handle Status Descriptors (NRUHSD), bytes 14 to 15.
   */
  public int numberOfDescriptors() {
    return Le.u16(bytes, 14);
  }

  /** {@return how many bytes a status with all descriptors has} */
  public int neededBytes() {
    return HEADER_SIZE + numberOfDescriptors() * DESCRIPTOR_SIZE;
  }

  /** {@return the descriptors in the data, no more than the number of descriptors} */
  public List<Descriptor> descriptors() {
    int count = Math.min(numberOfDescriptors(), (bytes.length - HEADER_SIZE) / DESCRIPTOR_SIZE);
    List<Descriptor> descriptors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = HEADER_SIZE + i * DESCRIPTOR_SIZE;
      descriptors.add(new Descriptor(Arrays.copyOfRange(bytes, at, at + DESCRIPTOR_SIZE)));
    }
    return List.copyOf(descriptors);
  }

  @Override
  public String toString() {
    return "ReclaimUnitHandleStatus" + descriptors();
  }

  /** Reclaim Unit Handle Status Descriptor: one placement identifier. Immutable. */
  public static final class Descriptor extends NvmeStructure {

    private Descriptor(byte[] bytes) {
      super(bytes);
    }

    /**
     * {@return the identifier to write with: reclaim group in the upper bits, placement handle in
     * the lower ones} Placement Identifier (PID), bytes 0 to 1.
     */
    public int placementIdentifier() {
      return Le.u16(bytes, 0);
    }

    /**
     * {@return the endurance group's handle behind it} Reclaim Unit Handle Identifier (RUHID),
     * bytes 2 to 3.
     */
    public int reclaimUnitHandleIdentifier() {
      return Le.u16(bytes, 2);
    }

    /**
     * {@return seconds until the controller will take another reclaim unit by itself; 0 if not
     * reported} Estimated Active Reclaim Unit Time Remaining (EARUTR), bytes 4 to 7.
     */
    public long estimatedActiveReclaimUnitTimeRemaining() {
      return Le.u32(bytes, 4);
    }

    /**
     * {@return logical blocks that can still be written to the reclaim unit} Reclaim Unit Available
     * Media Writes (RUAMW), bytes 8 to 15.
     */
    public long reclaimUnitAvailableMediaWrites() {
      return Le.u64(bytes, 8);
    }

    @Override
    public String toString() {
      return "Descriptor[placementIdentifier="
          + placementIdentifier()
          + ", reclaimUnitHandleIdentifier="
          + reclaimUnitHandleIdentifier()
          + ", estimatedActiveReclaimUnitTimeRemaining="
          + estimatedActiveReclaimUnitTimeRemaining()
          + " s, reclaimUnitAvailableMediaWrites="
          + Long.toUnsignedString(reclaimUnitAvailableMediaWrites())
          + " blocks]";
    }
  }
}
