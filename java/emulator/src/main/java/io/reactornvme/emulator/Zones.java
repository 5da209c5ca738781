package io.reactornvme.emulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** The zones of a namespace: states, write pointers, limits. Guarded by the worker's lock. */
final class Zones {

  static final int EMPTY = 0x1;
  static final int IMPLICITLY_OPEN = 0x2;
  static final int EXPLICITLY_OPEN = 0x3;
  static final int CLOSED = 0x4;
  static final int READ_ONLY = 0xD;
  static final int FULL = 0xE;
  static final int OFFLINE = 0xF;

  private final EmulatedNamespace namespace;
  private final NamespaceSpec.ZonedSpec spec;
  private final byte[] states;

  /** Descriptor extensions of the zones that have one. */
  private final Map<Integer, byte[]> extensions = new HashMap<>();

  /** Blocks written, from the zone's start. */
  private final long[] written;

  Zones(EmulatedNamespace namespace, NamespaceSpec.ZonedSpec spec) {
    this.namespace = namespace;
    this.spec = spec;
    int count = Math.toIntExact(namespace.blocks() / spec.zoneSize());
    states = new byte[count];
    written = new long[count];
    Arrays.fill(states, (byte) EMPTY);
  }

  NamespaceSpec.ZonedSpec spec() {
    return spec;
  }

  int count() {
    return states.length;
  }

  int state(int zone) {
    return states[zone];
  }

  void state(int zone, int state) {
    states[zone] = (byte) state;
  }

  long start(int zone) {
    return zone * spec.zoneSize();
  }

  /** The zone of a block. */
  int of(long lba) {
    return (int) (lba / spec.zoneSize());
  }

  long writePointer(int zone) {
    return start(zone) + written[zone];
  }

  static boolean isOpen(int state) {
    return state == IMPLICITLY_OPEN || state == EXPLICITLY_OPEN;
  }

  static boolean isActive(int state) {
    return isOpen(state) || state == CLOSED;
  }

  void checkReadable(long lba, long blocks) {
    for (int z = of(lba); z < count() && start(z) < lba + blocks; z++) {
      if (states[z] == OFFLINE) {
        throw CommandFailure.lba(Status.ZONE_IS_OFFLINE, lba);
      }
    }
  }

  /** Like {@link #beginWrite}, for a place that this zone has chosen: a full one has none. */
  void beginAppend(long lba, int zone, long blocks) {
    checkState(zone, start(zone));
    beginWrite(lba, blocks);
  }

  /** Whether blocks may be written, and the zone opened for it if need be. */
  void beginWrite(long lba, long blocks) {
    int z = of(lba);
    checkState(z, lba);
    if (lba != writePointer(z)) {
      throw CommandFailure.lba(Status.ZONE_INVALID_WRITE, lba);
    }
    if (lba + blocks > start(z) + spec.zoneCapacity()) {
      throw CommandFailure.lba(Status.ZONE_BOUNDARY_ERROR, lba);
    }
    if (!isOpen(states[z])) {
      open(z, IMPLICITLY_OPEN);
    }
  }

  private void checkState(int zone, long lba) {
    int status =
        switch (states[zone]) {
          case FULL -> Status.ZONE_IS_FULL;
          case READ_ONLY -> Status.ZONE_IS_READ_ONLY;
          case OFFLINE -> Status.ZONE_IS_OFFLINE;
          default -> Status.SUCCESS;
        };
    if (status != Status.SUCCESS) {
      throw CommandFailure.lba(status, lba);
    }
  }

  /** For Zone Append: where the data goes. */
  long appendTo(long zoneStart) {
    int z = of(zoneStart);
    if (zoneStart != start(z)) {
      throw CommandFailure.field(10, 0);
    }
    return writePointer(z);
  }

  void endWrite(long lba, long blocks) {
    int z = of(lba);
    written[z] += blocks;
    if (written[z] == spec.zoneCapacity()) {
      states[z] = FULL;
    }
  }

  void open(int zone, int as) {
    if (!isActive(states[zone]) && !roomFor(spec.maxActive(), active())) {
      throw CommandFailure.of(Status.TOO_MANY_ACTIVE_ZONES);
    }
    if (!isOpen(states[zone]) && !roomFor(spec.maxOpen(), open())) {
      closeAnImplicitlyOpenZone();
    }
    states[zone] = (byte) as;
  }

  private void closeAnImplicitlyOpenZone() {
    for (int z = 0; z < states.length; z++) {
      if (states[z] == IMPLICITLY_OPEN) {
        states[z] = CLOSED;
        return;
      }
    }
    throw CommandFailure.of(Status.TOO_MANY_OPEN_ZONES);
  }

  void close(int zone) {
    states[zone] = CLOSED;
  }

  /** Whether all closed zones can be opened: if not, none is. */
  void checkOpenAll() {
    long explicit = number(state -> state == EXPLICITLY_OPEN);
    long closed = number(state -> state == CLOSED);
    if (spec.maxOpen() != 0 && explicit + closed > spec.maxOpen()) {
      throw CommandFailure.of(Status.TOO_MANY_OPEN_ZONES);
    }
  }

  /** An empty zone becomes a closed one with a descriptor extension. */
  void extend(int zone, byte[] data) {
    if (!roomFor(spec.maxActive(), active())) {
      throw CommandFailure.of(Status.TOO_MANY_ACTIVE_ZONES);
    }
    extensions.put(zone, data);
    states[zone] = CLOSED;
  }

  byte[] extension(int zone) {
    byte[] data = extensions.get(zone);
    return data == null ? new byte[spec.extensionBytes()] : data;
  }

  /** What was active is full. */
  void writeProtected() {
    for (int z = 0; z < states.length; z++) {
      if (isActive(states[z])) {
        finish(z);
      }
    }
  }

  /** What was open is closed, or empty if it has nothing to be kept. */
  void powerCycle() {
    for (int z = 0; z < states.length; z++) {
      if (isActive(states[z])) {
        states[z] = written[z] == 0 && !extensions.containsKey(z) ? (byte) EMPTY : (byte) CLOSED;
      }
    }
  }

  void finish(int zone) {
    states[zone] = FULL;
    written[zone] = spec.zoneCapacity();
  }

  void reset(int zone) {
    states[zone] = EMPTY;
    written[zone] = 0;
    extensions.remove(zone);
    namespace.zero(start(zone), spec.zoneSize());
  }

  private static boolean roomFor(int limit, long used) {
    return limit == 0 || used < limit;
  }

  private long active() {
    return number(Zones::isActive);
  }

  private long open() {
    return number(Zones::isOpen);
  }

  private long number(IntPredicate which) {
    long n = 0;
    for (byte state : states) {
      if (which.test(state)) {
        n++;
      }
    }
    return n;
  }

  /** Zone Descriptor. */
  byte[] descriptor(int zone) {
    boolean noPointer =
        states[zone] == FULL || states[zone] == READ_ONLY || states[zone] == OFFLINE;
    return new StructureWriter(64)
        .u8(0, 2) // sequential write required
        .u8(1, states[zone] << 4)
        .u8(2, extensions.containsKey(zone) ? 1 << 7 : 0)
        .u64(8, spec.zoneCapacity())
        .u64(16, start(zone))
        .u64(24, noPointer ? -1 : writePointer(zone))
        .bytes();
  }
}
