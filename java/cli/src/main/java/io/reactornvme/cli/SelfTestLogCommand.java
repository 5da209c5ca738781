package io.reactornvme.cli;

import io.reactornvme.spec.NvmeStatus;
import io.reactornvme.spec.SelfTestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme self-test-log}. */
@Command(
    name = "self-test-log",
    header = "Shows the Device Self-test log.",
    description =
        "%nReads log page 06h: the test that runs, and the results of the last 20; -v in words.",
    footer = {"%nExample:", "  rnvme self-test-log /dev/nvme0 -e 3 -v"})
final class SelfTestLogCommand extends PageCommand<SelfTestLog> {

  private static final int NOT_USED = 0xf;
  private static final int SEGMENT_KNOWN = 7;

  private static final String[] RESULTS = {
    "Operation completed without error",
    "Operation was aborted by a Device Self-test command",
    "Operation was aborted by a Controller Level Reset",
    "Operation was aborted due to a removal of a namespace from the namespace inventory",
    "Operation was aborted due to the processing of a Format NVM command",
    "A fatal error or unknown test error occurred while the controller was executing the device"
        + " self-test operation and the operation did not complete",
    "Operation completed with a segment that failed and the segment that failed is not known",
    "Operation completed with one or more failed segments and the first segment that failed is"
        + " indicated in the SegmentNumber field",
    "Operation was aborted for unknown reason",
    "Operation was aborted due to a sanitize operation"
  };

  /** A result at its place in the log. */
  private record Entry(int index, SelfTestLog.SelfTestResult result) {

    int outcome() {
      return result.selfTestStatus().result();
    }

    boolean isUsed() {
      return outcome() != NOT_USED;
    }

    /** What only a result that is used has. */
    <V> @Nullable V used(Function<SelfTestLog.SelfTestResult, V> field) {
      return isUsed() ? field.apply(result) : null;
    }

    /** What is there only if a bit of the diagnostic information says so. */
    <V> @Nullable V valid(int bit, Function<SelfTestLog.SelfTestResult, V> field) {
      boolean valid = (result.validDiagnosticInformation().value() >> bit & 1) != 0;
      return isUsed() && valid ? field.apply(result) : null;
    }
  }

  @Option(
      names = {"-e", "--dst-entries"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "How many results at most (default: 20, which is all).")
  long entries = 20;

  SelfTestLogCommand(Console console) {
    super(console);
  }

  private List<Entry> shown(SelfTestLog log) {
    List<Entry> shown = new ArrayList<>();
    for (SelfTestLog.SelfTestResult result : log.results()) {
      if (shown.size() < entries) {
        shown.add(new Entry(shown.size(), result));
      }
    }
    return shown;
  }

  private Page<Entry> entry() {
    return Page.<Entry>labelled("")
        .text("", e -> "Self Test Result[" + e.index() + "]:")
        .field(
            "Self test result", "  Operation Result             : ", e -> e.outcome(), this::result)
        .field(
            "Self test code",
            "  Self Test Code               : ",
            e -> e.used(r -> r.selfTestStatus().code()),
            this::code)
        .json("Segment number", e -> e.used(r -> r.segmentNumber()))
        .text(
            "  Segment Number               : ",
            e -> e.outcome() == SEGMENT_KNOWN ? Page.hex(e.result().segmentNumber()) : null)
        .field(
            "Valid Diagnostic Information",
            "  Valid Diagnostic Information : ",
            e -> e.used(r -> r.validDiagnosticInformation().value()),
            Page::hex)
        .field(
            "Power on hours",
            "  Power on hours (POH)         : ",
            e -> e.used(r -> Sizes.unsigned(r.powerOnHours())),
            Page::hex)
        .field(
            "Namespace Identifier",
            "  Namespace Identifier         : ",
            e -> e.valid(0, r -> r.namespaceIdentifier()),
            Page::hex)
        .field(
            "Failing LBA",
            "  Failing LBA                  : ",
            e -> e.valid(1, r -> Sizes.unsigned(r.failingLba())),
            Page::hex)
        .field(
            "Status Code Type",
            "  Status Code Type             : ",
            e -> e.valid(2, r -> r.statusCodeType()),
            Page::hex)
        .json("Status Code", e -> e.valid(3, r -> r.statusCode()))
        .text("  Status Code                  : ", e -> e.valid(3, this::status))
        .json("Vendor Specific", e -> e.used(r -> r.vendorSpecific()))
        .text("  Vendor Specific              : ", e -> e.used(r -> vendor(r.vendorSpecific())))
        .build();
  }

  private String result(Object outcome) {
    int value = ((Number) outcome).intValue();
    String words =
        value < RESULTS.length
            ? RESULTS[value]
            : value == NOT_USED ? "Entry not used (does not contain a result)" : "Reserved";
    return Page.hex(value) + (isVerbose() ? " " + words : "");
  }

  private String code(Object code) {
    int value = ((Number) code).intValue();
    String words =
        switch (value) {
          case 1 -> "Short device self-test operation";
          case 2 -> "Extended device self-test operation";
          case 0xe -> "Vendor specific";
          default -> "Reserved";
        };
    return Integer.toHexString(value) + (isVerbose() ? " " + words : "");
  }

  private String status(SelfTestLog.SelfTestResult result) {
    String name = NvmeStatus.of((result.statusCodeType() & 7) << 8 | result.statusCode()).name();
    return Page.hex(result.statusCode()) + (isVerbose() ? " " + name : "");
  }

  private static String vendor(int bytes) {
    return Page.hex(bytes & 0xff) + " " + Page.hex(bytes >> 8);
  }

  @Override
  Page<SelfTestLog> page() {
    return Page.<SelfTestLog>labelled("")
        .title(at -> "Device Self Test Log for NVME device:" + at.device())
        .field(
            "Current Device Self-Test Operation",
            "Current operation  : ",
            log -> log.currentOperation().value(),
            Page::hex)
        .field(
            "Current Device Self-Test Completion",
            "Current Completion : ",
            log -> log.currentCompletion().value(),
            percent -> percent + "%")
        .list("List of Valid Reports", this::shown, entry())
        .build();
  }

  @Override
  Mono<SelfTestLog> ask(Drive drive) {
    return drive.controller().logs().selfTest();
  }
}
