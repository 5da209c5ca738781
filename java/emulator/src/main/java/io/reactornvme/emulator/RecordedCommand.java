package io.reactornvme.emulator;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A command as it reached an emulated controller; see {@link EmulatedNvme#takeCommand}. Immutable.
 */
public final class RecordedCommand {

  /** How much of the data is kept. */
  static final int DATA_LIMIT = 4096;

  private final String controller;
  private final boolean admin;
  private final int opcode;
  private final int nsid;
  private final int[] cdw = new int[16];
  private final int dataLength;
  private final byte[] data;

  RecordedCommand(String controller, EmulatedCommand c) {
    this.controller = controller;
    admin = c.isAdmin();
    opcode = c.opcode();
    nsid = c.nsid();
    for (int n : new int[] {2, 3, 10, 11, 12, 13, 14, 15}) {
      cdw[n] = c.cdw(n);
    }
    dataLength = c.dataLength();
    // Opcodes say the direction in their two lowest bits.
    data = (opcode & 1) != 0 ? c.peek(DATA_LIMIT) : new byte[0];
  }

  /**
   * The controller it was sent to.
   *
   * @return such as {@code nvme0}
   */
  public String controller() {
    return controller;
  }

  /**
   * Whether it went to the admin queue.
   *
   * @return false for I/O commands
   */
  public boolean isAdmin() {
    return admin;
  }

  /**
   * The opcode.
   *
   * @return 0 to 255
   */
  public int opcode() {
    return opcode;
  }

  /**
   * The namespace identifier.
   *
   * @return NSID, as an unsigned 32-bit number
   */
  public int nsid() {
    return nsid;
  }

  /**
   * A command dword.
   *
   * @param n 2, 3, or 10 to 15
   * @return its 32 bits
   */
  public int cdw(int n) {
    return cdw[n];
  }

  /**
   * How much memory it had for data.
   *
   * @return bytes
   */
  public int dataLength() {
    return dataLength;
  }

  /**
   * The data it brought along.
   *
   * @return the first 4,096 bytes at most, little-endian; empty for commands that bring none
   */
  public ByteBuffer data() {
    return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Controller, name of the command, and the fields that are not zero. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(controller).append(": ");
    s.append(admin ? AdminOpcode.name(opcode) : NvmOpcode.name(opcode));
    if (nsid != 0) {
      s.append(", nsid=").append(Integer.toUnsignedString(nsid));
    }
    for (int n = 0; n < cdw.length; n++) {
      if (cdw[n] != 0) {
        s.append(String.format(", cdw%d=%08xh", n, cdw[n]));
      }
    }
    return s.append(dataLength == 0 ? "" : ", data " + dataLength).toString();
  }
}
