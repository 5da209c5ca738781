package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNoSuchDeviceException;
import io.reactornvme.NvmeOsException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** The drive is reset, pulled or dead, each with 64 commands on their way. */
@ParameterizedClass
@EnumSource(names = {"URING", "IOCTL"})
class ResetAndRemovalIT {

  private static final int COMMANDS = 64;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  @Parameter BackendChoice backend;

  private Nvme nvme;
  private NvmeController bystander;

  @BeforeEach
  void open() {
    nvme = Nvme.builder().backend(backend).build();
    bystander = nvme.controller(Lab.controller("plain512"));
  }

  @AfterEach
  void close() {
    bystander.dispose();
    nvme.disposeLater(Lab.PATIENCE).block(Lab.PATIENCE.multipliedBy(2));
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  /** Counts what it hears; a second terminal signal is a failure. */
  static final class Listener implements CoreSubscriber<PassthruResult> {
    final AtomicInteger terminals = new AtomicInteger();
    final AtomicReference<PassthruResult> result = new AtomicReference<>();
    final AtomicReference<Throwable> error = new AtomicReference<>();

    @Override
    public void onSubscribe(Subscription s) {
      s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(PassthruResult value) {
      result.set(value);
    }

    @Override
    public void onError(Throwable t) {
      error.set(t);
      terminals.incrementAndGet();
    }

    @Override
    public void onComplete() {
      terminals.incrementAndGet();
    }
  }

  /** Slow reads: two seconds each beyond the first MiB. */
  private List<Listener> startSlowReads(NvmeNamespace namespace) {
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      Listener listener = new Listener();
      listeners.add(listener);
      PassthruCommand read = PassthroughIT.read(4096 + 8L * i, 8).dataIn(4096).build();
      namespace.ioCmd(read).subscribe(listener);
    }
    // As many as may are with the drive: all of them, or the four that ioctl threads are spent on.
    long expected = backend == BackendChoice.URING ? COMMANDS : 4;
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().inFlight() == expected);
    return listeners;
  }

  private void awaitAll(List<Listener> listeners) {
    Awaitility.await("one terminal signal each")
        .atMost(Lab.PATIENCE.multipliedBy(2))
        .until(() -> listeners.stream().allMatch(l -> l.terminals.get() >= 1));
    assertThat(nvme.stats().waiting()).isZero();
    for (Listener l : listeners) {
      assertThat(l.terminals).hasValue(1);
      assertThat(l.result.get() != null ^ l.error.get() != null).isTrue();
      if (l.error.get() != null) {
        assertThat(l.error.get()).isInstanceOf(NvmeException.class);
      }
    }
  }

  private static List<Integer> errnos(List<Listener> listeners) {
    return listeners.stream()
        .filter(l -> l.error.get() instanceof NvmeOsException)
        .map(l -> ((NvmeOsException) l.error.get()).errno())
        .distinct()
        .toList();
  }

  @Test
  void aResetEndsWhatIsInFlightAndTheHandleGoesOn() {
    NvmeNamespace namespace = nvme.namespace(Lab.block("slow", 1));
    NvmeController controller = nvme.controller(Lab.controller("slow"));
    List<Listener> listeners = startSlowReads(namespace);
    controller.reset().block(Lab.PATIENCE);
    assertThat(bystander.logs().smart().block(Lab.PATIENCE)).isNotNull();
    awaitAll(listeners);
    // QEMU waits for its reads before it resets, so most end well; StuckCommandIT has those that
    // only a reset can end. EAGAIN: by ioctl, while the namespace's head has no live path.
    assertThat(errnos(listeners)).isSubsetOf(EINTR, EAGAIN);
    Lab.awaitLive("slow");
    // The same handles work again.
    assertThat(controller.logs().smart().block(Lab.PATIENCE)).isNotNull();
    assertThat(
            namespace
                .ioCmd(PassthroughIT.read(0, 8).dataIn(4096).build())
                .block(Lab.PATIENCE)
                .isSuccess())
        .isTrue();
    namespace.dispose();
    controller.dispose();
  }

  @Test
  void aDriveThatIsPulledEndsItsOwnCommandsAndCanBeOpenedAgain() {
    NvmeNamespace namespace = nvme.namespace(Lab.block("plug1", 1));
    NvmeController controller = nvme.controller(Lab.controller("plug1"));
    List<Listener> listeners = startSlowReads(namespace);
    Lab.unplug("plug1");
    assertThat(bystander.logs().smart().block(Lab.PATIENCE)).isNotNull();
    awaitAll(listeners);
    Awaitility.await("plug1 gone")
        .atMost(Lab.PATIENCE)
        .until(() -> !Lab.controllers().containsKey("plug1"));
    // What the old handles say: gone. (A multipath head that has lost its path says EINVAL.)
    assertThatThrownBy(() -> controller.logs().smart().block(Lab.PATIENCE))
        .isInstanceOf(NvmeOsException.class);
    assertThatThrownBy(
            () ->
                namespace.ioCmd(PassthroughIT.read(0, 8).dataIn(4096).build()).block(Lab.PATIENCE))
        .isInstanceOfSatisfying(
            NvmeOsException.class,
            e -> assertThat(e.getMessage()).containsAnyOf("drive is gone", "not to blame"));
    assertThatThrownBy(() -> nvme.controller(controller.path()))
        .isInstanceOf(NvmeNoSuchDeviceException.class);
    namespace.dispose();
    controller.dispose();

    Lab.plug("plug1");
    Awaitility.await("plug1 back")
        .atMost(Lab.PATIENCE)
        .until(() -> Lab.state("plug1").equals("live") && hasGenericNode("plug1"));
    NvmeController again = nvme.controller(Lab.controller("plug1"));
    assertThat(again.identify().controller().block(Lab.PATIENCE).serialNumber()).isEqualTo("plug1");
    NvmeNamespace namespaceAgain = nvme.namespace(Lab.block("plug1", 1));
    assertThat(
            namespaceAgain
                .ioCmd(PassthroughIT.read(0, 8).dataIn(4096).build())
                .block(Lab.PATIENCE)
                .isSuccess())
        .isTrue();
    namespaceAgain.dispose();
    again.dispose();
  }

  private static boolean hasGenericNode(String serial) {
    try {
      return Files.exists(Path.of(Lab.generic(serial, 1)));
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void aFunctionResetUnderLoadLosesNobody() throws IOException {
    NvmeNamespace namespace = nvme.namespace(Lab.block("slow", 1));
    List<Listener> listeners = startSlowReads(namespace);
    Path device =
        Path.of("/sys/class/nvme")
            .resolve(Lab.controllers().get("slow"))
            .resolve("device")
            .toRealPath();
    Lab.write(device.resolve("reset"), "1");
    assertThat(bystander.logs().smart().block(Lab.PATIENCE)).isNotNull();
    awaitAll(listeners);
    Lab.awaitLive("slow");
    namespace.dispose();
    NvmeController again = nvme.controller(Lab.controller("slow"));
    assertThat(again.logs().smart().block(Lab.PATIENCE)).isNotNull();
    again.dispose();
  }
}
