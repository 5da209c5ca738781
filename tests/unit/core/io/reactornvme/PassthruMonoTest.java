package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** A command as Reactor sees it. */
class PassthruMonoTest {

  private StandIn s;

  @BeforeEach
  void open() {
    s = StandIn.open();
  }

  @AfterEach
  void close() {
    Hooks.resetOnEachOperator();
    s.close();
  }

  private long submitted() {
    return s.ring.port().counter(RingLayout.COUNTER_SUBMITTED);
  }

  @Test
  void assemblyDoesNothing() {
    Target device = s.nullDevice();
    PassthruCommand refused = PassthruCommand.builder(0x0C).build();
    PassthruMono.create(device, StandIn.EMPTY, CommandForm.ADMIN);
    PassthruMono.create(device, refused, CommandForm.ADMIN); // not even the preflight
    device.dispose();
    StandIn.command(device);
    assertThat(s.isIdle()).isTrue();
    assertThat(submitted()).isZero();
  }

  @Test
  void nothingHappensBeforeTheFirstRequest() {
    StandIn.Held held = s.heldDevice();
    Probe<PassthruResult> p = Probe.of(held.command(), 0);
    assertThat(s.isIdle()).isTrue();
    p.request(1);
    assertThat(s.ring.slotsInUse()).isEqualTo(1);
    held.answer();
    p.awaitOver();
    assertThat(p.values).hasSize(1);
  }

  @Test
  void cancelledBeforeTheFirstRequestItNeverSends() {
    Probe<PassthruResult> p = Probe.of(StandIn.command(s.nullDevice()), 0);
    p.cancel();
    p.request(1);
    StandIn.command(s.nullDevice()).block();
    assertThat(submitted()).isEqualTo(1);
    assertThat(p.isOver()).isFalse();
  }

  @Test
  void eachSubscriptionSendsAnew() {
    Mono<PassthruResult> mono = StandIn.command(s.nullDevice());
    StepVerifier.create(mono.repeat(4)).expectNextCount(5).verifyComplete();
    mono.block();
    assertThat(submitted()).isEqualTo(6);
  }

  @Test
  void furtherRequestsSendNothing() {
    StandIn.Held held = s.heldDevice();
    Probe<PassthruResult> p = Probe.of(held.command(), 1);
    p.request(1);
    p.request(Long.MAX_VALUE);
    assertThat(s.ring.slotsInUse()).isEqualTo(1);
    held.answer();
    p.awaitOver();
    p.request(1);
    s.awaitIdle();
    assertThat(submitted()).isEqualTo(1);
    p.assertRulesKept();
  }

  @Test
  void aRequestThatIsNotPositiveIsIgnoredAsReactorDoes() {
    Probe<PassthruResult> p = Probe.of(StandIn.command(s.nullDevice()), 0);
    p.request(0);
    p.request(-1);
    assertThat(submitted()).isZero();
    assertThat(p.isOver()).isFalse();
    p.request(1);
    p.awaitOver();
    assertThat(p.values).hasSize(1);
  }

  @Test
  void aCancelledCommandKeepsSlotCreditAndMemoryUntilItCompletes() {
    StandIn.Held held = s.heldDevice();
    Probe<PassthruResult> p = Probe.of(held.command(StandIn.WITH_BUFFER));
    p.cancel();
    p.cancel();
    StandIn.command(s.nullDevice()).block();
    StandIn.await("what the other had is back", () -> s.gates.admin().inUse() == 1);
    assertThat(s.ring.slotsInUse()).isEqualTo(1);
    assertThat(s.buffers.live()).isEqualTo(1);
    assertThat(s.counters.detached.sum()).isEqualTo(1);

    held.answer();
    s.awaitIdle();
    StandIn.await("the late value", () -> p.discarded.size() == 1);
    assertThat(p.discarded.get(0)).isInstanceOf(PassthruResult.class);
    assertThat(p.isOver()).isFalse();
    assertThat(s.counters.late.sum()).isEqualTo(1);
  }

