package io.reactornvme.cli;

import io.reactornvme.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A command that changes something in a drive, and says in nvme-cli's words that it has. What takes
 * long shows how far it is.
 */
abstract class TaskCommand extends DriveCommand<String> {

  /** That of nvme-cli for the management of namespaces. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final OperationBar bar;

  TaskCommand(Console console) {
    super(console);
    bar = new OperationBar(console);
  }

  @Override
  @Nullable Duration patience() {
    return PATIENCE;
  }

  @Override
  final String text(Answer<String> answer, String said) {
    return said;
  }

  /** Waits for the end of an operation, and shows how far it is until then. */
  final Mono<Void> watched(Drive drive, Flux<Progress> operation) {
    return bar.watch(drive.path(), operation);
  }
}
