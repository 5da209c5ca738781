package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.NvmeReservations;
import io.reactornvme.spec.ReservationType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** What the commands that change reservations have in common. */
abstract class ReservationCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-c", "--crkey"},
      paramLabel = "KEY",
      converter = Numbers.U64.class,
      description = "This host's key as it is now.")
  long key;

  @Option(
      names = {"-i", "--iekey"},
      description = "Whatever the key is now; of resv-register alone, others refuse it.")
  boolean ignoreKey;

  private final String done;

  ReservationCommand(Console console, String done) {
    super(console);
    this.done = done;
  }

  @Override
  final boolean isOfNamespaces() {
    return true;
  }

  @Override
  final Mono<String> ask(Drive drive) {
    NvmeReservations all = drive.namespace(namespace.nsid, Access.READ_WRITE).reservations();
    return change(ignoreKey ? all.ignoreExistingKey() : all)
        .thenReturn(done + System.lineSeparator());
  }

  abstract Mono<Void> change(NvmeReservations reservations);

  final ReservationType type(long value) {
    return ReservationType.of((int) value)
        .orElseThrow(() -> wrong("--rtype is 1 to 6, not " + value));
  }
}
