package io.reactornvme.emulator;

import io.reactornvme.Access;
import io.reactornvme.Errno;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.BackendListener;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * NVMe drives in the JVM, for tests of applications and for hosts without drives; used like a mock
 * web server:
 *
 * <pre>{@code
 * try (EmulatedNvme drives = EmulatedNvme.builder().seed(42).controllers(2).build()) {
 *   Nvme nvme = Nvme.builder().backend(drives).build();
 *   drives.addFault(FaultRule.any().controller("nvme1").hang());
 *   nvme.controller("nvme0").logs().smart().subscribe(...);
 *   RecordedCommand sent = drives.takeCommand(Duration.ofSeconds(1));
 * }
 * }</pre>
 *
 * <p>The application's way of a command is the whole one, with slots, credits, deadlines and
 * cancel; only the drive behind it is made of Java. Every drive says {@code EMULATED} as its model.
 *
 * <p><b>Threads.</b> One for all drives, {@code nvme-emulator-N}, from the first command on;
 * commands are executed on it when their latency is over, and may overtake each other. All methods
 * are thread-safe.
 *
 * <p><b>The same run.</b> What chance decides (latencies, probabilities, corrupted bytes, serial
 * numbers) follows from the seed, for each controller by itself and in the order of its commands.
 */
public final class EmulatedNvme implements NvmeBackend, AutoCloseable {

  private final long seed;
  private final Latency latency;
  private final Worker worker = new Worker();
  private final VirtualClock clock;
  private final Faults faults = new Faults();
  private final List<Subsystem> subsystems = new ArrayList<>();
  private final Map<String, EmulatedController> controllers = new LinkedHashMap<>();
  private final LinkedBlockingDeque<RecordedCommand> recorded = new LinkedBlockingDeque<>();
  private final int recordLimit;
  private final AtomicLong commands = new AtomicLong();
  private final List<BackendListener> listeners = new CopyOnWriteArrayList<>();

  /** Written with the lock held; null if it has to be made anew. */
  private volatile @Nullable List<NvmeControllerInfo> snapshot;

  private boolean closed;

  private EmulatedNvme(Builder b) {
    seed = b.seed;
    latency = b.latency;
    recordLimit = b.recordLimit;
    clock = new VirtualClock(worker, b.clockSpeed);
    worker.locked(() -> b.specs.forEach(this::add));
  }

  private void add(ControllerSpec spec) {
    Subsystem subsystem = new Subsystem(this, spec, subsystems.size(), seed);
    subsystems.add(subsystem);
    for (int port = 0; port < spec.ports; port++) {
      EmulatedController c =
          new EmulatedController(this, subsystem, controllers.size(), port + 1, seed);
      subsystem.controllers().add(c);
      controllers.put(c.name(), c);
    }
  }

  /**
   * Starts a description of the drives.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Drives with the defaults.
   *
   * @param controllers how many
   * @return the drives
   */
  public static EmulatedNvme create(int controllers) {
    return builder().controllers(controllers).build();
  }

  // ---- for tests ----

  /**
   * All controllers, those that were removed too.
   *
   * @return in order of their numbers
   */
  public List<EmulatedController> emulatedControllers() {
    return List.copyOf(controllers.values());
  }

  /**
   * A controller.
   *
   * @param name such as {@code nvme0}
   * @return the controller, removed or not
   * @throws IllegalArgumentException if there never was one
   */
  public EmulatedController controller(String name) {
    EmulatedController c = controllers.get(name);
    if (c == null) {
      throw new IllegalArgumentException("there is no controller " + name);
    }
    return c;
  }

  /**
   * The drives' time.
   *
   * @return the clock
   */
  public VirtualClock clock() {
    return clock;
  }

  /**
   * Something is to go wrong, with commands that arrive from now on.
   *
   * @param rule the rule; its count starts anew
   */
  public void addFault(FaultRule rule) {
    worker.locked(() -> faults.add(rule));
  }

