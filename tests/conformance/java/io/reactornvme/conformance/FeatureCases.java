package io.reactornvme.conformance;

import static io.reactornvme.conformance.Drive.ALL;
import static io.reactornvme.conformance.Drive.BLOCKS_512;
import static io.reactornvme.conformance.Drive.DETACHED;
import static io.reactornvme.conformance.Drive.command;
import static io.reactornvme.conformance.Expected.SUCCESS;
import static io.reactornvme.conformance.Expected.status;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.nio.ByteBuffer;
import java.util.List;

/** Get Features and Set Features: every feature by what it says of itself, and what is refused. */
final class FeatureCases {

  private static final int INVALID_FIELD = 0x002;
  private static final int INVALID_NAMESPACE = 0x00B;
  private static final int COMMAND_SEQUENCE_ERROR = 0x00C;
  private static final int NOT_SAVEABLE = 0x10D;
  private static final int NOT_CHANGEABLE = 0x10E;
  private static final int NOT_NAMESPACE_SPECIFIC = 0x10F;

  private static final int CURRENT = 0;
  private static final int DEFAULT = 1;
  private static final int SAVED = 2;
  private static final int CAPABILITIES = 3;

  private static final int SAVEABLE = 1;
  private static final int NAMESPACE_SPECIFIC = 2;
  private static final int CHANGEABLE = 4;

  private static final int SAVE = 1 << 31;

  private FeatureCases() {}

  /**
   * A feature whose value is dword 11.
   *
   * @param get dword 11 of Get Features, where that selects something
   * @param other a value it may be set to, other than its default
   */
  private record Feature(String name, int fid, int nsid, int get, int other) {
    PassthruCommand.Builder read(int select) {
      return command(AdminOpcode.GET_FEATURES).nsid(nsid).cdw10(select << 8 | fid).cdw11(get);
    }

    int value(Drive d, int select) {
      return d.must(read(select)).dw0();
    }

    int capabilities(Drive d) {
      return value(d, CAPABILITIES);
    }

    PassthruCommand.Builder write(int value, boolean save) {
      return command(AdminOpcode.SET_FEATURES)
          .nsid(nsid)
          .cdw10((save ? SAVE : 0) | fid)
          .cdw11(value);
    }
  }

  private static final List<Feature> FEATURES =
      List.of(
          new Feature("arbitration", 0x01, 0, 0, 0x0003),
          new Feature("power-management", 0x02, 0, 0, 0x20), // a workload hint
          new Feature("temperature-threshold", 0x04, 0, 0, 0x150),
          new Feature("error-recovery", 0x05, BLOCKS_512, 0, 5),
          new Feature("volatile-write-cache", 0x06, 0, 0, 0),
          new Feature("interrupt-coalescing", 0x08, 0, 0, 0x0102),
          new Feature("interrupt-vector", 0x09, 0, 0, 0x1_0000),
          new Feature("write-atomicity", 0x0A, 0, 0, 1),
          new Feature("event-configuration", 0x0B, 0, 0, 0x1F));

  static void add(Table t) {
    FEATURES.forEach(f -> add(t, f));
    numberOfQueues(t);
    structures(t);
    refused(t);
    writeProtection(t);
  }

