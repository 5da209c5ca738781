package io.reactornvme;

import io.reactornvme.NvmeException.Layer;
import io.reactornvme.NvmeOsException.Operation;
import io.reactornvme.spi.NvmeBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The library: rings, memory for drives, and the devices opened through it.
 *
 * <pre>{@code
 * Nvme nvme = Nvme.create();
 * NvmeController drive = nvme.controller("/dev/nvme0");
 * drive.logs().smart()
 *     .subscribe(log -> System.out.println(log.compositeTemperature() - 273 + " °C"));
 * }</pre>
 *
 * <p><b>Threads.</b> One thread a ring, {@code nvme-reaper-N}, submits and reaps; nothing else
 * waits (ioctls, where they are needed, wait on threads of their own, and so do {@link #events()}
 * for as long as somebody listens). Signals come on that thread unless {@link Builder#emitOn} says
 * otherwise: do not block it, it serves other drives too. Reactor counts it as non-blocking, so
 * {@code block()} on it throws. All methods of this class, of {@link NvmeController} and of {@link
 * NvmeNamespace} may be called from any thread.
 *
 * <p><b>Source.</b> What is sent is the kernel's passthrough ({@code drivers/nvme/host/ioctl.c}),
 * what is discovered its sysfs ({@code drivers/nvme/host/sysfs.c}). Specifications are named where
 * their structures and commands are.
 *
 * <p><b>The end.</b> {@link #dispose()} returns at once; {@link #disposeLater()} waits for the
 * commands under way. Memory that a drive may still write to is never freed.
 */
public final class Nvme implements Disposable {

  private static final Logger LOG = Loggers.getLogger(Nvme.class);

  /** An ioctl in flight holds a thread; four for each controller leave some for the others. */
  private static final int IOCTL_CREDITS = 4;

  private final Builder config;
  private final Platform platform;
  private final BufferPool buffers;
  private final EventHub events;
  private final NvmeStats.Counters counters = new NvmeStats.Counters();
  private final List<CommandRing> rings = new ArrayList<>();
  private final List<Target> targets = new CopyOnWriteArrayList<>();
  private final AtomicBoolean disposed = new AtomicBoolean();
  private final AtomicBoolean gaveUp = new AtomicBoolean();

  /** By controller or multipath namespace: who shares tags shares gates. Guarded by itself. */
  private final Map<String, Gates> gates = new HashMap<>();

  /** How many targets use each of the gates; guarded by gates. */
  private final Map<String, Integer> users = new HashMap<>();

  /** How often a format or a namespace may have changed by this instance's doing. */
  private final AtomicInteger formats = new AtomicInteger();

  private int nextRing;

  private Nvme(Builder config) {
    this.config = config;
    this.platform = config.platform();
    this.buffers = new BufferPool(platform);
    this.events = new EventHub(platform, config.emitOn);
    try {
      for (int i = 0; i < config.rings; i++) {
        rings.add(
            new CommandRing(
                platform,
                new CommandRing.Options(
                    config.depth,
                    config.ioctlThreads,
                    config.backend != BackendChoice.IOCTL,
                    config.setupDeny,
                    config.stallThreshold,
                    config.busyPoll,
                    config.fixedBuffers),
                buffers,
                counters,
                config.listener));
      }
      if (config.backend == BackendChoice.URING && uringError() != 0) {
        NvmeOsException cause =
            new NvmeOsException(-uringError(), Layer.IO_URING, Operation.RING_SETUP, null);
        throw new NvmeUnavailableException(null, cause.what(), cause.remedy(), cause);
      }
    } catch (RuntimeException e) {
      rings.forEach(CommandRing::seal);
      throw e;
    }
  }

  /**
   * Opens the library with the defaults of {@link Builder}.
   *
   * @return an instance that is to be disposed
   * @throws NvmeUnavailableException if the native library cannot be loaded
   */
  public static Nvme create() {
    return builder().build();
  }

  /**
   * Starts a configuration.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether the native library is there, so that {@link Builder#build()} has a chance.
   *
   * @return false on any system but Linux with glibc on x86-64 or aarch64
   */
  public static boolean isAvailable() {
    return NativeLibrary.unavailabilityCause() == null;
  }

  /**
   * Why the native library is not there.
   *
   * @return the cause, or null if it is available
   */
  public static @Nullable Throwable unavailabilityCause() {
    return NativeLibrary.unavailabilityCause();
  }

  /**
   * The controllers of this host as sysfs, or the backend given, has them now; no drive is asked.
   * Reads files on {@link Schedulers#boundedElastic()}.
   *
   * @return the controllers in natural order, without errors: what vanishes meanwhile is left out;
   *     empty without drives or without the driver
   */
  public Flux<NvmeControllerInfo> discover() {
    return Flux.defer(() -> Flux.fromIterable(platform.controllers()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * What happens to this host's controllers and namespaces, or to those of the backend given: they
   * come, go and change, are reset, and send asynchronous events. From the kernel's uevents ({@code
   * NETLINK_KOBJECT_UEVENT}, {@code lib/kobject_uevent.c}); no drive is asked, and nothing is
   * polled.
   *
   * <p><b>Hot.</b> A subscriber hears of what happens after its subscription, and of nothing that
   * was there before. For both, subscribe first and {@link #discover()} then: what comes in between
   * is in both. The first to subscribe reads sysfs, on its thread. All subscribers share one watch,
   * a thread {@code nvme-uevent-N}, which is there until the last of them has left.
   *
   * <p><b>Demand.</b> Nobody waits for a slow subscriber. For each of them up to 1,024 events are
   * kept; then the oldest give way, and a {@link NvmeEvent.Missed} with their number stands in
   * their place. Signals come on {@link Schedulers#boundedElastic()}, or where {@link
   * Builder#emitOn} says; a subscriber that blocks there keeps nobody but itself waiting.
   *
   * <p><b>Asynchronous events of health.</b> A drive sends them only if they are enabled: bits 7:0
   * of the feature Asynchronous Event Configuration (0Bh). Linux enables some notices at each start
   * of a controller, and writes 0 to these bits where the controller has such notices; so they have
   * to be set, and set again at each {@link NvmeEvent.ControllerRestarted}. After one has come, the
   * drive sends no other of its kind until its log page has been read.
   *
   * <p><b>Containers.</b> The kernel sends its uevents to network namespaces that belong to the
   * initial user namespace: in a rootless container none arrive.
   *
   * @return a hot Flux that never ends by itself; it completes with the disposal of this instance.
   *     Errors: {@link NvmeOsException} if the system refuses the socket; {@link
   *     NvmeClosedException} for who subscribes after the disposal
   */
  public Flux<NvmeEvent> events() {
    return Flux.defer(
        () ->
            isDisposed()
                ? Flux.error(new NvmeClosedException("the drives", "this Nvme is disposed"))
                : events.events());
  }

  /**
   * The NVM subsystems of this host, with their controllers and paths, as sysfs or the backend
   * given has them now; no drive is asked. Reads files on {@link Schedulers#boundedElastic()}.
   *
   * @return the subsystems in natural order ({@code /sys/class/nvme-subsystem}, {@code
   *     drivers/nvme/host/core.c}); empty without drives or without the driver. It has no error:
   *     what vanishes while it is read is left out
   */
  public Flux<NvmeSubsystemInfo> subsystems() {
    return Flux.defer(() -> Flux.fromIterable(platform.subsystems()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * Opens a controller, for admin commands. The file is opened on the calling thread; no command is
   * sent.
   *
   * @param path {@code /dev/nvme0} or {@code nvme0}; of a namespace's node its controller is taken
   * @return a handle that is to be disposed
   * @throws NvmeNoSuchDeviceException if there is no such node, or no drive behind it
   * @throws NvmeNotNvmeException if it is something else
   * @throws NvmePermissionException if it may not be opened
   * @throws NvmeOpenException if it cannot be opened for another reason
   * @throws NvmeClosedException if this instance is disposed
   */
  public NvmeController controller(String path) {
    Sysfs.Resolved found = platform.resolve(path);
    if (found.kind() == Sysfs.Kind.CONTROLLER) {
      return openController(found.name());
    }
    if (found.controllers().isEmpty()) {
      throw new NvmeNoSuchDeviceException(
          path,
          "no controller leads to this namespace any more",
          "The drive is gone. Discover again.",
          null);
    }
    return openController(found.controllers().get(0));
  }

  /** The controllers behind a path; none if there is no such device. Reads files. */
  List<String> controllers(String path) {
    try {
      return platform.resolve(path).controllers();
    } catch (NvmeException e) {
      return List.of();
    }
  }

  private NvmeController openController(String name) {
    NvmeControllerInfo info =
        platform
            .controller(name)
            .orElseThrow(
                () ->
                    new NvmeNoSuchDeviceException(
                        "/dev/" + name,
                        "the controller is gone",
                        "It was removed a moment ago. Discover again.",
                        null));
    List<String> namespaces =
        info.namespaces().stream()
            .map(n -> n.generic() != null ? n.generic().toString() : "/dev/" + n.name())
            .toList();
    Target.Spec spec =
        new Target.Spec(
            info.path().toString(),
            true,
            0,
            namespaces,
            null,
            false,
            platform.maxAdminTransferBytes(name),
            Access.READ_ONLY);
    return new NvmeController(info, open(spec, name, name, info.path(), true), config.emitOn);
  }

  /**
   * Opens a namespace read-only, for I/O commands that change no data; see {@link
   * #namespace(String, Access)}.
   *
   * @param path {@code /dev/ng0n1}, or the block node {@code /dev/nvme0n1}, or either's name
   * @return a handle that is to be disposed
   */
  public NvmeNamespace namespace(String path) {
    return namespace(path, Access.READ_ONLY);
  }

  /**
   * Opens a namespace, for I/O commands. A block node is mapped to the generic node beside it. The
   * file is opened on the calling thread; no command is sent.
   *
   * @param path {@code /dev/ng0n1}, or the block node {@code /dev/nvme0n1}, or either's name
   * @param access how the node is opened; on one opened {@link Access#READ_ONLY} commands that
   *     change data get {@link NvmeReadOnlyException}
   * @return a handle that is to be disposed
   * @throws NvmeWrongNodeException if the path is a controller or a partition
   * @throws NvmeNoSuchDeviceException if there is no such node, or no drive behind it
   * @throws NvmeNotNvmeException if it is something else
   * @throws NvmePermissionException if it may not be opened
   * @throws NvmeOpenException if it cannot be opened for another reason
   * @throws NvmeClosedException if this instance is disposed
   */
  public NvmeNamespace namespace(String path, Access access) {
    Sysfs.Resolved found = platform.resolve(path);
    if (found.kind() == Sysfs.Kind.CONTROLLER) {
      List<String> namespaces =
          platform
              .controller(found.name())
              .map(c -> c.namespaces().stream().map(n -> "/dev/" + n.name()).toList())
              .orElse(List.of());
      throw NvmeWrongNodeException.ioOnController(path, namespaces);
    }
    if (found.nodeKind() == Sysfs.NodeKind.PARTITION) {
      throw new NvmeWrongNodeException(
          path,
          "this is a partition, and passthrough sees whole namespaces",
          "Nothing was sent. Use /dev/"
              + found.name()
              + " and count blocks from the namespace's start.");
    }
    NvmeNamespaceInfo info = namespaceInfo(found);
    Path node = found.generic() != null ? found.generic() : found.node();
    Target.Spec spec =
        new Target.Spec(
            node.toString(),
            false,
            found.nsid(),
            found.controllers(),
            info,
            found.multipath(),
            Math.max(info.maxTransferBytes(), 0),
            access);
    String key = found.controllers().size() == 1 ? found.controllers().get(0) : found.name();
    boolean generic = found.generic() != null;
    return new NvmeNamespace(
        info, open(spec, key, found.controllers().get(0), node, generic), config.emitOn);
  }

  private NvmeNamespaceInfo namespaceInfo(Sysfs.Resolved found) {
    for (String controller : found.controllers()) {
      for (NvmeNamespaceInfo info :
          platform.controller(controller).map(NvmeControllerInfo::namespaces).orElse(List.of())) {
        if (info.name().equals(found.name())) {
          return info;
        }
      }
    }
    throw new NvmeNoSuchDeviceException(
        found.given(),
        "no controller leads to this namespace any more",
        "The drive is gone. Discover again.",
        null);
  }

  /** Also for tests, which have no drives: any node, shared with those of the same sharer. */
  Target open(Target.Spec spec, String sharer, String controller, Path node, boolean generic) {
    if (isDisposed()) {
      throw new NvmeClosedException(spec.path(), "this Nvme is disposed");
    }
    Backend backend = platform.backend(spec, config.backend, rings.get(0).port(), generic);
    Platform.Node opened = platform.open(spec, controller, node);
    Target target =
        new Target(
            spec,
            opened,
            platform,
            share(sharer),
            config.backend,
            backend,
            config.deadlineNanos,
            () -> unshare(sharer));
    if (backend.kind() == Backend.Kind.URING) {
      target.enterFile();
    }
    targets.add(target);
    if (isDisposed()) { // dispose() may have looked through the targets before
      target.dispose();
      throw new NvmeClosedException(spec.path(), "this Nvme is disposed");
    }
    return target;
  }

  private Gates share(String sharer) {
    synchronized (gates) {
      users.merge(sharer, 1, Integer::sum);
      return gates.computeIfAbsent(
          sharer,
          name -> {
            // Not by the handle that happens to come first: others may take another way.
            boolean uring = config.backend != BackendChoice.IOCTL && uringError() == 0;
            CommandRing ring = rings.get(nextRing++ % rings.size());
            return Gates.create(
                ring,
                formats,
                uring ? config.adminCredits : Math.min(config.adminCredits, IOCTL_CREDITS),
                uring ? config.ioCredits : Math.min(config.ioCredits, IOCTL_CREDITS),
                config.pendingLimit);
          });
    }
  }

  private void unshare(String sharer) {
    synchronized (gates) {
      if (users.merge(sharer, -1, Integer::sum) == 0) {
        users.remove(sharer);
        gates.remove(sharer).close();
      }
    }
    targets.removeIf(Target::isDisposed);
  }

  private int uringError() {
    return rings.get(0).port().uringError();
  }

  /**
   * Leases memory for transfers without a copy.
   *
   * @param capacity bytes, 1 to 64 MiB; the memory behind it is whole pages. Its content is
   *     undefined.
   * @return a buffer that is to be released
   * @throws IllegalArgumentException if out of range
   * @throws NvmeOsException if the system has no memory
   */
  public NvmeBuffer buffer(int capacity) {
    if (capacity < 1 || capacity > BufferPool.MAX_BLOCK) {
      throw new IllegalArgumentException(
          "a buffer has 1 to " + BufferPool.MAX_BLOCK + " bytes, not " + capacity);
    }
    return new NvmeBuffer(buffers, capacity);
  }

  /**
   * What has been counted.
   *
   * @return the counters now
   */
  public NvmeStats stats() {
    long[] sum = new long[9];
    long inFlight = 0;
    long waiting = 0;
    for (CommandRing ring : rings) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += ring.port().counter(RingLayout.COUNTERS + i * Long.BYTES);
      }
      inFlight += ring.slotsInUse();
    }
    synchronized (gates) {
      for (Gates g : gates.values()) {
        waiting += g.admin().waiting() + g.io().waiting();
      }
    }
    return new NvmeStats(
        sum[0],
        sum[1],
        inFlight,
        waiting,
        counters.detached.sum(),
        counters.late.sum(),
        counters.issuedAgain.sum(),
        inFlight + buffers.live(),
        counters.leakedBuffers.sum(),
        counters.stalls.sum(),
        sum[2],
        sum[3],
        sum[4],
        sum[6],
        sum[7],
        sum[8]);
  }

  /** Whether {@link #dispose()} or {@link #disposeLater()} has begun. */
  @Override
  public boolean isDisposed() {
    return disposed.get();
  }

  /**
   * Ends at once for the application: every subscriber still waiting gets {@link
   * NvmeClosedException}, new commands too. Never blocks. Commands under way go on in the drives;
   * their memory, and with it the ring, goes when they have completed.
   */
  @Override
  public void dispose() {
    begin();
    rings.forEach(ring -> ring.detachAll("this Nvme was disposed while the command was under way"));
  }

  /**
   * The same as {@link #disposeLater(Duration)} with 10 seconds.
   *
   * @return a Mono that completes when everything has been given back; its error as there
   */
  public Mono<Void> disposeLater() {
    return disposeLater(Duration.ofSeconds(10));
  }

  /**
   * Ends in order: no new commands; those that wait get {@link NvmeClosedException}; those under
   * way may complete.
   *
   * @param timeout how long they may take. After it their subscribers get {@link
   *     NvmeClosedException}, and their buffers are left to the drives: said in the log, counted in
   *     {@link NvmeStats#leakedBuffers()}, and an error of the returned Mono. Should the drives
   *     answer later, the buffers come back even then.
   * @return a Mono, cold, that completes when all threads and memory have been given back; it can
   *     be subscribed to again
   * @throws IllegalArgumentException if the timeout is zero or negative
   */
  public Mono<Void> disposeLater(Duration timeout) {
    Deadlines.nanos(timeout);
    return Mono.defer(
        () -> {
          begin();
          return Flux.fromIterable(rings)
              .flatMap(CommandRing::stoppedMono)
              .then()
              .timeout(timeout, Mono.defer(() -> giveUp(timeout)));
        });
  }

  private void begin() {
    disposed.set(true);
    events.close();
    targets.forEach(Target::dispose);
    rings.forEach(CommandRing::seal);
  }

  private Mono<Void> giveUp(Duration timeout) {
    dispose();
    int left = rings.stream().mapToInt(CommandRing::slotsInUse).sum();
    long kept = rings.stream().mapToLong(CommandRing::buffersUnderWay).sum();
    if (gaveUp.compareAndSet(false, true)) { // the second who waits counts nothing twice
      counters.leakedBuffers.add(kept);
    }
    String drives = "the drives";
    NvmeDeadlineException error =
        new NvmeDeadlineException(drives, "disposing with " + left + " commands", timeout, true);
    LOG.error(
        "{} commands did not complete within {} of the disposal: {} buffers stay with the drives",
        left,
        timeout,
        kept);
    return Mono.error(error);
  }

  /** Configures an {@link Nvme}. Not for use by several threads at once. */
  public static final class Builder {

    private int rings = 1;
    private int depth = 1007;
    private BackendChoice backend = BackendChoice.AUTO;
    private @Nullable NvmeBackend drives;
    private @Nullable Platform platform;
    private @Nullable Scheduler emitOn;
    private int pendingLimit = 4096;
    private int adminCredits = 16;
    private int ioCredits = 128;
    private int ioctlThreads = 64;
    private long deadlineNanos;
    private Duration stallThreshold = Duration.ofMillis(250);
    private @Nullable CommandListener listener;
    private int setupDeny;
    private Duration busyPoll = Duration.ZERO;
    private boolean fixedBuffers = true;

    private Builder() {}

    /**
     * How many rings, each with a thread; controllers are spread over them.
     *
     * @param count 1 (the default) to 64
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder rings(int count) {
      rings = within("rings", count, 1, 64);
      return this;
    }

    /**
     * How many commands one ring can have in flight, over all its drives.
     *
     * @param commands 1 to 16367; the default is 1007. With 17 of its own the library asks for a
     *     ring of as many entries, and the kernel rounds up to a power of two.
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder depth(int commands) {
      depth = within("depth", commands, 1, 16367);
      return this;
    }

    /**
     * Which way commands take.
     *
     * @param choice the way; the default is {@link BackendChoice#AUTO}
     * @return this
     */
    public Builder backend(BackendChoice choice) {
      backend = choice;
      return this;
    }

    /**
     * Which drives, instead of this host's. No native code is then loaded.
     *
     * @param drives such as the emulator's
     * @return this
     */
    public Builder backend(NvmeBackend drives) {
      this.drives = drives;
      return this;
    }

    /**
     * Where signals are emitted, instead of on the ring's thread.
     *
     * @param scheduler the scheduler; it is not disposed with the {@link Nvme}
     * @return this
     */
    public Builder emitOn(Scheduler scheduler) {
      emitOn = scheduler;
      return this;
    }

    /**
     * How many commands may wait for one controller's queue, beyond those in flight; one more gets
     * {@link NvmeBusyException}.
     *
     * @param commands 0 or more; the default is 4096
     * @return this
     * @throws IllegalArgumentException if negative
     */
    public Builder pendingLimit(int commands) {
      pendingLimit = within("pendingLimit", commands, 0, Integer.MAX_VALUE);
      return this;
    }

    /**
     * How many admin commands one controller may have in flight. The driver has 30 places for
     * everybody on the host; beyond them commands are put off, which is slow. By ioctl it is at
     * most 4, for each holds a thread.
     *
     * @param commands 1 or more; the default is 16
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder adminCredits(int commands) {
      adminCredits = within("adminCredits", commands, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * How many I/O commands one controller may have in flight, over all its namespaces; by ioctl at
     * most 4.
     *
     * @param commands 1 or more; the default is 128
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder ioCredits(int commands) {
      ioCredits = within("ioCredits", commands, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * How many threads a ring's pool for ioctls may grow to. None is started before an ioctl needs
     * it; a command that hangs in the drive holds one.
     *
     * @param threads 1 to 1024; the default is 64
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder ioctlThreads(int threads) {
      ioctlThreads = within("ioctlThreads", threads, 1, 1024);
      return this;
    }

    /**
     * The deadline of commands that have none of their own; see {@link
     * PassthruCommand.Builder#deadline(Duration)}.
     *
     * @param fromSubscription more than zero; the default is no deadline
     * @return this
     * @throws IllegalArgumentException if zero or negative
     */
    public Builder deadline(Duration fromSubscription) {
      deadlineNanos = Deadlines.nanos(fromSubscription);
      return this;
    }

    /**
     * From how long on a ring's thread held by subscribers is reported, in the log and in {@link
     * NvmeStats#stalls()}.
     *
     * @param threshold more than zero; the default is 250 ms
     * @return this
     * @throws IllegalArgumentException if zero or negative
     */
    public Builder stallThreshold(Duration threshold) {
      Deadlines.nanos(threshold);
      stallThreshold = threshold;
      return this;
    }

    /**
     * Who hears of every command on its way.
     *
     * @param listener called from many threads; there is none by default
     * @return this
     */
    public Builder commandListener(CommandListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * How long a ring's thread looks for completions and new commands before it sleeps. A wake-up
     * costs the time that the system needs to bring the thread back, some microseconds or many; who
     * looks for it has a command's answer sooner, and keeps a processor busy meanwhile. With a
     * single command in flight at a time that is what there is to gain; with many in flight the
     * thread hardly sleeps anyway. It wants a processor for each ring: where the application, or an
     * emulated drive, has to share it, everything becomes slower.
     *
     * @param beforeSleep since the last completion or command, in nanoseconds; the default is zero,
     *     sleep at once. A good value is somewhat longer than a command of the drive takes
     * @return this
     * @throws IllegalArgumentException if negative, or more than 1 s
     */
    public Builder busyPoll(Duration beforeSleep) {
      if (beforeSleep.isNegative() || beforeSleep.compareTo(Duration.ofSeconds(1)) > 0) {
        throw new IllegalArgumentException("busyPoll is 0 to 1 s, not " + beforeSleep);
      }
      busyPoll = beforeSleep;
      return this;
    }

    /**
     * Whether memory that commands have used is registered with the rings ({@code
     * IORING_REGISTER_BUFFERS}, since Linux 6.1 for commands), so that the kernel need not look up
     * and hold its pages for each command; see {@link NvmeStats#fixed()}. A read of 4 KiB takes up
     * to a quarter less time with it. Registered memory is locked: it counts against {@code
     * RLIMIT_MEMLOCK}, unless the process has CAP_IPC_LOCK, for each ring that uses it, and stays
     * so until the disposal. Where the system refuses, commands go without, and nobody is told but
     * that counter.
     *
     * @param wanted the default is true
     * @return this
     */
    public Builder fixedBuffers(boolean wanted) {
      fixedBuffers = wanted;
      return this;
    }

    /** IORING_SETUP_* flags not to ask for, for tests of the ladder. */
    Builder setupDeny(int flags) {
      setupDeny = flags;
      return this;
    }

    /** Where the drives are, for tests and the bench; not for more than one instance. */
    Builder platform(Platform drives) {
      platform = drives;
      return this;
    }

    private Platform platform() {
      if (platform != null) {
        return platform;
      }
      return drives == null ? new HostPlatform() : new BackendPlatform(drives);
    }

    /**
     * Opens the library.
     *
     * @return an instance that is to be disposed
     * @throws NvmeUnavailableException if the native library cannot be loaded, or {@link
     *     BackendChoice#URING} was chosen and the system refuses io_uring
     * @throws NvmeOsException if a ring cannot be opened for want of memory or threads
     */
    public Nvme build() {
      Builder copy = new Builder();
      copy.rings = rings;
      copy.depth = depth;
      copy.backend = backend;
      copy.drives = drives;
      copy.platform = platform;
      copy.emitOn = emitOn;
      copy.pendingLimit = pendingLimit;
      copy.adminCredits = adminCredits;
      copy.ioCredits = ioCredits;
      copy.ioctlThreads = ioctlThreads;
      copy.deadlineNanos = deadlineNanos;
      copy.stallThreshold = stallThreshold;
      copy.listener = listener;
      copy.setupDeny = setupDeny;
      copy.busyPoll = busyPoll;
      copy.fixedBuffers = fixedBuffers;
      return new Nvme(copy);
    }

    private static int within(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name
                + " is "
                + min
                + (max == Integer.MAX_VALUE ? " or more" : " to " + max)
                + ", not "
                + value);
      }
      return value;
    }
  }
}
