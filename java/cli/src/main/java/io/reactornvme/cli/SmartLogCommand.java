package io.reactornvme.cli;

import io.reactornvme.LogPageRequest;
import io.reactornvme.spec.SmartLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme smart-log}. */
@Command(
    name = "smart-log",
    header = "Shows the SMART / Health Information log.",
    description = "%nReads log page 02h: temperature, wear, and counters over the drive's life.",
    footer = {
      "%nExamples:",
      "  rnvme smart-log /dev/nvme0",
      "  rnvme smart-log --all -o ndjson | jq -r '[.device, .temperature] | @tsv'"
    })
final class SmartLogCommand extends PageCommand<SmartLog> {

  private static final int ALL = 0xFFFFFFFF;

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(names = "--human-readable", description = "Explain the bits of the critical warning.")
  boolean detailed;

  SmartLogCommand(Console console) {
    super(console);
  }

  @Override
  Page<SmartLog> page() {
    return detailed ? SmartPage.DETAILED : SmartPage.PAGE;
  }

  @Override
  String text(Answer<SmartLog> answer, SmartLog log) {
    String text = super.text(answer, log);
    return console.colour() ? SmartMarks.coloured(text, log) : text;
  }

  @Override
  Mono<SmartLog> ask(Drive drive) {
    int nsid = drive.about(namespace.nsid == null ? ALL : namespace.nsid.intValue());
    if (nsid == ALL) {
      return drive.controller().logs().smart();
    }
    LogPageRequest request =
        LogPageRequest.of(SmartLog.LOG_PAGE_IDENTIFIER)
            .nsid(nsid)
            .length(SmartLog.SIZE)
            .clearEvent();
    return Raw.gathered(drive.controller().logs().read(request)).map(SmartLog::decode);
  }
}
