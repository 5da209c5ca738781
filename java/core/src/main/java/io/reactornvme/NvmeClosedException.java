package io.reactornvme;

/**
 * A command was sent through a handle, or an instance of {@code Nvme}, that is disposed, or that
 * was disposed before the command completed. If {@link #sent()}, the drive may still carry it out.
 */
public final class NvmeClosedException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** Whether the kernel had the command. */
  private final boolean sent;

  /**
   * Creates the exception.
   *
   * @param device the device of the handle
   * @param what what is closed, such as {@code the controller handle is disposed}
   * @param sent whether the command had been handed to the kernel
   */
  NvmeClosedException(String device, String what, boolean sent) {
    super(
        Layer.LIBRARY,
        device,
        what,
        sent
            ? "The command may still run in the drive and take effect; its memory is kept until it"
                + " completes. Dispose only after the last command, or use disposeLater()."
            : "Nothing was sent. Open the device again, and dispose only after the last command.",
        null);
    this.sent = sent;
  }

  NvmeClosedException(String device, String what) {
    this(device, what, false);
  }

  /**
   * Whether the command had been handed to the kernel, and so may still run in the drive.
   *
   * @return false if the command never left the library
   */
  public boolean sent() {
    return sent;
  }
}
