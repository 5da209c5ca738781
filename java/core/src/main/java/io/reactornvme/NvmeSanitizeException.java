package io.reactornvme;

/**
 * A sanitize operation failed: the status of log page 81h (NVM Express Base Specification 2.1,
 * section 5.1.12.1.33, Sanitize Status).
 */
public final class NvmeSanitizeException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** SSTAT. */
  private final int sanitizeStatus;

  /** SCDW10. */
  private final int commandDword10;

  NvmeSanitizeException(String device, int sanitizeStatus, int commandDword10) {
    super(
        Layer.CONTROLLER,
        device,
        "Sanitize failed",
        "Until a sanitize succeeds the drive refuses what reads or writes user data."
            + ((commandDword10 >>> 3 & 1) != 0
                ? " Sanitize again, or use exitSanitizeFailureMode()."
                : " Sanitize again, without allowUnrestrictedExit()."),
        null);
    this.sanitizeStatus = sanitizeStatus;
    this.commandDword10 = commandDword10;
  }

  /**
   * The Sanitize Status (SSTAT), bytes 2 to 3 of log page 81h.
   *
   * @return 16 bits; bits 7:3 are the overwrite passes that were completed
   */
  public int sanitizeStatus() {
    return sanitizeStatus;
  }

  /**
   * Command Dword 10 of the Sanitize that failed (SCDW10), bytes 4 to 7 of log page 81h.
   *
   * @return 32 bits; bit 3 is Allow Unrestricted Sanitize Exit
   */
  public int commandDword10() {
    return commandDword10;
  }
}
