package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeEvent;
import io.reactornvme.NvmeEvent.AsynchronousEvent;
import io.reactornvme.NvmeEvent.ControllerAdded;
import io.reactornvme.NvmeEvent.ControllerRemoved;
import io.reactornvme.NvmeEvent.ControllerRestarted;
import io.reactornvme.NvmeEvent.NamespaceAdded;
import io.reactornvme.NvmeEvent.NamespaceRemoved;
import io.reactornvme.NvmeNoSuchDeviceException;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import io.reactornvme.spec.AsynchronousEventType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What happens to emulated drives, as events and as calls for a reading. */
@Timeout(60)
class EmulatedEventsTest {

  /** Events of health are enabled, which they are not by default. */
  private static final int HEALTH = 0xFF;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(EmulatedNvme.builder().controllers(3));

  private Nvme nvme;
  private EmulatedNvme drives;
  private EmulatedController drive;

  @BeforeEach
  void open(Nvme made, EmulatedNvme with) {
    nvme = made;
    drives = with;
    drive = drives.controller("nvme1");
  }

  private void enableHealthEvents(String controller) {
    new Commands(nvme, controller).admin(0x09, c -> c.cdw10(0x0B).cdw11(HEALTH)).orThrow();
  }

  private void overheat(String controller) {
    drives.controller(controller).smart().temperature(90);
    drives.controller(controller).checkHealth();
  }

  private void attach(int select) {
    ByteBuffer list = zeros(4096).putShort(0, (short) 1).putShort(2, (short) 1);
    new Commands(nvme, "nvme1").admin(0x15, c -> c.nsid(1).cdw10(select).dataOut(list)).orThrow();
  }

  @Test
  void pulledPutBackAndReset() {
    StepVerifier.create(nvme.events())
        .then(drive::remove)
        .assertNext(e -> assertThat(((NamespaceRemoved) e).namespace().name()).isEqualTo("nvme1n1"))
        .assertNext(e -> assertThat(((ControllerRemoved) e).controller().name()).isEqualTo("nvme1"))
        .then(drive::plugIn)
        .assertNext(e -> assertThat(((ControllerAdded) e).controller().name()).isEqualTo("nvme1"))
        .assertNext(e -> assertThat(((NamespaceAdded) e).namespace().name()).isEqualTo("nvme1n1"))
        .then(drive::reset)
        .assertNext(
            e -> assertThat(((ControllerRestarted) e).controller().name()).isEqualTo("nvme1"))
        .thenCancel()
        .verify(Commands.SOON);
  }

  @Test
  void namespacesAreDetachedAndAttached() {
    StepVerifier.create(nvme.events())
        .then(() -> attach(1))
        .assertNext(e -> assertThat(((NamespaceRemoved) e).namespace().nsid()).isEqualTo(1))
        .then(() -> attach(0))
        .assertNext(
            e -> {
              assertThat(((NamespaceAdded) e).namespace().nsid()).isEqualTo(1);
              assertThat(((NamespaceAdded) e).controller().name()).isEqualTo("nvme1");
            })
        .thenCancel()
        .verify(Commands.SOON);
  }

  @Test
  void healthIsToldOnceUntilTheLogIsRead() {
    enableHealthEvents("nvme1");
    StepVerifier.create(nvme.events().cast(AsynchronousEvent.class))
        .then(() -> overheat("nvme1"))
        .assertNext(
            e -> {
              assertThat(e.controller()).isEqualTo("nvme1");
              assertThat(e.event().type()).isEqualTo(AsynchronousEventType.SMART);
              assertThat(e.event().description()).isEqualTo("temperature threshold");
              assertThat(e.event().logPage()).isEqualTo(2);
            })
        .then(() -> overheat("nvme1"))
        .then(() -> new Commands(nvme, "nvme1").log(2, 512).orThrow())
        .then(() -> overheat("nvme1"))
        .assertNext(e -> assertThat(e.event().raw()).isEqualTo(0x020101))
        .thenCancel()
        .verify(Commands.SOON);
  }

  @Test
  void aScanReadsTheDriveThatAnEventNames() {
    enableHealthEvents("nvme2");
    StepVerifier.create(SmartScan.of(nvme).scanOn(nvme.events()))
        .then(() -> overheat("nvme2"))
        .assertNext(
            r -> {
              assertThat(r.device()).isEqualTo("/dev/nvme2");
              assertThat(r.log().compositeTemperature()).isEqualTo(90 + 273);
            })
        .then(drive::remove) // calls for nothing
        .then(drive::plugIn)
        .assertNext(r -> assertThat(r.device()).isEqualTo("/dev/nvme1"))
        .then(drive::reset)
        .assertNext(r -> assertThat(r.device()).isEqualTo("/dev/nvme1"))
        .then(nvme::dispose) // and the events end
        .verifyComplete();
  }

