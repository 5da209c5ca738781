package io.reactornvme;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * A reporting context in the drive: what one read has established is released once, and what others
 * have is left alone.
 *
 * <p>A cancel comes from any thread, also while the command that establishes the context is about
 * to be sent or under way. Whoever sets the reference first decides: if that is the release,
 * nothing is established any more; if it is the establishing, the release waits for its answer,
 * which a cancel does not detach ({@code cache}), and then undoes what it has done.
 */
final class LogContext {

  private static final Logger LOG = Loggers.getLogger(LogContext.class);

  private static final Mono<PassthruResult> RELEASED = Mono.empty();

  private final Device device;
  private final LogPageRequest release;
  private final AtomicReference<@Nullable Mono<PassthruResult>> established =
      new AtomicReference<>();

  LogContext(Device device, LogPageRequest release) {
    this.device = device;
    this.release = release;
  }

  /** The command that establishes the context; empty if it has been released already. */
  Mono<PassthruResult> establish(Mono<PassthruResult> command) {
    Mono<PassthruResult> once = command.cache();
    return established.compareAndSet(null, once) ? once : RELEASED;
  }

  Mono<Void> release() {
    return Mono.defer(
        () -> {
          Mono<PassthruResult> once = established.getAndSet(RELEASED);
          return once == null || once == RELEASED ? Mono.empty() : undo(once);
        });
  }

  private Mono<Void> undo(Mono<PassthruResult> once) {
    return once.map(PassthruResult::isSuccess)
        .onErrorReturn(true) // the answer is lost; the drive may have it for all that
        .filter(Boolean::booleanValue)
        .flatMap(
            ours ->
                device.command(release.command(0, (int) release.length(), true), CommandForm.ADMIN))
        .doOnNext(PassthruResult::orThrow)
        .doOnError(e -> LOG.debug("a reporting context was not released", e))
        .onErrorComplete() // what was read is good in any case
        .then();
  }
}
