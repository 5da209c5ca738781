package io.reactornvme.cli;

import io.reactornvme.spec.UuidList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme id-uuid}. */
@Command(
    name = "id-uuid",
    header = "Shows the UUID list, whose places are what --uuid-index means.",
    footer = {"%nExample:", "  rnvme id-uuid /dev/nvme0 -H"})
final class IdUuidCommand extends PageCommand<UuidList> {

  private static final UUID INVALID = new UUID(-1, -1);
  private static final String RULE = ".................";

  /** A UUID at its place, from 1. */
  private record Entry(int index, UuidList.UuidListEntry entry) {}

  @Option(names = "--human-readable", description = "Explain the association.")
  boolean detailed;

  IdUuidCommand(Console console) {
    super(console);
  }

  private static List<Entry> entries(UuidList list) {
    List<Entry> entries = new ArrayList<>();
    for (UuidList.UuidListEntry entry : list.entries()) {
      entries.add(new Entry(entries.size() + 1, entry));
    }
    return entries;
  }

  private String association(Entry e) {
    int association = e.entry().identifierAssociation();
    String words =
        switch (association) {
          case 0 -> "No association reported";
          case 1 -> "associated with PCI Vendor ID";
          case 2 -> "associated with PCI Subsystem Vendor ID";
          default -> "Reserved";
        };
    return "0x" + association + " " + (detailed ? words : "");
  }

  private static String uuid(Entry e) {
    return e.entry().uuid() + (e.entry().uuid().equals(INVALID) ? " (Invalid UUID)" : "");
  }

  @Override
  Page<UuidList> page() {
    Page<Entry> entry =
        Page.<Entry>labelled("")
            .json("association", e -> e.entry().identifierAssociation())
            .json("uuid", e -> e.entry().uuid())
            .text("", e -> String.format(Locale.ROOT, " Entry[%3d]", e.index()))
            .text(RULE, e -> "")
            .text("association  : ", this::association)
            .text("UUID         : ", IdUuidCommand::uuid)
            .text(RULE, e -> "")
            .build();
    return Page.<UuidList>labelled("")
        .title(at -> "NVME Identify UUID:")
        .list("UUID-list", IdUuidCommand::entries, entry)
        .build();
  }

  @Override
  Mono<UuidList> ask(Drive drive) {
    return drive.controller().identify().uuids();
  }
}
