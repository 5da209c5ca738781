package io.reactornvme.emulator;

import java.util.Arrays;

/**
 * The two boot partitions of a drive (NVM Express Base Specification 2.1, section 8.1.3), read
 * through log page 15h and replaced by Firmware Commit. Guarded by the worker's lock.
 */
final class BootPartitions {

  private static final int UNIT = 128 << 10;
  private static final int HEADER = 16;

  private final int units;
  private final byte[][] contents;
  private int active;

  BootPartitions(int units) {
    this.units = units;
    contents = new byte[2][units * UNIT];
  }

  /** Log page 15h. */
  byte[] page(int partition) {
    byte[] data = contents[partition];
    return new StructureWriter(HEADER + data.length)
        .u8(0, 0x15)
        .u32(4, (long) active << 31 | units)
        .bytes(HEADER, data)
        .bytes();
  }

  void replace(int partition, byte[] image) {
    if (image.length == 0 || image.length > units * UNIT) {
      throw CommandFailure.of(Status.INVALID_FIRMWARE_IMAGE);
    }
    contents[partition] = Arrays.copyOf(image, units * UNIT);
  }

  void activate(int partition) {
    active = partition;
  }
}
