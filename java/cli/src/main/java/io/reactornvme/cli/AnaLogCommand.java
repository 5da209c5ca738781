package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.LogPageRequest;
import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.AnaLog;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme ana-log}. */
@Command(
    name = "ana-log",
    header = "Shows the Asymmetric Namespace Access log.",
    description = "%nReads log page 0Ch: how each group of namespaces is reached on this path.",
    footer = {"%nExample:", "  rnvme ana-log /dev/nvme0 -o json"})
final class AnaLogCommand extends NamedLogCommand<AnaLog> {

  private static final int GROUPS_ONLY = 1;

  private static final Page<Long> NAMESPACE =
      Page.<Long>labelled("").field("nsid", "\tnsid\t:\t", nsid -> nsid).build();

  private static final Page<AnaLog.Group> GROUP =
      Page.<AnaLog.Group>labelled("%s\t:\t")
          .field("grpid", group -> group.groupIdentifier())
          .field("nnsids", group -> group.numberOfNamespaceIdentifiers())
          .field("chgcnt", group -> Sizes.unsigned(group.changeCount()))
          .field("state", group -> state(group.state().state()))
          .list("NSIDS", group -> group.namespaceIdentifiers(), NAMESPACE)
          .text("", group -> "")
          .build();

  private static final Page<NamedLog<AnaLog>> PAGE =
      Page.<NamedLog<AnaLog>>labelled("%s\t:\t")
          .field(
              "Asymmetric Namespace Access Log for NVMe device",
              "Asymmetric Namespace Access Log for NVMe device: ",
              named -> named.device())
          .text("ANA LOG HEADER :-", named -> "")
          .field("chgcnt", named -> Sizes.unsigned(named.log().changeCount()))
          .field("ngrps", named -> named.log().numberOfGroupDescriptors())
          .text("ANA Log Desc :-", named -> "")
          .list("ANA DESC LIST ", named -> named.log().groups(), GROUP)
          .build();

  @Option(
      names = {"-g", "--groups"},
      description = "The groups alone, without their namespaces.")
  boolean groups;

  AnaLogCommand(Console console) {
    super(console);
  }

  private static String state(int state) {
    return switch (state) {
      case 0x1 -> "optimized";
      case 0x2 -> "non-optimized";
      case 0x3 -> "inaccessible";
      case 0x4 -> "persistent-loss";
      case 0xf -> "change";
      default -> "invalid state";
    };
  }

  @Override
  Mono<AnaLog> read(Drive drive) {
    NvmeLogs logs = drive.controller().logs();
    if (!groups) {
      return logs.asymmetricNamespaceAccess();
    }
    LogPageRequest header =
        LogPageRequest.of(AnaLog.LOG_PAGE_IDENTIFIER).logSpecificParameter(GROUPS_ONLY);
    return Raw.gathered(logs.read(header.length(AnaLog.HEADER_SIZE)))
        .map(bytes -> AnaLog.HEADER_SIZE + 32L * AnaLog.decode(bytes).numberOfGroupDescriptors())
        .flatMap(length -> Raw.gathered(logs.read(header.length(length))))
        .map(AnaLog::decode);
  }

  @Override
  String text(Answer<NamedLog<AnaLog>> answer, NamedLog<AnaLog> named) {
    return PAGE.text(named, new Page.At(answer.name(), 0));
  }

  @Override
  void json(JsonGenerator json, NamedLog<AnaLog> named) throws IOException {
    PAGE.json(json, named);
  }
}
