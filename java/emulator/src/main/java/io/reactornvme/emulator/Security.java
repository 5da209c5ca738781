package io.reactornvme.emulator;

/**
 * Security Send and Security Receive: of all protocols the one that tells which there are (SPC-5,
 * security protocol 00h), and which is received alone.
 */
final class Security {

  private static final int INFORMATION = 0x00;

  private Security() {}

  /** Of each Security Send, too: none of its protocols takes anything. */
  static CommandFailure unknownProtocol() {
    return CommandFailure.field(10, 24);
  }

  static int receive(EmulatedCommand c) {
    if (c.bits(10, 31, 24) != INFORMATION) {
      throw unknownProtocol();
    }
    byte[] page =
        switch (c.bits(10, 23, 8)) {
          // The list's length is big-endian, as all in SPC-5.
          case 0 -> new StructureWriter(9).u8(7, 1).u8(8, INFORMATION).bytes();
          case 1 -> new byte[4]; // no certificate
          default -> throw CommandFailure.field(10, 8);
        };
    long length = c.cdw(11) & 0xFFFF_FFFFL;
    if (length > c.dataLength()) {
      throw CommandFailure.of(Status.DATA_TRANSFER_ERROR);
    }
    byte[] answer = new byte[(int) length];
    System.arraycopy(page, 0, answer, 0, Math.min(answer.length, page.length));
    c.toHost(answer);
    return Status.SUCCESS;
  }
}
