package io.reactornvme.cli;

import java.util.Collection;

/** What the program's exit status means. Scripts depend on it. */
final class ExitStatus {

  /** Everything that was asked for was done. */
  static final int OK = 0;

  /** Something failed: without {@link Kind#DETAILED} all there is to know, as with nvme-cli. */
  static final int FAILED = 1;

  /**
   * The command line is wrong, or asks for what the library refuses. Of scan and record also that
   * the system denies access to all drives.
   */
  static final int USAGE_OR_PERMISSION = 2;

  /** The drive answered with a status other than success. */
  static final int STATUS = 3;

  /** The system answered with an error. */
  static final int ERRNO = 4;

  /** There was no answer in time. */
  static final int DEADLINE = 5;

  /** Of several drives some failed, or all. */
  static final int SOME_FAILED = 6;

  /** To the launcher only: the command line is right, and it asks for the lab. */
  static final int LAB_WANTED = 99;

  /** The reader of stdout went away: 128 + SIGPIPE, as of any other program. */
  static final int BROKEN_PIPE = 141;

  /** What {@code --exit-code} chooses. */
  enum Kind {
    /** 0 or 1, as nvme-cli. */
    SIMPLE,
    /** A status for each kind of failure. */
    DETAILED;

    /** As options. */
    static final class Names extends Words<Kind> {
      Names() {
        super(values());
      }
    }
  }

  private ExitStatus() {}

  /**
   * The status of a command that went to drives.
   *
   * @param drives how many
   * @param failures what went wrong, one a drive at most
   */
  static int of(Kind kind, int drives, Collection<Failure> failures) {
    if (failures.isEmpty()) {
      return OK;
    }
    if (kind == Kind.SIMPLE) {
      return FAILED;
    }
    return drives > 1 ? SOME_FAILED : detailed(failures.iterator().next());
  }

  static int detailed(Failure failure) {
    return switch (failure.kind()) {
      case "status" -> STATUS;
      case "os", "permission", "open" -> ERRNO;
      case "deadline" -> DEADLINE;
      case "refused" -> USAGE_OR_PERMISSION;
      default -> FAILED;
    };
  }
}
