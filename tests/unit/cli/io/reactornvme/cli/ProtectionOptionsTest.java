package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ProtectionInformation;
import io.reactornvme.spec.ProtectionInformation.Guard;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where storage and reference tags go in a command, by the namespace's format. */
class ProtectionOptionsTest {

  private static PassthruCommand tagged(Guard guard, int bits, String storage, String reference) {
    ProtectionOptions options = new ProtectionOptions();
    options.storageTag = new Numbers.U64().convert(storage);
    options.referenceTag = new Numbers.U64().convert(reference);
    ProtectionInformation format = new ProtectionInformation(1, guard, bits, 512, 16, true);
    return options.tagged(PassthruCommand.builder(NvmOpcode.VERIFY), Optional.of(format)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "CRC16, 0, 0, 0x12345678, 0, 0x12345678",
    "CRC16, 8, 0xab, 0x123456, 0, 0xab123456",
    "CRC16, 32, 0xabcdef01, 0, 0, 0xabcdef01",
    "CRC64, 0, 0, 0x123456789abc, 0x1234, 0x56789abc",
    "CRC64, 16, 0xabcd, 0x12345678, 0xabcd, 0x12345678",
    "CRC64, 48, 0xabcdef012345, 0, 0xabcd, 0xef012345"
  })
  void tagsLieWhereTheFormatSays(
      Guard guard, int bits, String storage, String reference, String upper, String lower) {
    PassthruCommand command = tagged(guard, bits, storage, reference);

    assertThat(command.cdw(3)).isEqualTo(new Numbers.U64().convert(upper).intValue());
    assertThat(command.cdw(14)).isEqualTo(new Numbers.U64().convert(lower).intValue());
  }

  @ParameterizedTest
  @CsvSource({
    "CRC16, 0, 1, 0, --storage-tag has more than the 0 bits",
    "CRC16, 8, 0x100, 0, --storage-tag has more than the 8 bits",
    "CRC16, 8, 1, 0x1000000, --ref-tag has more than the 24 bits",
    "CRC16, 0, 0, 0x100000000, --ref-tag has more than the 32 bits",
    "CRC64, 16, 1, 0x100000000, --ref-tag has more than the 32 bits",
    "CRC64, 0, 0, 0x1000000000000, --ref-tag has more than the 48 bits"
  })
  void whatIsTooLargeIsRefused(
      Guard guard, int bits, String storage, String reference, String message) {
    assertThatThrownBy(() -> tagged(guard, bits, storage, reference))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aNamespaceWithoutProtectionHasNoStorageTag() {
    TestConsole test = TestConsole.piped();

    for (String line :
        new String[] {
          "verify nvme0n1 -S 1", "write-zeroes nvme0n1 -S 1", "read nvme0n1 -z 8 -g 1"
        }) {
      assertThat(test.run((line + " --emulated 1").split(" "))).isEqualTo(1);
    }
    assertThat(test.err().lines().toList())
        .filteredOn(line -> line.contains("--storage-tag has more than the 0 bits"))
        .hasSize(3);
    assertThat(test.run("verify nvme0n1 -r 7 --emulated 1 --trace".split(" "))).isZero();
    assertThat(test.err()).contains("Verify (0ch)").doesNotContain("Identify (06h");
  }
}
