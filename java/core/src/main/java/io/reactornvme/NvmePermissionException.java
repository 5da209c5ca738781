package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * The device node may not be opened (EACCES or EPERM from {@code open(2)}).
 *
 * <p>This is about the node. A command that is refused on an open node is a {@link NvmeOsException}
 * with {@link NvmeException.Layer#DRIVER}.
 */
public final class NvmePermissionException extends NvmeOpenException {

  private static final long serialVersionUID = 1L;

  private static final String EACCES_REMEDY =
      "Run as root, or give the user the node with a udev rule: /dev/nvmeX and /dev/ngXnY are 0600"
          + " root by default, whatever the block node's group is. If the file's mode would allow"
          + " it, a security module refused (SELinux: ausearch -m avc; AppArmor: dmesg).";

  private static final String EPERM_REMEDY =
      "The mode of the node is not the reason. In a container its device cgroup refused: start the"
          + " container with --device for this node (read and write). Else look for a seccomp"
          + " filter or a read-only or nodev mount.";

  /** errno of open(2). */
  private final int errno;

  /**
   * Creates the exception.
   *
   * @param device the path
   * @param errno EACCES or EPERM, positive
   * @param what what was refused, such as {@code may not be opened for writing}
   * @param cause the cause, or null
   */
  NvmePermissionException(String device, int errno, String what, @Nullable Throwable cause) {
    super(
        device,
        what + ": " + Errno.name(errno) + " (" + Errno.text(errno) + ")",
        Errno.name(errno).equals("EPERM") ? EPERM_REMEDY : EACCES_REMEDY,
        cause);
    this.errno = errno;
  }

  /**
   * The error number of {@code open(2)}.
   *
   * @return EACCES (the node's mode, or a security module) or EPERM (a device cgroup), positive
   */
  public int errno() {
    return errno;
  }
}
