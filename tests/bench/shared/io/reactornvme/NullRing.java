package io.reactornvme;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The library with one ring, and on it a controller that is {@code /dev/null}. */
final class NullRing implements AutoCloseable {

  /** No data, and a vendor's opcode: what is left is the way itself. */
  static final PassthruCommand COMMAND = PassthruCommand.builder(0xC0).build();

  private static final Target.Spec SPEC =
      new Target.Spec("/dev/nvme0", true, 0, List.of(), null, false, 0, Access.READ_ONLY);

  private final NullPlatform platform = new NullPlatform(1);
  private final Nvme nvme;
  private final Device device;
  private final Thread reaper;

  /**
   * Opens it.
   *
   * @param credits how many commands may be in flight
   */
  NullRing(int credits) {
    nvme =
        Nvme.builder()
            .platform(platform)
            .adminCredits(credits)
            .pendingLimit(1 << 16)
            .stallThreshold(Duration.ofSeconds(60))
            .build();
    Target target = nvme.open(SPEC, "nvme0", "nvme0", Path.of("/dev/null"), true);
    device = new Device(target, null);
    reaper =
        device
            .command(COMMAND, CommandForm.ADMIN)
            .map(result -> Thread.currentThread())
            .blockOptional()
            .orElseThrow();
  }

  Thread reaper() {
    return reaper;
  }

  Device device() {
    return device;
  }

  NvmeStats stats() {
    return nvme.stats();
  }

  long turnsInJava() {
    return platform.turnsInJava();
  }

  @Override
  public void close() {
    nvme.disposeLater(Duration.ofSeconds(30)).block();
  }
}
