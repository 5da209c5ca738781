package io.reactornvme.cli;

import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.spi.NvmeBackend;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How commands go to the drives. */
final class LibraryOptions {

  private static final int MAX_RINGS = 64;

  /** The library's own defaults; more drives at once need more of each. */
  private static final int DEFAULT_RING_DEPTH = 1007;

  private static final int DEFAULT_IOCTL_THREADS = 64;

  /**
   * No subscriber of a command does more on the library's threads than to decode; but the first to
   * do so loads classes, which on a busy host takes its time.
   */
  static final Duration STALL = Duration.ofSeconds(5);

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Durations.class,
      description = {
        "How long a drive may take to answer, as 500ms, 10s or 2m (default: ${DEFAULT-VALUE}). A"
            + " drive that does not is left behind; nothing is reset."
      })
  Duration deadline = Duration.ofSeconds(10);

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      defaultValue = "auto",
      converter = BackendNames.class,
      completionCandidates = BackendNames.class,
      description = {
        "${COMPLETION-CANDIDATES}: io_uring or blocking ioctls; auto takes io_uring where the"
            + " system has it (default: ${DEFAULT-VALUE})."
      })
  BackendChoice backend = BackendChoice.AUTO;

  private int rings = 1;

  @Option(
      names = "--rings",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "Threads that talk to drives, each with a ring, 1 to "
            + MAX_RINGS
            + " (default:"
            + " ${DEFAULT-VALUE})."
      })
  void rings(int n) {
    if (n < 1 || n > MAX_RINGS) {
      throw new ParameterException(
          spec.commandLine(), "--rings is 1 to " + MAX_RINGS + ", not " + n);
    }
    rings = n;
  }

  /**
   * Opens the library for so many commands at once, with other drives than this host's if given.
   */
  Nvme open(int depth, @Nullable NvmeBackend drives) {
    Nvme.Builder builder = Nvme.builder().rings(rings).stallThreshold(STALL);
    if (drives != null) {
      builder.backend(drives);
    } else {
      builder.backend(backend).ioctlThreads(Math.max(DEFAULT_IOCTL_THREADS, depth));
    }
    if (depth > DEFAULT_RING_DEPTH) {
      builder.depth(depth);
    }
    return builder.build();
  }

  /** As options. */
  static final class BackendNames extends Words<BackendChoice> {
    BackendNames() {
      super(BackendChoice.values());
    }
  }
}
