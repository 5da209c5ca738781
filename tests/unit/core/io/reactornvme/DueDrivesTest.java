package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.util.RaceTestUtils;

/** No call for a drive is lost, and none is out twice. */
class DueDrivesTest {

  private static final int ROUNDS = 2000;

  private final DueDrives drives = new DueDrives();
  private final Sinks.Many<List<String>> calls = Sinks.many().unicast().onBackpressureBuffer();

  private void call(String... names) {
    calls.tryEmitNext(List.of(names)).orThrow();
  }

  private Probe<String> probe(long demand) {
    return Probe.of(drives.from(calls.asFlux()), demand);
  }

  @Test
  void eachOnceUntilItIsBack() {
    Probe<String> probe = probe(Long.MAX_VALUE);
    call("a", "b");
    call("a", "a");
    call("c", "a");
    assertThat(probe.values).containsExactly("a", "b", "c");
    drives.back("b");
    drives.back("a");
    assertThat(probe.values).containsExactly("a", "b", "c", "a");
    drives.back("a");
    drives.back("c");
    assertThat(probe.values).hasSize(4);
  }

  @Test
  void onlyAsManyAsAreAskedFor() {
    Probe<String> probe = probe(1);
    call("a", "b", "c");
    call("c", "b");
    assertThat(probe.values).containsExactly("a");
    call("a"); // is out
    probe.request(2);
    assertThat(probe.values).containsExactly("a", "b", "c");
    drives.back("a");
    assertThat(probe.values).hasSize(3);
    probe.request(1);
    assertThat(probe.values).containsExactly("a", "b", "c", "a");
  }

  @Test
  void itCompletesWhenNothingIsDueAnyMore() {
    Probe<String> probe = probe(1);
    call("a", "b");
    call("a");
    calls.tryEmitComplete().orThrow();
    assertThat(probe.completions).hasValue(0);
    probe.request(5);
    assertThat(probe.completions).hasValue(0); // a is due again, and out
    drives.back("a");
    assertThat(probe.values).containsExactly("a", "b", "a");
    assertThat(probe.completions).hasValue(1);
  }

  @Test
  void aCallThatRacesWithTheReturnIsNotLost() {
    for (int i = 0; i < ROUNDS; i++) {
      DueDrives due = new DueDrives();
      Sinks.Many<List<String>> source = Sinks.many().unicast().onBackpressureBuffer();
      Probe<String> probe = Probe.of(due.from(source.asFlux()), 1);
      source.tryEmitNext(List.of("a")).orThrow();
      RaceTestUtils.race(
          () -> source.tryEmitNext(List.of("a")).orThrow(),
          () -> due.back("a"),
          () -> probe.request(1));
      assertThat(probe.values).containsExactly("a", "a");
    }
  }

  @Test
  void aCancelThatRacesWithACallLeavesNobody() {
    for (int i = 0; i < ROUNDS; i++) {
      DueDrives due = new DueDrives();
      Sinks.Many<List<String>> source = Sinks.many().multicast().directBestEffort();
      Probe<String> probe = Probe.of(due.from(source.asFlux()));
      RaceTestUtils.race(probe::cancel, () -> source.tryEmitNext(List.of("a", "b")));
      assertThat(source.currentSubscriberCount()).isZero();
      assertThat(probe.values.size()).isLessThanOrEqualTo(2);
    }
  }
}
