package io.reactornvme.cli;

import io.reactornvme.spec.ReservationNotificationLog;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme resv-notif-log}. */
@Command(
    name = "resv-notif-log",
    header = "Shows the Reservation Notification log.",
    description = "%nReads log page 80h: what others have done to this host's reservations.",
    footer = {"%nExample:", "  rnvme resv-notif-log /dev/nvme0"})
final class ResvNotifLogCommand extends PageCommand<ReservationNotificationLog> {

  private static final Page<ReservationNotificationLog> PAGE =
      Page.<ReservationNotificationLog>labelled("")
          .title(at -> "Reservation Notif Log for device: " + at.device())
          .field(
              "count",
              "Log Page Count\t\t\t\t: ",
              log -> Sizes.unsigned(log.logPageCount()),
              ResvNotifLogCommand::digits)
          .field(
              "rn_log_type",
              "Resv Notif Log Page Type\t: ",
              log -> log.type(),
              type -> type + " (" + words(type) + ")")
          .field(
              "num_logs", "Num of Available Log Pages\t: ", log -> log.numberOfAvailableLogPages())
          .field(
              "nsid",
              "Namespace ID:\t\t\t\t: ",
              log -> log.namespaceIdentifier(),
              ResvNotifLogCommand::digits)
          .build();

  ResvNotifLogCommand(Console console) {
    super(console);
  }

  private static String digits(Object number) {
    return Long.toHexString(((Number) number).longValue());
  }

  private static String words(Object type) {
    return switch (((Number) type).intValue()) {
      case 1 -> "Empty Log Page";
      case 2 -> "Registration Preempted";
      case 3 -> "Reservation Released";
      case 4 -> "Reservation Preempted";
      default -> "Reserved";
    };
  }

  @Override
  Page<ReservationNotificationLog> page() {
    return PAGE;
  }

  @Override
  Mono<ReservationNotificationLog> ask(Drive drive) {
    return drive.controller().logs().reservationNotification();
  }
}
