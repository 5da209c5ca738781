package io.reactornvme;

import java.util.List;

/**
 * What the kernel tells about one NVM subsystem in sysfs, without a command to any drive: a drive
 * as its controllers, of which there may be several, see it.
 *
 * <p>A snapshot. Immutable, safe to share between threads.
 *
 * <p>Source: {@code /sys/class/nvme-subsystem}, from {@code drivers/nvme/host/core.c} and {@code
 * multipath.c}.
 *
 * @param name the kernel's name, such as {@code nvme-subsys0}
 * @param nqn NVMe qualified name (Identify Controller, SUBNQN)
 * @param controllers its controllers in natural order, unmodifiable
 * @param paths how the namespaces behind multipath heads are reached, unmodifiable; empty without
 *     native multipath ({@code nvme_core.multipath=N}) and for namespaces that are private to one
 *     controller
 */
public record NvmeSubsystemInfo(
    String name, String nqn, List<NvmeControllerInfo> controllers, List<Path> paths) {

  /**
   * One controller's way to a namespace that is behind a multipath head.
   *
   * @param name of the hidden block device, such as {@code nvme0c1n1}
   * @param controller the controller's name, such as {@code nvme1}
   * @param namespace the head's name, such as {@code nvme0n1}
   * @param anaState {@code optimized}, {@code non-optimized}, {@code inaccessible}, {@code
   *     persistent-loss} or {@code change}; empty if the kernel does not tell
   */
  public record Path(String name, String controller, String namespace, String anaState) {}
}
