package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** The end of an {@link Nvme}, in order and in disorder. */
class DisposeTest {

  private static final Duration SOON = Duration.ofMillis(20);

  private static Target open(Nvme nvme, StandIn.Held device) {
    return nvme.open(StandIn.controllerSpec(), "nvme7", "nvme7", device.node(), true);
  }

  private static Mono<PassthruResult> command(Target target) {
    return PassthruMono.create(target, StandIn.WITH_BUFFER, StandIn.POLL);
  }

  @Test
  void withNothingUnderWayItEndsByItself() {
    Nvme nvme = Nvme.builder().rings(2).build();
    assertThat(nvme.isDisposed()).isFalse();
    StepVerifier.create(nvme.disposeLater()).verifyComplete();
    assertThat(nvme.isDisposed()).isTrue();
    nvme.dispose();
    StepVerifier.create(nvme.disposeLater()).verifyComplete();
  }

  @Test
  void disposeLaterIsCold() {
    Nvme nvme = Nvme.create();
    nvme.disposeLater();
    assertThat(nvme.isDisposed()).isFalse();
    nvme.disposeLater().block();
  }

  @Test
  void disposeLaterWaitsForWhatIsUnderWayAndRefusesTheRest() {
    Nvme nvme = Nvme.builder().adminCredits(1).build();
    try (StandIn.Held held = new StandIn.Held()) {
      Target target = open(nvme, held);
      Probe<PassthruResult> running = Probe.of(command(target));
      Probe<PassthruResult> waiting = Probe.of(command(target));
      Probe<Void> end = Probe.of(nvme.disposeLater());
      assertThat(waiting.error()).isInstanceOf(NvmeClosedException.class);
      assertThat(((NvmeClosedException) waiting.error()).sent()).isFalse();
      StepVerifier.create(command(target)).verifyError(NvmeClosedException.class);
      assertThat(running.isOver()).isFalse();
      assertThat(end.isOver()).isFalse();
      held.answer();
      end.awaitOver();
      running.awaitOver();
      assertThat(running.values).hasSize(1);
      assertThat(end.completions.get()).isEqualTo(1);
      assertThat(nvme.stats().liveBuffers()).isZero();
      assertThat(nvme.stats().leakedBuffers()).isZero();
    }
  }

  @Test
  void disposeEndsEverySubscriberAtOnceButNoCommand() {
    Nvme nvme = Nvme.builder().adminCredits(1).build();
    try (StandIn.Held held = new StandIn.Held()) {
      Target target = open(nvme, held);
      Probe<PassthruResult> running = Probe.of(command(target));
      Probe<PassthruResult> waiting = Probe.of(command(target));
      nvme.dispose();
      nvme.dispose();
      assertThat(running.error())
          .isInstanceOf(NvmeClosedException.class)
          .hasMessageContaining("may still run");
      assertThat(waiting.error())
          .isInstanceOf(NvmeClosedException.class)
          .hasMessageContaining("Nothing was sent");
      assertThat(nvme.stats().inFlight()).isEqualTo(1);
      assertThat(nvme.stats().liveBuffers()).isEqualTo(2); // the slot's page, and a block
      held.answer();
      nvme.disposeLater().block();
      assertThat(nvme.stats().liveBuffers()).isZero();
      StandIn.await("the late value", () -> running.discarded.size() == 1);
    }
  }

