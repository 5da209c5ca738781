package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Access;
import io.reactornvme.IoOptions;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeRangeException;
import io.reactornvme.NvmeReadOnlyException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.RangeRequest;
import io.reactornvme.spec.DatasetManagementRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The typed I/O of a namespace, against what the block device and nvme-cli see. */
class IoIT {

  private static final IoOptions PLAIN = IoOptions.defaults();
  private static final Random RANDOM = new Random(4);

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static <T> T now(Mono<T> mono) {
    return mono.block(Lab.PATIENCE);
  }

  private NvmeNamespace writable(String serial, int nsid) {
    return nvme.namespace(Lab.generic(serial, nsid), Access.READ_WRITE);
  }

  private static byte[] random(int n) {
    byte[] bytes = new byte[n];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static int status(Throwable e) {
    return ((NvmeStatusException) e).status().code() & 0x7FF;
  }

  @ParameterizedTest
  @CsvSource({"plain512, 512", "plain4k, 4096"})
  void whatIsWrittenTheBlockDeviceReads(String serial, int block) {
    NvmeNamespace namespace = writable(serial, 1);
    String device = Lab.block(serial, 1);
    byte[] data = random(8 * block);
    now(namespace.write(80, ByteBuffer.wrap(data), PLAIN.forceUnitAccess()));
    assertThat(Lab.readBlock(device, 80L * block, data.length)).isEqualTo(data);
    assertThat(Lab.bytes(now(namespace.read(80, 8)))).isEqualTo(data);
    try (NvmeBuffer lease = nvme.buffer(data.length)) {
      now(namespace.read(80, lease, PLAIN));
      assertThat(Lab.bytes(lease.byteBuffer())).isEqualTo(data);
      now(namespace.compare(80, lease, PLAIN));
      lease.byteBuffer().put(0, (byte) ~data[0]);
      StepVerifier.create(namespace.compare(80, lease, PLAIN))
          .verifyErrorSatisfies(e -> assertThat(status(e)).isEqualTo(0x285));
      now(namespace.write(80, lease, PLAIN));
      assertThat(Lab.readBlock(device, 80L * block, block)[0]).isEqualTo((byte) ~data[0]);
    }
    now(namespace.flush());
    now(namespace.verify(80, 8, PLAIN));
    now(namespace.writeZeroes(81, 2, PLAIN));
    assertThat(Lab.readBlock(device, 81L * block, block)).containsOnly(0);
    now(namespace.deallocate(List.of(DatasetManagementRange.of(84, 2)), PLAIN));
    assertThat(Lab.nvmeCli("read", device, "-s", "87", "-c", "0", "-z", "" + block))
        .isEqualTo(Arrays.copyOfRange(data, 7 * block, 8 * block));
    StepVerifier.create(namespace.writeUncorrectable(80, 1, PLAIN))
        .verifyErrorSatisfies(
            e -> assertThat(status(e)).as("QEMU has no such command").isEqualTo(0x001));
    namespace.dispose();
  }

  @Test
  void metadataOfEitherKindIsNotInTheWay() {
    for (int nsid : new int[] {1, 2}) {
      NvmeNamespace namespace = writable("meta8", nsid);
      byte[] data = random(4 * (nsid == 1 ? 512 : 576));
      now(namespace.write(300, ByteBuffer.wrap(data)));
      assertThat(Lab.bytes(now(namespace.read(300, 4)))).isEqualTo(data);
      now(namespace.compare(300, ByteBuffer.wrap(data), PLAIN));
      namespace.dispose();
    }
  }

  @ParameterizedTest
  @CsvSource({"plain512, 512", "plain4k, 4096"})
  void rangesAreReadInOrderAndWrittenFromPortionsOfAnySize(String serial, int block) {
    NvmeNamespace namespace = writable(serial, 1);
    String device = Lab.block(serial, 1);
    byte[] data = random(4 << 20);
    List<ByteBuffer> portions = new ArrayList<>();
    for (int at = 0, n; at < data.length; at += n) {
      n = Math.min(1 + RANDOM.nextInt(300_000), data.length - at);
      portions.add(ByteBuffer.wrap(data, at, n));
    }
    long lba = (8 << 20) / block;
    RangeRequest range = RangeRequest.of(lba, data.length / block).depth(8).flush();
    long written = now(namespace.write(range, Flux.fromIterable(portions)));
    assertThat(written).isEqualTo(data.length / block);
    assertThat(Lab.readBlock(device, 8 << 20, data.length)).isEqualTo(data);

    byte[] other = random(data.length);
    Lab.writeBlock(device, 8 << 20, other);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    now(
        namespace
            .readLeased(range.transferBytes(100_000))
            .doOnNext(
                lease -> {
                  read.writeBytes(Lab.bytes(lease.byteBuffer()));
                  lease.release();
                })
            .then());
    assertThat(read.toByteArray()).isEqualTo(other);
    read.reset();
    now(namespace.read(range).doOnNext(b -> read.writeBytes(Lab.bytes(b))).then());
    assertThat(read.toByteArray()).isEqualTo(other);
    assertThat(nvme.stats().liveBuffers()).isZero();
    namespace.dispose();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "4"})
  void whoAsksForOneAtATimeIsNotRunAheadOf(int readAhead) {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("plain512", 1));
    now(namespace.read(0, 1));
    long before = nvme.stats().submitted();
    RangeRequest range = RangeRequest.of(0, 128).transferBytes(4096).depth(8).readAhead(readAhead);
    AtomicInteger received = new AtomicInteger();
    List<Long> ahead = new CopyOnWriteArrayList<>();
    now(
        namespace
            .read(range)
            .limitRate(1)
            .doOnNext(
                b -> ahead.add(nvme.stats().submitted() - before - received.incrementAndGet()))
            .then());
    assertThat(received).hasValue(16);
    assertThat(ahead).allMatch(n -> n <= readAhead);
    namespace.dispose();
  }

  @Test
  void aRangeBeyondTheEndFailsWhereItLies() {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("plain512", 1));
    long end = namespace.info().sizeBytes() / 512;
    StepVerifier.create(namespace.read(RangeRequest.of(end - 16, 32).transferBytes(4096)))
        .expectNextCount(2)
        .verifyErrorSatisfies(
            e -> {
              assertThat(((NvmeRangeException) e).startingLba()).isEqualTo(end);
              assertThat(status(e.getCause())).isEqualTo(0x080);
            });
    namespace.dispose();
  }

  @Test
  void whatIsInUseIsWrittenWithForceAlone() {
    String device = Lab.block("plain4k", 1);
    Lab.must("mkswap", device);
    Lab.must("swapon", device);
    NvmeNamespace namespace = writable("plain4k", 1);
    ByteBuffer data = ByteBuffer.wrap(random(4096));
    long last = namespace.info().sizeBytes() / 4096 - 1;
    try {
      for (Mono<?> mono :
          List.of(
              namespace.write(last, data),
              namespace.writeZeroes(last, 1, PLAIN),
              namespace.deallocate(List.of(DatasetManagementRange.of(last, 1)), PLAIN),
              namespace.write(RangeRequest.of(last, 1), Flux.just(data)))) {
        StepVerifier.create(mono)
            .verifyErrorSatisfies(
                e ->
                    assertThat(e)
                        .isInstanceOf(NvmeInUseException.class)
                        .hasMessageContaining("swap"));
      }
      now(namespace.write(last, data, PLAIN.force()));
    } finally {
      Lab.must("swapoff", device);
    }
    now(namespace.write(last, data));
    namespace.dispose();
  }

  @Test
  void rootWritesThroughAHandleForReadingWithForceAlone() {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("plain512", 1));
    ByteBuffer data = ByteBuffer.wrap(random(512));
    StepVerifier.create(namespace.write(7, data)).verifyError(NvmeReadOnlyException.class);
    now(namespace.write(7, data, PLAIN.force())); // the kernel lets it pass
    assertThat(Lab.readBlock(Lab.block("plain512", 1), 7 * 512, 512)).isEqualTo(data.array());
    namespace.dispose();
  }
}
