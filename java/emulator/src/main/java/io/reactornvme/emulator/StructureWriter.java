package io.reactornvme.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Fills in an NVMe data structure: little-endian fields at their offsets, all else zero. */
final class StructureWriter {

  private final byte[] bytes;

  StructureWriter(int size) {
    bytes = new byte[size];
  }

  byte[] bytes() {
    return bytes;
  }

  StructureWriter u8(int offset, int value) {
    bytes[offset] = (byte) value;
    return this;
  }

  StructureWriter u16(int offset, int value) {
    return number(offset, 2, value);
  }

  StructureWriter u24(int offset, int value) {
    return number(offset, 3, value);
  }

  StructureWriter u32(int offset, long value) {
    return number(offset, 4, value);
  }

  StructureWriter u48(int offset, long value) {
    return number(offset, 6, value);
  }

  StructureWriter u64(int offset, long value) {
    return number(offset, 8, value);
  }

  /** A 16-byte field; no counter of the emulator needs more than its low half. */
  StructureWriter u128(int offset, long value) {
    return number(offset, 8, value);
  }

  /** Big-endian, as EUI64 and NGUID are. */
  StructureWriter big64(int offset, long value) {
    return number(offset, 8, Long.reverseBytes(value));
  }

  StructureWriter bytes(int offset, byte[] value) {
    System.arraycopy(value, 0, bytes, offset, value.length);
    return this;
  }

  /** An ASCII field, padded with blanks as identification strings are. */
  StructureWriter ascii(int offset, int size, String value) {
    Arrays.fill(bytes, offset, offset + size, (byte) ' ');
    return text(offset, size, value);
  }

  /** A string padded with zero bytes. */
  StructureWriter text(int offset, int size, String value) {
    byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, offset, Math.min(size, ascii.length));
    return this;
  }

  private StructureWriter number(int offset, int size, long value) {
    for (int i = 0; i < size; i++) {
      bytes[offset + i] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  static int u16(byte[] from, int offset) {
    return (int) read(from, offset, 2);
  }

  static int u32(byte[] from, int offset) {
    return (int) read(from, offset, 4);
  }

  static long u64(byte[] from, int offset) {
    return read(from, offset, 8);
  }

  private static long read(byte[] from, int offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (from[offset + i] & 0xFF);
    }
    return value;
  }
}
