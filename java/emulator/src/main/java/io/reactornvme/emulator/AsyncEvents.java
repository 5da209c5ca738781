package io.reactornvme.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Asynchronous Event Requests of one controller, and the events that wait for one. Guarded by the
 * worker's lock.
 */
final class AsyncEvents {

  /** AERL, zero-based. */
  static final int LIMIT = 3;

  static final int TYPE_ERROR = 0;
  static final int TYPE_SMART = 1;
  static final int TYPE_NOTICE = 2;
  static final int TYPE_IO_COMMAND_SET = 6;

  /** Bits of OAES and of the feature Asynchronous Event Configuration. */
  static final int NAMESPACE_ATTRIBUTE = 1 << 8;

  static final int FIRMWARE_ACTIVATION = 1 << 9;
  static final int ZONE_DESCRIPTOR = 1 << 27;

  private final EmulatedController controller;
  private final Deque<EmulatedCommand> requests = new ArrayDeque<>();
  private final Deque<Long> waiting = new ArrayDeque<>();

  /** Log pages whose events are held back until the page is read. */
  private final Set<Integer> masked = new HashSet<>();

  AsyncEvents(EmulatedController controller) {
    this.controller = controller;
  }

  int request(EmulatedCommand c) {
    requests.removeIf(EmulatedCommand::isOver);
    if (requests.size() > LIMIT) {
      throw CommandFailure.of(Status.EVENT_REQUEST_LIMIT_EXCEEDED);
    }
    requests.add(c);
    deliver();
    return EmulatedController.PENDING;
  }

  /** An event that the host has to have enabled, unless the bit is 0. */
  void raise(int enabledBy, int type, int info, int logPage) {
    raise(enabledBy, type, info, logPage, 0);
  }

  /** An event of one namespace, whose identifier is in dword 1. */
  void raise(int enabledBy, int type, int info, int logPage, int nsid) {
    if (enabledBy != 0
        && (controller.features().value(Features.EVENT_CONFIGURATION) & enabledBy) == 0) {
      return;
    }
    long dws = type | info << 8 | logPage << 16 | (long) nsid << 32;
    if (!waiting.contains(dws) && !masked.contains(logPage)) {
      waiting.add(dws);
      controller.tellHost(type, (int) dws);
      deliver();
    }
  }

  void checkTemperature() {
    EmulatedSmart smart = controller.smartState();
    if (controller.features().isTooHot(smart.kelvin())) {
      raise(1 << 1, TYPE_SMART, 1, 0x02);
    }
    if (smart.spare() < smart.spareThreshold()) {
      raise(1, TYPE_SMART, 2, 0x02);
    }
  }

  /** The host has read the page without Retain Asynchronous Event. */
  void cleared(int logPage) {
    masked.remove(logPage);
    waiting.removeIf(dws -> logPage(dws) == logPage);
  }

  private static int logPage(long dws) {
    return (int) (dws >>> 16) & 0xFF;
  }

  /** Requests do not survive a reset, nor do events. */
  void reset() {
    requests.clear();
    waiting.clear();
    masked.clear();
  }

  private void deliver() {
    requests.removeIf(EmulatedCommand::isOver);
    while (!requests.isEmpty() && !waiting.isEmpty()) {
      long dws = waiting.remove();
      masked.add(logPage(dws));
      EmulatedCommand c = requests.remove();
      c.result(dws);
      controller.finish(c, Status.SUCCESS);
    }
  }
}
