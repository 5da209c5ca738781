package io.reactornvme.cli;

import io.reactornvme.NvmeIdentify;
import io.reactornvme.spec.ControllerList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme list-ctrl}. */
@Command(
    name = "list-ctrl",
    header = "Lists the controllers of a subsystem, or of a namespace.",
    footer = {"%nExamples:", "  rnvme list-ctrl /dev/nvme0", "  rnvme list-ctrl /dev/nvme0 -n 1"})
final class ListCtrlCommand extends PageCommand<ControllerList> {

  /** A CNTLID at its place in the list. */
  private record Entry(int index, int id) {}

  private static final Page<Entry> ENTRY =
      Page.<Entry>labelled("")
          .json("ctrl_id", e -> e.id())
          .text("", e -> String.format(Locale.ROOT, "[%4d]:%s", e.index(), Page.hex(e.id())))
          .build();

  private static final Page<ControllerList> PAGE =
      Page.<ControllerList>labelled("")
          .field("num_ctrl", "num of ctrls present: ", list -> list.controllerIdentifiers().size())
          .list("ctrl_list", ListCtrlCommand::entries, ENTRY)
          .build();

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-c", "--cntid"},
      paramLabel = "CNTLID",
      converter = Numbers.U16.class,
      description = "The first controller to list (default: 0).")
  long first;

  ListCtrlCommand(Console console) {
    super(console);
  }

  private static List<Entry> entries(ControllerList list) {
    List<Entry> entries = new ArrayList<>();
    for (int id : list.controllerIdentifiers()) {
      entries.add(new Entry(entries.size(), id));
    }
    return entries;
  }

  @Override
  Page<ControllerList> page() {
    return PAGE;
  }

  @Override
  Mono<ControllerList> ask(Drive drive) {
    NvmeIdentify identify = drive.controller().identify();
    return namespace.nsid == null || namespace.nsid == 0
        ? identify.controllers((int) first)
        : identify.attachedControllers(namespace.nsid.intValue(), (int) first);
  }
}
