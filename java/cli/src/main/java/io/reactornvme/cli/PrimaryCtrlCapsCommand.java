package io.reactornvme.cli;

import io.reactornvme.spec.PrimaryControllerCapabilities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme primary-ctrl-caps}. */
@Command(
    name = "primary-ctrl-caps",
    header = "Shows the Primary Controller Capabilities structure.",
    description = "%nQueues and interrupts that can be given to virtual functions.",
    footer = {"%nExample:", "  rnvme primary-ctrl-caps /dev/nvme0"})
final class PrimaryCtrlCapsCommand extends PageCommand<PrimaryControllerCapabilities> {

  @Option(
      names = {"-c", "--cntlid"},
      paramLabel = "CNTLID",
      converter = Numbers.U16.class,
      description = "The primary controller's identifier (default: 0).")
  long controllerId;

  @Option(names = "--human-readable", description = "Explain the bits of the resource types.")
  boolean detailed;

  PrimaryCtrlCapsCommand(Console console) {
    super(console);
  }

  @Override
  Page<PrimaryControllerCapabilities> page() {
    return Page.<PrimaryControllerCapabilities>labelled("%-10s: ")
        .title(at -> "NVME Identify Primary Controller Capabilities:")
        .hex("cntlid", c -> c.controllerIdentifier())
        .hex("portid", c -> c.portIdentifier())
        .hex("crt", c -> c.controllerResourceTypes().value())
        .text("", c -> detailed ? bits(c.controllerResourceTypes().value()) : null)
        .field("vqfrt", c -> c.virtualQueueFlexibleResourcesTotal())
        .field("vqrfa", c -> c.virtualQueueFlexibleResourcesAssigned())
        .field("vqrfap", c -> c.virtualQueueFlexibleResourcesAllocatedToPrimary())
        .field("vqprt", c -> c.virtualQueuePrivateResourcesTotal())
        .field("vqfrsm", c -> c.virtualQueueFlexibleResourcesSecondaryMaximum())
        .field("vqgran", c -> c.virtualQueueFlexibleResourceGranularity())
        .field("vifrt", c -> c.virtualInterruptFlexibleResourcesTotal())
        .field("virfa", c -> c.virtualInterruptFlexibleResourcesAssigned())
        .field("virfap", c -> c.virtualInterruptFlexibleResourcesAllocatedToPrimary())
        .field("viprt", c -> c.virtualInterruptPrivateResourcesTotal())
        .field("vifrsm", c -> c.virtualInterruptFlexibleResourcesSecondaryMaximum())
        .field("vigran", c -> c.virtualInterruptFlexibleResourceGranularity())
        .build();
  }

  private static String bits(int types) {
    StringBuilder text = new StringBuilder();
    if (types >> 2 != 0) {
      text.append("  [7:2] : ").append(Page.hex(types >> 2)).append("\tReserved\n");
    }
    text.append(bit("  [1:1] ", types >> 1 & 1, "VI")).append('\n');
    return text.append(bit("  [0:0] ", types & 1, "VQ")).toString();
  }

  private static String bit(String place, int bit, String what) {
    String not = bit == 0 ? "not " : "";
    return place + Page.hex(bit) + "\t" + what + " Resources are " + not + "supported";
  }

  @Override
  Mono<PrimaryControllerCapabilities> ask(Drive drive) {
    return drive.controller().identify().primaryControllerCapabilities((int) controllerId);
  }
}
