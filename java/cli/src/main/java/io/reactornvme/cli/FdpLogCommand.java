package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import io.reactornvme.spec.NvmeStructure;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/**
 * A command that shows a log of an Endurance Group's Flexible Data Placement.
 *
 * @param <T> the log
 */
abstract class FdpLogCommand<T extends NvmeStructure> extends PageCommand<T> {

  @Option(
      names = {"-e", "--endgrp-id"},
      paramLabel = "ID",
      converter = Numbers.U16.class,
      description = "The Endurance Group.")
  long group;

  FdpLogCommand(Console console) {
    super(console);
  }

  abstract Mono<T> read(NvmeLogs logs, int group);

  @Override
  final void check() {
    if (group == 0) {
      throw wrong("endurance group identifier required");
    }
  }

  @Override
  final Mono<T> ask(Drive drive) {
    return read(drive.controller().logs(), (int) group);
  }
}
