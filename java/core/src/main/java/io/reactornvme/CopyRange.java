package io.reactornvme;

/**
 * A range of logical blocks that is copied: an entry of the source range list. Immutable: each
 * setter returns a copy.
 *
 * <p>Errors of all of them: {@link IllegalArgumentException} where said. Source: NVM Command Set
 * Specification 1.1, section 3.3.2, Copy command, Source Range Entries Copy Descriptor Formats 0h
 * to 3h.
 */
public final class CopyRange {

  private final long lba;
  private final long blocks;
  private final int nsid;
  private final long referenceTag;
  private final int applicationTag;
  private final int applicationTagMask;

  private CopyRange(
      long lba,
      long blocks,
      int nsid,
      long referenceTag,
      int applicationTag,
      int applicationTagMask) {
    this.lba = lba;
    this.blocks = blocks;
    this.nsid = nsid;
    this.referenceTag = referenceTag;
    this.applicationTag = applicationTag;
    this.applicationTagMask = applicationTagMask;
  }

  /**
   * A range of the namespace that the copy is sent to.
   *
   * @param lba the first block, unsigned (Starting LBA)
   * @param blocks how many, at least 1; more than one descriptor takes are split
   * @return the range
   * @throws IllegalArgumentException if there is no block
   */
  public static CopyRange of(long lba, long blocks) {
    if (blocks < 1) {
      throw new IllegalArgumentException("a range has at least 1 block, not " + blocks);
    }
    return new CopyRange(lba, blocks, 0, 0, 0, 0);
  }

  /**
   * Takes the blocks from another namespace of the controller (Source Namespace Identifier,
   * descriptor formats 2h and 3h). The controller must support the format, and the host must have
   * enabled it (feature Host Behavior Support, Copy Descriptor Formats Enable).
   *
   * @param id the source's NSID
   * @return a copy
   * @throws IllegalArgumentException if it is 0 or {@link NvmeController#ALL_NAMESPACES}
   */
  public CopyRange fromNamespace(int id) {
    if (id == 0 || id == NvmeController.ALL_NAMESPACES) {
      throw new IllegalArgumentException("blocks are copied from one namespace, not NSID " + id);
    }
    return new CopyRange(lba, blocks, id, referenceTag, applicationTag, applicationTagMask);
  }

  /**
   * What the source's protection information is checked against: the tag of the first block
   * (Expected Initial Logical Block Reference Tag).
   *
   * @param tag 32 bits, with {@link CopyOptions#extendedProtection()} 48 bits
   * @return a copy
   * @throws IllegalArgumentException if it has more than 48 bits
   */
  public CopyRange expectedReferenceTag(long tag) {
    return new CopyRange(
        lba, blocks, nsid, CopyOptions.checkTag(tag), applicationTag, applicationTagMask);
  }

  /**
   * What the source's protection information is checked against (Expected Logical Block Application
   * Tag, and its mask).
   *
   * @param tag 16 bits
   * @param mask the bits that are compared, 16 bits
   * @return a copy
   * @throws IllegalArgumentException if one has more than 16 bits
   */
  public CopyRange expectedApplicationTag(int tag, int mask) {
    return new CopyRange(
        lba, blocks, nsid, referenceTag, CopyOptions.check16(tag), CopyOptions.check16(mask));
  }

  long lba() {
    return lba;
  }

  long blocks() {
    return blocks;
  }

  int nsid() {
    return nsid;
  }

  long referenceTag() {
    return referenceTag;
  }

  int applicationTag() {
    return applicationTag;
  }

  int applicationTagMask() {
    return applicationTagMask;
  }

  /** A part; the reference tag counts blocks where the type of protection says so. */
  CopyRange part(long offset, long count, boolean counting) {
    long tag = counting ? referenceTag + offset : referenceTag;
    return new CopyRange(lba + offset, count, nsid, tag, applicationTag, applicationTagMask);
  }

  @Override
  public String toString() {
    return "CopyRange["
        + (nsid == 0 ? "" : "nsid=" + Integer.toUnsignedString(nsid) + ", ")
        + "lba="
        + Long.toUnsignedString(lba)
        + ", blocks="
        + blocks
        + "]";
  }
}
