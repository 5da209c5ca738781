package io.reactornvme.fuzz;

import java.util.Arrays;

/**
 * Reads what the fuzzer has made up, from front to back and little-endian; zeros after its end.
 * Bytes and no FuzzedDataProvider: what lies in the corpus can be read by people and written by
 * hand, and its replay needs no native code.
 */
final class Input {

  private final byte[] bytes;
  private int at;

  Input(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isEmpty() {
    return at >= bytes.length;
  }

  int u8() {
    return at < bytes.length ? bytes[at++] & 0xFF : 0;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  int i32() {
    return u16() | u16() << 16;
  }

  long i64() {
    return i32() & 0xFFFF_FFFFL | (long) i32() << 32;
  }

  /** As many bytes, or fewer at the end. */
  byte[] bytes(int limit) {
    byte[] taken = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + limit));
    at += taken.length;
    return taken;
  }
}
