package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.ZONED;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.pattern;
import static io.reactornvme.conformance.Drive.read;
import static io.reactornvme.conformance.Drive.same;
import static io.reactornvme.conformance.Drive.write;
import static io.reactornvme.conformance.Drive.zeros;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The Zoned Namespace Command Set. Sections are those of its specification 1.1, with Z before. Each
 * case begins with all zones empty.
 */
final class ZoneCases {

  private static final int INVALID_OPCODE = 0x001;
  private static final int INVALID_FIELD = 0x002;
  private static final int OUT_OF_RANGE = 0x080;
  private static final int BOUNDARY = 0x1B8;
  private static final int FULL_ZONE = 0x1B9;
  private static final int INVALID_WRITE = 0x1BC;
  private static final int TOO_MANY_ACTIVE = 0x1BD;
  private static final int TOO_MANY_OPEN = 0x1BE;
  private static final int INVALID_TRANSITION = 0x1BF;

  private static final int CLOSE = 0x01;
  private static final int FINISH = 0x02;
  private static final int OPEN = 0x03;
  private static final int RESET = 0x04;
  private static final int OFFLINE = 0x05;
  private static final int SET_EXTENSION = 0x10;
  private static final int ALL_ZONES = 1 << 8;

  private static final int EMPTY = 0x1;
  private static final int IMPLICITLY_OPEN = 0x2;
  private static final int EXPLICITLY_OPEN = 0x3;
  private static final int CLOSED = 0x4;
  private static final int FULL = 0xE;

  private static final int SIZE = 2048;
  private static final int CAPACITY = 1536;
  private static final int ZONES = (64 << 20) / 512 / SIZE;
  private static final int EXTENSION = 64;

  private ZoneCases() {}

  static void add(Table t) {
    describe(t);
    writes(t);
    transitions(t);
    resources(t);
    reports(t);
    extensions(t);
    others(t);
  }

  private static void steps(
      Table t, String id, String section, String what, Consumer<Drive> steps) {
    t.steps(
        "zone/" + id,
        section,
        what,
        d -> {
          Drive special = d.special();
          special.mustIo(ZONED, send(0, ALL_ZONES | RESET));
          steps.accept(special);
        });
  }

  /** A command to the zoned namespace, and its status. */
  private static void refused(
      Table t,
      String id,
      String section,
      String what,
      Function<Drive, PassthruCommand.Builder> command,
      Expected expected) {
    steps(t, id, section, what, d -> expected.check(d.io(ZONED, command.apply(d))));
  }

  private static PassthruCommand.Builder send(long lba, int action) {
    return command(NvmOpcode.ZONE_MANAGEMENT_SEND).cdw10And11(lba).cdw13(action);
  }

  private static PassthruCommand.Builder append(long lba, int blocks) {
    return command(NvmOpcode.ZONE_APPEND)
        .cdw10And11(lba)
        .cdw12(blocks - 1)
        .dataOut(pattern(blocks * 512, blocks));
  }

  private static PassthruCommand.Builder put(long lba, int blocks) {
    return write(lba, blocks, pattern(blocks * 512, 1));
  }

  private static PassthruCommand.Builder report(long lba, int specific, int bytes) {
    return command(NvmOpcode.ZONE_MANAGEMENT_RECEIVE)
        .cdw10And11(lba)
        .cdw12(bytes / 4 - 1)
        .cdw13(specific)
        .dataIn(bytes);
  }

  private static ByteBuffer descriptor(Drive d, int zone) {
    ByteBuffer report = d.mustIo(ZONED, report((long) zone * SIZE, 1 << 16, 128)).data();
    Deviation.unless(report.getLong(0) == 1, "%d zones in a report of one", report.getLong(0));
    return report.slice(64, 64).order(report.order());
  }

  private static void state(Drive d, int zone, int expected) {
    int state = descriptor(d, zone).get(1) >>> 4 & 0xF;
    Deviation.unless(state == expected, "zone %d is in state %x, not %x", zone, state, expected);
  }

