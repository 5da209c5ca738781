package io.reactornvme.emulator;

import io.reactornvme.Errno;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.spi.BackendCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One emulated controller, in the hands of the test: pull it out, put it back, reset it, set its
 * health. Thread-safe.
 */
public final class EmulatedController {

  /** As a status: the command is not over, and somebody keeps it. */
  static final int PENDING = -1;

  /** Linux's for admin and I/O queues, where a command has none of its own. */
  private static final long ADMIN_TIMEOUT = Duration.ofSeconds(60).toNanos();

  private static final long IO_TIMEOUT = Duration.ofSeconds(30).toNanos();

  /** What Linux transfers at most from a drive without a limit, more or less. */
  private static final int UNLIMITED = 4 << 20;

  private final EmulatedNvme world;
  private final Worker worker;
  private final Subsystem subsystem;
  private final int number;
  private final String name;
  private final int controllerId;
  private final SplittableRandom random;
  private final Latency latency;
  private final EmulatedSmart smart;
  private final ErrorLog errors = new ErrorLog();
  private final Features features;
  private final AsyncEvents events;
  private final AdminCommands adminCommands;
  private final NvmCommands nvmCommands;
  private final LogPages logPages;
  private final SelfTest selfTest = new SelfTest(this);
  private final Telemetry telemetry = new Telemetry(this);
  private final TreeSet<Integer> attached = new TreeSet<>();
  private final Set<EmulatedCommand> inFlight = new LinkedHashSet<>();
  private final TreeSet<Integer> changedNamespaces = new TreeSet<>();
  private final TreeMap<Integer, TreeSet<Long>> changedZones = new TreeMap<>();
  private final ReservationNotifications notifications = new ReservationNotifications(this);
  private boolean present = true;
  private int generation;
  private int nextCid;

  EmulatedController(
      EmulatedNvme world, Subsystem subsystem, int number, int controllerId, long seed) {
    this.world = world;
    this.worker = world.worker();
    this.subsystem = subsystem;
    this.number = number;
    this.name = "nvme" + number;
    this.controllerId = controllerId;
    random = new SplittableRandom(Subsystem.mix(seed ^ Subsystem.mix(number)));
    latency = subsystem.spec().latency != null ? subsystem.spec().latency : world.latency();
    smart = new EmulatedSmart(worker, world.clock(), random.nextDouble());
    features = new Features(this);
    events = new AsyncEvents(this);
    adminCommands = new AdminCommands(this);
    nvmCommands = new NvmCommands(this);
    logPages = new LogPages(this);
    for (NamespaceSpec n : subsystem.spec().namespaces) {
      if (n.attached) {
        attached.add(n.nsid);
      }
    }
  }

  /**
   * Its name on the host.
   *
   * @return such as {@code nvme0}
   */
  public String name() {
    return name;
  }

  /**
   * Its serial number.
   *
   * @return as in Identify
   */
  public String serial() {
    return subsystem.serial();
  }

  /**
   * Its health.
   *
   * @return to be set
   */
  public EmulatedSmart smart() {
    return smart;
  }

  /**
   * How many commands are under way, hung ones included.
   *
   * @return a snapshot
   */
  public int commandsInFlight() {
    worker.lock();
    try {
      return inFlight.size();
    } finally {
      worker.unlock();
    }
  }

  /** Resets it: commands under way end with EINTR, as on Linux. */
  public void reset() {
    worker.locked(this::resetNow);
  }

  /** Pulls it out: commands under way end with EINTR, later ones with ENODEV. */
  public void remove() {
    worker.locked(this::removeNow);
  }

  /** Puts it back. Devices that were open stay dead: they must be opened anew. */
  public void plugIn() {
    worker.locked(this::plugInNow);
  }

  /**
   * An asynchronous event for high temperature or low spare, if the values just set call for it.
   */
  public void checkHealth() {
    worker.locked(events::checkTemperature);
  }

  /**
   * The next self-test fails.
   *
   * @param segment number of the segment, 1 to 255
   */
  public void failNextSelfTest(int segment) {
    worker.locked(() -> selfTest.failNext(segment));
  }

  /** The next sanitize operation fails. */
  public void failNextSanitize() {
    worker.locked(subsystem.sanitize()::failNext);
  }

  /** The controller makes a telemetry log of its own accord. */
  public void captureTelemetry() {
    worker.locked(telemetry::capture);
  }

  /** A SMART snapshot is added to the persistent event log. */
  public void snapshotSmart() {
    worker.locked(() -> subsystem.persistentEvents().smartSnapshot(logPages.smart()));
  }

  /**
   * A zone goes bad, which the hosts hear of.
   *
   * @param nsid of a zoned namespace
   * @param zone counts from 0
   * @param offline true: it can no longer be read either
   */
  public void spoilZone(int nsid, int zone, boolean offline) {
    worker.locked(
        () -> {
          EmulatedNamespace n = subsystem.namespace(nsid);
          Zones zones = n == null ? null : n.zones();
          if (zones == null || zone < 0 || zone >= zones.count()) {
            throw new IllegalArgumentException("no such zone");
          }
          zones.state(zone, offline ? Zones.OFFLINE : Zones.READ_ONLY);
          for (EmulatedController c : subsystem.controllers()) {
            if (c.attached.contains(nsid)) {
              c.zoneChanged(nsid, zones.start(zone));
            }
          }
        });
  }

