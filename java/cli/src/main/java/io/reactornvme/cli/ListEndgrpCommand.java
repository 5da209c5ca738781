package io.reactornvme.cli;

import io.reactornvme.spec.EnduranceGroupList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme list-endgrp}. */
@Command(
    name = "list-endgrp",
    header = "Lists the Endurance Groups of a controller.",
    footer = {"%nExample:", "  rnvme list-endgrp /dev/nvme0"})
final class ListEndgrpCommand extends PageCommand<EnduranceGroupList> {

  /** An identifier at its place in the list. */
  private record Entry(int index, int id) {}

  private static final Page<Entry> ENTRY =
      Page.<Entry>labelled("")
          .json("endgrp_id", e -> e.id())
          .text("", e -> String.format(Locale.ROOT, "[%4d]:%s", e.index(), Page.hex(e.id())))
          .build();

  private static final Page<EnduranceGroupList> PAGE =
      Page.<EnduranceGroupList>labelled("")
          .field(
              "num_endgrp_id",
              "num of endurance group ids: ",
              list -> list.enduranceGroupIdentifiers().size())
          .list("endgrp_list", ListEndgrpCommand::entries, ENTRY)
          .build();

  @Option(
      names = {"-i", "--endgrp-id"},
      paramLabel = "ID",
      converter = Numbers.U16.class,
      description = "The first group to list (default: 0, which lists all).")
  long first;

  ListEndgrpCommand(Console console) {
    super(console);
  }

  private static List<Entry> entries(EnduranceGroupList list) {
    List<Entry> entries = new ArrayList<>();
    for (int id : list.enduranceGroupIdentifiers()) {
      entries.add(new Entry(entries.size(), id));
    }
    return entries;
  }

  @Override
  Page<EnduranceGroupList> page() {
    return PAGE;
  }

  @Override
  Mono<EnduranceGroupList> ask(Drive drive) {
    return drive.controller().identify().enduranceGroups((int) first);
  }
}
