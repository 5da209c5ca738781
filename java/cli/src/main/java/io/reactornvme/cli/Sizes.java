package io.reactornvme.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/** Amounts as nvme-cli writes them. */
final class Sizes {

  private static final String[] SI = {"", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};

  private Sizes() {}

  /** The 64 bits as a number that is not negative. */
  static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  /** Decimal units, such as {@code 67.11 MB}; columns of a table have a width. */
  static String si(BigInteger bytes, String format) {
    int unit = 0;
    BigDecimal amount = new BigDecimal(bytes);
    while (unit < SI.length - 1 && amount.compareTo(BigDecimal.valueOf(1000)) >= 0) {
      amount = amount.movePointLeft(3);
      unit++;
    }
    return String.format(Locale.ROOT, format, amount.setScale(2, RoundingMode.HALF_EVEN), SI[unit]);
  }

  /** {@code 67.11 MB}. */
  static String si(BigInteger bytes) {
    return si(bytes, "%.2f %sB");
  }

  /** Binary units without a fraction, such as {@code 4 KiB}. */
  static String binary(long bytes, String format) {
    int unit = 0;
    while (unit < BINARY.length - 1 && bytes >> (10 * (unit + 1)) != 0) {
      unit++;
    }
    long half = unit == 0 ? 0 : 1L << (10 * unit - 1);
    return String.format(Locale.ROOT, format, (bytes + half) >> (10 * unit), BINARY[unit]);
  }
}
