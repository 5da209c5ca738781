package io.reactornvme;

import java.time.Duration;

/**
 * A command did not complete within its deadline.
 *
 * <p>The library gives up waiting, and nothing else: an NVMe command cannot be cancelled from user
 * space. If {@link #sent()}, it may still run in the drive and have its effects later; its buffer
 * and its place in the queue stay reserved until the drive completes it.
 */
public final class NvmeDeadlineException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** The deadline. */
  private final Duration deadline;

  /** Whether the kernel had the command. */
  private final boolean sent;

  /**
   * Creates the exception.
   *
   * @param device the device
   * @param command what was asked, such as {@code Get Log Page}
   * @param deadline the deadline, counted from the subscription
   * @param sent whether the command had been handed to the kernel
   */
  NvmeDeadlineException(String device, String command, Duration deadline, boolean sent) {
    super(
        Layer.LIBRARY,
        device,
        command
            + (sent ? ": no answer from the drive within " : ": still waiting for its turn after ")
            + words(deadline),
        sent
            ? "The command may still run in the drive and take effect; its memory is kept until it"
                + " completes. Ask for the drive's state before sending it again; if the drive"
                + " answers nothing at all, only a controller reset ends the command."
            : "Nothing was sent. Earlier commands hold the device: keep fewer in flight, allow"
                + " more time, or look whether the drive has stopped answering.",
        null);
    this.deadline = deadline;
    this.sent = sent;
  }

  private static String words(Duration d) {
    return d.toMillis() < 1000 || d.toMillis() % 1000 != 0
        ? d.toMillis() + " ms"
        : d.toSeconds() + " s";
  }

  /**
   * The deadline that passed.
   *
   * @return time since the subscription
   */
  public Duration deadline() {
    return deadline;
  }

  /**
   * Whether the command had been handed to the kernel, and so may still run in the drive.
   *
   * @return false if the command never left the library's queue
   */
  public boolean sent() {
    return sent;
  }
}
