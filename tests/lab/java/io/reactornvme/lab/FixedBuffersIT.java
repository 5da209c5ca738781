package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Transfers with memory that the kernel holds for the ring, and those that it does not take. */
class FixedBuffersIT {

  private static final int BLOCK = 512;

  /** A multiple of all lengths, in blocks. */
  private static final long LBA = 9 * 256;

  private static final Random RANDOM = new Random(6);

  private Nvme nvme;
  private NvmeNamespace namespace;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
    namespace = nvme.namespace(Lab.generic("plain512", 1), Access.READ_WRITE);
  }

  @AfterEach
  void close() {
    namespace.dispose();
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static byte[] random(int n) {
    byte[] bytes = new byte[n];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static PassthruResult now(Mono<PassthruResult> command) {
    return command.block(Lab.PATIENCE).orThrow();
  }

  private static PassthruCommand.Builder read(long lba, int bytes) {
    return PassthroughIT.read(lba, bytes / BLOCK);
  }

  private static PassthruCommand.Builder write(long lba, int bytes) {
    return PassthroughIT.write(lba, bytes / BLOCK);
  }

  @Test
  void whatEachKernelTakes() {
    Path program = Path.of(System.getProperty("rnvme.lab.programs", "."), "lab_fixed");
    Lab.Output output =
        Lab.run(
            program.toString(),
            Lab.generic("plain512", 1),
            Lab.controller("plain512"),
            "" + (512 << 10)); // QEMU's MDTS
    System.out.println(output.text());
    assertThat(output.status()).as(output.err()).isZero();
    Lab.awaitLive("plain512");
    // Only 6.1 looks beyond the data, to the end of the region.
    assertThat(output.text().contains(" refused=0 ")).isEqualTo(Lab.kernelAtLeast(6, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 4608, 65536, 128 << 10})
  void whatIsWrittenIsThereAndReadBack(int length) {
    byte[] data = random(length);
    byte[] other = random(length);
    try (NvmeBuffer out = nvme.buffer(length);
        NvmeBuffer in = nvme.buffer(length)) {
      now(namespace.ioCmd(read(LBA, length).data(out).build())); // now their memory is known
      now(namespace.ioCmd(read(LBA, length).data(in).build()));
      long fixed = nvme.stats().fixed();
      out.byteBuffer().put(data);
      now(namespace.ioCmd(write(LBA, length).data(out).build()));
      assertThat(Lab.readBlock(Lab.block("plain512", 1), LBA * BLOCK, length)).isEqualTo(data);
      Lab.writeBlock(Lab.block("plain512", 1), LBA * BLOCK, other);
      now(namespace.ioCmd(read(LBA, length).data(in).build()));
      assertThat(Lab.bytes(in.byteBuffer())).isEqualTo(other);
      assertThat(nvme.stats().fixed()).isEqualTo(fixed + 2);
    }
    // The same with the library's own memory, and copies.
    now(namespace.ioCmd(read(LBA, length).dataIn(length).build()));
    long fixed = nvme.stats().fixed();
    now(namespace.ioCmd(write(LBA, length).dataOut(ByteBuffer.wrap(data)).build()));
    PassthruResult result = now(namespace.ioCmd(read(LBA, length).dataIn(length).build()));
    assertThat(Lab.bytes(result.data())).isEqualTo(data);
    assertThat(nvme.stats().fixed()).isEqualTo(fixed + 2);
  }

  @Test
  void adminCommandsToo() {
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    byte[] identity = Lab.nvmeCli("id-ctrl", Lab.controller("plain512"), "-o", "binary");
    for (int i = 0; i < 3; i++) {
      assertThat(Lab.bytes(controller.identify().controller().block(Lab.PATIENCE).raw()))
          .isEqualTo(identity);
    }
    assertThat(nvme.stats().fixed()).isEqualTo(2);
    controller.dispose();
  }

  /** On 6.1 such a region is refused; the command goes without, and the next at once. */
  @Test
  void smallPartsOfALongLease() {
    byte[] data = random(1 << 20);
    Lab.writeBlock(Lab.block("plain512", 1), 0, data);
    now(namespace.ioCmd(read(0, BLOCK).dataIn(BLOCK).build())); // asks for the format, too
    long before = nvme.stats().submitted();
    try (NvmeBuffer lease = nvme.buffer(data.length)) {
      for (int turn = 0; turn < 3; turn++) {
        lease.byteBuffer().put(new byte[data.length]);
        for (int at = 0; at < data.length; at += 4096) {
          now(namespace.ioCmd(read(at / BLOCK, 4096).data(lease, at, 4096).build()));
        }
        assertThat(Lab.bytes(lease.byteBuffer())).isEqualTo(data);
      }
    }
    int commands = 3 * 256;
    long fixed = nvme.stats().fixed();
    long submitted = nvme.stats().submitted() - before;
    if (Lab.kernelAtLeast(6, 3)) {
      assertThat(fixed).isEqualTo(commands - 1);
      assertThat(submitted).isEqualTo(commands);
    } else {
      assertThat(fixed).isEqualTo(1);
      assertThat(submitted).isEqualTo(commands + 1);
    }
  }

  /** Vectored data never refers to it: 6.1 would lose the request, and hang at the reset. */
  @Test
  void vectoredDataGoesWithout() {
    NvmeController controller = nvme.controller(Lab.controller("plain512"));
    byte[] data = random(8192);
    Lab.writeBlock(Lab.block("plain512", 1), 0, data);
    try (NvmeBuffer a = nvme.buffer(4096);
        NvmeBuffer b = nvme.buffer(4096)) {
      now(namespace.ioCmd(read(0, 4096).data(a).build()));
      for (int i = 0; i < 10; i++) {
        now(namespace.ioCmd(read(0, 8192).vectored(List.of(a, b)).build()));
        assertThat(Lab.bytes(a.byteBuffer())).isEqualTo(Arrays.copyOf(data, 4096));
        assertThat(Lab.bytes(b.byteBuffer())).isEqualTo(Arrays.copyOfRange(data, 4096, 8192));
      }
      assertThat(nvme.stats().fixed()).isZero();
      controller.reset().block(Lab.PATIENCE);
      Lab.awaitLive("plain512");
      now(namespace.ioCmd(read(0, 4096).data(a).build()));
      assertThat(nvme.stats().fixed()).isEqualTo(1);
    }
    controller.dispose();
  }

  /** An error of the command itself stays one, and costs the memory nothing. */
  @Test
  void aCommandThatIsWrongInItselfSaysSoAsEver() {
    try (NvmeBuffer buffer = nvme.buffer(4096)) {
      now(namespace.ioCmd(read(0, 4096).data(buffer).build()));
      // QEMU: LBA Out of Range
      assertThat(namespace.ioCmd(read(1L << 40, 4096).data(buffer).build()).block(Lab.PATIENCE))
          .satisfies(result -> assertThat(result.status().code() & 0x7FF).isEqualTo(0x080));
      now(namespace.ioCmd(read(0, 4096).data(buffer).build()));
      assertThat(nvme.stats().fixed()).isEqualTo(2);
    }
  }

  /** Memory is leased, used and given back in all sizes while reads go on with other memory. */
  @Test
  void thePoolGrowsUnderLoad() {
    byte[] data = random(1 << 20);
    Lab.writeBlock(Lab.block("plain512", 1), 0, data);
    AtomicInteger reads = new AtomicInteger();
    Flux<Integer> load =
        Flux.range(0, 16)
            .flatMap(
                i ->
                    Flux.using(
                        () -> nvme.buffer(4096),
                        buffer ->
                            readAndCompare(data, buffer, 4096, new SplittableRandom(i))
                                .doOnNext(x -> reads.incrementAndGet())
                                .repeat(1000),
                        NvmeBuffer::release));
    SplittableRandom random = new SplittableRandom(99);
    Flux<Integer> growth =
        Flux.range(0, 60)
            .concatMap(
                i -> {
                  int length = BLOCK << random.nextInt(10); // to 256 KiB
                  List<NvmeBuffer> many = new ArrayList<>();
                  for (int n = 0; n < 1 + (1 << 20) / Math.max(length, 8192); n++) {
                    many.add(nvme.buffer(length));
                  }
                  return Flux.fromIterable(many)
                      .flatMap(buffer -> readAndCompare(data, buffer, length, random), 4)
                      .doFinally(signal -> many.forEach(NvmeBuffer::release));
                });
    Flux.merge(load, growth).blockLast(Duration.ofMinutes(3));
    assertThat(reads).hasValue(16 * 1001);
    assertThat(nvme.stats().fixed()).isGreaterThan(16_000);
    assertThat(nvme.stats().liveBuffers()).isZero();
  }

  private Mono<Integer> readAndCompare(
      byte[] data, NvmeBuffer buffer, int length, SplittableRandom random) {
    return Mono.defer(
        () -> {
          int block = random.nextInt((data.length - length) / BLOCK + 1);
          int at = block * BLOCK;
          return namespace
              .ioCmd(read(block, length).data(buffer, 0, length).build())
              .map(
                  result -> {
                    assertThat(Lab.bytes(result.orThrow().data()))
                        .isEqualTo(Arrays.copyOfRange(data, at, at + length));
                    return length;
                  });
        });
  }

  /** Run by the test below in a JVM of its own. */
  public static final class WithLittleMemory {
    public static void main(String[] node) {
      Nvme nvme = Nvme.create();
      NvmeNamespace namespace = nvme.namespace(node[0]);
      try (NvmeBuffer buffer = nvme.buffer(4096)) {
        for (int i = 0; i < 10; i++) {
          now(namespace.ioCmd(read(0, 4096).data(buffer).build()));
        }
      }
      for (int i = 0; i < 10; i++) {
        now(namespace.ioCmd(read(0, 4096).dataIn(4096).build()));
      }
      System.out.println(nvme.stats().fixed());
      namespace.dispose();
      nvme.disposeLater().block(Lab.PATIENCE);
    }
  }

  /** 64 KiB, as on older systems. A process that may lock no more does without. */
  @Test
  void whoMayNotLockSoMuchMemoryGoesWithout() {
    Lab.Output output =
        Lab.javaWithin(64 << 10, WithLittleMemory.class.getName(), Lab.generic("plain512", 1));
    assertThat(output.status()).as(output.err()).isZero();
    assertThat(output.text()).isEqualTo("0");
  }
}
