package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The firmware slots of a drive: which is active, and what is in each. Obtained by Get Log Page
 * with log page identifier 03h; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.4, Firmware Slot Information (Log Page Identifier 03h)</a>
 */
public final class FirmwareSlotLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x03;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private static final int SLOTS = 7;

  private FirmwareSlotLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 512 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static FirmwareSlotLog decode(ByteBuffer data) {
    return new FirmwareSlotLog(Le.copy(data, SIZE, "Firmware Slot Information log"));
  }

  /**
   * {@return which slot runs now and which will after the next reset} Active Firmware Info (AFI),
   * byte 0.
   */
  public ActiveFirmwareInfo activeFirmwareInfo() {
    return new ActiveFirmwareInfo(Le.u8(bytes, 0));
  }

  /**
   * {@return the firmware revision in a slot, empty if there is none} Firmware Revision for Slot 1
   * to 7 (FRS1 to FRS7), bytes 8 to 63.
   *
   * @param slot the number of the slot, 1 to 7
   * @throws IndexOutOfBoundsException if there is no slot of that number
   */
  public String firmwareRevision(int slot) {
    return Le.ascii(bytes, 8 + 8 * Objects.checkIndex(slot - 1, SLOTS), 8);
  }

  /** {@return the revision in each of the seven slots; the first element is slot 1} */
  public List<String> firmwareRevisions() {
    return IntStream.rangeClosed(1, SLOTS).mapToObj(this::firmwareRevision).toList();
  }

  @Override
  public String toString() {
    return "FirmwareSlotLog[active="
        + activeFirmwareInfo().activeSlot()
        + ", next="
        + activeFirmwareInfo().nextResetSlot()
        + ", revisions="
        + firmwareRevisions()
        + "]";
  }

  /**
   * Active Firmware Info (AFI).
   *
   * @param value the field as the drive reports it
   */
  public record ActiveFirmwareInfo(int value) {

    /**
     * {@return the slot that the running firmware was loaded from, 1 to 7} Current Active Firmware
     * Slot (CAFSL), bits 2 to 0.
     */
    public int activeSlot() {
      return value & 7;
    }

    /**
     * {@return the slot that the next controller level reset activates, 1 to 7; 0 if none is to be
     * activated} Next Reset Active Firmware Slot, bits 6 to 4.
     */
    public int nextResetSlot() {
      return value >>> 4 & 7;
    }
  }
}
