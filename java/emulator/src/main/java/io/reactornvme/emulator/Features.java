package io.reactornvme.emulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Get Features and Set Features of one controller: default, saved and current values. Guarded by
 * the worker's lock.
 */
final class Features {

  static final int TEMPERATURE_THRESHOLD = 0x04;
  static final int VOLATILE_WRITE_CACHE = 0x06;
  static final int EVENT_CONFIGURATION = 0x0B;
  static final int TIMESTAMP = 0x0E;
  static final int PLACEMENT = 0x1D;
  static final int PLACEMENT_EVENTS = 0x1E;
  static final int HOST_IDENTIFIER = 0x81;
  static final int RESERVATION_NOTIFICATION_MASK = 0x82;
  static final int RESERVATION_PERSISTENCE = 0x83;
  static final int WRITE_PROTECTION = 0x84;

  /** Default of the over-temperature threshold: the warning temperature, WCTEMP. */
  static final int WARNING_KELVIN = 70 + EmulatedSmart.KELVIN;

  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int DEFAULT = 1;
  private static final int SAVED = 2;
  private static final int CAPABILITIES = 3;

  /** A feature whose value is a dword: which bits of it there are. */
  private record Definition(
      int initial, int mask, boolean saveable, boolean perNamespace, boolean changeable) {}

  private static final Map<Integer, Definition> DEFINITIONS =
      Map.ofEntries(
          Map.entry(0x01, new Definition(0x0000_0002, 0xFFFF_FF07, true, false, true)),
          Map.entry(0x02, new Definition(0, 0x0000_00FF, true, false, true)),
          Map.entry(TEMPERATURE_THRESHOLD, new Definition(0, 0xFFFF, false, false, true)),
          Map.entry(0x05, new Definition(0, 0x0001_FFFF, true, true, true)),
          Map.entry(VOLATILE_WRITE_CACHE, new Definition(1, 1, true, false, true)),
          Map.entry(0x07, new Definition(0x003F_003F, 0xFFFF_FFFF, false, false, true)),
          Map.entry(0x08, new Definition(0, 0x0000_FFFF, true, false, true)),
          Map.entry(0x09, new Definition(0, 0x0001_FFFF, false, false, true)),
          Map.entry(0x0A, new Definition(0, 1, true, false, true)),
          Map.entry(EVENT_CONFIGURATION, new Definition(0, 0x0800_7FFF, false, false, true)),
          Map.entry(0x10, new Definition(0, 0xFFFF_FFFF, true, false, true)),
          Map.entry(0x17, new Definition(0, 1, true, false, true)),
          Map.entry(0x80, new Definition(0, 0xFF, true, false, true)),
          Map.entry(RESERVATION_NOTIFICATION_MASK, new Definition(0, 0xE, false, true, true)),
          Map.entry(RESERVATION_PERSISTENCE, new Definition(0, 1, false, true, true)),
          Map.entry(WRITE_PROTECTION, new Definition(0, 7, false, true, true)));

  private final EmulatedController controller;
  private final Map<Long, Integer> current = new HashMap<>();
  private final Map<Long, Integer> saved = new HashMap<>();
  private byte[] hostIdentifier = new byte[0];
  private long timestampBase;
  private long timestampSetAt;
  private boolean timestampSet;

  Features(EmulatedController controller) {
    this.controller = controller;
  }

  private static long key(int feature, int selector) {
    return (long) feature << 32 | (selector & 0xFFFF_FFFFL);
  }

  /** The current value of a feature of the controller. */
  int value(int feature) {
    return value(feature, 0);
  }

  int value(int feature, int selector) {
    Integer value = current.get(key(feature, selector));
    return value != null ? value : savedValue(feature, selector);
  }

  private int savedValue(int feature, int selector) {
    Integer value = saved.get(key(feature, selector));
    return value != null ? value : initial(feature, selector);
  }

  private static int initial(int feature, int selector) {
    if (feature == TEMPERATURE_THRESHOLD) {
      boolean under = (selector >>> 4 & 3) == 1;
      return under ? 0 : selector == 0 ? WARNING_KELVIN : 0xFFFF;
    }
    Definition d = DEFINITIONS.get(feature);
    return d == null ? 0 : d.initial;
  }

  /** Whether the composite temperature is beyond a threshold. */
  boolean isTooHot(int kelvin) {
    return kelvin >= value(TEMPERATURE_THRESHOLD, 0) || kelvin <= value(TEMPERATURE_THRESHOLD, 16);
  }

