package io.reactornvme;

import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NamespaceIdentificationDescriptors;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace;
import io.reactornvme.spec.NvmCommandSetIdentifyNamespace.ExtendedLbaFormat;
import java.time.Duration;
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

  private static final ExtendedLbaFormat NO_EXTENSION = new ExtendedLbaFormat(0);

  /** Command Set Identifier. */
  private static final int NVM = 0;

  private final Target target;
  private final @Nullable Scheduler emitOn;
  private final PerFormat<NamespaceFormat> format;

  Device(Target target, @Nullable Scheduler emitOn) {
    this.target = target;
    this.emitOn = emitOn;
    this.format = new PerFormat<>(target, this::askFormat);
  }

  Target target() {
    return target;
  }

  /** Of a namespace; all that use this handle ask for it together. */
  PerFormat<NamespaceFormat> format() {
    return format;
  }

  private Mono<NamespaceFormat> askFormat(long deadlineNanos) {
    int nsid = target.nsid();
    int epoch = target.formats();
    return ioctl(NvmeIoctl.ADMIN64_CMD, StandardCommands.identifyNamespace(nsid, deadlineNanos))
        .map(result -> IdentifyNamespace.decode(result.orThrow().data()))
        .flatMap(
            id ->
                id.endToEndDataProtectionTypeSettings().protectionInformationType() == 0
                    ? Mono.just(NamespaceFormat.of(id, NO_EXTENSION))
                    : ioctl(
                            NvmeIoctl.ADMIN64_CMD,
                            StandardCommands.identifyNvmNamespace(nsid, deadlineNanos))
                        .map(result -> NamespaceFormat.of(id, extension(id, result))))
        .doOnNext(told -> target.told(told, epoch));
  }

  /** A drive that does not know the data structure has 16-bit guards alone. */
  private static ExtendedLbaFormat extension(IdentifyNamespace id, PassthruResult result) {
    return result.isSuccess()
        ? NvmCommandSetIdentifyNamespace.decode(result.data())
            .extendedLbaFormat(id.formattedLbaFormatIndex())
        : NO_EXTENSION;
  }

  Mono<PassthruResult> command(PassthruCommand command, CommandForm form) {
    Mono<PassthruResult> mono =
        isReady(command, form)
            ? PassthruMono.create(target, command, form)
            : Mono.defer(() -> afterQuestions(command, form));
    return emit(mono);
  }

  /** Moves the signals to where the application wants them. */
  <T> Mono<T> emit(Mono<T> mono) {
    return emitOn == null ? mono : mono.publishOn(emitOn);
  }

  /** Whether all is known that must be known before the command can be sent. */
  private boolean isReady(PassthruCommand command, CommandForm form) {
    return knowsFormat(command, form) && !target.asksForEffects(command, form);
  }

  private boolean knowsFormat(PassthruCommand command, CommandForm form) {
    return target.isController()
        || !Preflight.movesBlocks(command, form)
        || (target.metadataBytes() >= 0
            && (target.protectionBytes() >= 0 || !Preflight.needsProtection(command, form)));
  }

  /**
   * The drive is asked first, until it has told. The command's deadline is for both. No command
   * needs both answers: what moves blocks has an opcode whose effects are known.
   */
  private Mono<PassthruResult> afterQuestions(PassthruCommand command, CommandForm form) {
    if (isReady(command, form)) { // answered meanwhile
      return PassthruMono.create(target, command, form);
    }
    Preflight.checkUnasked(target, command, form); // what is wrong in any case is not worth it
    return knowsFormat(command, form) ? afterEffects(command, form) : afterFormat(command, form);
  }

  /** A command of which nobody but the drive knows what it does to others. */
  private Mono<PassthruResult> afterEffects(PassthruCommand command, CommandForm form) {
    long start = System.nanoTime();
    Mono<Void> effects =
        commandSet()
            .flatMap(
                csi ->
                    target
                        .effects()
                        .read(csi, () -> inner(StandardCommands.commandsSupportedAndEffects(csi))));
    long own = command.deadlineNanos();
    long deadline = own != 0 ? own : target.defaultDeadlineNanos();
    if (deadline != 0) {
      // Not a deadline of the command inside, which others may wait for with more patience.
      Duration patience = Duration.ofNanos(deadline);
      String name = CommandNames.of(form.admin(), command.opcode());
      effects =
          effects.timeout(
              patience,
              Mono.error(() -> new NvmeDeadlineException(target.path(), name, patience, false)));
    }
    return effects.then(PassthruMono.since(start, target, command, form));
  }

  /** CSI of a controller's log is 0; a namespace's is that of its I/O command set. */
  private Mono<Integer> commandSet() {
    if (target.commandSet() >= 0) {
      return Mono.just(target.commandSet());
    }
    return inner(StandardCommands.identify(NamespaceIdentificationDescriptors.CNS, target.nsid()))
        .map(
            result ->
                NamespaceIdentificationDescriptors.decode(result.orThrow().data())
                    .commandSetIdentifier()
                    .orElse(NVM))
        // Before NVMe 1.3 a drive has no such list, and NVM alone.
        .onErrorResume(NvmeStatusException.class, e -> Mono.just(NVM))
        .doOnNext(target::commandSet)
        .onErrorReturn(NVM);
  }

  /** An admin command of the library's own; the node of a namespace takes it as an ioctl alone. */
  private Mono<PassthruResult> inner(PassthruCommand command) {
    return PassthruMono.create(
        target,
        command,
        target.isController() ? CommandForm.ADMIN : CommandForm.ioctl(NvmeIoctl.ADMIN64_CMD));
  }

  /**
   * Some kernels (6.1) do not tell in sysfs how much metadata a block has, and none tells what of
   * it is protection information, which matters with PRACT. Without it a transfer cannot be held
   * against its buffer.
   */
  private Mono<PassthruResult> afterFormat(PassthruCommand command, CommandForm form) {
    long start = System.nanoTime();
    return format
        .get(command.deadlineNanos())
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
        op = null;
        command(command, way).subscribe(subscriber);
      } else if (op == null) {
        op = new CommandOp(subscriber, target, command, way, 0);
        subscriber.onSubscribe(op);
      } else {
        op.again(command, way);
      }
    }

    @Override
    public @Nullable CommandOp kept() {
      return op;
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
