package io.reactornvme;

import org.jspecify.annotations.Nullable;

/** A command would transfer more than the given buffer holds. */
public final class NvmeBufferTooSmallException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  /** Bytes required. */
  private final long requiredBytes;

  /** Bytes that the buffer has. */
  private final long capacityBytes;

  NvmeBufferTooSmallException(@Nullable String device, long requiredBytes, long capacityBytes) {
    super(
        device,
        "the command transfers " + requiredBytes + " bytes, and the buffer holds " + capacityBytes,
        "Nothing was sent. Lease a buffer of at least " + requiredBytes + " bytes.");
    this.requiredBytes = requiredBytes;
    this.capacityBytes = capacityBytes;
  }

  /**
   * What the command transfers.
   *
   * @return bytes
   */
  public long requiredBytes() {
    return requiredBytes;
  }

  /**
   * What the buffer holds.
   *
   * @return bytes
   */
  public long capacityBytes() {
    return capacityBytes;
  }
}
