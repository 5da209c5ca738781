package io.reactornvme.emulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Log page 80h of one controller: what others did to its host's reservations, one notification to a
 * page, the oldest first. Guarded by the worker's lock.
 */
final class ReservationNotifications {

  static final int REGISTRATION_PREEMPTED = 1;
  static final int RESERVATION_RELEASED = 2;
  static final int RESERVATION_PREEMPTED = 3;

  private static final int LOG_PAGE = 0x80;
  private static final int MOST = 256;

  private record Notification(long count, int type, int nsid) {}

  private final EmulatedController controller;
  private final Deque<Notification> unread = new ArrayDeque<>();
  private long count;

  ReservationNotifications(EmulatedController controller) {
    this.controller = controller;
  }

  /** The bit of the Reservation Notification Mask has the number of the type. */
  void add(int type, int nsid) {
    int mask = controller.features().value(Features.RESERVATION_NOTIFICATION_MASK, nsid);
    if ((mask >>> type & 1) != 0) {
      return;
    }
    count++;
    if (unread.size() < MOST) {
      unread.add(new Notification(count, type, nsid));
    }
    controller.events().raise(0, AsyncEvents.TYPE_IO_COMMAND_SET, 0, LOG_PAGE);
  }

  /** The oldest one, or an empty page. */
  byte[] page() {
    Notification n = unread.peek();
    StructureWriter w = new StructureWriter(64);
    if (n != null) {
      w.u64(0, n.count).u8(8, n.type).u8(9, Math.min(255, unread.size() - 1)).u32(12, n.nsid);
    }
    return w.bytes();
  }

  /** The host has read the page without Retain Asynchronous Event. */
  void read() {
    unread.poll();
  }
}
