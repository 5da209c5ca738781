package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * The kernel answered with an error number in place of an NVMe status: the command did not reach
 * the drive, or the driver lost its answer.
 *
 * <p>The same number means different things from different layers, so the remedy depends on the
 * number, on {@link #layer()} and on {@link #operation()}: EPERM when the ring is set up is a
 * container's seccomp profile, EACCES for a command is the NVMe driver's permission check.
 *
 * <p>Sources: {@code drivers/nvme/host/ioctl.c} ({@code nvme_cmd_allowed}, {@code
 * nvme_map_user_request}), {@code io_uring/uring_cmd.c}, {@code io_uring_setup(2)}.
 */
public final class NvmeOsException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** What the kernel was asked for. */
  public enum Operation {
    /** To create or configure a ring. */
    RING_SETUP("setting up io_uring"),
    /** An admin command, to a controller. */
    ADMIN_COMMAND("admin command"),
    /** An I/O command, to a namespace. */
    IO_COMMAND("I/O command"),
    /** A reset of the controller. */
    RESET("controller reset"),
    /** A reset of the whole subsystem. */
    SUBSYSTEM_RESET("subsystem reset"),
    /** To look at the controller's namespaces anew. */
    RESCAN("namespace rescan"),
    /** Anything else. */
    OTHER("request to the kernel");

    private final String words;

    Operation(String words) {
      this.words = words;
    }

    /**
     * The operation in words, as in the messages.
     *
     * @return for example {@code admin command}
     */
    public String words() {
      return words;
    }

    private boolean isCommand() {
      return this == ADMIN_COMMAND || this == IO_COMMAND;
    }
  }

  /** Positive error number. */
  private final int errno;

  /** What was asked. */
  private final Operation operation;

  /**
   * Creates the exception with the remedy for this combination.
   *
   * @param errno the error number, positive
   * @param layer the layer that answered
   * @param operation what was asked
   * @param device the device, or null for a ring
   */
  NvmeOsException(int errno, Layer layer, Operation operation, @Nullable String device) {
    this(errno, layer, operation, device, remedy(errno, layer, operation));
  }

  private NvmeOsException(
      int errno, Layer layer, Operation operation, @Nullable String device, String remedy) {
    super(
        layer,
        device,
        operation.words() + " failed: " + Errno.name(errno) + " (" + Errno.text(errno) + ")",
        remedy,
        null);
    this.errno = errno;
    this.operation = operation;
  }

  /**
   * For the EINVAL (of ioctl: EAGAIN) of a multipath namespace that {@link Discovery#hasPath} says
   * has no usable path: the command itself is not to blame.
   *
   * @param errno the error number, positive
   * @param operation what was asked
   * @param device the namespace's node
   */
  static NvmeOsException pathLost(int errno, Operation operation, String device) {
    return new NvmeOsException(
        errno,
        Layer.DRIVER,
        operation,
        device,
        "The command is not to blame: none of the namespace's controllers can be used now, because"
            + " they were removed, are being reset, or are inaccessible. Wait until one is live"
            + " again (/sys/class/nvme/nvmeX/state), or discover the drive anew.");
  }

  private static String remedy(int errno, Layer layer, Operation operation) {
    String name = Errno.name(errno);
    if (operation == Operation.RING_SETUP) {
      return ringRemedy(name);
    }
    return switch (name) {
      case "EACCES" -> accessRemedy(operation);
      case "EPERM" ->
          "A capability is missing, or a security policy (seccomp, SELinux, AppArmor) refused."
              + " Passthrough needs CAP_SYS_ADMIN in the initial user namespace for most commands.";
      case "ENODEV", "ENXIO" ->
          "The drive is gone: removed, unplugged or taken from the driver. This handle does not"
              + " come back; dispose of it and discover again.";
      case "EINVAL" -> invalidRemedy(operation);
      case "EOPNOTSUPP" ->
          operation == Operation.ADMIN_COMMAND || operation == Operation.IO_COMMAND
              ? "This node or kernel does not take the command over io_uring: it needs Linux 6.0, a"
                  + " character node (/dev/nvmeX or /dev/ngXnY, not the block node) and a ring with"
                  + " 128-byte entries. BackendChoice.IOCTL works on all of them."
              : "This controller or transport does not support it.";
      case "ENOTTY" -> wrongNodeRemedy(operation);
      case "EINTR" ->
          "The driver ended the command because the controller was reset or removed: by somebody's"
              + " request, or because another command outran the kernel's timeout. Whether the"
              + " drive carried it out is unknown; what may be repeated can be sent again.";
      case "EAGAIN" ->
          "The driver had no room for the command. Send it again, with fewer in flight: a"
              + " controller has 30 places for admin commands, shared with everybody.";
      case "EFAULT" ->
          "The kernel could not reach the command's memory. For a buffer of this library that is a"
              + " kernel defect (addresses above 4 GiB, when commands are put off for want of"
              + " tags): send it again, with fewer in flight.";
      case "EIO" ->
          "The transfer failed between the driver and the drive, or the controller is dead. Look"
              + " into the kernel's log (dmesg) and at /sys/class/nvme/nvmeX/state.";
      case "ETIME", "ETIMEDOUT" ->
          "The kernel's timeout ran out, and the driver has reset or is resetting the controller."
              + " Look into the kernel's log (dmesg).";
      case "EBUSY" ->
          "The device is in no state for this now: being reset, removed, or in exclusive use. Try"
              + " again later.";
      case "ENETRESET" ->
          "The reset was done, but the controller did not become live again. Look into the kernel's"
              + " log (dmesg).";
      case "ENOMEM" ->
          "The kernel had no memory for the request. Send it again, with fewer or smaller commands"
              + " in flight.";
      case "ECANCELED" ->
          "The kernel gave the request up before the driver had it, as it does when a ring goes"
              + " away. Nothing reached the drive.";
      case "EBADF" -> "The handle is closed already. Open the device again.";
      case "ENOSYS" ->
          "This kernel does not have the call at all; a seccomp filter can pretend so too.";
      default ->
          layer == Layer.DRIVER
              ? "See errno(3), and the kernel's log (dmesg) for what the driver says."
              : "See errno(3).";
    };
  }

  private static String ringRemedy(String name) {
    return switch (name) {
      case "EPERM" ->
          "io_uring is switched off for this process: by a seccomp filter (the default profiles of"
              + " Docker and Podman) or by the sysctl kernel.io_uring_disabled (1: only for"
              + " CAP_SYS_ADMIN and kernel.io_uring_group, 2: for nobody). Allow it, or choose"
              + " BackendChoice.AUTO or IOCTL.";
      case "EACCES" ->
          "A security module (SELinux, AppArmor) refused io_uring. Allow it in the policy, or"
              + " choose BackendChoice.AUTO or IOCTL.";
      case "ENOSYS" ->
          "This kernel has no io_uring, or a seccomp filter hides it. Choose BackendChoice.AUTO or"
              + " IOCTL.";
      case "ENOMEM" ->
          "Not enough lockable memory for the ring: kernels before 5.12 charge it to"
              + " RLIMIT_MEMLOCK. Raise the limit (ulimit -l, LimitMEMLOCK= of a systemd unit),"
              + " choose a smaller depth or fewer rings, or BackendChoice.IOCTL.";
      case "EINVAL" ->
          "This kernel does not know the ring's flags or its size. NVMe passthrough over io_uring"
              + " needs Linux 6.0 or newer; choose a smaller depth, or BackendChoice.AUTO or"
              + " IOCTL.";
      case "EMFILE", "ENFILE" -> "Too many open files. Raise the limit (ulimit -n).";
      default -> "See io_uring_setup(2), or choose BackendChoice.AUTO or IOCTL.";
    };
  }

  private static String accessRemedy(Operation operation) {
    return switch (operation) {
      case ADMIN_COMMAND ->
          "SMART and most other admin commands need CAP_SYS_ADMIN in the initial user namespace:"
              + " CAP_SYS_RAWIO is not enough, nor is root of a user namespace (rootless"
              + " containers), nor the node's mode. Before Linux 6.2 every command needs it. If you"
              + " have it, the command changes what the driver owns (some features, on newer"
              + " kernels), or a security module refused.";
      case IO_COMMAND ->
          "Without CAP_SYS_ADMIN in the initial user namespace the driver lets I/O commands pass by"
              + " the drive's Commands Supported and Effects log and by the mode that the node was"
              + " opened with: what writes needs Access.READ_WRITE. Vendor commands, partitions,"
              + " and everything before Linux 6.2 need the capability; a security module can refuse"
              + " as well.";
      default -> "This needs CAP_SYS_ADMIN in the initial user namespace.";
    };
  }

  private static String invalidRemedy(Operation operation) {
    if (!operation.isCommand()) {
      return "The kernel does not accept the request in this form.";
    }
    return "The driver found the command malformed. Usual reasons: "
        + (operation == Operation.IO_COMMAND
            ? "the NSID is not the node's; metadata for a namespace whose integrity() is false; "
            : "metadata, which admin commands do not take; ")
        + "the data is longer than maxTransferBytes() or lies in too many pieces (try half); flags"
        + " that are not zero."
        + (operation == Operation.IO_COMMAND
            ? " On a multipath namespace it can also mean that no path to the drive is left."
            : "");
  }

  private static String wrongNodeRemedy(Operation operation) {
    return switch (operation) {
      case ADMIN_COMMAND ->
          "The node does not take admin commands: send them to the controller (/dev/nvmeX). Or the"
              + " kernel is older than 5.4 and does not know ADMIN64_CMD: NvmeIoctl.ADMIN_CMD does"
              + " without.";
      case IO_COMMAND ->
          "The node does not take I/O commands: send them to a namespace (/dev/ngXnY). Or the kernel"
              + " is older than 5.4 (5.18 for vectored data) and does not know the request.";
      case SUBSYSTEM_RESET -> "The controller does not support NVM subsystem reset (CAP.NSSRS).";
      default -> "The node does not know this request: it is none of an NVMe controller.";
    };
  }

  /**
   * The kernel's error number.
   *
   * @return positive, Linux numbering; see {@link Errno} for names
   */
  public int errno() {
    return errno;
  }

  /**
   * What the kernel was asked for.
   *
   * @return the operation
   */
  public Operation operation() {
    return operation;
  }
}
