package io.reactornvme.cli;

import io.reactornvme.BackendChoice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command goes to the drives, and what is told of its way and of its end. */
final class CallOptions {

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      converter = Millis.class,
      description = {
        "How long a drive may take to answer each command, in milliseconds, or as 10s or 2m"
            + " (default: 10s; 2m of what changes a drive; none of passthru and of what takes long,"
            + " such as a format). It is this program's patience, not"
            + " the kernel's timeout, which would reset the drive: a drive that does not answer is"
            + " left behind, and the command goes on in it."
      })
  @Nullable Duration timeout;

  @Option(
      names = "--backend",
      paramLabel = "BACKEND",
      defaultValue = "auto",
      converter = LibraryOptions.BackendNames.class,
      completionCandidates = LibraryOptions.BackendNames.class,
      description = {
        "${COMPLETION-CANDIDATES}: io_uring or blocking ioctls; auto takes io_uring where the"
            + " system has it (default: ${DEFAULT-VALUE})."
      })
  BackendChoice backend = BackendChoice.AUTO;

  @Option(
      names = "--trace",
      description = "Show the way of each command, with its times and its backend, on stderr.")
  boolean trace;

  @Option(
      names = "--dry-run",
      description =
          "Show the 64 bytes of the command instead of sending it; of several the first, since the"
              + " others depend on its answer.")
  boolean dryRun;

  @Option(
      names = "--exit-code",
      paramLabel = "KIND",
      defaultValue = "simple",
      converter = ExitStatus.Kind.Names.class,
      completionCandidates = ExitStatus.Kind.Names.class,
      description = {
        "${COMPLETION-CANDIDATES}: 0 or 1, as nvme-cli; or what kind of failure it was, see below"
            + " (default: ${DEFAULT-VALUE})."
      })
  ExitStatus.Kind exitCode = ExitStatus.Kind.SIMPLE;

  /** Milliseconds, as nvme-cli has it, or a number with a unit. */
  static final class Millis implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[0-9]{1,10}")) {
        return new Durations().convert(text);
      }
      long millis = Long.parseLong(text);
      if (millis == 0) {
        throw new TypeConversionException("a timeout is more than 0 ms");
      }
      return Duration.ofMillis(millis);
    }
  }
}
