package io.reactornvme.cli;

import io.reactornvme.spec.NvmeStructure;
import reactor.core.publisher.Mono;

/**
 * A command that shows a log whose JSON has the drive's name in it.
 *
 * @param <T> the log
 */
abstract class NamedLogCommand<T extends NvmeStructure> extends ShowCommand<NamedLog<T>> {

  NamedLogCommand(Console console) {
    super(console);
  }

  abstract Mono<T> read(Drive drive);

  @Override
  final Mono<NamedLog<T>> ask(Drive drive) {
    return read(drive).map(log -> new NamedLog<>(drive.name(), log));
  }

  @Override
  final byte[] binary(NamedLog<T> named) {
    return Raw.bytes(named.log().raw());
  }
}
