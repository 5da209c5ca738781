package io.reactornvme;

import io.reactornvme.spec.DirectiveType;

/**
 * How blocks are copied. Immutable: each setter returns a copy.
 *
 * <p>Errors of all of them: {@link IllegalArgumentException} where said. Source: NVM Command Set
 * Specification 1.1, section 3.3.2, Copy command.
 */
public final class CopyOptions {

  private static final CopyOptions DEFAULTS = new CopyOptions(0, 0, 0, 0, false, false);

  /** Bits 31:12 of CDW12. */
  private final int flags;

  private final int directiveSpecific;
  private final long referenceTag;
  private final int applicationTags;
  private final boolean extended;
  private final boolean force;

  private CopyOptions(
      int flags,
      int directiveSpecific,
      long referenceTag,
      int applicationTags,
      boolean extended,
      boolean force) {
    this.flags = flags;
    this.directiveSpecific = directiveSpecific;
    this.referenceTag = referenceTag;
    this.applicationTags = applicationTags;
    this.extended = extended;
    this.force = force;
  }

  /**
   * A copy without anything of the below.
   *
   * @return the options to start with
   */
  public static CopyOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The data is on the medium when the copy completes (Force Unit Access, CDW12 bit 30).
   *
   * @return a copy
   */
  public CopyOptions forceUnitAccess() {
    return flags(flags | 1 << 30);
  }

  /**
   * The controller tries less hard to read and write (Limited Retry, CDW12 bit 31).
   *
   * @return a copy
   */
  public CopyOptions limitedRetry() {
    return flags(flags | 1 << 31);
  }

  /**
   * The directive that the destination is written with (Directive Type, CDW12 bits 23:20; Directive
   * Specific, CDW13 bits 31:16): type 1h and a stream identifier, or type 2h and a placement
   * identifier, see {@link NvmePlacement}.
   *
   * @param type Streams, Data Placement, or the vendor's; Identify for none
   * @param specific identifier of the stream or placement, 0 to 65535
   * @return a copy
   * @throws IllegalArgumentException if the number is out of range
   */
  public CopyOptions directive(DirectiveType type, int specific) {
    return new CopyOptions(
        (flags & ~(0xF << 20)) | type.value() << 20,
        check16(specific),
        referenceTag,
        applicationTags,
        extended,
        force);
  }

  /**
   * What is done with the source's protection information (Protection Information Field Read,
   * PRINFOR, CDW12 bits 15:12).
   *
   * @param field bit 3 strips it (PRACT), bits 2:0 check guard, application tag and reference tag
   *     (PRCHK); 0 to 15
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public CopyOptions protectionInformationRead(int field) {
    return flags((flags & ~(0xF << 12)) | check4(field) << 12);
  }

  /**
   * What is done with the destination's protection information (Protection Information Field Write,
   * PRINFOW, CDW12 bits 29:26).
   *
   * @param field bit 3 makes it anew (PRACT), bits 2:0 check guard, application tag and reference
   *     tag (PRCHK); 0 to 15
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public CopyOptions protectionInformationWrite(int field) {
    return flags((flags & ~(0xF << 26)) | check4(field) << 26);
  }

  /**
   * The reference tag of the destination's first block (Initial Logical Block Reference Tag, CDW14,
   * with more than 32 bits CDW3).
   *
   * @param tag 32 bits, with {@link #extendedProtection()} 48 bits
   * @return a copy
   * @throws IllegalArgumentException if it has more than 48 bits
   */
  public CopyOptions referenceTag(long tag) {
    return new CopyOptions(
        flags, directiveSpecific, checkTag(tag), applicationTags, extended, force);
  }

  /**
   * The application tag of the destination's blocks, and the bits of it that are checked (CDW15).
   *
   * @param tag 16 bits
   * @param mask 16 bits
   * @return a copy
   * @throws IllegalArgumentException if one has more than 16 bits
   */
  public CopyOptions applicationTag(int tag, int mask) {
    return new CopyOptions(
        flags,
        directiveSpecific,
        referenceTag,
        check16(mask) << 16 | check16(tag),
        extended,
        force);
  }

  /**
   * The namespace's protection information has a guard of 32 or 64 bits, and ranges are described
   * for that (descriptor formats 1h and 3h).
   *
   * @return a copy
   */
  public CopyOptions extendedProtection() {
    return new CopyOptions(flags, directiveSpecific, referenceTag, applicationTags, true, force);
  }

  /**
   * Copies even if somebody uses the destination's namespace, or it was opened read-only.
   *
   * @return a copy; data may be lost under its user
   */
  public CopyOptions force() {
    return new CopyOptions(flags, directiveSpecific, referenceTag, applicationTags, extended, true);
  }

  private CopyOptions flags(int value) {
    return new CopyOptions(
        value, directiveSpecific, referenceTag, applicationTags, extended, force);
  }

  int flags() {
    return flags;
  }

  int directiveSpecific() {
    return directiveSpecific;
  }

  long referenceTag() {
    return referenceTag;
  }

  int applicationTags() {
    return applicationTags;
  }

  boolean isExtended() {
    return extended;
  }

  boolean isForce() {
    return force;
  }

  static long checkTag(long tag) {
    if (tag >>> 48 != 0) {
      throw new IllegalArgumentException(
          "a reference tag has at most 48 bits, not " + Long.toHexString(tag) + "h");
    }
    return tag;
  }

  static int check16(int value) {
    return check("it has 16 bits", value, 0xFFFF);
  }

  private static int check4(int value) {
    return check("it has 4 bits", value, 0xF);
  }

  private static int check(String what, int value, int mask) {
    if ((value & ~mask) != 0) {
      throw new IllegalArgumentException(what + ", not " + Integer.toHexString(value) + "h");
    }
    return value;
  }

  @Override
  public String toString() {
    return String.format(
        "CopyOptions[flags=%08xh, directiveSpecific=%d%s%s]",
        flags, directiveSpecific, extended ? ", extendedProtection" : "", force ? ", force" : "");
  }
}