  private static void pointer(Drive d, int zone, long expected) {
    long pointer = descriptor(d, zone).getLong(24);
    Deviation.unless(pointer == expected, "the write pointer is %d, not %d", pointer, expected);
  }

  private static long zone(int number) {
    return (long) number * SIZE;
  }

  private static void fill(Drive d, int number) {
    for (int at = 0; at < CAPACITY; at += 128) {
      d.mustIo(ZONED, put(zone(number) + at, 128));
    }
  }

  private static void describe(Table t) {
    steps(
        t,
        "identify",
        "Z 4.1.5.1",
        "resources and formats of the namespace",
        d -> {
          ByteBuffer id = d.must(Drive.identify(0x05, ZONED).cdw11(2 << 24)).data();
          Deviation.unless(id.getInt(4) == 2 && id.getInt(8) == 1, "MAR, MOR");
          int format = d.identified(0x00, ZONED).get(26) & 0xF;
          Deviation.unless(id.getLong(2816 + 16 * format) == SIZE, "ZSZE");
          Deviation.unless(id.get(2824 + 16 * format) == EXTENSION / 64, "ZDES");
        });
    steps(
        t,
        "descriptor",
        "Z 3.4.2.2.3",
        "an empty zone, as its descriptor has it",
        d -> {
          ByteBuffer zone = descriptor(d, 3);
          Deviation.unless((zone.get(0) & 0xF) == 2, "type %d", zone.get(0));
          Deviation.unless(zone.getLong(8) == CAPACITY, "capacity %d", zone.getLong(8));
          Deviation.unless(zone.getLong(16) == zone(3), "start %d", zone.getLong(16));
          state(d, 3, EMPTY);
          pointer(d, 3, zone(3));
        });
  }

