package io.reactornvme.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A drive: what its controllers share, namespaces above all. Guarded by the worker's lock. */
final class Subsystem {

  private final EmulatedNvme world;
  private final ControllerSpec spec;
  private final long identity;
  private final String serial;
  private final String nqn;
  private final List<EmulatedController> controllers = new ArrayList<>();
  private final TreeMap<Integer, EmulatedNamespace> namespaces = new TreeMap<>();
  private final Firmware firmware;
  private final Sanitize sanitize = new Sanitize(this);
  private final PersistentEvents persistentEvents = new PersistentEvents(this);
  private final Directives directives = new Directives(this);
  private final @Nullable FlexibleDataPlacement placement;
  private final @Nullable BootPartitions bootPartitions;

  Subsystem(EmulatedNvme world, ControllerSpec spec, int number, long seed) {
    this.world = world;
    this.spec = spec;
    identity = mix(seed + number);
    serial =
        spec.serial != null
            ? spec.serial
            : String.format(Locale.ROOT, "EMU%05d%012X", number, identity & 0xFFFF_FFFF_FFFFL);
    nqn =
        spec.nqn.isEmpty()
            ? "nqn.2014-08.org.nvmexpress:uuid:" + new UUID(mix(identity), mix(~identity))
            : spec.nqn;
    firmware = new Firmware(spec);
    bootPartitions = spec.bootPartitions == 0 ? null : new BootPartitions(spec.bootPartitions);
    placement = spec.placement == null ? null : new FlexibleDataPlacement(this, spec.placement);
    for (NamespaceSpec n : spec.namespaces) {
      namespaces.put(n.nsid, EmulatedNamespace.of(this, n.nsid, n));
      if (placement != null) {
        placement.created(n.nsid, n.format, n.placementHandles);
      }
    }
  }

  /** One number of the seed from another, as SplittableRandom does it. */
  static long mix(long z) {
    long a = (z + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
    return b ^ b >>> 31;
  }

  EmulatedNvme world() {
    return world;
  }

  VirtualClock clock() {
    return world.clock();
  }

  ControllerSpec spec() {
    return spec;
  }

  long identity() {
    return identity;
  }

  String serial() {
    return serial;
  }

  String nqn() {
    return nqn;
  }

  List<EmulatedController> controllers() {
    return controllers;
  }

  NavigableMap<Integer, EmulatedNamespace> namespaces() {
    return namespaces;
  }

  @Nullable EmulatedNamespace namespace(int nsid) {
    return namespaces.get(nsid);
  }

  Firmware firmware() {
    return firmware;
  }

  Sanitize sanitize() {
    return sanitize;
  }

  PersistentEvents persistentEvents() {
    return persistentEvents;
  }

  Directives directives() {
    return directives;
  }

  /** Null for a drive without them. */
  @Nullable BootPartitions bootPartitions() {
    return bootPartitions;
  }

  /** Null for a drive without it. */
  @Nullable FlexibleDataPlacement placement() {
    return placement;
  }

  /** As the first zoned namespace has them, else 64 Ki blocks without limits. */
  NamespaceSpec.ZonedSpec zonesOfNewNamespaces() {
    return spec.namespaces.stream()
        .filter(n -> n.zoned != null)
        .map(n -> Objects.requireNonNull(n.zoned).withExtension(n.zoneExtension))
        .findFirst()
        .orElse(new NamespaceSpec.ZonedSpec(1 << 16, 1 << 16, 0, 0, 0));
  }

  boolean isAttached(int nsid) {
    return controllers.stream().anyMatch(c -> c.attached().contains(nsid));
  }

  long unallocatedBytes() {
    return spec.capacity - namespaces.values().stream().mapToLong(EmulatedNamespace::bytes).sum();
  }

  void close() {
    namespaces.values().forEach(EmulatedNamespace::close);
  }
}