  @Test
  void anErrorThatComesLateIsNoNews() {
    // Held first by its credit holder, so that the cancel comes before the completion for certain.
    Target device = s.nullDevice();
    CommandForm form = CommandForm.ioctl(NvmeIoctl.RESET); // ENOTTY
    Probe<PassthruResult> p = new Probe<>();
    CommandOp op = new CommandOp(p, device, StandIn.EMPTY, form, 0);
    p.onSubscribe(
        new org.reactivestreams.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    List<Boolean> order = new CopyOnWriteArrayList<>();
    // On the reaper: what is sent from here completes after this has returned.
    StandIn.command(device)
        .doOnNext(
            r -> {
              op.request(1);
              op.cancel();
              order.add(true);
            })
        .block();
    StandIn.await("the late error", () -> s.counters.late.sum() == 1);
    StandIn.command(device).block(); // behind it on the reaper
    assertThat(p.dropped).isEmpty();
    assertThat(p.isOver()).isFalse();
    assertThat(order).hasSize(1);
  }

  @Test
  void aDeadlineKeepsTheMemoryAndTellsThatTheCommandMayStillRun() {
    StandIn.Held held = s.heldDevice();
    PassthruCommand command =
        PassthruCommand.builder(0xC2).dataIn(8192).deadline(Duration.ofMillis(1)).build();
    StepVerifier.create(held.command(command))
        .expectErrorSatisfies(
            e -> {
              assertThat(e)
                  .isInstanceOf(NvmeDeadlineException.class)
                  .hasMessageContaining("/dev/nvme7")
                  .hasMessageContaining("may still run");
              assertThat(((NvmeDeadlineException) e).sent()).isTrue();
              assertThat(((NvmeDeadlineException) e).deadline()).isEqualTo(Duration.ofMillis(1));
            })
        .verify();
    assertThat(s.buffers.live()).isEqualTo(1);
    held.answer();
    s.awaitIdle();
  }

  @Test
  void errorsOfThePreflightComeAsSignals() {
    StepVerifier.create(PassthruMono.create(s.nullDevice(), StandIn.EMPTY, CommandForm.IO))
        .verifyError(NvmeWrongNodeException.class);
    assertThat(s.isIdle()).isTrue();
  }

  @Test
  void theErrnoOfTheKernelComesAsAnError() {
    StepVerifier.create(
            PassthruMono.create(
                s.nullDevice(), StandIn.EMPTY, CommandForm.ioctl(NvmeIoctl.ADMIN_CMD)))
        .expectErrorSatisfies(
            e -> {
              assertThat(e).isInstanceOf(NvmeOsException.class);
              assertThat(((NvmeOsException) e).errno()).isEqualTo(25);
            })
        .verify();
    s.awaitIdle();
  }

  @Test
  void theSubscribersContextIsForwardedToTheHooks() {
    StandIn.Held held = s.heldDevice();
    List<Object> discarded = new CopyOnWriteArrayList<>();
    Probe<PassthruResult> p = new Probe<>();
    held.command()
        .doOnDiscard(PassthruResult.class, discarded::add)
        .contextWrite(Context.of("key", "value"))
        .subscribe((CoreSubscriber<PassthruResult>) p);
    p.cancel();
    held.answer();
    StandIn.await("the discarded value", () -> discarded.size() == 1);
  }

  @Test
  void itAnswersReactorsQuestions() {
    StandIn.Held held = s.heldDevice();
    Mono<PassthruResult> mono = held.command();
    assertThat(Scannable.from(mono).scan(Scannable.Attr.RUN_STYLE))
        .isEqualTo(Scannable.Attr.RunStyle.ASYNC);
    assertThat(mono.toString()).contains("/dev/nvme7").contains("Abort");

    Probe<PassthruResult> p = Probe.of(mono);
    Scannable op = Scannable.from(p.subscription);
    assertThat(op.isScanAvailable()).isTrue();
    assertThat(op.scanUnsafe(Scannable.Attr.ACTUAL)).isSameAs(p);
    assertThat(op.scan(Scannable.Attr.RUN_STYLE)).isEqualTo(Scannable.Attr.RunStyle.ASYNC);
    assertThat(op.scan(Scannable.Attr.TERMINATED)).isFalse();
    assertThat(op.scan(Scannable.Attr.CANCELLED)).isFalse();
    assertThat(op.toString()).contains("/dev/nvme7");
    held.answer();
    p.awaitOver();
    assertThat(op.scan(Scannable.Attr.TERMINATED)).isTrue();
    assertThat(op.scan(Scannable.Attr.CANCELLED)).isFalse();

    Probe<PassthruResult> cancelled = Probe.of(mono, 0);
    cancelled.cancel();
    Scannable other = Scannable.from(cancelled.subscription);
    assertThat(other.scan(Scannable.Attr.CANCELLED)).isTrue();
    assertThat(other.scan(Scannable.Attr.TERMINATED)).isFalse();
  }

  @Test
  void theAssemblyHookIsApplied() {
    List<String> assembled = new CopyOnWriteArrayList<>();
    Hooks.onEachOperator(
        publisher -> {
          assembled.add(publisher.getClass().getSimpleName());
          return publisher;
        });
    StandIn.command(s.nullDevice());
    assertThat(assembled).containsExactly("PassthruMono");
  }

  @Test
  void theCauseOfAnAddressThatWasCutIsIssuedAgainExactlyOnce() {
    StepVerifier.create(PassthruMono.create(s.nullDevice(), StandIn.EMPTY, StandIn.FAULT))
        .expectErrorSatisfies(
            e -> assertThat(((NvmeOsException) e).errno()).isEqualTo(14)) // EFAULT
        .verify();
    s.awaitIdle();
    assertThat(submitted()).isEqualTo(2);
    assertThat(s.counters.issuedAgain.sum()).isEqualTo(1);
  }
}
