package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.spec.ReclaimUnitHandleStatus;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme fdp status}. */
@Command(
    name = "fdp-status",
    header = "Shows a namespace's placement identifiers, and how much fits in each's unit.",
    footer = {"%nExample:", "  rnvme fdp status /dev/nvme0n1"})
final class FdpStatusCommand extends NamespacePageCommand<ReclaimUnitHandleStatus> {

  private static final Page<ReclaimUnitHandleStatus.Descriptor> HANDLE =
      Page.<ReclaimUnitHandleStatus.Descriptor>labelled("")
          .text(
              "Placement Identifier ",
              d ->
                  d.placementIdentifier()
                      + "; Reclaim Unit Handle Identifier "
                      + d.reclaimUnitHandleIdentifier())
          .json("pid", d -> d.placementIdentifier())
          .json("ruhid", d -> d.reclaimUnitHandleIdentifier())
          .field(
              "earutr",
              "  Estimated Active Reclaim Unit Time Remaining (EARUTR): ",
              d -> d.estimatedActiveReclaimUnitTimeRemaining())
          .field(
              "ruamw",
              "  Reclaim Unit Available Media Writes (RUAMW): ",
              d -> Sizes.unsigned(d.reclaimUnitAvailableMediaWrites()))
          .text("", d -> "")
          .build();

  private static final Page<ReclaimUnitHandleStatus> PAGE =
      Page.<ReclaimUnitHandleStatus>labelled("")
          .json("nruhsd", status -> status.numberOfDescriptors())
          .list("ruhss", status -> status.descriptors(), HANDLE)
          .build();

  FdpStatusCommand(Console console) {
    super(console);
  }

  @Override
  Page<ReclaimUnitHandleStatus> page() {
    return PAGE;
  }

  @Override
  Mono<ReclaimUnitHandleStatus> ask(Drive drive) {
    return drive.namespace(namespace.nsid, Access.READ_ONLY).placement().status();
  }
}