  @Test
  void aScanOfSomeDrivesLeavesTheOthersAlone() {
    enableHealthEvents("nvme1");
    enableHealthEvents("nvme2");
    SmartScan scan = SmartScan.of(nvme).devices(List.of("/dev/ng2n1", "/dev/nvme0"));
    StepVerifier.create(scan.scanOn(nvme.events()))
        .then(() -> overheat("nvme1"))
        .then(() -> overheat("nvme2"))
        .assertNext(r -> assertThat(r.device()).isEqualTo("/dev/ng2n1"))
        .thenCancel()
        .verify(Commands.SOON);
  }

  @Test
  void anythingElseCallsForAll() {
    Sinks.Many<Object> ticks = Sinks.many().multicast().directBestEffort();
    StepVerifier.create(
            SmartScan.of(nvme)
                .scanOn(ticks.asFlux())
                .map(SmartReading::device)
                .buffer(3)
                .map(three -> three.stream().sorted().toList()))
        .then(() -> ticks.tryEmitNext(1L).orThrow())
        .expectNext(List.of("/dev/nvme0", "/dev/nvme1", "/dev/nvme2"))
        .then(() -> ticks.tryEmitNext(new NvmeEvent.Missed(Instant.now(), 1)).orThrow())
        .expectNext(List.of("/dev/nvme0", "/dev/nvme1", "/dev/nvme2"))
        .then(() -> ticks.tryEmitComplete().orThrow())
        .expectComplete()
        .verify(Commands.SOON);
  }

  @Test
  void aDriveThatWentAndCameBetweenTwoSweepsIsReadAnew() {
    Sinks.Many<Object> ticks = Sinks.many().multicast().directBestEffort();
    SmartScan scan = SmartScan.of(nvme).devices(List.of("/dev/nvme1"));
    StepVerifier.create(scan.scanOn(ticks.asFlux()))
        .then(() -> ticks.tryEmitNext(1L).orThrow())
        .assertNext(r -> assertThat(r.isOk()).isTrue())
        .then(drive::remove)
        .then(drive::plugIn)
        .then(() -> ticks.tryEmitNext(2L).orThrow())
        .assertNext(r -> assertThat(r.isOk()).isTrue())
        .then(drive::remove)
        .then(() -> ticks.tryEmitNext(3L).orThrow())
        .assertNext(r -> assertThat(r.error()).isInstanceOf(NvmeNoSuchDeviceException.class))
        .then(drive::plugIn)
        .then(() -> ticks.tryEmitNext(4L).orThrow())
        .assertNext(r -> assertThat(r.isOk()).isTrue())
        .thenCancel()
        .verify(Commands.SOON);
  }

  @Test
  void theTriggersErrorIsTheScans() {
    StepVerifier.create(SmartScan.of(nvme).scanOn(Flux.error(new ArithmeticException())))
        .expectError(ArithmeticException.class)
        .verify(Commands.SOON);
  }

  @Test
  void noDriveIsReadTwiceAtATimeAndNoCallIsLost() {
    Latency slow = Latency.fixed(Duration.ofSeconds(2)); // the first reading alone
    drives.addFault(FaultRule.any().controller("nvme1").latency(slow).times(1));
    Sinks.Many<NvmeEvent> events = Sinks.many().multicast().directBestEffort();
    NvmeEvent added = new ControllerAdded(Instant.now(), drives.find("nvme1").orElseThrow());
    NvmeEvent other = new ControllerAdded(Instant.now(), drives.find("nvme0").orElseThrow());
    StepVerifier.create(SmartScan.of(nvme).scanOn(events.asFlux()).map(SmartReading::device))
        .then(() -> events.tryEmitNext(added).orThrow())
        .then(this::awaitCommand)
        .then(
            () -> {
              for (int i = 0; i < 100; i++) { // while it is being read
                events.tryEmitNext(added).orThrow();
                assertThat(drive.commandsInFlight()).isLessThanOrEqualTo(1);
              }
              events.tryEmitNext(other).orThrow();
            })
        .expectNext("/dev/nvme0", "/dev/nvme1", "/dev/nvme1")
        .then(() -> events.tryEmitComplete().orThrow())
        .expectComplete()
        .verify(Commands.SOON);
    assertThat(drives.commandCount()).isEqualTo(3);
  }

  private void awaitCommand() {
    try {
      assertThat(drives.takeCommand(Commands.SOON)).isNotNull();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withADemandOfOneOneDriveIsRead() {
    Sinks.Many<Object> ticks = Sinks.many().multicast().directBestEffort();
    StepVerifier.create(SmartScan.of(nvme).scanOn(ticks.asFlux()), 0)
        .then(() -> ticks.tryEmitNext(1L).orThrow())
        .then(() -> ticks.tryEmitNext(2L).orThrow())
        .thenRequest(1)
        .expectNextCount(1)
        .then(() -> assertThat(drives.commandCount()).isEqualTo(1))
        .thenRequest(1)
        .expectNextCount(1)
        .then(() -> assertThat(drives.commandCount()).isEqualTo(2))
        .thenCancel()
        .verify(Commands.SOON);
  }
}
