package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LateErrorTest {

  private final Probe<Object> left = new Probe<>();

  @Test
  void howACommandEndsThatWasLeftIsNoNews() {
    LateError.drop(new NvmeClosedException("/dev/nvme0", "disposed", true), left.currentContext());

    assertThat(left.dropped).isEmpty();
  }

  @Test
  void whatNobodyCouldExpectIsForReactorsHook() {
    OutOfMemoryError error = new OutOfMemoryError("no memory for the copy");
    LateError.drop(error, left.currentContext());

    assertThat(left.dropped).containsExactly(error);
  }
}
