package io.reactornvme.cli;

import io.reactornvme.NvmeLogs;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Whether the event that a log belongs to is kept. */
final class RetainOption {

  @Option(
      names = {"-r", "--rae"},
      description = "Retain the asynchronous event that the page would clear.")
  boolean retain;

  /** The log; after it the event is cleared, unless it is to be kept. */
  <T> Mono<T> read(NvmeLogs logs, int logPageIdentifier, Mono<T> log) {
    return retain
        ? log
        : log.flatMap(value -> logs.clearEvent(logPageIdentifier).thenReturn(value));
  }
}
