package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spi.BackendDevice;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open node: its descriptor or device, its way to the kernel, and what is known of it.
 *
 * <p>The node is closed when the handle is disposed <em>and</em> the last command sent through it
 * has completed: a number that the system has given to another file must not reach the kernel in a
 * late command.
 */
final class Target {

  private static final int EAGAIN = 11;
  private static final int EINVAL = 22;
  private static final int NO_FILE = -1;

  /** What a node is opened as. */
  record Spec(
      String path,
      boolean controller,
      int nsid,
      List<String> relatives,
      @Nullable NvmeNamespaceInfo namespace,
      boolean multipath,
      int maxTransferBytes,
      Access access) {}

  private final Spec spec;
  private final Platform.Node node;
  private final Discovery discovery;
  private final Gates gates;
  private final BackendChoice choice;
  private final long defaultDeadlineNanos;
  private final Runnable onClosed;
  private final AtomicBoolean disposed = new AtomicBoolean();

  /** The handle, and each command under way. */
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Index in the ring's table of open nodes, or negative: commands have the descriptor. */
  private final AtomicInteger file = new AtomicInteger(NO_FILE);

  private volatile Backend backend;

  /**
   * What is known of the namespace's format, and as of when.
   *
   * @param protectionBytes of the metadata that are protection information, which the kernel does
   *     not tell; negative if not known
   */
  record Format(int blockSize, int metadataBytes, int protectionBytes, int epoch) {

    /** The kernel's word, until the drive's is heard. */
    static Format of(NvmeNamespaceInfo info, int epoch) {
      int metadata = info.metadataBytes();
      return new Format(
          info.logicalBlockSize(), metadata, metadata == 0 ? 0 : UNKNOWN_PROTECTION, epoch);
    }

    /** The same after a format: where the kernel tells nothing new, the drive must. */
    Format withoutProtection() {
      return new Format(blockSize, metadataBytes, UNKNOWN_PROTECTION, epoch);
    }

    /** The same, with what the drive has told in addition, if that still holds. */
    Format with(Format told) {
      boolean holds = epoch == told.epoch && blockSize == told.blockSize;
      return holds && (metadataBytes < 0 || metadataBytes == told.metadataBytes) ? told : this;
    }
  }

  private static final int UNKNOWN_PROTECTION = -1;

  private volatile Format format;
  private volatile int commandSet;

  Target(
      Spec spec,
      Platform.Node node,
      Discovery discovery,
      Gates gates,
      BackendChoice choice,
      Backend backend,
      long defaultDeadlineNanos,
      Runnable onClosed) {
    this.spec = spec;
    this.node = node;
    this.discovery = discovery;
    this.gates = gates;
    this.choice = choice;
    this.backend = backend;
    this.defaultDeadlineNanos = defaultDeadlineNanos;
    this.onClosed = onClosed;
    this.commandSet = spec.controller() ? 0 : -1;
    NvmeNamespaceInfo info = spec.namespace();
    this.format =
        info == null
            ? new Format(0, NvmeNamespaceInfo.UNKNOWN, UNKNOWN_PROTECTION, 0)
            : Format.of(info, gates.formats().get());
  }

  String path() {
    return spec.path();
  }

  int fd() {
    return node.fd();
  }

  /** The device of the spi, or null for a node of this host. */
  @Nullable BackendDevice device() {
    return node.device();
  }

  boolean isController() {
    return spec.controller();
  }

  int nsid() {
    return spec.nsid();
  }

  boolean isReadOnly() {
    return spec.access() == Access.READ_ONLY;
  }

  /** Controllers of a namespace, or namespaces of a controller, by name. */
  List<String> relatives() {
    return spec.relatives();
  }

  CommandRing ring() {
    return gates.ring();
  }

  Gate gate(CommandForm form) {
    return form.admin() ? gates.admin() : gates.io();
  }

  Backend backend() {
    return backend;
  }

  long defaultDeadlineNanos() {
    return defaultDeadlineNanos;
  }

  /** Bytes, or 0 if not known. */
  int maxTransferBytes() {
    return spec.maxTransferBytes();
  }

  /** Bytes, or 0 if not known. */
  int logicalBlockSize() {
    return format().blockSize();
  }

  /** Bytes of metadata with each block, or negative if not known. */
  int metadataBytes() {
    return format().metadataBytes();
  }

  /**
   * Bytes of the metadata that are protection information, or negative if not known: the drive
   * itself must tell.
   */
  int protectionBytes() {
    return format().protectionBytes();
  }

  /**
   * What the drive itself says. Called from the ring's thread, so nothing is looked up.
   *
   * @param epoch {@link #formats()} from before it was asked
   */
  void told(NamespaceFormat f, int epoch) {
    Format known = format;
    if (known.epoch() - epoch > 0) {
      return; // it speaks of a format that is no more
    }
    format =
        f.dataSize() == 0 // no valid format: the kernel's word is the better one
            ? new Format(known.blockSize(), Math.max(known.metadataBytes(), 0), 0, known.epoch())
            : new Format(f.dataSize(), f.metadataSize(), f.protectionSize(), epoch);
  }

  /** Good until this library formats something, whatever it is; others' formats are not seen. */
  private Format format() {
    Format known = format;
    return spec.namespace() == null || known.epoch() == gates.formats().get()
        ? known
        : readFormat();
  }

  /** Counts what this library formats: what is known of a format ends with it. */
  int formats() {
    return gates.formats().get();
  }

