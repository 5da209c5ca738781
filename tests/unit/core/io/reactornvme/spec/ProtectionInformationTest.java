package io.reactornvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import io.reactornvme.spec.ProtectionInformation.Checks;
import io.reactornvme.spec.ProtectionInformation.Guard;
import io.reactornvme.spec.ProtectionInformation.Tags;
import io.reactornvme.spec.ProtectionInformationException.Tag;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** End-to-end data protection, the host's part. */
class ProtectionInformationTest {

  private static ByteBuffer bytes(int n, IntUnaryOperator at) {
    ByteBuffer b = ByteBuffer.allocate(n);
    for (int i = 0; i < n; i++) {
      b.put(i, (byte) at.applyAsInt(i));
    }
    return b;
  }

  private static ProtectionInformation of(int type, Guard guard, int storageTag, int metadata) {
    return new ProtectionInformation(type, guard, storageTag, 512, metadata, false);
  }

  @Test
  void theChecksumsAreThoseOfTheSpecification() {
    ByteBuffer digits = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
    assertThat(Crc.t10Dif(0, digits, 0, 9)).isEqualTo(0xD0DB);
    assertThat(Crc.nvme64(0, digits, 0, 9)).isEqualTo(0xAE8B14860A799888L);
    // NVM Command Set Specification, 64b CRC Test Cases: 4 KiB of each.
    assertThat(Crc.nvme64(0, bytes(4096, i -> 0), 0, 4096)).isEqualTo(0x6482D367EB22B64EL);
    assertThat(Crc.nvme64(0, bytes(4096, i -> 0xFF), 0, 4096)).isEqualTo(0xC0DDBA7302ECA3ACL);
    assertThat(Crc.nvme64(0, bytes(4096, i -> i), 0, 4096)).isEqualTo(0x3E729F5F6750449CL);
    assertThat(Crc.nvme64(0, bytes(4096, i -> 0xFF - i), 0, 4096)).isEqualTo(0x9A2DF64B8E9E517EL);
  }

  @ParameterizedTest
  @EnumSource(Guard.class)
  void aChecksumCanBeContinued(Guard guard) {
    ByteBuffer b = bytes(100, i -> i * 7);
    if (guard == Guard.CRC16) {
      assertThat(Crc.t10Dif(Crc.t10Dif(0, b, 0, 33), b, 33, 67))
          .isEqualTo(Crc.t10Dif(0, b, 0, 100));
    } else {
      assertThat(Crc.nvme64(Crc.nvme64(0, b, 0, 33), b, 33, 67))
          .isEqualTo(Crc.nvme64(0, b, 0, 100));
    }
  }

  @Test
  void theBytesOfASixteenBitGuardAreInTheirPlaces() {
    ByteBuffer data = bytes(1024, i -> i * 3 + i / 512);
    ByteBuffer metadata = ByteBuffer.allocate(16);
    of(1, Guard.CRC16, 8, 8)
        .generate(data, metadata, new Tags(0x1234, 0xAABBFFFFFFL, 0xCAFE, 0x5A));
    assertThat(metadata.getShort(0)).isEqualTo((short) Crc.t10Dif(0, data, 0, 512));
    assertThat(metadata.getShort(2)).isEqualTo((short) 0xCAFE);
    assertThat(metadata.getInt(4)).isEqualTo(0x5AFFFFFF);
    assertThat(metadata.getShort(8)).isEqualTo((short) Crc.t10Dif(0, data, 512, 512));
    assertThat(metadata.getInt(12)).as("counted up, in its own bits").isEqualTo(0x5A000000);
  }

