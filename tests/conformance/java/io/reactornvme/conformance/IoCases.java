package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.BLOCKS_4096;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.METADATA;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.pattern;
import static io.reactornvme.conformance.Drive.read;
import static io.reactornvme.conformance.Drive.same;
import static io.reactornvme.conformance.Drive.write;
import static io.reactornvme.conformance.Drive.zeros;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.NvmeNamespaceMismatchException;
import io.reactornvme.NvmeTransferLengthException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** The NVM command set. */
final class IoCases {

  private static final int INVALID_OPCODE = 0x001;
  private static final int INVALID_FIELD = 0x002;
  private static final int OUT_OF_RANGE = 0x080;
  private static final int SIZE_LIMIT = 0x183;
  private static final int UNRECOVERED_READ = 0x281;
  private static final int COMPARE_FAILURE = 0x285;

  private static final int DEALLOCATE = 1 << 25;
  private static final int FORCE_UNIT_ACCESS = 1 << 30;
  private static final int LIMITED_RETRY = 1 << 31;

  private IoCases() {}

  static void add(Table t) {
    readAndWrite(t);
    ranges(t);
    compare(t);
    writeZeroes(t);
    datasetManagement(t);
    verifyAndUncorrectable(t);
    copy(t);
    metadata(t);
    refused(t);
  }

  private static void put(Drive d, int nsid, long lba, int blocks, int seed) {
    d.mustIo(nsid, write(lba, blocks, pattern(blocks * Drive.blockSize(nsid), seed)));
  }

  private static ByteBuffer get(Drive d, int nsid, long lba, int blocks) {
    return d.mustIo(nsid, read(lba, blocks, Drive.blockSize(nsid))).data();
  }

  private static void holds(Drive d, int nsid, long lba, int blocks, int seed) {
    same(
        "what was written",
        get(d, nsid, lba, blocks),
        pattern(blocks * Drive.blockSize(nsid), seed));
  }

  private static void readAndWrite(Table t) {
    for (int nsid : new int[] {BLOCKS_512, BLOCKS_4096}) {
      int size = Drive.blockSize(nsid);
      t.steps(
          "io/write-read-" + size,
          "N 3.3.6, 3.3.4",
          "what was written is read",
          d -> {
            put(d, nsid, 16, 8, 1);
            holds(d, nsid, 16, 8, 1);
          });
      t.steps(
          "io/write-read-one-block-" + size,
          "N 3.3.6",
          "NLB 0 is one block, and its neighbours stay",
          d -> {
            put(d, nsid, 32, 3, 2);
            put(d, nsid, 33, 1, 3);
            ByteBuffer three = pattern(3 * size, 2);
            three.put(size, pattern(size, 3), 0, size);
            same("the three", get(d, nsid, 32, 3), three);
          });
      t.steps(
          "io/last-block-" + size,
          "N 3.3.6",
          "the last block is NSZE - 1",
          d -> {
            put(d, nsid, d.blocks(nsid) - 1, 1, 4);
            holds(d, nsid, d.blocks(nsid) - 1, 1, 4);
          });
    }
    t.steps(
        "io/longest-transfer",
        "B 5.1.13.2.1",
        "as much as MDTS allows",
        d -> {
          int bytes = Math.min(128 << 10, maxTransfer(d));
          put(d, BLOCKS_512, 1024, bytes / 512, 5);
          holds(d, BLOCKS_512, 1024, bytes / 512, 5);
        });
    t.io(
        "io/read-force-unit-access",
        "N 3.3.4",
        "with FUA",
        BLOCKS_512,
        d -> read(0, 8, 512).cdw12(FORCE_UNIT_ACCESS | 7),
        SUCCESS);
    t.io(
        "io/write-force-unit-access",
        "N 3.3.6",
        "with FUA",
        BLOCKS_512,
        d -> write(0, 8, pattern(8 * 512, 6)).cdw12(FORCE_UNIT_ACCESS | 7),
        SUCCESS);
    t.io(
        "io/read-limited-retry",
        "N 3.3.4",
        "with LR",
        BLOCKS_512,
        d -> read(0, 8, 512).cdw12(LIMITED_RETRY | 7),
        SUCCESS);
    t.io("io/flush", "B 7.2", "Flush", BLOCKS_512, d -> command(NvmOpcode.FLUSH), SUCCESS);
    t.steps(
        "io/flush-keeps-data",
        "B 7.2",
        "what was written before a Flush is there behind it",
        d -> {
          put(d, BLOCKS_512, 48, 8, 7);
          d.mustIo(BLOCKS_512, command(NvmOpcode.FLUSH));
          holds(d, BLOCKS_512, 48, 8, 7);
        });
  }

