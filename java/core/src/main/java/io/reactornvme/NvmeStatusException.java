package io.reactornvme;

import io.reactornvme.spec.NvmeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The drive completed a command with a status other than success.
 *
 * <p>Only typed methods, such as {@code logs().smart()}, signal it: a raw passthrough command's
 * status is a result, not an error.
 *
 * <p>Source: NVM Express Base Specification 2.1, section 4.2.3 (Status Field Definition).
 */
public final class NvmeStatusException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** The 15-bit status; a code rather than an object so that the exception can be serialized. */
  private final int code;

  /**
   * Creates the exception.
   *
   * @param device the device
   * @param command what was asked, such as {@code Get Log Page}
   * @param status the status
   */
  NvmeStatusException(@Nullable String device, String command, NvmeStatus status) {
    super(Layer.CONTROLLER, device, command + " failed: " + status, remedy(status), null);
    this.code = status.code();
  }

  private static String remedy(NvmeStatus status) {
    String advice = status.advice();
    return advice != null
        ? advice
        : "The drive itself refused or failed; its error log (log page 01h) may tell more.";
  }

  /**
   * The status that the drive gave.
   *
   * @return the status
   */
  public NvmeStatus status() {
    return NvmeStatus.of(code);
  }
}
