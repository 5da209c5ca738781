package io.reactornvme.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A command that changes something in a drive, and says in nvme-cli's words that it has. */
abstract class TaskCommand extends DriveCommand<String> {

  /** That of nvme-cli for the management of namespaces. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  TaskCommand(Console console) {
    super(console);
  }

  @Override
  @Nullable Duration patience() {
    return PATIENCE;
  }

  @Override
  final String text(Answer<String> answer, String said) {
    return said;
  }
}
