package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.PROTECTED_2;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Drive.zeros;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.either;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;

/**
 * Reservations of two hosts, each with a controller of its own and the Host Identifier that it has
 * without being told one. The first one's key is Ah, the second one's Bh.
 */
final class ReservationCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INCONSISTENT_HOST_IDENTIFIER = 0x018;
  private static final int CONFLICT = 0x083;

  private static final int NAMESPACE = PROTECTED_2;

  private static final long A = 0xA;
  private static final long B = 0xB;

  private static final int REGISTER = 0;
  private static final int UNREGISTER = 1;
  private static final int REPLACE = 2;
  private static final int ACQUIRE = 0;
  private static final int PREEMPT = 1;
  private static final int PREEMPT_AND_ABORT = 2;
  private static final int RELEASE = 0;
  private static final int CLEAR = 1;
  private static final int IGNORE_KEY = 1 << 3;

  private static final int WRITE_EXCLUSIVE = 1;
  private static final int EXCLUSIVE_ACCESS = 2;
  private static final int WRITE_EXCLUSIVE_REGISTRANTS = 3;
  private static final int WRITE_EXCLUSIVE_ALL = 5;
  private static final int EXCLUSIVE_ACCESS_ALL = 6;

  private ReservationCases() {}

  /** Both hosts. */
  private interface Steps {
    void run(Drive first, Drive second);
  }

  static void add(Table t) {
    registering(t);
    acquiring(t);
    access(t);
    releasing(t);
    preempting(t);
    reports(t);
  }

  private static void steps(Table t, String id, String section, String what, Steps steps) {
    t.steps(
        "reservation/" + id,
        section,
        what,
        d -> {
          Drive first = d.special(0);
          register(first, REGISTER, 0, A); // whoever has no reservations ends here
          steps.run(first, d.special(1));
        });
  }

  private static PassthruCommand.Builder keys(int opcode, int cdw10, long one, long two) {
    return command(opcode).cdw10(cdw10).dataOut(zeros(16).putLong(0, one).putLong(8, two));
  }

  private static PassthruCommand.Builder registration(int cdw10, long current, long wanted) {
    return keys(NvmOpcode.RESERVATION_REGISTER, cdw10, current, wanted);
  }

  private static void register(Drive d, int cdw10, long current, long wanted) {
    d.mustIo(NAMESPACE, registration(cdw10, current, wanted));
  }

  private static PassthruResult acquire(Drive d, int action, int type, long key, long preempted) {
    int cdw10 = action | type << 8;
    return d.io(NAMESPACE, keys(NvmOpcode.RESERVATION_ACQUIRE, cdw10, key, preempted));
  }

  private static PassthruResult release(Drive d, int action, int type, long key) {
    return d.io(NAMESPACE, keys(NvmOpcode.RESERVATION_RELEASE, action | type << 8, key, 0));
  }

  private static ByteBuffer report(Drive d) {
    return d.mustIo(NAMESPACE, command(NvmOpcode.RESERVATION_REPORT).cdw10(128 / 4 - 1).dataIn(128))
        .data();
  }

  private static void held(Drive d, int type, int registrants) {
    ByteBuffer r = report(d);
    Deviation.unless(r.get(4) == type, "held is type %d, not %d", r.get(4), type);
    Deviation.unless(r.getShort(5) == registrants, "%d registrants", r.getShort(5));
  }

  private static PassthruResult reads(Drive d) {
    return d.io(NAMESPACE, Drive.read(0, 1, 512).metadataIn(8));
  }

  private static PassthruResult writes(Drive d) {
    return d.io(NAMESPACE, Drive.write(0, 1, zeros(512)).metadataOut(zeros(8)));
  }

  private static void registering(Table t) {
    steps(
        t,
        "register",
        "B 8.1.22.3",
        "a host becomes a registrant",
        (first, second) -> {
          held(first, 0, 1);
          Deviation.unless(report(first).getLong(24 + 16) == A, "another key");
        });
    steps(
        t,
        "register-again",
        "B 8.1.22.3",
        "the same key again is taken, another one is a conflict",
        (first, second) -> {
          register(first, REGISTER, 0, A);
          either(CONFLICT).check(first.io(NAMESPACE, registration(REGISTER, A, B)));
          held(first, 0, 1);
        });
    steps(
        t,
        "replace",
        "B 8.1.22.3",
        "a key is replaced by who knows it",
        (first, second) -> {
          either(CONFLICT).check(first.io(NAMESPACE, registration(REPLACE, B, 0xC)));
          register(first, REPLACE, A, 0xC);
          Deviation.unless(report(first).getLong(24 + 16) == 0xC, "it was not replaced");
        });
    steps(
        t,
        "replace-ignoring-key",
        "B 8.1.22.3",
        "with IEKEY whatever the key is, and even if there is none",
        (first, second) -> {
          register(first, REPLACE | IGNORE_KEY, 0x99, 0xC);
          register(second, REPLACE | IGNORE_KEY, 0x99, B);
          held(first, 0, 2);
        });
    steps(
        t,
        "unregister",
        "B 8.1.22.4",
        "by who knows the key, and is a registrant",
        (first, second) -> {
          either(CONFLICT).check(first.io(NAMESPACE, registration(UNREGISTER, B, 0)));
          either(CONFLICT).check(second.io(NAMESPACE, registration(UNREGISTER, A, 0)));
          register(first, UNREGISTER, A, 0);
          held(first, 0, 0);
        });
    steps(
        t,
        "unregister-releases",
        "B 8.1.22.4",
        "a holder that unregisters holds nothing any more",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          register(first, UNREGISTER, A, 0);
          held(first, 0, 0);
          SUCCESS.check(writes(second));
        });
    steps(
        t,
        "register-action-reserved",
        "B 7.6",
        "a reserved RREGA",
        (first, second) -> status(INVALID_FIELD).check(first.io(NAMESPACE, registration(3, A, A))));
    steps(
        t,
        "register-persistence-reserved",
        "B 7.6",
        "a reserved CPTPL",
        (first, second) ->
            status(INVALID_FIELD).check(first.io(NAMESPACE, registration(1 << 30, A, A))));
  }

  private static void acquiring(Table t) {
    steps(
        t,
        "acquire-by-nobody",
        "B 8.1.22.5",
        "a host that is no registrant",
        (first, second) -> either(CONFLICT).check(acquire(second, ACQUIRE, WRITE_EXCLUSIVE, B, 0)));
    steps(
        t,
        "acquire-wrong-key",
        "B 8.1.22.5",
        "a key that is not the registrant's",
        (first, second) -> either(CONFLICT).check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, B, 0)));
    steps(
        t,
        "acquire-held",
        "B 8.1.22.5",
        "what another host holds",
        (first, second) -> {
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          either(CONFLICT).check(acquire(second, ACQUIRE, WRITE_EXCLUSIVE, B, 0));
        });
    steps(
        t,
        "acquire-again",
        "B 8.1.22.5",
        "by its holder: of the same type it is no conflict, of another it is",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          either(CONFLICT).check(acquire(first, ACQUIRE, EXCLUSIVE_ACCESS, A, 0));
          held(first, WRITE_EXCLUSIVE, 1);
        });
    for (int type : new int[] {0, 7, 0xFF}) {
      steps(
          t,
          "acquire-type-%02x".formatted(type),
          "B 7.5",
          "a reserved RTYPE",
          (first, second) -> status(INVALID_FIELD).check(acquire(first, ACQUIRE, type, A, 0)));
    }
    steps(
        t,
        "acquire-action-reserved",
        "B 7.5",
        "a reserved RACQA",
        (first, second) -> status(INVALID_FIELD).check(acquire(first, 3, WRITE_EXCLUSIVE, A, 0)));
    steps(
        t,
        "acquire-ignoring-key",
        "B 7.5",
        "IEKEY, which is for Reservation Register alone",
        (first, second) ->
            status(INVALID_FIELD)
                .check(acquire(first, ACQUIRE | IGNORE_KEY, WRITE_EXCLUSIVE, A, 0)));
  }

  /** Base Specification, figure "Command Behavior in the Presence of a Reservation". */
  private static void access(Table t) {
    String[] names = {
      "write-exclusive",
      "exclusive-access",
      "write-exclusive-registrants",
      "exclusive-access-registrants",
      "write-exclusive-all",
      "exclusive-access-all"
    };
    for (int type = 1; type <= names.length; type++) {
      int rtype = type;
      boolean readable = type % 2 == 1;
      boolean forRegistrants = type > EXCLUSIVE_ACCESS;
      steps(
          t,
          "access-" + names[type - 1],
          "B 8.1.22",
          "what others may do: as registrants, and as none",
          (first, second) -> {
            SUCCESS.check(acquire(first, ACQUIRE, rtype, A, 0));
            Expected conflict = either(CONFLICT);
            (readable ? SUCCESS : conflict).check(reads(second));
            conflict.check(writes(second));
            register(second, REGISTER, 0, B);
            (readable || forRegistrants ? SUCCESS : conflict).check(reads(second));
            (forRegistrants ? SUCCESS : conflict).check(writes(second));
            SUCCESS.check(reads(first));
            SUCCESS.check(writes(first));
          });
    }
  }

  private static void releasing(Table t) {
    steps(
        t,
        "release",
        "B 8.1.22.6",
        "by its holder",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, EXCLUSIVE_ACCESS, A, 0));
          SUCCESS.check(release(first, RELEASE, EXCLUSIVE_ACCESS, A));
          held(first, 0, 1);
          SUCCESS.check(writes(second));
        });
    steps(
        t,
        "release-by-another",
        "B 8.1.22.6",
        "by a registrant that does not hold it: no error, and nothing is released",
        (first, second) -> {
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          SUCCESS.check(release(second, RELEASE, WRITE_EXCLUSIVE, B));
          held(first, WRITE_EXCLUSIVE, 2);
        });
    steps(
        t,
        "release-nothing",
        "B 8.1.22.6",
        "where nothing is held",
        (first, second) -> SUCCESS.check(release(first, RELEASE, WRITE_EXCLUSIVE, A)));
    steps(
        t,
        "release-other-type",
        "B 8.1.22.6",
        "as another type than it is",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          status(INVALID_FIELD).check(release(first, RELEASE, EXCLUSIVE_ACCESS, A));
          held(first, WRITE_EXCLUSIVE, 1);
        });
    steps(
        t,
        "release-wrong-key",
        "B 8.1.22.6",
        "a key that is not the registrant's",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          either(CONFLICT).check(release(first, RELEASE, WRITE_EXCLUSIVE, B));
        });
    steps(
        t,
        "release-ignoring-key",
        "B 7.7",
        "IEKEY, which is for Reservation Register alone",
        (first, second) ->
            status(INVALID_FIELD).check(release(first, RELEASE | IGNORE_KEY, WRITE_EXCLUSIVE, A)));
    steps(
        t,
        "release-action-reserved",
        "B 7.7",
        "a reserved RRELA",
        (first, second) -> status(INVALID_FIELD).check(release(first, 2, WRITE_EXCLUSIVE, A)));
    steps(
        t,
        "clear",
        "B 8.1.22.8",
        "by any registrant: no reservation, and no registrants",
        (first, second) -> {
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, EXCLUSIVE_ACCESS, A, 0));
          SUCCESS.check(release(second, CLEAR, 0, B));
          held(first, 0, 0);
          Deviation.unless(notification(first) == 3, "the other did not hear of it");
        });
  }

  /** The type of the oldest reservation notification. */
  private static int notification(Drive d) {
    return d.logPage(0x80, 64).get(8);
  }

  private static void preempting(Table t) {
    for (int action : new int[] {PREEMPT, PREEMPT_AND_ABORT}) {
      steps(
          t,
          action == PREEMPT ? "preempt" : "preempt-and-abort",
          "B 8.1.22.7",
          "the holder's key: its reservation and its registration are gone",
          (first, second) -> {
            register(second, REGISTER, 0, B);
            SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
            SUCCESS.check(acquire(second, action, EXCLUSIVE_ACCESS, B, A));
            held(second, EXCLUSIVE_ACCESS, 1);
            either(CONFLICT).check(reads(first));
            Deviation.unless(notification(first) == 1, "the other did not hear of it");
          });
    }
    steps(
        t,
        "preempt-registrant",
        "B 8.1.22.7",
        "a key that is not the holder's: registrations alone",
        (first, second) -> {
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          SUCCESS.check(acquire(first, PREEMPT, WRITE_EXCLUSIVE, A, B));
          held(first, WRITE_EXCLUSIVE, 1);
        });
    steps(
        t,
        "preempt-oneself",
        "B 8.1.22.7",
        "a holder changes the type of what it holds",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          SUCCESS.check(acquire(first, PREEMPT, EXCLUSIVE_ACCESS, A, A));
          held(first, EXCLUSIVE_ACCESS, 1);
        });
    steps(
        t,
        "preempt-key-0",
        "B 8.1.22.7",
        "PRKEY 0, which is not the holder's",
        (first, second) -> {
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          status(INVALID_FIELD).check(acquire(second, PREEMPT, WRITE_EXCLUSIVE, B, 0));
        });
    steps(
        t,
        "preempt-all-registrants",
        "B 8.1.22.7",
        "PRKEY 0, where all registrants hold it",
        (first, second) -> {
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, EXCLUSIVE_ACCESS_ALL, A, 0));
          SUCCESS.check(acquire(second, PREEMPT, WRITE_EXCLUSIVE_REGISTRANTS, B, 0));
          held(second, WRITE_EXCLUSIVE_REGISTRANTS, 1);
        });
    steps(
        t,
        "preempt-nobody-of-all-registrants",
        "B 8.1.22.7",
        "a key that no registrant has, where all of them hold it",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE_ALL, A, 0));
          either(CONFLICT).check(acquire(first, PREEMPT, WRITE_EXCLUSIVE_ALL, A, 0xC));
        });
    steps(
        t,
        "preempt-by-nobody",
        "B 8.1.22.7",
        "a host that is no registrant",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          either(CONFLICT).check(acquire(second, PREEMPT, WRITE_EXCLUSIVE, B, A));
        });
  }

  private static void reports(Table t) {
    steps(
        t,
        "report-holder",
        "B 7.8",
        "who holds it, and through which controller",
        (first, second) -> {
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          ByteBuffer r = report(second);
          Deviation.unless(
              (r.getShort(24) & 0xFFFF) == first.controllerId(), "controller %d", r.getShort(24));
          Deviation.unless((r.get(26) & 1) == 1, "it does not hold it");
        });
    steps(
        t,
        "report-generation",
        "B 7.8",
        "counts what changes registrations",
        (first, second) -> {
          int before = report(first).getInt(0);
          register(second, REGISTER, 0, B);
          SUCCESS.check(acquire(first, ACQUIRE, WRITE_EXCLUSIVE, A, 0));
          SUCCESS.check(acquire(first, PREEMPT, WRITE_EXCLUSIVE, A, B));
          SUCCESS.check(release(first, RELEASE, WRITE_EXCLUSIVE, A));
          int now = report(first).getInt(0);
          Deviation.unless(now - before == 2, "%d, and %d before", now, before);
        });
    steps(
        t,
        "report-extended",
        "B 7.8",
        "the extended structure, of a host that has no 128-bit identifier",
        (first, second) ->
            status(INCONSISTENT_HOST_IDENTIFIER)
                .check(
                    first.io(
                        NAMESPACE,
                        command(NvmOpcode.RESERVATION_REPORT).cdw10(31).cdw11(1).dataIn(128))));
    steps(
        t,
        "notification-empty",
        "B 5.1.12.1.32",
        "where nothing has happened all fields are 0",
        (first, second) ->
            Deviation.unless(Drive.isZero(first.logPage(0x80, 64)), "it is not empty"));
  }
}
