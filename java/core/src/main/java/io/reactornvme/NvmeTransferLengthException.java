package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * The length of a command's data does not fit: it is not what the command's own fields (NUMD, NLB)
 * say that the drive transfers, or it is more than the device takes in one command.
 *
 * <p>The first is dangerous: the drive moves what the command says, past the end of the buffer.
 */
public final class NvmeTransferLengthException extends NvmeRefusedException {

  private static final long serialVersionUID = 1L;

  /** Length given, in bytes. */
  private final long lengthBytes;

  /** Length required or allowed, in bytes. */
  private final long expectedBytes;

  private NvmeTransferLengthException(
      @Nullable String device, String what, String remedy, long lengthBytes, long expectedBytes) {
    super(device, what, remedy);
    this.lengthBytes = lengthBytes;
    this.expectedBytes = expectedBytes;
  }

  /**
   * The length contradicts a field of the command.
   *
   * @param device the device
   * @param lengthBytes the length given
   * @param field the field that says otherwise, such as {@code NUMD}
   * @param expectedBytes what the drive would transfer
   */
  static NvmeTransferLengthException mismatch(
      @Nullable String device, long lengthBytes, String field, long expectedBytes) {
    return new NvmeTransferLengthException(
        device,
        "the data length is "
            + lengthBytes
            + " bytes, but "
            + field
            + " makes the drive transfer "
            + expectedBytes,
        "Nothing was sent. Set the data length to "
            + expectedBytes
            + " bytes, or change "
            + field
            + ".",
        lengthBytes,
        expectedBytes);
  }

  /**
   * The length is more than the device takes in one command.
   *
   * @param device the device
   * @param lengthBytes the length given
   * @param maxBytes the limit
   */
  static NvmeTransferLengthException tooLong(
      @Nullable String device, long lengthBytes, long maxBytes) {
    return new NvmeTransferLengthException(
        device,
        "the data length is "
            + lengthBytes
            + " bytes, but the device takes at most "
            + maxBytes
            + " in one command",
        "Nothing was sent. Split the transfer into commands of at most " + maxBytes + " bytes.",
        lengthBytes,
        maxBytes);
  }

  /**
   * The length that was given.
   *
   * @return bytes
   */
  public long lengthBytes() {
    return lengthBytes;
  }

  /**
   * The length that the command's fields require, or the most that the device takes.
   *
   * @return bytes
   */
  public long expectedBytes() {
    return expectedBytes;
  }
}
