package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.PROTECTED_1;
import static io.reactornvme.conformance.Drive.PROTECTED_2;
import static io.reactornvme.conformance.Drive.PROTECTED_3;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.pattern;
import static io.reactornvme.conformance.Drive.same;
import static io.reactornvme.conformance.Drive.zeros;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Protection information of the 16b Guard format, 8 bytes in a buffer of its own. */
final class ProtectionCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_NAMESPACE_OR_FORMAT = 0x00B;
  private static final int INVALID_FORMAT = 0x10A;
  private static final int INVALID_INFORMATION = 0x181;
  private static final int GUARD_ERROR = 0x282;
  private static final int APPLICATION_TAG_ERROR = 0x283;
  private static final int REFERENCE_TAG_ERROR = 0x284;
  private static final int COMPARE_FAILURE = 0x285;

  private static final int PRACT = 1 << 29;
  private static final int GUARD = 1 << 28;
  private static final int APPLICATION = 1 << 27;
  private static final int REFERENCE = 1 << 26;
  private static final int ALL_CHECKS = GUARD | APPLICATION | REFERENCE;

  private static final int DEALLOCATE = 1 << 25;

  /** An application tag, and the mask of all its bits. */
  private static final int TAG = 0xFFFF_1234;

  private static final long LBA = 64;

  private ProtectionCases() {}

  static void add(Table t) {
    describe(t);
    making(t);
    checking(t);
    types(t);
    otherCommands(t);
    copy(t);
    formats(t);
  }

  private static void steps(
      Table t, String id, String section, String what, Consumer<Drive> steps) {
    t.steps("protection/" + id, section, what, d -> steps.accept(d.special()));
  }

  private static PassthruCommand.Builder blocks(
      int opcode, long lba, int blocks, int prinfo, long reference) {
    return command(opcode)
        .cdw10And11(lba)
        .cdw12(prinfo | blocks - 1)
        .cdw14((int) reference)
        .cdw15(TAG);
  }

  /** Written with what the controller makes. */
  private static void make(Drive d, int nsid, int blocks, long reference) {
    d.mustIo(
        nsid,
        blocks(NvmOpcode.WRITE, LBA, blocks, PRACT, reference).dataOut(pattern(blocks * 512, 3)));
  }

  private static PassthruResult get(Drive d, int nsid, int blocks, int prinfo, long reference) {
    return d.io(
        nsid,
        blocks(NvmOpcode.READ, LBA, blocks, prinfo, reference)
            .dataIn(blocks * 512)
            .metadataIn(blocks * 8));
  }

  /** What the controller has made for one block, to be written again. */
  private static ByteBuffer made(Drive d) {
    make(d, PROTECTED_1, 1, LBA);
    ByteBuffer pi = zeros(8).order(ByteOrder.BIG_ENDIAN);
    ByteBuffer from = Expected.SUCCESS.check(get(d, PROTECTED_1, 1, 0, LBA)).metadata();
    return pi.put(0, from, from.position(), 8);
  }

  private static PassthruCommand.Builder put(ByteBuffer pi, int prinfo) {
    return blocks(NvmOpcode.WRITE, LBA, 1, prinfo, LBA).dataOut(pattern(512, 3)).metadataOut(pi);
  }

  private static void describe(Table t) {
    steps(
        t,
        "identify",
        "N 4.1.5.1",
        "DPS has each namespace's type, and DPC has it as well",
        d -> {
          for (int type = 1; type <= 3; type++) {
            ByteBuffer ns = d.identified(0x00, PROTECTED_1 + type - 1);
            Deviation.unless((ns.get(29) & 7) == type, "type %d: DPS %x", type, ns.get(29));
            Deviation.unless((ns.get(28) >>> type - 1 & 1) == 1, "type %d: not in DPC", type);
          }
        });
  }

  private static void making(Table t) {
    steps(
        t,
        "made-and-checked",
        "N 5.3.2.1",
        "with PRACT the controller makes it, and a read finds it right",
        d -> {
          make(d, PROTECTED_1, 4, LBA);
          PassthruResult r = Expected.SUCCESS.check(get(d, PROTECTED_1, 4, ALL_CHECKS, LBA));
          same("data", r.data(), pattern(4 * 512, 3));
          ByteBuffer pi = r.metadata().duplicate().order(ByteOrder.BIG_ENDIAN);
          for (int i = 0; i < 4; i++) {
            Deviation.unless(pi.getShort(8 * i + 2) == 0x1234, "application tag");
            Deviation.unless(pi.getInt(8 * i + 4) == LBA + i, "reference tag");
          }
        });
    steps(
        t,
        "guard",
        "N 5.3.1.1",
        "the guard is CRC-16 T10 DIF: of a block of zeros it is zero",
        d -> {
          d.mustIo(PROTECTED_1, blocks(NvmOpcode.WRITE, LBA, 1, PRACT, LBA).dataOut(zeros(512)));
          ByteBuffer pi = Expected.SUCCESS.check(get(d, PROTECTED_1, 1, 0, LBA)).metadata();
          Deviation.unless(pi.getShort(0) == 0, "it is %x", pi.getShort(0));
        });
    steps(
        t,
        "taken-away",
        "N 5.3.2.2",
        "with PRACT a read checks it, and has the data alone",
        d -> {
          make(d, PROTECTED_1, 2, LBA);
          PassthruResult r =
              d.mustIo(
                  PROTECTED_1,
                  blocks(NvmOpcode.READ, LBA, 2, PRACT | ALL_CHECKS, LBA).dataIn(2 * 512));
          same("data", r.data(), pattern(2 * 512, 3));
        });
    steps(
        t,
        "passed-through",
        "N 5.3.2.1",
        "without PRACT what the host gives is checked and written",
        d -> {
          ByteBuffer pi = made(d);
          pi.putShort(2, (short) 0x7777);
          d.mustIo(PROTECTED_1, put(pi, ALL_CHECKS & ~APPLICATION));
          PassthruResult r = Expected.SUCCESS.check(get(d, PROTECTED_1, 1, GUARD, LBA));
          same("protection information", r.metadata(), pi);
        });
  }

  private static void checking(Table t) {
    record Field(String name, int at, int check, int error) {}
    Field[] fields = {
      new Field("guard", 0, GUARD, GUARD_ERROR),
      new Field("application-tag", 2, APPLICATION, APPLICATION_TAG_ERROR),
      new Field("reference-tag", 4, REFERENCE, REFERENCE_TAG_ERROR)
    };
    for (Field f : fields) {
      steps(
          t,
          "write-wrong-" + f.name(),
          "N 5.3.3",
          "what is wrong is not written if it is checked",
          d -> {
            ByteBuffer pi = made(d);
            pi.put(f.at(), (byte) (pi.get(f.at()) ^ 0x10));
            either(f.error()).check(d.io(PROTECTED_1, put(pi, ALL_CHECKS)));
            Expected.SUCCESS.check(get(d, PROTECTED_1, 1, ALL_CHECKS, LBA));
          });
      steps(
          t,
          "read-wrong-" + f.name(),
          "N 5.3.3",
          "written unchecked, it is found by a read that checks, and by no other",
          d -> {
            ByteBuffer pi = made(d);
            pi.put(f.at(), (byte) (pi.get(f.at()) ^ 0x10));
            d.mustIo(PROTECTED_1, put(pi, 0));
            either(f.error()).check(get(d, PROTECTED_1, 1, f.check(), LBA));
            Expected.SUCCESS.check(get(d, PROTECTED_1, 1, ALL_CHECKS & ~f.check(), LBA));
            make(d, PROTECTED_1, 1, LBA);
          });
      steps(
          t,
          "verify-wrong-" + f.name(),
          "N 3.3.5",
          "Verify finds it as a read does",
          d -> {
            ByteBuffer pi = made(d);
            pi.put(f.at(), (byte) (pi.get(f.at()) ^ 0x10));
            d.mustIo(PROTECTED_1, put(pi, 0));
            either(f.error())
                .check(d.io(PROTECTED_1, blocks(NvmOpcode.VERIFY, LBA, 1, f.check(), LBA)));
            make(d, PROTECTED_1, 1, LBA);
            d.mustIo(PROTECTED_1, blocks(NvmOpcode.VERIFY, LBA, 1, ALL_CHECKS, LBA));
          });
    }
    steps(
        t,
        "application-tag-masked",
        "N 5.3.3",
        "bits that the mask leaves out do not count",
        d -> {
          make(d, PROTECTED_1, 1, LBA);
          either(APPLICATION_TAG_ERROR)
              .check(
                  d.io(
                      PROTECTED_1,
                      blocks(NvmOpcode.READ, LBA, 1, APPLICATION, LBA)
                          .cdw15(0xFFFF_1235)
                          .dataIn(512)
                          .metadataIn(8)));
          d.mustIo(
              PROTECTED_1,
              blocks(NvmOpcode.READ, LBA, 1, APPLICATION, LBA)
                  .cdw15(0xFFFE_1235)
                  .dataIn(512)
                  .metadataIn(8));
        });
    steps(
        t,
        "application-tag-ffff",
        "N 5.3.3",
        "an application tag FFFFh stands for not to be checked",
        d -> {
          ByteBuffer pi = made(d);
          pi.putShort(0, (short) ~pi.getShort(0)).putShort(2, (short) 0xFFFF).putInt(4, 12345);
          d.mustIo(PROTECTED_1, put(pi, 0));
          Expected.SUCCESS.check(get(d, PROTECTED_1, 1, ALL_CHECKS, LBA));
          make(d, PROTECTED_1, 1, LBA);
        });
    steps(
        t,
        "refused-write-writes-nothing",
        "N 5.3.2.1",
        "data whose protection information is wrong stays out",
        d -> {
          ByteBuffer pi = made(d);
          either(GUARD_ERROR)
              .check(
                  d.io(
                      PROTECTED_1,
                      blocks(NvmOpcode.WRITE, LBA, 1, GUARD, LBA)
                          .dataOut(pattern(512, 9))
                          .metadataOut(pi)));
          PassthruResult r = Expected.SUCCESS.check(get(d, PROTECTED_1, 1, ALL_CHECKS, LBA));
          same("data", r.data(), pattern(512, 3));
        });
  }

  private static void types(Table t) {
    steps(
        t,
        "type-1-reference-is-the-lba",
        "N 5.3.3",
        "another initial reference tag than the block's address",
        d -> {
          status(INVALID_INFORMATION).check(get(d, PROTECTED_1, 1, REFERENCE, LBA + 1));
          status(INVALID_INFORMATION)
              .check(
                  d.io(
                      PROTECTED_1,
                      blocks(NvmOpcode.WRITE, LBA, 1, REFERENCE, LBA + 1)
                          .dataOut(zeros(512))
                          .metadataOut(zeros(8))));
        });
    steps(
        t,
        "type-2-reference-is-the-hosts",
        "N 5.3.3",
        "the host chooses the first reference tag, and each block has the next",
        d -> {
          make(d, PROTECTED_2, 3, 77);
          Expected.SUCCESS.check(get(d, PROTECTED_2, 3, ALL_CHECKS, 77));
          either(REFERENCE_TAG_ERROR).check(get(d, PROTECTED_2, 3, REFERENCE, 78));
        });
    steps(
        t,
        "type-3-reference-stays",
        "N 5.3.3",
        "all blocks have the host's reference tag",
        d -> {
          make(d, PROTECTED_3, 3, 77);
          PassthruResult r = Expected.SUCCESS.check(get(d, PROTECTED_3, 3, GUARD | APPLICATION, 0));
          ByteBuffer pi = r.metadata().duplicate().order(ByteOrder.BIG_ENDIAN);
          for (int i = 0; i < 3; i++) {
            Deviation.unless(pi.getInt(8 * i + 4) == 77, "block %d: %d", i, pi.getInt(8 * i + 4));
          }
        });
    steps(
        t,
        "type-3-reference-not-checked",
        "N 5.3.3",
        "to check the reference tag is not refused, or refused with the status for it",
        d -> {
          make(d, PROTECTED_3, 1, 77);
          status(0, INVALID_INFORMATION).check(get(d, PROTECTED_3, 1, REFERENCE, LBA));
        });
  }

  private static void otherCommands(Table t) {
    steps(
        t,
        "deallocated",
        "N 3.3.3.2.1",
        "of a deallocated block tags are all ones, and nothing is checked",
        d -> {
          make(d, PROTECTED_1, 1, LBA);
          ByteBuffer list = zeros(4096).putInt(4, 1).putLong(8, LBA);
          d.mustIo(PROTECTED_1, command(NvmOpcode.DATASET_MANAGEMENT).cdw11(4).dataOut(list));
          PassthruResult r = Expected.SUCCESS.check(get(d, PROTECTED_1, 1, 0, LBA));
          boolean deallocated = r.data().mismatch(pattern(512, 3)) >= 0;
          Deviation.unless(
              !deallocated || (r.metadata().getShort(2) == -1 && r.metadata().getInt(4) == -1),
              "tags of a deallocated block");
          Expected.SUCCESS.check(get(d, PROTECTED_1, 1, ALL_CHECKS, LBA));
        });
    steps(
        t,
        "write-zeroes-made",
        "N 3.3.8",
        "Write Zeroes makes it with PRACT",
        d -> {
          make(d, PROTECTED_1, 2, LBA);
          d.mustIo(PROTECTED_1, blocks(NvmOpcode.WRITE_ZEROES, LBA, 2, PRACT, LBA));
          PassthruResult r = Expected.SUCCESS.check(get(d, PROTECTED_1, 2, ALL_CHECKS, LBA));
          Deviation.unless(Drive.isZero(r.data()), "data is not zero");
          Deviation.unless(
              r.metadata().order(ByteOrder.BIG_ENDIAN).getInt(4) == LBA, "reference tag");
        });
    steps(
        t,
        "write-zeroes-deallocated",
        "N 3.3.8",
        "deallocated by Write Zeroes, nothing of it is checked",
        d -> {
          make(d, PROTECTED_1, 1, LBA);
          d.mustIo(PROTECTED_1, blocks(NvmOpcode.WRITE_ZEROES, LBA, 1, PRACT | DEALLOCATE, LBA));
          Expected.SUCCESS.check(get(d, PROTECTED_1, 1, ALL_CHECKS, LBA));
        });
    steps(
        t,
        "compare",
        "N 3.3.1, 5.3.2.4",
        "Compare checks the protection information, and compares the rest",
        d -> {
          ByteBuffer pi = made(d);
          ByteBuffer other = zeros(8).order(ByteOrder.BIG_ENDIAN).put(0, pi, 0, 8);
          other.putShort(2, (short) 0x4321);
          d.mustIo(PROTECTED_1, compare(pattern(512, 3), pi, ALL_CHECKS));
          d.mustIo(PROTECTED_1, compare(pattern(512, 3), other, GUARD));
          either(APPLICATION_TAG_ERROR)
              .check(d.io(PROTECTED_1, compare(pattern(512, 3), other, APPLICATION)));
          either(COMPARE_FAILURE).check(d.io(PROTECTED_1, compare(pattern(512, 4), pi, 0)));
        });
  }

  private static PassthruCommand.Builder compare(ByteBuffer data, ByteBuffer pi, int prinfo) {
    return blocks(NvmOpcode.COMPARE, LBA, 1, prinfo, LBA).dataOut(data).metadataOut(pi);
  }

  private static PassthruCommand.Builder copy(int format, int prinfo, long reference) {
    ByteBuffer list = zeros(4096).putLong(8, LBA).putInt(format == 0 ? 28 : 36, TAG);
    list.order(ByteOrder.BIG_ENDIAN);
    if (format == 0) {
      list.putInt(24, Integer.reverseBytes((int) reference));
    } else {
      list.putInt(32, (int) reference);
    }
    return blocks(NvmOpcode.COPY, LBA + 8, 1, prinfo | format << 8, LBA + 8).dataOut(list);
  }

  private static void copy(Table t) {
    int readAction = 1 << 15;
    int readChecks = 7 << 12;
    steps(
        t,
        "copy-made-anew",
        "N 5.3.2.5.1",
        "checked at its source, and made anew for where it goes",
        d -> {
          make(d, PROTECTED_1, 1, LBA);
          d.mustIo(PROTECTED_1, copy(0, readChecks | readAction | PRACT, LBA));
          d.mustIo(
              PROTECTED_1,
              blocks(NvmOpcode.READ, LBA + 8, 1, ALL_CHECKS, LBA + 8).dataIn(512).metadataIn(8));
        });
    steps(
        t,
        "copy-one-action-alone",
        "N 5.3.2.5.1",
        "PRACT of the read portion and of the write portion differ",
        d -> status(INVALID_FIELD).check(d.io(PROTECTED_1, copy(0, PRACT, LBA))));
    steps(
        t,
        "copy-wrong-reference",
        "N 3.3.2",
        "a source's reference tag that is not its block's address",
        d ->
            status(INVALID_INFORMATION)
                .check(d.io(PROTECTED_1, copy(0, readChecks | readAction | PRACT, LBA + 1))));
    steps(
        t,
        "copy-format-1",
        "N 3.3.2",
        "source ranges of format 1h are not for the 16b Guard format, nor where OCFS has them not",
        d -> {
          make(d, PROTECTED_1, 1, LBA);
          boolean there = (d.identifyController().getShort(534) >>> 1 & 1) != 0;
          status(there ? INVALID_NAMESPACE_OR_FORMAT : INVALID_FIELD)
              .check(d.io(PROTECTED_1, copy(1, readChecks | readAction | PRACT, LBA)));
        });
  }

  private static void formats(Table t) {
    for (int type : new int[] {1, 4, 7}) {
      t.steps(
          "protection/format-type-" + type,
          "N 4.1.2",
          "protection information in a format without metadata, or of a type that there is not",
          d -> {
            int format = d.format(512, type == 1 ? 0 : 8);
            status(INVALID_FORMAT, INVALID_FIELD)
                .check(
                    d.admin(
                        command(AdminOpcode.FORMAT_NVM)
                            .nsid(type == 1 ? Drive.BLOCKS_512 : Drive.METADATA)
                            .cdw10(format | type << 5)));
          });
    }
  }
}
