package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.identify;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Opcodes, Abort, Asynchronous Event Requests, and what becomes of errors. */
final class AdminCases {

  private static final int INVALID_OPCODE = 0x001;
  private static final int INVALID_QUEUE = 0x101;
  private static final int EVENT_REQUEST_LIMIT = 0x105;

  private AdminCases() {}

  static void add(Table t) {
    opcodes(t);
    abort(t);
    events(t);
    errors(t);
  }

  private static void opcodes(Table t) {
    for (int opcode : new int[] {0x30, 0x74, 0xC0, 0xFC}) {
      t.admin(
          "admin/opcode-%02x".formatted(opcode),
          "B Figure 102",
          "an opcode that is reserved, or a vendor's",
          d -> command(opcode),
          status(INVALID_OPCODE));
    }
    record Optional(String name, int oacs, Supplier<PassthruCommand.Builder> command) {}
    for (Optional o :
        List.of(
            new Optional("security-receive", 0, () -> command(AdminOpcode.SECURITY_RECEIVE)),
            new Optional(
                "firmware-commit", 2, () -> command(AdminOpcode.FIRMWARE_COMMIT).cdw10(5 << 3)),
            new Optional("self-test", 4, () -> command(AdminOpcode.DEVICE_SELF_TEST).cdw10(0xF)),
            new Optional(
                "namespace-management",
                3,
                () -> command(AdminOpcode.NAMESPACE_MANAGEMENT).cdw10(7)),
            new Optional(
                "directive-receive",
                5,
                () ->
                    command(AdminOpcode.DIRECTIVE_RECEIVE)
                        .nsid(1)
                        .cdw10(1023)
                        .cdw11(1)
                        .dataIn(4096)),
            new Optional(
                "virtualization-management",
                7,
                () -> command(AdminOpcode.VIRTUALIZATION_MANAGEMENT)),
            new Optional(
                "get-lba-status",
                9,
                () ->
                    command(AdminOpcode.GET_LBA_STATUS)
                        .nsid(1)
                        .cdw12(1023)
                        .cdw13(0x1000_0000)
                        .dataIn(4096)),
            new Optional("lockdown", 10, () -> command(AdminOpcode.LOCKDOWN)))) {
      t.steps(
          "admin/optional-" + o.name(),
          "B 5.1.13.2.1, OACS",
          "its opcode is invalid exactly if OACS bit %d says that it is not there"
              .formatted(o.oacs()),
          d -> {
            PassthruResult r = d.admin(o.command().get());
            if (!d.hasOacs(o.oacs())) {
              status(INVALID_OPCODE).check(r);
            } else {
              Deviation.unless((r.status().code() & 0x7FF) != INVALID_OPCODE, "invalid opcode");
            }
          });
    }
    record Delete(String name, int opcode, int queue) {}
    for (Delete o :
        List.of(
            new Delete("submission-queue-0", AdminOpcode.DELETE_IO_SUBMISSION_QUEUE, 0),
            new Delete("submission-queue-fffe", AdminOpcode.DELETE_IO_SUBMISSION_QUEUE, 0xFFFE),
            new Delete("completion-queue-0", AdminOpcode.DELETE_IO_COMPLETION_QUEUE, 0),
            new Delete("completion-queue-fffe", AdminOpcode.DELETE_IO_COMPLETION_QUEUE, 0xFFFE))) {
      t.admin(
          "admin/delete-" + o.name(),
          "B 5.2.3, 5.2.4",
          "a queue that cannot be deleted, or is not there",
          d -> command(o.opcode()).cdw10(o.queue()).force(),
          status(INVALID_QUEUE));
    }
  }

  private static void abort(Table t) {
    t.admin(
        "admin/abort-unknown",
        "B 5.1.1",
        "Abort of a command that is not there succeeds, and says that it did nothing",
        d -> command(AdminOpcode.ABORT).cdw10(0xFFFE << 16),
        SUCCESS,
        (d, r) -> Deviation.unless((r.dw0() & 1) == 1, "dword 0 is %x: aborted", r.dw0()));
  }

  private static PassthruCommand.Builder eventRequest() {
    return command(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST).force();
  }

