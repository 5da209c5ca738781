package io.reactornvme.spec;

/**
 * What Get LBA Status looks for.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Command Set Specification 1.1, section
 *     4.2.1, Get LBA Status command, Action Type (ATYPE)</a>
 */
public enum LbaStatusAction {
  /** 02h: blocks that are allocated. */
  ALLOCATED(0x02),
  /** 10h: potentially unrecoverable blocks, after a scan for ones that are not known yet. */
  SCAN(0x10),
  /** 11h: potentially unrecoverable blocks that are known. */
  TRACKED(0x11);

  private final int value;

  LbaStatusAction(int value) {
    this.value = value;
  }

  /** {@return the value in the command} Action Type (ATYPE). */
  public int value() {
    return value;
  }
}
