package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * A transfer of a range failed; {@link #getCause()} says why. Of the other transfers of that range
 * those in flight are detached: whether a write among them is done is not known.
 */
public final class NvmeRangeException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** Logical block address of the first block of the transfer. */
  private final long startingLba;

  /** Logical blocks of the transfer. */
  private final long blocks;

  private NvmeRangeException(
      Layer layer,
      @Nullable String device,
      String what,
      String remedy,
      Throwable cause,
      long startingLba,
      long blocks) {
    super(layer, device, what, remedy, cause);
    this.startingLba = startingLba;
    this.blocks = blocks;
  }

  static NvmeRangeException of(
      String device, String action, long startingLba, long blocks, Throwable cause) {
    String range =
        String.format("%s of LBA %d to %d failed: ", action, startingLba, startingLba + blocks - 1);
    if (cause instanceof NvmeException known) {
      return new NvmeRangeException(
          known.layer(), device, range + known.what(), known.remedy(), cause, startingLba, blocks);
    }
    return new NvmeRangeException(
        Layer.LIBRARY,
        device,
        range + cause.getMessage(),
        "See the cause.",
        cause,
        startingLba,
        blocks);
  }

  /**
   * Where the transfer that failed begins.
   *
   * @return logical block address
   */
  public long startingLba() {
    return startingLba;
  }

  /**
   * How long the transfer that failed is.
   *
   * @return logical blocks
   */
  public long blocks() {
    return blocks;
  }
}
