package io.reactornvme;

import io.reactornvme.NvmeException.Layer;
import io.reactornvme.NvmeOsException.Operation;
import io.reactornvme.spi.BackendDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** This host: its sysfs, its device nodes, its kernel. */
final class HostPlatform implements Platform {

  private static final int ENOENT = 2;
  private static final int EPERM = 1;
  private static final int ENXIO = 6;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EBUSY = 16;
  private static final int ENODEV = 19;

  private final Sysfs sysfs = new Sysfs();

  HostPlatform() {
    NativeLibrary.ensureAvailable();
  }

  @Override
  public NativeMemory.Mapping map(int size) {
    return NativeMemory.Mapping.create(size);
  }

  @Override
  public RingPort ring(NativeRing.Config config, RingPort.Listener listener) {
    return new NativeRing(config, listener);
  }

  @Override
  public Backend backend(Target.Spec spec, BackendChoice choice, RingPort ring, boolean generic) {
    if (choice == BackendChoice.IOCTL) {
      return new Backend(Backend.Kind.IOCTL, "chosen by the application");
    }
    if (!generic) {
      if (choice == BackendChoice.URING) {
        throw new NvmeUnavailableException(
            spec.path(),
            "a block node takes no commands over io_uring, and there is no generic node beside it",
            "The generic nodes (/dev/ngXnY) came with Linux 5.13, io_uring for them with 5.19. Use"
                + " BackendChoice.AUTO or IOCTL.",
            null);
      }
      return new Backend(Backend.Kind.IOCTL, "a block node takes no commands over io_uring");
    }
    if (ring.uringError() != 0) {
      NvmeOsException why =
          new NvmeOsException(
              -ring.uringError(), Layer.IO_URING, Operation.RING_SETUP, spec.path());
      return new Backend(Backend.Kind.IOCTL, why.what() + ". " + why.remedy());
    }
    String setup = ring.setup();
    return new Backend(
        Backend.Kind.URING,
        (choice == BackendChoice.URING
                ? "chosen by the application"
                : "kernel " + System.getProperty("os.version") + " has IORING_OP_URING_CMD")
            + (setup.isEmpty() ? "" : "; ring with " + setup));
  }

  @Override
  public Node open(Target.Spec spec, String controller, Path node) {
    int fd = NativeMemory.openDevice(node, spec.access());
    if (fd < 0) {
      throw cannotOpen(spec.path(), -fd, spec.access());
    }
    return new FileNode(fd);
  }

  @Override
  public Disposable watch(Consumer<NvmeEvent> sink, Consumer<Throwable> failed) {
    return UeventWatch.open(sysfs, sink, failed);
  }

  /** A file descriptor. */
  record FileNode(int fd) implements Node {

    @Override
    public @Nullable BackendDevice device() {
      return null;
    }

    @Override
    public void close() {
      NativeMemory.closeDevice(fd);
    }
  }

  private static NvmeException cannotOpen(String path, int errno, Access access) {
    return switch (errno) {
      case ENOENT, ENODEV, ENXIO ->
          new NvmeNoSuchDeviceException(
              path,
              "the node leads to no drive (" + Errno.name(errno) + ")",
              "The drive was removed. Discover again.",
              null);
      case EACCES, EPERM ->
          new NvmePermissionException(
              path,
              errno,
              access == Access.READ_WRITE
                  ? "the node may not be opened for writing"
                  : "the node may not be opened",
              null);
      case EAGAIN ->
          new NvmeOpenException(
              path,
              "the controller is not live (EAGAIN)",
              "It is being reset, or was given up: look at /sys/class/nvme/nvmeX/state, and try"
                  + " again later.",
              null);
      default ->
          new NvmeOpenException(
              path,
              "open failed: " + Errno.name(errno) + " (" + Errno.text(errno) + ")",
              "See open(2).",
              null);
    };
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    return sysfs.controllers();
  }

  @Override
  public List<NvmeSubsystemInfo> subsystems() {
    return sysfs.subsystems();
  }

  @Override
  public Optional<NvmeControllerInfo> controller(String name) {
    return sysfs.controller(name);
  }

  @Override
  public Sysfs.Resolved resolve(String path) {
    return sysfs.resolve(path);
  }

  @Override
  public int maxAdminTransferBytes(String controller) {
    return sysfs.maxAdminTransferBytes(controller);
  }

  @Override
  public boolean integrity(String namespace) {
    return sysfs.integrity(namespace);
  }

  @Override
  public List<String> uses(NvmeNamespaceInfo namespace) {
    List<String> uses = sysfs.uses(namespace);
    Path block = namespace.block();
    // All who use a disk open it so, also in a container that this process cannot see into.
    if (uses.isEmpty() && block != null && NativeMemory.openExclusively(block) == -EBUSY) {
      return List.of(
          namespace.name() + " is opened exclusively by another program, or mounted out of sight");
    }
    return uses;
  }

  @Override
  public boolean hasPath(String namespace) {
    return sysfs.hasPath(namespace);
  }
}