  private static void events(Table t) {
    t.steps(
        "admin/event-request-limit",
        "B 5.1.2",
        "of more requests than AERL allows some are refused, and the others stay",
        d -> {
          int limit = (d.identifyController().get(259) & 0xFF) + 1;
          Queue<PassthruResult> answers = new ConcurrentLinkedQueue<>();
          Drive.restoring(
              () -> {
                for (int i = 0; i <= limit; i++) {
                  d.adminMono(eventRequest()).subscribe(answers::add, e -> {});
                }
                Drive.await("an answer", () -> !answers.isEmpty());
                d.identifyController(); // the controller goes on
                Deviation.unless(answers.size() <= limit, "none of %d is kept", limit + 1);
                answers.forEach(either(EVENT_REQUEST_LIMIT)::check);
              },
              () -> d.controller().reset().block(Drive.PATIENCE));
        });
    t.steps(
        "admin/event-temperature",
        "B 5.1.2, 5.1.25.1.3",
        "a threshold below the temperature makes an event; reading log page 02h lets the next come",
        d -> {
          d.must(command(AdminOpcode.SET_FEATURES).cdw10(0x0B).cdw11(0x1F));
          Queue<PassthruResult> answers = new ConcurrentLinkedQueue<>();
          Drive.restoring(
              () -> {
                d.adminMono(eventRequest()).subscribe(answers::add, e -> {});
                d.adminMono(eventRequest()).subscribe(answers::add, e -> {});
                d.must(command(AdminOpcode.SET_FEATURES).cdw10(0x04).cdw11(0x64));
                Drive.await("an event", () -> !answers.isEmpty());
                PassthruResult event = SUCCESS.check(answers.remove());
                Deviation.unless((event.dw0() & 7) == 1, "its type is %d", event.dw0() & 7);
                Deviation.unless(
                    (event.dw0() >> 16 & 0xFF) == 0x02,
                    "its log page is %02x",
                    event.dw0() >> 16 & 0xFF);
                d.identifyController();
                Deviation.unless(answers.isEmpty(), "the event came twice");
                ByteBuffer log = d.must(retaining(0x02)).data();
                Deviation.unless((log.get(0) & 2) == 2, "SMART has no warning of it");
              },
              () -> d.controller().reset().block(Drive.PATIENCE));
        });
  }

  private static PassthruCommand.Builder retaining(int lid) {
    return Drive.log(lid, 512).cdw10(127 << 16 | 1 << 15 | lid);
  }

  private static long errorCount(Drive d) {
    return d.logPage(0x02, 512).getLong(176);
  }

  private static void errors(Table t) {
    t.steps(
        "admin/error-log-grows",
        "B 5.1.12.1.2",
        "an admin command that fails is an entry: its status, its opcode, and what was wrong",
        d -> {
          long before = errorCount(d);
          PassthruResult bad = status(0x002).check(d.admin(identify(0xFF, 0)));
          Deviation.unless(
              errorCount(d) == before + 1, "SMART counts %d more", errorCount(d) - before);
          ByteBuffer entry = d.logPage(0x01, 64);
          Deviation.unless(entry.getLong(0) == before + 1, "error count %d", entry.getLong(0));
          Deviation.unless(entry.getShort(8) == 0, "SQID %d", entry.getShort(8));
          Deviation.unless(
              (entry.getShort(12) >>> 1 & 0x7FF) == 0x002, "status %04x", entry.getShort(12));
          int location = entry.getShort(14) & 0xFFFF;
          Deviation.unless(location == 0xFFFF || (location & 0xFF) == 40, "location %x", location);
          Deviation.unless(bad.status().more(), "the More bit does not tell of the entry");
        });
    t.steps(
        "admin/error-log-of-io",
        "B 5.1.12.1.2",
        "an I/O command that fails is an entry: its queue, its namespace, its block",
        d -> {
          long end = d.blocks(BLOCKS_512);
          long before = errorCount(d);
          status(0x080).check(d.io(BLOCKS_512, Drive.read(end, 1, 512)));
          ByteBuffer entry = d.logPage(0x01, 64);
          Deviation.unless(entry.getLong(0) == before + 1, "error count %d", entry.getLong(0));
          Deviation.unless(entry.getShort(8) != 0, "SQID 0");
          Deviation.unless(entry.getInt(24) == BLOCKS_512, "NSID %d", entry.getInt(24));
          Deviation.unless(entry.getLong(16) == end, "LBA %d", entry.getLong(16));
        });
    t.steps(
        "admin/error-log-newest-first",
        "B 5.1.12.1.2",
        "the newest entry is the first",
        d -> {
          d.admin(identify(0xFF, 0));
          d.admin(Drive.log(0x6F, 4));
          ByteBuffer log = d.logPage(0x01, 128);
          Deviation.unless(
              log.getLong(0) == log.getLong(64) + 1 && log.getLong(64) > 0,
              "%d, then %d",
              log.getLong(0),
              log.getLong(64));
          Deviation.unless(log.get(31) == 0x02 || log.get(31) == 0, "opcode %02x", log.get(31));
        });
    t.steps(
        "admin/no-error-no-entry",
        "B 5.1.12.1.2",
        "commands that succeed leave no entry",
        d -> {
          long before = errorCount(d);
          d.identifyController();
          d.mustIo(BLOCKS_512, Drive.read(0, 8, 512));
          Deviation.unless(errorCount(d) == before, "%d more", errorCount(d) - before);
        });
    t.steps(
        "admin/smart-counts-commands",
        "B 5.1.12.1.3",
        "Host Read Commands counts reads, and nothing else",
        d -> {
          long before = d.logPage(0x02, 512).getLong(64);
          d.mustIo(BLOCKS_512, Drive.read(0, 8, 512));
          d.mustIo(BLOCKS_512, Drive.read(8, 8, 512));
          d.mustIo(BLOCKS_512, command(NvmOpcode.FLUSH));
          long after = d.logPage(0x02, 512).getLong(64);
          Deviation.unless(after == before + 2, "%d more", after - before);
        });
  }
}
