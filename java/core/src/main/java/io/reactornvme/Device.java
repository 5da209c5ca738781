package io.reactornvme;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
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
    Mono<PassthruResult> mono = PassthruMono.create(target, command, form);
    return emitOn == null ? mono : mono.publishOn(emitOn);
  }

  Flux<PassthruResult> commands(
      Publisher<PassthruCommand> commands, int depth, Function<PassthruCommand, CommandForm> form) {
    // Each answer is moved to emitOn by itself. A publishOn of the whole would either ask for more
    // than the subscriber has asked for, or, with a prefetch of one, leave one command in flight.
    return FluxDemandMap.create(commands, c -> command(c, form.apply(c)), depth);
  }

  Mono<PassthruResult> ioctl(NvmeIoctl request, PassthruCommand command) {
    return command(command, CommandForm.ioctl(request));
  }

  /** An ioctl that has no command. */
  Mono<PassthruResult> ioctl(NvmeIoctl request) {
    return ioctl(request, NOTHING);
  }
}
