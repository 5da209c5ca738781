package io.reactornvme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Trees of {@code /sys} and {@code /dev} with the layout of Linux 6.1 to 7.3, as recorded in the
 * lab. Device nodes are plain files, whose type and number {@link #sysfs()} knows.
 */
final class FakeSysfs {

  private static final int CHARACTER = 0020600;
  private static final int BLOCK = 0060660;
  private static final int CONTROLLER_MAJOR = 240;
  private static final int GENERIC_MAJOR = 239;
  private static final int BLOCK_MAJOR = 259;

  final Path root;
  private final Map<Path, Sysfs.Node> nodes = new ConcurrentHashMap<>();
  private int blockMinor;

  FakeSysfs(Path root) {
    this.root = root;
    dir(root.resolve("sys/class/block"));
    dir(root.resolve("sys/dev/char"));
    dir(root.resolve("sys/dev/block"));
    dir(root.resolve("dev"));
  }

  Sysfs sysfs() {
    return new Sysfs(root, this::stat);
  }

  Sysfs.Node stat(Path path) throws IOException {
    Sysfs.Node node = nodes.get(path);
    if (node != null) {
      return node;
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new Sysfs.Node(Files.isDirectory(path) ? 0040755 : 0100644, 0);
  }

  /** {@code /sys/class/nvme/nvmeX}, driven but not identified yet. */
  Path newController(int instance) {
    String name = "nvme" + instance;
    Path dir =
        root.resolve("sys/devices/pci0000:00/0000:00:%02x.0/nvme".formatted(4 + instance))
            .resolve(name);
    dir(dir);
    for (String unknown : new String[] {"model", "serial", "firmware_rev", "subsysnqn"}) {
      attribute(dir, unknown, "(efault)");
    }
    attribute(dir, "transport", "pcie");
    attribute(dir, "address", "0000:00:%02x.0".formatted(4 + instance));
    attribute(dir, "cntlid", "0");
    attribute(dir, "state", "connecting");
    classify(dir, "nvme");
    node(root.resolve("dev").resolve(name), CHARACTER, CONTROLLER_MAJOR, instance, dir);
    return dir;
  }

  /** A live controller of a subsystem. */
  Path controller(int instance, int subsystem, int controllerId) {
    Path dir = newController(instance);
    identify(dir, subsystem, controllerId);
    return dir;
  }

  /** A live controller of a subsystem of its own. */
  Path controller(int instance) {
    return controller(instance, instance, 0);
  }

  void identify(Path dir, int subsystem, int controllerId) {
    attribute(dir, "model", "QEMU NVMe Ctrl                          ");
    attribute(dir, "serial", "serial%-14d".formatted(subsystem));
    attribute(dir, "firmware_rev", "10.0.2  ");
    attribute(dir, "subsysnqn", "nqn.2019-08.org.qemu:" + subsystem);
    attribute(dir, "cntlid", "" + controllerId);
    attribute(dir, "state", "live");
    Path subsystemDir = root.resolve("sys/devices/virtual/nvme-subsystem/nvme-subsys" + subsystem);
    dir(subsystemDir);
    link(root.resolve("sys/class/nvme-subsystem/nvme-subsys" + subsystem), subsystemDir);
    link(subsystemDir.resolve(dir.getFileName()), dir);
  }

  Path subsystem(int subsystem) {
    return root.resolve("sys/devices/virtual/nvme-subsystem/nvme-subsys" + subsystem);
  }

  /** A namespace below a controller or, as a head, a subsystem: its disk and its generic device. */
  Path namespace(Path parent, String disk, String generic, int nsid) {
    Path dir = disk(parent, disk, nsid);
    attribute(dir, "hidden", "0");
    node(root.resolve("dev").resolve(disk), BLOCK, BLOCK_MAJOR, blockMinor++, dir);
    Path ng = parent.resolve(generic);
    dir(ng);
    classify(ng, "nvme-generic");
    node(root.resolve("dev").resolve(generic), CHARACTER, GENERIC_MAJOR, blockMinor++, ng);
    return dir;
  }

  /** A path of a head: a hidden disk without a node. */
  Path path(Path controller, String disk, int nsid) {
    Path dir = disk(controller, disk, nsid);
    attribute(dir, "hidden", "1");
    return dir;
  }

  private Path disk(Path parent, String name, int nsid) {
    Path dir = parent.resolve(name);
    dir(dir.resolve("queue"));
    dir(dir.resolve("integrity"));
    attribute(dir, "nsid", "" + Integer.toUnsignedString(nsid));
    attribute(dir, "size", "131072");
    attribute(dir, "queue/logical_block_size", "512");
    attribute(dir, "queue/max_hw_sectors_kb", "512");
    attribute(dir, "integrity/format", "none");
    classify(dir, "block");
    return dir;
  }

  Path partition(Path disk, int number) {
    String name = disk.getFileName() + "p" + number;
    Path dir = disk.resolve(name);
    dir(dir);
    attribute(dir, "partition", "" + number);
    classify(dir, "block");
    node(root.resolve("dev").resolve(name), BLOCK, BLOCK_MAJOR, blockMinor++, dir);
    return dir;
  }

  /** A device of another driver. */
  Path other(String name, boolean block, int major, int minor) {
    Path dir = root.resolve("sys/devices/virtual/other").resolve(name);
    dir(dir);
    classify(dir, block ? "block" : "mem");
    node(root.resolve("dev").resolve(name), block ? BLOCK : CHARACTER, major, minor, dir);
    return dir;
  }

  /** Another node for the device of {@code original}, as mknod makes it. */
  Path alias(String original, String path) {
    Path file = root.resolve(path);
    touch(file);
    nodes.put(file, nodes.get(root.resolve("dev").resolve(original)));
    return file;
  }

  /** As device_del() goes about it: first the links, then the attributes, then the directory. */
  void unplug(Path dir) {
    try (Stream<Path> links = Files.list(root.resolve("sys/class/nvme"))) {
      for (Path link : links.filter(l -> sameTarget(l, dir)).toList()) {
        Files.delete(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    deleteTree(dir);
  }

  private static boolean sameTarget(Path link, Path dir) {
    return link.getFileName().equals(dir.getFileName());
  }

  private void node(Path file, int mode, int major, int minor, Path sysfsDir) {
    touch(file);
    long rdev =
        (minor & 0xffL)
            | (major & 0xfffL) << 8
            | (minor & 0xffffff00L) << 12
            | (major & 0xfffff000L) << 32;
    nodes.put(file, new Sysfs.Node(mode, rdev));
    String type = (mode & 0170000) == 0060000 ? "block" : "char";
    link(root.resolve("sys/dev").resolve(type).resolve(major + ":" + minor), sysfsDir);
  }

  private void classify(Path dir, String name) {
    Path classDir = root.resolve("sys/class").resolve(name);
    dir(classDir);
    link(dir.resolve("subsystem"), classDir);
    link(classDir.resolve(dir.getFileName()), dir);
  }

  static void attribute(Path dir, String name, String value) {
    try {
      Files.writeString(dir.resolve(name), value + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void dir(Path dir) {
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void touch(Path file) {
    dir(file.getParent());
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void link(Path link, Path target) {
    dir(link.getParent());
    try {
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, link.getParent().relativize(target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void deleteTree(Path dir) {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
