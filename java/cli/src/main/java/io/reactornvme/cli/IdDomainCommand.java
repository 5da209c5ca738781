package io.reactornvme.cli;

import io.reactornvme.spec.DomainList;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme id-domain}. */
@Command(
    name = "id-domain",
    header = "Lists the domains of the NVM subsystem.",
    footer = {"%nExample:", "  rnvme id-domain /dev/nvme0 -o json"})
final class IdDomainCommand extends PageCommand<DomainList> {

  /** A domain at its place in the list. */
  private record Entry(int index, DomainList.DomainAttributes domain) {

    String line(String name, Object value) {
      return name + " for Attr Entry[" + index + "]: " + value;
    }
  }

  private static final Page<Entry> ENTRY =
      Page.<Entry>labelled("")
          .json("dom_id", e -> e.domain().domainIdentifier())
          .json("dom_cap", e -> e.domain().totalDomainCapacity())
          .json("unalloc_dom_cap", e -> e.domain().unallocatedDomainCapacity())
          .json("max_egrp_dom_cap", e -> e.domain().maximumEnduranceGroupDomainCapacity())
          .text("", e -> e.line("Domain Id", e.domain().domainIdentifier()))
          .text("", e -> e.line("Domain Capacity", e.domain().totalDomainCapacity()))
          .text(
              "",
              e -> e.line("Unallocated Domain Capacity", e.domain().unallocatedDomainCapacity()))
          .text(
              "",
              e ->
                  e.line(
                      "Max Endurance Group Domain Capacity",
                      e.domain().maximumEnduranceGroupDomainCapacity()))
          .build();

  private static final Page<DomainList> PAGE =
      Page.<DomainList>labelled("")
          .title(
              at ->
                  "NVMe Identify command for Domain List is successful:\n"
                      + "NVMe Identify Domain List:")
          .field("num_dom_entries", "Number of Domain Entries: ", list -> list.domains().size())
          .list("domain_list", IdDomainCommand::entries, ENTRY)
          .build();

  @Option(
      names = {"-d", "--dom-id"},
      paramLabel = "ID",
      converter = Numbers.U16.class,
      description = "The first domain to list (default: 0, which lists all).")
  long first;

  IdDomainCommand(Console console) {
    super(console);
  }

  private static List<Entry> entries(DomainList list) {
    List<Entry> entries = new ArrayList<>();
    for (DomainList.DomainAttributes domain : list.domains()) {
      entries.add(new Entry(entries.size(), domain));
    }
    return entries;
  }

  @Override
  Page<DomainList> page() {
    return PAGE;
  }

  @Override
  Mono<DomainList> ask(Drive drive) {
    return drive.controller().identify().domains((int) first);
  }
}