  private static void add(Table t, Feature f) {
    String id = "feature/%02x-%s".formatted(f.fid(), f.name());
    t.steps(
        id + "-capabilities",
        "B 5.1.11",
        "SEL 3 tells what can be done with it",
        d -> {
          int capabilities = f.capabilities(d);
          Deviation.unless((capabilities & ~7) == 0, "capabilities %x", capabilities);
          boolean specific = (capabilities & NAMESPACE_SPECIFIC) != 0;
          Deviation.unless(specific == (f.nsid() != 0), "namespace specific: %s", specific);
        });
    t.steps(
        id + "-values",
        "B 5.1.11",
        "current, default and saved; what is not saveable has its default as saved value",
        d -> {
          f.value(d, CURRENT);
          int initial = f.value(d, DEFAULT);
          int saved = f.value(d, SAVED);
          if ((f.capabilities(d) & SAVEABLE) == 0) {
            Deviation.unless(saved == initial, "saved %x, default %x", saved, initial);
          }
        });
    t.steps(
        id + "-set",
        "B 5.1.25",
        "a changeable feature takes a value and keeps its saved one; others are refused",
        d -> {
          int before = f.value(d, CURRENT);
          int saved = f.value(d, SAVED);
          if ((f.capabilities(d) & CHANGEABLE) == 0) {
            status(NOT_CHANGEABLE).check(d.admin(f.write(f.other(), false)));
            return;
          }
          Drive.restoring(
              () -> {
                d.must(f.write(f.other(), false));
                int now = f.value(d, CURRENT);
                Deviation.unless(now == f.other(), "set %x, got %x", f.other(), now);
                Deviation.unless(f.value(d, SAVED) == saved, "it was saved as well");
              },
              () -> d.must(f.write(before, false)));
        });
    t.steps(
        id + "-save",
        "B 5.1.25",
        "a saveable feature has the value as saved one; others are refused",
        d -> {
          int capabilities = f.capabilities(d);
          int before = f.value(d, CURRENT);
          if ((capabilities & SAVEABLE) == 0) {
            status(NOT_SAVEABLE).check(d.admin(f.write(f.other(), true)));
            Deviation.unless(f.value(d, CURRENT) == before, "it was refused, and yet is set");
            return;
          }
          int saved = f.value(d, SAVED);
          Drive.restoring(
              () -> {
                d.must(f.write(f.other(), true));
                Deviation.unless(f.value(d, SAVED) == f.other(), "saved %x", f.value(d, SAVED));
                d.controller().reset().block(Drive.PATIENCE);
                Deviation.unless(f.value(d, CURRENT) == f.other(), "lost by a reset");
              },
              () -> d.must(f.write(saved, true)));
        });
  }

  private static void numberOfQueues(Table t) {
    Feature queues = new Feature("number-of-queues", 0x07, 0, 0, 0);
    t.steps(
        "feature/07-number-of-queues-values",
        "B 5.1.25.2.1",
        "how many queues were allocated: no 65,536 of either kind",
        d -> {
          int now = queues.value(d, CURRENT);
          Deviation.unless((now & 0xFFFF) != 0xFFFF && now >>> 16 != 0xFFFF, "%x", now);
        });
    for (int value : new int[] {0xFFFF, 0xFFFF_0000}) {
      t.admin(
          "feature/07-number-of-queues-%08x".formatted(value),
          "B 5.1.25.2.1",
          "more queues than there can be, and too late to ask for them",
          d -> queues.write(value, false).force(),
          status(INVALID_FIELD, COMMAND_SEQUENCE_ERROR));
    }
    t.admin(
        "feature/07-number-of-queues-late",
        "B 5.1.25.2.1",
        "once there are I/O queues, and here there always are, it is not set any more",
        d -> queues.write(0x0001_0001, false).force(),
        status(COMMAND_SEQUENCE_ERROR));
  }

  private static void structures(Table t) {
    t.steps(
        "feature/0e-timestamp",
        "B 5.1.25.1.7",
        "the host's time goes on, and is said to be the host's",
        d -> {
          ByteBuffer time = Drive.zeros(8);
          time.putLong(0, 1_700_000_000_000L);
          d.must(command(AdminOpcode.SET_FEATURES).cdw10(0x0E).dataOut(time));
          ByteBuffer now = d.must(command(AdminOpcode.GET_FEATURES).cdw10(0x0E).dataIn(8)).data();
          long passed = (now.getLong(0) & 0xFFFF_FFFF_FFFFL) - 1_700_000_000_000L;
          Deviation.unless(passed >= 0 && passed < 3_600_000, "%d ms passed", passed);
          Deviation.unless((now.get(6) >> 1 & 7) == 1, "its origin is %d", now.get(6) >> 1 & 7);
        });
    t.admin(
        "feature/0e-timestamp-capabilities",
        "B 5.1.25.1.7",
        "the time can be changed, and not saved",
        d -> command(AdminOpcode.GET_FEATURES).cdw10(CAPABILITIES << 8 | 0x0E),
        SUCCESS,
        (d, r) -> Deviation.unless(r.dw0() == CHANGEABLE, "capabilities %x", r.dw0()));
    t.admin(
        "feature/0e-timestamp-save",
        "B 5.1.25",
        "the time cannot be saved",
        d -> command(AdminOpcode.SET_FEATURES).cdw10(SAVE | 0x0E).dataOut(Drive.zeros(8)),
        status(NOT_SAVEABLE));
    t.steps(
        "feature/81-host-identifier",
        "B 5.1.25.1.28",
        "128 bits of it are kept",
        d -> {
          ByteBuffer id = Drive.pattern(16, 9);
          d.must(command(AdminOpcode.SET_FEATURES).cdw10(0x81).cdw11(1).dataOut(id));
          Drive.same(
              "the identifier",
              d.must(command(AdminOpcode.GET_FEATURES).cdw10(0x81).cdw11(1).dataIn(16)).data(),
              id);
        });
  }

