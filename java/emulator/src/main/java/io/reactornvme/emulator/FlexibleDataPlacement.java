package io.reactornvme.emulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Flexible Data Placement in the drive's one endurance group (NVM Express Base Specification 2.1,
 * section 8.1.10). There is one configuration. Guarded by the worker's lock.
 */
final class FlexibleDataPlacement {

  /** Types of events. */
  static final int NOT_FULLY_WRITTEN = 0x00;

  static final int INVALID_PLACEMENT = 0x03;
  static final int IMPLICITLY_MODIFIED = 0x81;

  private static final int[] EVENT_TYPES = {
    NOT_FULLY_WRITTEN, INVALID_PLACEMENT, IMPLICITLY_MODIFIED
  };

  private static final int GROUP = 1;
  private static final int BROADCAST = 0xFFFF_FFFF;
  private static final int MOST_EVENTS = 63;
  private static final int MOST_HANDLES = 128;
  private static final int INITIALLY_ISOLATED = 1;

  private final Subsystem subsystem;
  private final ControllerSpec.Placement spec;
  private final Handle[] handles;
  private final Deque<byte[]> hostEvents = new ArrayDeque<>();
  private final Deque<byte[]> controllerEvents = new ArrayDeque<>();

  /** By namespace: the reclaim unit handle of each placement handle. */
  private final TreeMap<Integer, int[]> placementHandles = new TreeMap<>();

  private final Map<Integer, Boolean> chosenByHost = new HashMap<>();
  private boolean enabled = true;
  private long hostBytes;
  private long mediaBytes;
  private long erasedBytes;

  /** A reclaim unit handle: what was written to its unit of each reclaim group, and its events. */
  private static final class Handle {
    final long[] written;
    final TreeSet<Integer> events = new TreeSet<>();

    Handle(int groups) {
      written = new long[groups];
    }
  }

  FlexibleDataPlacement(Subsystem subsystem, ControllerSpec.Placement spec) {
    this.subsystem = subsystem;
    this.spec = spec;
    handles = new Handle[spec.handles()];
    Arrays.setAll(handles, i -> new Handle(spec.groups()));
  }

  boolean isEnabled() {
    return enabled;
  }

  private void checkEnabled() {
    if (!enabled) {
      throw CommandFailure.of(Status.FDP_DISABLED);
    }
  }

  // ---- placement identifiers: the reclaim group in the highest bits, then the handle ----

  /** RGIF: how many bits the reclaim group has. */
  private int groupBits() {
    return spec.groups() == 1 ? 0 : 32 - Integer.numberOfLeadingZeros(spec.groups() - 1);
  }

  private int identifier(int group, int handle) {
    return group << (16 - groupBits()) | handle;
  }

  private int groupOf(int identifier) {
    return identifier >>> (16 - groupBits());
  }

  private int handleOf(int identifier) {
    return identifier & 0xFFFF >>> groupBits();
  }

  private boolean isValid(int identifier, int[] handlesOfNamespace) {
    return groupOf(identifier) < spec.groups() && handleOf(identifier) < handlesOfNamespace.length;
  }

  // ---- namespaces ----

  /**
   * A namespace is created.
   *
   * @param format the index of its LBA format, the same in all that share a handle
   * @param wanted its reclaim unit handles; none if the controller is to choose one
   */
  void created(int nsid, int format, int... wanted) {
    if (!enabled) {
      return;
    }
    TreeSet<Integer> distinct = new TreeSet<>();
    for (int handle : wanted) {
      boolean taken =
          placementHandles.entrySet().stream()
              .anyMatch(e -> !chosenByHost.get(e.getKey()) && e.getValue()[0] == handle);
      if (handle >= handles.length || taken || !distinct.add(handle)) {
        throw CommandFailure.of(Status.INVALID_PLACEMENT_HANDLE_LIST);
      }
      checkFormat(handle, format);
    }
    if (wanted.length > MOST_HANDLES) {
      throw CommandFailure.of(Status.INVALID_PLACEMENT_HANDLE_LIST);
    }
    placementHandles.put(nsid, wanted.length == 0 ? new int[] {choose()} : wanted.clone());
    chosenByHost.put(nsid, wanted.length > 0);
  }

  private void checkFormat(int handle, int format) {
    placementHandles.forEach(
        (other, list) -> {
          EmulatedNamespace n = subsystem.namespace(other);
          boolean shared = Arrays.stream(list).anyMatch(h -> h == handle);
          if (shared && n != null && n.formatIndex() != format) {
            throw CommandFailure.of(Status.INVALID_FORMAT);
          }
        });
  }

  /** One for all namespaces that name none, and that no namespace has named. */
  private int choose() {
    for (Map.Entry<Integer, int[]> e : placementHandles.entrySet()) {
      if (!chosenByHost.get(e.getKey())) {
        return e.getValue()[0];
      }
    }
    for (int handle = handles.length - 1; handle >= 0; handle--) {
      if (!isUsed(handle)) {
        return handle;
      }
    }
    throw CommandFailure.of(Status.INVALID_PLACEMENT_HANDLE_LIST);
  }

