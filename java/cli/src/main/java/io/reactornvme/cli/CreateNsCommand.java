package io.reactornvme.cli;

import io.reactornvme.NamespaceCreation;
import io.reactornvme.spec.IdentifyNamespace;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme create-ns}. */
@Command(
    name = "create-ns",
    header = "Creates a namespace.",
    description = "%nIt is not attached to any controller: see attach-ns.",
    footer = {
      "%nExamples:",
      "  rnvme create-ns /dev/nvme0 --nsze=0x100000 --ncap=0x100000 --flbas=0",
      "  rnvme create-ns /dev/nvme0 -S 10G -C 10G --block-size=4096"
    })
final class CreateNsCommand extends TaskCommand {

  @Option(
      names = {"-s", "--nsze"},
      paramLabel = "BLOCKS",
      converter = Numbers.U64.class,
      description = "Size, in logical blocks.")
  long size;

  @Option(
      names = {"-c", "--ncap"},
      paramLabel = "BLOCKS",
      converter = Numbers.U64.class,
      description = "Capacity, in logical blocks.")
  long capacity;

  @Option(
      names = {"-f", "--flbas"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "LBA format: bits 6:5 and 3:0 its index, bit 4 metadata behind the data.")
  @Nullable Long flbas;

  @Option(
      names = {"-d", "--dps"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Protection information: its type, 0 to 3, and 8 if it comes first.")
  long protection;

  @Option(
      names = {"-m", "--nmic"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "1 if several controllers may have it attached.")
  long sharing;

  @Option(
      names = {"-a", "--anagrp-id"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "ANA group; 0 lets the drive choose.")
  long anaGroup;

  @Option(
      names = {"-i", "--nvmset-id"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "NVM Set; 0 lets the drive choose.")
  long nvmSet;

  @Option(
      names = {"-b", "--block-size"},
      paramLabel = "BYTES",
      converter = Numbers.U64.class,
      description = "The first LBA format with such blocks and no metadata, in place of --flbas.")
  @Nullable Long blockSize;

  @Option(
      names = {"-y", "--csi"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = "Command set: 0 NVM, 1 key value, 2 zoned.")
  long commandSet;

  @Option(
      names = {"-l", "--lbstm"},
      paramLabel = "MASK",
      converter = Numbers.U64.class,
      description = "Logical block storage tag mask.")
  long storageTagMask;

  @Option(
      names = {"-S", "--nsze-si"},
      paramLabel = "BYTES",
      converter = Numbers.U64.class,
      description = "Size in bytes, as 10G, in place of --nsze.")
  @Nullable Long sizeBytes;

  @Option(
      names = {"-C", "--ncap-si"},
      paramLabel = "BYTES",
      converter = Numbers.U64.class,
      description = "Capacity in bytes, as 10G, in place of --ncap.")
  @Nullable Long capacityBytes;

  CreateNsCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if ((flbas == null) == (blockSize == null)) {
      throw wrong("say which LBA format: either --flbas or --block-size");
    }
    if ((sizeBytes != null && size != 0) || (capacityBytes != null && capacity != 0)) {
      throw wrong("--nsze and --nsze-si exclude each other, as do --ncap and --ncap-si");
    }
    if ((flbas != null && flbas > 0x7f) || (protection & ~8L) > 3 || sharing > 1) {
      throw wrong("--flbas is 0 to 0x7f, --dps 0 to 3 or 8 to 0xb, --nmic 0 or 1");
    }
  }

  @Override
  Mono<String> ask(Drive drive) {
    boolean mustLook = blockSize != null || sizeBytes != null || capacityBytes != null;
    Mono<NamespaceCreation> wanted =
        mustLook
            ? drive.controller().identify().namespace(Drive.ALL).map(this::creation)
            : Mono.fromCallable(() -> creation(index(), size, capacity));
    return wanted
        .flatMap(creation -> drive.controller().namespaceManagement().create(creation))
        .map(nsid -> String.format(Locale.ROOT, "create-ns: Success, created nsid:%d%n", nsid));
  }

  private NamespaceCreation creation(IdentifyNamespace id) {
    int index = blockSize == null ? index() : Formats.ofBlocks(id, blockSize);
    if (index >= id.lbaFormats().size()) {
      throw new IllegalArgumentException("the drive has no LBA format " + index);
    }
    long block =
        (long) id.lbaFormats().get(index).dataSize() + id.lbaFormats().get(index).metadataSize();
    return creation(
        index,
        sizeBytes == null ? size : sizeBytes / block,
        capacityBytes == null ? capacity : capacityBytes / block);
  }

  private int index() {
    int value = flbas == null ? 0 : flbas.intValue();
    return (value & 0xf) | (value & 0x60) >> 1;
  }

  private NamespaceCreation creation(int index, long blocks, long usable) {
    return NamespaceCreation.of(blocks, usable)
        .lbaFormat(index, flbas != null && (flbas & 0x10) != 0)
        .protectionInformation((int) protection & 3, protection > 3)
        .shared(sharing == 1)
        .anaGroup(anaGroup)
        .nvmSet((int) nvmSet)
        .commandSet((int) commandSet)
        .logicalBlockStorageTagMask(storageTagMask);
  }
}