  @Test
  void theBytesOfASixtyFourBitGuardAreInTheirPlaces() {
    ByteBuffer data = bytes(512, i -> i);
    ByteBuffer metadata = bytes(24, i -> 0x77);
    ProtectionInformation pi = of(2, Guard.CRC64, 16, 24);
    Tags tags = new Tags(9, 0x89ABCDEFL, 0x1111, 0xF00D);
    pi.generate(data, metadata, tags);
    long crc = Crc.nvme64(Crc.nvme64(0, data, 0, 512), metadata, 0, 8);
    assertThat(metadata.getLong(0)).as("left alone").isEqualTo(0x7777777777777777L);
    assertThat(metadata.getLong(8)).isEqualTo(crc);
    assertThat(metadata.getShort(16)).isEqualTo((short) 0x1111);
    assertThat(metadata.getShort(18)).isEqualTo((short) 0xF00D);
    assertThat(metadata.getInt(20)).isEqualTo(0x89ABCDEF);
    assertThat(pi.commandTags(tags)).isEqualTo(0xF00D_89AB_CDEFL);
  }

  @Test
  void inTheFirstBytesTheGuardCoversTheDataAlone() {
    ByteBuffer data = bytes(512, i -> i);
    ByteBuffer metadata = bytes(64, i -> i);
    ProtectionInformation pi = new ProtectionInformation(1, Guard.CRC16, 0, 512, 64, true);
    pi.generate(data, metadata, Tags.at(5));
    assertThat(metadata.getShort(0)).isEqualTo((short) Crc.t10Dif(0, data, 0, 512));
    assertThat(metadata.getInt(4)).isEqualTo(5);
    metadata.put(63, (byte) 99);
    pi.check(data, metadata, Tags.at(5), Checks.ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "1, CRC16, 0, 8, false", "2, CRC16, 16, 64, true", "3, CRC16, 32, 8, false",
    "1, CRC64, 0, 16, false", "2, CRC64, 20, 64, false", "3, CRC64, 48, 32, true",
  })
  void whatWasGeneratedIsFoundGoodApartAndInside(
      int type, Guard guard, int storageTag, int metadataSize, boolean first) {
    ProtectionInformation pi =
        new ProtectionInformation(type, guard, storageTag, 512, metadataSize, first);
    Tags tags = new Tags(77, 0xFFFF_FFFF_FFFEL, 0x2222, 0x123456789AL);
    ByteBuffer data = bytes(3 * 512, i -> i * 31);
    ByteBuffer metadata = bytes(3 * metadataSize, i -> i);
    pi.generate(data, metadata, tags);
    pi.check(data, metadata, tags, Checks.ALL);

    ByteBuffer both = bytes(3 * (512 + metadataSize), i -> i * 13);
    pi.generate(both, null, tags);
    pi.check(both, null, tags, Checks.ALL);
    both.put(512 + metadataSize + 100, (byte) ~both.get(512 + metadataSize + 100));
    assertThatThrownBy(() -> pi.check(both, null, tags, Checks.ALL))
        .isInstanceOfSatisfying(
            ProtectionInformationException.class,
            e -> {
              assertThat(e.lba()).isEqualTo(78);
              assertThat(e.tag()).isEqualTo(Tag.GUARD);
              assertThat(e).hasMessageContaining("LBA 78").hasMessageContaining("guard");
            });
  }

  @Test
  void eachTagIsTold() {
    ProtectionInformation pi = of(1, Guard.CRC16, 8, 8);
    ByteBuffer data = bytes(1024, i -> i);
    ByteBuffer metadata = ByteBuffer.allocate(16);
    Tags tags = new Tags(1000, 1000, 7, 3);
    pi.generate(data, metadata, tags);
    differs(pi, data, metadata, new Tags(1000, 1000, 6, 3), Tag.APPLICATION_TAG, 6, 7);
    differs(pi, data, metadata, new Tags(1000, 1001, 7, 3), Tag.REFERENCE_TAG, 1001, 1000);
    differs(pi, data, metadata, new Tags(1000, 1000, 7, 2), Tag.STORAGE_TAG, 2, 3);
    Tags wrong = new Tags(1000, 1, 6, 1);
    pi.check(data, metadata, wrong, new Checks(true, 0, false, false));
    pi.check(data, metadata, tags, new Checks(true, 2, true, true));
    data.put(0, (byte) 99);
    pi.check(data, metadata, tags, new Checks(false, 0xFFFF, true, true));
  }

