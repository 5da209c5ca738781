package io.reactornvme.cli;

import reactor.core.publisher.Mono;

/** A command that has something done, and no answer to show but that it was. */
abstract class ActionCommand extends DriveCommand<Boolean> {

  ActionCommand(Console console) {
    super(console);
  }

  /** Completes empty when it is done. */
  abstract Mono<Void> act(Drive drive);

  /** What is said of it; empty for nothing. */
  String done() {
    return "";
  }

  @Override
  final Mono<Boolean> ask(Drive drive) {
    return act(drive).thenReturn(true);
  }

  @Override
  final String text(Answer<Boolean> answer, Boolean value) {
    return done();
  }
}
