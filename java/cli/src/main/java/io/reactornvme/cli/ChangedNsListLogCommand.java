package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.spec.ChangedNamespaceList;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** {@code rnvme changed-ns-list-log}. */
@Command(
    name = "changed-ns-list-log",
    header = "Lists the namespaces that have changed since the list was read last.",
    description = {
      "%nReads log page 04h, and keeps what is in it: the kernel reads it as well, and empties it."
    },
    footer = {"%nExample:", "  rnvme changed-ns-list-log /dev/nvme0"})
final class ChangedNsListLogCommand extends NamedLogCommand<ChangedNamespaceList> {

  private static final int MOST = 1024;

  ChangedNsListLogCommand(Console console) {
    super(console);
  }

  @Override
  Mono<ChangedNamespaceList> read(Drive drive) {
    return drive.controller().logs().changedNamespaces();
  }

  @Override
  String text(Answer<NamedLog<ChangedNamespaceList>> answer, NamedLog<ChangedNamespaceList> named) {
    if (named.log().tooMany()) {
      return "more than " + MOST + " ns changed\n";
    }
    StringBuilder text = new StringBuilder();
    int index = 0;
    for (long nsid : named.log().namespaceIdentifiers()) {
      text.append(String.format(Locale.ROOT, "[%4d]:%s%n", index++, Page.hex(nsid)));
    }
    return text.toString();
  }

  /** Of a list that did not hold all, an NSID of FFFFFFFFh; nvme-cli prints nothing then. */
  @Override
  void json(JsonGenerator json, NamedLog<ChangedNamespaceList> named) throws IOException {
    Json.field(json, "Changed Namespace List Log", named.device());
    json.writeObjectFieldStart(named.device());
    List<Long> nsids =
        named.log().tooMany() ? List.of(0xffffffffL) : named.log().namespaceIdentifiers();
    int index = 1;
    for (long nsid : nsids) {
      Json.field(json, String.format(Locale.ROOT, "[%4d]", index++), Page.hex(nsid));
    }
    json.writeEndObject();
  }
}