  byte[] hostIdentifier() {
    return hostIdentifier;
  }

  void reset() {
    current.clear();
    timestampSet = false;
    timestampBase = 0;
    timestampSetAt = controller.clock().nanos();
    hostIdentifier = new byte[0];
  }

  // ---- Get Features ----

  int get(EmulatedCommand c) {
    int feature = c.bits(10, 7, 0);
    int select = c.bits(10, 10, 8);
    if (select > CAPABILITIES) {
      throw CommandFailure.field(10, 8);
    }
    if (feature == TIMESTAMP) {
      return structured(c, select, 4, () -> timestamp(select));
    }
    if (feature == HOST_IDENTIFIER) {
      int size = c.bit(11, 0) ? 16 : 8;
      return structured(c, select, 4, () -> hostIdentifier(size, select));
    }
    FlexibleDataPlacement placement = controller.subsystem().placement();
    if (placement != null && feature == PLACEMENT) {
      c.result(select == CAPABILITIES ? 5 : placement.feature(c, select == DEFAULT));
      return Status.SUCCESS;
    }
    if (placement != null && feature == PLACEMENT_EVENTS) {
      if (select == CAPABILITIES) {
        c.result(6);
      } else {
        placement.events(c, FlexibleDataPlacement.namespace(c, controller), select != 0);
      }
      return Status.SUCCESS;
    }
    Definition d = definition(feature);
    if (select == CAPABILITIES) {
      c.result((d.saveable ? 1 : 0) | (d.perNamespace ? 2 : 0) | (d.changeable ? 4 : 0));
      return Status.SUCCESS;
    }
    int selector = selector(c, feature, d, false);
    c.result(
        switch (select) {
          case DEFAULT -> initial(feature, selector);
          case SAVED -> savedValue(feature, selector);
          default -> value(feature, selector);
        });
    if (feature == WRITE_PROTECTION && select != DEFAULT) {
      EmulatedNamespace n = controller.activeNamespace(c.nsid());
      c.result(n.writeProtection());
    }
    if (feature == RESERVATION_PERSISTENCE && select != DEFAULT) {
      c.result(controller.activeNamespace(c.nsid()).reservations().isPersistent() ? 1 : 0);
    }
    return Status.SUCCESS;
  }

  private static int structured(
      EmulatedCommand c, int select, int capabilities, Supplier<byte[]> value) {
    if (select == CAPABILITIES) {
      c.result(capabilities & 6);
    } else {
      c.toHost(value.get());
    }
    return Status.SUCCESS;
  }

  /** Milliseconds, and where they come from. */
  private byte[] timestamp(int select) {
    StructureWriter w = new StructureWriter(8);
    if (select == DEFAULT) {
      return w.bytes();
    }
    w.u48(0, milliseconds());
    return w.u8(6, timestampSet ? 1 << 1 : 0).bytes();
  }

  /** The drive's idea of the time. */
  long milliseconds() {
    long since = controller.clock().nanos() - timestampSetAt;
    return timestampBase + Duration.ofNanos(since).toMillis();
  }

  private byte[] hostIdentifier(int size, int select) {
    byte[] value = new byte[size];
    if (select != DEFAULT) {
      System.arraycopy(hostIdentifier, 0, value, 0, Math.min(size, hostIdentifier.length));
    }
    return value;
  }

  // ---- Set Features ----

  int set(EmulatedCommand c) {
    int feature = c.bits(10, 7, 0);
    boolean save = c.bit(10, 31);
    switch (feature) {
      case TIMESTAMP -> {
        refuseSave(save);
        refuseNamespace(c);
        byte[] value = c.fromHost(8);
        controller.subsystem().persistentEvents().timestampChanged(milliseconds());
        timestampBase = StructureWriter.u64(value, 0) & 0xFFFF_FFFF_FFFFL;
        timestampSetAt = controller.clock().nanos();
        timestampSet = true;
        return Status.SUCCESS;
      }
      case HOST_IDENTIFIER -> {
        refuseSave(save);
        refuseNamespace(c);
        hostIdentifier = c.fromHost(c.bit(11, 0) ? 16 : 8);
        return Status.SUCCESS;
      }
      case PLACEMENT, PLACEMENT_EVENTS -> {
        return setPlacement(c, feature, save);
      }
      default -> {
        return set(c, feature, definition(feature), save);
      }
    }
  }

