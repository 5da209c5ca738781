package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.FdpStatisticsLog;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme fdp stats}. */
@Command(
    name = "fdp-stats",
    header = "Shows the FDP Statistics log.",
    description = "%nReads log page 22h: bytes that hosts wrote, and bytes that the media took.",
    footer = {"%nExample:", "  rnvme fdp stats /dev/nvme0 -e 1 -o json"})
final class FdpStatsCommand extends FdpLogCommand<FdpStatisticsLog> {

  private static final Page<FdpStatisticsLog> PAGE =
      Page.<FdpStatisticsLog>labelled("")
          .field(
              "hbmw",
              "Host Bytes with Metadata Written (HBMW): ",
              log -> log.hostBytesWithMetadataWritten())
          .field(
              "mbmw",
              "Media Bytes with Metadata Written (MBMW): ",
              log -> log.mediaBytesWithMetadataWritten())
          .field("mbe", "Media Bytes Erased (MBE): ", log -> log.mediaBytesErased())
          .build();

  FdpStatsCommand(Console console) {
    super(console);
  }

  @Override
  Page<FdpStatisticsLog> page() {
    return PAGE;
  }

  @Override
  Mono<FdpStatisticsLog> read(NvmeLogs logs, int group) {
    return logs.fdpStatistics(group);
  }
}
