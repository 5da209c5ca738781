package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.Errno;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.NvmeStatus;
import org.junit.jupiter.api.Timeout;

/** Numbers that drives and kernels answer with, and what they are called. */
@Timeout(30)
class NvmeStatusFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    Input in = new Input(bytes);
    do {
      int number = in.i32();
      status(number);
      status(number & 0x7FFF);
      named(Errno.name(number));
      named(Errno.text(number));
      named(Errno.describe(number));
      named(AdminOpcode.name(number & 0xFF));
      named(NvmOpcode.name(number & 0xFF));
    } while (!in.isEmpty());
  }

  private static void status(int code) {
    NvmeStatus status;
    try {
      status = NvmeStatus.of(code);
    } catch (IllegalArgumentException e) {
      Structures.require((code & ~0x7FFF) != 0, "refused: " + code);
      return;
    }
    Structures.require(code == status.code() && (code & ~0x7FFF) == 0, "taken: " + code);
    int parts =
        status.sc()
            | status.sct() << 8
            | status.crd() << 11
            | (status.more() ? 1 << 13 : 0)
            | (status.doNotRetry() ? 1 << 14 : 0);
    Structures.require(parts == code, "the parts make " + parts + ", not " + code);
    Structures.require(status.isSuccess() == ((code & 0x7FF) == 0), "success of " + code);
    Structures.require(status.equals(NvmeStatus.of(code)), "not equal");
    Structures.require(status.category() != null, "no category");
    named(status.name());
    named(status.toString());
    String advice = status.advice();
    if (advice != null) {
      named(advice);
    }
  }

  private static void named(String name) {
    Structures.require(
        !name.isBlank() && name.chars().allMatch(c -> c >= ' ' && c <= '~'), "name: " + name);
  }
}
