package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeClosedException;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

/**
 * Commands that the drive does not answer. An Asynchronous Event Request stays outstanding until
 * there is an event, which in QEMU is never: only a controller reset ends it.
 */
@ParameterizedClass
@EnumSource(names = {"URING", "IOCTL"})
class StuckCommandIT {

  private static final int ROUNDS = 100;

  /** QEMU takes four event requests, and the kernel has one of them. */
  private static final PassthruCommand STUCK =
      PassthruCommand.builder(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST).force().build();

  @Parameter BackendChoice backend;

  @AfterEach
  void hooks() {
    Hooks.resetOnErrorDropped();
  }

  @Test
  void cancelAndDeadlineDetachAndTheResetBringsEverythingBack() {
    List<Throwable> dropped = new CopyOnWriteArrayList<>();
    Hooks.onErrorDropped(dropped::add);
    Nvme nvme = Nvme.builder().backend(backend).build();
    NvmeController drive = nvme.controller(Lab.controller("reset0"));
    NvmeController other = nvme.controller(Lab.controller("plain512"));
    PassthruCommand impatient =
        PassthruCommand.builder(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST)
            .force()
            .deadline(Duration.ofMillis(20))
            .build();
    for (int round = 0; round < ROUNDS; round++) {
      List<Object> cancelled = new CopyOnWriteArrayList<>();
      Disposable subscription = drive.adminCmd(STUCK).subscribe(cancelled::add, cancelled::add);
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().inFlight() >= 1);
      StepVerifier.create(drive.adminCmd(impatient))
          .expectErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOfSatisfying(
                          NvmeDeadlineException.class, d -> assertThat(d.sent()).isTrue()))
          .verify(Lab.PATIENCE);
      subscription.dispose();
      // The third way to leave, from a library of its own.
      Nvme leaving = Nvme.builder().backend(backend).depth(2).build();
      List<Throwable> told = new CopyOnWriteArrayList<>();
      leaving.controller(drive.path()).adminCmd(STUCK).subscribe(v -> {}, told::add);
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> leaving.stats().inFlight() == 1);
      leaving.dispose();
      assertThat(told).singleElement().isInstanceOf(NvmeClosedException.class);
      assertThat(leaving.stats().liveBuffers()).isEqualTo(1);
      // Nobody waits for them any more, and yet they are the drive's.
      assertThat(nvme.stats().inFlight()).as("round %d", round).isEqualTo(2);
      assertThat(nvme.stats().liveBuffers()).isEqualTo(2);
      // The same drive and the others go on beside them.
      assertThat(drive.logs().smart().block(Lab.PATIENCE)).isNotNull();
      assertThat(other.logs().smart().block(Lab.PATIENCE)).isNotNull();
      assertThat(nvme.stats().inFlight()).isEqualTo(2);

      drive.reset().block(Lab.PATIENCE);
      Awaitility.await("round " + round + ": " + nvme.stats())
          .atMost(Lab.PATIENCE)
          .until(
              () ->
                  nvme.stats().liveBuffers() == 0
                      && nvme.stats().inFlight() == 0
                      && leaving.stats().liveBuffers() == 0);
      assertThat(cancelled).isEmpty();
    }
    assertThat(nvme.stats().detached()).isEqualTo(2 * ROUNDS);
    assertThat(nvme.stats().late()).isEqualTo(2 * ROUNDS);
    // Ended by the reset, with errors that came too late for anybody and surprise nobody.
    assertThat(dropped).isEmpty();
    other.dispose();
    drive.dispose();
    nvme.disposeLater().block(Lab.PATIENCE);
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> reapers() == 0);
  }

  @Test
  void disposalTellsTheSubscriberAtOnceAndKeepsTheMemoryForTheDrive() {
    Nvme rescuer = Nvme.create();
    NvmeController drive = rescuer.controller(Lab.controller("reset0"));
    for (int round = 0; round < 10; round++) {
      Nvme nvme = Nvme.builder().backend(backend).build();
      NvmeController mine = nvme.controller(Lab.controller("reset0"));
      List<Throwable> errors = new CopyOnWriteArrayList<>();
      mine.adminCmd(STUCK).subscribe(v -> {}, errors::add);
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().inFlight() == 1);
      if (round % 2 == 0) {
        nvme.dispose();
      } else {
        StepVerifier.create(nvme.disposeLater(Duration.ofMillis(50)))
            .expectError(NvmeDeadlineException.class)
            .verify(Lab.PATIENCE);
        assertThat(nvme.stats().leakedBuffers()).isEqualTo(1);
      }
      assertThat(errors).singleElement().isInstanceOf(NvmeClosedException.class);
      assertThat(nvme.stats().liveBuffers()).isEqualTo(1);
      assertThat(reapers()).isEqualTo(2);

      drive.reset().block(Lab.PATIENCE);
      Awaitility.await("round " + round)
          .atMost(Lab.PATIENCE)
          .until(() -> nvme.stats().liveBuffers() == 0 && reapers() == 1);
      assertThat(errors).hasSize(1);
    }
    drive.dispose();
    rescuer.disposeLater().block(Lab.PATIENCE);
  }

  @Test
  void aLeasedBufferReleasedUnderADriveStaysTheDrives() {
    Nvme nvme = Nvme.builder().backend(backend).build();
    var slow = nvme.namespace(Lab.block("slow", 1));
    NvmeBuffer buffer = nvme.buffer(4096);
    List<PassthruResult> late = new CopyOnWriteArrayList<>();
    // Beyond the first MiB the drive takes two seconds.
    Disposable subscription =
        slow.ioCmd(PassthroughIT.read(4096, 8).data(buffer).build()).subscribe(late::add);
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().inFlight() == 1);
    subscription.dispose();
    buffer.release();
    assertThat(nvme.stats().liveBuffers()).isEqualTo(2); // the slot's page, and the lease
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().liveBuffers() == 0);
    assertThat(late).isEmpty();
    slow.dispose();
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static long reapers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("nvme-reaper"))
        .count();
  }
}