  /**
   * A rule is at an end; commands that it has hung stay so.
   *
   * @param rule the rule as it was added
   */
  public void removeFault(FaultRule rule) {
    worker.locked(() -> faults.remove(rule));
  }

  /** All rules are at an end. */
  public void clearFaults() {
    worker.locked(faults::clear);
  }

  /**
   * How often a rule has been applied.
   *
   * @param rule the rule as it was added
   * @return commands so far
   */
  public long faultCount(FaultRule rule) {
    worker.lock();
    try {
      return faults.applied(rule);
    } finally {
      worker.unlock();
    }
  }

  /**
   * The oldest command that has not been taken yet; waits for one.
   *
   * @param timeout how long to wait
   * @return the command, or null if none came
   * @throws InterruptedException if interrupted
   */
  public @Nullable RecordedCommand takeCommand(Duration timeout) throws InterruptedException {
    return recorded.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * How many commands have arrived.
   *
   * @return the count, over all controllers
   */
  public long commandCount() {
    return commands.get();
  }

  // ---- the backend ----

  /** Says that it is emulated, and the seed. */
  @Override
  public String description() {
    return "emulated, seed " + seed;
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    List<NvmeControllerInfo> known = snapshot;
    if (known != null) {
      return known;
    }
    worker.lock();
    try {
      List<NvmeControllerInfo> now = snapshot;
      if (now == null) {
        now =
            closed
                ? List.of()
                : controllers.values().stream()
                    .filter(EmulatedController::isPresent)
                    .map(EmulatedController::info)
                    .toList();
        snapshot = now;
      }
      return now;
    } finally {
      worker.unlock();
    }
  }

  @Override
  public Optional<NvmeControllerInfo> find(String name) {
    worker.lock();
    try {
      EmulatedController c = controllers.get(name);
      return c == null || !c.isPresent() || closed ? Optional.empty() : Optional.of(c.info());
    } finally {
      worker.unlock();
    }
  }

  /** As {@link NamespaceSpec#usedBy} has it. */
  @Override
  public List<String> uses(String namespace) {
    worker.lock();
    try {
      return controllers.values().stream()
          .filter(EmulatedController::isPresent)
          .map(c -> c.attached(namespace))
          .filter(Objects::nonNull)
          .findFirst()
          .map(EmulatedNamespace::uses)
          .orElse(List.of());
    } finally {
      worker.unlock();
    }
  }

  @Override
  public BackendDevice open(String controller, int nsid, Access access) throws IOException {
    worker.lock();
    try {
      EmulatedController c = controllers.get(controller);
      if (c == null || !c.isPresent() || closed) {
        throw new IOException(controller + " is gone");
      }
      if (nsid != 0 && !c.attached().contains(nsid)) {
        throw new IOException("no namespace " + Integer.toUnsignedString(nsid));
      }
      return new EmulatedDevice(c, worker);
    } finally {
      worker.unlock();
    }
  }

  @Override
  public void watch(BackendListener listener) {
    listeners.add(listener);
  }

  @Override
  public void unwatch(BackendListener listener) {
    listeners.remove(listener);
  }

  /** Ends all drives: commands under way, hung ones too, end with ENODEV. */
  @Override
  public void close() {
    worker.locked(
        () -> {
          if (!closed) {
            closed = true;
            changed();
            controllers.values().forEach(c -> c.abortAll(-Errno.ENODEV));
            worker.close();
            subsystems.forEach(Subsystem::close);
          }
        });
  }

  // ---- for its parts ----

  Worker worker() {
    return worker;
  }

  Latency latency() {
    return latency;
  }

  Faults faults() {
    return faults;
  }

  boolean isClosed() {
    return closed;
  }

  /** What discovery finds has to be asked for anew. */
  void changed() {
    snapshot = null;
    listeners.forEach(BackendListener::changed);
  }

  /** Those who watch hear more than that. */
  void tell(Consumer<BackendListener> what) {
    listeners.forEach(what);
  }

  void record(String controller, EmulatedCommand c) {
    commands.incrementAndGet();
    if (recordLimit > 0) {
      if (recorded.size() >= recordLimit) {
        recorded.poll();
      }
      recorded.add(new RecordedCommand(controller, c));
    }
  }

  /** Describes the drives. Not for use by several threads. */
  public static final class Builder {

    private long seed = 1;
    private Latency latency = Latency.none();
    private double clockSpeed;
    private int recordLimit = 1024;
    private final List<ControllerSpec> specs = new ArrayList<>();

    private Builder() {}

    /**
     * What all chance follows from.
     *
     * @param value any seed; the default is 1
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * How long commands take.
     *
     * @param distribution real time; the default is {@link Latency#none()}
     * @return this
     */
    public Builder latency(Latency distribution) {
      latency = distribution;
      return this;
    }

    /**
     * How fast the virtual clock runs.
     *
     * @param virtualPerReal virtual seconds in a real second. 0, the default: it moves only by
     *     {@link VirtualClock#advance}; 1: as fast as real time
     * @return this
     * @throws IllegalArgumentException if out of range, 0 to 1e6
     */
    public Builder clockSpeed(double virtualPerReal) {
      if (!(virtualPerReal >= 0 && virtualPerReal <= 1e6)) {
        throw new IllegalArgumentException("the speed is 0 to 1e6, not " + virtualPerReal);
      }
      clockSpeed = virtualPerReal;
      return this;
    }

    /**
     * How many commands are kept for {@link EmulatedNvme#takeCommand}; the oldest go first.
     *
     * @param limit 0 or more; the default is 1,024
     * @return this
     */
    public Builder recordCommands(int limit) {
      recordLimit = limit;
      return this;
    }

    /**
     * Adds a drive.
     *
     * @param with describes it
     * @return this
     */
    public Builder controller(Consumer<ControllerSpec> with) {
      ControllerSpec spec = new ControllerSpec();
      with.accept(spec);
      specs.add(spec.complete());
      return this;
    }

    /**
     * Adds drives with the defaults.
     *
     * @param count how many
     * @return this
     */
    public Builder controllers(int count) {
      return controllers(count, (spec, i) -> {});
    }

    /**
     * Adds drives.
     *
     * @param count how many
     * @param with describes each; the number counts from 0
     * @return this
     */
    public Builder controllers(int count, ObjIntConsumer<ControllerSpec> with) {
      for (int i = 0; i < count; i++) {
        int index = i;
        controller(spec -> with.accept(spec, index));
      }
      return this;
    }

    /**
     * Adds a drive that plays a recording back: what Identify, Get Log Page and Get Features
     * answered, it answers again, byte for byte and status for status, its model and whatever else
     * it says of itself included; the host sees it as {@code EMULATED} all the same. Commands that
     * would change the drive are of an unknown opcode to it. Its namespaces have their recorded
     * sizes, read as zeros, and can be written.
     *
     * @param recording as {@link DriveRecorder} made it
     * @return this
     * @throws IllegalArgumentException if it has no Identify Controller
     */
    public Builder recorded(DriveRecording recording) {
      return controller(spec -> Playback.configure(spec, recording));
    }

    /**
     * Adds a drive that plays a recording back; see {@link #recorded(DriveRecording)}.
     *
     * @param file as {@link DriveRecording#write(Path)} made it
     * @return this
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if it is no recording
     */
    public Builder recorded(Path file) {
      try {
        return recorded(DriveRecording.read(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /**
     * Makes the drives; one, if none were described.
     *
     * @return the drives, to be closed
     */
    public EmulatedNvme build() {
      if (specs.isEmpty()) {
        controllers(1);
      }
      return new EmulatedNvme(this);
    }
  }
}
