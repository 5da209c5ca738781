package io.reactornvme;

import reactor.core.publisher.Operators;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.context.Context;

/**
 * An error for which there is nobody any more: a cancel, a deadline, a disposal or another error
 * has ended the subscriber's life before.
 *
 * <p>What was left in a drive ends with the reset or the removal that brings it back, and what was
 * about to be sent with the disposal: with an {@link NvmeException}, as is to be expected. It goes
 * to the log at debug level, and the {@link CommandListener} has heard of it. Reactor's hook for
 * dropped errors, which by default logs a stack trace, is for those that nobody could expect.
 */
final class LateError {

  private static final Logger LOG = Loggers.getLogger(LateError.class);

  private LateError() {}

  static void drop(Throwable error, Context context) {
    if (error instanceof NvmeException) {
      LOG.debug("too late for its subscriber: {}", error.getMessage());
    } else {
      Operators.onErrorDropped(error, context);
    }
  }
}
