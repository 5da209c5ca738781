package io.reactornvme;

import io.reactornvme.spec.NvmeStatus;
import io.reactornvme.spec.StatusCodeType;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Makes a Flux of {@link Progress} of an operation of a drive, by polling: one poll for each item
 * that the subscriber asks for, and no sooner than the interval after the one before. So nothing is
 * queued, and what a slow subscriber gets is what the drive says then.
 *
 * <p>No more than one poll is under way, however long the drive takes over it: an item that is due
 * meanwhile repeats the last one. Polls that pile up would take the admin tags of everybody.
 *
 * <p>One object a subscription. Its turns follow each other ({@link FluxDemandMap} with a depth of
 * one), each happens before the next, and within a turn there is one signal: so the fields need no
 * guard, but for those that say so.
 */
final class ProgressWatch {

  /**
   * How to poll.
   *
   * @param interval between polls
   * @param stallLimit how long without progress is a stall, and how long polls may fail
   * @param scheduler for the pauses and the time; null for Reactor's parallel one and the system's
   * @param kernelTimeout of the command and of the polls
   */
  record Settings(
      Duration interval,
      Duration stallLimit,
      @Nullable Scheduler scheduler,
      Duration kernelTimeout) {

    static final Settings DEFAULT =
        new Settings(Duration.ofSeconds(1), Duration.ofMinutes(2), null, Duration.ofMinutes(10));

    Settings pollEvery(Duration value) {
      return new Settings(positive("interval", value), stallLimit, scheduler, kernelTimeout);
    }

    Settings stallLimit(Duration value) {
      return new Settings(interval, positive("limit", value), scheduler, kernelTimeout);
    }

    Settings scheduler(Scheduler value) {
      return new Settings(interval, stallLimit, value, kernelTimeout);
    }

    Settings kernelTimeout(Duration value) {
      PassthruCommand.builder(0).kernelTimeout(value); // checks it
      return new Settings(interval, stallLimit, scheduler, value);
    }

    private static Duration positive(String name, Duration value) {
      if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException(name + " is more than 0, to 365 days, not " + value);
      }
      return value;
    }

