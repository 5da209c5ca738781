package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.LbaStatusLog;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** {@code rnvme lba-status-log}. */
@Command(
    name = "lba-status-log",
    header = "Shows the LBA Status Information log.",
    description = "%nReads log page 0Eh: ranges of blocks that may not be readable.",
    footer = {"%nExample:", "  rnvme lba-status-log /dev/nvme0"})
final class LbaStatusLogCommand extends PageCommand<LbaStatusLog> {

  /** A range at its place. */
  private record Range(int index, LbaStatusLog.LbaRange range) {}

  private static final Page<Range> RANGE =
      Page.<Range>labelled("")
          .json("rslba", r -> Sizes.unsigned(r.range().startingLba()))
          .json("rnlb", r -> r.range().numberOfLogicalBlocks())
          .text(
              "RSLBA",
              r -> "[" + r.index() + "]: " + Long.toUnsignedString(r.range().startingLba()))
          .text("RNLB", r -> "[" + r.index() + "]: " + r.range().numberOfLogicalBlocks())
          .build();

  private static final Page<LbaStatusLog.NamespaceElement> ELEMENT =
      Page.<LbaStatusLog.NamespaceElement>labelled("")
          .field("neid", "Namespace Element Identifier: ", e -> e.namespaceElementIdentifier())
          .field("nlrd", "Number of LBA Range Descriptors: ", e -> e.numberOfLbaRangeDescriptors())
          .field("ratype", "Recommended Action Type: ", e -> e.recommendedActionType())
          .list("descs", LbaStatusLogCommand::ranges, RANGE)
          .build();

  private static final Page<LbaStatusLog> PAGE =
      Page.<LbaStatusLog>labelled("")
          .title(at -> "LBA Status Log for device: " + at.device())
          .field("lslplen", "LBA Status Log Page Length: ", log -> log.logPageLength())
          .field(
              "nlslne",
              "Number of LBA Status Log Namespace Elements: ",
              log -> log.numberOfNamespaceElements())
          .field(
              "estulb",
              "Estimate of Unrecoverable Logical Blocks: ",
              log -> log.estimateOfUnrecoverableLogicalBlocks())
          .field("lsgc", "LBA Status Generation Counter: ", log -> log.generationCounter())
          .list("ns_elements", log -> log.elements(), ELEMENT)
          .build();

  @Mixin RetainOption event = new RetainOption();

  LbaStatusLogCommand(Console console) {
    super(console);
  }

  private static List<Range> ranges(LbaStatusLog.NamespaceElement element) {
    List<Range> ranges = new ArrayList<>();
    for (LbaStatusLog.LbaRange range : element.ranges()) {
      ranges.add(new Range(ranges.size(), range));
    }
    return ranges;
  }

  @Override
  Page<LbaStatusLog> page() {
    return PAGE;
  }

  @Override
  Mono<LbaStatusLog> ask(Drive drive) {
    NvmeLogs logs = drive.controller().logs();
    return event.read(logs, LbaStatusLog.LOG_PAGE_IDENTIFIER, logs.lbaStatus());
  }
}
