package io.reactornvme.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Ranges of blocks, one list for each of their numbers. */
final class RangeListOptions {

  @Option(
      names = {"-s", "--slbs"},
      split = ",",
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The first block of each range.")
  List<Long> starts = List.of();

  @Option(
      names = {"-b", "--blocks"},
      split = ",",
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "The number of blocks of each range; of copy less one: 0 is one block.")
  List<Long> blocks = List.of();

  /** The element of a list, or 0 where it is shorter, as nvme-cli has it. */
  static long element(List<Long> list, int index) {
    return index < list.size() ? list.get(index) : 0;
  }

  long start(int range) {
    return element(starts, range);
  }

  long blocks(int range) {
    return element(blocks, range);
  }
}