  private boolean isUsed(int handle) {
    return placementHandles.values().stream()
        .anyMatch(list -> Arrays.stream(list).anyMatch(h -> h == handle));
  }

  void deleted(int nsid) {
    placementHandles.remove(nsid);
    chosenByHost.remove(nsid);
  }

  /** Its blocks are gone, and its handles go on with empty reclaim units. */
  void formatted(EmulatedNamespace n) {
    for (int handle : placementHandles.getOrDefault(n.nsid(), new int[0])) {
      for (int group = 0; group < spec.groups(); group++) {
        if (handles[handle].written[group] > 0) {
          int identifier = identifier(group, indexOf(n, handle));
          next(handle, group, n, IMPLICITLY_MODIFIED, identifier);
        }
      }
    }
  }

  private int indexOf(EmulatedNamespace n, int handle) {
    int[] list = handlesOf(n);
    int i = 0;
    while (list[i] != handle) {
      i++;
    }
    return i;
  }

  private int[] handlesOf(EmulatedNamespace n) {
    return placementHandles.getOrDefault(n.nsid(), new int[0]);
  }

  // ---- writes ----

  /**
   * Blocks are written.
   *
   * @param placed the placement identifier that the host has given, or null
   */
  void written(EmulatedNamespace n, long bytes, @Nullable Integer placed) {
    int[] list = handlesOf(n);
    if (!enabled || list.length == 0) {
      return;
    }
    int identifier = placed == null ? 0 : placed;
    if (!isValid(identifier, list)) {
      event(list[0], INVALID_PLACEMENT, identifier, n, false);
      identifier = 0;
    }
    hostBytes += bytes;
    mediaBytes += bytes;
    int group = groupOf(identifier);
    Handle handle = handles[list[handleOf(identifier)]];
    handle.written[group] = (handle.written[group] + bytes) % spec.unitBytes();
  }

  /** The handle refers to another reclaim unit, which is empty. */
  private void next(int handle, int group, EmulatedNamespace n, int event, int identifier) {
    if (handles[handle].written[group] > 0) {
      event(handle, event, identifier, n, true);
      erasedBytes += spec.unitBytes();
    }
    handles[handle].written[group] = 0;
  }

  // ---- events ----

  private void event(
      int handle, int type, int identifier, EmulatedNamespace n, boolean hasLocation) {
    if (!handles[handle].events.contains(type)) {
      return;
    }
    StructureWriter w =
        new StructureWriter(64)
            .u8(0, type)
            .u8(1, 1 | 1 << 1 | (hasLocation ? 1 << 2 : 0))
            .u16(2, identifier)
            .u48(4, subsystem.controllers().get(0).features().milliseconds())
            .u32(12, n.nsid());
    if (hasLocation) {
      w.u16(32, groupOf(identifier)).u8(34, handle);
    }
    Deque<byte[]> events = type >= 0x80 ? controllerEvents : hostEvents;
    if (events.size() == MOST_EVENTS) {
      events.remove();
    }
    events.add(w.bytes());
  }

  // ---- log pages ----

  private static void checkGroup(int id) {
    if (id != GROUP) {
      throw CommandFailure.field(11, 16);
    }
  }

  /** 20h: one configuration, whose index is 0. */
  byte[] configurations(int group) {
    checkGroup(group);
    int size = 64 + 4 * handles.length;
    StructureWriter w =
        new StructureWriter(16 + size)
            .u16(0, 0) // zero-based
            .u32(4, 16 + size)
            .u16(16, size)
            .u8(18, 1 << 7 | groupBits())
            .u32(20, spec.groups())
            .u16(24, handles.length)
            .u16(26, MOST_HANDLES - 1)
            .u32(28, subsystem.spec().maxNamespaces)
            .u64(32, spec.unitBytes());
    for (int i = 0; i < handles.length; i++) {
      w.u8(16 + 64 + 4 * i, INITIALLY_ISOLATED);
    }
    return w.bytes();
  }

  /** 21h. */
  byte[] usage(int group) {
    checkGroup(group);
    checkEnabled();
    StructureWriter w = new StructureWriter(8 + 8 * handles.length).u16(0, handles.length);
    placementHandles.forEach(
        (nsid, list) -> {
          for (int handle : list) {
            w.u8(8 + 8 * handle, chosenByHost.get(nsid) ? 1 : 2);
          }
        });
    return w.bytes();
  }

  /** 22h. */
  byte[] statistics(int group) {
    checkGroup(group);
    checkEnabled();
    return new StructureWriter(64)
        .u128(0, hostBytes)
        .u128(16, mediaBytes)
        .u128(32, erasedBytes)
        .bytes();
  }

  /** 23h. */
  byte[] events(int group, boolean host) {
    checkGroup(group);
    checkEnabled();
    Deque<byte[]> events = host ? hostEvents : controllerEvents;
    StructureWriter w = new StructureWriter(64 + 64 * events.size()).u32(0, events.size());
    int at = 64;
    for (byte[] event : events) {
      w.bytes(at, event);
      at += 64;
    }
    return w.bytes();
  }