  private static int maxTransfer(Drive d) {
    int mdts = d.identifyController().get(77);
    return mdts == 0 || mdts > 10 ? 1 << 20 : 4096 << mdts;
  }

  /** Each command that has a range of blocks, and how it looks with 8 of them. */
  private record Ranged(
      String name, String section, Function<Long, PassthruCommand.Builder> command) {}

  private static void ranges(Table t) {
    List<Ranged> commands =
        List.of(
            new Ranged("read", "N 3.3.4", lba -> read(lba, 8, 512)),
            new Ranged("write", "N 3.3.6", lba -> write(lba, 8, zeros(8 * 512))),
            new Ranged(
                "compare",
                "N 3.3.1",
                lba -> blocks(NvmOpcode.COMPARE, lba, 8).dataOut(zeros(8 * 512))),
            new Ranged("write-zeroes", "N 3.3.8", lba -> blocks(NvmOpcode.WRITE_ZEROES, lba, 8)),
            new Ranged("verify", "N 3.3.5", lba -> blocks(NvmOpcode.VERIFY, lba, 8)),
            new Ranged(
                "write-uncorrectable",
                "N 3.3.7",
                lba -> blocks(NvmOpcode.WRITE_UNCORRECTABLE, lba, 8)));
    record Place(String name, String what, Function<Long, Long> lba) {}
    List<Place> places =
        List.of(
            new Place("at-the-end", "a range that begins at NSZE", size -> size),
            new Place("across-the-end", "a range with its last block at NSZE", size -> size - 7),
            new Place("far-beyond", "a range that begins at 2^40", size -> 1L << 40),
            new Place("wrapping", "a range whose end is more than 64 bits", size -> -4L));
    for (Ranged c : commands) {
      for (Place p : places) {
        t.io(
            "range/%s-%s".formatted(c.name(), p.name()),
            c.section() + ", B Figure 102",
            p.what(),
            BLOCKS_512,
            d -> c.command().apply(p.lba().apply(d.blocks(BLOCKS_512))),
            status(OUT_OF_RANGE));
      }
    }
    t.steps(
        "range/write-across-the-end-writes-nothing",
        "N 3.3.6",
        "a refused Write leaves the blocks that there are as they were",
        d -> {
          long last = d.blocks(BLOCKS_512) - 1;
          put(d, BLOCKS_512, last, 1, 8);
          status(OUT_OF_RANGE).check(d.io(BLOCKS_512, write(last, 2, pattern(1024, 9))));
          holds(d, BLOCKS_512, last, 1, 8);
        });
  }

  private static PassthruCommand.Builder blocks(int opcode, long lba, int blocks) {
    return command(opcode).cdw10And11(lba).cdw12(blocks - 1);
  }

  private static void compare(Table t) {
    t.steps(
        "io/compare-equal",
        "N 3.3.1",
        "the same data",
        d -> {
          put(d, BLOCKS_512, 64, 8, 10);
          d.mustIo(BLOCKS_512, blocks(NvmOpcode.COMPARE, 64, 8).dataOut(pattern(8 * 512, 10)));
        });
    t.steps(
        "io/compare-different",
        "N 3.3.1",
        "data that differs in the last byte",
        d -> {
          put(d, BLOCKS_512, 64, 8, 10);
          ByteBuffer other = pattern(8 * 512, 10);
          other.put(8 * 512 - 1, (byte) ~other.get(8 * 512 - 1));
          either(COMPARE_FAILURE)
              .check(d.io(BLOCKS_512, blocks(NvmOpcode.COMPARE, 64, 8).dataOut(other)));
          holds(d, BLOCKS_512, 64, 8, 10);
        });
  }