  private static void differs(
      ProtectionInformation pi,
      ByteBuffer data,
      ByteBuffer metadata,
      Tags tags,
      Tag tag,
      long expected,
      long found) {
    assertThatThrownBy(() -> pi.check(data, metadata, tags, Checks.ALL))
        .isInstanceOfSatisfying(
            ProtectionInformationException.class,
            e -> {
              assertThat(e.tag()).isEqualTo(tag);
              assertThat(e.lba()).isEqualTo(1000);
              assertThat(e.expected()).isEqualTo(expected);
              assertThat(e.found()).isEqualTo(found);
            });
  }

  @Test
  void blocksThatSaySoAreNotChecked() {
    ByteBuffer data = bytes(512, i -> i);
    ByteBuffer escaped = bytes(8, i -> 0xFF);
    for (int type = 1; type <= 3; type++) {
      ProtectionInformation pi = of(type, Guard.CRC16, 0, 8);
      assertThatCode(() -> pi.check(data, escaped, Tags.at(0), Checks.ALL))
          .doesNotThrowAnyException();
    }
    escaped.putInt(4, 0); // type 3 wants all of it
    of(1, Guard.CRC16, 0, 8).check(data, escaped, Tags.at(1), Checks.ALL);
    assertThatThrownBy(() -> of(3, Guard.CRC16, 0, 8).check(data, escaped, Tags.at(0), Checks.ALL))
        .isInstanceOf(ProtectionInformationException.class);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> of(0, Guard.CRC16, 0, 8)).hasMessageContaining("type");
    assertThatThrownBy(() -> of(4, Guard.CRC16, 0, 8)).hasMessageContaining("type");
    assertThatThrownBy(() -> of(1, Guard.CRC16, 33, 8)).hasMessageContaining("0 to 32");
    assertThatThrownBy(() -> of(1, Guard.CRC64, 49, 16)).hasMessageContaining("0 to 48");
    assertThatThrownBy(() -> of(1, Guard.CRC64, 0, 8)).hasMessageContaining("16 bytes");
    ProtectionInformation pi = of(1, Guard.CRC16, 0, 8);
    assertThatThrownBy(() -> pi.generate(bytes(513, i -> 0), bytes(16, i -> 0), Tags.at(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pi.generate(bytes(1024, i -> 0), bytes(15, i -> 0), Tags.at(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNamespaceTellsItsOwn() {
    ByteBuffer identify = ByteBuffer.allocate(4096).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    identify.putInt(128, 9 << 16 | 8); // LBA format 0: 512 + 8
    assertThat(ProtectionInformation.of(IdentifyNamespace.decode(identify))).isEmpty();
    identify.put(29, (byte) 1);
    assertThat(ProtectionInformation.of(IdentifyNamespace.decode(identify)))
        .hasValue(new ProtectionInformation(1, Guard.CRC16, 0, 512, 8, false));
    identify.put(29, (byte) 0xB).putInt(128, 12 << 16 | 64);
    assertThat(
            ProtectionInformation.of(
                IdentifyNamespace.decode(identify), new ExtendedLbaFormat(2 << 7 | 16)))
        .hasValue(new ProtectionInformation(3, Guard.CRC64, 16, 4096, 64, true));
    assertThatThrownBy(
            () ->
                ProtectionInformation.of(
                    IdentifyNamespace.decode(identify), new ExtendedLbaFormat(1 << 7)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(List.of(0, 1, 2, 3, 3 | 1 << 2, 3 | 2 << 2, 3 | 3 << 2))
        .extracting(pif -> ProtectionInformation.guardBits(new ExtendedLbaFormat((long) pif << 7)))
        .as("also of the qualified format")
        .containsExactly(16, 32, 64, 16, 32, 64, 0);
  }
}
