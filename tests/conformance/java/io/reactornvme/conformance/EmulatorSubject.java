package io.reactornvme.conformance;

import io.reactornvme.Nvme;
import io.reactornvme.emulator.EmulatedNvme;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The emulator; each case gets a drive fresh from the factory. */
final class EmulatorSubject implements Subject {

  private static final long SIZE = 64L << 20;

  @Override
  public String name() {
    return "emulator";
  }

  @Override
  public boolean isQemu() {
    return false;
  }

  @Override
  public int kernel() {
    return 0;
  }

  @Override
  public Opened open() {
    // A virtual minute a second: self-tests and sanitize operations take some seconds, and a case
    // that looks at one under way is not outrun by it.
    EmulatedNvme drives =
        EmulatedNvme.builder()
            .seed(42)
            .clockSpeed(60)
            .controller(
                c ->
                    c.serial(SERIAL)
                        .namespace(n -> n.size(SIZE).format(0))
                        .namespace(n -> n.size(SIZE).format(1))
                        .namespace(n -> n.size(SIZE).format(2))
                        .namespace(n -> n.size(SIZE).format(0).detached()))
            .controller(
                c ->
                    c.serial(SPECIAL)
                        .ports(2)
                        .unchangeableFeature(0x0A)
                        .namespace(
                            n -> n.size(SIZE).zoned(2048, 1536, 2, 3).zoneDescriptorExtension(64))
                        .namespace(n -> n.size(SIZE).format(2).protection(1, false))
                        .namespace(n -> n.size(SIZE).format(2).protection(2, false))
                        .namespace(n -> n.size(SIZE).format(2).protection(3, false)))
            .build();
    Nvme nvme = Nvme.builder().backend(drives).build();
    return new Opened(
        nvme,
        () -> {
          drives.close(); // ends what hangs, and then the library can end
          nvme.disposeLater().block(Drive.PATIENCE);
        });
  }

  @Override
  public ByteBuffer firmware(String revision) {
    return ByteBuffer.allocate(8192)
        .put(String.format("%-8s", revision).getBytes(StandardCharsets.US_ASCII))
        .rewind();
  }
}
