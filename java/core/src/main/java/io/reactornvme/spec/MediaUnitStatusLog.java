package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The media units of a domain: wear, and where they belong. Obtained by Get Log Page with log page
 * identifier 10h; at least 16 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.16, Media Unit Status (Log Page Identifier 10h)</a>
 */
public final class MediaUnitStatusLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x10;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 16;

  private static final int UNIT_HEADER = 14;

  private MediaUnitStatusLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from all the bytes that remain in a buffer; its position and its byte order
   * stay as they are. Of what the log lists, only what is whole within these bytes is there.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 16 bytes remain
   */
  public static MediaUnitStatusLog decode(ByteBuffer data) {
    return new MediaUnitStatusLog(Le.copyAll(data, HEADER_SIZE, "Media Unit Status log"));
  }

  /**
   * {@return how many descriptors follow} Number of Media Unit Status Descriptors (NMU), bytes 0 to
   * 1.
   */
  public int numberOfMediaUnits() {
    return Le.u16(bytes, 0);
  }

  /**
   * {@return how many channels the controller reaches; 0 if not reported} Number of Channels
   * (CCHANS), bytes 2 to 3.
   */
  public int numberOfChannels() {
    return Le.u16(bytes, 2);
  }

  /**
   * {@return the Capacity Configuration in use; 0 if none} Selected Configuration (SELC), bytes 4
   * to 5.
   */
  public int selectedConfiguration() {
    return Le.u16(bytes, 4);
  }

  /** {@return the media units} From byte 16 on; each is followed by its channels. */
  public List<MediaUnit> mediaUnits() {
    List<MediaUnit> units = new ArrayList<>();
    int at = HEADER_SIZE;
    while (units.size() < numberOfMediaUnits() && at + UNIT_HEADER <= bytes.length) {
      int end = at + unitSize(bytes, at);
      if (end > bytes.length) {
        break;
      }
      units.add(new MediaUnit(Arrays.copyOfRange(bytes, at, end)));
      at = end;
    }
    return List.copyOf(units);
  }

  /**
   * {@return bytes of the log as far as its beginning tells: each unit says how long it is}
   *
   * @param beginning what has been read of the log, at least the header
   */
  public static long length(ByteBuffer beginning) {
    byte[] bytes = Le.copyAll(beginning, HEADER_SIZE, "Media Unit Status log");
    int at = HEADER_SIZE;
    for (int unit = Le.u16(bytes, 0); unit > 0; unit--) {
      if (at + UNIT_HEADER > bytes.length) {
        return (long) at + UNIT_HEADER;
      }
      at += unitSize(bytes, at);
    }
    return at;
  }

  private static int unitSize(byte[] bytes, int at) {
    return Math.max(UNIT_HEADER, Le.u8(bytes, at + 13) + 2 * Le.u8(bytes, at + 12));
  }

  @Override
  public String toString() {
    return "MediaUnitStatusLog[mediaUnits=" + mediaUnits() + "]";
  }

  /** Media Unit Status Descriptor. Immutable and thread-safe. */
  public static final class MediaUnit extends NvmeStructure {

    private MediaUnit(byte[] bytes) {
      super(bytes);
    }

    /** {@return the media unit} Media Unit Identifier (MUID), bytes 0 to 1. */
    public int mediaUnitIdentifier() {
      return Le.u16(bytes, 0);
    }

    /** {@return its domain; 0 if there are none} Domain Identifier (DID), bytes 2 to 3. */
    public int domainIdentifier() {
      return Le.u16(bytes, 2);
    }

    /**
     * {@return its Endurance Group; 0 if none} Endurance Group Identifier (ENDGID), bytes 4 to 5.
     */
    public int enduranceGroupIdentifier() {
      return Le.u16(bytes, 4);
    }

    /** {@return its NVM Set; 0 if none} NVM Set Identifier (NVMSETID), bytes 6 to 7. */
    public int nvmSetIdentifier() {
      return Le.u16(bytes, 6);
    }

    /**
     * {@return hundredths: the capacity that the unit takes for each unit of capacity it gives}
     * Capacity Adjustment Factor (CAF), bytes 8 to 9.
     */
    public int capacityAdjustmentFactor() {
      return Le.u16(bytes, 8);
    }

    /** {@return percent of the spare capacity that is left} Available Spare (AVSP), byte 10. */
    public int availableSpare() {
      return Le.u8(bytes, 10);
    }

    /**
     * {@return percent of the life used, by the vendor's estimate; may exceed 100} Percentage Used
     * (PUSED), byte 11.
     */
    public int percentageUsed() {
      return Le.u8(bytes, 11);
    }

    /** {@return how many channels the unit is attached to} Number of Channels (MUCS), byte 12. */
    public int numberOfChannels() {
      return Le.u8(bytes, 12);
    }

    /**
     * {@return bytes from the start of the descriptor to the channel identifiers} Channel
     * Identifiers Offset (CIO), byte 13.
     */
    public int channelIdentifiersOffset() {
      return Le.u8(bytes, 13);
    }

    /** {@return the channels that the unit is attached to} */
    public List<Integer> channels() {
      return Le.parts(
          bytes, channelIdentifiersOffset(), 2, numberOfChannels(), id -> Le.u16(id, 0));
    }

    @Override
    public String toString() {
      return "MediaUnit[id="
          + mediaUnitIdentifier()
          + ", availableSpare="
          + availableSpare()
          + ", percentageUsed="
          + percentageUsed()
          + "]";
    }
  }
}