  /** Ask the platform anew. */
  Format readFormat() {
    int epoch = gates.formats().get();
    Format known = format;
    if (known.epoch() != epoch) {
      known = known.withoutProtection();
    }
    for (String controller : spec.relatives()) {
      for (NvmeNamespaceInfo info :
          discovery.controller(controller).map(NvmeControllerInfo::namespaces).orElse(List.of())) {
        if (spec.namespace() != null && info.name().equals(spec.namespace().name())) {
          known = Format.of(info, epoch).with(known);
        }
      }
    }
    format = known;
    return known;
  }

  /**
   * What there is now: this namespace, or those of this controller and of the others in its NVM
   * subsystem, which a command to this one can reach as well.
   */
  List<NvmeNamespaceInfo> namespaces() {
    NvmeNamespaceInfo own = spec.namespace();
    if (own != null) {
      return List.of(own);
    }
    String name = spec.path().substring(spec.path().lastIndexOf('/') + 1);
    String nqn = discovery.controller(name).map(NvmeControllerInfo::subsystemNqn).orElse("");
    return discovery.controllers().stream()
        .filter(c -> c.name().equals(name) || (!nqn.isEmpty() && c.subsystemNqn().equals(nqn)))
        .flatMap(c -> c.namespaces().stream())
        .distinct()
        .toList();
  }

  List<String> uses(NvmeNamespaceInfo namespace) {
    return discovery.uses(namespace);
  }

  /** Asked anew each time, for a format by anybody changes it and some kernels do not forgive. */
  boolean takesMetadata() {
    return spec.namespace() != null && discovery.integrity(spec.namespace().name());
  }

  /** Whether this command goes over io_uring, which some do not whatever was chosen. */
  boolean usesUring(PassthruCommand command, CommandForm form) {
    return backend.kind() == Backend.Kind.URING && !hasEffects(command, form);
  }

  /** Whether the drive must be asked before it is known which way this command is to take. */
  boolean asksForEffects(PassthruCommand command, CommandForm form) {
    return EffectsLogs.decide(command.opcode(), form)
        && form.hasUring()
        && backend.kind() == Backend.Kind.URING
        && !(commandSet >= 0 && gates.effects().known(commandSet));
  }

  private boolean hasEffects(PassthruCommand command, CommandForm form) {
    return gates.effects().hasEffects(commandSet, command.opcode(), form);
  }

  EffectsLogs effects() {
    return gates.effects();
  }

  /** The I/O command set of the namespace (CSI), 0 for a controller; negative if not known. */
  int commandSet() {
    return commandSet;
  }

  void commandSet(int csi) {
    commandSet = csi;
  }

  /** The command has completed, and may have changed a format or a set of namespaces. */
  void noteEffects(PassthruCommand command, CommandForm form) {
    boolean reset = form.ioctl() == NvmeIoctl.RESET || form.ioctl() == NvmeIoctl.SUBSYS_RESET;
    if (form.ioctl().isControl() || hasEffects(command, form)) {
      gates.formats().incrementAndGet();
    }
    // After a reset other firmware may run, and after a commit without one, too.
    if (reset || (form.admin() && command.opcode() == AdminOpcode.FIRMWARE_COMMIT)) {
      gates.effects().forget();
    }
  }

  /** The device has refused io_uring: ioctls from now on, unless it was to be io_uring alone. */
  boolean fallBackToIoctl() {
    if (choice != BackendChoice.AUTO) {
      return false;
    }
    backend =
        new Backend(Backend.Kind.IOCTL, "the device answered EOPNOTSUPP to IORING_OP_URING_CMD");
    return true;
  }

  NvmeOsException error(int errno, CommandForm form) {
    NvmeOsException.Operation operation = form.operation();
    // A head that has lost its last path: EINVAL from io_uring, EWOULDBLOCK from ioctl.
    if ((errno == EINVAL || errno == EAGAIN)
        && spec.multipath()
        && spec.namespace() != null
        && !discovery.hasPath(spec.namespace().name())) {
      return NvmeOsException.pathLost(errno, operation, spec.path());
    }
    return new NvmeOsException(errno, NvmeException.Layer.DRIVER, operation, spec.path());
  }

  // ---- lifetime ----

  boolean isDisposed() {
    return disposed.get();
  }

  /** No more commands; those that wait fail, those under way complete. */
  void dispose() {
    if (disposed.compareAndSet(false, true)) {
      String what = "the handle is disposed";
      gates.admin().failPending(this, what);
      gates.io().failPending(this, what);
      release();
    }
  }

  /** Keep the descriptor for a command; false if it is closed. */
  boolean retain() {
    for (; ; ) {
      int n = holders.get();
      if (n == 0 || disposed.get()) {
        return false;
      }
      if (holders.compareAndSet(n, n + 1)) {
        return true;
      }
    }
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      leaveFile();
      node.close();
      onClosed.run();
    }
  }

  /** In the ring's table of open nodes, or negative. A command holds the target, so it stays. */
  int file() {
    return file.get();
  }

  /** Once, for a node whose commands go over io_uring. */
  void enterFile() {
    ring()
        .enter(
            node.fd(),
            () -> holders.get() > 0,
            index -> {
              file.set(index);
              if (holders.get() == 0) { // released meanwhile: one of the two sees the other
                leaveFile();
              }
            });
  }

  private void leaveFile() {
    int index = file.getAndSet(NO_FILE);
    if (index >= 0) {
      ring().leave(index);
    }
  }
}
