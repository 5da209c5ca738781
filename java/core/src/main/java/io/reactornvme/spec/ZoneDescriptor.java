package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * One zone of a report: its state, its place, and where its next write goes. 64 bytes, and the
 * extension that an extended report adds.
 *
 * <p>All addresses and lengths are in logical blocks. Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Zoned Namespace Command Set
 *     Specification 1.2, section 3.4.2.2.3, Zone Descriptor Data Structure</a>
 */
public final class ZoneDescriptor extends NvmeStructure {

  /** Size of the descriptor in bytes, without an extension. */
  public static final int SIZE = 64;

  private static final int SEQUENTIAL_WRITE_REQUIRED = 0x2;

  ZoneDescriptor(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes a descriptor and its extension from the bytes that remain in a buffer. The buffer, its
   * position and its byte order stay as they are.
   *
   * @param data the descriptor
   * @param extensionBytes the size of the extension in bytes, 0 if the report was not extended
   * @return the descriptor, with a copy of the bytes
   * @throws IllegalArgumentException if the size is negative, or fewer than 64 bytes and the
   *     extension remain
   */
  public static ZoneDescriptor decode(ByteBuffer data, int extensionBytes) {
    checkExtension(extensionBytes);
    return new ZoneDescriptor(Le.copy(data, SIZE + extensionBytes, "Zone Descriptor"));
  }

  /** ZDES is a byte that counts units of 64 bytes. */
  static void checkExtension(int bytes) {
    if (bytes < 0 || bytes > 255 * 64) {
      throw new IllegalArgumentException(
          "a Zone Descriptor Extension has 0 to 16320 bytes, not " + bytes);
    }
  }

  /**
   * {@return the type as the drive reports it; 2h is the only one defined} Zone Type (ZT), byte 0.
   */
  public int zoneType() {
    return Le.u8(bytes, 0) & 0xf;
  }

  /** {@return whether the zone is written from its start to its end only} Zone Type (ZT) is 2h. */
  public boolean sequentialWriteRequired() {
    return zoneType() == SEQUENTIAL_WRITE_REQUIRED;
  }

  /** {@return the state} Zone State (ZS), byte 1 bits 7:4. */
  public ZoneState zoneState() {
    return ZoneState.of(Le.u8(bytes, 1) >>> 4);
  }

  /** {@return the attributes} Zone Attributes (ZA), byte 2. */
  public ZoneAttributes zoneAttributes() {
    return new ZoneAttributes(Le.u8(bytes, 2));
  }

  /**
   * {@return which of the namespace's time limits holds for a zone with a recommendation; see
   * {@link ZoneAttributes#finishZoneRecommended()}} Zone Attributes Information (ZAI), byte 3.
   */
  public int zoneAttributesInformation() {
    return Le.u8(bytes, 3);
  }

  /**
   * {@return logical blocks that can be written from the zone's start; at most the zone's size,
   * which is the namespace's} Zone Capacity (ZCAP), bytes 8 to 15.
   */
  public long zoneCapacity() {
    return Le.u64(bytes, 8);
  }

  /**
   * {@return the first LBA of the zone, unsigned} Zone Start Logical Block Address (ZSLBA), bytes
   * 16 to 23.
   */
  public long zoneStartLba() {
    return Le.u64(bytes, 16);
  }

  /**
   * {@return the LBA of the next write, unsigned; without a meaning for a zone that is full, read
   * only or offline, see {@link #writePointerIfValid()}} Write Pointer (WP), bytes 24 to 31.
   */
  public long writePointer() {
    return Le.u64(bytes, 24);
  }

  /** {@return the LBA of the next write, unsigned; empty if the zone's state has none} */
  public OptionalLong writePointerIfValid() {
    ZoneState state = zoneState();
    return state == ZoneState.EMPTY || state.isActive()
        ? OptionalLong.of(writePointer())
        : OptionalLong.empty();
  }

  /**
   * {@return the extension, read-only; empty if the report was not extended, without a meaning
   * unless {@link ZoneAttributes#zoneDescriptorExtensionValid()}} Zone Descriptor Extension, from
   * byte 64 on.
   */
  public ByteBuffer zoneDescriptorExtension() {
    return Le.view(Arrays.copyOfRange(bytes, SIZE, bytes.length));
  }

  @Override
  public String toString() {
    return "ZoneDescriptor[zoneStartLba="
        + Long.toUnsignedString(zoneStartLba())
        + ", zoneState="
        + zoneState()
        + ", zoneCapacity="
        + Long.toUnsignedString(zoneCapacity())
        + " blocks, writePointer="
        + (writePointerIfValid().isPresent() ? Long.toUnsignedString(writePointer()) : "none")
        + ", zoneAttributes="
        + zoneAttributes()
        + "]";
  }

  /**
   * Zone Attributes (ZA).
   *
   * @param value the field as the drive reports it
   */
  public record ZoneAttributes(int value) {

    /**
     * {@return whether the controller made the zone full} Zone Finished by Controller (ZFC), bit 0.
     */
    public boolean zoneFinishedByController() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the host had better finish the zone, within the time limit of the
     * information} Finish Zone Recommended (FZR), bit 1.
     */
    public boolean finishZoneRecommended() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the host had better reset the zone, within the time limit of the
     * information} Reset Zone Recommended (RZR), bit 2.
     */
    public boolean resetZoneRecommended() {
      return Le.bit(value, 2);
    }

    /** {@return whether the zone has a Zone Random Write Area} ZRWA Valid (ZRWAV), bit 3. */
    public boolean zoneRandomWriteAreaValid() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether the zone has an extension} Zone Descriptor Extension Valid (ZDEV), bit 7.
     */
    public boolean zoneDescriptorExtensionValid() {
      return Le.bit(value, 7);
    }

    /**
     * {@return the value and the names of what is set, as in {@code 0x02 [finishZoneRecommended]}}
     */
    @Override
    public String toString() {
      StringJoiner names = new StringJoiner(", ", String.format("0x%02x [", value), "]");
      if (zoneFinishedByController()) {
        names.add("zoneFinishedByController");
      }
      if (finishZoneRecommended()) {
        names.add("finishZoneRecommended");
      }
      if (resetZoneRecommended()) {
        names.add("resetZoneRecommended");
      }
      if (zoneRandomWriteAreaValid()) {
        names.add("zoneRandomWriteAreaValid");
      }
      if (zoneDescriptorExtensionValid()) {
        names.add("zoneDescriptorExtensionValid");
      }
      return names.toString();
    }
  }
}
