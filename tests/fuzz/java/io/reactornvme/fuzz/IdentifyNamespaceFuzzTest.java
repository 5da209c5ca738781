package io.reactornvme.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaFormat;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IdentifyNamespaceFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void decode(byte[] bytes) {
    IdentifyNamespace namespace =
        Structures.check(bytes, IdentifyNamespace.SIZE, IdentifyNamespace::decode);
    int block = namespace.logicalBlockSize();
    Structures.require(block == 0 || Integer.bitCount(block) == 1, "a block of " + block);
    Structures.require(namespace.sizeBytes() >= 0, "less than nothing");
    Structures.require(namespace.lbaFormats().size() <= 64, "more than 64 formats");
    for (LbaFormat format : namespace.lbaFormats()) {
      int size = format.dataSize();
      Structures.require(size == 0 || size == 1L << format.lbaDataSize(), "a block of " + size);
    }
  }
}
