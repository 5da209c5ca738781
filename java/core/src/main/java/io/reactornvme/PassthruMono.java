package io.reactornvme;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;

/**
 * A command that is sent at the first request of each subscription, and not before.
 *
 * <p>Cancel and every other end before the completion detach, see {@link CommandOp}; the signals
 * come on the ring's reaper thread, errors of the preflight on the requesting one.
 */
final class PassthruMono extends Mono<PassthruResult> implements Scannable {

  private final Target target;
  private final PassthruCommand command;
  private final CommandForm form;
  private final long since;

  private PassthruMono(Target target, PassthruCommand command, CommandForm form, long since) {
    this.target = target;
    this.command = command;
    this.form = form;
    this.since = since;
  }

  static Mono<PassthruResult> create(Target target, PassthruCommand command, CommandForm form) {
    return onAssembly(new PassthruMono(target, command, form, 0));
  }

  /** One whose deadline counts from a time that has been, on {@link System#nanoTime()}. */
  static Mono<PassthruResult> since(
      long start, Target target, PassthruCommand command, CommandForm form) {
    return onAssembly(new PassthruMono(target, command, form, start));
  }

  @Override
  public void subscribe(CoreSubscriber<? super PassthruResult> actual) {
    actual.onSubscribe(new CommandOp(actual, target, command, form, since));
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by Reactor
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.RUN_STYLE) {
      return Attr.RunStyle.ASYNC;
    }
    if (key == Attr.NAME) {
      return CommandNames.of(form.admin(), command.opcode());
    }
    return null;
  }

  /** What a checkpoint or an assembly trace shows. */
  @Override
  public String toString() {
    return CommandNames.of(form.admin(), command.opcode()) + " to " + target.path();
  }
}
