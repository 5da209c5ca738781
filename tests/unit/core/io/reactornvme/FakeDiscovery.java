package io.reactornvme;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Controllers as the test has them. */
final class FakeDiscovery implements Discovery {

  private final Map<String, NvmeControllerInfo> there = new ConcurrentSkipListMap<>(Sysfs.NATURAL);

  static NvmeNamespaceInfo namespace(String name, boolean generic, long sizeBytes) {
    return new NvmeNamespaceInfo(
        name,
        1,
        Path.of("/dev", name),
        generic ? Path.of("/dev", name.replace("nvme", "ng")) : null,
        sizeBytes,
        512,
        0,
        false,
        4096);
  }

  NvmeControllerInfo put(String name, String state, NvmeNamespaceInfo... namespaces) {
    return put(name, state, "serial-" + name, namespaces);
  }

  NvmeControllerInfo put(
      String name, String state, String serial, NvmeNamespaceInfo... namespaces) {
    NvmeControllerInfo info =
        new NvmeControllerInfo(
            name,
            Path.of("/dev", name),
            "TEST",
            serial,
            "1",
            "pcie",
            "0000:00:04.0",
            state,
            0,
            serial.isEmpty() ? "" : "nqn." + serial,
            List.of(namespaces));
    there.put(name, info);
    return info;
  }

  void remove(String name) {
    there.remove(name);
  }

  @Override
  public List<NvmeControllerInfo> controllers() {
    return new ArrayList<>(there.values());
  }

  @Override
  public Optional<NvmeControllerInfo> controller(String name) {
    return Optional.ofNullable(there.get(name));
  }

  @Override
  public Sysfs.Resolved resolve(String path) {
    throw new UnsupportedOperationException();
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
  public List<NvmeSubsystemInfo> subsystems() {
    return List.of();
  }

  @Override
  public boolean hasPath(String namespace) {
    return true;
  }

  @Override
  public List<String> uses(NvmeNamespaceInfo namespace) {
    return List.of();
  }

  @Override
  public @Nullable String toString() {
    return there.keySet().toString();
  }
}
