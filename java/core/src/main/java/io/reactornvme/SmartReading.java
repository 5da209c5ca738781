package io.reactornvme;

import io.reactornvme.spec.SmartLog;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one drive answered in a {@link SmartScan}: its log, or its own error.
 *
 * @param device the device as it was given or discovered, for example {@code /dev/nvme0}
 * @param info what sysfs said of it, or null if it could not be opened
 * @param time when the reading ended
 * @param latency from the sending of the command, waiting in the library included, to its end
 * @param backend the way that the command took, or null if the device could not be opened
 * @param log the log page, or null if there was an error
 * @param error the error, or null if there is a log
 */
public record SmartReading(
    String device,
    @Nullable NvmeControllerInfo info,
    Instant time,
    Duration latency,
    @Nullable Backend backend,
    @Nullable SmartLog log,
    @Nullable Throwable error) {

  /**
   * Whether the drive answered with a log.
   *
   * @return true if {@link #log()} is not null
   */
  public boolean isOk() {
    return log != null;
  }
}