  private static void writes(Table t) {
    steps(
        t,
        "write-at-pointer",
        "Z 2.1.1.2.1",
        "a write at the write pointer opens the zone and moves the pointer",
        d -> {
          d.mustIo(ZONED, put(zone(1), 8));
          state(d, 1, IMPLICITLY_OPEN);
          pointer(d, 1, zone(1) + 8);
          same("what was written", d.mustIo(ZONED, read(zone(1), 8, 512)).data(), pattern(4096, 1));
        });
    refused(
        t,
        "write-beyond-pointer",
        "Z 3.3.7.1",
        "a write that is not at the write pointer",
        d -> put(zone(1) + 8, 8),
        status(INVALID_WRITE));
    steps(
        t,
        "write-before-pointer",
        "Z 3.3.7.1",
        "a write of what is written already",
        d -> {
          d.mustIo(ZONED, put(zone(1), 8));
          status(INVALID_WRITE).check(d.io(ZONED, put(zone(1), 8)));
          pointer(d, 1, zone(1) + 8);
        });
    steps(
        t,
        "write-zeroes-at-pointer",
        "Z 3.3.9",
        "Write Zeroes is a write",
        d -> {
          d.mustIo(ZONED, command(NvmOpcode.WRITE_ZEROES).cdw10And11(zone(1)).cdw12(7));
          pointer(d, 1, zone(1) + 8);
          status(INVALID_WRITE)
              .check(d.io(ZONED, command(NvmOpcode.WRITE_ZEROES).cdw10And11(zone(1)).cdw12(7)));
        });
    steps(
        t,
        "write-to-capacity",
        "Z 2.1.1.3.2",
        "a zone whose capacity is written is full",
        d -> {
          fill(d, 1);
          state(d, 1, FULL);
          status(FULL_ZONE).check(d.io(ZONED, put(zone(1) + CAPACITY, 1)));
          status(FULL_ZONE).check(d.io(ZONED, append(zone(1), 1)));
        });
    steps(
        t,
        "write-across-capacity",
        "Z 3.3.7.1",
        "a write to beyond the zone's capacity",
        d -> {
          for (int at = 0; at < CAPACITY - 128; at += 128) {
            d.mustIo(ZONED, put(zone(1) + at, 128));
          }
          status(BOUNDARY).check(d.io(ZONED, put(zone(1) + CAPACITY - 128, 129)));
          pointer(d, 1, zone(1) + CAPACITY - 128);
          status(BOUNDARY).check(d.io(ZONED, append(zone(1), 129)));
        });
    steps(
        t,
        "append",
        "Z 3.4.1",
        "Zone Append tells where it has written",
        d -> {
          assigned(d.mustIo(ZONED, append(zone(2), 3)), zone(2));
          assigned(d.mustIo(ZONED, append(zone(2), 5)), zone(2) + 3);
          pointer(d, 2, zone(2) + 8);
          same(
              "what was appended",
              d.mustIo(ZONED, read(zone(2) + 3, 5, 512)).data(),
              pattern(5 * 512, 5));
        });
    refused(
        t,
        "append-not-at-zone-start",
        "Z 3.4.1",
        "a ZSLBA that is not a zone's first block",
        d -> append(zone(2) + 1, 1),
        status(INVALID_FIELD));
    refused(
        t,
        "append-out-of-range",
        "B Figure 102",
        "a ZSLBA beyond the namespace",
        d -> append(zone(ZONES), 1),
        status(OUT_OF_RANGE));
    steps(
        t,
        "read-unwritten",
        "Z 2.1.1.2.1",
        "what was not written yet is read as deallocated blocks are",
        d -> {
          d.mustIo(ZONED, put(zone(1), 8));
          ByteBuffer r = d.mustIo(ZONED, read(zone(1) + 4, 8, 512)).data();
          int reads = d.identified(0x00, ZONED).get(33) & 7;
          Deviation.unless(reads != 1 || Drive.isZero(r.slice(2048, 2048)), "it is not zero");
        });
    steps(
        t,
        "read-across-zones",
        "Z 4.1.5.1",
        "allowed or not, as OZCS says",
        d -> {
          ByteBuffer id = d.must(Drive.identify(0x05, ZONED).cdw11(2 << 24)).data();
          Expected expected = (id.getShort(2) & 1) != 0 ? Expected.SUCCESS : status(BOUNDARY);
          expected.check(d.io(ZONED, read(zone(1) - 4, 8, 512)));
        });
    steps(
        t,
        "reset-clears",
        "Z 3.4.3.1.4",
        "what was written is gone with a reset, and can be written anew",
        d -> {
          d.mustIo(ZONED, put(zone(1), 8));
          d.mustIo(ZONED, send(zone(1), RESET));
          state(d, 1, EMPTY);
          pointer(d, 1, zone(1));
          d.mustIo(ZONED, put(zone(1), 1));
        });
  }

  private static void assigned(PassthruResult r, long lba) {
    Deviation.unless(r.result() == lba, "ALBA is %d, not %d", r.result(), lba);
  }

  /** Brings a zone into a state. */
  private static void bring(Drive d, int number, int state) {
    switch (state) {
      case EMPTY -> {}
      case IMPLICITLY_OPEN -> d.mustIo(ZONED, put(zone(number), 8));
      case EXPLICITLY_OPEN -> d.mustIo(ZONED, send(zone(number), OPEN));
      case CLOSED -> {
        d.mustIo(ZONED, put(zone(number), 8));
        d.mustIo(ZONED, send(zone(number), CLOSE));
      }
      default -> d.mustIo(ZONED, send(zone(number), FINISH));
    }
    state(d, number, state);
  }

  /** An action and where it leads from each state; 0 for nowhere. */
  private record Action(
      String name,
      int code,
      String section,
      int empty,
      int implicit,
      int explicit,
      int closed,
      int full) {

    int from(int state) {
      return switch (state) {
        case EMPTY -> empty;
        case IMPLICITLY_OPEN -> implicit;
        case EXPLICITLY_OPEN -> explicit;
        case CLOSED -> closed;
        default -> full;
      };
    }
  }

