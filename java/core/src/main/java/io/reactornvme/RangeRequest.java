package io.reactornvme;

/**
 * A range of logical blocks to be read or written by many commands, and how many at once.
 *
 * <p>Immutable: each method returns a copy. Thread-safe.
 */
public final class RangeRequest {

  private static final int DEFAULT_TRANSFER = 128 << 10;
  private static final int DEFAULT_DEPTH = 16;
  private static final int MAX_DEPTH = 1 << 16;

  private final long startingLba;
  private final long blocks;
  private final int transferBytes;
  private final int depth;
  private final int readAhead;
  private final boolean flush;
  private final IoOptions options;

  private RangeRequest(
      long startingLba,
      long blocks,
      int transferBytes,
      int depth,
      int readAhead,
      boolean flush,
      IoOptions options) {
    this.startingLba = startingLba;
    this.blocks = blocks;
    this.transferBytes = transferBytes;
    this.depth = depth;
    this.readAhead = readAhead;
    this.flush = flush;
    this.options = options;
  }

  /**
   * A range: transfers of 128 KiB, 16 at once, none ahead of demand, no flush.
   *
   * @param startingLba logical block address of the first block, 0 or more
   * @param blocks how many logical blocks, 1 or more
   * @return the request
   * @throws IllegalArgumentException if one is out of range
   */
  public static RangeRequest of(long startingLba, long blocks) {
    if (startingLba < 0 || blocks < 1 || startingLba > Long.MAX_VALUE - blocks) {
      throw new IllegalArgumentException(
          "a range starts at LBA 0 or later and has a block or more, not "
              + blocks
              + " from "
              + startingLba);
    }
    return new RangeRequest(
        startingLba, blocks, DEFAULT_TRANSFER, DEFAULT_DEPTH, 0, false, IoOptions.defaults());
  }

  /**
   * How much goes with one command.
   *
   * @param bytes 512 or more; at most what the device takes (MDTS) is used, and whole blocks, one
   *     at least. The default is 128 KiB.
   * @return a copy
   * @throws IllegalArgumentException if less than 512
   */
  public RangeRequest transferBytes(int bytes) {
    if (bytes < 512) {
      throw new IllegalArgumentException("a transfer has 512 bytes or more, not " + bytes);
    }
    return new RangeRequest(startingLba, blocks, bytes, depth, readAhead, flush, options);
  }

  /**
   * How many transfers at most hold memory at once: under way, or read and waiting for their turn.
   *
   * @param transfers 1 to 65536; the default is 16
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public RangeRequest depth(int transfers) {
    if (transfers < 1 || transfers > MAX_DEPTH) {
      throw new IllegalArgumentException("the depth is 1 to " + MAX_DEPTH + ", not " + transfers);
    }
    return new RangeRequest(
        startingLba, blocks, transferBytes, transfers, readAhead, flush, options);
  }

  /**
   * How far reading may run ahead of its subscriber. With 0, the default, only what has been
   * requested is read. It begins with the first request.
   *
   * @param transfers number of transfers, 0 or more; the depth bounds it as well
   * @return a copy
   * @throws IllegalArgumentException if negative
   */
  public RangeRequest readAhead(int transfers) {
    if (transfers < 0) {
      throw new IllegalArgumentException("the read-ahead is 0 or more, not " + transfers);
    }
    return new RangeRequest(startingLba, blocks, transferBytes, depth, transfers, flush, options);
  }

  /**
   * Writing ends with a Flush command, so that when it is complete all is on non-volatile media.
   *
   * @return a copy
   */
  public RangeRequest flush() {
    return new RangeRequest(startingLba, blocks, transferBytes, depth, readAhead, true, options);
  }

  /**
   * The options of each command.
   *
   * @param ofEach the options; a reference tag is that of the first block of the range
   * @return a copy
   */
  public RangeRequest options(IoOptions ofEach) {
    return new RangeRequest(startingLba, blocks, transferBytes, depth, readAhead, flush, ofEach);
  }

  /**
   * Where the range begins.
   *
   * @return logical block address
   */
  public long startingLba() {
    return startingLba;
  }

  /**
   * How long the range is.
   *
   * @return logical blocks
   */
  public long blocks() {
    return blocks;
  }

  int transferBytes() {
    return transferBytes;
  }

  int depth() {
    return depth;
  }

  int readAhead() {
    return readAhead;
  }

  boolean isFlush() {
    return flush;
  }

  IoOptions options() {
    return options;
  }

  @Override
  public String toString() {
    return "RangeRequest[" + blocks + " blocks from " + startingLba + ", depth " + depth + "]";
  }
}
