package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.pattern;
import static io.reactornvme.emulator.Commands.status;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The NVM command set. */
class EmulatedIoTest {

  private static final long BLOCKS = 1L << 21;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.namespace(n -> {})
                          .namespace(n -> n.format(3))
                          .namespace(n -> n.format(3).extendedMetadata())));

  private Commands commands;

  @BeforeEach
  void commands(Nvme nvme) {
    commands = new Commands(nvme);
  }

  @Test
  void readsWhatWasWrittenAndZerosElse() {
    ByteBuffer data = pattern(8 * 512, 1);
    commands.write(BLOCKS - 8, 8, data).orThrow();
    assertThat(commands.read(BLOCKS - 8, 8, 512).orThrow().data()).isEqualTo(data);
    assertThat(commands.read(77, 3, 512).orThrow().data()).isEqualTo(zeros(3 * 512));
    assertThat(commands.read(BLOCKS - 1, 1, 512).orThrow().data())
        .isEqualTo(data.slice(7 * 512, 512));
  }

  @Test
  void comparesVerifiesAndFlushes() {
    ByteBuffer data = pattern(1024, 2);
    commands.write(4, 2, data).orThrow();
    assertThat(commands.io(5, c -> lba(c, 4, 2).dataOut(data)).isSuccess()).isTrue();
    assertThat(status(commands.io(5, c -> lba(c, 5, 2).dataOut(data)))).isEqualTo(0x4285);
    assertThat(commands.io(0x0C, c -> lba(c, 4, 2)).isSuccess()).isTrue();
    assertThat(commands.io(0, c -> c).isSuccess()).isTrue();
  }

  @Test
  void zeroesAndDeallocates() {
    commands.write(0, 24, pattern(24 * 512, 3)).orThrow();
    commands.io(8, c -> lba(c, 1, 10)).orThrow();
    assertThat(commands.read(1, 10, 512).data()).isEqualTo(zeros(5120));
    assertThat(commands.read(0, 1, 512).data()).isEqualTo(pattern(512, 3));
    ByteBuffer ranges = zeros(32);
    ranges.putInt(4, 2).putLong(8, 20).putInt(20, 1).putLong(24, 0);
    commands.io(9, c -> c.cdw10(1).cdw11(4).dataOut(ranges)).orThrow();
    assertThat(commands.read(20, 2, 512).data()).isEqualTo(zeros(1024));
    assertThat(commands.read(0, 1, 512).data()).isEqualTo(zeros(512));
    assertThat(commands.read(22, 1, 512).data()).isNotEqualTo(zeros(512));
    ranges.putLong(8, BLOCKS);
    assertThat(status(commands.io(9, c -> c.cdw10(1).cdw11(4).dataOut(ranges)))).isEqualTo(0x4080);
  }

  @Test
  void uncorrectableBlocksStaySoUntilWritten() {
    commands.io(4, c -> lba(c, 9, 2)).orThrow();
    assertThat(status(commands.read(8, 2, 512))).isEqualTo(0x4281);
    assertThat(commands.logData(1, 4096).getLong(16)).isEqualTo(9); // LBA in the error log
    assertThat(commands.logData(2, 512).getLong(160)).isEqualTo(1);
    assertThat(status(commands.io(0x0C, c -> lba(c, 10, 1)))).isEqualTo(0x4281);
    commands.write(9, 2, pattern(1024, 4)).orThrow();
    assertThat(commands.read(8, 4, 512).isSuccess()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0x02, 0x200000, 1, 0x4080",
    "0x02, 0x1FFFFF, 2, 0x4080",
    "0x01, 0x200000, 1, 0x4080",
    "0x05, 0x200000, 1, 0x4080",
    "0x02, -1, 1, 0x4080",
    "0x08, 0x1FFFFF, 2, 0x4080",
    "0x0C, 0x1FFFFF, 2, 0x4080",
    "0x04, 0x1FFFFF, 2, 0x4080",
    "0x7F, 0, 1, 0x4001",
    "0x90, 0, 1, 0x4001",
    "0x7D, 0, 1, 0x4001",
  })
  void refusesWhatIsWrong(int opcode, long lba, int blocks, int expected) {
    assertThat(
            status(
                commands.io(
                    opcode,
                    c ->
                        (opcode & 1) != 0
                            ? lba(c, lba, blocks).dataOut(zeros(blocks * 512))
                            : (opcode & 2) != 0
                                ? lba(c, lba, blocks).dataIn(blocks * 512)
                                : lba(c, lba, blocks))))
        .isEqualTo(expected);
  }

  @Test
  void writeProtectionHolds() {
    commands.admin(9, c -> c.nsid(1).cdw10(0x84).cdw11(1)).orThrow();
    assertThat(status(commands.write(0, 1, zeros(512)))).isEqualTo(0x4020);
    assertThat(status(commands.io(8, c -> lba(c, 0, 1)))).isEqualTo(0x4020);
    assertThat(commands.read(0, 1, 512).isSuccess()).isTrue();
    assertThat(commands.identify(0, 1).data().get(99)).isEqualTo((byte) 1);
    commands.admin(9, c -> c.nsid(1).cdw10(0x84).cdw11(0)).orThrow();
    commands.write(0, 1, zeros(512)).orThrow();
  }

  @Test
  void metadataTravelsApartOrWithTheData() {
    ByteBuffer data = pattern(8192, 5);
    ByteBuffer metadata = pattern(16, 6);
    commands
        .ioMono(2, 1, c -> lba(c, 0, 2).dataOut(data).metadataOut(metadata))
        .block(Commands.SOON)
        .orThrow();
    var apart = commands.ioMono(2, 2, c -> lba(c, 0, 2).dataIn(8192).metadataIn(16)).block();
    assertThat(apart.data()).isEqualTo(data);
    assertThat(apart.metadata()).isEqualTo(metadata);
    ByteBuffer both = pattern(2 * 4104, 7);
    commands.ioMono(3, 1, c -> lba(c, 5, 2).dataOut(both)).block().orThrow();
    assertThat(commands.ioMono(3, 2, c -> lba(c, 6, 1).dataIn(4104)).block().data())
        .isEqualTo(both.slice(4104, 4104));
  }

  @Test
  void filesKeepTheData(@TempDir Path directory) {
    Path file = directory.resolve("namespace");
    for (int round = 0; round < 2; round++) {
      try (EmulatedNvme drives =
          EmulatedNvme.builder().controller(c -> c.namespace(n -> n.file(file))).build()) {
        Nvme nvme = Nvme.builder().backend(drives).build();
        Commands other = new Commands(nvme);
        if (round == 0) {
          other.write(100, 1, pattern(512, 9)).orThrow();
        } else {
          assertThat(other.read(100, 2, 512).data().slice(0, 512)).isEqualTo(pattern(512, 9));
          other.io(8, c -> lba(c, 100, 1)).orThrow();
          assertThat(other.read(100, 1, 512).data()).isEqualTo(zeros(512));
        }
        nvme.disposeLater().block();
      }
    }
  }
}
