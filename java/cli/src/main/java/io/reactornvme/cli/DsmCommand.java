package io.reactornvme.cli;

import io.reactornvme.Access;
import io.reactornvme.IoOptions;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.spec.DatasetManagementRange;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme dsm}. */
@Command(
    name = "dsm",
    header = "Tells a drive about ranges of blocks, such as that they hold no data any more.",
    description = "%nWith --ad a namespace in use is refused.",
    footer = {"%nExample:", "  rnvme dsm /dev/nvme0n1 --ad --slbs=0,0x1000 --blocks=8,16"})
final class DsmCommand extends TaskCommand {

  @Mixin NamespaceOption namespace = new NamespaceOption();
  @Mixin RangeListOptions list = new RangeListOptions();

  @Option(
      names = {"-a", "--ctx-attrs"},
      split = ",",
      paramLabel = "ATTRIBUTES",
      converter = Numbers.U32.class,
      description = "Context attributes of each range.")
  List<Long> attributes = List.of();

  @Option(
      names = {"-d", "--ad"},
      description = "Deallocate: the ranges hold no data any more.")
  boolean deallocate;

  @Option(
      names = {"-w", "--idw"},
      description = "Integral dataset for write: they are written as a whole.")
  boolean forWrite;

  @Option(
      names = {"-r", "--idr"},
      description = "Integral dataset for read: they are read as a whole.")
  boolean forRead;

  @Option(
      names = {"-c", "--cdw11"},
      paramLabel = "DWORD",
      converter = Numbers.U32.class,
      description = "Command dword 11, in place of the three.")
  long cdw11;

  @Option(names = "--force", description = "Also of a namespace in use.")
  boolean force;

  DsmCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return true;
  }

  private int ranges() {
    return Math.max(attributes.size(), Math.max(list.blocks.size(), list.starts.size()));
  }

  @Override
  void check() {
    if (ranges() == 0 || ranges() > DatasetManagementRange.MAX_RANGES) {
      throw wrong("No range definition provided: say --slbs and --blocks, 1 to 256 of each");
    }
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeNamespace target = drive.namespace(namespace.nsid, Access.READ_WRITE);
    List<DatasetManagementRange> ranges =
        IntStream.range(0, ranges())
            .mapToObj(
                i ->
                    new DatasetManagementRange(
                        list.start(i),
                        list.blocks(i),
                        (int) RangeListOptions.element(attributes, i)))
            .toList();
    int what = (deallocate ? 4 : 0) | (forWrite ? 2 : 0) | (forRead ? 1 : 0);
    IoOptions options = IoOptions.defaults();
    return target
        .datasetManagement(
            ranges, cdw11 == 0 ? what : (int) cdw11, force ? options.force() : options)
        .thenReturn(String.format("NVMe DSM: success%n"));
  }
}
