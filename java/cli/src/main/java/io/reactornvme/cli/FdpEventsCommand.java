package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.FdpEventsLog;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme fdp events}. */
@Command(
    name = "fdp-events",
    header = "Shows the FDP Events log.",
    description = "%nReads log page 23h: what went otherwise than placed; times are of this host.",
    footer = {"%nExample:", "  rnvme fdp events /dev/nvme0 -e 1 --host-events"})
final class FdpEventsCommand extends FdpLogCommand<FdpEventsLog> {

  private static final int MEDIA_REALLOCATED = 0x80;

  /** The 64 bits of time and how it is to be taken, as a number. */
  private static final int TIMESTAMP = 4;

  /** As C's {@code %c %Z} in its own locale: the same everywhere. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu zzz", Locale.ENGLISH);

  /** An event at its place. */
  private record Entry(int index, FdpEventsLog.Event event) {

    boolean isReallocation() {
      return event.type() == MEDIA_REALLOCATED;
    }

    boolean hasBlock() {
      return isReallocation() && event.logicalBlockValid();
    }
  }

  private static final Page<Entry> ENTRY =
      Page.<Entry>labelled("")
          .text("Event", e -> "[" + e.index() + "]")
          .field("type", "  Event Type: ", e -> e.event().type(), FdpEventsCommand::type)
          .json("fdpef", e -> e.event().flags().value())
          .json("pid", e -> e.event().placementIdentifier())
          .json("timestamp", e -> Sizes.unsigned(e.event().raw().getLong(TIMESTAMP)))
          .json("nsid", e -> e.event().namespaceIdentifier())
          .text("  Event Timestamp: ", e -> time(e.event().timestampMilliseconds()))
          .text(
              "  Placement Identifier (PID): 0x",
              e ->
                  e.event().flags().placementIdentifierValid()
                      ? Integer.toHexString(e.event().placementIdentifier())
                      : null)
          .text(
              "  Namespace Identifier (NSID): ",
              e ->
                  e.event().flags().namespaceIdentifierValid()
                      ? e.event().namespaceIdentifier()
                      : null)
          .field(
              "nlbam",
              "  Number of LBAs Moved (NLBAM): ",
              e -> e.isReallocation() ? e.event().logicalBlocksMoved() : null)
          .field(
              "lba",
              "  Logical Block Address (LBA): 0x",
              e -> e.hasBlock() ? Sizes.unsigned(e.event().logicalBlockMoved()) : null,
              lba -> Long.toHexString(((Number) lba).longValue()))
          .text(
              "  Reclaim Group Identifier: ",
              e -> e.event().flags().locationValid() ? e.event().reclaimGroupIdentifier() : null)
          .text(
              "  Reclaim Unit Handle Identifier ",
              e ->
                  e.event().flags().locationValid()
                      ? e.event().reclaimUnitHandleIdentifier()
                      : null)
          .text("", e -> "")
          .build();

  private static final Page<FdpEventsLog> PAGE =
      Page.<FdpEventsLog>labelled("")
          .json("n", log -> log.numberOfEvents())
          .list("events", FdpEventsCommand::entries, ENTRY)
          .build();

  @Option(
      names = {"-E", "--host-events"},
      description = "The host's events instead of the controller's.")
  boolean ofHost;

  FdpEventsCommand(Console console) {
    super(console);
  }

  private static List<Entry> entries(FdpEventsLog log) {
    List<Entry> entries = new ArrayList<>();
    for (FdpEventsLog.Event event : log.events()) {
      entries.add(new Entry(entries.size(), event));
    }
    return entries;
  }

  private static String type(Object type) {
    int value = ((Number) type).intValue();
    return "0x" + Integer.toHexString(value) + " (" + name(value) + ")";
  }

  /** As nvme-cli names a type of events. */
  static String name(int type) {
    return switch (type) {
      case 0x00 -> "Reclaim Unit Not Fully Written";
      case 0x01 -> "Reclaim Unit Active Time Limit Exceeded";
      case 0x02 -> "Controller Level Reset Modified Reclaim Unit Handles";
      case 0x03 -> "Invalid Placement Identifier";
      case MEDIA_REALLOCATED -> "Media Reallocated";
      case 0x81 -> "Implicitly Modified Reclaim Unit Handle";
      default -> "Unknown";
    };
  }

  /** Milliseconds since 1970, and the time that this is. */
  static String time(long millis) {
    Instant second = Instant.ofEpochSecond(millis / 1000);
    return millis + " (" + TIME.format(second.atZone(ZoneId.systemDefault())) + ")";
  }

  @Override
  Page<FdpEventsLog> page() {
    return PAGE;
  }

  @Override
  Mono<FdpEventsLog> read(NvmeLogs logs, int group) {
    return logs.fdpEvents(group, ofHost);
  }
}
