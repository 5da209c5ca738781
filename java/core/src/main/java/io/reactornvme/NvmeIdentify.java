package io.reactornvme;

import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import reactor.core.publisher.Mono;

/**
 * The Identify command of a controller (NVMe Base Specification, Identify): what it is, and what it
 * has.
 *
 * <p>Publishers, errors and threads are as with {@link NvmeController}; a status other than success
 * is an {@link NvmeStatusException}. Thread-safe.
 */
public final class NvmeIdentify {

  private final Device device;

  NvmeIdentify(Device device) {
    this.device = device;
  }

  /**
   * Reads the Identify Controller data structure (NVMe Base Specification, Identify, CNS 01h).
   *
   * @return the 4096 bytes, decoded
   */
  public Mono<IdentifyController> controller() {
    return device
        .command(StandardCommands.IDENTIFY_CONTROLLER, CommandForm.ADMIN)
        .map(result -> IdentifyController.decode(result.orThrow().data()));
  }

  /**
   * Reads the Identify Namespace data structure (NVM Command Set Specification, Identify, CNS 00h).
   *
   * @param nsid a namespace of this controller; 0xFFFFFFFF for what all have in common
   * @return the 4096 bytes, decoded; all zero for a namespace that is not attached
   */
  public Mono<IdentifyNamespace> namespace(int nsid) {
    return device
        .command(StandardCommands.identifyNamespace(nsid), CommandForm.ADMIN)
        .map(result -> IdentifyNamespace.decode(result.orThrow().data()));
  }
}
