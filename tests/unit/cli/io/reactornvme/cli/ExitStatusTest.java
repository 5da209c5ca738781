package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Errno;
import io.reactornvme.SmartReading;
import org.junit.jupiter.api.Test;

/** 0: all read; 1: some drive failed; 2: no permission. */
class ExitStatusTest {

  private static final SmartReading READ = Readings.ok("nvme0", log -> {});
  private static final SmartReading WARNING = Readings.ok("nvme0", log -> log.u8(0, 0x01));
  private static final SmartReading HUNG =
      Readings.failed("nvme1", Failures.deadline("/dev/nvme1"));
  private static final SmartReading DENIED =
      Readings.failed("nvme2", Failures.os("/dev/nvme2", Errno.EACCES));
  private static final SmartReading NOT_OPENED =
      Readings.notOpened("nvme3", Failures.mayNotOpen("nvme3", Errno.EPERM));

  @Test
  void allRead() {
    assertThat(status(READ, READ)).isZero();
  }

  @Test
  void aWarningIsNoFailure() {
    assertThat(status(READ, WARNING)).isZero();
  }

  @Test
  void someFailed() {
    assertThat(status(READ, HUNG)).isEqualTo(1);
    assertThat(status(HUNG)).isEqualTo(1);
    assertThat(status(READ, DENIED)).isEqualTo(1);
    assertThat(status(HUNG, DENIED)).isEqualTo(1);
  }

  @Test
  void noPermissionForAny() {
    assertThat(status(DENIED, NOT_OPENED)).isEqualTo(2);
  }

  private static int status(SmartReading... readings) {
    ScanCommand.Tally tally = new ScanCommand.Tally();
    for (SmartReading reading : readings) {
      tally.count(reading);
    }
    return tally.exitStatus();
  }
}
