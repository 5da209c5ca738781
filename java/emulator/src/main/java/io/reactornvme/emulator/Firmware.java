package io.reactornvme.emulator;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Firmware Image Download and Firmware Commit. An image of the emulator begins with its revision, 8
 * printable characters of ASCII; the rest is anything. Guarded by the worker's lock.
 */
final class Firmware {

  /** Firmware Update Granularity: 4 KiB. */
  static final int GRANULARITY = 4096;

  /** Commit Actions of boot partitions; to activate one is the next. */
  static final int REPLACE_BOOT_PARTITION = 6;

  private static final int REVISION = 8;
  private static final int LARGEST = 64 << 20;

  private final String[] slots = new String[8];
  private final boolean firstReadOnly;
  private final int count;
  private final TreeMap<Long, byte[]> downloaded = new TreeMap<>();
  private int active = 1;
  private int next;

  Firmware(ControllerSpec spec) {
    count = spec.firmwareSlots;
    firstReadOnly = spec.firmwareSlot1ReadOnly;
    Arrays.fill(slots, "");
    slots[1] = spec.firmware;
  }

  String revision() {
    return slots[active];
  }

  /** FRMW: whether slot 1 is read-only, how many slots, activation without reset. */
  int frmw() {
    return (firstReadOnly ? 1 : 0) | count << 1 | 1 << 4;
  }

  int download(EmulatedCommand c) {
    long offset = (c.cdw(11) & 0xFFFF_FFFFL) * 4;
    long length = ((c.cdw(10) & 0xFFFF_FFFFL) + 1) * 4;
    if (offset % GRANULARITY != 0) {
      throw CommandFailure.field(11, 0);
    }
    if (length % GRANULARITY != 0 || offset + length > LARGEST) {
      throw CommandFailure.field(10, 0);
    }
    Map.Entry<Long, byte[]> before = downloaded.lowerEntry(offset + length);
    if (before != null && before.getKey() + before.getValue().length > offset) {
      throw CommandFailure.of(Status.OVERLAPPING_RANGE);
    }
    downloaded.put(offset, c.fromHost((int) length));
    return Status.SUCCESS;
  }

  /** Commit Action 0 to 3. */
  int commit(EmulatedCommand c) {
    int slot = c.bits(10, 2, 0);
    int action = c.bits(10, 5, 3);
    if (action > 3) {
      throw CommandFailure.field(10, 3);
    }
    boolean replaces = action < 2 || (action == 3 && !downloaded.isEmpty());
    if (slot == 0 && replaces) { // the controller chooses: not the one in use
      slot = active < count ? active + 1 : firstReadOnly ? Math.min(2, count) : 1;
    }
    if (slot == 0 || slot > count || (replaces && slot == 1 && firstReadOnly)) {
      throw CommandFailure.of(Status.INVALID_FIRMWARE_SLOT);
    }
    if (replaces) {
      slots[slot] = takeImage();
    } else if (slots[slot].isEmpty()) {
      throw CommandFailure.of(Status.INVALID_FIRMWARE_IMAGE);
    }
    if (action == 3) {
      active = slot;
      next = 0;
    } else if (action > 0) {
      next = slot;
    }
    return Status.SUCCESS;
  }

  /** All that was downloaded, in one piece; it is gone with that. Empty if there is a hole. */
  byte[] takeDownload() {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    boolean whole = true;
    for (Map.Entry<Long, byte[]> part : downloaded.entrySet()) {
      whole &= part.getKey() == image.size();
      image.writeBytes(part.getValue());
    }
    downloaded.clear();
    return whole ? image.toByteArray() : new byte[0];
  }

  /** The revision of the image; the image itself is gone, good or not. */
  private String takeImage() {
    byte[] image = takeDownload();
    StringBuilder revision = new StringBuilder();
    for (int i = 0; i < Math.min(REVISION, image.length); i++) {
      revision.append((char) (image[i] & 0xFF));
    }
    boolean printable = revision.chars().allMatch(ch -> ch >= ' ' && ch <= '~');
    if (revision.length() < REVISION || !printable || revision.toString().isBlank()) {
      throw CommandFailure.of(Status.INVALID_FIRMWARE_IMAGE);
    }
    return revision.toString().stripTrailing();
  }

  /** A reset of the controller: what was to become active does, a download begun is forgotten. */
  void reset() {
    downloaded.clear();
    if (next != 0) {
      active = next;
      next = 0;
    }
  }

  /** Log page 03h. */
  byte[] page() {
    StructureWriter page = new StructureWriter(512).u8(0, active | next << 4);
    for (int slot = 1; slot <= count; slot++) {
      if (!slots[slot].isEmpty()) {
        page.ascii(slot * 8, REVISION, slots[slot]);
      }
    }
    return page.bytes();
  }
}
