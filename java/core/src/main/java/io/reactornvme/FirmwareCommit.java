package io.reactornvme;

/**
 * What a Firmware Commit does: its fields (NVM Express Base Specification 2.1, section 5.1.8,
 * opcode 10h).
 *
 * <p>Immutable; each setter returns a copy.
 */
public final class FirmwareCommit {

  /** What runs at once disturbs who uses the drive, as a reset would. */
  private static final int AT_ONCE = 3;

  private static final int REPLACE_BOOT_PARTITION = 6;
  private static final int ACTIVATE_BOOT_PARTITION = 7;

  private final int action;
  private final int slot;
  private final int bootPartition;
  private final boolean force;

  private FirmwareCommit(int action, int slot, int bootPartition, boolean force) {
    this.action = action;
    this.slot = slot;
    this.bootPartition = bootPartition;
    this.force = force;
  }

  private static FirmwareCommit of(int action, int slot) {
    if (slot < 0 || slot > 7) {
      throw new IllegalArgumentException("slot is 0 (the drive's choice) to 7, not " + slot);
    }
    return new FirmwareCommit(action, slot, 0, false);
  }

  private static FirmwareCommit boot(int action, int partition) {
    if (partition < 0 || partition > 1) {
      throw new IllegalArgumentException("partition is 0 or 1, not " + partition);
    }
    return new FirmwareCommit(action, 0, partition, false);
  }

  /**
   * The downloaded image goes into a slot and does not run (Firmware Commit, Commit Action 000b).
   *
   * @param slot 1 to 7, or 0 for the drive's choice
   * @return the command
   * @throws IllegalArgumentException if the slot is out of range
   */
  public static FirmwareCommit replace(int slot) {
    return of(0, slot);
  }

  /**
   * The downloaded image goes into a slot and runs after the next reset (Firmware Commit, Commit
   * Action 001b).
   *
   * @param slot 1 to 7, or 0 for the drive's choice
   * @return the command
   * @throws IllegalArgumentException if the slot is out of range
   */
  public static FirmwareCommit replaceAndActivateAtReset(int slot) {
    return of(1, slot);
  }

  /**
   * What is in a slot runs after the next reset (Firmware Commit, Commit Action 010b).
   *
   * @param slot 1 to 7
   * @return the command
   * @throws IllegalArgumentException if the slot is out of range
   */
  public static FirmwareCommit activateAtReset(int slot) {
    return of(2, slot);
  }

  /**
   * What was downloaded, or what is in the slot, runs at once (Firmware Commit, Commit Action
   * 011b). The controller may stand still for up to MTFA of Identify Controller.
   *
   * @param slot 1 to 7, or 0 for the drive's choice
   * @return the command; refused while a namespace is in use, if not {@link #force forced}
   * @throws IllegalArgumentException if the slot is out of range
   */
  public static FirmwareCommit activateNow(int slot) {
    return of(AT_ONCE, slot);
  }

  /**
   * The downloaded image replaces a boot partition (Firmware Commit, Commit Action 110b, BPID, bit
   * 31 of Command Dword 10).
   *
   * @param partition 0 or 1
   * @return the command
   * @throws IllegalArgumentException if the partition is out of range
   */
  public static FirmwareCommit replaceBootPartition(int partition) {
    return boot(REPLACE_BOOT_PARTITION, partition);
  }

  /**
   * The host boots from a partition from now on (Firmware Commit, Commit Action 111b, BPID, bit 31
   * of Command Dword 10).
   *
   * @param partition 0 or 1
   * @return the command
   * @throws IllegalArgumentException if the partition is out of range
   */
  public static FirmwareCommit activateBootPartition(int partition) {
    return boot(ACTIVATE_BOOT_PARTITION, partition);
  }

  /**
   * Activates at once even under those who use the drive: {@link NvmeInUseException} (Firmware
   * Commit, Commit Action 011b).
   *
   * @return a copy
   */
  public FirmwareCommit force() {
    return new FirmwareCommit(action, slot, bootPartition, true);
  }

  int dword10() {
    return slot | action << 3 | bootPartition << 31;
  }

  boolean atOnce() {
    return action == AT_ONCE;
  }

  /** Whether it takes a reset, even if the drive does not say so. */
  boolean atReset() {
    return action == 1 || action == 2;
  }

  boolean isForce() {
    return force;
  }

  @Override
  public String toString() {
    return String.format("FirmwareCommit[cdw10=%08xh%s]", dword10(), force ? ", force" : "");
  }
}
