package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.spec.SmartLog;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SmartLogFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    SmartLog log = Structures.check(bytes, SmartLog.SIZE, SmartLog::decode);
    for (int i = 0; i < 8; i++) {
      Structures.require(
          log.temperatureSensor(i + 1) == log.temperatureSensors().get(i), "two temperatures");
    }
  }
}
