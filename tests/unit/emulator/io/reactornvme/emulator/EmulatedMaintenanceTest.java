package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.Errno;
import io.reactornvme.FormatOptions;
import io.reactornvme.FormatOptions.SecureErase;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeMaintenance;
import io.reactornvme.NvmeSanitizeException;
import io.reactornvme.NvmeSelfTestException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.Progress;
import io.reactornvme.SanitizeOptions;
import io.reactornvme.SelfTest;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/**
 * Self-test, format and sanitize as an application has them. The drives' clock goes on by as much
 * as the test says, with each item; so what is asserted are the steps, not the time.
 */
@Timeout(60)
class EmulatedMaintenanceTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.lbaFormat(512, 0)
                          .lbaFormat(4096, 0)
                          .noNamespaces()
                          .namespace(n -> n.size(1 << 20))
                          .namespace(n -> n.size(1 << 20))
                          .formatTime(Duration.ofSeconds(100))));

  private EmulatedNvme drives;
  private NvmeController controller;
  private NvmeMaintenance maintenance;
  private Commands commands;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme made) {
    drives = made;
    controller = nvme.controller("nvme0");
    maintenance = controller.maintenance().pollEvery(Duration.ofMillis(1));
    commands = new Commands(nvme);
  }

  /** What was done, each step once, while the drives' time goes on. */
  private List<Long> steps(Flux<Progress> work, Duration each) {
    return advancing(work, each).map(Progress::done).distinct().collectList().block(Commands.SOON);
  }

  /** Items that repeat the one before, because the drive had not answered yet, do not count. */
  private Flux<Progress> advancing(Flux<Progress> work, Duration each) {
    return work.distinctUntilChanged(progress -> List.of(progress.done(), progress.ended()))
        .doOnNext(progress -> drives.clock().advance(each));
  }

  // ---- self-test ----

  @Test
  void aShortSelfTest() {
    assertThat(steps(maintenance.selfTest(SelfTest.SHORT), Duration.ofSeconds(30)))
        .containsExactly(0L, 25L, 50L, 75L, 100L);
  }

  @Test
  void itsItemsSayWhatTheyAre() {
    Progress last =
        advancing(maintenance.selfTest(SelfTest.EXTENDED, 1), Duration.ofMinutes(10))
            .blockLast(Commands.SOON);
    assertThat(last.operation()).isEqualTo("Device Self-test");
    assertThat(last.unit()).isEqualTo(Progress.Unit.PERCENT);
    assertThat(last.ended()).isTrue();
    assertThat(last.hundredthsOfPercent()).isEqualTo(10_000);
  }

  @Test
  void aSelfTestThatFailsNamesItsSegment() {
    drives.controller("nvme0").failNextSelfTest(3);
    assertThatThrownBy(() -> steps(maintenance.selfTest(SelfTest.SHORT), Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            NvmeSelfTestException.class,
            e -> {
              assertThat(e.isFailure()).isTrue();
              assertThat(e.segment()).isEqualTo(3);
              assertThat(e.selfTestCode()).isEqualTo(1);
              assertThat(e).hasMessageContaining("failed in segment 3");
            });
    // Who comes later is told the same.
    StepVerifier.create(maintenance.attachSelfTest()).verifyError(NvmeSelfTestException.class);
  }

  @Test
  void aSelfTestOutlivesACancelAndAReset() {
    assertThat(maintenance.selfTest(SelfTest.EXTENDED).take(1).collectList().block(Commands.SOON))
        .hasSize(1);
    drives.clock().advance(Duration.ofMinutes(1));
    drives.controller("nvme0").reset();
    List<Long> steps = steps(maintenance.attachSelfTest(), Duration.ofMinutes(5));
    assertThat(steps.get(0)).isPositive();
    assertThat(steps).isSorted().endsWith(100L);
    assertThat(maintenance.attachSelfTest().map(Progress::ended).collectList().block())
        .containsExactly(true);
  }

  @Test
  void anAbortEndsTheWatch() {
    TestSubscriber<Progress> watch = TestSubscriber.create();
    maintenance.selfTest(SelfTest.EXTENDED).take(1).blockLast(Commands.SOON);
    maintenance.attachSelfTest().subscribe(watch);
    maintenance.abortSelfTest().block(Commands.SOON);
    watch.block(Commands.SOON);
    assertThat(watch.expectTerminalError())
        .isInstanceOfSatisfying(
            NvmeSelfTestException.class, e -> assertThat(e.isFailure()).isFalse());
  }

  @Test
  void noSelfTestEverIsNothingToAttachTo() {
    StepVerifier.create(maintenance.attachSelfTest()).verifyComplete();
  }

  @Test
  void aSecondSelfTestIsRefusedByTheDrive() {
    maintenance.selfTest(SelfTest.SHORT).take(1).blockLast(Commands.SOON);
    StepVerifier.create(maintenance.selfTest(SelfTest.SHORT))
        .expectErrorSatisfies(
            e -> assertThat(((NvmeStatusException) e).status().code() & 0x7FF).isEqualTo(0x11D))
        .verify(Commands.SOON);
  }

  @Test
  void pollsThatAResetEndsAreAskedAgain() {
    drives.addFault(
        FaultRule.any().opcode(AdminOpcode.GET_LOG_PAGE).skip(1).times(3).errno(Errno.EINTR));
    drives.addFault(
        FaultRule.any().opcode(AdminOpcode.GET_LOG_PAGE).skip(5).times(2).status(0x370));
    assertThat(steps(maintenance.selfTest(SelfTest.SHORT), Duration.ofSeconds(10)))
        .isSorted()
        .endsWith(100L);
  }

  @Test
  void nothingIsSentBeforeTheFirstRequest() {
    long before = drives.commandCount();
    TestSubscriber<Progress> idle = TestSubscriber.builder().initialRequest(0).build();
    maintenance.selfTest(SelfTest.SHORT).subscribe(idle);
    maintenance.format(1, FormatOptions.lbaFormat(0)).subscribe(idle("format"));
    maintenance.sanitize(SanitizeOptions.blockErase()).subscribe(idle("sanitize"));
    assertThat(drives.commandCount()).isEqualTo(before);
  }

  private static TestSubscriber<Progress> idle(String what) {
    return TestSubscriber.builder().initialRequest(0).contextPut("what", what).build();
  }

  // ---- format ----

  private int blockSize(int nsid) {
    return controller.identify().namespace(nsid).block(Commands.SOON).logicalBlockSize();
  }

  private int format4k() {
    return controller.identify().namespace(1).block(Commands.SOON).lbaFormats().stream()
        .filter(f -> f.dataSize() == 4096 && f.metadataSize() == 0)
        .findFirst()
        .orElseThrow()
        .index();
  }

  @Test
  void aFormatTellsItsProgressWhileTheCommandIsUnderWay() {
    int index = format4k();
    List<Progress> items =
        advancing(maintenance.format(1, FormatOptions.lbaFormat(index)), Duration.ofSeconds(10))
            .collectList()
            .block(Commands.SOON);
    List<Long> steps = items.stream().map(Progress::done).distinct().toList();
    assertThat(steps).isSorted().hasSizeGreaterThan(5).endsWith(100L);
    assertThat(items.subList(0, items.size() - 1)).noneMatch(Progress::ended);
    assertThat(blockSize(1)).isEqualTo(4096);
    assertThat(blockSize(2)).isEqualTo(512);
  }

  @Test
  void aFormatOutlivesACancel() {
    int index = format4k();
    maintenance.format(1, FormatOptions.lbaFormat(index)).take(1).blockLast(Commands.SOON);
    drives.clock().advance(Duration.ofSeconds(20));
    List<Long> steps = steps(maintenance.attachFormat(1), Duration.ofSeconds(10));
    assertThat(steps.get(0)).isGreaterThanOrEqualTo(20);
    assertThat(steps).isSorted().endsWith(100L);
    assertThat(blockSize(1)).isEqualTo(4096);
    // None runs any more.
    assertThat(steps(maintenance.attachFormat(1), Duration.ZERO)).containsExactly(100L);
  }

  @Test
  void aFormatOfAllHasNoProgressButAnEnd() {
    int index = format4k();
    List<Progress> items =
        maintenance
            .format(Commands.ALL, FormatOptions.lbaFormat(index))
            .doOnNext(progress -> drives.clock().advance(Duration.ofSeconds(10)))
            .collectList()
            .block(Commands.SOON);
    assertThat(items).noneMatch(Progress::isKnown);
    assertThat(items.get(items.size() - 1).ended()).isTrue();
    assertThat(blockSize(2)).isEqualTo(4096);
  }

  @Test
  void aFormatThatTheDriveRefusesIsAnErrorWithoutAnItem() {
    // So that the first poll is not due yet, however slow the machine.
    NvmeMaintenance slow = controller.maintenance().pollEvery(Duration.ofHours(1));
    StepVerifier.create(slow.format(1, FormatOptions.lbaFormat(63)))
        .expectErrorSatisfies(
            e -> assertThat(((NvmeStatusException) e).status().code() & 0x7FF).isEqualTo(0x10A))
        .verify(Commands.SOON);
  }

  /** The driver's own 60 s would end a format, and a poll that the drive answers after it. */
  @Test
  void theKernelDoesNotResetTheControllerOverItNorOverAPoll() {
    Wrapped wrapped = new Wrapped(drives);
    Nvme nvme = Nvme.builder().backend(wrapped).deadline(Duration.ofMillis(1)).build();
    NvmeMaintenance patient =
        nvme.controller("nvme0")
            .maintenance()
            .pollEvery(Duration.ofMillis(20))
            .kernelTimeout(Duration.ofHours(3));
    FormatOptions options = FormatOptions.lbaFormat(0).secureErase(SecureErase.USER_DATA);
    // The library's default deadline is not for it either: it takes longer than a millisecond.
    assertThat(steps(patient.format(1, options.force()), Duration.ofSeconds(10))).endsWith(100L);
    assertThat(wrapped.sent.get(0).opcode).isEqualTo(AdminOpcode.FORMAT_NVM);
    assertThat(wrapped.sent)
        .extracting(sent -> sent.opcode)
        .containsOnly(AdminOpcode.FORMAT_NVM, AdminOpcode.IDENTIFY);
    assertThat(wrapped.sent)
        .extracting(sent -> sent.kernelTimeoutMillis)
        .containsOnly(3 * 3_600_000);
    nvme.disposeLater().block();
  }

  // ---- sanitize ----

  @Test
  void aSanitizeTellsItsProgress() {
    List<Progress> items =
        advancing(maintenance.sanitize(SanitizeOptions.blockErase()), Duration.ofSeconds(30))
            .collectList()
            .block(Commands.SOON);
    List<Long> steps = items.stream().map(Progress::done).distinct().toList();
    assertThat(steps).isSorted().hasSizeGreaterThan(5).startsWith(0L).endsWith(0x10000L);
    assertThat(items.get(0).unit()).isEqualTo(Progress.Unit.PARTS_OF_65536);
  }

  @Test
  void aSanitizeThatFailsCanBeLeft() {
    drives.controller("nvme0").failNextSanitize();
    SanitizeOptions options = SanitizeOptions.cryptoErase().allowUnrestrictedExit();
    assertThatThrownBy(() -> steps(maintenance.sanitize(options), Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            NvmeSanitizeException.class,
            e -> {
              assertThat(e.sanitizeStatus() & 7).isEqualTo(3);
              assertThat(e.commandDword10()).isEqualTo(4 | 8);
            });
    StepVerifier.create(maintenance.attachSanitize()).verifyError(NvmeSanitizeException.class);
    assertThat(Commands.status(commands.read(0, 1, 512))).isEqualTo(0x401C);
    maintenance.exitSanitizeFailureMode().block(Commands.SOON);
    assertThat(commands.read(0, 1, 512).isSuccess()).isTrue();
  }

  @Test
  void aSanitizeOutlivesACancel() {
    StepVerifier.create(maintenance.attachSanitize()).verifyComplete();
    maintenance.sanitize(SanitizeOptions.overwrite(0, 1)).take(1).blockLast(Commands.SOON);
    assertThat(steps(maintenance.attachSanitize(), Duration.ofMinutes(1)))
        .isSorted()
        .endsWith(0x10000L);
    assertThat(steps(maintenance.attachSanitize(), Duration.ZERO)).containsExactly(0x10000L);
  }

  // ---- in use ----

  private record Sent(int opcode, int kernelTimeoutMillis) {}

  /** The drives, with somebody on the second namespace, and what is sent to them. */
  private static final class Wrapped implements NvmeBackend {

    private final EmulatedNvme drives;
    private final List<Sent> sent = new CopyOnWriteArrayList<>();

    Wrapped(EmulatedNvme drives) {
      this.drives = drives;
    }

    @Override
    public String description() {
      return drives.description();
    }

    @Override
    public List<NvmeControllerInfo> controllers() {
      return drives.controllers();
    }

    @Override
    public Optional<NvmeControllerInfo> find(String name) {
      return drives.find(name);
    }

    @Override
    public BackendDevice open(String name, int nsid, Access access) throws IOException {
      BackendDevice device = drives.open(name, nsid, access);
      return new BackendDevice() {
        @Override
        public void submit(BackendCommand command) {
          sent.add(new Sent(command.opcode(), command.kernelTimeoutMillis()));
          device.submit(command);
        }

        @Override
        public void close() {
          device.close();
        }
      };
    }

    @Override
    public List<String> uses(String namespace) {
      return namespace.equals("nvme0n2") ? List.of("nvme0n2 is mounted at /srv") : List.of();
    }
  }

  @Test
  void whatIsInUseIsNotDestroyedUnlessForced() {
    Nvme nvme = Nvme.builder().backend(new Wrapped(drives)).build();
    NvmeMaintenance careful =
        nvme.controller("nvme0").maintenance().pollEvery(Duration.ofMillis(1));
    FormatOptions options = FormatOptions.lbaFormat(format4k());
    for (Flux<Progress> refused :
        List.of(
            careful.format(2, options),
            careful.format(Commands.ALL, options),
            careful.sanitize(SanitizeOptions.blockErase()))) {
      StepVerifier.create(refused)
          .expectErrorSatisfies(
              e ->
                  assertThat(((NvmeInUseException) e).uses())
                      .containsExactly("nvme0n2 is mounted at /srv"))
          .verify(Commands.SOON);
    }
    assertThat(blockSize(2)).isEqualTo(512);
    steps(careful.format(1, options), Duration.ofSeconds(100));
    assertThat(blockSize(1)).isEqualTo(4096);
    steps(careful.format(2, options.force()), Duration.ofSeconds(100));
    assertThat(blockSize(2)).isEqualTo(4096);
    steps(careful.sanitize(SanitizeOptions.blockErase().force()), Duration.ofMinutes(10));
    nvme.disposeLater().block();
  }
}
