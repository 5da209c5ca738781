package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.ALL;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.DETACHED;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.identify;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.passing;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Device Self-test and Sanitize: what goes on behind the commands. */
final class MaintenanceCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_NAMESPACE = 0x00B;
  private static final int SANITIZE_IN_PROGRESS = 0x01D;
  private static final int SELF_TEST_IN_PROGRESS = 0x11D;

  private static final int SHORT = 1;
  private static final int EXTENDED = 2;
  private static final int ABORT = 0xF;

  private static final int EXIT_FAILURE_MODE = 1;
  private static final int BLOCK_ERASE = 2;
  private static final int OVERWRITE = 3;
  private static final int CRYPTO_ERASE = 4;

  private MaintenanceCases() {}

  static void add(Table t) {
    selfTest(t);
    sanitize(t);
  }

  // ---- self-test ----

  private static PassthruCommand.Builder selfTest(int code, int nsid) {
    return command(AdminOpcode.DEVICE_SELF_TEST).nsid(nsid).cdw10(code);
  }

  private static ByteBuffer selfTestLog(Drive d) {
    return d.logPage(0x06, 564);
  }

  private static void selfTest(Table t) {
    t.steps(
        "self-test/short",
        "B 5.1.5, 8.1.7",
        "it is under way, progresses, ends, and its result is the newest",
        d -> {
          d.must(selfTest(SHORT, ALL));
          ByteBuffer log = selfTestLog(d);
          Deviation.unless((log.get(0) & 0xF) == SHORT, "operation %x", log.get(0));
          Deviation.unless(log.get(1) >= 0 && log.get(1) < 100, "%d %%", log.get(1));
          Drive.await("its end", () -> (selfTestLog(d).get(0) & 0xF) == 0);
          log = selfTestLog(d);
          Deviation.unless(log.get(4) == SHORT << 4, "result %02x", log.get(4));
          Deviation.unless(log.getInt(4 + 12) == ALL || (log.get(4 + 2) & 1) == 0, "NSID");
        });
    t.steps(
        "self-test/extended-aborted",
        "B 5.1.5",
        "an abort ends it, and its result says so",
        d -> {
          d.must(selfTest(EXTENDED, ALL));
          Deviation.unless((selfTestLog(d).get(0) & 0xF) == EXTENDED, "it is not under way");
          d.must(selfTest(ABORT, ALL));
          ByteBuffer log = selfTestLog(d);
          Deviation.unless((log.get(0) & 0xF) == 0, "operation %x", log.get(0));
          Deviation.unless(log.get(4) == (EXTENDED << 4 | 1), "result %02x", log.get(4));
        });
    t.steps(
        "self-test/in-progress",
        "B 5.1.5, Figure 174",
        "a second one while the first goes on",
        d -> {
          d.must(selfTest(EXTENDED, ALL));
          passing(SELF_TEST_IN_PROGRESS).check(d.admin(selfTest(SHORT, ALL)));
          passing(SELF_TEST_IN_PROGRESS).check(d.admin(selfTest(EXTENDED, ALL)));
          Deviation.unless((selfTestLog(d).get(0) & 0xF) == EXTENDED, "the first has ended");
        });
    t.steps(
        "self-test/io-goes-on",
        "B 8.1.7",
        "commands are processed meanwhile",
        d -> {
          d.must(selfTest(EXTENDED, ALL));
          d.mustIo(BLOCKS_512, Drive.read(0, 8, 512));
          d.identifyController();
        });
    t.steps(
        "self-test/short-ended-by-reset",
        "B 8.1.7",
        "a reset ends the short one, and its result says so",
        d -> {
          d.must(selfTest(SHORT, ALL));
          d.controller().reset().block(Drive.PATIENCE);
          ByteBuffer log = selfTestLog(d);
          Deviation.unless((log.get(0) & 0xF) == 0, "operation %x", log.get(0));
          Deviation.unless(log.get(4) == (SHORT << 4 | 2), "result %02x", log.get(4));
        });
    t.steps(
        "self-test/abort-nothing",
        "B 5.1.5, Figure 173",
        "an abort while none goes on succeeds, and leaves the log as it is",
        d -> {
          ByteBuffer before = selfTestLog(d);
          d.must(selfTest(ABORT, ALL));
          Drive.same("the log", selfTestLog(d), before);
        });
    t.steps(
        "self-test/controller-alone",
        "B 5.1.5, Figure 171",
        "NSID 0: no namespace takes part",
        d -> {
          d.must(selfTest(SHORT, 0));
          d.must(selfTest(ABORT, 0));
        });
    for (int code : new int[] {0x0, 0x5, 0xD}) {
      t.admin(
          "self-test/code-%x".formatted(code),
          "B 5.1.5",
          "a reserved self-test code",
          d -> selfTest(code, ALL),
          status(INVALID_FIELD));
    }
    t.admin(
        "self-test/nsid-beyond-nn",
        "B 5.1.5, Figure 171",
        "an invalid NSID",
        d -> selfTest(SHORT, d.maxNsid() + 1),
        status(INVALID_NAMESPACE));
    t.admin(
        "self-test/detached",
        "B 5.1.5, Figure 171",
        "an inactive NSID",
        d -> selfTest(SHORT, DETACHED),
        status(INVALID_FIELD));
  }

  // ---- sanitize ----

  private static PassthruCommand.Builder sanitize(int action) {
    // Overwrite: one pass.
    return command(AdminOpcode.SANITIZE).cdw10(action | 1 << 4).cdw11(0x5A5A_5A5A);
  }

  private static int sanitizeState(Drive d) {
    return d.logPage(0x81, 512).getShort(2) & 7;
  }

  private static void sanitize(Table t) {
    record Action(String name, int code) {}
    for (Action a :
        new Action[] {
          new Action("block-erase", BLOCK_ERASE),
          new Action("overwrite", OVERWRITE),
          new Action("crypto-erase", CRYPTO_ERASE)
        }) {
      t.steps(
          "sanitize/" + a.name(),
          "B 5.1.22, 8.1.24",
          "it is under way, ends well, and what was there is gone",
          d -> {
            d.mustIo(BLOCKS_512, Drive.write(0, 8, Drive.pattern(4096, 50)));
            d.must(sanitize(a.code()));
            ByteBuffer log = d.logPage(0x81, 512);
            Deviation.unless((log.getShort(2) & 7) == 2, "SSTAT %x", log.getShort(2));
            Deviation.unless((log.getInt(4) & 7) == a.code(), "SCDW10 %x", log.getInt(4));
            Drive.await("its end", () -> sanitizeState(d) != 2);
            log = d.logPage(0x81, 512);
            Deviation.unless((log.getShort(2) & 7) == 1, "SSTAT %x", log.getShort(2));
            Deviation.unless((log.getShort(0) & 0xFFFF) == 0xFFFF, "SPROG %x", log.getShort(0));
            Deviation.unless(
                d.mustIo(BLOCKS_512, Drive.read(0, 8, 512)).data().mismatch(Drive.pattern(4096, 50))
                    >= 0,
                "it is still there");
          });
    }
    during(
        t,
        "read",
        "a Read",
        d -> passing(SANITIZE_IN_PROGRESS).check(d.io(BLOCKS_512, Drive.read(0, 8, 512))));
    during(
        t,
        "write",
        "a Write",
        d ->
            passing(SANITIZE_IN_PROGRESS)
                .check(d.io(BLOCKS_512, Drive.write(0, 8, Drive.zeros(4096)))));
    during(
        t,
        "format",
        "Format NVM",
        d ->
            passing(SANITIZE_IN_PROGRESS)
                .check(d.admin(command(AdminOpcode.FORMAT_NVM).nsid(BLOCKS_512))));
    during(
        t,
        "self-test",
        "Device Self-test",
        d -> passing(SANITIZE_IN_PROGRESS).check(d.admin(selfTest(SHORT, ALL))));
    during(
        t,
        "firmware-commit",
        "Firmware Commit",
        d ->
            passing(SANITIZE_IN_PROGRESS)
                .check(d.admin(command(AdminOpcode.FIRMWARE_COMMIT).cdw10(2 << 3 | 1))));
    during(
        t,
        "sanitize",
        "another one",
        d -> passing(SANITIZE_IN_PROGRESS).check(d.admin(sanitize(CRYPTO_ERASE))));
    allowed(t, "identify", "Identify", d -> d.must(identify(0x01, 0)));
    allowed(t, "smart", "the SMART log", d -> d.logPage(0x02, 512));
    allowed(t, "sanitize-status", "the Sanitize Status log", d -> d.logPage(0x81, 512));
    during(
        t,
        "flush",
        "Flush, of which section 7.2 leaves open what it does",
        d -> either(0, SANITIZE_IN_PROGRESS).check(d.io(BLOCKS_512, command(NvmOpcode.FLUSH))));
    allowed(
        t,
        "get-features",
        "Get Features",
        d -> d.must(command(AdminOpcode.GET_FEATURES).cdw10(0x06)));
    t.steps(
        "sanitize/self-test-ended",
        "B 8.1.24.4",
        "a sanitize operation ends a self-test",
        d -> {
          d.must(selfTest(EXTENDED, ALL));
          d.must(sanitize(BLOCK_ERASE));
          Drive.await("its end", () -> sanitizeState(d) != 2);
          Deviation.unless((selfTestLog(d).get(0) & 0xF) == 0, "it goes on");
        });
    t.steps(
        "sanitize/survives-reset",
        "B 8.1.24",
        "a reset does not end it",
        d -> {
          d.must(sanitize(BLOCK_ERASE));
          d.controller().reset().block(Drive.PATIENCE);
          Deviation.unless(sanitizeState(d) == 2, "SSTAT %x", sanitizeState(d));
        });
    t.admin(
        "sanitize/exit-failure-mode",
        "B 5.1.22",
        "Exit Failure Mode while there is no failure",
        d -> sanitize(EXIT_FAILURE_MODE),
        SUCCESS);
    for (int action : new int[] {0, 7}) {
      t.admin(
          "sanitize/action-%d".formatted(action),
          "B 5.1.22",
          "a reserved sanitize action",
          d -> sanitize(action),
          status(INVALID_FIELD));
    }
  }

  private static void during(Table t, String name, String what, Consumer<Drive> then) {
    t.steps(
        "sanitize/during-" + name,
        "B 8.1.24.4, Figure 142",
        what + " while it goes on",
        d -> {
          d.must(sanitize(BLOCK_ERASE));
          then.accept(d);
        });
  }

  private static void allowed(Table t, String name, String what, Consumer<Drive> then) {
    during(t, name, what + " is allowed", then);
  }
}
