package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeEvent;
import io.reactornvme.NvmeEvent.AsynchronousEvent;
import io.reactornvme.NvmeEvent.ControllerAdded;
import io.reactornvme.NvmeEvent.ControllerRemoved;
import io.reactornvme.NvmeEvent.ControllerRestarted;
import io.reactornvme.NvmeEvent.NamespaceAdded;
import io.reactornvme.NvmeEvent.NamespaceRemoved;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import io.reactornvme.spec.AsynchronousEventType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What the real driver's uevents become. */
class EventsIT {

  private static final String DRIVE = "plug0";

  private final Nvme nvme = Nvme.create();
  private final List<NvmeEvent> events = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private Disposable listening;

  @BeforeEach
  void listen() {
    awaitPlugged();
    listening = nvme.events().subscribe(events::add, errors::add);
  }

  @AfterEach
  void close() {
    listening.dispose();
    nvme.disposeLater(Lab.PATIENCE).block(Lab.PATIENCE.multipliedBy(2));
    assertThat(errors).isEmpty();
  }

  /** As another test may have left it: its namespace's scan may be under way. */
  private static void awaitPlugged() {
    Awaitility.await(DRIVE + " with its namespace")
        .atMost(Lab.PATIENCE)
        .until(
            () -> {
              try {
                return Lab.state(DRIVE).equals("live")
                    && Files.exists(Path.of(Lab.generic(DRIVE, 1)));
              } catch (RuntimeException e) {
                return false;
              }
            });
  }

  private <T extends NvmeEvent> Stream<T> told(Class<T> kind, Predicate<T> which) {
    return events.stream().filter(kind::isInstance).map(kind::cast).filter(which);
  }

  private <T extends NvmeEvent> T await(Class<T> kind, Predicate<T> which) {
    Awaitility.await(kind.getSimpleName())
        .atMost(Lab.PATIENCE)
        .failFast(() -> !errors.isEmpty())
        .until(() -> told(kind, which).findAny().isPresent());
    return told(kind, which).findFirst().orElseThrow();
  }

  @Test
  void aDriveIsUnpluggedAndPluggedInAgain() {
    String name = Path.of(Lab.controller(DRIVE)).getFileName().toString();
    String namespace = Lab.namespace(DRIVE, 1);
    Lab.unplug(DRIVE);
    ControllerRemoved gone = await(ControllerRemoved.class, e -> true);
    assertThat(gone.controller().name()).isEqualTo(name);
    assertThat(gone.controller().serial()).isEqualTo(DRIVE);
    assertThat(told(NamespaceRemoved.class, e -> true)).hasSize(1);
    NamespaceRemoved namespaceGone = told(NamespaceRemoved.class, e -> true).findFirst().get();
    assertThat(namespaceGone.namespace().name()).isEqualTo(namespace);
    assertThat(events.indexOf(namespaceGone)).isLessThan(events.indexOf(gone));

    Lab.plug(DRIVE);
    ControllerAdded added = await(ControllerAdded.class, e -> true);
    assertThat(added.controller().serial()).isEqualTo(DRIVE);
    assertThat(added.controller().isLive()).isTrue();
    // It takes commands at once.
    NvmeController controller = nvme.controller(added.controller().name());
    assertThat(controller.logs().smart().block(Lab.PATIENCE)).isNotNull();
    controller.dispose();

    NamespaceAdded namespaceAdded = await(NamespaceAdded.class, e -> true);
    assertThat(namespaceAdded.controller().serial()).isEqualTo(DRIVE);
    assertThat(namespaceAdded.namespace().nsid()).isEqualTo(1);
    NvmeNamespace opened = nvme.namespace(namespaceAdded.namespace().generic().toString());
    assertThat(
            opened
                .ioCmd(PassthroughIT.read(0, 8).dataIn(4096).build())
                .block(Lab.PATIENCE)
                .isSuccess())
        .isTrue();
    opened.dispose();
    // Each of them once.
    assertThat(told(ControllerAdded.class, e -> true)).hasSize(1);
    assertThat(told(NamespaceAdded.class, e -> true)).hasSize(1);
    assertThat(told(NamespaceRemoved.class, e -> true)).hasSize(1);
    assertThat(told(ControllerRestarted.class, e -> true)).isEmpty();
  }

  @Test
  void aResetIsTold() {
    NvmeController controller = nvme.controller(Lab.controller(DRIVE));
    controller.reset().block(Lab.PATIENCE);
    ControllerRestarted restarted =
        await(ControllerRestarted.class, e -> e.controller().serial().equals(DRIVE));
    assertThat(restarted.controller().isLive()).isTrue();
    controller.dispose();
    assertThat(told(ControllerRemoved.class, e -> true)).isEmpty();
    assertThat(told(NamespaceRemoved.class, e -> true)).isEmpty();
  }

  /** QEMU raises it when somebody sets the warning from outside. */
  @Test
  void anEventOfHealthIsToldAndReadByAScan() {
    List<SmartReading> readings = new CopyOnWriteArrayList<>();
    Disposable scan = SmartScan.of(nvme).scanOn(nvme.events()).subscribe(readings::add);
    String name = Path.of(Lab.controller(DRIVE)).getFileName().toString();
    // Linux has enabled its notices alone: the health bits are the user's.
    Lab.must("nvme", "set-feature", "/dev/" + name, "-f", "0x0b", "--value=0x1ff");
    setCriticalWarning(4);
    try {
      AsynchronousEvent event = await(AsynchronousEvent.class, e -> true);
      assertThat(event.controller()).isEqualTo(name);
      assertThat(event.event().type()).isEqualTo(AsynchronousEventType.SMART);
      assertThat(event.event().logPage()).isEqualTo(2);
      Awaitility.await("a reading").atMost(Lab.PATIENCE).until(() -> !readings.isEmpty());
      SmartReading reading = readings.get(0);
      assertThat(reading.error()).isNull();
      assertThat(reading.device()).isEqualTo("/dev/" + name);
      assertThat(reading.log().criticalWarning().any()).isTrue();
      // Reading the log has let the drive send the next.
      setCriticalWarning(0);
      setCriticalWarning(4);
      Awaitility.await("a second event")
          .atMost(Lab.PATIENCE)
          .until(() -> told(AsynchronousEvent.class, e -> true).count() == 2);
      Awaitility.await("a second reading").atMost(Lab.PATIENCE).until(() -> readings.size() == 2);
    } finally {
      setCriticalWarning(0);
      scan.dispose();
    }
  }

  private static void setCriticalWarning(int bits) {
    Lab.qmp(
        "qom-set",
        "{\"path\":\"/machine/peripheral/"
            + DRIVE
            + "\",\"property\":\"smart_critical_warning\",\"value\":"
            + bits
            + "}");
  }

  @Test
  void udevadmTriggerAndOtherDevicesAreNoEvents() {
    for (String action : List.of("add", "remove", "change")) {
      Lab.write(
          Path.of(
              "/sys/class/nvme", Path.of(Lab.controller(DRIVE)).getFileName().toString(), "uevent"),
          action);
      Lab.write(Path.of("/sys/class/block", Lab.namespace(DRIVE, 1), "uevent"), action);
    }
    // A reset, which is told, came after them.
    NvmeController controller = nvme.controller(Lab.controller(DRIVE));
    controller.reset().block(Lab.PATIENCE);
    await(ControllerRestarted.class, e -> true);
    controller.dispose();
    assertThat(events)
        .noneMatch(
            e ->
                e instanceof ControllerAdded
                    || e instanceof ControllerRemoved
                    || e instanceof NamespaceAdded
                    || e instanceof NamespaceRemoved);
  }
}
