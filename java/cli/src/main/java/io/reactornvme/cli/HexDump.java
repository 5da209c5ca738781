package io.reactornvme.cli;

/** Bytes for people, sixteen a line, as nvme-cli lays them out. */
final class HexDump {

  private static final int WIDTH = 16;
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private HexDump() {}

  /** A heading, and the lines; each with its line feed. */
  static String of(byte[] bytes) {
    StringBuilder text = new StringBuilder(80 + bytes.length / WIDTH * 72).append("     ");
    for (int column = 0; column < WIDTH; column++) {
      text.append("  ").append(DIGITS[column]);
    }
    text.append('\n');
    for (int start = 0; start < bytes.length; start += WIDTH) {
      line(bytes, start, Math.min(WIDTH, bytes.length - start), text);
    }
    return text.toString();
  }

  private static void line(byte[] bytes, int start, int count, StringBuilder text) {
    String offset = Integer.toHexString(start);
    text.append("0".repeat(Math.max(0, 4 - offset.length()))).append(offset).append(':');
    StringBuilder characters = new StringBuilder(WIDTH);
    for (int i = start; i < start + count; i++) {
      text.append(' ').append(DIGITS[bytes[i] >> 4 & 0xf]).append(DIGITS[bytes[i] & 0xf]);
      characters.append(bytes[i] >= '!' && bytes[i] <= '~' ? (char) bytes[i] : '.');
    }
    text.append("   ".repeat(WIDTH - count));
    text.append(" \"").append(characters).append("\"\n");
  }
}
