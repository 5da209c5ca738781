package io.reactornvme;

import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** The drives of a backend, named as Linux would name them. Touches no native code and no file. */
final class BackendPlatform implements Platform {

  private final NvmeBackend backend;

  BackendPlatform(NvmeBackend backend) {
    this.backend = backend;
  }

  @Override
  public NativeMemory.Mapping map(int size) {
    return NativeMemory.Mapping.inJvm(size);
  }

  @Override
  public RingPort ring(NativeRing.Config config, RingPort.Listener listener) {
    return new JavaRing(config, listener);
  }

  @Override
  public Backend backend(Target.Spec spec, BackendChoice choice, RingPort ring, boolean generic) {
    return new Backend(Backend.Kind.EMULATED, backend.description());
  }

  @Override
  public Node open(Target.Spec spec, String controller, Path node) {
    try {
      return new DeviceNode(backend.open(controller, spec.nsid(), spec.access()));
    } catch (IOException e) {
      throw new NvmeOpenException(
          spec.path(),
          "the backend could not open it: " + e.getMessage(),
          "Discover again: drives of a backend come and go like others.",
          e);
    }
  }

  @Override
  public Disposable watch(Consumer<NvmeEvent> sink, Consumer<Throwable> failed) {
    return BackendWatch.open(this, backend, sink);
  }

  /** A device of the spi. */
  record DeviceNode(BackendDevice device) implements Node {

    @Override
    public int fd() {
      return -1;
    }

    @Override
    public void close() {
      device.close();
    }
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    return backend.controllers();
  }

  /** A backend has no names for subsystems: each is numbered as the first of its controllers. */
  @Override
  public List<NvmeSubsystemInfo> subsystems() {
    Map<String, List<NvmeControllerInfo>> byNqn = new LinkedHashMap<>();
    for (NvmeControllerInfo info : controllers()) {
      String key = info.subsystemNqn().isEmpty() ? info.name() : info.subsystemNqn();
      byNqn.computeIfAbsent(key, nqn -> new ArrayList<>()).add(info);
    }
    return byNqn.values().stream()
        .map(
            all ->
                new NvmeSubsystemInfo(
                    all.get(0).name().replaceFirst("nvme", "nvme-subsys"),
                    all.get(0).subsystemNqn(),
                    List.copyOf(all),
                    List.of()))
        .toList();
  }

  @Override
  public Optional<NvmeControllerInfo> controller(String name) {
    return backend.find(name);
  }

  @Override
  public Sysfs.Resolved resolve(String given) {
    String name = given.startsWith("/dev/") ? given.substring("/dev/".length()) : given;
    Optional<NvmeControllerInfo> controller = backend.find(name);
    if (controller.isPresent()) {
      return new Sysfs.Resolved(
          given,
          controller.get().path(),
          Sysfs.NodeKind.CONTROLLER,
          Sysfs.Kind.CONTROLLER,
          name,
          0,
          List.of(name),
          null,
          null,
          false);
    }
    List<NvmeControllerInfo> all = controllers();
    List<String> leading =
        all.stream().filter(c -> namespace(c, name) != null).map(NvmeControllerInfo::name).toList();
    NvmeNamespaceInfo namespace =
        all.stream().map(c -> namespace(c, name)).filter(n -> n != null).findFirst().orElse(null);
    if (namespace == null) {
      throw new NvmeNoSuchDeviceException(
          given,
          "there is no such device in this backend (" + backend.description() + ")",
          all.isEmpty() ? "It has no controllers." : "It has " + names(all) + ".",
          null);
    }
    boolean generic = named(namespace.generic(), name);
    Path node = generic ? namespace.generic() : namespace.block();
    return new Sysfs.Resolved(
        given,
        node == null ? Path.of("/dev", namespace.name()) : node,
        generic ? Sysfs.NodeKind.GENERIC : Sysfs.NodeKind.BLOCK,
        Sysfs.Kind.NAMESPACE,
        namespace.name(),
        namespace.nsid(),
        leading,
        namespace.generic(),
        namespace.block(),
        leading.size() > 1);
  }

  private static @Nullable NvmeNamespaceInfo namespace(NvmeControllerInfo controller, String name) {
    return controller.namespaces().stream()
        .filter(n -> n.name().equals(name) || named(n.generic(), name))
        .findFirst()
        .orElse(null);
  }

  private static boolean named(@Nullable Path node, String name) {
    return node != null && node.endsWith(name);
  }

  private static String names(List<NvmeControllerInfo> all) {
    Stream<String> some = all.stream().map(NvmeControllerInfo::name).limit(8);
    return some.collect(Collectors.joining(", ")) + (all.size() > 8 ? ", ..." : "");
  }

  @Override
  public int maxAdminTransferBytes(String controller) {
    return controller(controller).stream()
        .flatMap(c -> c.namespaces().stream())
        .mapToInt(NvmeNamespaceInfo::maxTransferBytes)
        .filter(n -> n > 0)
        .min()
        .orElse(0);
  }

  @Override
  public boolean integrity(String namespace) {
    return controllers().stream()
        .flatMap(c -> c.namespaces().stream())
        .anyMatch(n -> n.name().equals(namespace) && n.integrity());
  }

  @Override
  public List<String> uses(NvmeNamespaceInfo namespace) {
    return backend.uses(namespace.name());
  }

  @Override
  public boolean hasPath(String namespace) {
    return controllers().stream()
        .filter(NvmeControllerInfo::isLive)
        .anyMatch(c -> namespace(c, namespace) != null);
  }
}
