package io.reactornvme.emulator;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reservations of a namespace (NVM Express Base Specification 2.1, section 8.1.22). Hosts are told
 * apart as {@link EmulatedController#host} does. Guarded by the worker's lock.
 */
final class Reservations {

  private static final int WRITE_EXCLUSIVE = 1;
  private static final int EXCLUSIVE_ACCESS = 2;
  private static final int EXCLUSIVE_ACCESS_REGISTRANTS = 4;
  private static final int WRITE_EXCLUSIVE_ALL = 5;
  private static final int EXCLUSIVE_ACCESS_ALL = 6;

  private static final int WRITE_EXCLUSIVE_REGISTRANTS = 3;
  private static final int REGISTER = 0;
  private static final int UNREGISTER = 1;
  private static final int PREEMPT_AND_ABORT = 2;

  private final EmulatedNamespace namespace;
  private final Map<String, Registrant> registrants = new LinkedHashMap<>();
  private int generation;
  private int type;
  private @Nullable String holder;
  private boolean persistent;

  Reservations(EmulatedNamespace namespace) {
    this.namespace = namespace;
  }

  private static final class Registrant {
    final int controllerId;
    final byte[] hostId;
    long key;

    Registrant(int controllerId, byte[] hostId, long key) {
      this.controllerId = controllerId;
      this.hostId = hostId;
      this.key = key;
    }
  }

  private boolean isAllRegistrants() {
    return type == WRITE_EXCLUSIVE_ALL || type == EXCLUSIVE_ACCESS_ALL;
  }

  private boolean holds(String host) {
    return type != 0 && (isAllRegistrants() ? registrants.containsKey(host) : host.equals(holder));
  }

  private void release() {
    type = 0;
    holder = null;
  }

  /** Tells the controllers of some hosts, but not those of the host that has done it. */
  private void tell(int type, Collection<String> hosts, String by) {
    for (EmulatedController c : namespace.subsystem().controllers()) {
      boolean concerned = hosts.contains(c.host()) && !c.host().equals(by);
      if (concerned && c.attached().contains(namespace.nsid())) {
        c.notifications().add(type, namespace.nsid());
      }
    }
  }

  // ---- access ----

  void checkWrite(EmulatedController c) {
    check(c, true);
  }

  void checkRead(EmulatedController c) {
    check(c, false);
  }

  private void check(EmulatedController c, boolean write) {
    if (type == 0 || holds(c.host())) {
      return;
    }
    boolean exclusive =
        type == EXCLUSIVE_ACCESS
            || type == EXCLUSIVE_ACCESS_REGISTRANTS
            || type == EXCLUSIVE_ACCESS_ALL;
    boolean holderOnly = type == WRITE_EXCLUSIVE || type == EXCLUSIVE_ACCESS;
    boolean allowed = (!write && !exclusive) || (!holderOnly && registrants.containsKey(c.host()));
    if (!allowed) {
      throw conflict();
    }
  }

  private static CommandFailure conflict() {
    return CommandFailure.of(Status.RESERVATION_CONFLICT);
  }

  // ---- commands ----

  void register(EmulatedCommand c, EmulatedController from) {
    int action = c.bits(10, 2, 0);
    boolean ignoreKey = c.bit(10, 3);
    int persistence = c.bits(10, 31, 30);
    if (action > 2 || persistence == 1) {
      throw CommandFailure.field(10, action > 2 ? 0 : 30);
    }
    byte[] keys = c.fromHost(16);
    long current = StructureWriter.u64(keys, 0);
    long wanted = StructureWriter.u64(keys, 8);
    String host = from.host();
    Registrant r = registrants.get(host);
    if (action == REGISTER) {
      if (r != null && r.key != wanted) {
        throw conflict();
      }
    } else if (!ignoreKey && (r == null || r.key != current)) {
      throw conflict();
    }
    if (action == UNREGISTER) {
      unregister(host);
    } else if (r == null) { // also to be replaced, whatever it was
      byte[] id = from.features().hostIdentifier();
      registrants.put(host, new Registrant(from.controllerId(), id, wanted));
    } else {
      r.key = wanted;
    }
    generation++;
    if (persistence != 0) {
      persistent = persistence == 3;
    }
  }

  private void unregister(String host) {
    boolean held = holds(host);
    registrants.remove(host);
    if (held && (!isAllRegistrants() || registrants.isEmpty())) {
      boolean shared = type == WRITE_EXCLUSIVE_REGISTRANTS || type == EXCLUSIVE_ACCESS_REGISTRANTS;
      release();
      if (shared) {
        tell(ReservationNotifications.RESERVATION_RELEASED, registrants.keySet(), host);
      }
    }
  }

  void acquire(EmulatedCommand c, EmulatedController from) {
    int action = c.bits(10, 2, 0);
    int wanted = c.bits(10, 15, 8);
    if (action > 2) {
      throw CommandFailure.field(10, 0);
    }
    if (wanted < WRITE_EXCLUSIVE || wanted > EXCLUSIVE_ACCESS_ALL) {
      throw CommandFailure.field(10, 8);
    }
    refuseIgnoredKey(c);
    byte[] keys = c.fromHost(16);
    String host = checkRegistered(from, StructureWriter.u64(keys, 0));
    if (action == 0) {
      if (type != 0 && !(holds(host) && type == wanted)) {
        throw conflict();
      }
      if (type == 0) {
        type = wanted;
        holder = host;
      }
      return;
    }
    Set<String> preempted = preempt(host, StructureWriter.u64(keys, 8), wanted);
    if (action == PREEMPT_AND_ABORT) {
      for (EmulatedController other : namespace.subsystem().controllers()) {
        if (preempted.contains(other.host())) {
          other.abortPreempted(namespace.nsid(), c);
        }
      }
    }
  }

  /** The hosts that lost their registration, or the reservation. */
  private Set<String> preempt(String host, long key, int wanted) {
    Registrant current = holder == null ? null : registrants.get(holder);
    boolean takesOver;
    Set<String> gone = new HashSet<>();
    if (type != 0 && isAllRegistrants()) {
      takesOver = key == 0;
      registrants.forEach(
          (other, r) -> {
            if (takesOver ? !other.equals(host) : r.key == key) {
              gone.add(other);
            }
          });
      if (!takesOver && gone.isEmpty()) {
        throw conflict();
      }
    } else {
      takesOver = type != 0 && current != null && current.key == key;
      if (type != 0 && !takesOver && key == 0) {
        throw CommandFailure.of(Status.INVALID_FIELD);
      }
      registrants.forEach(
          (other, r) -> {
            if (r.key == key && !(takesOver && other.equals(host))) {
              gone.add(other);
            }
          });
    }
    Set<String> preempted = new HashSet<>(gone);
    registrants.keySet().removeAll(gone);
    int before = type;
    if (takesOver) {
      if (holder != null && !isAllRegistrants()) {
        preempted.add(holder);
      }
      type = wanted;
      holder = host;
    } else if (type != 0 && isAllRegistrants() && registrants.isEmpty()) {
      release();
    }
    generation++;
    tell(ReservationNotifications.REGISTRATION_PREEMPTED, gone, host);
    if (before != 0 && type != before) {
      tell(ReservationNotifications.RESERVATION_RELEASED, registrants.keySet(), host);
    }
    return preempted;
  }

  void release(EmulatedCommand c, EmulatedController from) {
    int action = c.bits(10, 2, 0);
    if (action > 1) {
      throw CommandFailure.field(10, 0);
    }
    refuseIgnoredKey(c);
    String host = checkRegistered(from, StructureWriter.u64(c.fromHost(8), 0));
    if (action == 1) {
      Set<String> cleared = new HashSet<>(registrants.keySet());
      registrants.clear();
      release();
      generation++;
      tell(ReservationNotifications.RESERVATION_PREEMPTED, cleared, host);
    } else if (holds(host)) {
      if (c.bits(10, 15, 8) != type) {
        throw CommandFailure.field(10, 8);
      }
      boolean shared = type != WRITE_EXCLUSIVE && type != EXCLUSIVE_ACCESS;
      release();
      if (shared) {
        tell(ReservationNotifications.RESERVATION_RELEASED, registrants.keySet(), host);
      }
    }
  }

  /** IEKEY is for Reservation Register alone. */
  private static void refuseIgnoredKey(EmulatedCommand c) {
    if (c.bit(10, 3)) {
      throw CommandFailure.field(10, 3);
    }
  }

  private String checkRegistered(EmulatedController from, long key) {
    String host = from.host();
    Registrant r = registrants.get(host);
    if (r == null || r.key != key) {
      throw conflict();
    }
    return host;
  }

  void report(EmulatedCommand c, EmulatedController from) {
    boolean extended = c.bit(11, 0);
    if (extended != (from.features().hostIdentifier().length == 16)) {
      throw CommandFailure.of(Status.HOST_IDENTIFIER_INCONSISTENT_FORMAT);
    }
    long length = ((c.cdw(10) & 0xFFFF_FFFFL) + 1) * 4;
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    int entry = extended ? 64 : 24;
    int at = extended ? 64 : 24;
    StructureWriter w =
        new StructureWriter(at + entry * registrants.size())
            .u32(0, generation)
            .u8(4, type)
            .u16(5, registrants.size())
            .u8(9, persistent ? 1 : 0);
    for (Map.Entry<String, Registrant> e : registrants.entrySet()) {
      Registrant r = e.getValue();
      w.u16(at, r.controllerId).u8(at + 2, holds(e.getKey()) ? 1 : 0);
      w.u64(extended ? at + 8 : at + 16, r.key);
      w.bytes(extended ? at + 16 : at + 8, r.hostId);
      at += entry;
    }
    byte[] page = w.bytes(); // and nothing behind it
    c.toHost(page, 0, (int) Math.min(length, page.length));
  }

  /** Power was lost. */
  void powerCycle() {
    if (!persistent) {
      registrants.clear();
      release();
    }
  }

  boolean isPersistent() {
    return persistent;
  }

  void persist(boolean on) {
    persistent = on;
  }
}
