package io.reactornvme;

import io.reactornvme.spi.BackendDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * This host with controllers that are all {@code /dev/null}: the real ring, the real kernel, and a
 * drive that takes every command and answers 0 at once.
 */
final class NullPlatform implements Platform {

  private final HostPlatform host = new HostPlatform();
  private final List<NvmeControllerInfo> controllers;

  /** How often the reaper was in Java with a batch; after each it calls down, once. */
  private final AtomicLong turnsInJava = new AtomicLong();

  NullPlatform(int controllers) {
    this.controllers =
        new CopyOnWriteArrayList<>(
            IntStream.range(0, controllers).mapToObj(i -> controllerInfo("nvme" + i)).toList());
  }

  /** Sysfs has it no longer. */
  void remove(NvmeControllerInfo controller) {
    controllers.remove(controller);
  }

  private static NvmeControllerInfo controllerInfo(String name) {
    return new NvmeControllerInfo(
        name, Path.of("/dev", name), "null", name, "1", "pcie", "", "live", 0, "", List.of());
  }

  /** How many nodes have been opened, and how many of them are. */
  private final AtomicLong opened = new AtomicLong();

  private final AtomicLong open = new AtomicLong();

  long opened() {
    return opened.get();
  }

  long open() {
    return open.get();
  }

  long turnsInJava() {
    return turnsInJava.get();
  }

  // ---- the ring is the host's ----

  @Override
  public NativeMemory.Mapping map(int size) {
    return host.map(size);
  }

  @Override
  public RingPort ring(NativeRing.Config config, RingPort.Listener listener) {
    return host.ring(
        config,
        new RingPort.Listener() {
          @Override
          public void completed(int n, boolean timer) {
            // One writer a ring: an addition would cost what is measured here.
            turnsInJava.setOpaque(turnsInJava.getPlain() + 1);
            listener.completed(n, timer);
          }

          @Override
          public void stalled(int n, long nanos) {
            listener.stalled(n, nanos);
          }

          @Override
          public void stopped() {
            listener.stopped();
          }
        });
  }

  @Override
  public Backend backend(Target.Spec spec, BackendChoice choice, RingPort ring, boolean generic) {
    return host.backend(spec, choice, ring, generic);
  }

  @Override
  public Disposable watch(Consumer<NvmeEvent> sink, Consumer<Throwable> failed) {
    throw new UnsupportedOperationException("nothing happens to /dev/null");
  }

  // ---- the drives are not ----

  @Override
  public Node open(Target.Spec spec, String controller, Path node) {
    Node inner = host.open(spec, controller, Path.of("/dev/null"));
    opened.incrementAndGet();
    open.incrementAndGet();
    return new Node() {
      @Override
      public int fd() {
        return inner.fd();
      }

      @Override
      public @Nullable BackendDevice device() {
        return null;
      }

      @Override
      public void close() {
        open.decrementAndGet();
        inner.close();
      }
    };
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    return controllers;
  }

  @Override
  public Optional<NvmeControllerInfo> controller(String name) {
    return controllers.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  @Override
  public Sysfs.Resolved resolve(String path) {
    Path node = Path.of(path);
    String name = node.getFileName().toString();
    return new Sysfs.Resolved(
        path,
        node,
        Sysfs.NodeKind.CONTROLLER,
        Sysfs.Kind.CONTROLLER,
        name,
        0,
        List.of(name),
        null,
        null,
        false);
  }

  @Override
  public List<NvmeSubsystemInfo> subsystems() {
    return List.of();
  }

  @Override
  public int maxAdminTransferBytes(String controller) {
    return 0;
  }

  @Override
  public boolean integrity(String namespace) {
    return false;
  }

  @Override
  public boolean hasPath(String namespace) {
    return true;
  }

  @Override
  public List<String> uses(NvmeNamespaceInfo namespace) {
    return List.of();
  }
}