  private static void transitions(Table t) {
    Action[] actions = {
      new Action("close", CLOSE, "Z 3.4.3.1.1", 0, CLOSED, CLOSED, CLOSED, 0),
      new Action("finish", FINISH, "Z 3.4.3.1.2", FULL, FULL, FULL, FULL, FULL),
      new Action(
          "open",
          OPEN,
          "Z 3.4.3.1.3",
          EXPLICITLY_OPEN,
          EXPLICITLY_OPEN,
          EXPLICITLY_OPEN,
          EXPLICITLY_OPEN,
          0),
      new Action("reset", RESET, "Z 3.4.3.1.4", EMPTY, EMPTY, EMPTY, EMPTY, EMPTY),
      new Action("offline", OFFLINE, "Z 3.4.3.1.5", 0, 0, 0, 0, 0)
    };
    int[] states = {EMPTY, IMPLICITLY_OPEN, EXPLICITLY_OPEN, CLOSED, FULL};
    String[] names = {"empty", "implicitly-open", "explicitly-open", "closed", "full"};
    for (Action a : actions) {
      for (int i = 0; i < states.length; i++) {
        int before = states[i];
        int after = a.from(before);
        steps(
            t,
            a.name() + "-" + names[i],
            a.section(),
            after == 0 ? "a transition that there is not" : "a transition",
            d -> {
              bring(d, 5, before);
              PassthruResult r = d.io(ZONED, send(zone(5), a.code()));
              (after == 0 ? status(INVALID_TRANSITION) : Expected.SUCCESS).check(r);
              state(d, 5, after == 0 ? before : after);
            });
      }
    }
    steps(
        t,
        "close-all",
        "Z 3.4.3.1.1",
        "all open zones are closed, the others stay",
        d -> {
          bring(d, 1, IMPLICITLY_OPEN);
          bring(d, 2, EXPLICITLY_OPEN);
          bring(d, 3, FULL);
          d.mustIo(ZONED, send(0, ALL_ZONES | CLOSE));
          state(d, 1, CLOSED);
          state(d, 2, CLOSED);
          state(d, 3, FULL);
          state(d, 4, EMPTY);
        });
    steps(
        t,
        "finish-all",
        "Z 3.4.3.1.2",
        "all active zones are full, the empty ones stay",
        d -> {
          bring(d, 1, IMPLICITLY_OPEN);
          bring(d, 2, CLOSED);
          d.mustIo(ZONED, send(0, ALL_ZONES | FINISH));
          state(d, 1, FULL);
          state(d, 2, FULL);
          state(d, 4, EMPTY);
        });
    refused(
        t,
        "send-not-at-zone-start",
        "Z 3.4.3",
        "an SLBA that is not a zone's first block",
        d -> send(zone(1) + 1, OPEN),
        status(INVALID_FIELD));
    refused(
        t,
        "send-out-of-range",
        "B Figure 102",
        "an SLBA beyond the namespace",
        d -> send(zone(ZONES), OPEN),
        status(OUT_OF_RANGE, INVALID_FIELD));
    for (int action : new int[] {0x00, 0x06, 0x20}) {
      refused(
          t,
          "send-action-%02x".formatted(action),
          "Z 3.4.3",
          "a reserved Zone Send Action",
          d -> send(zone(1), action),
          status(INVALID_FIELD));
    }
  }

