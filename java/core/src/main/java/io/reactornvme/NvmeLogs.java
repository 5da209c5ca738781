package io.reactornvme;

import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
import io.reactornvme.spec.SmartLog;
import reactor.core.publisher.Mono;

/**
 * The log pages of a controller (NVMe Base Specification, Get Log Page).
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}; a status other than success
 * is an {@link NvmeStatusException}. Thread-safe.
 */
public final class NvmeLogs {

  private final Device device;

  NvmeLogs(Device device) {
    this.device = device;
  }

  /**
   * Reads the SMART / Health Information log page of the controller (NVMe Base Specification, Get
   * Log Page, log page 02h).
   *
   * @return the 512 bytes, decoded
   */
  public Mono<SmartLog> smart() {
    return device
        .command(StandardCommands.SMART_LOG, CommandForm.ADMIN)
        .map(result -> SmartLog.decode(result.orThrow().data()));
  }

  /**
   * Reads the Commands Supported and Effects log page (NVM Express Base Specification 2.1, section
   * 5.1.12.1.6, log page 05h).
   *
   * @param csi the I/O command set whose commands are meant, 0 to 255: 0 NVM, 2 Zoned Namespace
   * @return the 4096 bytes, decoded
   * @throws IllegalArgumentException if {@code csi} is out of range
   */
  public Mono<CommandsSupportedAndEffectsLog> commandsSupportedAndEffects(int csi) {
    if (csi < 0 || csi > 255) {
      throw new IllegalArgumentException("a command set identifier is 0 to 255, not " + csi);
    }
    return device
        .command(StandardCommands.commandsSupportedAndEffects(csi), CommandForm.ADMIN)
        .map(result -> CommandsSupportedAndEffectsLog.decode(result.orThrow().data()));
  }
}
