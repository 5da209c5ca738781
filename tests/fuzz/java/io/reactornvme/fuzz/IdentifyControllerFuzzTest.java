package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.spec.IdentifyController;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IdentifyControllerFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    IdentifyController controller =
        Structures.check(bytes, IdentifyController.SIZE, IdentifyController::decode);
    for (int shift = 0; shift < 63; shift++) {
      Structures.require(controller.maxTransferBytes(1L << shift) > 0, "no transfer is possible");
    }
    controller.powerStates().forEach(state -> Structures.require(state.number() < 32, "number"));
  }
}
