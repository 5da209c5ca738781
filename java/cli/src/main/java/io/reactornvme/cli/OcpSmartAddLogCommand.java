package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.spec.OcpSmartLog;
import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme ocp smart-add-log}. */
@Command(
    name = "ocp-smart-add-log",
    header = "Shows the OCP SMART / Health Information Extended log.",
    description = "%nReads log page C0h of drives for data centers, by the OCP's specification.",
    footer = {"%nExample:", "  rnvme ocp smart-add-log /dev/nvme0 -o json"})
final class OcpSmartAddLogCommand extends PageCommand<OcpSmartLog> {

  /** The version from which on the log says which specification it is of. */
  private static final int VERSIONED = 2;

  private static final int WRITTEN = 0;
  private static final int READ = 16;
  private static final int IDENTIFIER = 496;

  /** JSON's names are those of the text, but that the first two numbers have halves. */
  private static final Page<OcpSmartLog> PAGE =
      Page.<OcpSmartLog>labelled("  %s\t\t\t")
          .title(at -> "SMART Cloud Attributes :- ")
          .text("  Physical media units written -   \t        ", log -> halves(log, WRITTEN))
          .text("  Physical media units read    - \t        ", log -> halves(log, READ))
          .field("Bad user nand blocks - Raw", log -> log.badUserNandBlocksRaw())
          .field(
              "Bad user nand blocks - Normalized",
              "  Bad user nand blocks - Normalized\t\t",
              log -> log.badUserNandBlocksNormalized())
          .field("Bad system nand blocks - Raw", log -> log.badSystemNandBlocksRaw())
          .field(
              "Bad system nand blocks - Normalized",
              "  Bad system nand blocks - Normalized\t\t",
              log -> log.badSystemNandBlocksNormalized())
          .field(
              "XOR recovery count",
              "  XOR recovery count\t\t\t\t",
              log -> Sizes.unsigned(log.xorRecoveryCount()))
          .field(
              "Uncorrectable read error count",
              "  Uncorrectable read error count\t\t",
              log -> Sizes.unsigned(log.uncorrectableReadErrorCount()))
          .field(
              "Soft ecc error count",
              "  Soft ecc error count\t\t\t\t",
              log -> Sizes.unsigned(log.softEccErrorCount()))
          .field("End to end corrected errors", log -> log.endToEndCorrectedErrors())
          .field("End to end detected errors", log -> log.endToEndDetectedErrors())
          .field("System data percent used", log -> log.systemDataPercentUsed())
          .field("Refresh counts", "  Refresh counts\t\t\t\t", log -> log.refreshCounts())
          .field("Max User data erase counts", log -> log.maximumUserDataEraseCount())
          .field("Min User data erase counts", log -> log.minimumUserDataEraseCount())
          .field(
              "Number of Thermal throttling events",
              "  Number of Thermal throttling events\t\t",
              log -> log.thermalThrottlingEventCount())
          .field(
              "Current throttling status",
              "  Current throttling status\t\t  \t",
              log -> log.currentThrottlingStatus(),
              status -> "0x" + Integer.toHexString((Integer) status))
          .field(
              "PCIe correctable error count",
              log -> Sizes.unsigned(log.pcieCorrectableErrorCount()))
          .field(
              "Incomplete shutdowns",
              "  Incomplete shutdowns\t\t\t\t",
              log -> log.incompleteShutdowns())
          .field(
              "Percent free blocks",
              "  Percent free blocks\t\t\t\t",
              log -> log.percentFreeBlocks())
          .field("Capacitor health", "  Capacitor health\t\t\t\t", log -> log.capacitorHealth())
          .field(
              "Unaligned I/O",
              "  Unaligned I/O\t\t\t\t\t",
              log -> Sizes.unsigned(log.unalignedIo()))
          .field("Security Version Number", log -> Sizes.unsigned(log.securityVersionNumber()))
          .field(
              "NUSE - Namespace utilization",
              log -> Sizes.unsigned(log.totalNamespaceUtilization()))
          .field("PLP start count", "  PLP start count\t\t\t\t", log -> log.plpStartCount())
          .field(
              "Endurance estimate", "  Endurance estimate\t\t\t\t", log -> log.enduranceEstimate())
          .field("Log page version", "  Log page version\t\t\t\t", log -> log.logPageVersion())
          .field("Log page GUID", "  Log page GUID\t\t\t\t\t", OcpSmartAddLogCommand::guid)
          .field(
              "Errata Version Field",
              "  Errata Version Field                          ",
              log -> versioned(log, log.dssdErrataVersion()))
          .field(
              "Point Version Field",
              "  Point Version Field                           ",
              log -> versioned(log, log.dssdPointVersion()))
          .field(
              "Minor Version Field",
              "  Minor Version Field                           ",
              log -> versioned(log, log.dssdMinorVersion()))
          .field(
              "Major Version Field",
              "  Major Version Field                           ",
              log -> versioned(log, log.dssdMajorVersion()))
          .field(
              "NVMe Errata Version",
              "  NVMe Errata Version\t\t\t\t",
              log -> versioned(log, log.nvmeBaseErrataVersion()))
          .field(
              "PCIe Link Retraining Count",
              log -> versioned(log, Sizes.unsigned(log.pcieLinkRetrainingCount())))
          .text("", log -> "")
          .build();

  OcpSmartAddLogCommand(Console console) {
    super(console);
  }

  private static @Nullable Object versioned(OcpSmartLog log, Object value) {
    return log.logPageVersion() > VERSIONED ? value : null;
  }

  private static BigInteger half(OcpSmartLog log, int offset) {
    return Sizes.unsigned(log.raw().getLong(offset));
  }

  private static String halves(OcpSmartLog log, int offset) {
    return half(log, offset + 8) + " " + half(log, offset);
  }

  private static String guid(OcpSmartLog log) {
    return "0x"
        + Long.toHexString(log.raw().getLong(IDENTIFIER + 8))
        + Long.toHexString(log.raw().getLong(IDENTIFIER));
  }

  @Override
  Page<OcpSmartLog> page() {
    return PAGE;
  }

  @Override
  Mono<OcpSmartLog> ask(Drive drive) {
    return drive.controller().logs().ocpSmart();
  }

  @Override
  void json(JsonGenerator json, OcpSmartLog log) throws IOException {
    halves(json, "Physical media units written", log, WRITTEN);
    halves(json, "Physical media units read", log, READ);
    super.json(json, log);
  }

  private static void halves(JsonGenerator json, String name, OcpSmartLog log, int offset)
      throws IOException {
    json.writeObjectFieldStart(name);
    Json.field(json, "hi", half(log, offset + 8));
    Json.field(json, "lo", half(log, offset));
    json.writeEndObject();
  }
}
