package io.reactornvme;

/**
 * The bounded queue of commands that wait for a device is full. The command was not sent; it can be
 * sent again later as it is.
 */
public final class NvmeBusyException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** The limit that was hit. */
  private final int pendingLimit;

  /**
   * Creates the exception.
   *
   * @param device the device
   * @param pendingLimit commands that may wait; 0 if this one may not
   */
  NvmeBusyException(String device, int pendingLimit) {
    super(
        Layer.LIBRARY,
        device,
        pendingLimit == 0
            ? "no room for another command, and this one may not wait"
            : pendingLimit + " commands already wait for this device, as many as may wait",
        "Nothing was sent. Keep fewer commands in flight (a bulk operator follows the device's pace"
            + " by itself), raise pendingLimit, or look whether the device has stopped answering.",
        null);
    this.pendingLimit = pendingLimit;
  }

  /**
   * The limit that was hit.
   *
   * @return commands that may wait for one device; 0 if a command of this kind may not wait at all
   */
  public int pendingLimit() {
    return pendingLimit;
  }
}
