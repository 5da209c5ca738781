package io.reactornvme.cli;

import picocli.CommandLine.Option;

/** Which blocks a command is about. */
final class BlockRangeOptions {

  @Option(
      names = {"-s", "--start-block"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "The first logical block.")
  long start;

  @Option(
      names = {"-c", "--block-count"},
      paramLabel = "N",
      converter = Numbers.U16.class,
      description = "The number of blocks, less one: 0 is one block.")
  long count;
}
