package io.reactornvme;

import io.reactornvme.spec.ProtectionInformationException;

/**
 * The library found the protection information of data that it read not to be what it should be.
 * When the drive itself finds that, it is a {@link NvmeStatusException}: End-to-end Guard,
 * Application Tag, Reference Tag or Storage Tag Check Error.
 */
public final class NvmeProtectionException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** The cause once more, by its own type. */
  private final ProtectionInformationException mismatch;

  NvmeProtectionException(String device, ProtectionInformationException mismatch) {
    super(
        Layer.LIBRARY,
        device,
        "protection information does not match: " + mismatch.getMessage(),
        "The data was damaged on its way, or written by somebody who set the tags otherwise.",
        mismatch);
    this.mismatch = mismatch;
  }

  /**
   * Which block, which tag, and what was found.
   *
   * @return the first difference
   */
  public ProtectionInformationException mismatch() {
    return mismatch;
  }
}
