package io.reactornvme;

import io.reactornvme.ProgressWatch.Operation;
import io.reactornvme.ProgressWatch.Settings;
import io.reactornvme.ProgressWatch.State;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyController.FormatNvmAttributes;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.IdentifyNamespace.FormatProgressIndicator;
import io.reactornvme.spec.SanitizeStatusLog;
import io.reactornvme.spec.SelfTestLog;
import io.reactornvme.spec.SelfTestLog.SelfTestResult;
import io.reactornvme.spec.SelfTestLog.SelfTestResult.SelfTestStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What takes long in a drive: Device Self-test, Format NVM, Sanitize (NVM Express Base
 * Specification 2.1, sections 5.1.5, 5.1.10, 5.1.22). Each is a Flux of {@link Progress} that
 * completes when the drive is done.
 *
 * <p><b>Cold.</b> The command is sent at the first request; each subscription sends it anew.
 *
 * <p><b>Demand.</b> Each item is a poll of its own: no request, no poll, and polls are at least the
 * {@link #pollEvery interval} apart. A slow subscriber finds the drive's state of then, with what
 * was between left out; one that asks for no more does not learn of the end. Where the drive has
 * not answered a poll by the next one's time, or could not because it is busy or being reset, the
 * item repeats what was known.
 *
 * <p><b>Cancel detaches</b>: the drive goes on, and {@code attach...()} watches it again, also from
 * another process, and after a reset of the controller or a power cycle if the operation survives
 * it.
 *
 * <p><b>Stalls.</b> No progress for longer than the {@link #stallLimit} is told of in the items,
 * and is no error, for drives do pause. Polls that fail or get no answer for that long are.
 *
 * <p><b>Kernel timeout.</b> The driver resets the controller over an admin command that takes more
 * than 60 s, which would end a format in the middle; so the commands, and the polls beside them,
 * have {@link #kernelTimeout} instead.
 *
 * <p>Errors, besides those of {@link NvmeController}: {@link NvmeInUseException} before anything is
 * sent; {@link NvmeStatusException} if the drive refuses to start or a format fails; {@link
 * NvmeSelfTestException}, {@link NvmeSanitizeException}; {@link NvmeDeadlineException} if the drive
 * answers no polls. Signals come on the ring's thread or the scheduler's. Immutable and
 * thread-safe; each setter returns a copy.
 */
public final class NvmeMaintenance {

  private static final int ABORT_SELF_TEST = 0xF;

  private static final int EXIT_FAILURE_MODE = 1;
  private static final int EXIT_MEDIA_VERIFICATION = 5;
  private static final int WHOLE = 0x10000;
  private static final int MEDIA_VERIFICATION = 5;

  private final Device device;
  private final Settings settings;

  NvmeMaintenance(Device device) {
    this(device, Settings.DEFAULT);
  }

  private NvmeMaintenance(Device device, Settings settings) {
    this.device = device;
    this.settings = settings;
  }

  /**
   * How often the drive is asked at most.
   *
   * @param interval more than 0, to 365 days; the default is 1 second
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NvmeMaintenance pollEvery(Duration interval) {
    return new NvmeMaintenance(device, settings.pollEvery(interval));
  }

  /**
   * How long without progress is a stall, and how long polls may go without an answer.
   *
   * @param limit more than 0, to 365 days; the default is 2 minutes. An extended self-test may take
   *     longer over each of its hundred steps.
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NvmeMaintenance stallLimit(Duration limit) {
    return new NvmeMaintenance(device, settings.stallLimit(limit));
  }

  /**
   * Where the pauses between polls are kept, and whose time the items tell.
   *
   * @param scheduler instead of {@code Schedulers.parallel()}; it is not disposed
   * @return a copy
   */
  public NvmeMaintenance scheduler(Scheduler scheduler) {
    return new NvmeMaintenance(device, settings.scheduler(scheduler));
  }

  /**
   * After how long the kernel resets the controller over a command; see {@link
   * PassthruCommand.Builder#kernelTimeout}. A minute later the waiting ends as well.
   *
   * @param timeout 1 millisecond to 49 days; the default is 10 minutes. A format of a large
   *     rotational drive takes hours.
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public NvmeMaintenance kernelTimeout(Duration timeout) {
    return new NvmeMaintenance(device, settings.kernelTimeout(timeout));
  }

  // ---- self-test ----

  /**
   * Tests the controller and all its namespaces (Base Specification 2.1, section 5.1.5, Device
   * Self-test, NSID FFFFFFFFh).
   *
   * @param test which
   * @return the progress, in percent; {@link NvmeSelfTestException} if it fails or is aborted
   */
  public Flux<Progress> selfTest(SelfTest test) {
    return selfTest(test, NvmeController.ALL_NAMESPACES);
  }

  /**
   * Tests the controller (Base Specification 2.1, section 5.1.5, Device Self-test).
   *
   * @param test which
   * @param nsid with which namespace: 0 for none, {@link NvmeController#ALL_NAMESPACES} for all
   * @return the progress, in percent; {@link NvmeSelfTestException} if it fails or is aborted
   */
  public Flux<Progress> selfTest(SelfTest test, int nsid) {
    return ProgressWatch.start(
        operation(AdminOpcode.DEVICE_SELF_TEST, Progress.Unit.PERCENT),
        settings,
        selfTestState(),
        send(PassthruCommand.builder(AdminOpcode.DEVICE_SELF_TEST).nsid(nsid).cdw10(test.code())));
  }

  /**
   * Watches a self-test that runs (Base Specification 2.1, section 5.1.12.1.7, Device Self-test
   * log, 06h).
   *
   * @return the progress, in percent. If none runs, the outcome of the last one in the log: one
   *     item, or {@link NvmeSelfTestException}; empty if there never was one
   */
  public Flux<Progress> attachSelfTest() {
    return ProgressWatch.attach(
        operation(AdminOpcode.DEVICE_SELF_TEST, Progress.Unit.PERCENT), settings, selfTestState());
  }

  /**
   * Aborts the self-test that runs, if any (Base Specification 2.1, section 5.1.5, Device
   * Self-test, STC Fh). Who watches it gets {@link NvmeSelfTestException}.
   *
   * @return completes when it is aborted
   */
  public Mono<Void> abortSelfTest() {
    return send(
        PassthruCommand.builder(AdminOpcode.DEVICE_SELF_TEST)
            .nsid(NvmeController.ALL_NAMESPACES)
            .cdw10(ABORT_SELF_TEST));
  }

  private Mono<State> selfTestState() {
    return log(SelfTestLog.LOG_PAGE_IDENTIFIER, SelfTestLog.SIZE)
        .map(SelfTestLog::decode)
        .map(this::selfTestState);
  }

  private State selfTestState(SelfTestLog log) {
    if (log.currentOperation().operation() != 0) {
      return new State(Math.min(log.currentCompletion().percent(), 100), 100, true);
    }
    SelfTestResult newest = log.results().get(0);
    if (!newest.isUsed()) {
      return State.NOTHING;
    }
    SelfTestStatus status = newest.selfTestStatus();
    if (status.result() != 0) {
      throw new NvmeSelfTestException(
          device.target().path(), status.code(), status.result(), newest.segmentNumber());
    }
    return new State(100, 100, false);
  }

  // ---- format ----

  /**
   * Formats a namespace, which destroys its data (Base Specification 2.1, section 5.1.10, Format
   * NVM). Refused while the namespace is in use, unless forced; on a drive that formats all
   * namespaces at once, while any of this controller's is.
   *
   * <p>The command ends with the format on most drives, and until then the Format Progress
   * Indicator of Identify Namespace tells how far it is, if the drive has one. It is sent in the
   * way that lets the kernel learn of the new format.
   *
   * @param nsid the namespace; {@link NvmeController#ALL_NAMESPACES} for all, which have no
   *     progress
   * @param options how
   * @return the progress, in percent
   */
  public Flux<Progress> format(int nsid, FormatOptions options) {
    Mono<Void> check =
        options.isForce()
            ? Mono.empty()
            : device
                .command(StandardCommands.identify(IdentifyController.CNS, 0), CommandForm.ADMIN)
                .map(result -> IdentifyController.decode(result.orThrow().data()))
                .map(id -> scope(nsid, options, id.formatNvmAttributes()))
                .flatMap(scope -> inUse(scope, AdminOpcode.FORMAT_NVM, false));
    return ProgressWatch.during(
        operation(AdminOpcode.FORMAT_NVM, Progress.Unit.PERCENT),
        settings,
        nsid == NvmeController.ALL_NAMESPACES
            ? Mono.just(new State(0, 0, false))
            : formatState(nsid),
        check,
        send(PassthruCommand.builder(AdminOpcode.FORMAT_NVM).nsid(nsid).cdw10(options.dword10())));
  }

  /** What a format of a namespace may destroy, on this drive. */
  static int scope(int nsid, FormatOptions options, FormatNvmAttributes fna) {
    boolean all =
        fna.formatAppliesToAllNamespaces()
            || (options.erases() && fna.secureEraseAppliesToAllNamespaces());
    return all ? NvmeController.ALL_NAMESPACES : nsid;
  }

  /**
   * Watches a format that runs, by the Format Progress Indicator of Identify Namespace (NVM Command
   * Set Specification, section 4.1.5.1, FPI, byte 32). How it ended the drive tells only to who
   * sent it.
   *
   * @param nsid the namespace
   * @return the progress, in percent: one item, ended, if none runs; empty if the drive has no such
   *     indicator
   */
  public Flux<Progress> attachFormat(int nsid) {
    Mono<State> poll = formatState(nsid).map(state -> state.total() == 0 ? State.NOTHING : state);
    return ProgressWatch.attach(
        operation(AdminOpcode.FORMAT_NVM, Progress.Unit.PERCENT), settings, poll);
  }

  private Mono<State> formatState(int nsid) {
    PassthruCommand identify =
        settings.lasting(
            PassthruCommand.builder(AdminOpcode.IDENTIFY)
                .nsid(nsid)
                .dataIn(IdentifyNamespace.SIZE));
    return device
        .command(identify, CommandForm.ADMIN)
        .map(result -> IdentifyNamespace.decode(result.orThrow().data()).formatProgressIndicator())
        .map(NvmeMaintenance::formatState);
  }

  private static State formatState(FormatProgressIndicator fpi) {
    int left = Math.min(fpi.percentageRemaining(), 100);
    return fpi.supported() ? new State(100 - left, 100, left != 0) : new State(0, 0, false);
  }

  // ---- sanitize ----

  /**
   * Sanitizes the NVM subsystem, which destroys all its data (Base Specification 2.1, section
   * 5.1.22, Sanitize). Refused while a namespace of this controller is in use, unless forced; what
   * only other controllers of the subsystem have is not seen.
   *
   * @param options how
   * @return the progress, in parts of 65536; {@link NvmeSanitizeException} if it fails. With media
   *     verification it completes when that begins
   */
  public Flux<Progress> sanitize(SanitizeOptions options) {
    return ProgressWatch.start(
        operation(AdminOpcode.SANITIZE, Progress.Unit.PARTS_OF_65536),
        settings,
        sanitizeState(),
        inUse(NvmeController.ALL_NAMESPACES, AdminOpcode.SANITIZE, options.isForce())
            .then(
                send(
                    PassthruCommand.builder(AdminOpcode.SANITIZE)
                        .cdw10(options.dword10())
                        .cdw11(options.dword11()))));
  }

  /**
   * Watches a sanitize operation that runs (Base Specification 2.1, section 5.1.12.1.33, Sanitize
   * Status log, 81h).
   *
   * @return the progress, in parts of 65536. If none runs, the outcome of the last one: one item,
   *     or {@link NvmeSanitizeException}; empty if there never was one
   */
  public Flux<Progress> attachSanitize() {
    return ProgressWatch.attach(
        operation(AdminOpcode.SANITIZE, Progress.Unit.PARTS_OF_65536), settings, sanitizeState());
  }

  /**
   * Makes the drive usable again after a sanitize that failed, with data that may be left (Base
   * Specification 2.1, section 5.1.22, Sanitize, SANACT 001b). It takes {@link
   * SanitizeOptions#allowUnrestrictedExit()} in that sanitize.
   *
   * @return completes when the drive has left the failure mode
   */
  public Mono<Void> exitSanitizeFailureMode() {
    return send(PassthruCommand.builder(AdminOpcode.SANITIZE).cdw10(EXIT_FAILURE_MODE));
  }

  /**
   * Ends the media verification after a sanitize, and has the media deallocated: {@link
   * #attachSanitize()} watches that (Base Specification 2.1, section 5.1.22, Sanitize, SANACT
   * 101b).
   *
   * @return completes when the drive has left the state
   */
  public Mono<Void> exitMediaVerification() {
    return send(PassthruCommand.builder(AdminOpcode.SANITIZE).cdw10(EXIT_MEDIA_VERIFICATION));
  }

  private Mono<State> sanitizeState() {
    return log(SanitizeStatusLog.LOG_PAGE_IDENTIFIER, SanitizeStatusLog.SIZE)
        .map(SanitizeStatusLog::decode)
        .map(this::sanitizeState);
  }

  private State sanitizeState(SanitizeStatusLog log) {
    return switch (log.status().operation()) {
      case 0 -> State.NOTHING;
      case 2 ->
          log.stateInformation().state() == MEDIA_VERIFICATION
              ? new State(WHOLE, WHOLE, false)
              : new State(log.sanitizeProgress(), WHOLE, true);
      case 3 ->
          throw new NvmeSanitizeException(
              device.target().path(), log.status().value(), (int) log.sanitizeCommandDword10());
      default -> new State(WHOLE, WHOLE, false);
    };
  }

  // ---- for the above ----

  private Operation operation(int opcode, Progress.Unit unit) {
    return new Operation(device.target().path(), AdminOpcode.name(opcode), unit);
  }

  private Mono<Void> inUse(int nsid, int opcode, boolean force) {
    return InUseGuard.check(device.target(), nsid, AdminOpcode.name(opcode), force);
  }

  private Mono<Void> send(PassthruCommand.Builder command) {
    return device
        .command(settings.lasting(command), CommandForm.ADMIN)
        .doOnNext(PassthruResult::orThrow)
        .then();
  }

  /** Little-endian. */
  private Mono<ByteBuffer> log(int page, int bytes) {
    PassthruCommand command =
        settings.lasting(
            PassthruCommand.builder(AdminOpcode.GET_LOG_PAGE)
                .nsid(NvmeController.ALL_NAMESPACES)
                .cdw10((bytes / 4 - 1) << 16 | page)
                .dataIn(bytes));
    return device.command(command, CommandForm.ADMIN).map(result -> result.orThrow().data());
  }
}