  private static void refused(Table t) {
    for (int fid : new int[] {0x00, 0x55, 0xBF}) {
      t.admin(
          "feature/get-unknown-%02x".formatted(fid),
          "B 5.1.11",
          "a feature that is reserved, or that the controller has not",
          d -> command(AdminOpcode.GET_FEATURES).cdw10(fid),
          status(INVALID_FIELD));
      t.admin(
          "feature/set-unknown-%02x".formatted(fid),
          "B 5.1.25",
          "a feature that is reserved, or that the controller has not",
          d -> command(AdminOpcode.SET_FEATURES).cdw10(fid),
          status(INVALID_FIELD));
    }
    for (int select : new int[] {4, 7}) {
      t.admin(
          "feature/get-select-%d".formatted(select),
          "B 5.1.11",
          "a reserved SEL",
          d -> command(AdminOpcode.GET_FEATURES).cdw10(select << 8 | 0x06),
          status(INVALID_FIELD));
    }
    t.admin(
        "feature/set-not-namespace-specific",
        "B 5.1.25",
        "a feature of the controller, set for a namespace",
        d -> command(AdminOpcode.SET_FEATURES).nsid(BLOCKS_512).cdw10(0x06).cdw11(1),
        status(NOT_NAMESPACE_SPECIFIC));
    t.admin(
        "feature/get-namespace-specific-nsid-0",
        "B 3.2.1.5",
        "a namespace's feature, of NSID 0",
        d -> command(AdminOpcode.GET_FEATURES).nsid(0).cdw10(0x05),
        status(INVALID_NAMESPACE));
    t.admin(
        "feature/get-namespace-specific-broadcast",
        "B 5.1.11",
        "a namespace's feature, of all at once",
        d -> command(AdminOpcode.GET_FEATURES).nsid(ALL).cdw10(0x05),
        status(INVALID_NAMESPACE, INVALID_FIELD));
    t.admin(
        "feature/get-namespace-specific-detached",
        "B 3.2.1.5",
        "a namespace's feature, of an inactive NSID",
        d -> command(AdminOpcode.GET_FEATURES).nsid(DETACHED).cdw10(0x05),
        status(INVALID_FIELD));
    t.admin(
        "feature/set-namespace-specific-nsid-0",
        "B 3.2.1.5",
        "a namespace's feature, set for NSID 0",
        d -> command(AdminOpcode.SET_FEATURES).nsid(0).cdw10(0x05).cdw11(5),
        status(INVALID_NAMESPACE));
    t.admin(
        "feature/set-namespace-specific-detached",
        "B 3.2.1.5",
        "a namespace's feature, set for an inactive NSID",
        d -> command(AdminOpcode.SET_FEATURES).nsid(DETACHED).cdw10(0x05).cdw11(5),
        status(INVALID_FIELD));
    t.steps(
        "feature/not-changeable",
        "B 5.1.25",
        "a feature that is said to be not changeable keeps its value",
        d -> {
          Drive special = d.special();
          Feature fixed =
              FEATURES.stream()
                  .filter(f -> f.nsid() == 0 && (f.capabilities(special) & CHANGEABLE) == 0)
                  .findFirst()
                  .orElseThrow(() -> Deviation.effect("all features are changeable"));
          int before = fixed.value(special, CURRENT);
          status(NOT_CHANGEABLE).check(special.admin(fixed.write(fixed.other(), false)));
          Deviation.unless(fixed.value(special, CURRENT) == before, "it has changed");
        });
    t.steps(
        "feature/02-power-state-beyond-npss",
        "B 5.1.25.1.2",
        "a power state that there is not; if none can be set, that comes first",
        d -> {
          Feature power = new Feature("power-management", 0x02, 0, 0, 0);
          boolean changeable = (power.capabilities(d) & CHANGEABLE) != 0;
          status(changeable ? INVALID_FIELD : NOT_CHANGEABLE)
              .check(d.admin(power.write(0x1F, false)));
        });
    t.admin(
        "feature/04-threshold-type-reserved",
        "B 5.1.25.1.3",
        "a reserved threshold type (THSEL 2)",
        d -> command(AdminOpcode.SET_FEATURES).cdw10(0x04).cdw11(2 << 20 | 0x150),
        status(INVALID_FIELD));
    t.admin(
        "feature/04-threshold-sensor-reserved",
        "B 5.1.25.1.3",
        "a reserved temperature sensor (TMPSEL 9)",
        d -> command(AdminOpcode.SET_FEATURES).cdw10(0x04).cdw11(9 << 16 | 0x150),
        status(INVALID_FIELD));
    t.steps(
        "feature/04-threshold-under",
        "B 5.1.25.1.3",
        "the under-temperature threshold is another value than the over-temperature one",
        d -> {
          int over = threshold(d, 0);
          int before = threshold(d, 1 << 20);
          Drive.restoring(
              () -> {
                setThreshold(d, 1 << 20 | 0x100);
                Deviation.unless(threshold(d, 1 << 20) == 0x100, "%x", threshold(d, 1 << 20));
                Deviation.unless(threshold(d, 0) == over, "the other is %x", threshold(d, 0));
              },
              () -> setThreshold(d, 1 << 20 | before));
        });
  }