  // ---- I/O Management Receive and Send ----

  /** Reclaim Unit Handle Status, and no action. */
  void receive(EmulatedCommand c, EmulatedNamespace n) {
    int operation = c.bits(10, 7, 0);
    if (operation > 1) {
      throw CommandFailure.field(10, 0);
    }
    if (operation == 0) {
      return;
    }
    checkEnabled();
    long length = ((c.cdw(11) & 0xFFFF_FFFFL) + 1) * 4;
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    int[] list = handlesOf(n);
    int count = list.length * spec.groups();
    StructureWriter w = new StructureWriter(16 + 32 * count).u16(14, count);
    int at = 16;
    for (int i = 0; i < list.length; i++) {
      for (int group = 0; group < spec.groups(); group++) {
        long left = spec.unitBytes() - handles[list[i]].written[group];
        w.u16(at, identifier(group, i)).u16(at + 2, list[i]).u64(at + 8, left / n.blockSize());
        at += 32;
      }
    }
    c.toHost(Arrays.copyOf(w.bytes(), (int) length));
  }

  /** Reclaim Unit Handle Update, and no action. */
  void send(EmulatedCommand c, EmulatedNamespace n) {
    int operation = c.bits(10, 7, 0);
    if (operation > 1) {
      throw CommandFailure.field(10, 0);
    }
    if (operation == 0) {
      return;
    }
    checkEnabled();
    int count = c.bits(10, 31, 16) + 1;
    if (count > Math.min(MOST_HANDLES, spec.groups() * handles.length)) {
      throw CommandFailure.field(10, 16);
    }
    byte[] identifiers = c.fromHost(2 * count);
    int[] list = handlesOf(n);
    for (int i = 0; i < count; i++) {
      if (!isValid(StructureWriter.u16(identifiers, 2 * i), list)) {
        throw CommandFailure.of(Status.INVALID_FIELD);
      }
    }
    for (int i = 0; i < count; i++) {
      int identifier = StructureWriter.u16(identifiers, 2 * i);
      next(list[handleOf(identifier)], groupOf(identifier), n, NOT_FULLY_WRITTEN, identifier);
    }
  }

  // ---- features ----

  /** 1Dh of Get Features: bit 0 if enabled, and the configuration's index, which is 0. */
  int feature(EmulatedCommand c, boolean initial) {
    checkFeatureGroup(c);
    return initial || enabled ? 1 : 0;
  }

  private static void checkFeatureGroup(EmulatedCommand c) {
    if (c.bits(11, 15, 0) != GROUP) {
      throw CommandFailure.field(11, 0);
    }
  }

  /** 1Dh of Set Features: only as long as there is no namespace. */
  void setFeature(EmulatedCommand c) {
    checkFeatureGroup(c);
    if (c.bits(12, 15, 8) != 0) {
      throw CommandFailure.field(12, 8);
    }
    if (!subsystem.namespaces().isEmpty()) {
      throw CommandFailure.of(Status.COMMAND_SEQUENCE_ERROR);
    }
    enabled = c.bit(12, 0);
    hostEvents.clear();
    controllerEvents.clear();
    hostBytes = 0;
    mediaBytes = 0;
    erasedBytes = 0;
  }

  private Handle handle(EmulatedCommand c, EmulatedNamespace n) {
    checkEnabled();
    int[] list = handlesOf(n);
    int handle = c.bits(11, 15, 0);
    if (handle >= list.length) {
      throw CommandFailure.field(11, 0);
    }
    return handles[list[handle]];
  }

  /** 1Eh of Get Features: the types of events, and whether they are enabled. */
  void events(EmulatedCommand c, EmulatedNamespace n, boolean initial) {
    Handle handle = handle(c, n);
    int count = Math.min(c.bits(11, 23, 16), EVENT_TYPES.length);
    byte[] list = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      list[2 * i] = (byte) EVENT_TYPES[i];
      list[2 * i + 1] = (byte) (!initial && handle.events.contains(EVENT_TYPES[i]) ? 1 : 0);
    }
    c.toHost(list);
    c.result(EVENT_TYPES.length);
  }

  /** 1Eh of Set Features: some types are enabled, or disabled. */
  void setEvents(EmulatedCommand c, EmulatedNamespace n) {
    Handle handle = handle(c, n);
    byte[] types = c.fromHost(c.bits(11, 23, 16));
    List<Integer> known = Arrays.stream(EVENT_TYPES).boxed().toList();
    for (byte type : types) {
      if (!known.contains(type & 0xFF)) {
        throw CommandFailure.of(Status.INVALID_FIELD);
      }
    }
    for (byte type : types) {
      if (c.bit(12, 0)) {
        handle.events.add(type & 0xFF);
      } else {
        handle.events.remove(type & 0xFF);
      }
    }
  }

  /** The namespace that a command of this kind is for. */
  static EmulatedNamespace namespace(EmulatedCommand c, EmulatedController from) {
    if (c.nsid() == BROADCAST) {
      throw CommandFailure.namespace();
    }
    return from.activeNamespace(c.nsid());
  }
}