  private static void writeZeroes(Table t) {
    for (int flags : new int[] {0, DEALLOCATE, FORCE_UNIT_ACCESS}) {
      String name = flags == 0 ? "" : flags == DEALLOCATE ? "-deallocate" : "-force-unit-access";
      t.steps(
          "io/write-zeroes" + name,
          "N 3.3.8",
          "zeros are read, and its neighbours stay",
          d -> {
            put(d, BLOCKS_512, 80, 8, 11);
            d.mustIo(BLOCKS_512, blocks(NvmOpcode.WRITE_ZEROES, 82, 4).cdw12(flags | 3));
            ByteBuffer expected = pattern(8 * 512, 11);
            expected.put(2 * 512, zeros(4 * 512), 0, 4 * 512);
            same("the blocks", get(d, BLOCKS_512, 80, 8), expected);
          });
    }
    t.steps(
        "io/write-zeroes-beyond-mdts",
        "N 3.3.8",
        "more blocks than a transfer could have, since nothing is transferred",
        d -> {
          put(d, BLOCKS_512, 4096 + 8191, 1, 12);
          d.mustIo(BLOCKS_512, blocks(NvmOpcode.WRITE_ZEROES, 4096, 8192));
          Deviation.unless(
              Drive.isZero(get(d, BLOCKS_512, 4096 + 8191, 1)), "the last block is not zero");
        });
  }

  private static PassthruCommand.Builder dsm(int attributes, long... ranges) {
    ByteBuffer list = zeros(4096);
    for (int i = 0; i < ranges.length / 2; i++) {
      list.putInt(16 * i + 4, (int) ranges[2 * i + 1]).putLong(16 * i + 8, ranges[2 * i]);
    }
    return command(NvmOpcode.DATASET_MANAGEMENT)
        .cdw10(ranges.length / 2 - 1)
        .cdw11(attributes)
        .dataOut(list);
  }

  private static void datasetManagement(Table t) {
    t.steps(
        "io/dsm-deallocate",
        "N 3.3.3",
        "two ranges: they are as they were, or read as DLFEAT says; their neighbours stay",
        d -> {
          put(d, BLOCKS_512, 96, 16, 13);
          d.mustIo(BLOCKS_512, dsm(4, 98, 2, 104, 4));
          int reads = d.identified(0x00, BLOCKS_512).get(33) & 7;
          ByteBuffer after = get(d, BLOCKS_512, 96, 16);
          ByteBuffer before = pattern(16 * 512, 13);
          same("blocks before", after.slice(0, 1024), before.slice(0, 1024));
          same("blocks between", after.slice(2048, 2048), before.slice(2048, 2048));
          same("blocks behind", after.slice(6144, 2048), before.slice(6144, 2048));
          ByteBuffer block = after.slice(1024, 512);
          Deviation.unless(
              reads != 1 || Drive.isZero(block) || block.mismatch(before.slice(1024, 512)) < 0,
              "deallocated, and neither zero nor what it was");
        });
    t.io(
        "io/dsm-hints",
        "N 3.3.3",
        "attributes that are hints",
        BLOCKS_512,
        d -> dsm(3, 0, 8),
        SUCCESS);
    t.io(
        "io/dsm-no-attribute",
        "N 3.3.3",
        "no attribute at all",
        BLOCKS_512,
        d -> dsm(0, 0, 8),
        SUCCESS);
    t.io(
        "io/dsm-256-ranges",
        "N 3.3.3",
        "as many ranges as there can be",
        BLOCKS_512,
        d -> {
          long[] ranges = new long[512];
          for (int i = 0; i < 256; i++) {
            ranges[2 * i] = 2048 + 2L * i;
            ranges[2 * i + 1] = 1;
          }
          return dsm(4, ranges);
        },
        SUCCESS);
    t.io(
        "io/dsm-out-of-range",
        "N 3.3.3.1",
        "a range beyond the end: the command is advisory, and the drive may look at it or not",
        BLOCKS_512,
        d -> dsm(4, d.blocks(BLOCKS_512), 8),
        status(0, OUT_OF_RANGE));
    t.io(
        "io/dsm-second-out-of-range",
        "N 3.3.3.1",
        "a second range across the end",
        BLOCKS_512,
        d -> dsm(4, 0, 8, d.blocks(BLOCKS_512) - 4, 8),
        status(0, OUT_OF_RANGE));
  }

