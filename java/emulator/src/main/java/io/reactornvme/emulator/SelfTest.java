package io.reactornvme.emulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Device Self-test of one controller, and log page 06h. Guarded by the worker's lock. */
final class SelfTest {

  private static final int SHORT = 1;
  private static final int EXTENDED = 2;
  private static final int ABORT = 0xF;

  // Results.
  private static final int NO_ERROR = 0;
  private static final int ABORTED_BY_COMMAND = 1;
  private static final int ABORTED_BY_RESET = 2;
  private static final int ABORTED_BY_NAMESPACE_REMOVAL = 3;
  private static final int ABORTED_BY_FORMAT = 4;
  private static final int FAILED_SEGMENT = 7;
  private static final int ABORTED_BY_SANITIZE = 9;

  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int RESULTS = 20;
  private static final int RESULT = 28;

  private final EmulatedController controller;
  private final Deque<byte[]> newestFirst = new ArrayDeque<>();
  private @Nullable LongOperation operation;
  private int code;
  private int nsid;
  private int failingSegment;

  SelfTest(EmulatedController controller) {
    this.controller = controller;
  }

  /** The next test will fail in this segment. */
  void failNext(int segment) {
    failingSegment = segment;
  }

  int execute(EmulatedCommand c) {
    int wanted = c.bits(10, 3, 0);
    if (wanted == ABORT) {
      end(ABORTED_BY_COMMAND);
      return Status.SUCCESS;
    }
    if (wanted != SHORT && wanted != EXTENDED) {
      throw CommandFailure.field(10, 0);
    }
    if (c.nsid() != 0 && c.nsid() != BROADCAST) {
      controller.activeNamespace(c.nsid());
    }
    if (operation != null) {
      throw CommandFailure.of(Status.SELF_TEST_IN_PROGRESS);
    }
    ControllerSpec spec = controller.subsystem().spec();
    Duration time = wanted == SHORT ? spec.shortSelfTest : spec.extendedSelfTest;
    code = wanted;
    nsid = c.nsid();
    operation = LongOperation.start(controller.clock(), time, this::passed);
    return Status.SUCCESS;
  }

  private void passed() {
    operation = null;
    record(failingSegment != 0 ? FAILED_SEGMENT : NO_ERROR, failingSegment);
    failingSegment = 0;
  }

  private void end(int result) {
    if (operation != null) {
      operation.cancel();
      operation = null;
      record(result, 0);
    }
  }

  /** An extended test goes on after a reset, a short one does not. */
  void reset() {
    if (code == SHORT) {
      end(ABORTED_BY_RESET);
    }
  }

  void namespaceGone(int gone) {
    if (nsid == gone || nsid == BROADCAST) {
      end(ABORTED_BY_NAMESPACE_REMOVAL);
    }
  }

  void formatted() {
    end(ABORTED_BY_FORMAT);
  }

  void sanitized() {
    end(ABORTED_BY_SANITIZE);
  }

  private void record(int result, int segment) {
    StructureWriter w =
        new StructureWriter(RESULT)
            .u8(0, code << 4 | result)
            .u8(1, segment)
            .u8(2, nsid != 0 && nsid != BROADCAST ? 1 : 0)
            .u64(4, controller.smartState().powerOnHours())
            .u32(12, nsid);
    if (newestFirst.size() == RESULTS) {
      newestFirst.removeLast();
    }
    newestFirst.addFirst(w.bytes());
  }

  byte[] page() {
    StructureWriter w = new StructureWriter(4 + RESULTS * RESULT);
    if (operation != null) {
      w.u8(0, code).u8(1, operation.progress(100));
    }
    int at = 4;
    for (byte[] result : newestFirst) {
      w.bytes(at, result);
      at += RESULT;
    }
    for (; at < 4 + RESULTS * RESULT; at += RESULT) {
      w.u8(at, 0xF); // not used
    }
    return w.bytes();
  }
}
