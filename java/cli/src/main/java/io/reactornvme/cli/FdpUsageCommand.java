package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.ReclaimUnitHandleUsageLog;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme fdp usage}. */
@Command(
    name = "fdp-usage",
    header = "Shows the Reclaim Unit Handle Usage log.",
    description = "%nReads log page 21h: who has said where each handle's data goes.",
    footer = {"%nExample:", "  rnvme fdp usage /dev/nvme0 -e 1"})
final class FdpUsageCommand extends FdpLogCommand<ReclaimUnitHandleUsageLog> {

  /** A handle's use at its place. */
  private record Handle(int index, int use) {

    String line() {
      String words =
          switch (use) {
            case 0 -> "Unused";
            case 1 -> "Host Specified";
            case 2 -> "Controller Specified";
            default -> "Unknown";
          };
      return index + " Attributes: 0x" + Integer.toHexString(use) + " (" + words + ")";
    }
  }

  private static final Page<Handle> HANDLE =
      Page.<Handle>labelled("")
          .json("ruha", h -> h.use())
          .text("Reclaim Unit Handle ", Handle::line)
          .build();

  private static final Page<ReclaimUnitHandleUsageLog> PAGE =
      Page.<ReclaimUnitHandleUsageLog>labelled("")
          .json("nruh", log -> log.numberOfReclaimUnitHandles())
          .list("ruhus", FdpUsageCommand::handles, HANDLE)
          .build();

  FdpUsageCommand(Console console) {
    super(console);
  }

  private static List<Handle> handles(ReclaimUnitHandleUsageLog log) {
    List<Handle> handles = new ArrayList<>();
    for (ReclaimUnitHandleUsageLog.Usage usage : log.usages()) {
      handles.add(new Handle(handles.size(), usage.attributes().value()));
    }
    return handles;
  }

  @Override
  Page<ReclaimUnitHandleUsageLog> page() {
    return PAGE;
  }

  @Override
  Mono<ReclaimUnitHandleUsageLog> read(NvmeLogs logs, int group) {
    return logs.reclaimUnitHandleUsage(group);
  }
}
