package io.reactornvme;

import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;

/** What a command is called in messages. */
final class CommandNames {

  private CommandNames() {}

  static String of(boolean admin, int opcode) {
    return admin ? AdminOpcode.name(opcode) : NvmOpcode.name(opcode);
  }
}
