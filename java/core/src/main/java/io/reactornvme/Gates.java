package io.reactornvme;

/**
 * The two ways into one controller, shared by all handles on it: its tags do not multiply with
 * them.
 *
 * @param ring the ring whose reaper serves the controller
 * @param admin into the admin queue
 * @param io into the I/O queues
 * @param effects which commands the driver must hear of
 */
record Gates(CommandRing ring, Gate admin, Gate io, EffectsLogs effects) {

  Gates(CommandRing ring, Gate admin, Gate io) {
    this(ring, admin, io, new EffectsLogs());
  }

  static Gates create(CommandRing ring, int adminCredits, int ioCredits, int pendingLimit) {
    Gates gates =
        new Gates(
            ring,
            new Gate(ring, adminCredits, pendingLimit),
            new Gate(ring, ioCredits, pendingLimit));
    ring.add(gates.admin);
    ring.add(gates.io);
    return gates;
  }

  void close() {
    ring.remove(admin);
    ring.remove(io);
  }
}
