package io.reactornvme;

import java.util.Locale;

/**
 * The way that a device's commands take to the kernel.
 *
 * @param kind the way
 * @param reason why this one, in words for a log or a person
 */
public record Backend(Kind kind, String reason) {

  /** The ways there are. */
  public enum Kind {
    /** {@code IORING_OP_URING_CMD}: asynchronous down to the controller's queue. */
    URING,
    /** Blocking ioctls on a small pool of threads. */
    IOCTL,
    /** No kernel: a backend of {@code io.reactornvme.spi}, such as the emulator. */
    EMULATED;

    /** In lower case, as programs print it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * For example {@code uring (kernel 6.12.1 has IORING_OP_URING_CMD; ring with SINGLE_ISSUER,
   * DEFER_TASKRUN)}.
   */
  @Override
  public String toString() {
    return kind + " (" + reason + ")";
  }
}
