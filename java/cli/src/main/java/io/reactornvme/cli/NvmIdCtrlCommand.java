package io.reactornvme.cli;

import io.reactornvme.spec.NvmCommandSetIdentifyController;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme nvm-id-ctrl}. */
@Command(
    name = "nvm-id-ctrl",
    header = "Shows the NVM command set's Identify Controller data structure.",
    description = "%nLimits of Verify, Write Zeroes, Write Uncorrectable and Dataset Management.",
    footer = {"%nExample:", "  rnvme nvm-id-ctrl /dev/nvme0"})
final class NvmIdCtrlCommand extends PageCommand<NvmCommandSetIdentifyController> {

  private static final Page<NvmCommandSetIdentifyController> PAGE =
      Page.<NvmCommandSetIdentifyController>labelled("%-7s: ")
          .title(at -> "NVMe Identify Controller NVM:")
          .field("vsl", id -> id.verifySizeLimit())
          .field("wzsl", id -> id.writeZeroesSizeLimit())
          .field("wusl", id -> id.writeUncorrectableSizeLimit())
          .field("dmrl", id -> id.datasetManagementRangesLimit())
          .field("dmrsl", id -> id.datasetManagementRangeSizeLimit())
          .field("dmsl", id -> Sizes.unsigned(id.datasetManagementSizeLimit()))
          .build();

  NvmIdCtrlCommand(Console console) {
    super(console);
  }

  @Override
  Page<NvmCommandSetIdentifyController> page() {
    return PAGE;
  }

  @Override
  Mono<NvmCommandSetIdentifyController> ask(Drive drive) {
    return drive.controller().identify().nvmCommandSetController();
  }
}