  private int setPlacement(EmulatedCommand c, int feature, boolean save) {
    FlexibleDataPlacement placement = controller.subsystem().placement();
    if (placement == null) {
      throw CommandFailure.field(10, 0);
    }
    if (feature == PLACEMENT) { // saved in any case
      placement.setFeature(c);
    } else {
      refuseSave(save);
      placement.setEvents(c, FlexibleDataPlacement.namespace(c, controller));
    }
    return Status.SUCCESS;
  }

  private int set(EmulatedCommand c, int feature, Definition d, boolean save) {
    if (save && !d.saveable) {
      refuseSave(true);
    }
    if (!d.changeable) {
      throw CommandFailure.of(Status.FEATURE_NOT_CHANGEABLE);
    }
    if ((c.cdw(11) & ~d.mask) != 0 && feature != TEMPERATURE_THRESHOLD) {
      throw CommandFailure.field(11, Integer.numberOfTrailingZeros(c.cdw(11) & ~d.mask));
    }
    int selector = selector(c, feature, d, true);
    int value = c.cdw(11) & d.mask;
    check(feature, value);
    if (feature == 0x07) { // the driver has created its I/O queues long ago
      throw CommandFailure.of(Status.COMMAND_SEQUENCE_ERROR);
    }
    if (feature == WRITE_PROTECTION) {
      EmulatedNamespace n = controller.activeNamespace(c.nsid());
      if (n.writeProtection() >= EmulatedNamespace.UNTIL_POWER_CYCLE) {
        throw CommandFailure.of(Status.FEATURE_NOT_CHANGEABLE);
      }
      n.writeProtect(value);
      return Status.SUCCESS;
    }
    if (feature == RESERVATION_PERSISTENCE) {
      if (selector == BROADCAST) {
        throw CommandFailure.namespace();
      }
      controller.activeNamespace(selector).reservations().persist(value != 0);
      return Status.SUCCESS;
    }
    if (d.perNamespace && selector == BROADCAST) {
      for (int nsid : controller.attached()) {
        store(feature, nsid, value, save);
      }
    } else {
      store(feature, selector, value, save);
    }
    controller.events().checkTemperature();
    return Status.SUCCESS;
  }

  private void store(int feature, int selector, int value, boolean save) {
    current.put(key(feature, selector), value);
    if (save) {
      saved.put(key(feature, selector), value);
    }
  }

  private static void check(int feature, int value) {
    switch (feature) {
      case 0x02 -> {
        if ((value & 0x1F) != 0) { // the one power state
          throw CommandFailure.field(11, 0);
        }
      }
      case 0x07 -> {
        if ((value & 0xFFFF) == 0xFFFF || value >>> 16 == 0xFFFF) {
          throw CommandFailure.field(11, 0);
        }
      }
      case WRITE_PROTECTION -> {
        if (value > 3) {
          throw CommandFailure.field(11, 0);
        }
      }
      default -> {}
    }
  }

  private static void refuseSave(boolean save) {
    if (save) {
      throw CommandFailure.at(Status.FEATURE_NOT_SAVEABLE, 10, 31);
    }
  }

  private static void refuseNamespace(EmulatedCommand c) {
    if (c.nsid() != 0 && c.nsid() != BROADCAST) {
      throw CommandFailure.at(Status.FEATURE_NOT_NAMESPACE_SPECIFIC, 1, 0);
    }
  }

  private Definition definition(int feature) {
    @Nullable Definition d = DEFINITIONS.get(feature);
    if (d == null) {
      throw CommandFailure.field(10, 0);
    }
    return controller.subsystem().spec().fixedFeatures.contains(feature)
        ? new Definition(d.initial, d.mask, false, d.perNamespace, false)
        : d;
  }

  /** What tells the values of one feature apart: namespace, or temperature sensor. */
  private int selector(EmulatedCommand c, int feature, Definition d, boolean set) {
    if (d.perNamespace) {
      if (set && c.nsid() == BROADCAST && feature != WRITE_PROTECTION) {
        return BROADCAST;
      }
      return controller.activeNamespace(c.nsid()).nsid();
    }
    if (set) {
      refuseNamespace(c);
    }
    if (feature == TEMPERATURE_THRESHOLD) {
      int sensor = c.bits(11, 19, 16);
      int kind = c.bits(11, 21, 20);
      if (kind > 1 || (sensor > 2 && sensor != 0xF)) {
        throw CommandFailure.field(11, kind > 1 ? 20 : 16);
      }
      return sensor | kind << 4;
    }
    return 0;
  }
}
