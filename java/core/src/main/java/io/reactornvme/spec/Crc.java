package io.reactornvme.spec;

import java.nio.ByteBuffer;

/** The checksums of protection information, a byte at a time. */
final class Crc {

  private static final int T10_DIF = 0x8BB7;

  /** CRC-64/NVME: AD93D23594C93659h with its bits in reverse order. */
  private static final long NVME_64 = 0x9A6C9329AC4BC9B5L;

  private static final short[] TABLE_16 = new short[256];
  private static final long[] TABLE_64 = new long[256];

  static {
    for (int i = 0; i < 256; i++) {
      int low = i << 8;
      long reversed = i;
      for (int bit = 0; bit < 8; bit++) {
        low = low << 1 ^ ((low & 0x8000) != 0 ? T10_DIF : 0);
        reversed = reversed >>> 1 ^ ((reversed & 1) != 0 ? NVME_64 : 0);
      }
      TABLE_16[i] = (short) low;
      TABLE_64[i] = reversed;
    }
  }

  private Crc() {}

  /** CRC-16 T10-DIF of what comes after data whose own is {@code crc}; 0 for none. */
  static int t10Dif(int crc, ByteBuffer bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      crc = (crc << 8 ^ TABLE_16[(crc >>> 8 ^ bytes.get(i)) & 0xFF]) & 0xFFFF;
    }
    return crc;
  }

  /** CRC-64/NVME of what comes after data whose own is {@code crc}; 0 for none. */
  static long nvme64(long crc, ByteBuffer bytes, int start, int length) {
    crc = ~crc;
    for (int i = start; i < start + length; i++) {
      crc = crc >>> 8 ^ TABLE_64[(int) (crc ^ bytes.get(i)) & 0xFF];
    }
    return ~crc;
  }
}
