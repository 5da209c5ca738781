package io.reactornvme.cli;

import io.reactornvme.spec.EnduranceGroupLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme endurance-log}. */
@Command(
    name = "endurance-log",
    header = "Shows the Endurance Group Information log.",
    description = "%nReads log page 09h: spare, wear and counters of an Endurance Group.",
    footer = {"%nExample:", "  rnvme endurance-log /dev/nvme0 -g 1"})
final class EnduranceLogCommand extends PageCommand<EnduranceGroupLog> {

  @Option(
      names = {"-g", "--group-id"},
      paramLabel = "ID",
      converter = Numbers.U16.class,
      description = "The Endurance Group (default: 0).")
  long group;

  EnduranceLogCommand(Console console) {
    super(console);
  }

  @Override
  Page<EnduranceGroupLog> page() {
    return Page.<EnduranceGroupLog>labelled("%-24s: ")
        .title(
            at ->
                "Endurance Group Log for NVME device:"
                    + at.device()
                    + " Group ID:"
                    + Long.toHexString(group))
        .field("critical_warning", "critical warning\t: ", log -> log.criticalWarning().value())
        .field("avl_spare", "avl_spare\t\t: ", log -> log.availableSpare())
        .field(
            "avl_spare_threshold", "avl_spare_threshold\t: ", log -> log.availableSpareThreshold())
        .field(
            "percent_used", "percent_used\t\t: ", log -> log.percentageUsed(), used -> used + "%")
        .field("endurance_estimate", "endurance_estimate\t: ", log -> log.enduranceEstimate())
        .field("data_units_read", "data_units_read\t\t: ", log -> log.dataUnitsRead())
        .field("data_units_written", "data_units_written\t: ", log -> log.dataUnitsWritten())
        .field("media_units_written", "media_units_written\t: ", log -> log.mediaUnitsWritten())
        .field("host_read_cmds", "host_read_cmds\t\t: ", log -> log.hostReadCommands())
        .field("host_write_cmds", "host_write_cmds\t\t: ", log -> log.hostWriteCommands())
        .field("media_data_integrity_err", log -> log.mediaAndDataIntegrityErrors())
        .field("num_err_info_log_entries", log -> log.numberOfErrorInformationLogEntries())
        .build();
  }

  @Override
  Mono<EnduranceGroupLog> ask(Drive drive) {
    return drive.controller().logs().enduranceGroup((int) group);
  }
}
