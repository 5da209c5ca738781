package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.pattern;
import static io.reactornvme.emulator.Commands.status;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Protection information: made, checked, taken away. */
class EmulatedProtectionTest {

  private static final int TYPE_1 = 1; // namespaces, by what they have
  private static final int TYPE_2 = 2;
  private static final int TYPE_3 = 3;
  private static final int FIRST_OF_64 = 4;
  private static final int LAST_OF_64_INLINE = 5;
  private static final int GUARD_64B = 6;
  private static final int ZONED = 7;

  private static final int PRACT = 1 << 29;
  private static final int GUARD = 1 << 28;
  private static final int APPLICATION = 1 << 27;
  private static final int REFERENCE = 1 << 26;
  private static final int ALL_CHECKS = GUARD | APPLICATION | REFERENCE;
  private static final int PIREMAP = 1 << 25;
  private static final int DEAC = 1 << 25;

  private static final int INVALID_PROTECTION_INFORMATION = 0x4181;
  private static final int GUARD_ERROR = 0x4282;
  private static final int APPLICATION_ERROR = 0x4283;
  private static final int REFERENCE_ERROR = 0x4284;

  /** LBAT 1234h, and a mask of all its bits. */
  private static final int TAG = 0xFFFF_1234;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.lbaFormat(512, 8)
                          .lbaFormat(4096, 64)
                          .lbaFormat64bGuard(4096, 16)
                          .lbaFormat(512, 0)
                          .namespace(n -> n.protection(1, false))
                          .namespace(n -> n.protection(2, false))
                          .namespace(n -> n.protection(3, false))
                          .namespace(n -> n.format(1).protection(1, true))
                          .namespace(n -> n.format(1).protection(1, false).extendedMetadata())
                          .namespace(n -> n.format(2).protection(1, false))
                          .namespace(n -> n.protection(1, false).zoned(64, 64, 0, 0))));

  private Commands commands;

  @BeforeEach
  void commands(Nvme nvme) {
    commands = new Commands(nvme);
  }

  private PassthruResult io(int nsid, PassthruCommand.Builder command) {
    PassthruCommand given = command.build();
    return commands.ioMono(nsid, given.opcode(), c -> command).block(Commands.SOON);
  }

  private static PassthruCommand.Builder command(
      int opcode, long lba, int blocks, int prinfo, long reference) {
    PassthruCommand.Builder c = lba(PassthruCommand.builder(opcode), lba, blocks);
    return c.cdw12(prinfo | blocks - 1)
        .cdw14((int) reference)
        .cdw3((int) (reference >>> 32))
        .cdw15(TAG);
  }

  private PassthruResult write(
      int nsid, long lba, ByteBuffer data, int blocks, int prinfo, long reference) {
    return io(nsid, command(0x01, lba, blocks, prinfo, reference).dataOut(data));
  }

  private PassthruResult read(
      int nsid, long lba, int blocks, int size, int metadata, int prinfo, long reference) {
    return io(
        nsid,
        command(0x02, lba, blocks, prinfo, reference).dataIn(blocks * size).metadataIn(metadata));
  }

  @Test
  void checksumsAreThoseOfTheSpecification() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc.t10dif(0, digits, 0, 9)).isEqualTo(0xD0DB);
    assertThat(~Crc.nvme64(~0L, digits, 0, 9)).isEqualTo(0xAE8B_1486_0A79_9888L);
    // Figure "64b CRC Test Cases for 4 KiB Logical Block with no Metadata".
    assertThat(~Crc.nvme64(~0L, new byte[4096], 0, 4096)).isEqualTo(0x6482_D367_EB22_B64EL);
  }

  @Test
  void identifyTellsIt() {
    ByteBuffer ns = commands.identify(0, FIRST_OF_64).data();
    assertThat(ns.get(28)).isEqualTo((byte) 0x1F);
    assertThat(ns.get(29)).isEqualTo((byte) 9);
    assertThat(commands.identify(0, TYPE_2).data().get(29)).isEqualTo((byte) 2);
    ByteBuffer nvm = commands.identify(5, GUARD_64B).data();
    assertThat(nvm.getInt(12)).isZero();
    assertThat(nvm.getInt(12 + 4 * 2)).isEqualTo(2 << 7);
    assertThat(commands.identify(1, 0).data().getInt(96) & 1 << 15).isNotZero();
  }

  @Test
  void madeByTheController() {
    ByteBuffer data = pattern(2 * 512, 3);
    write(TYPE_1, 8, data, 2, PRACT, 8).orThrow();
    PassthruResult r = read(TYPE_1, 8, 2, 512, 16, ALL_CHECKS, 8).orThrow();
    assertThat(r.data()).isEqualTo(data);
    ByteBuffer pi = r.metadata().duplicate().order(ByteOrder.BIG_ENDIAN);
    assertThat(pi.getShort(0) & 0xFFFF).isEqualTo(Crc.t10dif(0, data.array(), 0, 512));
    assertThat(pi.getShort(2)).isEqualTo((short) 0x1234);
    assertThat(pi.getInt(4)).isEqualTo(8);
    assertThat(pi.getInt(12)).isEqualTo(9);
    // And taken away again.
    PassthruResult bare = io(TYPE_1, command(0x02, 8, 2, PRACT | ALL_CHECKS, 8).dataIn(2 * 512));
    assertThat(bare.orThrow().data()).isEqualTo(data);
  }

  @Test
  void whatIsWrongIsFound() {
    ByteBuffer data = pattern(512, 3);
    write(TYPE_1, 8, data, 1, PRACT, 8).orThrow();
    ByteBuffer pi = read(TYPE_1, 8, 1, 512, 8, 0, 0).orThrow().metadata();
    byte[] right = new byte[8];
    pi.get(pi.position(), right);

    assertThat(status(pass(right, 0, ALL_CHECKS))).isZero();
    assertThat(status(pass(right, 1, ALL_CHECKS))).isEqualTo(GUARD_ERROR);
    assertThat(status(pass(right, 2, ALL_CHECKS))).isEqualTo(APPLICATION_ERROR);
    assertThat(status(pass(right, 4, ALL_CHECKS))).isEqualTo(REFERENCE_ERROR);
    // Not asked for, written, and found when read.
    pass(right, 4, GUARD | APPLICATION).orThrow();
    assertThat(status(read(TYPE_1, 8, 1, 512, 8, REFERENCE, 8))).isEqualTo(REFERENCE_ERROR);
    pass(right, 1, 0).orThrow();
    assertThat(status(read(TYPE_1, 8, 1, 512, 8, GUARD, 8))).isEqualTo(GUARD_ERROR);
    assertThat(status(io(TYPE_1, command(0x0C, 8, 1, GUARD, 8)))).isEqualTo(GUARD_ERROR);
    pass(right, 2, 0).orThrow();
    assertThat(status(read(TYPE_1, 8, 1, 512, 8, APPLICATION, 8))).isEqualTo(APPLICATION_ERROR);
    // Masked bits of the application tag do not count.
    assertThat(
            io(TYPE_1, command(0x02, 8, 1, APPLICATION, 8).cdw15(0x00FF_1234).dataIn(512))
                .isSuccess())
        .isTrue();
  }

  /** Writes protection information with the byte before a number changed; 0 changes none. */
  private PassthruResult pass(byte[] right, int which, int prinfo) {
    byte[] wrong = right.clone();
    if (which > 0) {
      wrong[which == 1 ? 0 : which] ^= 0x10;
    }
    return io(
        TYPE_1,
        command(0x01, 8, 1, prinfo, 8)
            .dataOut(pattern(512, 3))
            .metadataOut(ByteBuffer.wrap(wrong)));
  }

  @Test
  void typesDifferInTheReferenceTag() {
    assertThat(status(read(TYPE_1, 8, 1, 512, 8, REFERENCE, 9)))
        .isEqualTo(INVALID_PROTECTION_INFORMATION);
    assertThat(status(read(TYPE_3, 8, 1, 512, 8, REFERENCE, 8)))
        .isEqualTo(INVALID_PROTECTION_INFORMATION);
    write(TYPE_2, 8, zeros(1024), 2, PRACT, 77).orThrow();
    assertThat(read(TYPE_2, 9, 1, 512, 8, ALL_CHECKS, 78).isSuccess()).isTrue();
    assertThat(status(read(TYPE_2, 9, 1, 512, 8, REFERENCE, 9))).isEqualTo(REFERENCE_ERROR);
    write(TYPE_3, 8, zeros(1024), 2, PRACT, 77).orThrow();
    ByteBuffer pi = read(TYPE_3, 8, 2, 512, 16, GUARD, 0).orThrow().metadata();
    assertThat(pi.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(12)).isEqualTo(77);
  }

  @Test
  void neverWrittenOrDeallocatedIsNotChecked() {
    PassthruResult r = read(TYPE_1, 100, 2, 512, 16, ALL_CHECKS, 100).orThrow();
    ByteBuffer ones = zeros(16).putLong(0, -1).putLong(8, -1);
    assertThat(r.metadata()).isEqualTo(ones);
    write(TYPE_1, 100, pattern(512, 1), 1, PRACT, 100).orThrow();
    io(TYPE_1, command(0x08, 100, 1, DEAC, 0)).orThrow();
    assertThat(read(TYPE_1, 100, 2, 512, 16, 0, 0).orThrow().metadata()).isEqualTo(ones);
    // Write Zeroes without Deallocate makes it as PRACT says.
    io(TYPE_1, command(0x08, 100, 1, PRACT, 100)).orThrow();
    assertThat(read(TYPE_1, 100, 1, 512, 8, ALL_CHECKS, 100).isSuccess()).isTrue();
    io(TYPE_1, command(0x08, 101, 1, 0, 0)).orThrow();
    assertThat(read(TYPE_1, 101, 1, 512, 8, 0, 0).orThrow().metadata()).isEqualTo(zeros(8));
  }

  @Test
  void moreMetadataGoesThrough() {
    ByteBuffer own = pattern(64, 9);
    io(FIRST_OF_64, command(0x01, 4, 1, PRACT, 4).dataOut(pattern(4096, 5)).metadataOut(own))
        .orThrow();
    PassthruResult r = read(FIRST_OF_64, 4, 1, 4096, 64, PRACT | ALL_CHECKS, 4).orThrow();
    assertThat(r.metadata().slice(8, 56)).isEqualTo(own.slice(8, 56));
    assertThat(r.metadata().duplicate().order(ByteOrder.BIG_ENDIAN).getInt(4)).isEqualTo(4);

    // Inline, in the last bytes: the guard is of what is before it, metadata too.
    ByteBuffer block = pattern(4096 + 64, 6);
    io(LAST_OF_64_INLINE, command(0x01, 4, 1, PRACT, 4).dataOut(block)).orThrow();
    ByteBuffer back =
        io(LAST_OF_64_INLINE, command(0x02, 4, 1, ALL_CHECKS, 4).dataIn(4096 + 64))
            .orThrow()
            .data();
    assertThat(back.slice(0, 4096 + 56)).isEqualTo(block.slice(0, 4096 + 56));
    assertThat(back.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(4096 + 56) & 0xFFFF)
        .isEqualTo(Crc.t10dif(0, block.array(), 0, 4096 + 56));
  }

  @Test
  void guardOf64Bits() {
    long lba = 3;
    ByteBuffer data = pattern(4096, 7);
    write(GUARD_64B, lba, data, 1, PRACT, lba).orThrow();
    PassthruResult r = read(GUARD_64B, lba, 1, 4096, 16, ALL_CHECKS, lba).orThrow();
    ByteBuffer pi = r.metadata().duplicate().order(ByteOrder.BIG_ENDIAN);
    assertThat(pi.getLong(0)).isEqualTo(~Crc.nvme64(~0L, data.array(), 0, 4096));
    assertThat(pi.getShort(8)).isEqualTo((short) 0x1234);
    assertThat(pi.getShort(10)).isZero();
    assertThat(pi.getInt(12)).isEqualTo(3);
    assertThat(status(read(GUARD_64B, lba, 1, 4096, 16, REFERENCE, 1L << 32 | lba)))
        .isEqualTo(INVALID_PROTECTION_INFORMATION);
  }

  @Test
  void compareChecksItAndComparesTheRest() {
    write(TYPE_1, 8, pattern(512, 3), 1, PRACT, 8).orThrow();
    ByteBuffer pi = read(TYPE_1, 8, 1, 512, 8, 0, 0).orThrow().metadata();
    ByteBuffer same = zeros(8).put(0, pi, pi.position(), 8);
    ByteBuffer other = zeros(8).put(0, same, 0, 8).put(2, (byte) 0x55);
    assertThat(status(compare(same, ALL_CHECKS))).isZero();
    assertThat(status(compare(other, GUARD))).isZero();
    assertThat(status(compare(other, APPLICATION))).isEqualTo(APPLICATION_ERROR);
  }

  private PassthruResult compare(ByteBuffer pi, int prinfo) {
    return io(TYPE_1, command(0x05, 8, 1, prinfo, 8).dataOut(pattern(512, 3)).metadataOut(pi));
  }

  @Test
  void copyChecksMakesAndPasses() {
    write(TYPE_1, 8, pattern(512, 3), 1, PRACT, 8).orThrow();
    int readChecks = 7 << 12;
    int readAction = 1 << 15;
    assertThat(status(copy(0, 20, 8, 8, 0))).isZero();
    assertThat(status(read(TYPE_1, 20, 1, 512, 8, REFERENCE, 20))).isEqualTo(REFERENCE_ERROR);
    assertThat(status(copy(0, 20, 8, 8, readChecks | readAction | PRACT))).isZero();
    assertThat(status(copy(1, 20, 8, 8, readChecks | readAction | PRACT))).isZero();
    assertThat(read(TYPE_1, 20, 1, 512, 8, ALL_CHECKS, 20).isSuccess()).isTrue();
    assertThat(status(copy(0, 20, 8, 8, PRACT))).isEqualTo(0x4002);
    assertThat(status(copy(0, 20, 8, 9, readChecks))).isEqualTo(INVALID_PROTECTION_INFORMATION);
    assertThat(status(copy(2, 20, 8, 8, 0))).isEqualTo(0x4002);
    // The write portion checks what it passes.
    assertThat(status(copy(1, 20, 8, 8, REFERENCE))).isEqualTo(REFERENCE_ERROR);
  }

  private PassthruResult copy(int format, long to, long from, int reference, int cdw12) {
    ByteBuffer list = zeros(4096).putLong(8, from);
    if (format == 0) {
      list.putInt(24, reference).putInt(28, TAG);
    } else {
      list.putInt(36, TAG).order(ByteOrder.BIG_ENDIAN).putInt(32, reference);
    }
    return io(
        TYPE_1,
        command(0x19, to, 1, cdw12 | format << 8, to).dataOut(list.order(ByteOrder.LITTLE_ENDIAN)));
  }

  @Test
  void appendGivesBlocksTheirOwnTags() {
    assertThat(status(append(0))).isEqualTo(INVALID_PROTECTION_INFORMATION);
    append(PIREMAP).orThrow();
    assertThat(append(PIREMAP).orThrow().result()).isEqualTo(66);
    assertThat(read(ZONED, 64, 4, 512, 32, ALL_CHECKS, 64).isSuccess()).isTrue();
  }

  private PassthruResult append(int flags) {
    return io(ZONED, command(0x7D, 64, 2, PRACT | flags, 64).dataOut(pattern(1024, 2)));
  }

  @Test
  void formatsWithAndWithout() {
    assertThat(status(commands.admin(0x80, c -> c.nsid(1).cdw10(3 | 1 << 5)))).isEqualTo(0x410A);
    assertThat(status(commands.admin(0x80, c -> c.nsid(1).cdw10(4 << 5)))).isEqualTo(0x410A);
    commands.admin(0x80, c -> c.nsid(1).cdw10(1 | 2 << 5 | 1 << 8)).orThrow();
    assertThat(commands.identify(0, 1).data().get(29)).isEqualTo((byte) (2 | 8));
    commands.admin(0x80, c -> c.nsid(1).cdw10(0)).orThrow();
    assertThat(commands.identify(0, 1).data().get(29)).isZero();
  }
}
