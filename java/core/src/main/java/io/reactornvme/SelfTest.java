package io.reactornvme;

/**
 * The kinds of device self-test: Self-test Code (STC), bits 3:0 of Command Dword 10 of Device
 * Self-test (NVM Express Base Specification 2.1, section 5.1.5, opcode 14h).
 */
public enum SelfTest {
  /** At most two minutes; ended by a controller reset. */
  SHORT(1),
  /** As long as EDSTT of Identify Controller says, in minutes; goes on after a reset. */
  EXTENDED(2),
  /** Rewrites media that have aged, where Identify Controller's DSTO says so. */
  HOST_INITIATED_REFRESH(3),
  /** The vendor's own. */
  VENDOR_SPECIFIC(0xE);

  private final int code;

  SelfTest(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
