package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Errno;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kinds are words of the JSON: what is here does not change. */
class FailureTest {

  static Stream<Arguments> kinds() {
    String d = "/dev/nvme0";
    return Stream.of(
        Arguments.of(Failures.deadline(d), "deadline", "library", null, null),
        Arguments.of(Failures.os(d, Errno.EINTR), "os", "driver", "EINTR", null),
        Arguments.of(Failures.os(d, Errno.EACCES), "permission", "driver", "EACCES", null),
        Arguments.of(Failures.os(d, Errno.EPERM), "permission", "driver", "EPERM", null),
        Arguments.of(Failures.mayNotOpen(d, Errno.EACCES), "permission", "system", "EACCES", null),
        Arguments.of(Failures.status(d, 0x4002), "status", "controller", null, "0x4002"),
        Arguments.of(Failures.status(d, 0x6), "status", "controller", null, "0x0006"),
        Arguments.of(Failures.noSuchDevice(d), "open", "system", null, null),
        Arguments.of(Failures.cannotOpen(d), "open", "system", null, null),
        Arguments.of(Failures.closed(d), "closed", "library", null, null),
        Arguments.of(Failures.busy(d), "busy", "library", null, null),
        Arguments.of(Failures.noUring(Errno.ENOSYS), "unavailable", "library", null, null),
        Arguments.of(Failures.noUring(Errno.EPERM), "permission", "library", "EPERM", null),
        Arguments.of(new IllegalStateException("x"), "other", null, null, null));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void kindLayerErrnoAndStatusAreStable(
      Throwable error, String kind, String layer, String errno, String status) {
    Failure failure = Failure.of(error);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.layerName()).isEqualTo(layer);
    assertThat(failure.errno()).isEqualTo(errno);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.isPermission()).isEqualTo(kind.equals("permission"));
    assertThat(failure.brief()).isNotBlank().hasSizeLessThan(15);
  }

  @Test
  void messageNamesNeitherDeviceNorRemedy() {
    Failure failure = Failure.of(Failures.deadline("/dev/nvme0"));

    assertThat(failure.message()).isEqualTo("Get Log Page: no answer from the drive within 10 s");
    assertThat(failure.remedy()).contains("may still run in the drive");
  }
}