  private static void verifyAndUncorrectable(Table t) {
    t.io(
        "io/verify",
        "N 3.3.5",
        "Verify of what can be read",
        BLOCKS_512,
        d -> blocks(NvmOpcode.VERIFY, 0, 8),
        SUCCESS);
    t.steps(
        "io/write-uncorrectable",
        "N 3.3.7",
        "what was made uncorrectable is not read, nor verified, until it is written",
        d -> {
          put(d, BLOCKS_512, 112, 8, 14);
          d.mustIo(BLOCKS_512, blocks(NvmOpcode.WRITE_UNCORRECTABLE, 114, 2));
          either(UNRECOVERED_READ).check(d.io(BLOCKS_512, read(112, 8, 512)));
          either(UNRECOVERED_READ).check(d.io(BLOCKS_512, read(115, 1, 512)));
          either(UNRECOVERED_READ).check(d.io(BLOCKS_512, blocks(NvmOpcode.VERIFY, 112, 8)));
          d.mustIo(BLOCKS_512, read(112, 2, 512));
          d.mustIo(BLOCKS_512, read(116, 4, 512));
          put(d, BLOCKS_512, 112, 8, 15);
          holds(d, BLOCKS_512, 112, 8, 15);
        });
  }

  /** Source ranges of format 0h: pairs of LBA and number of blocks. */
  private static PassthruCommand.Builder copy(long to, long... ranges) {
    int count = ranges.length / 2;
    ByteBuffer list = zeros(Math.max(4096, count * 32));
    for (int i = 0; i < count; i++) {
      list.putLong(32 * i + 8, ranges[2 * i])
          .putShort(32 * i + 16, (short) (ranges[2 * i + 1] - 1));
    }
    return command(NvmOpcode.COPY).cdw10And11(to).cdw12(count - 1).dataOut(list);
  }

  private static int perRange(Drive d) {
    return d.identified(0x00, BLOCKS_512).getShort(74) & 0xFFFF;
  }

  private static int maxRanges(Drive d) {
    return (d.identified(0x00, BLOCKS_512).get(80) & 0xFF) + 1;
  }

  private static void copy(Table t) {
    t.steps(
        "io/copy",
        "N 3.3.2",
        "two ranges are written one behind the other",
        d -> {
          put(d, BLOCKS_512, 128, 4, 16);
          put(d, BLOCKS_512, 140, 2, 17);
          put(d, BLOCKS_512, 160, 8, 18);
          d.mustIo(BLOCKS_512, copy(160, 128, 4, 140, 2));
          same("range 0", get(d, BLOCKS_512, 160, 4), pattern(2048, 16));
          same("range 1", get(d, BLOCKS_512, 164, 2), pattern(1024, 17));
          same("behind", get(d, BLOCKS_512, 166, 2), pattern(4096, 18).slice(3072, 1024));
        });
    t.io(
        "io/copy-source-out-of-range",
        "N 3.3.2, B Figure 102",
        "a source beyond the end",
        BLOCKS_512,
        d -> copy(0, d.blocks(BLOCKS_512) - 1, 2),
        status(OUT_OF_RANGE));
    t.io(
        "io/copy-destination-out-of-range",
        "N 3.3.2, B Figure 102",
        "a destination across the end",
        BLOCKS_512,
        d -> copy(d.blocks(BLOCKS_512) - 1, 0, 2),
        status(OUT_OF_RANGE));
    t.steps(
        "io/copy-too-many-ranges",
        "N 3.3.2",
        "more ranges than MSRC",
        d -> {
          int ranges = maxRanges(d) + 1;
          Deviation.unless(ranges <= 256, "MSRC has no limit");
          long[] list = new long[2 * ranges];
          for (int i = 0; i < ranges; i++) {
            list[2 * i + 1] = 1;
          }
          status(SIZE_LIMIT).check(d.io(BLOCKS_512, copy(1 << 14, list)));
        });
    t.steps(
        "io/copy-range-too-long",
        "N 3.3.2",
        "a range of more blocks than MSSRL",
        d -> status(SIZE_LIMIT).check(d.io(BLOCKS_512, copy(1 << 14, 0, perRange(d) + 1L))));
    t.steps(
        "io/copy-too-much",
        "N 3.3.2",
        "ranges that are more than MCL together",
        d -> {
          int each = perRange(d);
          int ranges = d.identified(0x00, BLOCKS_512).getInt(76) / each + 1;
          Deviation.unless(ranges <= maxRanges(d), "MCL is no limit with MSRC and MSSRL");
          long[] list = new long[2 * ranges];
          for (int i = 0; i < ranges; i++) {
            list[2 * i + 1] = each;
          }
          status(SIZE_LIMIT).check(d.io(BLOCKS_512, copy(1 << 14, list)));
        });
    t.io(
        "io/copy-format-reserved",
        "N 3.3.2",
        "a reserved format of its descriptors",
        BLOCKS_512,
        d -> copy(160, 128, 4).cdw12(0xF << 8),
        status(INVALID_FIELD));
  }

