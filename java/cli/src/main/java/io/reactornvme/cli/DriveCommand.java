package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Nvme;
import io.reactornvme.Progress;
import io.reactornvme.emulator.EmulatedNvme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A command that asks drives something and shows each one's answer: one drive as nvme-cli does, or
 * many at once, each as soon as it has answered. A drive that fails or hangs is told of by itself,
 * and delays no other.
 *
 * @param <T> what one drive answers
 */
abstract class DriveCommand<T> implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a drive may be silent before a person is told, and how often after that. */
  private static final Duration WAITING = Duration.ofSeconds(1);

  /** Of those that are awaited. */
  private static final int NAMED = 3;

  final Console console;

  @Spec CommandSpec spec;

  @Mixin DriveArguments drives = new DriveArguments();
  @Mixin CallOptions call = new CallOptions();
  @Mixin EmulatedOptions emulated = new EmulatedOptions();
  @Mixin LabOptions lab = new LabOptions();
  @Mixin HelpOption help = new HelpOption();

  /** Drives that have been asked and have not answered, for who interrupts the program. */
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  private volatile boolean beingConfirmed;

  /** Guarded by {@link #asked}. */
  private boolean awaiting;

  private final OperationBar bar;
  private final List<Failure> failures = new ArrayList<>();
  private final Set<String> saidRemedies = new HashSet<>();
  private int answers;

  DriveCommand(Console console) {
    this.console = console;
    bar = new OperationBar(console);
  }

  // ---- what a command says of itself ----

  /** Asks a drive; called on a thread that may block. */
  abstract Mono<T> ask(Drive drive);

  /** The answer as text; empty for a command that says nothing when all is well. */
  abstract String text(Answer<T> answer, T value);

  /** The answer's fields, in an object that has been begun. */
  void json(JsonGenerator json, T value) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The document of one drive's answer: an object, unless nvme-cli has it otherwise. */
  void document(JsonGenerator json, T value) throws IOException {
    json.writeStartObject();
    json(json, value);
    json.writeEndObject();
  }

  byte[] binary(T value) {
    throw new UnsupportedOperationException();
  }

  OutputFormat format() {
    return OutputFormat.NORMAL;
  }

  boolean isVerbose() {
    return false;
  }

  /** To be overridden by who has options that must agree; throws {@link #wrong}. */
  void check() {}

  /** The same for who can go over the drives more than once. */
  void checkRepetition() {}

  /** Goes over the drives, once if nothing else is said; returns the status. */
  int repeat(IntSupplier sweep) {
    return sweep.getAsInt();
  }

  /** Whether a device, {@code --all} and patterns mean namespaces. */
  boolean isOfNamespaces() {
    return false;
  }

  /** Whether beside a device {@code --all} is the command's own. */
  boolean allMeansMoreOfADevice() {
    return false;
  }

  /** How long each command may take if nothing else is said; null for ever. */
  @Nullable Duration patience() {
    return PATIENCE;
  }

  /** Waits for the end of what takes long, and shows how far it is until then. */
  final Mono<Void> watched(Drive drive, Flux<Progress> operation) {
    return bar.watch(drive.path(), operation);
  }

  /** The pieces in one, with a bar while they come. */
  final Mono<byte[]> gathered(Drive drive, Transfer transfer, Flux<ByteBuffer> pieces) {
    return Mono.defer(
        () -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          Flux<Integer> moved =
              pieces.map(
                  piece -> {
                    all.writeBytes(Raw.bytes(piece));
                    return piece.remaining();
                  });
          return watched(drive, transfer.progress(moved)).then(Mono.fromSupplier(all::toByteArray));
        });
  }

  final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  // ---- the run ----

  @Override
  public final Integer call() {
    drives.check(allMeansMoreOfADevice());
    emulated.check(false);
    if (format() == OutputFormat.BINARY && drives.areSeveral()) {
      throw wrong("binary output is of one drive: nobody could tell where the next begins");
    }
    check();
    checkRepetition();
    if (lab.isWanted()) {
      return ExitStatus.LAB_WANTED;
    }
    try (EmulatedNvme made = emulated.drives();
        Session session = Session.open(console, call, drives.depth(), patience(), made)) {
      int status = repeat(() -> run(session.nvme()));
      if (isVerbose()) {
        console.note("rnvme: " + session.nvme().stats());
      }
      return status;
    }
  }

  private int run(Nvme nvme) {
    failures.clear();
    answers = 0;
    List<String> devices = drives.devices(nvme, isOfNamespaces());
    if (devices.isEmpty()) {
      console.complain(none(nvme));
      return ExitStatus.FAILED;
    }
    console.onInterrupt(this::interrupted);
    awaiting(true);
    Disposable waiting = sayWhoIsAwaited();
    try {
      show(answers(nvme, devices).toIterable(drives.depth()));
      return ExitStatus.of(call.exitCode, answers, failures);
    } finally {
      waiting.dispose();
      awaiting(false);
      console.eraseStatus();
      console.onInterrupt(() -> null);
    }
  }

  /** Who sits before a drive that does not answer learns which it is before its deadline. */
  private Disposable sayWhoIsAwaited() {
    if (!console.errIsTerminal() || call.dryRun) {
      return Disposables.disposed();
    }
    return Flux.interval(WAITING)
        .subscribe(
            tick -> {
              synchronized (asked) {
                List<String> names = List.copyOf(asked);
                if (awaiting && !names.isEmpty() && !beingConfirmed && !bar.isShown()) {
                  StatusLine.show(console, waitingFor(names) + ", " + (tick + 1) + " s");
                }
              }
            });
  }

  /** After false no tick that is under way says anything. */
  private void awaiting(boolean now) {
    synchronized (asked) {
      awaiting = now;
    }
  }

  private static String waitingFor(List<String> names) {
    int left = names.size() - NAMED;
    return "waiting for "
        + Console.printable(String.join(", ", names.subList(0, Math.min(NAMED, names.size()))))
        + (left > 0 ? " and " + left + " more" : "");
  }

  private String none(Nvme nvme) {
    if (drives.areSeveral() && !drives.paths.isEmpty()) {
      return "no " + (isOfNamespaces() ? "namespace" : "drive") + " has such a name";
    }
    return Boolean.TRUE.equals(nvme.discover().hasElements().block())
        ? "the drives of this host have no namespaces"
        : ScanCommand.noDrives();
  }

  private @Nullable String interrupted() {
    if (beingConfirmed) {
      return "interrupted; nothing was sent";
    }
    return asked.isEmpty() || call.dryRun
        ? null
        : "interrupted; " + leftBehind(String.join(", ", asked));
  }

  /** What an interruption leaves behind in drives. */
  String leftBehind(String in) {
    return "what was sent goes on in " + in;
  }

  /** Whether a person is being asked, before anything is sent. */
  final void beingConfirmed(boolean now) {
    synchronized (asked) { // no line is written over the question
      beingConfirmed = now;
    }
  }

  /** In order of completion. */
  private Flux<Answer<T>> answers(Nvme nvme, List<String> devices) {
    return Flux.fromIterable(devices)
        .flatMap(
            device ->
                Mono.using(() -> new Drive(nvme, device), this::answer, Drive::close)
                    .subscribeOn(Schedulers.boundedElastic()),
            drives.depth());
  }

  private Mono<Answer<T>> answer(Drive drive) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          asked.add(drive.path());
          return Mono.defer(() -> ask(drive))
              .map(value -> Answer.of(drive, since(start), value, null))
              .onErrorResume(e -> Mono.just(Answer.<T>of(drive, since(start), null, e)))
              .doFinally(end -> asked.remove(drive.path()));
        });
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  // ---- what is shown ----

  private void show(Iterable<Answer<T>> all) {
    boolean array = format() == OutputFormat.JSON && drives.areSeveral() && !call.dryRun;
    for (Answer<T> answer : all) {
      answers++;
      if (answer.error() != null) {
        fail(answer);
      }
      if (array) {
        console.print(answers == 1 ? "[\n" : ",\n");
        console.print(element(answer));
      } else if (answer.value() != null) {
        show(answer, answer.value());
      } else if (format() == OutputFormat.NDJSON && !DryRun.isEndOf(answer.error())) {
        console.print(line(answer));
      }
      if (isVerbose() && answer.backend() != null) {
        console.note("rnvme: " + answer.device() + " by " + answer.backend());
      }
    }
    if (array) {
      console.print(answers == 0 ? "[]\n" : "\n]\n");
    }
  }

  private void show(Answer<T> answer, T value) {
    switch (format()) {
      case NORMAL -> {
        String text = text(answer, value);
        boolean titled = drives.areSeveral() && !text.isEmpty();
        console.print((titled ? "==> " + answer.device() + " <==\n" : "") + text);
      }
      case JSON -> console.print(Json.document(json -> document(json, value)));
      case NDJSON -> console.print(line(answer));
      case BINARY -> console.print(binary(value));
    }
  }

  /** Of an array: the device, and what nvme-cli would say of it, or an error. */
  private byte[] element(Answer<T> answer) {
    byte[] line =
        Json.document(
            json -> {
              json.writeStartObject();
              Json.field(json, "device", answer.device());
              valueOrError(json, answer);
              json.writeEndObject();
            });
    return Arrays.copyOf(line, line.length - 1);
  }

  private byte[] line(Answer<T> answer) {
    return Json.line(
        json -> {
          json.writeStartObject();
          Envelope.write(
              json,
              answer.time(),
              answer.device(),
              answer.info(),
              answer.value() != null,
              answer.backend(),
              answer.latency());
          valueOrError(json, answer);
          json.writeEndObject();
        });
  }

  private void valueOrError(JsonGenerator json, Answer<T> answer) throws IOException {
    if (answer.value() != null) {
      json(json, answer.value());
    } else {
      Envelope.error(json, Failure.of(answer.error()));
    }
  }

  private void fail(Answer<T> answer) {
    if (DryRun.isEndOf(answer.error())) {
      return;
    }
    Failure failure = Failure.of(answer.error());
    failures.add(failure);
    console.complain(Console.printable(answer.device() + ": " + Failure.inWords(answer.error())));
    if (!failure.remedy().isEmpty() && saidRemedies.add(failure.remedy())) {
      console.note(console.wrapped(Console.printable(failure.remedy()), "  "));
    }
    if (failure.isDefect()) {
      answer.error().printStackTrace(console.errWriter());
    }
  }
}
