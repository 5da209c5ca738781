package io.reactornvme;

import io.reactornvme.spec.NvmeStatus;

/**
 * How a Firmware Commit ended (NVM Express Base Specification 2.1, section 5.1.8.1). That a reset
 * is required is a status of the drive's, and no error.
 *
 * @param status success, or one of the three that ask for a reset
 * @param resetRequired what makes the firmware run
 * @param multipleUpdateDetected bit 0: another update overlapped, of a controller's; bit 1: of a
 *     management endpoint's (MUD, bits 1:0 of dword 0)
 */
public record FirmwareCommitResult(
    NvmeStatus status, ResetRequired resetRequired, int multipleUpdateDetected) {

  private static final int CONVENTIONAL = 0x10B;
  private static final int SUBSYSTEM = 0x110;
  private static final int CONTROLLER = 0x111;

  /** What makes the committed firmware run. */
  public enum ResetRequired {
    /** Nothing: it runs, or was not to run. */
    NONE,
    /** A reset of the controller, {@link NvmeController#reset()}: status 111h, or none at all. */
    CONTROLLER,
    /** A reset of the NVM subsystem, {@link NvmeController#subsystemReset()}: status 110h. */
    SUBSYSTEM,
    /** A conventional reset, such as a power cycle: status 10Bh. */
    CONVENTIONAL
  }

  static FirmwareCommitResult of(PassthruResult result, FirmwareCommit command) {
    NvmeStatus status = result.status();
    ResetRequired reset =
        switch (status.code() & 0x7FF) {
          case CONVENTIONAL -> ResetRequired.CONVENTIONAL;
          case SUBSYSTEM -> ResetRequired.SUBSYSTEM;
          case CONTROLLER -> ResetRequired.CONTROLLER;
          default -> {
            result.orThrow();
            yield command.atReset() ? ResetRequired.CONTROLLER : ResetRequired.NONE;
          }
        };
    return new FirmwareCommitResult(status, reset, result.dw0() & 3);
  }
}
