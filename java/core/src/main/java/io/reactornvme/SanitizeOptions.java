package io.reactornvme;

/**
 * How an NVM subsystem is sanitized: the fields of Sanitize (NVM Express Base Specification 2.1,
 * section 5.1.22, opcode 84h). What the drive can do is in {@code sanitizeCapabilities()} of
 * Identify Controller.
 *
 * <p>Immutable; each setter returns a copy. A number that does not fit in its field is an {@link
 * IllegalArgumentException}.
 */
public final class SanitizeOptions {

  private static final int BLOCK_ERASE = 2;
  private static final int OVERWRITE = 3;
  private static final int CRYPTO_ERASE = 4;

  private final int dword10;
  private final int pattern;
  private final boolean force;

  private SanitizeOptions(int dword10, int pattern, boolean force) {
    this.dword10 = dword10;
    this.pattern = pattern;
    this.force = force;
  }

  /**
   * All blocks are erased at the medium (Sanitize, SANACT 010b, Command Dword 10).
   *
   * @return the options
   */
  public static SanitizeOptions blockErase() {
    return new SanitizeOptions(BLOCK_ERASE, 0, false);
  }

  /**
   * All blocks are overwritten (Sanitize, SANACT 011b, OVRPAT and OWPASS).
   *
   * @param pattern 32 bits that are repeated
   * @param passes how often, 1 to 16 passes
   * @return the options
   * @throws IllegalArgumentException if the passes are out of range
   */
  public static SanitizeOptions overwrite(int pattern, int passes) {
    if (passes < 1 || passes > 16) {
      throw new IllegalArgumentException("passes are 1 to 16, not " + passes);
    }
    return new SanitizeOptions(OVERWRITE | (passes & 0xF) << 4, pattern, false); // 16 is 0
  }

  /**
   * The keys of encrypted media are changed (Sanitize, SANACT 100b, Command Dword 10).
   *
   * @return the options
   */
  public static SanitizeOptions cryptoErase() {
    return new SanitizeOptions(CRYPTO_ERASE, 0, false);
  }

  /**
   * Should it fail, the drive may be used again without a sanitize that succeeds: see {@link
   * NvmeMaintenance#exitSanitizeFailureMode} (Sanitize, AUSE, bit 3 of Command Dword 10).
   *
   * @return a copy
   */
  public SanitizeOptions allowUnrestrictedExit() {
    return with(1 << 3);
  }

  /**
   * The pattern of an overwrite is inverted from pass to pass (Sanitize, OIPBP, bit 8 of Command
   * Dword 10).
   *
   * @return a copy
   */
  public SanitizeOptions invertPatternBetweenPasses() {
    return with(1 << 8);
  }

  /**
   * The blocks are not deallocated afterwards (Sanitize, NDAS, bit 9 of Command Dword 10).
   *
   * @return a copy
   */
  public SanitizeOptions noDeallocateAfterSanitize() {
    return with(1 << 9);
  }

  /**
   * The drive then lets its media be read to verify that they are erased, until {@link
   * NvmeMaintenance#exitMediaVerification} (Sanitize, EMVS, bit 10 of Command Dword 10).
   *
   * @return a copy
   */
  public SanitizeOptions enterMediaVerification() {
    return with(1 << 10);
  }

  /**
   * Sanitizes even what is mounted or otherwise in use: {@link NvmeInUseException} (Sanitize).
   *
   * @return a copy
   */
  public SanitizeOptions force() {
    return new SanitizeOptions(dword10, pattern, true);
  }

  private SanitizeOptions with(int bits) {
    return new SanitizeOptions(dword10 | bits, pattern, force);
  }

  int dword10() {
    return dword10;
  }

  int dword11() {
    return pattern;
  }

  boolean isForce() {
    return force;
  }

  @Override
  public String toString() {
    return String.format(
        "SanitizeOptions[cdw10=%08xh, cdw11=%08xh%s]", dword10, pattern, force ? ", force" : "");
  }
}