  private static void metadata(Table t) {
    t.steps(
        "io/metadata",
        "N 5.2",
        "each block has its own metadata",
        d -> {
          d.mustIo(METADATA, write(16, 4, pattern(2048, 19)).metadataOut(pattern(32, 20)));
          PassthruResult r =
              Expected.SUCCESS.check(d.io(METADATA, read(17, 3, 512).metadataIn(24)));
          same("data", r.data(), pattern(2048, 19).slice(512, 1536));
          same("metadata", r.metadata(), pattern(32, 20).slice(8, 24));
        });
    t.steps(
        "io/metadata-compare",
        "N 3.3.1",
        "Compare compares the metadata as well",
        d -> {
          d.mustIo(METADATA, write(16, 4, pattern(2048, 19)).metadataOut(pattern(32, 20)));
          PassthruCommand.Builder equal =
              blocks(NvmOpcode.COMPARE, 16, 4).dataOut(pattern(2048, 19));
          d.mustIo(METADATA, equal.metadataOut(pattern(32, 20)));
          either(COMPARE_FAILURE)
              .check(
                  d.io(
                      METADATA,
                      blocks(NvmOpcode.COMPARE, 16, 4)
                          .dataOut(pattern(2048, 19))
                          .metadataOut(pattern(32, 21))));
        });
    t.steps(
        "io/metadata-write-zeroes",
        "N 3.3.8",
        "Write Zeroes clears the metadata as well",
        d -> {
          d.mustIo(METADATA, write(16, 4, pattern(2048, 19)).metadataOut(pattern(32, 20)));
          d.mustIo(METADATA, blocks(NvmOpcode.WRITE_ZEROES, 16, 4));
          PassthruResult r =
              Expected.SUCCESS.check(d.io(METADATA, read(16, 4, 512).metadataIn(32)));
          Deviation.unless(Drive.isZero(r.data()), "data is not zero");
          Deviation.unless(Drive.isZero(r.metadata()), "metadata is not zero");
        });
  }

  private static void refused(Table t) {
    for (int opcode : new int[] {0x34, 0x78, 0xC4, 0xFC}) {
      t.io(
          "io/opcode-%02x".formatted(opcode),
          "B Figure 102",
          "an opcode that is reserved, or a vendor's",
          BLOCKS_512,
          d -> command(opcode),
          status(INVALID_OPCODE));
    }
    t.io(
        "io/write-directive-none-enabled",
        "B 8.1.8.1",
        "as long as no directive is enabled, the directive type is ignored",
        BLOCKS_512,
        d -> write(0, 8, zeros(4096)).cdw12(0xE << 20 | 7),
        SUCCESS);
    // The same on every backend: the library refuses it before a drive could.
    for (int nsid : new int[] {0, BLOCKS_4096, Drive.ALL}) {
      t.steps(
          "library/io-nsid-%08x".formatted(nsid),
          "L",
          "an I/O command for another namespace than the node's is not sent",
          d ->
              refusedBy(
                  NvmeNamespaceMismatchException.class, d, BLOCKS_512, read(0, 8, 512).nsid(nsid)));
    }
    t.steps(
        "library/io-longer-than-mdts",
        "L",
        "a transfer longer than the device takes is not sent",
        d -> {
          int bytes = d.info(BLOCKS_512).orElseThrow().maxTransferBytes() + 512;
          refusedBy(NvmeTransferLengthException.class, d, BLOCKS_512, read(0, bytes / 512, 512));
        });
    t.steps(
        "library/io-shorter-than-nlb",
        "L",
        "a buffer that the drive would write past is not given to it",
        d -> refusedBy(NvmeTransferLengthException.class, d, BLOCKS_512, read(0, 1, 512).cdw12(7)));
  }

  private static void refusedBy(
      Class<? extends Exception> by, Drive d, int nsid, PassthruCommand.Builder command) {
    try {
      PassthruResult r = d.namespace(nsid).ioCmd(command.build()).block(Drive.PATIENCE);
      throw Deviation.effect("it was sent, and answered with %s", r);
    } catch (RuntimeException e) {
      if (!by.isInstance(e)) {
        throw e instanceof Deviation deviation ? deviation : Deviation.effect("%s", e);
      }
    }
  }
}
