package io.reactornvme;

import io.reactornvme.spec.IdentifyNamespace;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What controllers and namespaces have in common: commands to one open node. */
final class Device {

  private static final PassthruCommand NOTHING = PassthruCommand.builder(0).build();

  private final Target target;
  private final @Nullable Scheduler emitOn;

  Device(Target target, @Nullable Scheduler emitOn) {
    this.target = target;
    this.emitOn = emitOn;
  }

  Target target() {
    return target;
  }

  Mono<PassthruResult> command(PassthruCommand command, CommandForm form) {
    Mono<PassthruResult> mono =
        isReady(command, form)
            ? PassthruMono.create(target, command, form)
            : Mono.defer(() -> afterFormat(command, form));
    return emit(mono);
  }

  /** Moves the signals to where the application wants them. */
  <T> Mono<T> emit(Mono<T> mono) {
    return emitOn == null ? mono : mono.publishOn(emitOn);
  }

  private boolean isReady(PassthruCommand command, CommandForm form) {
    return target.isController()
        || target.metadataBytes() >= 0
        || !Preflight.movesBlocks(command, form);
  }

  /**
   * Some kernels (6.1) do not tell in sysfs how much metadata a block has, and without it a
   * transfer cannot be held against its buffer: there the drive is asked first, until it has told.
   * The command's deadline is for both.
   */
  private Mono<PassthruResult> afterFormat(PassthruCommand command, CommandForm form) {
    if (target.metadataBytes() >= 0) {
      return PassthruMono.create(target, command, form);
    }
    Preflight.check(target, command, form); // what is wrong in any case is not worth asking for
    long start = System.nanoTime();
    PassthruCommand identify =
        StandardCommands.identifyNamespace(target.nsid(), command.deadlineNanos());
    return PassthruMono.create(target, identify, CommandForm.ioctl(NvmeIoctl.ADMIN64_CMD))
        .doOnNext(
            result ->
                target.metadataBytes(
                    IdentifyNamespace.decode(result.orThrow().data()).metadataSize()))
        .then(PassthruMono.since(start, target, command, form));
  }

  Flux<PassthruResult> commands(
      Publisher<PassthruCommand> commands, int depth, Function<PassthruCommand, CommandForm> form) {
    // Each answer is moved to emitOn by itself. A publishOn of the whole would either ask for more
    // than the subscriber has asked for, or, with a prefetch of one, leave one command in flight.
    return emitOn == null
        ? FluxDemandMap.run(commands, inner -> new Runner(inner, form), depth)
        : FluxDemandMap.create(commands, c -> command(c, form.apply(c)), depth);
  }

  /** Sends one command after the other with the same {@link CommandOp}. */
  private final class Runner implements FluxDemandMap.Runner<PassthruCommand> {

    private final CoreSubscriber<PassthruResult> subscriber;
    private final Function<PassthruCommand, CommandForm> form;
    private @Nullable CommandOp op;

    Runner(CoreSubscriber<PassthruResult> subscriber, Function<PassthruCommand, CommandForm> form) {
      this.subscriber = subscriber;
      this.form = form;
    }

    @Override
    public void run(PassthruCommand command) {
      CommandForm way = form.apply(command);
      if (!isReady(command, way)) {
        command(command, way).subscribe(subscriber);
        return;
      }
      if (op == null) {
        op = new CommandOp(subscriber, target, command, way, 0);
      } else {
        op.again(command, way);
      }
      subscriber.onSubscribe(op);
    }
  }

  Mono<PassthruResult> ioctl(NvmeIoctl request, PassthruCommand command) {
    return command(command, CommandForm.ioctl(request));
  }

  /** An ioctl that has no command. */
  Mono<PassthruResult> ioctl(NvmeIoctl request) {
    return ioctl(request, NOTHING);
  }
}