  @Test
  void stuckCommandsAreGivenUpAfterTheTimeoutLoudlyAndComeBackEvenThen() {
    Nvme nvme = Nvme.builder().adminCredits(4).build();
    try (LogTap log = new LogTap(Nvme.class);
        StandIn.Held held = new StandIn.Held()) {
      Target target = open(nvme, held);
      List<Probe<PassthruResult>> stuck =
          List.of(Probe.of(command(target)), Probe.of(command(target)));
      StepVerifier.create(nvme.disposeLater(SOON))
          .expectErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOf(NvmeDeadlineException.class)
                      .hasMessageContaining("2 commands"))
          .verify();
      for (Probe<PassthruResult> p : stuck) {
        assertThat(p.error()).isInstanceOf(NvmeClosedException.class);
        assertThat(((NvmeClosedException) p.error()).sent()).isTrue();
      }
      assertThat(nvme.stats().leakedBuffers()).isEqualTo(4);
      assertThat(log.lines).hasSize(1).allMatch(line -> line.startsWith("SEVERE"));
      // A second who waits is told the same, and nothing is counted twice.
      StepVerifier.create(nvme.disposeLater(SOON)).verifyError(NvmeDeadlineException.class);
      assertThat(nvme.stats().leakedBuffers()).isEqualTo(4);

      held.answer();
      StepVerifier.create(nvme.disposeLater()).verifyComplete();
      assertThat(nvme.stats().inFlight()).isZero();
      assertThat(nvme.stats().liveBuffers()).isZero();
    }
  }

  @Test
  void timeoutsThatAreNotPositiveAreRefused() {
    Nvme nvme = Nvme.create();
    assertThatThrownBy(() -> nvme.disposeLater(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> nvme.disposeLater(SOON.negated()))
        .isInstanceOf(IllegalArgumentException.class);
    nvme.disposeLater().block();
  }

  @Test
  void disposedItOpensNothing() {
    Nvme nvme = Nvme.create();
    nvme.dispose();
    try (StandIn.Held held = new StandIn.Held()) {
      assertThatThrownBy(() -> open(nvme, held)).isInstanceOf(NvmeClosedException.class);
    }
  }

  @Test
  void aDisposalFromASignalOnTheRingsThreadWorks() {
    Nvme nvme = Nvme.create();
    try (StandIn.Held held = new StandIn.Held()) {
      Target target = open(nvme, held);
      Probe<PassthruResult> other = Probe.of(command(target));
      Probe<PassthruResult> first =
          Probe.of(
              PassthruMono.create(target, StandIn.EMPTY, CommandForm.ioctl(NvmeIoctl.RESET))
                  .doOnError(e -> nvme.dispose()));
      first.awaitOver();
      other.awaitOver();
      assertThat(other.error()).isInstanceOf(NvmeClosedException.class);
      held.answer();
      nvme.disposeLater().block();
    }
  }

  @Test
  void handlesOfOneControllerShareItsQueueAndTheLastOneGivesItBack() {
    Nvme nvme = Nvme.builder().adminCredits(1).build();
    try (StandIn.Held held = new StandIn.Held()) {
      Target first = open(nvme, held);
      Target second = open(nvme, held);
      Probe<PassthruResult> running = Probe.of(command(first));
      Probe<PassthruResult> waiting = Probe.of(command(second));
      assertThat(nvme.stats().waiting()).isEqualTo(1);
      first.dispose(); // does not end the queue under the second's feet
      held.answer();
      running.awaitOver();
      waiting.awaitOver();
      assertThat(running.values).hasSize(1);
      assertThat(waiting.values).hasSize(1);
      second.dispose();
      held.hold(); // an open for reading would wait for a writer
      Probe<PassthruResult> third = Probe.of(command(open(nvme, held)));
      assertThat(nvme.stats().inFlight()).isEqualTo(1);
      held.answer();
      third.awaitOver();
      assertThat(third.values).hasSize(1);
    }
    nvme.disposeLater().block();
  }

  @Test
  void openingAgainstDisposalLeavesNothingOpen() throws IOException {
    try (StandIn.Held held = new StandIn.Held()) {
      long before = count("/proc/self/fd");
      for (int i = 0; i < 100; i++) {
        Nvme nvme = Nvme.builder().depth(4).build();
        RaceTestUtils.race(
            () -> {
              try {
                open(nvme, held);
              } catch (NvmeClosedException e) { // the disposal was first
                assertThat(nvme.isDisposed()).isTrue();
              }
            },
            nvme::dispose);
        nvme.disposeLater().block();
      }
      StandIn.await("as many files as before", () -> count("/proc/self/fd") <= before);
    }
  }

  @Test
  void roundsOfOpeningAndClosingLeaveNoThreadNoFileAndNoMapping() throws IOException {
    try (StandIn.Held held = new StandIn.Held()) {
      round(held);
      long files = count("/proc/self/fd");
      long mappings = mappings();
      for (int i = 0; i < 200; i++) {
        round(held);
      }
      // An ended thread's last steps are after the signal; control blocks go with the collector.
      StandIn.await("no ring's thread", () -> ringThreads() == 0);
      StandIn.await("as many files as before", () -> count("/proc/self/fd") <= files);
      StandIn.await(
          "about as many mappings as before",
          () -> {
            System.gc();
            return mappings() <= mappings + 30; // the JVM's own come and go
          });
    }
  }

  private static void round(StandIn.Held held) {
    Nvme nvme = Nvme.builder().depth(8).build();
    Target target = open(nvme, held);
    Target nothing =
        nvme.open(StandIn.controllerSpec(), "nvme8", "nvme8", Path.of("/dev/null"), true);
    StandIn.command(nothing).block();
    PassthruMono.create(nothing, StandIn.WITH_BUFFER, CommandForm.ADMIN).block();
    PassthruMono.create(target, StandIn.EMPTY, CommandForm.ioctl(NvmeIoctl.RESCAN))
        .onErrorComplete()
        .block();
    nvme.disposeLater().block();
  }

  private static long count(String dir) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(dir))) {
      List<Path> all = new ArrayList<>();
      entries.forEach(all::add);
      return all.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ringThreads() {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      long n = 0;
      for (Path task : tasks) {
        if (name(task).startsWith("nvme-")) {
          n++;
        }
      }
      return n;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException e) { // it ended just now
      return "";
    }
  }

  private static long mappings() {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
