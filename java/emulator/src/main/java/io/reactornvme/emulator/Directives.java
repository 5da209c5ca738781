package io.reactornvme.emulator;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directives of a drive (NVM Express Base Specification 2.1, section 8.1.8): Identify, Streams, and
 * Data Placement where the drive has it. Streams belong to one host, and there are {@value
 * #MAX_STREAMS} for the whole drive. Guarded by the worker's lock.
 */
final class Directives {

  private static final int IDENTIFY = 0;
  private static final int STREAMS = 1;
  private static final int PLACEMENT = 2;

  /** MSL. */
  static final int MAX_STREAMS = 16;

  private static final int BROADCAST = 0xFFFF_FFFF;

  private final Subsystem subsystem;

  /** By host, and by namespace. */
  private final Map<String, TreeMap<Integer, Use>> uses = new HashMap<>();

  /** What a host uses in a namespace. */
  private static final class Use {
    boolean streams;
    boolean placement;

    /** Streams for this alone; the others come from what the drive has left. */
    int allocated;

    final TreeSet<Integer> open = new TreeSet<>();

    void endStreams() {
      streams = false;
      allocated = 0;
      open.clear();
    }
  }

  Directives(Subsystem subsystem) {
    this.subsystem = subsystem;
  }

  private Use use(EmulatedController from, int nsid) {
    return uses.computeIfAbsent(from.host(), h -> new TreeMap<>())
        .computeIfAbsent(nsid, n -> new Use());
  }

  private @Nullable Use known(EmulatedController from, int nsid) {
    Map<Integer, Use> ofHost = uses.get(from.host());
    return ofHost == null ? null : ofHost.get(nsid);
  }

  // ---- Write ----

  /** Whether a Write goes by its placement identifier; opens the stream that it names. */
  boolean isPlaced(EmulatedCommand c, EmulatedController from, EmulatedNamespace n) {
    Use use = known(from, n.nsid());
    int type = c.bits(12, 23, 20);
    if (type == 0 || use == null || !(use.streams || use.placement)) {
      return false; // both fields are ignored
    }
    if (type == STREAMS && use.streams) {
      open(use, c.bits(13, 31, 16));
      return false;
    }
    if (type == PLACEMENT && use.placement) {
      return true;
    }
    throw CommandFailure.field(12, 20);
  }

  private void open(Use use, int stream) {
    if (stream == 0 || use.open.contains(stream)) {
      return;
    }
    if (use.allocated > 0) {
      if (use.open.size() == use.allocated) {
        use.open.pollFirst(); // an arbitrary one makes room
      }
    } else if (available() == 0) {
      return; // an ordinary write
    } else if (openWithoutAllocation() == available()) {
      all()
          .filter(u -> u.allocated == 0 && !u.open.isEmpty())
          .findFirst()
          .ifPresent(u -> u.open.pollFirst());
    }
    use.open.add(stream);
  }

  private Stream<Use> all() {
    return uses.values().stream().flatMap(ofHost -> ofHost.values().stream());
  }

  private int available() {
    return MAX_STREAMS - all().mapToInt(u -> u.allocated).sum();
  }

  private int openWithoutAllocation() {
    return all().filter(u -> u.allocated == 0).mapToInt(u -> u.open.size()).sum();
  }

  // ---- Directive Receive ----

  int receive(EmulatedCommand c, EmulatedController from) {
    int type = c.bits(11, 15, 8);
    int operation = c.bits(11, 7, 0);
    if (type == IDENTIFY && operation == 1) {
      return answer(c, identify(c, from));
    }
    if (type == STREAMS) {
      switch (operation) {
        case 1 -> {
          return answer(c, parameters(streams(c, from), c.nsid()));
        }
        case 2 -> {
          return answer(c, status(streams(c, from)));
        }
        case 3 -> {
          return allocate(c, streams(c, from));
        }
        default -> {}
      }
    }
    throw CommandFailure.field(11, type > STREAMS ? 8 : 0);
  }

  /** NUMD is zero-based; behind the structure there are zeros. */
  private static int answer(EmulatedCommand c, byte[] structure) {
    long length = ((c.cdw(10) & 0xFFFF_FFFFL) + 1) * 4;
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    byte[] answer = new byte[(int) length];
    System.arraycopy(structure, 0, answer, 0, (int) Math.min(length, structure.length));
    c.toHost(answer);
    return Status.SUCCESS;
  }

  private byte[] identify(EmulatedCommand c, EmulatedController from) {
    if (c.nsid() == BROADCAST) {
      throw CommandFailure.field(1, 0);
    }
    Use use = known(from, from.activeNamespace(c.nsid()).nsid());
    boolean placement = subsystem.placement() != null;
    int enabled = 1 | (use != null && use.streams ? 2 : 0) | (use != null && use.placement ? 4 : 0);
    return new StructureWriter(4096)
        .u8(0, 1 | 2 | (placement ? 4 : 0))
        .u8(32, enabled)
        .u8(64, placement ? 4 : 0) // across resets
        .bytes();
  }

  /** The host's use of streams in the namespace; null for all namespaces. */
  private @Nullable Use streams(EmulatedCommand c, EmulatedController from) {
    if (c.nsid() == BROADCAST) {
      boolean any =
          uses.getOrDefault(from.host(), new TreeMap<>()).values().stream()
              .anyMatch(u -> u.streams);
      if (!any) {
        throw CommandFailure.field(11, 8);
      }
      return null;
    }
    Use use = known(from, from.activeNamespace(c.nsid()).nsid());
    if (use == null || !use.streams) {
      throw CommandFailure.field(11, 8);
    }
    return use;
  }

  private byte[] parameters(@Nullable Use use, int nsid) {
    StructureWriter w =
        new StructureWriter(32)
            .u16(0, MAX_STREAMS)
            .u16(2, available())
            .u16(4, openWithoutAllocation());
    if (use != null) {
      EmulatedNamespace n = subsystem.namespace(nsid);
      w.u32(16, n == null ? 0 : Math.max(1, 4096 / n.blockSize()))
          .u16(20, 256)
          .u16(22, use.allocated)
          .u16(24, use.open.size());
    }
    return w.bytes();
  }

  private byte[] status(@Nullable Use use) {
    TreeSet<Integer> open = new TreeSet<>();
    if (use != null) {
      open.addAll(use.open);
    } else {
      all().filter(u -> u.allocated == 0).forEach(u -> open.addAll(u.open));
    }
    StructureWriter w = new StructureWriter(2 + 2 * open.size()).u16(0, open.size());
    int at = 2;
    for (int stream : open) {
      w.u16(at, stream);
      at += 2;
    }
    return w.bytes();
  }

  private int allocate(EmulatedCommand c, @Nullable Use use) {
    if (use == null || use.allocated > 0) {
      throw CommandFailure.field(use == null ? 1 : 12, 0);
    }
    int granted = Math.min(c.bits(12, 15, 0), available());
    if (granted == 0) {
      throw CommandFailure.at(Status.STREAM_RESOURCE_ALLOCATION_FAILED, 12, 0);
    }
    use.allocated = granted;
    c.result(granted);
    return Status.SUCCESS;
  }

  // ---- Directive Send ----

  int send(EmulatedCommand c, EmulatedController from) {
    int type = c.bits(11, 15, 8);
    int operation = c.bits(11, 7, 0);
    if (type == IDENTIFY && operation == 1) {
      enable(c, from);
    } else if (type == STREAMS && (operation == 1 || operation == 2)) {
      Use use = streams(c, from);
      if (use == null) {
        throw CommandFailure.field(1, 0);
      }
      if (operation == 1) {
        use.open.remove(c.bits(11, 31, 16));
      } else {
        use.allocated = 0;
        use.open.clear();
      }
    } else {
      throw CommandFailure.field(11, type > STREAMS ? 8 : 0);
    }
    return Status.SUCCESS;
  }

  private void enable(EmulatedCommand c, EmulatedController from) {
    int type = c.bits(12, 15, 8);
    boolean on = c.bit(12, 0);
    if (type == PLACEMENT && subsystem.placement() != null) {
      if (c.nsid() == BROADCAST) {
        throw CommandFailure.namespace();
      }
      EmulatedNamespace n = from.activeNamespace(c.nsid());
      if (on && !subsystem.placement().isEnabled()) {
        throw CommandFailure.of(Status.FDP_DISABLED);
      }
      use(from, n.nsid()).placement = on;
    } else if (type == STREAMS) {
      if (on && subsystem.placement() != null && subsystem.placement().isEnabled()) {
        throw CommandFailure.field(11, 0); // the two exclude each other
      }
      if (c.nsid() == BROADCAST) {
        from.attached().forEach(nsid -> streams(use(from, nsid), on));
      } else {
        streams(use(from, from.activeNamespace(c.nsid()).nsid()), on);
      }
    } else {
      throw CommandFailure.field(12, 8);
    }
  }

  private static void streams(Use use, boolean on) {
    if (on) {
      use.streams = true;
    } else {
      use.endStreams();
    }
  }

  // ---- what ends them ----

  /** Streams do not survive the reset of the last controller that the host has. */
  void reset(EmulatedController of) {
    boolean another =
        subsystem.controllers().stream()
            .anyMatch(c -> c != of && c.isPresent() && c.host().equals(of.host()));
    if (!another) {
      uses.getOrDefault(of.host(), new TreeMap<>()).values().forEach(Use::endStreams);
    }
  }

  /** A format closes the streams of a namespace. */
  void formatted(int nsid) {
    uses.values().stream()
        .map(ofHost -> ofHost.get(nsid))
        .filter(u -> u != null)
        .forEach(u -> u.open.clear());
  }

  /** The namespace is gone. */
  void deleted(int nsid) {
    uses.values().forEach(ofHost -> ofHost.remove(nsid));
  }

  /** A write-protected namespace has no streams. */
  void writeProtected(int nsid) {
    uses.values().stream()
        .map(ofHost -> ofHost.get(nsid))
        .filter(u -> u != null)
        .forEach(
            u -> {
              u.allocated = 0;
              u.open.clear();
            });
  }
}
