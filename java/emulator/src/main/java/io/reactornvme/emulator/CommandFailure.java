package io.reactornvme.emulator;

/** Ends the execution of a command with a status; caught where all commands are executed. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Parameter Error Location of an error that no field is to blame for. */
  static final int NO_LOCATION = 0xFFFF;

  private final int status;
  private final int location;
  private final long lba;

  private CommandFailure(int status, int location, long lba) {
    super("status " + Integer.toHexString(status), null, false, false);
    this.status = status;
    this.location = location;
    this.lba = lba;
  }

  static CommandFailure of(int status) {
    return new CommandFailure(status, NO_LOCATION, 0);
  }

  /** Of a field of the command: bit counts from the dword's lowest. */
  static CommandFailure at(int status, int dword, int bit) {
    return new CommandFailure(status, dword * 4 + bit / 8 | bit % 8 << 8, 0);
  }

  static CommandFailure field(int dword, int bit) {
    return at(Status.INVALID_FIELD, dword, bit);
  }

  static CommandFailure namespace() {
    return at(Status.INVALID_NAMESPACE_OR_FORMAT, 1, 0);
  }

  static CommandFailure lba(int status, long lba) {
    return new CommandFailure(status, NO_LOCATION, lba);
  }

  int status() {
    return status;
  }

  int location() {
    return location;
  }

  long lba() {
    return lba;
  }
}
