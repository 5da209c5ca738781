package io.reactornvme.cli;

import io.reactornvme.NvmeIdentify;
import io.reactornvme.spec.NamespaceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme list-ns}. */
@Command(
    name = "list-ns",
    header = "Lists a controller's namespaces, or all of its subsystem.",
    description = {
      "%nBeside a device --all means all namespaces of the subsystem, attached or not, as in"
          + " nvme-cli; without one it means all drives."
    },
    footer = {"%nExamples:", "  rnvme list-ns /dev/nvme0", "  rnvme list-ns /dev/nvme0 --all"})
final class ListNsCommand extends PageCommand<NamespaceList> {

  /** An NSID at its place in the list. */
  private record Entry(int index, int nsid) {}

  private static final Page<Entry> ENTRY =
      Page.<Entry>labelled("")
          .json("nsid", e -> Integer.toUnsignedLong(e.nsid()))
          .text(
              "",
              e ->
                  String.format(
                      Locale.ROOT,
                      "[%4d]:%s",
                      e.index(),
                      Page.hex(Integer.toUnsignedLong(e.nsid()))))
          .build();

  private static final Page<NamespaceList> PAGE =
      Page.<NamespaceList>labelled("").list("nsid_list", ListNsCommand::entries, ENTRY).build();

  @Option(
      names = {"-n", "--namespace-id"},
      paramLabel = "NSID",
      converter = Numbers.U32.class,
      description = "The first namespace to list (default: 1).")
  long first = 1;

  @Option(
      names = {"-y", "--csi"},
      paramLabel = "CSI",
      converter = Numbers.U8.class,
      description = "Only those of this I/O command set.")
  @Nullable Long csi;

  @Option(
      names = {"-a", "--allocated"},
      description = "All namespaces of the subsystem, attached or not.")
  boolean allocated;

  ListNsCommand(Console console) {
    super(console);
  }

  @Override
  boolean allMeansMoreOfADevice() {
    return true;
  }

  @Override
  void check() {
    if (first == 0) {
      throw wrong("invalid nsid parameter");
    }
    allocated |= drives.all && !drives.paths.isEmpty();
  }

  private static List<Entry> entries(NamespaceList list) {
    List<Entry> entries = new ArrayList<>();
    for (int nsid : list.namespaceIdentifiers()) {
      entries.add(new Entry(entries.size(), nsid));
    }
    return entries;
  }

  @Override
  Page<NamespaceList> page() {
    return PAGE;
  }

  @Override
  Mono<NamespaceList> ask(Drive drive) {
    NvmeIdentify identify = drive.controller().identify();
    int after = (int) (first - 1);
    if (csi == null) {
      return allocated
          ? identify.allocatedNamespaceList(after)
          : identify.activeNamespaceList(after);
    }
    return allocated
        ? identify.allocatedNamespaceList(csi.intValue(), after)
        : identify.activeNamespaceList(csi.intValue(), after);
  }
}
