package io.reactornvme.cli;

import io.reactornvme.NvmeReservations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme resv-register}. */
@Command(
    name = "resv-register",
    header = "Registers this host's reservation key with a namespace, or changes that.",
    footer = {"%nExample:", "  rnvme resv-register /dev/nvme0n1 --nrkey=0x1234"})
final class ResvRegisterCommand extends ReservationCommand {

  private static final int DO_NOT_PERSIST = 2;
  private static final int PERSIST = 3;

  @Option(
      names = {"-k", "--nrkey"},
      paramLabel = "KEY",
      converter = Numbers.U64.class,
      description = "This host's key from now on.")
  long newKey;

  @Option(
      names = {"-r", "--rrega"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "0 registers, 1 ends the registration, 2 replaces the key.")
  long action;

  @Option(
      names = {"-p", "--cptpl"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Without power: 0 as before, 2 all is released, 3 it persists.")
  long persistence;

  ResvRegisterCommand(Console console) {
    super(console, "NVME Reservation  success");
  }

  @Override
  void check() {
    if (action > 2 || persistence > PERSIST || persistence == 1) {
      throw wrong("--rrega is 0 to 2, --cptpl 0, 2 or 3");
    }
  }

  @Override
  Mono<Void> change(NvmeReservations reservations) {
    NvmeReservations with =
        persistence < DO_NOT_PERSIST
            ? reservations
            : reservations.persistThroughPowerLoss(persistence == PERSIST);
    return switch ((int) action) {
      case 0 -> with.register(newKey);
      case 1 -> with.unregister(key);
      default -> with.replace(key, newKey);
    };
  }
}