  private static void resources(Table t) {
    steps(
        t,
        "too-many-open",
        "Z 2.1.1.4.1",
        "an explicit open of more zones than there may be open",
        d -> {
          bring(d, 1, EXPLICITLY_OPEN);
          bring(d, 2, EXPLICITLY_OPEN);
          either(TOO_MANY_OPEN).check(d.io(ZONED, send(zone(3), OPEN)));
          either(TOO_MANY_OPEN).check(d.io(ZONED, put(zone(3), 1)));
          either(TOO_MANY_OPEN).check(d.io(ZONED, append(zone(3), 1)));
          state(d, 3, EMPTY);
        });
    steps(
        t,
        "too-many-active",
        "Z 2.1.1.4.1",
        "a write to more zones than there may be active",
        d -> {
          bring(d, 1, CLOSED);
          bring(d, 2, CLOSED);
          bring(d, 3, CLOSED);
          either(TOO_MANY_ACTIVE).check(d.io(ZONED, send(zone(4), OPEN)));
          either(TOO_MANY_ACTIVE).check(d.io(ZONED, put(zone(4), 1)));
          either(TOO_MANY_ACTIVE).check(d.io(ZONED, append(zone(4), 1)));
          state(d, 4, EMPTY);
        });
    steps(
        t,
        "finish-needs-no-resources",
        "Z 2.1.1.4.1",
        "an empty zone is finished however many are active",
        d -> {
          bring(d, 1, CLOSED);
          bring(d, 2, CLOSED);
          bring(d, 3, CLOSED);
          d.mustIo(ZONED, send(zone(4), FINISH));
          state(d, 4, FULL);
        });
    steps(
        t,
        "open-all-or-none",
        "Z 3.4.3.1.3",
        "where not all closed zones can be opened, none is",
        d -> {
          bring(d, 1, CLOSED);
          bring(d, 2, CLOSED);
          bring(d, 3, CLOSED);
          either(TOO_MANY_OPEN).check(d.io(ZONED, send(0, ALL_ZONES | OPEN)));
          state(d, 1, CLOSED);
          state(d, 2, CLOSED);
          state(d, 3, CLOSED);
          d.mustIo(ZONED, send(zone(3), RESET));
          d.mustIo(ZONED, send(0, ALL_ZONES | OPEN));
          state(d, 1, EXPLICITLY_OPEN);
          state(d, 2, EXPLICITLY_OPEN);
        });
    steps(
        t,
        "reset-frees-resources",
        "Z 2.1.1.4.1",
        "a reset zone is active no more",
        d -> {
          bring(d, 1, CLOSED);
          bring(d, 2, CLOSED);
          bring(d, 3, CLOSED);
          d.mustIo(ZONED, send(zone(2), RESET));
          d.mustIo(ZONED, put(zone(4), 1));
        });
  }

  private static void reports(Table t) {
    steps(
        t,
        "report-all",
        "Z 3.4.2.1.1",
        "how many zones there are, whatever room there is for them",
        d -> {
          ByteBuffer r = d.mustIo(ZONED, report(0, 0, 64)).data();
          Deviation.unless(r.getLong(0) == ZONES, "%d zones", r.getLong(0));
        });
    steps(
        t,
        "report-partial",
        "Z 3.4.2.2.1",
        "a partial report tells how many descriptors it has",
        d -> {
          ByteBuffer r = d.mustIo(ZONED, report(zone(1), 1 << 16, 64 + 3 * 64)).data();
          Deviation.unless(r.getLong(0) == 3, "%d zones", r.getLong(0));
          Deviation.unless(r.getLong(64 + 2 * 64 + 16) == zone(3), "not in order");
        });
    steps(
        t,
        "report-from-the-middle",
        "Z 3.4.2",
        "any block of a zone names it",
        d -> {
          ByteBuffer r = d.mustIo(ZONED, report(zone(2) + 7, 0, 128)).data();
          Deviation.unless(r.getLong(0) == ZONES - 2, "%d zones", r.getLong(0));
          Deviation.unless(r.getLong(64 + 16) == zone(2), "begins at %d", r.getLong(80));
        });
    steps(
        t,
        "report-by-state",
        "Z 3.4.2",
        "zones of one state alone",
        d -> {
          bring(d, 1, IMPLICITLY_OPEN);
          bring(d, 2, EXPLICITLY_OPEN);
          bring(d, 4, FULL);
          int[] counts = {ZONES, ZONES - 3, 1, 1, 0, 1, 0, 0};
          for (int option = 0; option < counts.length; option++) {
            long n = d.mustIo(ZONED, report(0, option << 8, 128)).data().getLong(0);
            Deviation.unless(n == counts[option], "reporting option %d: %d", option, n);
          }
          ByteBuffer full = d.mustIo(ZONED, report(0, 5 << 8, 128)).data();
          Deviation.unless(full.getLong(64 + 16) == zone(4), "another zone is full");
        });
    refused(
        t,
        "report-option-reserved",
        "Z 3.4.2",
        "a reserved reporting option",
        d -> report(0, 0x40 << 8, 128),
        status(INVALID_FIELD));
    refused(
        t,
        "receive-action-reserved",
        "Z 3.4.2",
        "a reserved Zone Receive Action",
        d -> report(0, 0x02, 128),
        status(INVALID_FIELD));
    refused(
        t,
        "report-out-of-range",
        "B Figure 102",
        "an SLBA beyond the namespace",
        d -> report(zone(ZONES), 0, 128),
        status(OUT_OF_RANGE));
  }

