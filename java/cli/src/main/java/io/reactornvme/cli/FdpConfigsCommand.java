package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.FdpConfigurationsLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme fdp configs}. */
@Command(
    name = "fdp-configs",
    header = "Shows the FDP Configurations log.",
    description = "%nReads log page 20h: what placements an Endurance Group can have.",
    footer = {"%nExample:", "  rnvme fdp configs /dev/nvme0 -e 1 -H"})
final class FdpConfigsCommand extends FdpLogCommand<FdpConfigurationsLog> {

  private static final int INITIALLY_ISOLATED = 1;

  /** Explained or not. */
  @Option(names = "--human-readable", description = "Explain the bits of the attributes.")
  boolean detailed;

  FdpConfigsCommand(Console console) {
    super(console);
  }

  @Override
  Page<FdpConfigurationsLog> page() {
    Page<FdpConfigurationsLog.Configuration> configuration =
        Page.<FdpConfigurationsLog.Configuration>labelled("")
            .field("fdpa", "FDP Attributes: ", c -> c.attributes().value(), Page::hex)
            .text("", c -> detailed ? bits(c.attributes()) : null)
            .field("vss", "Vendor Specific Size: ", c -> c.vendorSpecificSize())
            .field("nrg", "Number of Reclaim Groups: ", c -> c.numberOfReclaimGroups())
            .field("nruh", "Number of Reclaim Unit Handles: ", c -> c.numberOfReclaimUnitHandles())
            .field("nnss", "Number of Namespaces Supported: ", c -> c.numberOfNamespacesSupported())
            .field(
                "runs",
                "Reclaim Unit Nominal Size: ",
                c -> Sizes.unsigned(c.reclaimUnitNominalSize()))
            .field(
                "erutl",
                "Estimated Reclaim Unit Time Limit: ",
                c -> c.estimatedReclaimUnitTimeLimit())
            .text("Reclaim Unit Handle List:", FdpConfigsCommand::handles)
            .build();
    return Page.<FdpConfigurationsLog>labelled("")
        .json("n", log -> log.numberOfConfigurations())
        .list("configs", log -> log.configurations(), configuration)
        .build();
  }

  private static String bits(FdpConfigurationsLog.Configuration.Attributes attributes) {
    int valid = attributes.valid() ? 1 : 0;
    int cache = attributes.volatileWriteCache() ? 1 : 0;
    return "  [7:7] : "
        + Page.hex(valid)
        + "\tFDP Configuration "
        + (valid == 1 ? "" : "Not ")
        + "Valid\n  [4:4] : "
        + Page.hex(cache)
        + "\tFDP Volatile Write Cache "
        + (cache == 1 ? "" : "Not ")
        + "Present\n  [3:0] : "
        + Page.hex(attributes.reclaimGroupIdentifierFormat())
        + "\tReclaim Group Identifier Format";
  }

  private static String handles(FdpConfigurationsLog.Configuration configuration) {
    StringBuilder text = new StringBuilder();
    int index = 0;
    for (FdpConfigurationsLog.ReclaimUnitHandle handle : configuration.reclaimUnitHandles()) {
      text.append("\n  [").append(index++).append("]: ");
      text.append(handle.type() == INITIALLY_ISOLATED ? "Initially" : "Persistently");
      text.append(" Isolated");
    }
    return text.toString();
  }

  @Override
  Mono<FdpConfigurationsLog> read(NvmeLogs logs, int group) {
    return logs.fdpConfigurations(group);
  }
}
