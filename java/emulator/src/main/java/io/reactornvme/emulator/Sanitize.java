package io.reactornvme.emulator;

import org.jspecify.annotations.Nullable;

/** Sanitize of a subsystem, and log page 81h. Guarded by the worker's lock. */
final class Sanitize {

  private static final int EXIT_FAILURE_MODE = 1;
  private static final int CRYPTO_ERASE = 4;

  private static final int NEVER = 0;
  private static final int COMPLETED = 1;
  private static final int IN_PROGRESS = 2;
  private static final int FAILED = 3;

  private static final int UNKNOWN_TIME = 0xFFFF_FFFF;
  private static final int GLOBAL_DATA_ERASED = 1 << 8;

  private final Subsystem subsystem;
  private @Nullable LongOperation operation;
  private int state = NEVER;
  private int dword10;
  private boolean failNext;

  Sanitize(Subsystem subsystem) {
    this.subsystem = subsystem;
  }

  void failNext() {
    failNext = true;
  }

  boolean isRunning() {
    return operation != null;
  }

  /** What reads or changes user data does not go on meanwhile, nor after a failure. */
  void checkIdle() {
    if (isRunning()) {
      throw CommandFailure.of(Status.SANITIZE_IN_PROGRESS);
    }
    if (state == FAILED) {
      throw CommandFailure.of(Status.SANITIZE_FAILED);
    }
  }

  int execute(EmulatedCommand c) {
    int action = c.bits(10, 2, 0);
    boolean unrestricted = c.bit(10, 3);
    if (action < EXIT_FAILURE_MODE || action > CRYPTO_ERASE) {
      throw CommandFailure.field(10, 0);
    }
    if (isRunning()) {
      throw CommandFailure.of(Status.SANITIZE_IN_PROGRESS);
    }
    boolean failedRestricted = state == FAILED && (dword10 >>> 3 & 1) == 0;
    if (failedRestricted && (action == EXIT_FAILURE_MODE || unrestricted)) {
      throw CommandFailure.of(Status.SANITIZE_FAILED);
    }
    if (action == EXIT_FAILURE_MODE) {
      if (state == FAILED) {
        state = NEVER;
      }
      return Status.SUCCESS;
    }
    if (subsystem.namespaces().values().stream().anyMatch(EmulatedNamespace::isWriteProtected)) {
      throw CommandFailure.of(Status.NAMESPACE_IS_WRITE_PROTECTED);
    }
    dword10 = c.cdw(10);
    subsystem.controllers().forEach(other -> other.selfTest().sanitized());
    subsystem.persistentEvents().sanitizeStarted(c.cdw(10), c.cdw(11));
    operation = LongOperation.start(subsystem.clock(), subsystem.spec().sanitize, this::ended);
    return Status.SUCCESS;
  }

  private void ended() {
    operation = null;
    if (failNext) {
      failNext = false;
      state = FAILED;
    } else {
      state = COMPLETED;
      subsystem.namespaces().values().forEach(EmulatedNamespace::erase);
    }
    subsystem.persistentEvents().sanitizeEnded(state);
    for (EmulatedController controller : subsystem.controllers()) {
      controller.events().raise(0, AsyncEvents.TYPE_IO_COMMAND_SET, 1, 0x81);
    }
  }

  byte[] page() {
    int seconds = (int) subsystem.spec().sanitize.toSeconds();
    int now = operation != null ? IN_PROGRESS : state;
    return new StructureWriter(512)
        .u16(0, operation != null ? operation.progress(0x10000) : 0xFFFF)
        .u16(2, now | (state == COMPLETED && operation == null ? GLOBAL_DATA_ERASED : 0))
        .u32(4, dword10)
        .u32(8, seconds)
        .u32(12, seconds)
        .u32(16, seconds)
        .u32(20, UNKNOWN_TIME)
        .u32(24, UNKNOWN_TIME)
        .u32(28, UNKNOWN_TIME)
        .u32(32, UNKNOWN_TIME)
        .bytes();
  }
}
