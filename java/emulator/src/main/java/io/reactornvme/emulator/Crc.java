package io.reactornvme.emulator;

/** The checksums of protection information, a byte at a time; its own, see {@link Protection}. */
final class Crc {

  /** x^16 + x^15 + x^11 + x^9 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1. */
  private static final int T10DIF = 0x8BB7;

  /** The polynomial AD93D23594C93659h, its bits the other way round. */
  private static final long NVME64 = 0x9A6C_9329_AC4B_C9B5L;

  private static final int[] T10DIF_TABLE = new int[256];
  private static final long[] NVME64_TABLE = new long[256];

  static {
    for (int i = 0; i < 256; i++) {
      int low = i << 8;
      long high = i;
      for (int bit = 0; bit < 8; bit++) {
        low = low << 1 ^ ((low & 0x8000) != 0 ? T10DIF : 0);
        high = high >>> 1 ^ ((high & 1) != 0 ? NVME64 : 0);
      }
      T10DIF_TABLE[i] = low & 0xFFFF;
      NVME64_TABLE[i] = high;
    }
  }

  private Crc() {}

  /** CRC-16 T10 DIF; begins with 0. */
  static int t10dif(int crc, byte[] bytes, int offset, int length) {
    int c = crc;
    for (int i = offset; i < offset + length; i++) {
      c = (c << 8 & 0xFFFF) ^ T10DIF_TABLE[c >>> 8 ^ (bytes[i] & 0xFF)];
    }
    return c;
  }

  /** CRC-64 NVMe; begins with all ones, and its complement is the result. */
  static long nvme64(long crc, byte[] bytes, int offset, int length) {
    long c = crc;
    for (int i = offset; i < offset + length; i++) {
      c = c >>> 8 ^ NVME64_TABLE[(int) (c ^ bytes[i]) & 0xFF];
    }
    return c;
  }
}
