package io.reactornvme;

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
}
