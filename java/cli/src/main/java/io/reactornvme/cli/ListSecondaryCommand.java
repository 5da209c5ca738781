package io.reactornvme.cli;

import io.reactornvme.spec.SecondaryControllerList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme list-secondary}. */
@Command(
    name = "list-secondary",
    header = "Lists the secondary controllers of a primary controller.",
    footer = {"%nExample:", "  rnvme list-secondary /dev/nvme0 -e 4 -o json"})
final class ListSecondaryCommand extends PageCommand<SecondaryControllerList> {

  @Option(
      names = {"-c", "--cntid"},
      paramLabel = "CNTLID",
      converter = Numbers.U16.class,
      description = "The first controller to list (default: 0).")
  long first;

  /** Identify takes no namespace here; nvme-cli has the option, and scripts may. */
  @Option(
      names = {"-n", "--namespace-id"},
      paramLabel = "NSID",
      converter = Numbers.U32.class,
      description = "Taken for compatibility; the list is that of the controller.")
  long nsid;

  @Option(
      names = {"-e", "--num-entries"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "How many entries at most (default: all).")
  long entries = 127;

  /** A controller at its place in the list. */
  private record Entry(int index, SecondaryControllerList.SecondaryController controller) {}

  private static final Page<Entry> ENTRY =
      Page.<Entry>labelled("")
          .text("", e -> String.format(Locale.ROOT, "   SCEntry[%-3d]:", e.index()))
          .text("................", e -> "")
          .field(
              "secondary-controller-identifier",
              "     SCID      : Secondary Controller Identifier : ",
              e -> e.controller().secondaryControllerIdentifier(),
              ListSecondaryCommand::hex)
          .field(
              "primary-controller-identifier",
              "     PCID      : Primary Controller Identifier   : ",
              e -> e.controller().primaryControllerIdentifier(),
              ListSecondaryCommand::hex)
          .field(
              "secondary-controller-state",
              "     SCS       : Secondary Controller State      : ",
              e -> e.controller().secondaryControllerState(),
              ListSecondaryCommand::state)
          .field(
              "virtual-function-number",
              "     VFN       : Virtual Function Number         : ",
              e -> e.controller().virtualFunctionNumber(),
              ListSecondaryCommand::hex)
          .field(
              "num-virtual-queues",
              "     NVQ       : Num VQ Flex Resources Assigned  : ",
              e -> e.controller().numberOfVirtualQueueResources(),
              ListSecondaryCommand::hex)
          .field(
              "num-virtual-interrupts",
              "     NVI       : Num VI Flex Resources Assigned  : ",
              e -> e.controller().numberOfVirtualInterruptResources(),
              ListSecondaryCommand::hex)
          .build();

  ListSecondaryCommand(Console console) {
    super(console);
  }

  private static String hex(Object number) {
    return String.format(Locale.ROOT, "0x%04x", ((Number) number).intValue());
  }

  private static String state(Object state) {
    boolean online = (((Number) state).intValue() & 1) != 0;
    return hex(state) + (online ? " (Online)" : " (Offline)");
  }

  @Override
  void check() {
    if (entries == 0) {
      throw wrong("non-zero num-entries is required param");
    }
  }

  private List<Entry> shown(SecondaryControllerList list) {
    List<Entry> shown = new ArrayList<>();
    for (SecondaryControllerList.SecondaryController controller : list.secondaryControllers()) {
      if (shown.size() < entries) {
        shown.add(new Entry(shown.size(), controller));
      }
    }
    return shown;
  }

  @Override
  Page<SecondaryControllerList> page() {
    return Page.<SecondaryControllerList>labelled("")
        .title(at -> "Identify Secondary Controller List:")
        .text(
            "   NUMID       : Number of Identifiers           : ",
            list -> list.secondaryControllers().size())
        .json("num", list -> shown(list).size())
        .list("secondary-controllers", this::shown, ENTRY)
        .build();
  }

  @Override
  Mono<SecondaryControllerList> ask(Drive drive) {
    return drive.controller().identify().secondaryControllers((int) first);
  }
}
