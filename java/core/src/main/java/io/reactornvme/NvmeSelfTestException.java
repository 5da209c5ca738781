package io.reactornvme;

/**
 * A device self-test found a fault, or was ended before its end: the newest Self-test Result of log
 * page 06h (NVM Express Base Specification 2.1, section 5.1.12.1.7).
 */
public final class NvmeSelfTestException extends NvmeException {

  private static final long serialVersionUID = 1L;

  private static final int FATAL = 5;
  private static final int FAILED_SOMEWHERE = 6;
  private static final int FAILED_SEGMENT = 7;

  /** Bits 7:4 of byte 0. */
  private final int selfTestCode;

  /** Bits 3:0 of byte 0. */
  private final int result;

  /** Byte 1. */
  private final int segment;

  NvmeSelfTestException(String device, int selfTestCode, int result, int segment) {
    super(
        Layer.CONTROLLER,
        device,
        "Device Self-test " + words(result, segment),
        failed(result)
            ? "The newest result in the Device Self-test log (log page 06h) may name a namespace"
                + " and a logical block. Copy what is on the drive while it can be read."
            : "The test says nothing of the drive's health. Start it again.",
        null);
    this.selfTestCode = selfTestCode;
    this.result = result;
    this.segment = segment;
  }

  private static boolean failed(int result) {
    return result >= FATAL && result <= FAILED_SEGMENT;
  }

  private static String words(int result, int segment) {
    return switch (result) {
      case 1 -> "was aborted by a Device Self-test command";
      case 2 -> "was aborted by a reset of the controller";
      case 3 -> "was aborted because a namespace went away";
      case 4 -> "was aborted by a Format NVM command";
      case FATAL -> "could not go on: a fatal or unknown error";
      case FAILED_SOMEWHERE -> "failed, in an unknown segment";
      case FAILED_SEGMENT -> "failed in segment " + segment;
      case 8 -> "was aborted for an unknown reason";
      case 9 -> "was aborted by a sanitize operation";
      default -> String.format("ended with result %Xh", result);
    };
  }

  /**
   * Whether the drive failed its test, as opposed to a test that was aborted.
   *
   * @return true for the results 5h, 6h and 7h of log page 06h
   */
  public boolean isFailure() {
    return failed(result);
  }

  /**
   * Which test it was: Self-test Code, bits 7:4 of the Device Self-test Status of log page 06h.
   *
   * @return 1 short, 2 extended, 3 host-initiated refresh, 14 the vendor's own
   */
  public int selfTestCode() {
    return selfTestCode;
  }

  /**
   * How it ended: Self-test Result, bits 3:0 of the Device Self-test Status of log page 06h.
   *
   * @return 1 to 15; 7 is a failed segment
   */
  public int result() {
    return result;
  }

  /**
   * The first segment that failed: Segment Number of log page 06h.
   *
   * @return the number of the segment; means nothing unless the result is 7
   */
  public int segment() {
    return segment;
  }
}
