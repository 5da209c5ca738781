package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Numbers, sizes and dumps as nvme-cli reads and writes them. */
class FormsTest {

  @ParameterizedTest
  @CsvSource({"0,0", "10,10", "0x1f,31", "0XFF,255", "010,8", "255,255"})
  void numbersOfEightBits(String text, long value) {
    assertThat(new Numbers.U8().convert(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "-1", "", "x", "0x", "08", "1k", "0x100"})
  void whatIsNoNumberOfEightBits(String text) {
    assertThatThrownBy(() -> new Numbers.U8().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is no number of 0 to 0xff");
  }

  @ParameterizedTest
  @CsvSource({
    "4096,4096",
    "4k,4000",
    "4Ki,4096",
    "1.5k,1500",
    "2Mi,2097152",
    "010,10",
    "0xffffffffffffffff,-1"
  })
  void numbersOfSixtyFourBitsTakeUnits(String text, long value) {
    assertThat(new Numbers.U64().convert(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4i", "k", "18446744073709551616", "1e3", "-1"})
  void whatIsNoNumberOfSixtyFourBits(String text) {
    assertThatThrownBy(() -> new Numbers.U64().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.00 B",
    "999,999.00 B",
    "512000,512.00 kB",
    "67108864,67.11 MB",
    "1000000000000,1.00 TB"
  })
  void decimalUnits(String bytes, String words) {
    assertThat(Sizes.si(new BigInteger(bytes))).isEqualTo(words);
  }

  @Test
  void columnsHaveTheirWidth() {
    assertThat(Sizes.si(BigInteger.valueOf(67108864), "%6.2f %2sB")).isEqualTo(" 67.11  MB");
    assertThat(Sizes.binary(512, "%3d %2sB")).isEqualTo("512   B");
    assertThat(Sizes.binary(4096, "%3d %2sB")).isEqualTo("  4 KiB");
  }

  @Test
  void sixtyFourBitsAreNeverNegative() {
    assertThat(Sizes.unsigned(-1)).isEqualTo("18446744073709551615");
    assertThat(Page.hex(Sizes.unsigned(-1))).isEqualTo("0xffffffffffffffff");
    assertThat(Page.hex(0)).isEqualTo("0");
  }

  @Test
  void dumpsAreLaidOutLikeThoseOfNvmeCli() {
    byte[] bytes = "0123456789abcdef<~>\1".getBytes(StandardCharsets.US_ASCII);

    assertThat(HexDump.of(bytes))
        .isEqualTo(
            "       0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f\n"
                + "0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66"
                + " \"0123456789abcdef\"\n"
                + "0010: 3c 7e 3e 01                                    "
                + " \"<~>.\"\n");
  }
}
