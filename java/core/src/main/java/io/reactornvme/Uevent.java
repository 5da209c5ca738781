package io.reactornvme;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of the kernel about a device, as {@code lib/kobject_uevent.c} makes it:
 *
 * <pre>
 * change@/devices/pci0000:00/0000:00:04.0/nvme/nvme0 NUL
 * ACTION=change NUL DEVPATH=/devices/... NUL SUBSYSTEM=nvme NUL ... NVME_AEN=0x020101 NUL
 * </pre>
 *
 * @param action {@code add}, {@code remove}, {@code change}, ...
 * @param subsystem {@code nvme}, {@code nvme-generic}, {@code block}, ...
 * @param path the device's directory below {@code /sys}
 * @param properties all of them, these three included
 */
record Uevent(String action, String subsystem, String path, Map<String, String> properties) {

  /**
   * Takes a message apart.
   *
   * @param message its bytes, from position to limit; the position moves
   * @return null if it is none of the kernel's, or has not what a message about a device has
   */
  static @Nullable Uevent parse(ByteBuffer message) {
    // Paths and values may hold any byte; what is looked at here is ASCII.
    String text = StandardCharsets.ISO_8859_1.decode(message).toString();
    String[] lines = text.split("\0");
    if (lines.length == 0 || lines[0].indexOf('@') < 0) { // udevd's begin with "libudev"
      return null;
    }
    Map<String, String> properties = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int equals = lines[i].indexOf('=');
      if (equals > 0) {
        properties.put(lines[i].substring(0, equals), lines[i].substring(equals + 1));
      }
    }
    String action = properties.get("ACTION");
    String subsystem = properties.get("SUBSYSTEM");
    String path = properties.get("DEVPATH");
    return action == null || subsystem == null || path == null
        ? null
        : new Uevent(action, subsystem, path, Map.copyOf(properties));
  }

  /** The device's name in the kernel: the last part of its path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The name of the device that it belongs to; empty if it has none. */
  String parent() {
    int end = path.lastIndexOf('/');
    return end <= 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  /**
   * Whether it was asked for by writing to the device's {@code uevent} file, as {@code udevadm
   * trigger} does: then nothing has come or gone, whatever the action says.
   */
  boolean isSynthetic() {
    return properties.containsKey("SYNTH_UUID");
  }

  /** Dword 0 of an Asynchronous Event Request's completion, or null. */
  @Nullable Integer asynchronousEvent() {
    String value = properties.get("NVME_AEN");
    if (value == null) {
      return null;
    }
    try {
      return Integer.parseUnsignedInt(value.startsWith("0x") ? value.substring(2) : value, 16);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
