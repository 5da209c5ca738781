package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

  private final Durations durations = new Durations();

  @ParameterizedTest
  @CsvSource({
    "1ms, PT0.001S",
    "500ms, PT0.5S",
    "10s, PT10S",
    "1.5s, PT1.5S",
    "0.000000001s, PT0.000000001S",
    "2m, PT2M",
    "1h, PT1H",
    "365d, PT8760H"
  })
  void readsNumberAndUnit(String text, Duration expected) {
    assertThat(durations.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "s", "10 s", "-1s", "+1s", "1,5s", "1.s", "10sec", "1e3s", "१s"})
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> durations.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("500ms, 10s, 2m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "0.0ms", "366d", "999999999h"})
  void refusesWhatIsOutOfRange(String text) {
    assertThatThrownBy(() -> durations.convert(text)).hasMessageContaining("out of range");
  }

  @Test
  void roundsFractionsOfNanosecondsUpToOne() {
    assertThat(durations.convert("0.000000001ms")).isEqualTo(Duration.ofNanos(1));
  }
}
