package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.BLOCKS_4096;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.DETACHED;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;

/** Format NVM. */
final class FormatCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_NAMESPACE = 0x00B;
  private static final int INVALID_FORMAT = 0x10A;

  private FormatCases() {}

  private static PassthruCommand.Builder format(int nsid, int cdw10) {
    return command(AdminOpcode.FORMAT_NVM).nsid(nsid).cdw10(cdw10);
  }

  static void add(Table t) {
    t.steps(
        "format/erases",
        "B 5.1.10",
        "what was there is not read any more",
        d -> {
          d.mustIo(BLOCKS_512, Drive.write(8, 8, Drive.pattern(4096, 40)));
          d.must(format(BLOCKS_512, d.format(512, 0)));
          Deviation.unless(
              d.mustIo(BLOCKS_512, Drive.read(8, 8, 512)).data().mismatch(Drive.pattern(4096, 40))
                  >= 0,
              "it is still there");
        });
    t.steps(
        "format/changes-the-block-size",
        "B 5.1.10",
        "4096 to 512 and back: size and format are as asked, and blocks are transferred so",
        d -> {
          int to512 = d.format(512, 0);
          int to4096 = d.format(4096, 0);
          long blocks = d.blocks(BLOCKS_4096);
          d.closeNamespaces();
          d.must(format(BLOCKS_4096, to512));
          Drive.restoring(
              () -> {
                hostSees(d, 512);
                Deviation.unless(
                    (d.identified(0x00, BLOCKS_4096).get(26) & 0xF) == to512, "another FLBAS");
                Deviation.unless(
                    d.blocks(BLOCKS_4096) == blocks * 8, "NSZE %d", d.blocks(BLOCKS_4096));
                d.mustIo(BLOCKS_4096, Drive.write(blocks * 8 - 1, 1, Drive.pattern(512, 41)));
                Drive.same(
                    "what was written",
                    d.mustIo(BLOCKS_4096, Drive.read(blocks * 8 - 1, 1, 512)).data(),
                    Drive.pattern(512, 41));
              },
              () -> {
                d.closeNamespaces();
                d.must(format(BLOCKS_4096, to4096));
                hostSees(d, 4096);
              });
          Deviation.unless(d.blocks(BLOCKS_4096) == blocks, "NSZE %d", d.blocks(BLOCKS_4096));
        });
    t.steps(
        "format/lba-format",
        "B 5.1.10, Figure 189",
        "an LBA format that there is not",
        d -> {
          int formats = (d.identified(0x00, BLOCKS_512).get(25) & 0xFF) + 1;
          Deviation.unless(formats <= 15, "all 16 formats are there");
          status(INVALID_FORMAT).check(d.admin(format(BLOCKS_512, formats)));
          status(INVALID_FORMAT).check(d.admin(format(BLOCKS_512, 0xF)));
        });
    t.steps(
        "format/protection-without-metadata",
        "B 5.1.10, Figure 191",
        "protection information where a block has no metadata",
        d -> status(INVALID_FORMAT).check(d.admin(format(BLOCKS_512, 1 << 5 | d.format(512, 0)))));
    t.steps(
        "format/protection-reserved",
        "B 5.1.10",
        "a reserved type of protection information",
        d ->
            status(INVALID_FIELD, INVALID_FORMAT)
                .check(d.admin(format(BLOCKS_512, 7 << 5 | d.format(512, 8)))));
    t.steps(
        "format/secure-erase-reserved",
        "B 5.1.10",
        "a reserved SES",
        d -> status(INVALID_FIELD).check(d.admin(format(BLOCKS_512, 7 << 9 | d.format(512, 0)))));
    t.admin("format/nsid-0", "B 3.2.1.5", "NSID 0", d -> format(0, 0), status(INVALID_NAMESPACE));
    t.admin(
        "format/nsid-beyond-nn",
        "B 3.2.1.5",
        "an invalid NSID",
        d -> format(d.maxNsid() + 1, 0),
        status(INVALID_NAMESPACE));
    t.admin(
        "format/unallocated",
        "B 3.2.1.5",
        "a valid NSID that is nobody's",
        d -> format(d.maxNsid(), 0),
        status(INVALID_FIELD));
    t.admin(
        "format/detached",
        "B 3.2.1.5",
        "an inactive NSID",
        d -> format(DETACHED, 0),
        status(INVALID_FIELD));
  }

  /** Over io_uring the driver hears of a format only if it is told to look. */
  private static void hostSees(Drive d, int blockSize) {
    d.controller().rescan().block(Drive.PATIENCE);
    Drive.await(
        "blocks of " + blockSize + " bytes on the host",
        () ->
            d.info(BLOCKS_4096)
                .filter(n -> n.logicalBlockSize() == blockSize && n.generic() != null)
                .isPresent());
  }
}
