package io.reactornvme;

import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel tells about one controller in sysfs, without a command to the drive: a hung or
 * dead drive is listed as quickly as a healthy one.
 *
 * <p>A snapshot: state, firmware and namespaces change. Immutable, safe to share between threads.
 *
 * <p>Source: the attributes under {@code /sys/class/nvme/nvmeX}, from {@code
 * drivers/nvme/host/sysfs.c} ({@code core.c} before Linux 6.5). Model, serial number, firmware and
 * subsystem NQN are empty while the driver is still identifying the controller.
 *
 * @param name the kernel's name, such as {@code nvme0}
 * @param path the character node that takes admin commands, such as {@code /dev/nvme0}; it need not
 *     be present in a container
 * @param model model number, trailing blanks removed (Identify Controller, MN)
 * @param serial serial number, trailing blanks removed (Identify Controller, SN)
 * @param firmware firmware revision, trailing blanks removed (Identify Controller, FR)
 * @param transport {@code pcie}, {@code tcp}, {@code rdma}, {@code fc}, {@code loop} or {@code
 *     apple-nvme}
 * @param address where the controller is: a PCI address such as {@code 0000:01:00.0}, or {@code
 *     traddr=…,trsvcid=…} for fabrics; empty for transports that have none
 * @param state {@code new}, {@code live}, {@code resetting}, {@code connecting}, {@code deleting},
 *     {@code deleting (no IO)} or {@code dead}; only a {@code live} controller takes commands
 * @param controllerId controller identifier within the subsystem, 0 to 65535 (Identify Controller,
 *     CNTLID), or -1 if unknown
 * @param subsystemNqn NVMe qualified name of the subsystem (Identify Controller, SUBNQN)
 * @param namespaces the attached namespaces in natural order, unmodifiable. A namespace shared by
 *     several controllers of a multipath subsystem is listed with each of them
 */
public record NvmeControllerInfo(
    String name,
    Path path,
    String model,
    String serial,
    String firmware,
    String transport,
    String address,
    String state,
    int controllerId,
    String subsystemNqn,
    List<NvmeNamespaceInfo> namespaces) {

  /**
   * Whether the controller takes commands now.
   *
   * @return true if {@link #state()} is {@code live}
   */
  public boolean isLive() {
    return state.equals("live");
  }
}
