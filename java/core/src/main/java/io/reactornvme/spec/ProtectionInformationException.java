package io.reactornvme.spec;

/**
 * Protection information is not what it should be: the data is not what was written there. See NVM
 * Command Set Specification 1.1, section 5.3, End-to-end Data Protection.
 */
public final class ProtectionInformationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The parts of protection information. */
  public enum Tag {
    /** The checksum of the block. */
    GUARD,
    /** The application tag. */
    APPLICATION_TAG,
    /** The reference tag. */
    REFERENCE_TAG,
    /** The storage tag. */
    STORAGE_TAG
  }

  /** The block. */
  private final long lba;

  /** The part that differs. */
  private final Tag tag;

  /** What it should be. */
  private final long expected;

  /** What it is. */
  private final long found;

  ProtectionInformationException(long lba, Tag tag, long expected, long found) {
    super(
        String.format(
            "LBA %s: %s is %Xh, not %Xh",
            Long.toUnsignedString(lba),
            switch (tag) {
              case GUARD -> "the guard";
              case APPLICATION_TAG -> "the application tag";
              case REFERENCE_TAG -> "the reference tag";
              case STORAGE_TAG -> "the storage tag";
            },
            found,
            expected));
    this.lba = lba;
    this.tag = tag;
    this.expected = expected;
    this.found = found;
  }

  /**
   * The block.
   *
   * @return logical block address
   */
  public long lba() {
    return lba;
  }

  /**
   * The part that differs.
   *
   * @return the first of them
   */
  public Tag tag() {
    return tag;
  }

  /**
   * What it should be: by the data for the guard, by the tags given for the others.
   *
   * @return 16 to 64 bits
   */
  public long expected() {
    return expected;
  }

  /**
   * What it is.
   *
   * @return 16 to 64 bits
   */
  public long found() {
    return found;
  }
}
