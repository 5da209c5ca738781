package io.reactornvme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who uses a namespace on this host, as far as files tell: file systems, swap, holders such as RAID
 * and LVM, for the whole and for each partition. What another mount namespace has mounted is not
 * seen here, but in {@link HostPlatform#uses}.
 */
final class DeviceUse {

  private final Path root;

  /**
   * @param root of the file system; another in tests
   */
  DeviceUse(Path root) {
    this.root = root;
  }

  /**
   * The uses.
   *
   * @param disk name of the block device, such as {@code nvme0n1}
   * @return for people, one a use; empty if nobody is known to use it
   */
  List<String> of(String disk) {
    Map<String, String> names = new HashMap<>(); // by device number
    List<String> uses = new ArrayList<>();
    Path dir = root.resolve("sys/class/block").resolve(disk);
    look(dir, disk, names, uses);
    for (Path part : list(dir)) {
      if (Files.exists(part.resolve("partition"))) {
        look(part, part.getFileName().toString(), names, uses);
      }
    }
    mounts(names, uses);
    swaps(names, uses);
    return uses;
  }

  private static void look(Path dir, String name, Map<String, String> names, List<String> uses) {
    for (String number : lines(dir.resolve("dev"))) {
      names.put(number.strip(), name);
    }
    for (Path holder : list(dir.resolve("holders"))) {
      uses.add(name + " is part of " + holder.getFileName());
    }
  }

  /** proc(5): ID, parent, major:minor, root, mount point, ... - type, source, options. */
  private void mounts(Map<String, String> names, List<String> uses) {
    for (String line : lines(root.resolve("proc/self/mountinfo"))) {
      String[] fields = line.split(" ");
      String name = fields.length > 4 ? names.get(fields[2]) : null;
      if (name != null) {
        uses.add(name + " is mounted at " + fields[4].replace("\\040", " "));
      }
    }
  }

  private void swaps(Map<String, String> names, List<String> uses) {
    for (String line : lines(root.resolve("proc/swaps"))) {
      String file = line.split("\\s", 2)[0];
      String name = file.substring(file.lastIndexOf('/') + 1);
      if (names.containsValue(name)) {
        uses.add(name + " is swap space");
      }
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) { // not there, or gone meanwhile
      return List.of();
    }
  }

  private static List<Path> list(Path dir) {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
      entries.forEach(all::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    all.sort((a, b) -> Sysfs.NATURAL.compare(a.toString(), b.toString()));
    return all;
  }
}
