package io.reactornvme.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Unsigned numbers on the command line as nvme-cli takes them: decimal, hexadecimal ({@code 0x1f})
 * and, but for the widest, octal ({@code 017}). The widest take a unit as well: {@code 4k} is 4000,
 * {@code 4Ki} is 4096.
 */
final class Numbers {

  private static final Pattern WITH_UNIT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kKMGTPE])?(i?)");
  private static final String UNITS = "kMGTPE";

  private Numbers() {}

  /** A number of so many bits. */
  abstract static class Unsigned implements ITypeConverter<Long> {
    private final int bits;

    Unsigned(int bits) {
      this.bits = bits;
    }

    @Override
    public Long convert(String text) {
      try {
        BigInteger number = parse(text);
        if (number.signum() >= 0 && number.bitLength() <= bits) {
          return number.longValue();
        }
      } catch (NumberFormatException e) {
        // said below
      }
      String most = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).toString(16);
      throw new TypeConversionException("'" + text + "' is no number of 0 to 0x" + most);
    }

    BigInteger parse(String text) {
      if (text.toLowerCase(Locale.ROOT).startsWith("0x")) {
        return new BigInteger(text.substring(2), 16);
      }
      return text.length() > 1 && text.startsWith("0")
          ? new BigInteger(text.substring(1), 8)
          : new BigInteger(text);
    }
  }

  /** 8 bits. */
  static final class U8 extends Unsigned {
    U8() {
      super(8);
    }
  }

  /** 16 bits. */
  static final class U16 extends Unsigned {
    U16() {
      super(16);
    }
  }

  /** 32 bits. */
  static final class U32 extends Unsigned {
    U32() {
      super(32);
    }
  }

  /** 64 bits, with a unit if wanted; those above the half are negative as a {@code long}. */
  static final class U64 extends Unsigned {
    U64() {
      super(64);
    }

    @Override
    BigInteger parse(String text) {
      if (text.toLowerCase(Locale.ROOT).startsWith("0x")) {
        return super.parse(text);
      }
      Matcher form = WITH_UNIT.matcher(text);
      if (!form.matches() || (form.group(2) == null && !form.group(3).isEmpty())) {
        throw new NumberFormatException(text);
      }
      int power = form.group(2) == null ? 0 : UNITS.indexOf(form.group(2).replace('K', 'k')) + 1;
      BigInteger unit = BigInteger.valueOf(form.group(3).isEmpty() ? 1000 : 1024).pow(power);
      return new BigDecimal(form.group(1)).multiply(new BigDecimal(unit)).toBigInteger();
    }
  }
}
