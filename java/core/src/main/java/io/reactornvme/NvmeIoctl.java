package io.reactornvme;

/**
 * The ioctls of the Linux NVMe driver ({@code include/uapi/linux/nvme_ioctl.h}).
 *
 * <p>Whatever the backend, these take the way of {@code ioctl(2)}, on a thread of the library's
 * own; the caller's thread does not wait. The commands among them take their fields from a {@link
 * PassthruCommand}.
 */
public enum NvmeIoctl {
  /** {@code NVME_IOCTL_ID}: the namespace identifier of a namespace node. */
  ID(0x4E40, false, true),
  /** {@code NVME_IOCTL_ADMIN_CMD}: an admin command; the result is 32 bits wide. */
  ADMIN_CMD(0xC0484E41, true, true),
  /**
   * {@code NVME_IOCTL_SUBMIT_IO}: Read, Write or Compare alone, in the old form whose data length
   * follows from the number of blocks.
   */
  SUBMIT_IO(0x40304E42, false, true),
  /** {@code NVME_IOCTL_IO_CMD}: an I/O command; the result is 32 bits wide. */
  IO_CMD(0xC0484E43, false, true),
  /** {@code NVME_IOCTL_RESET}: reset the controller. */
  RESET(0x4E44, true, false),
  /** {@code NVME_IOCTL_SUBSYS_RESET}: reset the NVM subsystem, with every controller in it. */
  SUBSYS_RESET(0x4E45, true, false),
  /** {@code NVME_IOCTL_RESCAN}: look at the controller's namespaces anew. */
  RESCAN(0x4E46, true, false),
  /** {@code NVME_IOCTL_ADMIN64_CMD}: an admin command with a 64-bit result. */
  ADMIN64_CMD(0xC0504E47, true, true),
  /** {@code NVME_IOCTL_IO64_CMD}: an I/O command with a 64-bit result. */
  IO64_CMD(0xC0504E48, false, true),
  /** {@code NVME_IOCTL_IO64_CMD_VEC}: an I/O command with a vector of buffers (since 5.18). */
  IO64_CMD_VEC(0xC0504E49, false, true);

  private final int request;
  private final boolean onController;
  private final boolean onNamespace;

  NvmeIoctl(int request, boolean onController, boolean onNamespace) {
    this.request = request;
    this.onController = onController;
    this.onNamespace = onNamespace;
  }

  /**
   * The request number for {@code ioctl(2)}.
   *
   * @return as in the kernel's header
   */
  public int request() {
    return request;
  }

  /**
   * Whether {@code /dev/nvmeX} takes it.
   *
   * @return true if a controller node does
   */
  public boolean onController() {
    return onController;
  }

  /**
   * Whether {@code /dev/ngXnY} takes it.
   *
   * @return true if a namespace node does
   */
  public boolean onNamespace() {
    return onNamespace;
  }

  /** Ends, or may end, a hang of other commands: it must never wait for one of them. */
  boolean isControl() {
    return this == RESET || this == SUBSYS_RESET || this == RESCAN;
  }
}
