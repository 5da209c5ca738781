package io.reactornvme;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A ring as {@link Nvme} makes it, and on it a controller that is {@code /dev/null}. */
final class NullRing implements AutoCloseable {

  /** No data, and a vendor's opcode: what is left is the way itself. */
  static final PassthruCommand COMMAND = PassthruCommand.builder(0xC0).build();

  private final CommandRing ring;
  private final Gates gates;
  private final Target target;

  NullRing(int credits) {
    HostPlatform platform = new HostPlatform();
    ring =
        new CommandRing(
            platform,
            new CommandRing.Options(1007, 4, true, 0, Duration.ofSeconds(60), Duration.ZERO, true),
            new BufferPool(platform),
            new NvmeStats.Counters(),
            null);
    gates = Gates.create(ring, new AtomicInteger(), credits, credits, 1 << 16);
    target =
        new Target(
            new Target.Spec("/dev/null", true, 0, List.of(), null, false, 0, Access.READ_ONLY),
            new HostPlatform.FileNode(
                NativeMemory.openDevice(Path.of("/dev/null"), Access.READ_ONLY)),
            new Sysfs(Path.of("/nonexistent")),
            gates,
            BackendChoice.URING,
            new Backend(Backend.Kind.URING, "chosen by the bench"),
            0,
            () -> {});
    target.enterFile();
  }

  Device device() {
    return new Device(target, null);
  }

  /** One of {@code RingLayout.COUNTER_*}. */
  long counter(int offset) {
    return ring.port().counter(offset);
  }

  @Override
  public void close() {
    target.dispose();
    ring.seal();
    ring.stoppedMono().block(Duration.ofSeconds(30));
  }
}