  private static int threshold(Drive d, int selector) {
    return d.must(command(AdminOpcode.GET_FEATURES).cdw10(0x04).cdw11(selector)).dw0() & 0xFFFF;
  }

  private static void setThreshold(Drive d, int value) {
    d.must(command(AdminOpcode.SET_FEATURES).cdw10(0x04).cdw11(value));
  }

  private static void writeProtection(Table t) {
    t.steps(
        "feature/84-write-protection",
        "B 8.1.16",
        "a protected namespace is read and not written, until it is protected no more",
        d -> {
          protect(d, 1);
          Drive.restoring(
              () -> {
                PassthruResult state =
                    d.must(command(AdminOpcode.GET_FEATURES).nsid(BLOCKS_512).cdw10(0x84));
                Deviation.unless((state.dw0() & 7) == 1, "the feature is %x", state.dw0());
                d.mustIo(BLOCKS_512, Drive.read(0, 8, 512));
                status(0x020).check(d.io(BLOCKS_512, Drive.write(0, 8, Drive.zeros(8 * 512))));
              },
              () -> protect(d, 0));
          d.mustIo(BLOCKS_512, Drive.write(0, 8, Drive.zeros(8 * 512)));
        });
    t.steps(
        "feature/84-write-protection-until-power-cycle",
        "B 8.1.16, 5.1.25.1.31",
        "this state of protection, and the permanent one, is not changeable",
        d -> {
          int capabilities = d.identifyController().get(531) & 7;
          for (int state = 2; state <= 3; state++) {
            int nsid = state == 2 ? BLOCKS_512 : Drive.BLOCKS_4096;
            if ((capabilities >> state - 1 & 1) == 0) {
              status(INVALID_FIELD).check(d.admin(protection(nsid, state)));
              continue;
            }
            d.must(protection(nsid, state));
            status(NOT_CHANGEABLE).check(d.admin(protection(nsid, 0)));
            status(NOT_CHANGEABLE).check(d.admin(protection(nsid, 1)));
          }
        });
    t.admin(
        "feature/84-write-protection-reserved",
        "B 8.1.16",
        "a reserved state of protection",
        d -> command(AdminOpcode.SET_FEATURES).nsid(BLOCKS_512).cdw10(0x84).cdw11(7),
        status(INVALID_FIELD));
  }

  private static void protect(Drive d, int state) {
    d.must(protection(BLOCKS_512, state));
  }

  private static PassthruCommand.Builder protection(int nsid, int state) {
    return command(AdminOpcode.SET_FEATURES).nsid(nsid).cdw10(0x84).cdw11(state);
  }
}
