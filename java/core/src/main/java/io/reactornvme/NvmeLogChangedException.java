package io.reactornvme;

import org.jspecify.annotations.Nullable;

/**
 * A log page changed while it was read in several commands, so that its parts do not belong
 * together: its generation number was another at the end than at the beginning.
 *
 * <p>Where a log is gathered before it is decoded, it has been read again some times before this
 * comes. Of a log that is streamed, what has been given out cannot be taken back: read it again,
 * from the start, into something new.
 */
public final class NvmeLogChangedException extends NvmeException {

  private static final long serialVersionUID = 1L;

  /** LID. */
  private final int logPageIdentifier;

  NvmeLogChangedException(@Nullable String device, int logPageIdentifier, long before, long after) {
    super(
        Layer.LIBRARY,
        device,
        String.format(
            "log page %02Xh changed while it was read (generation %s, then %s)",
            logPageIdentifier, Long.toUnsignedString(before), Long.toUnsignedString(after)),
        "What was read of it is of no use. Read it again from the start, and see to it that nobody"
            + " else changes it meanwhile.",
        null);
    this.logPageIdentifier = logPageIdentifier;
  }

  /**
   * Which page.
   *
   * @return LID, 0 to 255
   */
  public int logPageIdentifier() {
    return logPageIdentifier;
  }
}