    /**
     * A command that may take long. The kernel must not reset the controller over it, and polls
     * beside it are to have as long: some drives answer nothing else meanwhile. Nor is the
     * library's default deadline for it.
     */
    PassthruCommand lasting(PassthruCommand.Builder command) {
      return command
          .kernelTimeout(kernelTimeout)
          .deadline(kernelTimeout.plus(Duration.ofMinutes(1)))
          .build();
    }
  }

  /** What is being done, for messages and items. */
  record Operation(String device, String name, Progress.Unit unit) {}

  /**
   * What the drive said.
   *
   * @param done see {@link Progress}
   * @param total see {@link Progress}
   * @param running false if it has ended
   */
  record State(long done, long total, boolean running) {

    /** There is nothing to watch: the stream is empty. */
    static final State NOTHING = new State(-1, 0, false);
  }

  // Status Code Type and Status Code of a controller that is busy (Base Specification 2.1, section
  // 4.2.3).
  private static final int ABORT_REQUESTED = 0x007;
  private static final int QUEUE_DELETED = 0x008;
  private static final int SANITIZE_IN_PROGRESS = 0x01D;
  private static final int COMMAND_INTERRUPTED = 0x021;
  private static final int TRANSIENT_TRANSPORT_ERROR = 0x022;
  private static final int ADMIN_COMMAND_MEDIA_NOT_READY = 0x024;
  private static final int NAMESPACE_NOT_READY = 0x082;
  private static final int FORMAT_IN_PROGRESS = 0x084;

  private final Operation operation;
  private final Settings settings;
  private final Scheduler scheduler;
  private final Mono<State> poll;

  /** What comes first: checks, and a command that starts the operation and returns at once. */
  private final @Nullable Mono<?> start;

  /** A command that returns when the operation has ended, or earlier; subscribed once. */
  private final @Nullable Mono<?> command;

  /** Set by the command's signal, on another thread than the turns. */
  private volatile boolean commandOver;

  private volatile boolean detached;

  private boolean begun;
  private boolean known;
  private long begin;
  private long changed;
  private long asked;
  private long failingSince;
  private boolean failing;
  private State last = new State(0, 0, true);

  private @Nullable Mono<Signal<State>> underWay;

  /** Whether the latest poll was asked after the command's end; of no command: true. */
  private boolean afterCommand;

  private ProgressWatch(
      Operation operation,
      Settings settings,
      Mono<State> poll,
      @Nullable Mono<?> start,
      @Nullable Mono<?> command) {
    this.operation = operation;
    this.settings = settings;
    this.scheduler = settings.scheduler != null ? settings.scheduler : Schedulers.parallel();
    this.poll = poll;
    this.start = start;
    this.command = command == null ? null : keep(command);
    this.commandOver = command == null;
    this.afterCommand = command == null;
  }

  /** Of something that runs already. */
  static Flux<Progress> attach(Operation operation, Settings settings, Mono<State> poll) {
    return flux(operation, settings, poll, null, null);
  }

  /** Of something that a command starts. */
  static Flux<Progress> start(
      Operation operation, Settings settings, Mono<State> poll, Mono<?> start) {
    return flux(operation, settings, poll, start, null);
  }

  /** Of something that lasts as long as a command, or longer; checks come before it. */
  static Flux<Progress> during(
      Operation operation, Settings settings, Mono<State> poll, Mono<?> checks, Mono<?> command) {
    return flux(operation, settings, poll, checks, command);
  }

  private static Flux<Progress> flux(
      Operation operation,
      Settings settings,
      Mono<State> poll,
      @Nullable Mono<?> start,
      @Nullable Mono<?> command) {
    return Flux.defer(
        () -> {
          ProgressWatch watch = new ProgressWatch(operation, settings, poll, start, command);
          return turns(watch::turn)
              .takeWhile(progress -> progress.done() >= 0)
              .doOnCancel(() -> watch.detached = true);
        });
  }

  /** One turn after the other, each when its item is asked for, until one says that it ended. */
  static Flux<Progress> turns(Supplier<Mono<Progress>> turn) {
    Flux<Supplier<Mono<Progress>>> endless = Flux.generate(sink -> sink.next(turn));
    return FluxDemandMap.create(endless, Supplier::get, 1).takeUntil(Progress::ended);
  }

  /** A command that goes on when nobody waits for it, and that many can wait for. */
  private Mono<?> keep(Mono<?> once) {
    return once.doOnTerminate(() -> commandOver = true)
        .doOnError(
            e -> {
              if (detached) { // it had been cancelled: nobody else will tell of it
                Operators.onErrorDropped(e, Context.empty());
              }
            })
        .cache();
  }

  /** The clock of Reactor's own schedulers is the wall clock, which people set. */
  private long now() {
    return settings.scheduler == null ? System.nanoTime() : scheduler.now(TimeUnit.NANOSECONDS);
  }

  private Duration since(long then) {
    return Duration.ofNanos(Math.max(0, now() - then));
  }

  private Mono<Progress> turn() {
    if (!begun) {
      return start == null ? Mono.defer(this::begin) : start.then(Mono.defer(this::begin));
    }
    return pause(settings.interval.minus(since(asked)));
  }

  private Mono<Progress> begin() {
    begun = true;
    begin = now();
    changed = begin;
    if (command == null) {
      return ask();
    }
    command.subscribe(x -> {}, e -> {}); // its error comes again to those who wait for it
    return pause(settings.interval); // what ends or fails at once needs no poll
  }

  /** Asks when it is time, or when the command has ended. The race is over when ask() begins. */
  private Mono<Progress> pause(Duration time) {
    Mono<Long> pause =
        time.isNegative() || time.isZero() ? Mono.just(0L) : Mono.delay(time, scheduler);
    if (command != null && !afterCommand) {
      pause = Mono.firstWithSignal(command.then(Mono.just(0L)), pause);
    }
    return pause.flatMap(x -> ask());
  }

  /** Asks the drive, or waits on for its answer. */
  private Mono<Progress> ask() {
    Mono<Signal<State>> answer = underWay;
    if (answer == null) {
      asked = now();
      afterCommand = commandOver; // what was asked before its end says nothing of the end
      answer = poll.materialize().cache();
      underWay = answer;
    }
    return Mono.firstWithSignal(answer.map(Optional::of), silence())
        .flatMap(signal -> signal.isPresent() ? answered(signal.get()) : unanswered());
  }

  /** The first answer is waited for: without it there is nothing to say but beside a command. */
  private Mono<Optional<Signal<State>>> silence() {
    Duration patience = known || !afterCommand ? settings.interval : settings.stallLimit;
    return Mono.delay(patience, scheduler).map(x -> Optional.empty());
  }

  private Mono<Progress> answered(Signal<State> signal) {
    underWay = null;
    State state = signal.get();
    if (state == null) {
      Throwable e =
          Objects.requireNonNullElseGet(
              signal.getThrowable(), () -> new IllegalStateException("a poll without an answer"));
      failingSince = failing ? failingSince : asked;
      failing = true;
      boolean bearable = isPassing(e) && since(failingSince).compareTo(settings.stallLimit) <= 0;
      return !afterCommand || bearable ? item(last, false) : Mono.error(e);
    }
    failing = false;
    known = true;
    if (!state.running && !afterCommand) { // a format may not have begun to count yet
      return item(last, false);
    }
    if (state.done != last.done) {
      changed = now();
    }
    last = state;
    return item(state, !state.running);
  }

  private Mono<Progress> unanswered() {
    return afterCommand && since(asked).compareTo(settings.stallLimit) >= 0
        ? Mono.error(
            new NvmeDeadlineException(
                operation.device, "the progress of " + operation.name, settings.stallLimit, true))
        : item(last, false);
  }

  private Mono<Progress> item(State state, boolean ended) {
    Duration unchanged = since(changed);
    boolean tells = state.total > 0 || !known; // a drive without a progress does not stall
    return Mono.just(
        new Progress(
            operation.name,
            state.done,
            state.total,
            operation.unit,
            since(begin),
            unchanged,
            tells && !ended && unchanged.compareTo(settings.stallLimit) > 0,
            ended));
  }

  /**
   * Whether the drive may well answer the next time: it is busy, or the controller is being reset.
   */
  static boolean isPassing(Throwable e) {
    if (e instanceof NvmeOsException os) {
      return switch (os.errno()) {
        case Errno.EINTR,
            Errno.EAGAIN,
            Errno.EBUSY,
            Errno.ENOMEM,
            Errno.EFAULT,
            Errno.ETIMEDOUT,
            Errno.ECANCELED ->
            true;
        default -> false;
      };
    }
    if (e instanceof NvmeStatusException bad) {
      NvmeStatus status = bad.status();
      return status.category() == StatusCodeType.PATH_RELATED
          || switch (status.code() & 0x7FF) {
            case ABORT_REQUESTED,
                QUEUE_DELETED,
                SANITIZE_IN_PROGRESS,
                COMMAND_INTERRUPTED,
                TRANSIENT_TRANSPORT_ERROR,
                ADMIN_COMMAND_MEDIA_NOT_READY,
                NAMESPACE_NOT_READY,
                FORMAT_IN_PROGRESS ->
                true;
            default -> false;
          };
    }
    return e instanceof NvmeBusyException || e instanceof NvmeDeadlineException;
  }
}
