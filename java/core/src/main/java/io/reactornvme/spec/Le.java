package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads the fields of NVMe data structures, little-endian, at byte offsets of an array. */
final class Le {

  private Le() {}

  /** Copies the first {@code size} bytes that remain in the buffer; its position stays. */
  static byte[] copy(ByteBuffer source, int size, String structure) {
    if (source.remaining() < size) {
      throw new IllegalArgumentException(
          structure + " needs " + size + " bytes, got " + source.remaining());
    }
    byte[] bytes = new byte[size];
    source.get(source.position(), bytes);
    return bytes;
  }

  /** Copies all that remains in the buffer; its position stays. */
  static byte[] copyAll(ByteBuffer source, int least, String structure) {
    return copy(source, Math.max(least, source.remaining()), structure);
  }

  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  static int u8(byte[] bytes, int offset) {
    return bytes[offset] & 0xff;
  }

  static int u16(byte[] bytes, int offset) {
    return u8(bytes, offset) | u8(bytes, offset + 1) << 8;
  }

  static int u24(byte[] bytes, int offset) {
    return u16(bytes, offset) | u8(bytes, offset + 2) << 16;
  }

  static long u32(byte[] bytes, int offset) {
    return u24(bytes, offset) | (long) u8(bytes, offset + 3) << 24;
  }

  static long u48(byte[] bytes, int offset) {
    return u32(bytes, offset) | (long) u16(bytes, offset + 4) << 32;
  }

  /** The 64 bits as they are: a value of 2^63 or more comes out negative. */
  static long u64(byte[] bytes, int offset) {
    return u32(bytes, offset) | u32(bytes, offset + 4) << 32;
  }

  /** Of the fields that are big-endian. */
  static long big64(byte[] bytes, int offset) {
    return Long.reverseBytes(u64(bytes, offset));
  }

  /** A count of 16 bits, and so many identifiers of 16 bits, as far as there are bytes. */
  static List<Integer> countedIdentifiers(byte[] bytes) {
    return IntStream.rangeClosed(1, Math.min(u16(bytes, 0), bytes.length / 2 - 1))
        .mapToObj(i -> u16(bytes, 2 * i))
        .toList();
  }

  static BigInteger u128(byte[] bytes, int offset) {
    byte[] bigEndian = new byte[16];
    for (int i = 0; i < 16; i++) {
      bigEndian[15 - i] = bytes[offset + i];
    }
    return new BigInteger(1, bigEndian);
  }

  static boolean bit(long value, int bit) {
    return (value >>> bit & 1) != 0;
  }

  /**
   * An ASCII field without the spaces (the specification's padding) and NULs (some drives' padding)
   * around it. What is not printable becomes {@code '?'}, so a string from a drive is safe to log.
   */
  static String ascii(byte[] bytes, int offset, int length) {
    int from = offset;
    int to = offset + length;
    while (from < to && isPadding(bytes[from])) {
      from++;
    }
    while (to > from && isPadding(bytes[to - 1])) {
      to--;
    }
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '?');
    }
    return text.toString();
  }

  private static boolean isPadding(byte b) {
    return b == ' ' || b == 0;
  }

  /** A UTF-8 string that ends at the first NUL or at the end of the field. */
  static String utf8(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }

  /**
   * The parts of one size that a structure has from an offset on: as many as it counts, but no more
   * than there are bytes for. The count is the drive's, of up to 64 bits, and is not trusted.
   */
  static <T> List<T> parts(
      byte[] bytes, int offset, int size, long count, Function<byte[], T> decode) {
    long there = Math.max(0, bytes.length - offset) / size;
    int n = (int) (Long.compareUnsigned(count, there) < 0 ? count : there);
    return IntStream.range(0, n)
        .mapToObj(i -> offset + i * size)
        .map(at -> decode.apply(Arrays.copyOfRange(bytes, at, at + size)))
        .toList();
  }

  /** Hexadecimal digits in the order of the bytes, for the identifiers that are big-endian. */
  static String hex(byte[] bytes, int offset, int length) {
    StringBuilder digits = new StringBuilder(2 * length);
    for (int i = offset; i < offset + length; i++) {
      digits.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16));
      digits.append(Character.forDigit(bytes[i] & 0xf, 16));
    }
    return digits.toString();
  }
}
