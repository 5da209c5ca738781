package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Firmware Image Download and Firmware Commit. */
final class FirmwareCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_SLOT = 0x106;
  private static final int INVALID_IMAGE = 0x107;
  private static final int OVERLAPPING = 0x114;

  private static final int REPLACE = 0;
  private static final int REPLACE_AND_ACTIVATE_AT_RESET = 1;
  private static final int ACTIVATE_AT_RESET = 2;
  private static final int ACTIVATE_NOW = 3;

  private FirmwareCases() {}

  private static PassthruCommand.Builder download(int offset, ByteBuffer part) {
    return command(AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD)
        .cdw10(part.remaining() / 4 - 1)
        .cdw11(offset / 4)
        .dataOut(part);
  }

  private static PassthruCommand.Builder commit(int action, int slot) {
    return command(AdminOpcode.FIRMWARE_COMMIT).cdw10(action << 3 | slot);
  }

  /** The image in pieces of 4 KiB, the last first: they may come in any order. */
  private static void downloadAll(Drive d, String revision) {
    ByteBuffer image = d.subject().firmware(revision);
    if (image == null) {
      image = Drive.zeros(8192);
    }
    for (int at = image.remaining() - 4096; at >= 0; at -= 4096) {
      d.must(download(at, image.slice(at, 4096)));
    }
  }

  private static String slot(Drive d, int slot) {
    byte[] revision = new byte[8];
    d.logPage(0x03, 512).get(8 * slot, revision);
    return new String(revision, StandardCharsets.US_ASCII).trim();
  }

  private static int active(Drive d) {
    return d.logPage(0x03, 512).get(0) & 0x77;
  }

  static void add(Table t) {
    t.steps(
        "firmware/replace",
        "B 5.1.8",
        "a downloaded image is in its slot, and not active",
        d -> {
          downloadAll(d, "CONF-2.0");
          d.must(commit(REPLACE, 2));
          Deviation.unless(slot(d, 2).equals("CONF-2.0"), "slot 2 has %s", slot(d, 2));
          Deviation.unless(active(d) == 0x01, "AFI %02x", active(d));
        });
    t.steps(
        "firmware/activate-at-reset",
        "B 5.1.8, 3.11",
        "the image becomes active with the next reset",
        d -> {
          downloadAll(d, "CONF-2.1");
          int needs = d.must(commit(REPLACE_AND_ACTIVATE_AT_RESET, 2)).dw0();
          Deviation.unless((needs & 1) == 0, "dword 0 is %x", needs);
          Deviation.unless(active(d) == 0x21, "AFI %02x", active(d));
          d.controller().reset().block(Drive.PATIENCE);
          Deviation.unless(active(d) == 0x02, "AFI %02x after the reset", active(d));
          Drive.same(
              "the revision",
              d.identifyController().slice(64, 8),
              ByteBuffer.wrap("CONF-2.1".getBytes(StandardCharsets.US_ASCII)));
        });
    t.steps(
        "firmware/activate-now",
        "B 5.1.8",
        "an image in a slot becomes active without a reset, if FRMW says so",
        d -> {
          Deviation.unless((d.identifyController().get(260) >> 4 & 1) == 1, "FRMW says no");
          downloadAll(d, "CONF-2.2");
          d.must(commit(REPLACE, 3));
          d.must(commit(ACTIVATE_NOW, 3));
          Deviation.unless(active(d) == 0x03, "AFI %02x", active(d));
        });
    t.steps(
        "firmware/back-to-the-first",
        "B 5.1.8",
        "an image that is in a slot becomes active with the next reset",
        d -> {
          String first = slot(d, 1);
          downloadAll(d, "CONF-2.3");
          d.must(commit(REPLACE_AND_ACTIVATE_AT_RESET, 2));
          d.controller().reset().block(Drive.PATIENCE);
          d.must(commit(ACTIVATE_AT_RESET, 1));
          d.controller().reset().block(Drive.PATIENCE);
          Deviation.unless(active(d) == 0x01 && slot(d, 1).equals(first), "AFI %02x", active(d));
        });
    t.steps(
        "firmware/slot",
        "B 5.1.8, Figure 183",
        "a slot beyond those that FRMW tells",
        d -> {
          int slots = d.identifyController().get(260) >> 1 & 7;
          Deviation.unless(slots < 7, "all slots are there");
          downloadAll(d, "CONF-2.4");
          status(INVALID_SLOT).check(d.admin(commit(REPLACE, 7)));
        });
    t.admin(
        "firmware/commit-nothing",
        "B 5.1.8, Figure 183",
        "nothing was downloaded",
        d -> commit(REPLACE, 2),
        status(INVALID_IMAGE));
    t.admin(
        "firmware/activate-empty-slot",
        "B 5.1.8, Figure 183",
        "a slot that is empty",
        d -> commit(ACTIVATE_AT_RESET, 3),
        status(INVALID_IMAGE));
    t.steps(
        "firmware/bad-image",
        "B 5.1.8, Figure 183",
        "an image that is none",
        d -> {
          d.must(download(0, Drive.zeros(4096)));
          status(INVALID_IMAGE).check(d.admin(commit(REPLACE, 2)));
          Deviation.unless(slot(d, 2).isEmpty(), "slot 2 has %s", slot(d, 2));
        });
    t.steps(
        "firmware/hole",
        "B 5.1.8, Figure 183",
        "an image without its first part",
        d -> {
          d.must(download(4096, Drive.zeros(4096)));
          status(INVALID_IMAGE).check(d.admin(commit(REPLACE, 2)));
        });
    t.steps(
        "firmware/overlap",
        "B 5.1.9, Figure 187",
        "parts that overlap, refused when they come or when they are committed",
        d -> {
          d.must(download(0, Drive.zeros(8192)));
          PassthruResult second =
              either(0, OVERLAPPING).check(d.admin(download(4096, Drive.zeros(4096))));
          if (second.isSuccess()) {
            status(OVERLAPPING).check(d.admin(commit(REPLACE, 2)));
          }
        });
    t.steps(
        "firmware/reset-discards",
        "B 5.1.9",
        "a reset between download and commit discards what was downloaded",
        d -> {
          downloadAll(d, "CONF-2.5");
          d.controller().reset().block(Drive.PATIENCE);
          status(INVALID_IMAGE).check(d.admin(commit(REPLACE, 2)));
        });
    t.steps(
        "firmware/granularity",
        "B 5.1.9, Figure 186",
        "an offset that FWUG does not allow is refused, or taken all the same",
        d -> {
          PassthruResult r = d.admin(download(1024, Drive.zeros(4096)));
          either(0, INVALID_FIELD, OVERLAPPING).check(r);
        });
    for (int action : new int[] {4, 5}) {
      t.admin(
          "firmware/action-%d".formatted(action),
          "B 5.1.8",
          "a reserved Commit Action",
          d -> commit(action, 2),
          status(INVALID_FIELD));
    }
  }
}
