package io.reactornvme;

import io.reactornvme.NvmeEvent.AsynchronousEvent;
import io.reactornvme.NvmeEvent.ControllerAdded;
import io.reactornvme.NvmeEvent.ControllerChanged;
import io.reactornvme.NvmeEvent.ControllerRemoved;
import io.reactornvme.NvmeEvent.ControllerRestarted;
import io.reactornvme.NvmeEvent.Missed;
import io.reactornvme.NvmeEvent.NamespaceAdded;
import io.reactornvme.NvmeEvent.NamespaceChanged;
import io.reactornvme.NvmeEvent.NamespaceRemoved;
import io.reactornvme.spec.AsynchronousEventResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes events from hints. A hint says that something about a device may be different; what it is,
 * {@link #settle} finds out by holding what discovery says now against what it said before. So a
 * hint too many does no harm, and one that was lost is made good by the next look. Only that
 * something went, or was reset, must be taken from the hint itself: it may be back before one
 * looks.
 *
 * <p>A controller is told when it is live, a namespace when its nodes exist. Not thread-safe.
 */
final class DeviceTracker {

  private final Discovery discovery;
  private final BooleanSupplier generics;
  private final boolean startsConnect;
  private final Consumer<NvmeEvent> sink;

  private final Map<String, Controller> controllers = new TreeMap<>(Sysfs.NATURAL);
  private final Map<String, Namespace> namespaces = new TreeMap<>(Sysfs.NATURAL);

  // Hints since the last look.
  private final Set<String> touched = new LinkedHashSet<>();
  private final Set<String> connected = new LinkedHashSet<>();
  private boolean everything;
  private boolean lost;

  /** A controller that is there. */
  private static final class Controller {
    NvmeControllerInfo info;

    /** Whether the application knows of it. */
    boolean told;

    /** Whether it was seen live before the kernel said so: that it will say yet. */
    boolean connects;

    Controller(NvmeControllerInfo info) {
      this.info = info;
    }
  }

  /** A namespace that the application knows of. */
  private record Namespace(NvmeControllerInfo controller, NvmeNamespaceInfo info) {

    boolean isNamed(String node) {
      return info.name().equals(node) || (info.generic() != null && info.generic().endsWith(node));
    }
  }

  /**
   * A tracker that knows of nothing yet.
   *
   * @param generics whether namespaces have generic nodes here: then they are not there without
   * @param startsConnect whether {@link #controllerConnected} comes for a controller's start, too
   * @param sink takes the events, during the calls
   */
  DeviceTracker(
      Discovery discovery,
      BooleanSupplier generics,
      boolean startsConnect,
      Consumer<NvmeEvent> sink) {
    this.discovery = discovery;
    this.generics = generics;
    this.startsConnect = startsConnect;
    this.sink = sink;
  }

  /** The first look, which tells nothing: all others are held against it. */
  void start() {
    for (NvmeControllerInfo info : discovery.controllers()) {
      Controller c = new Controller(info);
      // One that is being reset has a serial number; one that is being started has none.
      c.told = info.isLive() || !info.serial().isEmpty();
      controllers.put(info.name(), c);
    }
    namespaces.putAll(reachable());
  }

  // ---- hints ----

  /** There may be something new about a controller or its namespaces; or it came. */
  void changed(String controller) {
    touched.add(controller);
  }

  /** There may be something new about any of them. */
  void changed() {
    everything = true;
  }

  /** A controller is gone, or was for a moment. */
  void controllerRemoved(String name) {
    gone(name);
    connected.remove(name);
    touched.add(name);
  }

  /** A controller has become live: for the first time, or again. */
  void controllerConnected(String name) {
    connected.add(name);
    touched.add(name);
  }

  /** A node of a namespace is gone, or was for a moment. */
  void namespaceRemoved(String node) {
    for (Namespace n : List.copyOf(namespaces.values())) {
      if (n.isNamed(node)) {
        for (Controller c : controllers.values()) {
          if (without(c, n.info().name())) {
            touched.add(c.info.name());
          }
        }
        tellNamespaces();
      }
    }
  }

  private static boolean without(Controller c, String namespace) {
    NvmeControllerInfo i = c.info;
    Predicate<NvmeNamespaceInfo> other = n -> !n.name().equals(namespace);
    if (i.namespaces().stream().allMatch(other)) {
      return false;
    }
    c.info = with(i, i.namespaces().stream().filter(other).toList());
    return true;
  }

  /** A controller sent an asynchronous event. */
  void asynchronousEvent(String controller, int dword0) {
    sink.accept(
        new AsynchronousEvent(Instant.now(), controller, new AsynchronousEventResult(dword0)));
  }

  /** Hints were lost. */
  void overrun() {
    sink.accept(new Missed(Instant.now(), Missed.UNKNOWN));
    lost = true;
    everything = true;
  }

  /** Whether there were hints since the last look. */
  boolean isUnsettled() {
    return everything || !touched.isEmpty();
  }

  // ---- a look ----

  /** Looks at what the hints were about, and tells what has become of it. */
  void settle() {
    if (everything) {
      Map<String, NvmeControllerInfo> now = new LinkedHashMap<>();
      discovery.controllers().forEach(info -> now.put(info.name(), info));
      List.copyOf(controllers.keySet()).stream()
          .filter(n -> !now.containsKey(n))
          .forEach(this::gone);
      now.values().forEach(this::look);
    } else {
      for (String name : touched) {
        discovery.controller(name).ifPresentOrElse(this::look, () -> gone(name));
      }
    }
    everything = false;
    lost = false;
    touched.clear();
    connected.clear();
    tellNamespaces();
  }

  private void gone(String name) {
    Controller c = controllers.remove(name);
    if (c != null && c.told) {
      tellNamespaces();
      sink.accept(new ControllerRemoved(Instant.now(), c.info));
    }
  }

  private void look(NvmeControllerInfo now) {
    String name = now.name();
    Controller c = controllers.get(name);
    if (c != null && c.told && isAnother(c.info, now)) {
      gone(name);
      c = null;
    }
    if (c == null) {
      c = new Controller(now);
      controllers.put(name, c);
    }
    NvmeControllerInfo before = c.info;
    boolean connects = connected.contains(name);
    c.info = now;
    if (!c.told) {
      if (now.isLive()) {
        c.told = true;
        // Where hints were lost, better a start too many is told than a reset too few.
        c.connects = startsConnect && !connects && !lost;
        sink.accept(new ControllerAdded(Instant.now(), now));
      }
    } else if (connects && !c.connects) {
      sink.accept(new ControllerRestarted(Instant.now(), now));
    } else {
      c.connects &= !connects;
      if (!with(now, List.of()).equals(with(before, List.of()))) {
        sink.accept(new ControllerChanged(Instant.now(), now, before));
      }
    }
  }

  /** Another drive under the same name: nobody said that the first one went. */
  private static boolean isAnother(NvmeControllerInfo a, NvmeControllerInfo b) {
    // The address of a fabrics controller has parts that come and go with its connection.
    return (a.transport().equals("pcie") && !a.address().equals(b.address()))
        || (!b.serial().isEmpty() && !a.serial().equals(b.serial()))
        || (!b.subsystemNqn().isEmpty() && !a.subsystemNqn().equals(b.subsystemNqn()));
  }

  private void tellNamespaces() {
    Map<String, Namespace> now = reachable();
    for (Map.Entry<String, Namespace> known : List.copyOf(namespaces.entrySet())) {
      Namespace before = known.getValue();
      Namespace after = now.get(known.getKey());
      if (after == null || after.info().nsid() != before.info().nsid()) {
        namespaces.remove(known.getKey());
        sink.accept(new NamespaceRemoved(Instant.now(), before.controller(), before.info()));
      }
    }
    now.forEach(
        (name, n) -> {
          Namespace before = namespaces.get(name);
          namespaces.put(name, n);
          if (before == null) {
            sink.accept(new NamespaceAdded(Instant.now(), n.controller(), n.info()));
          } else if (!before.info().equals(n.info())) {
            sink.accept(
                new NamespaceChanged(Instant.now(), n.controller(), n.info(), before.info()));
          }
        });
  }

  /** The namespaces that controllers which were told lead to, each with the first of them. */
  private Map<String, Namespace> reachable() {
    Map<String, Namespace> found = new TreeMap<>(Sysfs.NATURAL);
    boolean wanted = generics.getAsBoolean();
    for (Controller c : controllers.values()) {
      for (NvmeNamespaceInfo n : c.told ? c.info.namespaces() : List.<NvmeNamespaceInfo>of()) {
        if (n.generic() != null || !wanted) {
          found.putIfAbsent(n.name(), new Namespace(c.info, n));
        }
      }
    }
    return found;
  }

  private static NvmeControllerInfo with(NvmeControllerInfo i, List<NvmeNamespaceInfo> namespaces) {
    return new NvmeControllerInfo(
        i.name(),
        i.path(),
        i.model(),
        i.serial(),
        i.firmware(),
        i.transport(),
        i.address(),
        i.state(),
        i.controllerId(),
        i.subsystemNqn(),
        namespaces);
  }
}
