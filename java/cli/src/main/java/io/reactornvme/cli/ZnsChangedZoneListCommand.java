package io.reactornvme.cli;

import io.reactornvme.LogPageRequest;
import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.ChangedZoneList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** {@code rnvme zns changed-zone-list}. */
@Command(
    name = "zns-changed-zone-list",
    header = "Lists the zones whose state the drive has changed by itself.",
    description = "%nReads log page BFh. Without --rae the drive forgets what was read.",
    footer = {"%nExample:", "  rnvme zns changed-zone-list /dev/nvme0n1 --rae"})
final class ZnsChangedZoneListCommand extends NamespacePageCommand<ChangedZoneList> {

  /** A zone at its place. */
  private record Zone(int index, long id) {}

  private static final Page<Zone> ZONE =
      Page.<Zone>labelled("")
          .json("zid", z -> Sizes.unsigned(z.id()))
          .text(
              "zid ",
              z -> String.format(Locale.ROOT, "%03d: %s", z.index(), Long.toUnsignedString(z.id())))
          .build();

  private static final Page<ChangedZoneList> PAGE =
      Page.<ChangedZoneList>labelled("")
          .title(at -> "NVMe Changed Zone List:")
          .text(
              "Too many zones have changed to fit into the log. Use report zones for changes.",
              list -> list.tooMany() ? "" : null)
          .json("nrzid", list -> list.numberOfZoneIdentifiers())
          .text("nrzid:  ", list -> list.tooMany() ? null : list.numberOfZoneIdentifiers())
          .list("zids", ZnsChangedZoneListCommand::zones, ZONE)
          .build();

  @Mixin RetainOption event = new RetainOption();

  ZnsChangedZoneListCommand(Console console) {
    super(console);
  }

  private static List<Zone> zones(ChangedZoneList list) {
    List<Zone> zones = new ArrayList<>();
    for (long id : list.tooMany() ? List.<Long>of() : list.zoneIdentifiers()) {
      zones.add(new Zone(zones.size(), id));
    }
    return zones;
  }

  @Override
  Page<ChangedZoneList> page() {
    return PAGE;
  }

  @Override
  Mono<ChangedZoneList> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid);
    LogPageRequest clear =
        LogPageRequest.of(ChangedZoneList.LOG_PAGE_IDENTIFIER)
            .nsid(nsid)
            .length(ChangedZoneList.SIZE);
    NvmeLogs logs = drive.controller().logs();
    return event.retain
        ? logs.changedZones(nsid)
        : Raw.gathered(logs.read(clear.clearEvent())).map(ChangedZoneList::decode);
  }
}
