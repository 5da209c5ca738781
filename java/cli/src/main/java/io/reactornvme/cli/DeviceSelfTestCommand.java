package io.reactornvme.cli;

import io.reactornvme.NvmeMaintenance;
import io.reactornvme.Progress;
import io.reactornvme.SelfTest;
import io.reactornvme.spec.SelfTestLog;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme device-self-test}. */
@Command(
    name = "device-self-test",
    header = "Has a drive test itself, or tells how far that is.",
    description = {
      "%nIt returns when the drive has begun; with --wait at the end, and fails if the test does."
          + " Ctrl-C leaves the test alone; -s 0xf aborts it."
    },
    footer = {
      "%nExamples:",
      "  rnvme device-self-test /dev/nvme0 -s 1 --wait",
      "  rnvme device-self-test --all -s 2        a long one on all drives",
      "  rnvme device-self-test /dev/nvme0        how far it is"
    })
final class DeviceSelfTestCommand extends TaskCommand {

  private static final int ABORT = 0xf;

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-s", "--self-test-code"},
      paramLabel = "N",
      converter = Numbers.U8.class,
      description = {
        "0 tells how far it is; 1 starts a short test, 2 an extended one, 3 a host-initiated refresh,"
            + " 0xe a vendor's; 0xf aborts (default: ${DEFAULT-VALUE})."
      },
      defaultValue = "0")
  long code;

  @Option(
      names = {"-w", "--wait"},
      description = "Return at the end, and show how far it is; also of one that runs already.")
  boolean wait;

  private @Nullable SelfTest test;

  DeviceSelfTestCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    test =
        switch ((int) code) {
          case 1 -> SelfTest.SHORT;
          case 2 -> SelfTest.EXTENDED;
          case 3 -> SelfTest.HOST_INITIATED_REFRESH;
          case 0xe -> SelfTest.VENDOR_SPECIFIC;
          case 0, ABORT -> null;
          default -> throw wrong("--self-test-code is 0 to 3, 0xe or 0xf, not " + code);
        };
  }

  /** A drive may take long over an extended one, but answers each question at once. */
  @Override
  @Nullable Duration patience() {
    return wait ? null : super.patience();
  }

  @Override
  String leftBehind(String in) {
    return "a self-test that has begun goes on in " + in;
  }

  @Override
  Mono<String> ask(Drive drive) {
    NvmeMaintenance maintenance = drive.controller().maintenance();
    if (code == ABORT) {
      return maintenance
          .abortSelfTest()
          .thenReturn(String.format("Aborting device self-test operation%n"));
    }
    if (test == null) {
      return drive.controller().logs().selfTest().flatMap(log -> state(drive, log));
    }
    Flux<Progress> progress = maintenance.selfTest(test, drive.nsid(namespace.nsid, Drive.ALL));
    return (wait ? watched(drive, progress) : progress.next().then()).thenReturn(started());
  }

  private Mono<String> state(Drive drive, SelfTestLog log) {
    if (log.currentOperation().operation() == 0) {
      return Mono.just(String.format("no self test running%n"));
    }
    return wait
        ? watched(drive, drive.controller().maintenance().attachSelfTest()).thenReturn("")
        : Mono.just(
            String.format(Locale.ROOT, "progress %d%%%n", log.currentCompletion().percent()));
  }

  private String started() {
    String kind = test == SelfTest.SHORT ? "Short" : test == SelfTest.EXTENDED ? "Extended" : null;
    return kind == null ? "" : String.format("%s Device self-test started%n", kind);
  }
}
