package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class TransferTest {

  @Test
  void countsWhatHasArrived() {
    Flux<Progress> progress = new Transfer("Read", 10).progress(Flux.just(4, 6));

    List<Progress> items = progress.collectList().block();

    assertThat(items).extracting(Progress::done).containsExactly(0L, 4L, 10L);
    assertThat(items).extracting(Progress::ended).containsExactly(false, false, true);
    assertThat(items).allMatch(Progress::isKnown).allMatch(item -> item.total() == 10);
  }

  @Test
  void theWholeMayBeKnownLater() {
    Transfer transfer = new Transfer("Telemetry log");
    Flux<Integer> pieces = Flux.just(512, 1024).doOnNext(piece -> transfer.total(1536));

    List<Progress> items = transfer.progress(pieces).collectList().block();

    assertThat(items).extracting(Progress::isKnown).containsExactly(false, true, true);
    assertThat(items).extracting(Progress::hundredthsOfPercent).containsExactly(0, 3333, 10_000);
  }
}
