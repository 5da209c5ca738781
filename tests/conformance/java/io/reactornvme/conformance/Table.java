package io.reactornvme.conformance;

import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Collects cases: a row is a command and its answer, or some steps. */
final class Table {

  private final List<Case> cases = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  /** All there are, in the order in which they run. */
  static List<Case> all() {
    Table table = new Table();
    IdentifyCases.add(table);
    LogPageCases.add(table);
    FeatureCases.add(table);
    IoCases.add(table);
    AdminCases.add(table);
    NamespaceCases.add(table);
    FormatCases.add(table);
    FirmwareCases.add(table);
    MaintenanceCases.add(table);
    DirectiveCases.add(table);
    ProtectionCases.add(table);
    ReservationCases.add(table);
    ZoneCases.add(table);
    return List.copyOf(table.cases);
  }

  /** Steps, for what one command does not show. */
  void steps(String id, String section, String what, Case.Body body) {
    if (!ids.add(id)) {
      throw new IllegalStateException("two cases are called " + id);
    }
    cases.add(new Case(id, section, what, body));
  }

  /** An admin command. */
  void admin(
      String id,
      String section,
      String what,
      Function<Drive, PassthruCommand.Builder> command,
      Expected expected) {
    admin(id, section, what, command, expected, (drive, result) -> {});
  }

  /** An admin command, and a look at what came back. */
  void admin(
      String id,
      String section,
      String what,
      Function<Drive, PassthruCommand.Builder> command,
      Expected expected,
      BiConsumer<Drive, PassthruResult> check) {
    steps(
        id,
        section,
        what,
        drive -> check.accept(drive, expected.check(drive.admin(command.apply(drive)))));
  }

  /** An I/O command. */
  void io(
      String id,
      String section,
      String what,
      int nsid,
      Function<Drive, PassthruCommand.Builder> command,
      Expected expected) {
    steps(id, section, what, drive -> expected.check(drive.io(nsid, command.apply(drive))));
  }
}
