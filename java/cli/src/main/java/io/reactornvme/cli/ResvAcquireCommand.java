package io.reactornvme.cli;

import io.reactornvme.NvmeReservations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme resv-acquire}. */
@Command(
    name = "resv-acquire",
    header = "Reserves a namespace for this host, or takes it from another.",
    footer = {"%nExample:", "  rnvme resv-acquire /dev/nvme0n1 --crkey=0x1234 --rtype=1"})
final class ResvAcquireCommand extends ReservationCommand {

  @Option(
      names = {"-p", "--prkey"},
      paramLabel = "KEY",
      converter = Numbers.U64.class,
      description = "Key of whom it is taken from.")
  long preempted;

  @Option(
      names = {"-t", "--rtype"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = {
        "1 write exclusive, 2 exclusive access, 3 and 4 the same for all but registrants, 5 and 6"
            + " held by all registrants."
      })
  long type;

  @Option(
      names = {"-a", "--racqa"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "0 acquires, 1 preempts, 2 preempts and aborts.")
  long action;

  ResvAcquireCommand(Console console) {
    super(console, "NVME Reservation Acquire success");
  }

  @Override
  void check() {
    if (action > 2) {
      throw wrong("--racqa is 0 to 2, not " + action);
    }
    type(type);
  }

  @Override
  Mono<Void> change(NvmeReservations reservations) {
    return switch ((int) action) {
      case 0 -> reservations.acquire(key, type(type));
      case 1 -> reservations.preempt(key, preempted, type(type));
      default -> reservations.preemptAndAbort(key, preempted, type(type));
    };
  }
}
