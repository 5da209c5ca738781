package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.BackendChoice;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBusyException;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.SmartReading;
import io.reactornvme.SmartScan;
import io.reactornvme.spec.AdminOpcode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;

/** Full rings, full queues, and subscribers of every temper. */
@ParameterizedClass
@EnumSource(names = {"URING", "IOCTL"})
class BackPressureIT {

  private static final PassthruCommand IDENTIFY =
      PassthruCommand.builder(AdminOpcode.IDENTIFY).cdw10(1).dataIn(4096).build();

  @Parameter BackendChoice backend;

  private Nvme nvme;

  private Nvme.Builder builder() {
    return Nvme.builder().backend(backend);
  }

  @AfterEach
  void close() {
    Hooks.resetOnErrorDropped();
    nvme.disposeLater(Lab.PATIENCE).block(Lab.PATIENCE.multipliedBy(2));
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  @Test
  void moreCommandsThanTheRingHasSlotsAllComplete() {
    nvme = builder().depth(3).build();
    List<String> drives = List.of("plain512", "plain4k", "multi", "many-tags");
    List<NvmeController> controllers =
        drives.stream().map(serial -> nvme.controller(Lab.controller(serial))).toList();
    // Each drive has credits for more than there are slots for all of them.
    List<String> serials =
        Flux.range(0, 400)
            .flatMap(i -> controllers.get(i % controllers.size()).identify().controller(), 200)
            .map(id -> id.serialNumber())
            .collectList()
            .block(Lab.PATIENCE);
    for (String serial : drives) {
      assertThat(Collections.frequency(serials, serial)).isEqualTo(100);
    }
    controllers.forEach(NvmeController::dispose);
  }

  @Test
  void aFullPendingQueueRefusesAndLosesNothing() {
    nvme = builder().ioCredits(1).pendingLimit(2).build();
    NvmeNamespace namespace = nvme.namespace(Lab.block("slow", 1));
    // The first I/O command of a handle may ask the drive for its format: let that be over.
    namespace.ioCmd(PassthroughIT.read(0, 8).dataIn(4096).build()).block(Lab.PATIENCE);
    List<PassthruResult> results = new CopyOnWriteArrayList<>();
    List<Throwable> errors = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 4; i++) {
      namespace
          .ioCmd(PassthroughIT.read(4096 + 8L * i, 8).dataIn(4096).build())
          .subscribe(results::add, errors::add);
    }
    // One in flight, two wait, the fourth is refused at once.
    assertThat(errors)
        .singleElement()
        .isInstanceOfSatisfying(
            NvmeBusyException.class, e -> assertThat(e.pendingLimit()).isEqualTo(2));
    assertThat(nvme.stats().waiting()).isEqualTo(2);
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> results.size() == 3);
    assertThat(errors).hasSize(1);
    namespace.dispose();
  }

  @Test
  void aScanWithDemandOneReadsOneDriveAtATime() {
    nvme = builder().build();
    int drives = Lab.controllers().size();
    assertThat(drives).isGreaterThanOrEqualTo(16);
    AtomicLong sentBefore = new AtomicLong(nvme.stats().submitted());
    List<SmartReading> readings = new ArrayList<>();
    List<Long> sent = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    BaseSubscriber<SmartReading> one =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(org.reactivestreams.Subscription s) {
            request(1);
          }

          @Override
          protected void hookOnNext(SmartReading reading) {
            readings.add(reading);
            sent.add(nvme.stats().submitted() - sentBefore.get());
            Schedulers.parallel().schedule(() -> request(1));
          }

          @Override
          protected void hookFinally(reactor.core.publisher.SignalType type) {
            done.countDown();
          }
        };
    SmartScan.of(nvme).depth(16).scan().subscribe(one);
    await(done);
    assertThat(readings).hasSize(drives).allMatch(SmartReading::isOk);
    // At each reading as much had been sent as had been asked for: nothing ahead, no prefetch.
    for (int i = 0; i < drives; i++) {
      assertThat(sent.get(i)).isEqualTo(i + 1);
    }
  }

  @Test
  void withoutDemandNothingIsSent() {
    nvme = builder().build();
    AtomicInteger asked = new AtomicInteger();
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    List<PassthruResult> results = new CopyOnWriteArrayList<>();
    BaseSubscriber<PassthruResult> slow =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(org.reactivestreams.Subscription s) {}

          @Override
          protected void hookOnNext(PassthruResult value) {
            results.add(value);
          }
        };
    controller
        .adminCmds(
            Flux.range(0, 100).doOnRequest(n -> asked.addAndGet((int) n)).map(i -> IDENTIFY), 16)
        .subscribe(slow);
    assertThat(asked).hasValue(0);
    slow.request(5);
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> results.size() == 5);
    assertThat(asked).hasValue(5);
    assertThat(nvme.stats().submitted()).isEqualTo(5);
    slow.cancel();
    controller.dispose();
  }

  @Test
  void aSubscriberThatThrowsHarmsNobody() {
    nvme = builder().build();
    Hooks.onErrorDropped(e -> {});
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    AtomicInteger threw = new AtomicInteger();
    AtomicInteger fine = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      boolean bad = i % 2 == 0;
      controller
          .adminCmd(IDENTIFY)
          .subscribe(
              new BaseSubscriber<>() {
                @Override
                protected void hookOnNext(PassthruResult value) {
                  if (bad) {
                    threw.incrementAndGet();
                    throw new IllegalStateException("a subscriber's own mistake");
                  }
                  fine.incrementAndGet();
                }

                @Override
                protected void hookOnError(Throwable t) {
                  // what BaseSubscriber makes of the mistake
                }
              });
    }
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> fine.get() == 100 && threw.get() == 100);
    assertThat(controller.logs().smart().block(Lab.PATIENCE)).isNotNull();
    controller.dispose();
  }

  @Test
  void blockingOnTheRingThreadIsAnErrorAndAStallIsCounted() {
    nvme = builder().stallThreshold(Duration.ofMillis(10)).build();
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    assertThatThrownBy(
            () ->
                controller
                    .logs()
                    .smart()
                    .map(log -> controller.logs().smart().block())
                    .block(Lab.PATIENCE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nvme-reaper");
    long stalls = nvme.stats().stalls();
    CountDownLatch never = new CountDownLatch(1);
    controller
        .logs()
        .smart()
        .doOnNext(
            log -> {
              try { // a subscriber that blocks, for 50 ms
                never.await(50, TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })
        .block(Lab.PATIENCE);
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().stalls() > stalls);
    assertThat(controller.logs().smart().block(Lab.PATIENCE)).isNotNull();
    controller.dispose();
  }

  @Test
  void oneHungDriveDelaysNoOther() {
    nvme = builder().adminCredits(2).build();
    NvmeController hung = nvme.controller(Lab.controller("reset0"));
    PassthruCommand stuck =
        PassthruCommand.builder(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST).force().build();
    // Both its credits are gone; what comes after them waits for ever.
    var first = hung.adminCmd(stuck).subscribe();
    var second = hung.adminCmd(stuck).subscribe();
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().inFlight() == 2);
    List<SmartReading> readings =
        SmartScan.of(nvme).deadline(Duration.ofSeconds(3)).scan().collectList().block(Lab.PATIENCE);
    assertThat(readings).hasSize(Lab.controllers().size());
    assertThat(readings.stream().filter(r -> !r.isOk()))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.info().serial()).isEqualTo("reset0");
              assertThat(r.error())
                  .isInstanceOfSatisfying(
                      NvmeDeadlineException.class, e -> assertThat(e.sent()).isFalse());
            });
    first.dispose();
    second.dispose();
    hung.reset().block(Lab.PATIENCE);
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> nvme.stats().liveBuffers() == 0);
    hung.dispose();
  }

  @Test
  void emitOnMovesTheSignals() {
    var scheduler = Schedulers.newSingle("mine");
    nvme = builder().emitOn(scheduler).build();
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    assertThat(controller.logs().smart().map(log -> Thread.currentThread().getName()).block())
        .startsWith("mine");
    controller.dispose();
    scheduler.dispose();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Lab.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
