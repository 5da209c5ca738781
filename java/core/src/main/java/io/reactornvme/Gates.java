package io.reactornvme;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The two ways into one controller, shared by all handles on it: its tags do not multiply with
 * them.
 *
 * @param ring the ring whose reaper serves the controller
 * @param admin into the admin queue
 * @param io into the I/O queues
 * @param effects which commands the driver must hear of
 * @param formats goes up when a format or a namespace may have changed by this library's doing;
 *     everybody's, for a controller changes namespaces that are reached by others, too
 */
record Gates(CommandRing ring, Gate admin, Gate io, EffectsLogs effects, AtomicInteger formats) {

  Gates(CommandRing ring, Gate admin, Gate io, AtomicInteger formats) {
    this(ring, admin, io, new EffectsLogs(), formats);
  }

  static Gates create(
      CommandRing ring, AtomicInteger formats, int adminCredits, int ioCredits, int pendingLimit) {
    Gates gates =
        new Gates(
            ring,
            new Gate(ring, adminCredits, pendingLimit),
            new Gate(ring, ioCredits, pendingLimit),
            formats);
    ring.add(gates.admin);
    ring.add(gates.io);
    return gates;
  }

  void close() {
    ring.remove(admin);
    ring.remove(io);
  }
}