  /** Its name. */
  @Override
  public String toString() {
    return name();
  }

  // ---- with the lock held, all below ----

  Subsystem subsystem() {
    return subsystem;
  }

  VirtualClock clock() {
    return world.clock();
  }

  int number() {
    return number;
  }

  /**
   * The host behind it: by its Host Identifier; a controller that was given none has a host to
   * itself.
   */
  String host() {
    byte[] id = features.hostIdentifier();
    for (byte b : id) {
      if (b != 0) {
        return HexFormat.of().formatHex(id);
      }
    }
    return name;
  }

  int controllerId() {
    return controllerId;
  }

  NavigableSet<Integer> attached() {
    return attached;
  }

  ErrorLog errors() {
    return errors;
  }

  EmulatedSmart smartState() {
    return smart;
  }

  Features features() {
    return features;
  }

  AsyncEvents events() {
    return events;
  }

  SelfTest selfTest() {
    return selfTest;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  LogPages logPages() {
    return logPages;
  }

  Set<EmulatedCommand> inFlight() {
    return inFlight;
  }

  /** The Changed Attached Namespace List. */
  NavigableSet<Integer> changedNamespaces() {
    return changedNamespaces;
  }

  private void zoneChanged(int nsid, long start) {
    changedZones.computeIfAbsent(nsid, n -> new TreeSet<>()).add(start);
    events.raise(AsyncEvents.ZONE_DESCRIPTOR, AsyncEvents.TYPE_NOTICE, 0xEF, 0xBF, nsid);
  }

  /** The Changed Zone List of a namespace: zones' first blocks. */
  NavigableSet<Long> changedZones(int nsid) {
    return changedZones.computeIfAbsent(nsid, n -> new TreeSet<>());
  }

  ReservationNotifications notifications() {
    return notifications;
  }

  boolean isPresent() {
    return present;
  }

  int generation() {
    return generation;
  }

  /** Bytes of MDTS. */
  int maxTransfer() {
    int mdts = subsystem.spec().mdts;
    return mdts == 0 ? Integer.MAX_VALUE : 4096 << mdts;
  }

  /** A namespace that a command may be for. */
  EmulatedNamespace activeNamespace(int nsid) {
    checkNsid(nsid);
    EmulatedNamespace n = attached.contains(nsid) ? subsystem.namespace(nsid) : null;
    if (n == null) { // a valid identifier, but inactive
      throw CommandFailure.field(1, 0);
    }
    return n;
  }

  /** The namespace that the host has by this name, or null. */
  @Nullable EmulatedNamespace attached(String namespaceName) {
    for (int nsid : attached) {
      if (namespaceName.equals(name + "n" + nsid)) {
        return subsystem.namespace(nsid);
      }
    }
    return null;
  }

  /** A valid NSID need not be one of a namespace. */
  void checkNsid(int nsid) {
    if (nsid == 0 || Integer.compareUnsigned(nsid, subsystem.spec().maxNamespaces) > 0) {
      throw CommandFailure.namespace();
    }
  }

  void namespaceChanged(int nsid) {
    changedNamespaces.add(nsid);
    events.raise(AsyncEvents.NAMESPACE_ATTRIBUTE, AsyncEvents.TYPE_NOTICE, 0, 0x04);
    world.changed();
  }

  /** The driver's own requests take it as well; with the notices it deals itself, as Linux does. */
  void tellHost(int type, int dword0) {
    if (type != AsyncEvents.TYPE_NOTICE) {
      world.tell(listener -> listener.asynchronousEvent(name, dword0));
    }
  }

  // ---- commands ----

  /** A command arrives. On the ring's thread. */
  void submit(BackendCommand given, int openGeneration) {
    if (!present || openGeneration != generation || world.isClosed()) {
      given.complete(-Errno.ENODEV, 0);
      return;
    }
    switch (given.request()) {
      case RESET -> resetNow();
      case SUBSYS_RESET -> subsystem.controllers().forEach(EmulatedController::resetNow);
      case RESCAN -> world.changed();
      case ID -> {
        given.complete(given.nsid(), 0);
        return;
      }
      default -> {
        arrive(new EmulatedCommand(given, nextCid++ & 0xFFFF));
        return;
      }
    }
    given.complete(0, 0);
  }

  private void arrive(EmulatedCommand c) {
    world.record(name(), c);
    inFlight.add(c);
    FaultRule rule = world.faults().next(name(), c, random);
    if (rule != null) {
      switch (rule.blow) {
        case RESET -> {
          resetNow();
          return;
        }
        case REMOVE -> {
          removeNow();
          if (rule.returnAfter != null) {
            worker.schedule(rule.returnAfter.toNanos(), this::plugInNow);
          }
          return;
        }
        default -> c.fault(rule, random);
      }
    }
    long delay = (rule != null && rule.latency != null ? rule.latency : latency).sample(random);
    long limit =
        c.kernelTimeoutMillis() != 0
            ? (c.kernelTimeoutMillis() & 0xFFFF_FFFFL) * 1_000_000
            : c.isAdmin() ? ADMIN_TIMEOUT : IO_TIMEOUT;
    boolean hangs = (rule != null && rule.end == FaultRule.End.HANG) || delay > limit;
    c.job =
        hangs
            ? worker.schedule(limit, () -> driverTimesOut(c))
            : worker.schedule(delay, () -> run(c, rule));
  }

  private void run(EmulatedCommand c, @Nullable FaultRule rule) {
    c.job = null;
    if (rule != null && rule.end == FaultRule.End.ERRNO) {
      inFlight.remove(c);
      c.complete(-rule.code);
      return;
    }
    try {
      int status =
          rule != null && rule.end == FaultRule.End.STATUS
              ? rule.code
              : c.isAdmin() ? adminCommands.execute(c) : nvmCommands.execute(c);
      if (status != PENDING) {
        finish(c, status);
      }
    } catch (CommandFailure e) {
      finish(c, e.status() | Status.MORE, e.location(), e.lba());
    } catch (RuntimeException | Error e) { // without an answer the subscriber would wait for ever
      finish(c, Status.INTERNAL_ERROR | Status.MORE);
      throw e;
    }
  }

  /** What Linux does with a command that takes too long. */
  private void driverTimesOut(EmulatedCommand c) {
    if (c.isAdmin()) {
      resetNow();
    } else { // an Abort, which the drive honours
      finish(c, Status.ABORT_REQUESTED);
    }
  }

  void finish(EmulatedCommand c, int status) {
    finish(c, status, CommandFailure.NO_LOCATION, 0);
  }

  private void finish(EmulatedCommand c, int status, int location, long lba) {
    inFlight.remove(c);
    if (status == Status.SUCCESS) {
      c.complete(0);
      return;
    }
    errors.add(c, status, location, lba);
    smart.errorEntry();
    if ((status & 0x7FF) == (Status.UNRECOVERED_READ_ERROR & 0x7FF)) {
      smart.mediaError();
    }
    c.complete(status);
  }

  // ---- reset and removal ----

  private void resetNow() {
    if (!present) {
      return;
    }
    abortAll(-Errno.EINTR);
    selfTest.reset();
    subsystem.directives().reset(this);
    features.reset();
    events.reset();
    subsystem.firmware().reset();
    world.changed();
    world.tell(listener -> listener.restarted(name));
  }

  private void removeNow() {
    if (!present) {
      return;
    }
    present = false;
    generation++;
    abortAll(-Errno.EINTR);
    world.changed();
    world.tell(listener -> listener.removed(name));
  }

  private void plugInNow() {
    if (present || world.isClosed()) {
      return;
    }
    present = true;
    smart.powerCycle(true);
    selfTest.reset();
    subsystem.directives().reset(this);
    if (subsystem.controllers().size() == 1) {
      subsystem.namespaces().values().forEach(EmulatedNamespace::powerCycle);
    }
    features.reset();
    events.reset();
    subsystem.firmware().reset();
    world.changed();
  }

  /** Preempt and Abort: commands for a namespace end, hung ones too. */
  void abortPreempted(int nsid, EmulatedCommand except) {
    for (EmulatedCommand c : List.copyOf(inFlight)) {
      if (!c.isAdmin() && c.nsid() == nsid && c != except) {
        if (c.job != null) {
          worker.cancel(c.job);
        }
        finish(c, Status.ABORTED_DUE_TO_PREEMPT);
      }
    }
  }

  void abortAll(int errno) {
    List<EmulatedCommand> all = new ArrayList<>(inFlight);
    inFlight.clear();
    for (EmulatedCommand c : all) {
      if (c.job != null) {
        worker.cancel(c.job);
      }
      c.complete(errno);
    }
  }

  // ---- what the host sees of it ----

  NvmeControllerInfo info() {
    List<NvmeNamespaceInfo> namespaces = new ArrayList<>();
    for (int nsid : attached) {
      EmulatedNamespace n = subsystem.namespace(nsid);
      if (n != null) {
        namespaces.add(info(n));
      }
    }
    return new NvmeControllerInfo(
        name(),
        Path.of("/dev", name()),
        ControllerSpec.MODEL,
        subsystem.serial(),
        subsystem.firmware().revision(),
        "pcie",
        String.format(Locale.ROOT, "%04x:%02x:00.0", number / 256, number % 256),
        "live",
        controllerId,
        subsystem.nqn(),
        List.copyOf(namespaces));
  }

  private NvmeNamespaceInfo info(EmulatedNamespace n) {
    String suffix = number + "n" + n.nsid();
    boolean usable = !n.hasExtendedBlocks();
    return new NvmeNamespaceInfo(
        "nvme" + suffix,
        n.nsid(),
        Path.of("/dev", "nvme" + suffix),
        Path.of("/dev", "ng" + suffix),
        usable ? n.blocks() * n.blockSize() : 0,
        n.blockSize(),
        n.metadataSize(),
        n.metadataSize() > 0 && usable,
        Math.min(maxTransfer(), UNLIMITED));
  }
}
