package io.reactornvme;

import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.ProtectionInformation.Checks;
import io.reactornvme.spec.ProtectionInformation.Tags;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the typed I/O commands of {@link NvmeNamespace} can be told beside the blocks. An option
 * that a command does not have is not sent with it.
 *
 * <p><b>Protection information</b> matters on namespaces formatted with it alone. By default the
 * drive generates and strips it (PRACT), as for the kernel's own commands, and checks the guard
 * when it reads. With {@link #hostProtection()} the library computes it when writing, and checks it
 * when reading, so that the data is covered all the way.
 *
 * <p>Immutable: each method returns a copy. Thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     3.3, Command Dwords 12 to 15 of Read, Write, Compare, Verify and Write Zeroes</a>
 */
public final class IoOptions {

  private static final int LIMITED_RETRY = 1 << 31;
  private static final int FORCE_UNIT_ACCESS = 1 << 30;
  private static final int CHECK_GUARD = 1 << 28;
  private static final int CHECK_APPLICATION_TAG = 1 << 27;
  private static final int CHECK_REFERENCE_TAG = 1 << 26;
  private static final int DEALLOCATE = 1 << 25;
  private static final int CHECK_STORAGE_TAG = 1 << 24;
  private static final int DIRECTIVE_TYPE = 0xF << 20;

  private static final int CHECKS =
      CHECK_GUARD | CHECK_APPLICATION_TAG | CHECK_REFERENCE_TAG | CHECK_STORAGE_TAG;

  private static final IoOptions DEFAULTS =
      new IoOptions(CHECK_GUARD, 0, false, 0, null, 0, 0, false);

  /** The bits of CDW12 that are options. */
  private final int cdw12;

  private final int directiveSpecific;
  private final boolean hostProtection;

  /** CDW15: the tag, and above it the mask. */
  private final int applicationTag;

  /** Of the first block; null for the logical block address. */
  private final @Nullable Long referenceTag;

  private final long storageTag;
  private final long deadlineNanos;
  private final boolean force;

  private IoOptions(
      int cdw12,
      int directiveSpecific,
      boolean hostProtection,
      int applicationTag,
      @Nullable Long referenceTag,
      long storageTag,
      long deadlineNanos,
      boolean force) {
    this.cdw12 = cdw12;
    this.directiveSpecific = directiveSpecific;
    this.hostProtection = hostProtection;
    this.applicationTag = applicationTag;
    this.referenceTag = referenceTag;
    this.storageTag = storageTag;
    this.deadlineNanos = deadlineNanos;
    this.force = force;
  }

  /**
   * No option at all; with protection information, the drive's, the guard checked.
   *
   * @return the same object at each call
   */
  public static IoOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The drive answers when the data is on non-volatile media, or reads it from there (FUA).
   *
   * @return a copy
   */
  public IoOptions forceUnitAccess() {
    return cdw12(cdw12 | FORCE_UNIT_ACCESS);
  }

  /**
   * The drive makes fewer attempts before it fails (LR).
   *
   * @return a copy
   */
  public IoOptions limitedRetry() {
    return cdw12(cdw12 | LIMITED_RETRY);
  }

  /**
   * The drive may deallocate what Write Zeroes zeroes (DEAC).
   *
   * @return a copy
   */
  public IoOptions deallocate() {
    return cdw12(cdw12 | DEALLOCATE);
  }

  /**
   * Where the drive is to place what is written (DTYPE and DSPEC).
   *
   * @param type Streams, Data Placement, or the vendor's; Identify for none
   * @param specific identifier of the stream or placement, 0 to 65535
   * @return a copy
   * @throws IllegalArgumentException if the number is out of range
   */
  public IoOptions directive(DirectiveType type, int specific) {
    within("specific", specific, 0xFFFF);
    return new IoOptions(
        (cdw12 & ~DIRECTIVE_TYPE) | type.value() << 20,
        specific,
        hostProtection,
        applicationTag,
        referenceTag,
        storageTag,
        deadlineNanos,
        force);
  }

  /**
   * The library computes the protection information of what is written, and checks that of what is
   * read, on {@link reactor.core.scheduler.Schedulers#parallel()}; the drive passes it through
   * (PRACT cleared). With extended logical blocks it is put into the data where each block has room
   * for it; a {@link NvmeBuffer} is changed, a {@link java.nio.ByteBuffer} is not.
   *
   * @return a copy
   */
  public IoOptions hostProtection() {
    return new IoOptions(
        cdw12,
        directiveSpecific,
        true,
        applicationTag,
        referenceTag,
        storageTag,
        deadlineNanos,
        force);
  }

  /**
   * What of the protection information the drive checks (PRCHK and STC), and the library with
   * {@link #hostProtection()} when reading. The default is the guard.
   *
   * @param guard the checksum
   * @param application the application tag; see {@link #applicationTag}
   * @param reference the reference tag, never with type 3; see {@link #referenceTag}
   * @param storage the storage tag; see {@link #storageTag}
   * @return a copy
   */
  public IoOptions check(boolean guard, boolean application, boolean reference, boolean storage) {
    return cdw12(
        (cdw12 & ~CHECKS)
            | (guard ? CHECK_GUARD : 0)
            | (application ? CHECK_APPLICATION_TAG : 0)
            | (reference ? CHECK_REFERENCE_TAG : 0)
            | (storage ? CHECK_STORAGE_TAG : 0));
  }

  /**
   * The application tag that is written, or expected (LBAT and LBATM).
   *
   * @param tag 16 bits, 0 to FFFFh; FFFFh written makes drives not check the block
   * @param mask which of its bits are checked, 16 bits
   * @return a copy
   * @throws IllegalArgumentException if one is out of range
   */
  public IoOptions applicationTag(int tag, int mask) {
    within("tag", tag, 0xFFFF);
    within("mask", mask, 0xFFFF);
    return new IoOptions(
        cdw12,
        directiveSpecific,
        hostProtection,
        tag | mask << 16,
        referenceTag,
        storageTag,
        deadlineNanos,
        force);
  }

  /**
   * The reference tag of the first block (ILBRT), of a range too; that of the others follows. The
   * default is the logical block address, which is what type 1 demands.
   *
   * @param first as many bits as the format has
   * @return a copy
   */
  public IoOptions referenceTag(long first) {
    return new IoOptions(
        cdw12,
        directiveSpecific,
        hostProtection,
        applicationTag,
        first,
        storageTag,
        deadlineNanos,
        force);
  }

  /**
   * The storage tag (LBST).
   *
   * @param tag as many bits as the format has
   * @return a copy
   */
  public IoOptions storageTag(long tag) {
    return new IoOptions(
        cdw12,
        directiveSpecific,
        hostProtection,
        applicationTag,
        referenceTag,
        tag,
        deadlineNanos,
        force);
  }

  /**
   * How long each command may take; see {@link PassthruCommand.Builder#deadline}.
   *
   * @param perCommand more than zero, from when the command's turn comes
   * @return a copy
   * @throws IllegalArgumentException if zero or negative
   */
  public IoOptions deadline(Duration perCommand) {
    return new IoOptions(
        cdw12,
        directiveSpecific,
        hostProtection,
        applicationTag,
        referenceTag,
        storageTag,
        Deadlines.nanos(perCommand),
        force);
  }

  /**
   * Does what was asked even if the namespace is in use, or was opened read-only.
   *
   * @return a copy
   */
  public IoOptions force() {
    return new IoOptions(
        cdw12,
        directiveSpecific,
        hostProtection,
        applicationTag,
        referenceTag,
        storageTag,
        deadlineNanos,
        true);
  }

  private IoOptions cdw12(int bits) {
    return new IoOptions(
        bits,
        directiveSpecific,
        hostProtection,
        applicationTag,
        referenceTag,
        storageTag,
        deadlineNanos,
        force);
  }

  private static void within(String name, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " is 0 to " + max + ", not " + value);
    }
  }

  // ---- what goes into the command ----

  /** FUA and LR. */
  int access() {
    return cdw12 & (FORCE_UNIT_ACCESS | LIMITED_RETRY);
  }

  int checkBits() {
    return cdw12 & CHECKS;
  }

  int deallocateBit() {
    return cdw12 & DEALLOCATE;
  }

  int directiveType() {
    return cdw12 & DIRECTIVE_TYPE;
  }

  int directiveSpecific() {
    return directiveSpecific << 16;
  }

  int cdw15() {
    return applicationTag;
  }

  boolean isHostProtection() {
    return hostProtection;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean isForce() {
    return force;
  }

  /** The tags of blocks that begin so many blocks after the first. */
  Tags tags(long lba, long offset) {
    long reference = referenceTag == null ? lba : referenceTag + offset;
    return new Tags(lba, reference, applicationTag & 0xFFFF, storageTag);
  }

  Checks checks() {
    return new Checks(
        (cdw12 & CHECK_GUARD) != 0,
        (cdw12 & CHECK_APPLICATION_TAG) != 0 ? applicationTag >>> 16 : 0,
        (cdw12 & CHECK_REFERENCE_TAG) != 0,
        (cdw12 & CHECK_STORAGE_TAG) != 0);
  }

  @Override
  public String toString() {
    return String.format(
        "IoOptions[cdw12=%08xh, dspec=%d%s%s]",
        cdw12,
        directiveSpecific,
        hostProtection ? ", host protection" : "",
        force ? ", force" : "");
  }
}
