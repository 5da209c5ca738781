package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ring library in C, without Java: {@code tests/native/lab_*.c}. */
class NativeRingIT {

  private static final Path PROGRAMS = Path.of(System.getProperty("rnvme.lab.programs", "."));

  @ParameterizedTest
  @ValueSource(strings = {"", "--ioctl"})
  void moreCommandsThanTagsAreAllAnsweredRight(String way) {
    List<String> command = new ArrayList<>();
    command.add(PROGRAMS.resolve("lab_ring").toString());
    command.add(Lab.controller("many-tags"));
    command.add("5");
    if (!way.isEmpty()) {
      command.add(way);
    }
    Lab.Output output = Lab.run(command.toArray(String[]::new));
    System.out.println(output.text());
    assertThat(output.status()).as(output.err()).isZero();
  }

  /**
   * What a naive loop over liburing does with the same load. It is the kernel that is shown here,
   * so nothing is asked of the counts; on 6.12 most runs send commands that nobody wrote.
   */
  @ParameterizedTest
  @ValueSource(strings = {"naive", "--own-sqe"})
  void aNaiveLoopShowsWhatTheKernelDoes(String variant) {
    List<String> command = new ArrayList<>();
    command.add(PROGRAMS.resolve("lab_stale_sqe").toString());
    command.add(Lab.controller("many-tags"));
    command.add("20");
    if (variant.startsWith("--")) {
      command.add(variant);
    }
    Lab.Output output = Lab.run(command.toArray(String[]::new));
    System.out.println(variant + ": " + output.text());
    assertThat(output.status()).as(output.err()).isZero();
    assertThat(output.text()).contains("runs=20");
  }
}
