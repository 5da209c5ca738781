package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What has happened to the Reclaim Units of an Endurance Group: by hosts, or by the controller, as
 * was asked. Obtained by Get Log Page with log page identifier 23h; at least 64 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.31, Flexible Data Placement (FDP) Events (Log Page Identifier 23h)</a>
 */
public final class FdpEventsLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x23;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 64;

  private FdpEventsLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from all the bytes that remain in a buffer; its position and its byte order
   * stay as they are. Of what the log lists, only what is whole within these bytes is there.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 64 bytes remain
   */
  public static FdpEventsLog decode(ByteBuffer data) {
    return new FdpEventsLog(
        Le.copyAll(data, HEADER_SIZE, "Flexible Data Placement (FDP) Events log"));
  }

  /** {@return how many follow} Number of FDP Events (NUMFDPE), bytes 0 to 3. */
  public long numberOfEvents() {
    return Le.u32(bytes, 0);
  }

  /** {@return the events, oldest first} From byte 64 on. */
  public List<Event> events() {
    return Le.parts(bytes, HEADER_SIZE, Event.SIZE, numberOfEvents(), Event::new);
  }

  @Override
  public String toString() {
    return "FdpEventsLog[events=" + events() + "]";
  }

  /** FDP Event: 64 bytes. Immutable and thread-safe. */
  public static final class Event extends NvmeStructure {

    /** Size in bytes. */
    static final int SIZE = 64;

    private Event(byte[] bytes) {
      super(bytes);
    }

    /**
     * {@return 0h Reclaim Unit not fully written to capacity, 1h its time limit exceeded, 2h reset
     * has modified handles, 3h invalid Placement Identifier; 80h media reallocated, 81h handle
     * implicitly modified; others the vendor's} Event Type (ETYP), byte 0.
     */
    public int type() {
      return Le.u8(bytes, 0);
    }

    /** {@return which of the fields that follow are valid} FDP Event Flags (FDPEF), byte 1. */
    public Flags flags() {
      return new Flags(Le.u8(bytes, 1));
    }

    /** {@return valid with its flag} Placement Identifier (PID), bytes 2 to 3. */
    public int placementIdentifier() {
      return Le.u16(bytes, 2);
    }

    /**
     * {@return milliseconds since 1970 or since the last reset, as the Timestamp feature tells}
     * Event Timestamp (ETS), Timestamp, bytes 4 to 9.
     */
    public long timestampMilliseconds() {
      return Le.u48(bytes, 4);
    }

    /**
     * {@return origin and whether the clock ever stopped, as in the Timestamp feature} Event
     * Timestamp (ETS), Attributes, byte 10.
     */
    public int timestampAttributes() {
      return Le.u8(bytes, 10);
    }

    /** {@return NSID; valid with its flag} Namespace Identifier (NSID), bytes 12 to 15. */
    public long namespaceIdentifier() {
      return Le.u32(bytes, 12);
    }

    /** {@return what the type has to say of its own} Event Type Specific (ETSP), bytes 16 to 31. */
    public ByteBuffer typeSpecific() {
      return Le.view(Arrays.copyOfRange(bytes, 16, 32));
    }

    /** {@return valid with the location flag} Reclaim Group Identifier (RGID), bytes 32 to 33. */
    public int reclaimGroupIdentifier() {
      return Le.u16(bytes, 32);
    }

    /** {@return valid with the location flag} Reclaim Unit Handle Identifier (RUHID), byte 34. */
    public int reclaimUnitHandleIdentifier() {
      return Le.u8(bytes, 34);
    }

    /** {@return the vendor's} Vendor Specific (VS), bytes 40 to 63. */
    public ByteBuffer vendorSpecific() {
      return Le.view(Arrays.copyOfRange(bytes, 40, 64));
    }

    /**
     * {@return how many logical blocks were moved; of a Media Reallocated event, type 80h} Number
     * of LBAs Moved, bytes 18 to 19.
     */
    public int logicalBlocksMoved() {
      return Le.u16(bytes, 18);
    }

    /**
     * {@return the first logical block that was moved, an unsigned number; of a Media Reallocated
     * event, type 80h, if {@link #logicalBlockValid()}} LBA, bytes 20 to 27.
     */
    public long logicalBlockMoved() {
      return Le.u64(bytes, 20);
    }

    /**
     * {@return whether the logical block of a Media Reallocated event is given} LBA Valid, bit 0 of
     * byte 16.
     */
    public boolean logicalBlockValid() {
      return Le.bit(Le.u8(bytes, 16), 0);
    }

    @Override
    public String toString() {
      return "Event[type="
          + type()
          + ", flags="
          + flags()
          + ", timestampMilliseconds="
          + timestampMilliseconds()
          + "]";
    }

    /**
     * FDP Event Flags (FDPEF).
     *
     * @param value the field as the drive reports it
     */
    public record Flags(int value) {

      /**
       * {@return whether the Placement Identifier is given} Placement Identifier Valid (PIV), bit
       * 0.
       */
      public boolean placementIdentifierValid() {
        return Le.bit(value, 0);
      }

      /** {@return whether NSID is given} NSID Valid (NSIDV), bit 1. */
      public boolean namespaceIdentifierValid() {
        return Le.bit(value, 1);
      }

      /**
       * {@return whether Reclaim Group and Reclaim Unit Handle are given} Location Valid (LV), bit
       * 2.
       */
      public boolean locationValid() {
        return Le.bit(value, 2);
      }
    }
  }
}