  private static PassthruCommand.Builder extend(long lba, int flags) {
    return send(lba, flags | SET_EXTENSION).dataOut(pattern(EXTENSION, 7));
  }

  private static void extensions(Table t) {
    steps(
        t,
        "set-extension",
        "Z 3.4.3.1.6, 3.4.2.1.2",
        "an empty zone is closed by it, and has what was given it",
        d -> {
          d.mustIo(ZONED, extend(zone(1), 0));
          state(d, 1, CLOSED);
          Deviation.unless((descriptor(d, 1).get(2) & 0x80) != 0, "ZDEV is not set");
          int bytes = 64 + 2 * (64 + EXTENSION);
          ByteBuffer r = d.mustIo(ZONED, report(0, 1 << 16 | 1, bytes)).data();
          Deviation.unless(r.getLong(0) == 2, "%d zones", r.getLong(0));
          same("the extension", r.slice(64 + 128 + 64, 64), pattern(EXTENSION, 7));
        });
    steps(
        t,
        "reset-drops-extension",
        "Z 3.4.3.1.4",
        "a reset zone has no extension",
        d -> {
          d.mustIo(ZONED, extend(zone(1), 0));
          d.mustIo(ZONED, send(zone(1), RESET));
          Deviation.unless((descriptor(d, 1).get(2) & 0x80) == 0, "ZDEV is set");
        });
    steps(
        t,
        "set-extension-not-empty",
        "Z 3.4.3.1.6",
        "a zone that is not empty gets no extension",
        d -> {
          bring(d, 1, IMPLICITLY_OPEN);
          status(INVALID_TRANSITION).check(d.io(ZONED, extend(zone(1), 0)));
        });
    refused(
        t,
        "set-extension-of-all",
        "Z 3.4.3.1.6",
        "all zones at once get no extension",
        d -> extend(0, ALL_ZONES),
        status(INVALID_FIELD));
  }

  private static void others(Table t) {
    for (int opcode :
        new int[] {
          NvmOpcode.ZONE_MANAGEMENT_SEND, NvmOpcode.ZONE_MANAGEMENT_RECEIVE, NvmOpcode.ZONE_APPEND
        }) {
      t.io(
          "zone/not-zoned-%02x".formatted(opcode),
          "B 3.1.3.4",
          "a command of zones, to a namespace that has none",
          Drive.BLOCKS_512,
          d -> {
            PassthruCommand.Builder c = command(opcode).cdw13(RESET);
            return opcode == NvmOpcode.ZONE_MANAGEMENT_RECEIVE
                ? c.dataIn(4)
                : c.dataOut(zeros(512));
          },
          status(INVALID_OPCODE));
    }
    steps(
        t,
        "copy-into-zone",
        "Z 3.3.2",
        "Copy writes at the write pointer, or not at all",
        d -> {
          d.mustIo(ZONED, put(zone(1), 8));
          ByteBuffer list = zeros(4096).putLong(8, zone(1)).putShort(16, (short) 7);
          PassthruCommand.Builder copy = command(NvmOpcode.COPY).cdw10And11(zone(2)).dataOut(list);
          d.mustIo(ZONED, copy);
          pointer(d, 2, zone(2) + 8);
          either(INVALID_WRITE).check(d.io(ZONED, copy));
        });
  }
}
