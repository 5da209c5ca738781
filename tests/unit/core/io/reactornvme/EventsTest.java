package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.NvmeEvent.AsynchronousEvent;
import io.reactornvme.NvmeEvent.ControllerAdded;
import io.reactornvme.NvmeEvent.ControllerRemoved;
import io.reactornvme.NvmeEvent.ControllerRestarted;
import io.reactornvme.NvmeEvent.Missed;
import io.reactornvme.spec.AsynchronousEventType;
import io.reactornvme.spi.BackendDevice;
import io.reactornvme.spi.BackendListener;
import io.reactornvme.spi.NvmeBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** Who hears events, how many, and until when. */
@Timeout(60)
class EventsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final FakeDiscovery drives = new FakeDiscovery();
  private final List<BackendListener> listeners = new CopyOnWriteArrayList<>();

  private final Nvme nvme =
      Nvme.builder()
          .backend(
              new NvmeBackend() {
                @Override
                public String description() {
                  return "the test itself";
                }

                @Override
                public List<NvmeControllerInfo> controllers() {
                  return drives.controllers();
                }

                @Override
                public BackendDevice open(String controller, int nsid, Access access)
                    throws IOException {
                  throw new IOException("not here");
                }

                @Override
                public void watch(BackendListener listener) {
                  listeners.add(listener);
                }

                @Override
                public void unwatch(BackendListener listener) {
                  listeners.remove(listener);
                }
              })
          .build();

  @AfterEach
  void close() {
    nvme.disposeLater().block(SOON);
    assertThat(listeners).isEmpty();
  }

  private void event(int number) {
    listeners.forEach(l -> l.asynchronousEvent("nvme0", number));
  }

  private static List<Integer> numbers(Probe<NvmeEvent> probe) {
    return probe.values.stream()
        .filter(AsynchronousEvent.class::isInstance)
        .map(e -> ((AsynchronousEvent) e).event().raw())
        .toList();
  }

  private void await(Runnable assertion) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(SOON)
        .untilAsserted(assertion::run);
  }

  @Test
  void controllersComeAndGo() {
    drives.put("nvme0", "live");
    StepVerifier.create(nvme.events())
        .then(
            () -> {
              drives.put("nvme1", "live");
              listeners.forEach(BackendListener::changed);
            })
        .assertNext(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        ControllerAdded.class,
                        added -> assertThat(added.controller().name()).isEqualTo("nvme1")))
        .then(() -> listeners.forEach(l -> l.restarted("nvme1")))
        .assertNext(e -> assertThat(e).isInstanceOf(ControllerRestarted.class))
        .then(() -> listeners.forEach(l -> l.removed("nvme0"))) // and is back already
        .assertNext(e -> assertThat(e).isInstanceOf(ControllerRemoved.class))
        .assertNext(e -> assertThat(e).isInstanceOf(ControllerAdded.class))
        .thenCancel()
        .verify(SOON);
  }

  @Test
  void oneWatchForAllSubscribersAndNoneWithout() {
    assertThat(listeners).isEmpty();
    Probe<NvmeEvent> first = Probe.of(nvme.events());
    Probe<NvmeEvent> second = Probe.of(nvme.events());
    assertThat(listeners).hasSize(1);
    event(1);
    await(() -> assertThat(numbers(first)).containsExactly(1));
    await(() -> assertThat(numbers(second)).containsExactly(1));
    first.cancel();
    assertThat(listeners).hasSize(1);
    event(2);
    await(() -> assertThat(numbers(second)).containsExactly(1, 2));
    second.cancel();
    assertThat(listeners).isEmpty();
    assertThat(numbers(first)).containsExactly(1);
    Probe<NvmeEvent> third = Probe.of(nvme.events());
    event(3);
    await(() -> assertThat(numbers(third)).containsExactly(3));
    third.cancel();
  }

  @Test
  void whoDoesNotAskLosesTheOldestAndLearnsHowMany() {
    Probe<NvmeEvent> lazy = Probe.of(nvme.events(), 0);
    Probe<NvmeEvent> eager = Probe.of(nvme.events());
    int all = 3 * EventHub.BUFFER;
    for (int i = 0; i < all; i++) {
      event(i);
      if (i % 512 == 511) { // so that the eager one, which is another thread, keeps pace
        int heard = i + 1;
        await(() -> assertThat(eager.values).hasSize(heard));
      }
    }
    assertThat(numbers(eager)).isEqualTo(range(0, all));
    assertThat(lazy.values).isEmpty();
    lazy.request(Long.MAX_VALUE);
    await(() -> assertThat(numbers(lazy)).endsWith(all - 1));
    List<Missed> missed =
        lazy.values.stream().filter(Missed.class::isInstance).map(Missed.class::cast).toList();
    assertThat(missed).hasSize(1);
    assertThat(missed.get(0).count() + numbers(lazy).size()).isEqualTo(all);
    // In the place of what was lost.
    int at = lazy.values.indexOf(missed.get(0));
    List<Integer> numbers = numbers(lazy);
    assertThat(numbers.subList(0, at)).containsExactlyElementsOf(range(0, at));
    assertThat(numbers.subList(at, numbers.size()))
        .containsExactlyElementsOf(range(at + (int) missed.get(0).count(), all));
    lazy.cancel();
    eager.cancel();
  }

  private static List<Integer> range(int from, int to) {
    return java.util.stream.IntStream.range(from, to).boxed().collect(Collectors.toList());
  }

  @Test
  void whoBlocksKeepsNobodyWaiting() {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger heard = new AtomicInteger();
    nvme.events()
        .subscribe(
            e -> {
              heard.incrementAndGet();
              try {
                stuck.await();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    Probe<NvmeEvent> other = Probe.of(nvme.events());
    event(1);
    await(() -> assertThat(heard).hasValue(1));
    event(2);
    await(() -> assertThat(numbers(other)).containsExactly(1, 2));
    stuck.countDown();
    await(() -> assertThat(heard).hasValue(2));
  }

  @Test
  void itEndsWithTheLibrary() {
    Probe<NvmeEvent> probe = Probe.of(nvme.events());
    nvme.dispose();
    await(() -> assertThat(probe.completions).hasValue(1));
    assertThat(listeners).isEmpty();
    StepVerifier.create(nvme.events()).verifyError(NvmeClosedException.class);
  }

  @Test
  void subscribersThatComeAndGoTogetherLeaveNoWatch() {
    for (int i = 0; i < 200; i++) {
      Probe<NvmeEvent> old = Probe.of(nvme.events());
      Probe<NvmeEvent> fresh = new Probe<>();
      RaceTestUtils.race(old::cancel, () -> nvme.events().subscribe(fresh));
      await(() -> assertThat(listeners).hasSize(1));
      event(i);
      int number = i;
      await(() -> assertThat(numbers(fresh)).containsExactly(number));
      fresh.cancel();
      await(() -> assertThat(listeners).isEmpty());
    }
  }

  @Test
  void disposalRacesWithASubscription() {
    for (int i = 0; i < 50; i++) {
      List<BackendListener> watching = new CopyOnWriteArrayList<>();
      EventHub hub = new EventHub(new BackendPlatform(watched(watching)), Schedulers.parallel());
      Probe<NvmeEvent> probe = new Probe<>();
      RaceTestUtils.race(hub::close, () -> hub.events().subscribe(probe));
      await(() -> assertThat(probe.completions).hasValue(1));
      await(() -> assertThat(watching).isEmpty());
    }
  }

  private NvmeBackend watched(List<BackendListener> by) {
    return new NvmeBackend() {
      @Override
      public String description() {
        return "";
      }

      @Override
      public List<NvmeControllerInfo> controllers() {
        return List.of();
      }

      @Override
      public BackendDevice open(String controller, int nsid, Access access) throws IOException {
        throw new IOException();
      }

      @Override
      public void watch(BackendListener listener) {
        by.add(listener);
      }

      @Override
      public void unwatch(BackendListener listener) {
        by.remove(listener);
      }
    };
  }

  private static Set<String> ueventThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("nvme-uevent"))
        .collect(Collectors.toSet());
  }

  /** The real socket; this machine need not have a drive. */
  @Test
  void onThisHostThereIsAThreadAsLongAsSomebodyListens() {
    Nvme host = Nvme.create();
    try {
      assertThat(ueventThreads()).isEmpty();
      Probe<NvmeEvent> first = Probe.of(host.events());
      Probe<NvmeEvent> second = Probe.of(host.events());
      await(() -> assertThat(ueventThreads()).hasSize(1));
      first.cancel();
      assertThat(ueventThreads()).hasSize(1);
      second.cancel();
      await(() -> assertThat(ueventThreads()).isEmpty());
      Probe<NvmeEvent> third = Probe.of(host.events());
      host.dispose();
      await(() -> assertThat(third.completions).hasValue(1));
      await(() -> assertThat(ueventThreads()).isEmpty());
      assertThat(first.errors).isEmpty();
      assertThat(third.errors).isEmpty();
    } finally {
      host.disposeLater().block(SOON);
    }
  }

  @Test
  void theKindsOfAsynchronousEvents() {
    assertThat(AsynchronousEventType.of(1)).isEqualTo(AsynchronousEventType.SMART);
    assertThat(AsynchronousEventType.of(5)).isEqualTo(AsynchronousEventType.RESERVED);
    assertThat(AsynchronousEventType.of(7)).isEqualTo(AsynchronousEventType.VENDOR_SPECIFIC);
  }
}
