package io.reactornvme.cli;

import io.reactornvme.Backend;
import io.reactornvme.NvmeControllerInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one drive answered: a value, or its own error.
 *
 * @param device as it was given
 * @param name as nvme-cli names it in its titles, such as {@code nvme0}
 * @param nsid the namespace that was asked about, or 0
 * @param info what sysfs said of the controller, or null if it was not opened
 * @param time when it ended
 * @param latency of all the commands that it took
 * @param backend the way that they took, or null if nothing could be opened
 * @param value the value, or null if there is an error
 * @param error the error, or null if there is a value
 */
record Answer<T>(
    String device,
    String name,
    int nsid,
    @Nullable NvmeControllerInfo info,
    Instant time,
    Duration latency,
    @Nullable Backend backend,
    @Nullable T value,
    @Nullable Throwable error) {

  static <T> Answer<T> of(
      Drive drive, Duration latency, @Nullable T value, @Nullable Throwable error) {
    return new Answer<>(
        drive.path(),
        drive.name(),
        drive.about(),
        drive.info(),
        Instant.now(),
        latency,
        drive.backend(),
        value,
        error);
  }
}
