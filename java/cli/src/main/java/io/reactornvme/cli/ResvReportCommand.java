package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.spec.RegisteredController;
import io.reactornvme.spec.ReservationStatus;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme resv-report}. */
@Command(
    name = "resv-report",
    header = "Shows who is registered with a namespace, and who holds its reservation.",
    footer = {"%nExample:", "  rnvme resv-report /dev/nvme0n1 --eds -o json"})
final class ResvReportCommand extends NamespacePageCommand<ReservationStatus> {

  private static final int TYPE = 4;
  private static final int PERSISTENCE = 9;

  /** A host's controller at its place. */
  private record Registrant(int index, RegisteredController controller) {

    int status() {
      return controller.raw().get(2) & 0xff;
    }

    /** Of 64 bits: its bytes, as a number. */
    long shortHost() {
      return controller.raw().getLong(8);
    }
  }

  private static final Page<Registrant> STANDARD =
      Page.<Registrant>labelled("")
          .text("", r -> "regctl[" + r.index() + "] :")
          .field(
              "cntlid",
              "  cntlid  : ",
              r -> r.controller().controllerIdentifier(),
              ResvReportCommand::hex)
          .field("rcsts", "  rcsts   : ", r -> r.status())
          .field(
              "hostid", "  hostid  : ", r -> Sizes.unsigned(r.shortHost()), ResvReportCommand::hex)
          .field(
              "rkey",
              "  rkey    : ",
              r -> Sizes.unsigned(r.controller().reservationKey()),
              ResvReportCommand::hex)
          .build();

  private static final Page<Registrant> EXTENDED =
      Page.<Registrant>labelled("")
          .text("", r -> "regctlext[" + r.index() + "] :")
          .field(
              "cntlid",
              "  cntlid     : ",
              r -> r.controller().controllerIdentifier(),
              ResvReportCommand::hex)
          .field("rcsts", "  rcsts      : ", r -> r.status())
          .field(
              "rkey",
              "  rkey       : ",
              r -> Sizes.unsigned(r.controller().reservationKey()),
              ResvReportCommand::hex)
          .field("hostid", "  hostid     : ", r -> r.controller().hostIdentifier())
          .build();

  /** The answer is read as long as it is, whatever this says. */
  @Option(
      names = {"-d", "--numd"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "Taken for compatibility; the report is read as long as it is.")
  long dwords;

  @Option(
      names = {"-e", "--eds"},
      description = "Host identifiers of 128 bits, for hosts that have such.")
  boolean extended;

  ResvReportCommand(Console console) {
    super(console);
  }

  private static String hex(Object number) {
    return Long.toHexString(((Number) number).longValue());
  }

  private static List<Registrant> registrants(ReservationStatus status) {
    List<Registrant> registrants = new ArrayList<>();
    for (RegisteredController controller : status.registeredControllers()) {
      registrants.add(new Registrant(registrants.size(), controller));
    }
    return registrants;
  }

  @Override
  Page<ReservationStatus> page() {
    return Page.<ReservationStatus>labelled("%-10s: ")
        .title(at -> "\nNVME Reservation status:\n")
        .field("gen", s -> s.generation())
        .field("rtype", s -> s.raw().get(TYPE) & 0xff)
        .field("regctl", s -> s.numberOfRegistrants())
        .field("ptpls", s -> s.raw().get(PERSISTENCE) & 0xff)
        .list(
            extended ? "regctlext" : "regctls",
            ResvReportCommand::registrants,
            extended ? EXTENDED : STANDARD)
        .text("", s -> "")
        .build();
  }

  @Override
  Mono<ReservationStatus> ask(Drive drive) {
    return drive.namespace(namespace.nsid, Access.READ_ONLY).reservations().report(extended);
  }
}
