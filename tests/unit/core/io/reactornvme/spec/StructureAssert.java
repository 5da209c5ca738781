package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactornvme.spec.Samples.Field;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What holds for the decoding of every data structure. */
final class StructureAssert {

  private StructureAssert() {}

  /**
   * From a longer buffer what is known is decoded; from any kind of buffer, at its position, which
   * stays; a shorter one is refused; the structure has a copy of its own.
   *
   * @param size how many bytes the structure needs
   * @param name as errors have it
   */
  static <T extends NvmeStructure> void assertDecodes(
      int size, String name, Function<ByteBuffer, T> decode) {
    byte[] longer = Samples.random(7, size + 300).array();
    byte[] data = Arrays.copyOf(longer, size);
    T expected = decode.apply(ByteBuffer.wrap(data));

    ByteBuffer whole = ByteBuffer.wrap(longer);
    assertThat(decode.apply(whole)).isEqualTo(expected).hasSameHashCodeAs(expected);
    assertThat(whole.position()).isZero();

    ByteBuffer direct = ByteBuffer.allocateDirect(size + 24).order(ByteOrder.BIG_ENDIAN);
    direct.position(16).put(data).position(16);
    assertThat(decode.apply(direct.asReadOnlyBuffer())).isEqualTo(expected);
    assertThat(direct.position()).isEqualTo(16);

    for (ByteBuffer truncated :
        List.of(ByteBuffer.allocate(size - 1), ByteBuffer.allocate(size).position(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> decode.apply(truncated))
          .withMessage("%s needs %d bytes, got %d", name, size, size - 1);
    }

    T other = decode.apply(ByteBuffer.wrap(data));
    data[0] = (byte) ~data[0];
    assertThat(other).isEqualTo(expected);
    assertThat(decode.apply(ByteBuffer.wrap(data))).isNotEqualTo(expected);
    assertThat(expected.equals(null)).isFalse();
    assertThat(expected.raw()).isEqualTo(ByteBuffer.wrap(longer, 0, size));
    assertThat(expected.raw().isReadOnly()).isTrue();
    assertThat(expected.raw().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(decode.apply(Samples.allOnes(size)).toString())
        .startsWith(expected.getClass().getSimpleName() + "[");
  }

  /** Each field of the table is read from its bytes, and from all of them. */
  static <T extends NvmeStructure> void assertFields(
      int size, Function<ByteBuffer, T> decode, List<Field> fields) {
    for (int seed = 0; seed < 20; seed++) {
      ByteBuffer data = Samples.random(seed, size);
      T structure = decode.apply(data);
      for (Field field : fields) {
        assertThat(Samples.unsigned(field.read(structure)))
            .as("%s, seed %d", field, seed)
            .isEqualTo(field.number(data, false));
      }
    }
    T largest = decode.apply(Samples.allOnes(size));
    for (Field field : fields) {
      assertThat(Samples.unsigned(field.read(largest)))
          .as("%s", field)
          .isEqualTo(BigInteger.ONE.shiftLeft(8 * field.size()).subtract(BigInteger.ONE));
    }
  }
}
