package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.log;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/** Get Log Page: what there is, how much of it, and from where. */
final class LogPageCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int COMMAND_SEQUENCE_ERROR = 0x00C;
  private static final int INVALID_LOG_PAGE = 0x109;

  /** Bit 2 of LPA: lengths of 32 bits, and offsets. */
  private static final int EXTENDED_DATA = 2;

  private LogPageCases() {}

  private record Page(
      String name, int lid, int bytes, String section, BiConsumer<Drive, ByteBuffer> check) {}

  static void add(Table t) {
    for (Page p : pages()) {
      t.admin(
          "log/" + p.name(),
          p.section(),
          "log page %02Xh, %d bytes".formatted(p.lid(), p.bytes()),
          d -> p.lid() == 0x09 ? log(p.lid(), p.bytes()).cdw11(1 << 16) : log(p.lid(), p.bytes()),
          SUCCESS,
          (d, r) -> {
            Deviation.unless(r.data().remaining() == p.bytes(), "%d bytes", r.data().remaining());
            p.check().accept(d, r.data());
          });
    }
    t.steps(
        "log/supported-pages-tell-the-truth",
        "B 5.1.12.1.1",
        "each log page is there exactly if log page 00h says so",
        d -> {
          ByteBuffer supported = d.logPage(0x00, 1024);
          for (int lid : new int[] {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x81, 0x7F, 0xEF}) {
            boolean there = (supported.getInt(4 * lid) & 1) == 1;
            PassthruResult r = d.admin(log(lid, 512));
            (there ? SUCCESS : status(INVALID_LOG_PAGE)).check(r);
          }
        });
    telemetry(t);
    persistentEvents(t);
    unknown(t);
    lengths(t);
    namespaces(t);
  }

  private static List<Page> pages() {
    return List.of(
        new Page("supported-pages", 0x00, 1024, "B 5.1.12.1.1", LogPageCases::supported),
        new Page("error-information", 0x01, 64, "B 5.1.12.1.2", (d, b) -> {}),
        new Page("smart", 0x02, 512, "B 5.1.12.1.3", LogPageCases::smart),
        new Page("firmware-slots", 0x03, 512, "B 5.1.12.1.4", LogPageCases::firmware),
        new Page("changed-namespaces", 0x04, 4096, "B 5.1.12.1.5", (d, b) -> {}),
        new Page("effects", 0x05, 4096, "B 5.1.12.1.6", LogPageCases::effects),
        new Page("self-test", 0x06, 564, "B 5.1.12.1.7", LogPageCases::selfTest),
        new Page("telemetry-host", 0x07, 512, "B 5.1.12.1.8", (d, b) -> isLid(b, 0x07)),
        new Page("telemetry-controller", 0x08, 512, "B 5.1.12.1.9", (d, b) -> isLid(b, 0x08)),
        new Page("endurance-group", 0x09, 512, "B 5.1.12.1.10", (d, b) -> {}),
        new Page("asymmetric-access", 0x0C, 64, "B 5.1.12.1.13", LogPageCases::asymmetric),
        new Page("sanitize-status", 0x81, 512, "B 5.1.12.1.33", LogPageCases::sanitize),
        new Page("ocp-smart-extended", 0xC0, 512, "O 4.8.6", LogPageCases::ocp));
  }

  private static void isLid(ByteBuffer page, int lid) {
    Deviation.unless(page.get(0) == lid, "its first byte is %02x", page.get(0));
  }

  private static void supported(Drive d, ByteBuffer page) {
    for (int lid : new int[] {0x00, 0x01, 0x02, 0x03, 0x05}) {
      Deviation.unless((page.getInt(4 * lid) & 1) == 1, "it does not name %02x", lid);
    }
  }

  private static void smart(Drive d, ByteBuffer page) {
    int kelvin = page.getShort(1) & 0xFFFF;
    Deviation.unless(kelvin > 200 && kelvin < 400, "%d K", kelvin);
    Deviation.unless(page.get(3) >= 0 && page.get(3) <= 100, "spare %d %%", page.get(3));
    Deviation.unless((page.get(0) & 0xC0) == 0, "reserved warnings %02x", page.get(0));
  }

  private static void firmware(Drive d, ByteBuffer page) {
    int active = page.get(0) & 7;
    Deviation.unless(active >= 1, "no slot is active");
    Drive.same(
        "the active slot's revision",
        page.slice(8 * active, 8),
        d.identifyController().slice(64, 8));
  }

  private static void effects(Drive d, ByteBuffer page) {
    for (int opcode :
        new int[] {
          AdminOpcode.IDENTIFY,
          AdminOpcode.GET_LOG_PAGE,
          AdminOpcode.GET_FEATURES,
          AdminOpcode.SET_FEATURES,
          AdminOpcode.ABORT
        }) {
      Deviation.unless(
          (page.getInt(4 * opcode) & 1) == 1, "admin opcode %02x is not there", opcode);
    }
    for (int opcode : new int[] {NvmOpcode.FLUSH, NvmOpcode.WRITE, NvmOpcode.READ}) {
      Deviation.unless(
          (page.getInt(1024 + 4 * opcode) & 1) == 1, "I/O opcode %02x is not there", opcode);
    }
    Deviation.unless((page.getInt(1024 + 4) & 2) == 2, "Write does not change logical blocks");
  }

  private static void selfTest(Drive d, ByteBuffer page) {
    Deviation.unless((page.get(0) & 0xF) == 0, "a self-test is under way");
  }

  private static void asymmetric(Drive d, ByteBuffer page) {
    Deviation.unless(page.getShort(8) > 0, "no group");
  }

  private static void sanitize(Drive d, ByteBuffer page) {
    Deviation.unless((page.getShort(2) & 7) == 0, "SSTAT %04x", page.getShort(2));
    Deviation.unless((page.getShort(0) & 0xFFFF) == 0xFFFF, "SPROG %04x", page.getShort(0));
  }

  private static void ocp(Drive d, ByteBuffer page) {
    Deviation.unless(page.getLong(496) == 0xA4F2_BFEA_2810_AFC5L, "another GUID");
    Deviation.unless(page.getLong(504) == 0xAFD5_14C9_7C6F_4F9CL, "another GUID");
  }

  /** Log page 0Dh, with an action in the Log Specific Parameter field. */
  private static PassthruCommand.Builder persistentEvents(int action) {
    return log(0x0D, 512).cdw10(127 << 16 | action << 8 | 0x0D);
  }

  private static final int READ = 0;
  private static final int ESTABLISH_AND_READ = 1;
  private static final int RELEASE = 2;

  private static void persistentEvents(Table t) {
    t.steps(
        "log/persistent-events",
        "B 5.1.12.1.14",
        "log page 0Dh is read in a context, which is established and released",
        d -> {
          ByteBuffer first = d.must(persistentEvents(ESTABLISH_AND_READ)).data();
          isLid(first, 0x0D);
          Deviation.unless(first.getLong(8) >= 512, "its length is %d", first.getLong(8));
          Drive.same("the header", d.must(persistentEvents(READ)).data(), first);
          d.must(persistentEvents(RELEASE));
        });
    t.admin(
        "log/persistent-events-no-context",
        "B 5.1.12.1.14",
        "log page 0Dh, without a context",
        d -> persistentEvents(READ),
        status(COMMAND_SEQUENCE_ERROR));
    t.steps(
        "log/persistent-events-second-context",
        "B 5.1.12.1.14",
        "a context while there is one",
        d -> {
          d.must(persistentEvents(ESTABLISH_AND_READ));
          status(COMMAND_SEQUENCE_ERROR).check(d.admin(persistentEvents(ESTABLISH_AND_READ)));
        });
    t.admin(
        "log/persistent-events-release-nothing",
        "B 5.1.12.1.14",
        "releasing a context that is not there succeeds",
        d -> persistentEvents(RELEASE),
        SUCCESS);
  }

  /** Log page 07h; with the action that takes a new snapshot. */
  private static PassthruCommand.Builder telemetry(int bytes, boolean create) {
    return log(0x07, bytes).cdw10((bytes / 4 - 1) << 16 | (create ? 1 << 8 : 0) | 0x07);
  }

  private static void telemetry(Table t) {
    t.steps(
        "log/telemetry-host-create",
        "B 5.1.12.1.8",
        "a new snapshot is another generation, and its data areas contain each other",
        d -> {
          ByteBuffer first = d.must(telemetry(512, true)).data();
          ByteBuffer second = d.must(telemetry(512, true)).data();
          Deviation.unless(second.get(381) != first.get(381), "generation %d", second.get(381));
          int area1 = second.getShort(8) & 0xFFFF;
          int area2 = second.getShort(10) & 0xFFFF;
          int area3 = second.getShort(12) & 0xFFFF;
          Deviation.unless(area1 <= area2 && area2 <= area3, "%d, %d, %d", area1, area2, area3);
          Drive.same("read again", d.must(telemetry(512, false)).data(), second);
          if (area3 > 0) {
            d.must(telemetry(512, false).cdw12(512 * area3));
          }
        });
    t.admin(
        "log/telemetry-host-length",
        "B 5.1.12.1.8",
        "a length that is no multiple of 512 bytes",
        d -> telemetry(256, false),
        status(INVALID_FIELD));
    for (int id : new int[] {0, 0xFFF0}) {
      t.admin(
          "log/endurance-group-%04x".formatted(id),
          "B 5.1.12.1.10",
          "an endurance group that there is not",
          d -> log(0x09, 512).cdw11(id << 16),
          status(INVALID_FIELD));
    }
  }

  private static void unknown(Table t) {
    for (int lid : new int[] {0x6F, 0xBB, 0xEF}) {
      t.admin(
          "log/unknown-%02x".formatted(lid),
          "B 5.1.12",
          "a log page that is reserved, or that the controller has not",
          d -> log(lid, 512),
          status(INVALID_LOG_PAGE));
    }
  }

  private static void lengths(Table t) {
    t.steps(
        "log/one-dword",
        "B 5.1.12",
        "NUMD 0 is one dword",
        d -> Drive.same("the dword", d.logPage(0x03, 4), d.logPage(0x03, 512).slice(0, 4)));
    t.steps(
        "log/longer-than-the-page",
        "B 5.1.12",
        "more than there is: the page, and then anything",
        d -> Drive.same("the page", d.logPage(0x03, 1024).slice(0, 512), d.logPage(0x03, 512)));
    t.steps(
        "log/offset",
        "B 5.1.12",
        "from an offset on",
        d ->
            Drive.same(
                "the part",
                d.must(log(0x03, 64).cdw12(8)).data(),
                d.logPage(0x03, 512).slice(8, 64)));
    t.steps(
        "log/offset-across-the-end",
        "B 5.1.12",
        "from an offset to beyond the end",
        d ->
            Drive.same(
                "the part",
                d.must(log(0x05, 64).cdw12(4096 - 32)).data().slice(0, 32),
                d.logPage(0x05, 4096).slice(4096 - 32, 32)));
    t.steps(
        "log/offset-unaligned",
        "B 5.1.12, Figure 199",
        "an offset between dwords is refused, or rounded down",
        d -> {
          PassthruResult r = either(0, INVALID_FIELD).check(d.admin(log(0x03, 64).cdw12(9)));
          if (r.isSuccess()) {
            Drive.same("the part", r.data(), d.logPage(0x03, 512).slice(8, 64));
          }
        });
    for (int lid : new int[] {0x01, 0x02, 0x03, 0x05}) {
      t.admin(
          "log/offset-beyond-the-end-%02x".formatted(lid),
          "B 5.1.12, Figure 199",
          "an offset beyond the end",
          d -> offset(d, log(lid, 64), 1 << 20, 0),
          status(INVALID_FIELD));
    }
    t.admin(
        "log/offset-upper",
        "B 5.1.12, Figure 200",
        "an offset beyond 4 GiB: the upper dword counts",
        d -> offset(d, log(0x03, 64), 8, 1),
        status(INVALID_FIELD));
    t.admin(
        "log/offset-type-index",
        "B 5.1.12, Figure 199",
        "an index in place of the offset, of a page that has no list",
        d -> log(0x03, 64).cdw14(1 << 23),
        status(INVALID_FIELD));
  }

  private static PassthruCommand.Builder offset(
      Drive d, PassthruCommand.Builder log, int lower, int upper) {
    Deviation.unless(d.hasLpa(EXTENDED_DATA), "LPA says that there are no offsets");
    return log.cdw12(lower).cdw13(upper);
  }

  private static void namespaces(Table t) {
    t.admin(
        "log/smart-nsid-0",
        "B 5.1.12.1.3",
        "NSID 0 is the controller's SMART log",
        d -> log(0x02, 512).nsid(0),
        SUCCESS);
    t.steps(
        "log/smart-nsid-1",
        "B 5.1.12.1.3",
        "a namespace's SMART log, if LPA bit 0 says that there is one, else Invalid Field",
        d ->
            (d.hasLpa(0) ? SUCCESS : status(INVALID_FIELD)).check(d.admin(log(0x02, 512).nsid(1))));
    t.admin(
        "log/smart-nsid-beyond-nn",
        "B 3.2.1.5",
        "a SMART log of a namespace that cannot be",
        d -> log(0x02, 512).nsid(d.maxNsid() + 1),
        status(0x00B, INVALID_FIELD));
    t.steps(
        "log/retain-asynchronous-event",
        "B 5.1.12, Figure 197",
        "with RAE the log page is the same",
        d ->
            Drive.same(
                "the page",
                d.must(log(0x03, 512).cdw10(127 << 16 | 1 << 15 | 0x03)).data(),
                d.logPage(0x03, 512)));
  }
}
