package io.reactornvme.cli;

import io.reactornvme.NvmeReservations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme resv-release}. */
@Command(
    name = "resv-release",
    header = "Releases this host's reservation of a namespace, or clears all registrations.",
    footer = {"%nExample:", "  rnvme resv-release /dev/nvme0n1 --crkey=0x1234 --rtype=1"})
final class ResvReleaseCommand extends ReservationCommand {

  @Option(
      names = {"-t", "--rtype"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Type of the reservation that is held, 1 to 6.")
  long type;

  @Option(
      names = {"-a", "--rrela"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "0 releases, 1 clears.")
  long action;

  ResvReleaseCommand(Console console) {
    super(console, "NVME Reservation Release success");
  }

  @Override
  void check() {
    if (action > 1) {
      throw wrong("--rrela is 0 or 1, not " + action);
    }
    if (action == 0) {
      type(type);
    }
  }

  @Override
  Mono<Void> change(NvmeReservations reservations) {
    return action == 0 ? reservations.release(key, type(type)) : reservations.clear(key);
  }
}
