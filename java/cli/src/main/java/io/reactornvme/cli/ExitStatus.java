package io.reactornvme.cli;

/** What the program's exit status means. Scripts depend on it. */
final class ExitStatus {

  /** Everything that was asked for was done. */
  static final int OK = 0;

  /** Some drive failed, or there was none. */
  static final int FAILED = 1;

  /** The command line is wrong, or the system denies access to all drives. */
  static final int USAGE_OR_PERMISSION = 2;

  /** To the launcher only: the command line is right, and it asks for the lab. */
  static final int LAB_WANTED = 99;

  /** The reader of stdout went away: 128 + SIGPIPE, as of any other program. */
  static final int BROKEN_PIPE = 141;

  private ExitStatus() {}
}
