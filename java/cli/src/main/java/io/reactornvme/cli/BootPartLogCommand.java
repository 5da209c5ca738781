package io.reactornvme.cli;

import io.reactornvme.spec.BootPartitionHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme boot-part-log}. */
@Command(
    name = "boot-part-log",
    header = "Writes a boot partition to a file.",
    description = "%nReads log page 15h; the file has the partition without the log's header.",
    footer = {"%nExample:", "  rnvme boot-part-log /dev/nvme0 -s 0 -f boot.bin"})
final class BootPartLogCommand extends PageCommand<BootPartitionHeader> {

  private static final Page<BootPartitionHeader> PAGE =
      Page.<BootPartitionHeader>labelled("")
          .title(at -> "Boot Partition Log for device: " + at.device())
          .field("count", "Log ID: ", log -> log.logPageIdentifier())
          .json("abpid", log -> log.information().activePartition1() ? 1 : 0)
          .json("bpsz", log -> log.information().size())
          .text("Boot Partition Size: ", log -> log.partitionBytes() / 1024 + " KiB")
          .text("Active BPID: ", log -> log.information().activePartition1() ? 1 : 0)
          .build();

  @Option(
      names = {"-s", "--lsp"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Which partition, 0 or 1 (default: 0).")
  long partition;

  @Option(
      names = {"-f", "--output-file"},
      paramLabel = "FILE",
      description = "Where to. It is made, or made anew.")
  @Nullable Path file;

  BootPartLogCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (file == null) {
      throw wrong("Please provide an output file!");
    }
    if (partition > 1) {
      throw wrong("--lsp is 0 or 1, not " + partition);
    }
    if (drives.areSeveral()) {
      throw wrong("--output-file is of one drive");
    }
  }

  @Override
  String leftBehind(String in) {
    return "only a part of the partition is in " + file + "; it can be read again from " + in;
  }

  @Override
  Page<BootPartitionHeader> page() {
    return PAGE;
  }

  /** The first piece is the header; what follows is the partition. */
  @Override
  Mono<BootPartitionHeader> ask(Drive drive) {
    return drive
        .controller()
        .logs()
        .bootPartition((int) partition)
        .switchOnFirst(
            (first, pieces) ->
                first.hasValue()
                    ? write(drive, BootPartitionHeader.decode(first.get()), pieces.skip(1))
                    : pieces.then(Mono.<BootPartitionHeader>empty()))
        .next();
  }

  private Mono<BootPartitionHeader> write(
      Drive drive, BootPartitionHeader header, Flux<ByteBuffer> partition) {
    return watched(
            drive,
            new Transfer("Boot partition", header.partitionBytes())
                .progress(OutputFile.write(partition, Objects.requireNonNull(file))))
        .thenReturn(header);
  }

  @Override
  String text(Answer<BootPartitionHeader> answer, BootPartitionHeader log) {
    return super.text(answer, log) + "Data flushed into file " + file + "\n";
  }
}
