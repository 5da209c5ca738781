package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.SOON;
import static io.reactornvme.emulator.Commands.pattern;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.IoOptions;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeRangeException;
import io.reactornvme.NvmeReadOnlyException;
import io.reactornvme.NvmeRefusedException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeTransferLengthException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.RangeRequest;
import io.reactornvme.spec.DatasetManagementRange;
import io.reactornvme.spec.DirectiveType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** The typed I/O of a namespace, on drives that answer out of order. */
@Timeout(120)
class NamespaceIoTest {

  private static final IoOptions PLAIN = IoOptions.defaults();
  private static final int KIB = 1024;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .seed(7)
              .recordCommands(100_000)
              .latency(Latency.uniform(Duration.ZERO, Duration.ofMillis(2)))
              .controller(
                  c ->
                      c.namespace(n -> {})
                          .namespace(n -> n.format(3))
                          .namespace(n -> n.format(3).extendedMetadata())
                          .namespace(n -> n.usedBy("nvme0n4 is mounted at /srv")))
              .controller(c -> c.namespace(n -> {})));

  private Nvme nvme;
  private EmulatedNvme drives;
  private NvmeNamespace namespace;

  @BeforeEach
  void open(Nvme made, EmulatedNvme emulator) {
    nvme = made;
    drives = emulator;
    namespace = open(1);
  }

  private NvmeNamespace open(int nsid) {
    return nvme.namespace("/dev/ng0n" + nsid, Access.READ_WRITE);
  }

  @AfterEach
  void allMemoryIsBack() {
    Awaitility.await().until(() -> nvme.stats().liveBuffers() == 0);
  }

  private static <T> T now(Mono<T> mono) {
    return mono.block(SOON);
  }

  private static int status(Throwable e) {
    return ((NvmeStatusException) e).status().code() & 0x7FF;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** The first I/O command that was sent since the last look, Identify aside. */
  private RecordedCommand sent(int opcode) {
    try {
      for (; ; ) {
        RecordedCommand command = drives.takeCommand(SOON);
        if (!command.isAdmin() && command.opcode() == opcode) {
          return command;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---- single commands ----

  @Test
  void whatIsWrittenIsReadAndCompared() {
    ByteBuffer data = pattern(8 * 512, 3);
    now(namespace.write(100, data));
    assertThat(now(namespace.read(100, 8))).isEqualTo(data);
    assertThat(data.position()).isZero();
    now(namespace.compare(100, data, PLAIN));
    StepVerifier.create(namespace.compare(101, data, PLAIN))
        .verifyErrorSatisfies(e -> assertThat(status(e)).isEqualTo(0x285));
    now(namespace.flush());
    now(namespace.verify(100, 8, PLAIN));
  }

  @Test
  void leasesAreNotCopiedAndStayTheCallers() {
    try (NvmeBuffer out = nvme.buffer(16 * 512);
        NvmeBuffer in = nvme.buffer(16 * 512)) {
      out.byteBuffer().put(pattern(16 * 512, 5));
      now(namespace.write(8, out, PLAIN));
      now(namespace.read(8, in, PLAIN));
      assertThat(in.byteBuffer()).isEqualTo(out.byteBuffer());
      now(namespace.compare(8, out, PLAIN));
      in.byteBuffer().put(9, (byte) ~in.byteBuffer().get(9));
      StepVerifier.create(namespace.compare(8, in, PLAIN)).verifyError(NvmeStatusException.class);
    }
  }

  @Test
  void blocksAreZeroedDeallocatedAndSpoilt() {
    now(namespace.write(0, pattern(24 * 512, 1)));
    now(namespace.writeZeroes(1, 2, PLAIN));
    now(
        namespace.deallocate(
            List.of(DatasetManagementRange.of(5, 1), DatasetManagementRange.of(8, 4)), PLAIN));
    ByteBuffer expected = pattern(24 * 512, 1);
    for (int block : new int[] {1, 2, 5, 8, 9, 10, 11}) {
      expected.put(block * 512, new byte[512]);
    }
    assertThat(now(namespace.read(0, 24))).isEqualTo(expected);
    now(namespace.writeUncorrectable(20, 2, PLAIN));
    StepVerifier.create(namespace.read(18, 6))
        .verifyErrorSatisfies(e -> assertThat(status(e)).isEqualTo(0x281));
    StepVerifier.create(namespace.verify(21, 1, PLAIN)).verifyError(NvmeStatusException.class);
    now(namespace.datasetManagement(List.of(DatasetManagementRange.of(0, 8)), 3, PLAIN));
  }

  @Test
  void theOptionsAreInTheirBits() {
    IoOptions all =
        PLAIN
            .forceUnitAccess()
            .limitedRetry()
            .deallocate()
            .directive(DirectiveType.DATA_PLACEMENT, 0xBEEF);
    now(namespace.write(0x1_0000_0001L, zeros(512), all).onErrorComplete());
    RecordedCommand write = sent(1);
    assertThat(write.cdw(10)).isEqualTo(1);
    assertThat(write.cdw(11)).isEqualTo(1);
    assertThat(write.cdw(12)).isEqualTo(0xC020_0000);
    assertThat(write.cdw(13)).isEqualTo(0xBEEF_0000);
    now(namespace.read(0, 2, all));
    assertThat(sent(2).cdw(12)).isEqualTo(0xC000_0001);
    now(namespace.writeZeroes(0, 65536, all));
    assertThat(sent(8).cdw(12)).isEqualTo(0xC200_FFFF);
    now(namespace.verify(0, 1, all));
    assertThat(sent(0x0C).cdw(12)).isEqualTo(0xC000_0000);
    now(namespace.writeUncorrectable(0, 1, all));
    assertThat(sent(4).cdw(12)).isZero();
    List<DatasetManagementRange> ranges = Collections.nCopies(3, DatasetManagementRange.of(7, 1));
    now(namespace.deallocate(ranges, all));
    RecordedCommand management = sent(9);
    assertThat(management.cdw(10)).isEqualTo(2);
    assertThat(management.cdw(11)).isEqualTo(4);
    assertThat(management.dataLength()).isEqualTo(48);
    assertThat(management.data().getLong(40)).isEqualTo(7);
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    for (int blocks : new int[] {0, -1, 65537}) {
      assertThatThrownBy(() -> namespace.read(0, blocks))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> namespace.verify(0, blocks, PLAIN))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> namespace.writeZeroes(0, blocks, PLAIN))
          .isInstanceOf(IllegalArgumentException.class);
    }
    StepVerifier.create(namespace.write(0, zeros(513))).verifyError(NvmeRefusedException.class);
    StepVerifier.create(namespace.write(0, zeros(0))).verifyError(NvmeRefusedException.class);
    StepVerifier.create(namespace.read(0, 65536)).verifyError(NvmeTransferLengthException.class);
    StepVerifier.create(namespace.read(1L << 40, 1))
        .verifyErrorSatisfies(e -> assertThat(status(e)).isEqualTo(0x080));
    assertThatThrownBy(() -> RangeRequest.of(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RangeRequest.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RangeRequest.of(Long.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class);
    RangeRequest range = RangeRequest.of(0, 1);
    assertThatThrownBy(() -> range.depth(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> range.readAhead(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> range.transferBytes(511)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PLAIN.directive(DirectiveType.STREAMS, 1 << 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PLAIN.applicationTag(1 << 16, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void metadataTravelsWithoutBeingAskedFor() {
    for (int nsid : new int[] {2, 3}) {
      NvmeNamespace other = open(nsid);
      int block = nsid == 2 ? 4096 : 4104;
      ByteBuffer data = pattern(5 * block, nsid);
      now(other.write(7, data));
      assertThat(now(other.read(7, 5))).isEqualTo(data);
      now(other.compare(7, data, PLAIN));
    }
  }

  @Test
  void afterAFormatTheDriveIsAskedAnew() {
    assertThat(now(namespace.read(0, 1)).remaining()).isEqualTo(512);
    PassthruCommand format = PassthruCommand.builder(0x80).nsid(1).cdw10(1).build();
    now(nvme.controller("nvme0").adminCmd(format)).orThrow();
    assertThat(now(namespace.read(0, 1)).remaining()).isEqualTo(4096);
  }

  @Test
  void theDeadlineIsTheCommands() {
    drives.addFault(FaultRule.any().controller("nvme0").opcode(2).hang());
    StepVerifier.create(namespace.read(0, 1, PLAIN.deadline(Duration.ofMillis(50))))
        .verifyErrorSatisfies(e -> assertThat(e).hasMessageContaining("Read"));
    drives.clearFaults();
    drives.controller("nvme0").reset();
  }

  // ---- danger ----

  @Test
  void whatDestroysDataInUseIsRefusedUnlessForced() {
    NvmeNamespace mounted = open(4);
    List<DatasetManagementRange> ranges = List.of(DatasetManagementRange.of(0, 1));
    RangeRequest range = RangeRequest.of(0, 1);
    List<Mono<?>> destroying =
        List.of(
            mounted.write(0, zeros(512)),
            mounted.writeZeroes(0, 1, PLAIN),
            mounted.writeUncorrectable(0, 1, PLAIN),
            mounted.deallocate(ranges, PLAIN),
            mounted.write(range, Flux.just(zeros(512))),
            mounted.writeLeased(range, Mono.fromCallable(() -> nvme.buffer(512))));
    for (Mono<?> mono : destroying) {
      StepVerifier.create(mono)
          .verifyErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOf(NvmeInUseException.class)
                      .hasMessageContaining("mounted at /srv")
                      .hasMessageContaining("force"));
    }
    now(mounted.read(0, 1));
    now(mounted.compare(0, zeros(512), PLAIN));
    now(mounted.flush());
    now(mounted.datasetManagement(ranges, 1, PLAIN));
    now(mounted.write(0, zeros(512), PLAIN.force()));
    assertThat(now(mounted.write(range.options(PLAIN.force()), Flux.just(zeros(512)))))
        .isEqualTo(1);
  }

  @Test
  void aHandleForReadingWritesWithForceAlone() {
    NvmeNamespace reading = nvme.namespace("/dev/ng0n1");
    for (Mono<Void> mono :
        List.of(
            reading.write(0, zeros(512)),
            reading.writeZeroes(0, 1, PLAIN),
            reading.writeUncorrectable(0, 1, PLAIN),
            reading.deallocate(List.of(DatasetManagementRange.of(0, 1)), PLAIN))) {
      StepVerifier.create(mono).verifyError(NvmeReadOnlyException.class);
    }
    now(reading.read(0, 1));
    now(reading.flush());
    now(reading.writeZeroes(0, 1, PLAIN.force()));
  }

  // ---- reading ranges ----

  @Test
  void aRangeIsReadInOrderThoughTheDriveAnswersInAnother() {
    ByteBuffer data = pattern(300 * 512, 11);
    now(namespace.write(RangeRequest.of(1000, 300).depth(5), Flux.just(data)));
    RangeRequest range = RangeRequest.of(1000, 300).transferBytes(7 * 512).depth(9);
    List<ByteBuffer> parts = now(namespace.read(range).collectList());
    assertThat(parts).hasSize(43);
    ByteBuffer all = zeros(300 * 512);
    parts.forEach(all::put);
    assertThat(all.flip()).isEqualTo(data);
    all.clear();
    now(
        namespace
            .readLeased(range)
            .doOnNext(
                buffer -> {
                  all.put(buffer.byteBuffer());
                  buffer.release();
                })
            .then());
    assertThat(all.flip()).isEqualTo(data);
  }

  @Test
  void whoAsksForOneAtATimeIsNotRunAheadOf() {
    for (int readAhead : new int[] {0, 1, 3}) {
      now(namespace.read(0, 1)); // the drive has been asked for its format
      long before = drives.commandCount();
      RangeRequest range =
          RangeRequest.of(0, 64).transferBytes(4 * 512).depth(8).readAhead(readAhead);
      AtomicInteger received = new AtomicInteger();
      List<Long> ahead = new CopyOnWriteArrayList<>();
      StepVerifier.FirstStep<ByteBuffer> first = StepVerifier.create(namespace.read(range), 0);
      StepVerifier.Step<ByteBuffer> step =
          first
              .expectSubscription()
              .then(() -> assertThat(drives.commandCount()).isEqualTo(before));
      for (int i = 0; i < 16; i++) {
        step =
            step.thenRequest(1)
                .assertNext(
                    b -> {
                      received.incrementAndGet();
                      ahead.add(drives.commandCount() - before - received.get());
                    });
      }
      step.verifyComplete();
      assertThat(ahead).allMatch(n -> n <= readAhead);
    }
  }

  @Test
  void ofARangeThatFailsInTheMiddleWhatLiesBeforeItComes() {
    now(namespace.writeZeroes(0, 64, PLAIN));
    now(namespace.writeUncorrectable(37, 1, PLAIN));
    List<ByteBuffer> parts = new ArrayList<>();
    StepVerifier.create(
            namespace
                .read(RangeRequest.of(0, 64).transferBytes(4 * 512).depth(6))
                .doOnNext(parts::add))
        .expectNextCount(9)
        .verifyErrorSatisfies(
            e -> {
              NvmeRangeException range = (NvmeRangeException) e;
              assertThat(range.startingLba()).isEqualTo(36);
              assertThat(range.blocks()).isEqualTo(4);
              assertThat(range).hasMessageContaining("Read of LBA 36 to 39 failed");
              assertThat(status(range.getCause())).isEqualTo(0x281);
            });
    assertThat(parts).hasSize(9);
    StepVerifier.create(
            namespace
                .readLeased(RangeRequest.of(0, 64).transferBytes(4 * 512).depth(6))
                .doOnNext(NvmeBuffer::release))
        .expectNextCount(9)
        .verifyError(NvmeRangeException.class);
  }

  @Test
  void aCancelledRangeGivesItsLeasesBackWithTheCompletions() {
    now(namespace.read(0, 1));
    drives.addFault(FaultRule.any().controller("nvme0").opcode(2).skip(3).hang());
    StepVerifier.create(
            namespace
                .readLeased(RangeRequest.of(0, 64).transferBytes(2048).depth(6))
                .doOnNext(NvmeBuffer::release))
        .expectNextCount(3)
        .then(() -> Awaitility.await().until(() -> nvme.stats().inFlight() == 6))
        .thenCancel()
        .verify();
    assertThat(nvme.stats().liveBuffers()).as("lease and page of each, in the drive").isEqualTo(12);
    drives.clearFaults();
    drives.controller("nvme0").reset();
  }

  // ---- writing ranges ----

  @Test
  void portionsOfAnySizeAreWrittenAndTheFlushIsTheLast() {
    ByteBuffer data = pattern(200 * 512, 13);
    int[] sizes = {1, 511, 512, 513, 100, 5000, 40_000, 0, 3};
    List<ByteBuffer> portions = new ArrayList<>();
    for (int at = 0, i = 0; at < data.capacity(); i++) {
      int n = Math.min(sizes[i % sizes.length], data.capacity() - at);
      portions.add(data.slice(at, n));
      at += n;
    }
    RangeRequest range = RangeRequest.of(50, 1000).transferBytes(3 * 512).depth(7).flush();
    assertThat(now(namespace.write(range, Flux.fromIterable(portions)))).isEqualTo(200);
    assertThat(now(namespace.read(50, 200))).isEqualTo(data);
    int writes = 0;
    while (sent(1).cdw(10) != 50 + 198) { // the last is of two blocks
      writes++;
    }
    assertThat(writes).isLessThanOrEqualTo(67);
    assertThat(sent(0).opcode()).isZero();
  }

  @Test
  void upstreamIsAskedForAsMuchAsIsFree() {
    now(namespace.read(0, 1));
    drives.addFault(FaultRule.any().controller("nvme0").opcode(1).hang());
    AtomicLong asked = new AtomicLong();
    Flux<NvmeBuffer> source =
        Flux.range(0, 100).doOnRequest(asked::addAndGet).map(i -> nvme.buffer(4096));
    StepVerifier.create(namespace.writeLeased(RangeRequest.of(0, 1000).depth(5), source))
        .then(() -> Awaitility.await().until(() -> nvme.stats().inFlight() == 5))
        .then(() -> assertThat(asked).hasValue(5))
        .thenCancel()
        .verify();
    assertThat(nvme.stats().liveBuffers()).as("still the drive's").isEqualTo(10);
    drives.clearFaults();
    drives.controller("nvme0").reset();
  }

  @Test
  void moreThanTheRangeIsRefusedAndNotWritten() {
    now(namespace.write(8, pattern(512, 1)));
    StepVerifier.create(
            namespace.write(RangeRequest.of(0, 8).transferBytes(1024), Flux.just(zeros(9 * 512))))
        .verifyErrorSatisfies(
            e ->
                assertThat(e)
                    .isInstanceOf(NvmeRefusedException.class)
                    .hasMessageContaining("8 blocks"));
    assertThat(now(namespace.read(8, 1))).isEqualTo(pattern(512, 1));
    StepVerifier.create(
            namespace.writeLeased(
                RangeRequest.of(0, 8), Flux.range(0, 3).map(i -> nvme.buffer(4 * 512))))
        .verifyError(NvmeRefusedException.class);
    StepVerifier.create(
            namespace.writeLeased(RangeRequest.of(0, 8), Flux.just(1).map(i -> nvme.buffer(700))))
        .verifyError(NvmeRefusedException.class);
    StepVerifier.create(namespace.write(RangeRequest.of(0, 8), Flux.just(zeros(700))))
        .verifyError(IllegalArgumentException.class);
    assertThat(now(namespace.write(RangeRequest.of(0, 8), Flux.empty()))).isZero();
  }

  @Test
  void aWriteThatFailsNamesItsRangeAndStopsTheSource() {
    now(namespace.read(0, 1));
    drives.addFault(FaultRule.any().controller("nvme0").opcode(1).cdw(10, -1, 24).status(0x280));
    TestPublisher<ByteBuffer> source = TestPublisher.create();
    StepVerifier.create(
            namespace.write(RangeRequest.of(0, 1000).transferBytes(4096).depth(3), source.flux()))
        .then(() -> source.next(zeros(2 * 4096)).next(zeros(4 * 4096)))
        .verifyErrorSatisfies(
            e -> {
              assertThat(e).hasMessageContaining("Write of LBA 24 to 31 failed");
              assertThat(status(e.getCause())).isEqualTo(0x280);
            });
    source.assertCancelled();
  }

  @Test
  void anErrorOfTheSourceEndsItAndMemoryComesBack() {
    Flux<NvmeBuffer> source =
        Flux.range(0, 4)
            .map(i -> nvme.buffer(4096))
            .concatWith(Mono.error(new IllegalStateException("source")));
    StepVerifier.create(namespace.writeLeased(RangeRequest.of(0, 1000).depth(3), source))
        .verifyErrorMessage("source");
  }

  // ---- both ----

  @Test
  void aCopyFromDriveToDriveIsRightAndHoldsNoMoreThanTheDepth() {
    NvmeNamespace to = nvme.namespace("/dev/ng1n1", Access.READ_WRITE);
    int bytes = 4096 * KIB;
    ByteBuffer data = pattern(bytes, 17);
    now(namespace.write(RangeRequest.of(3, bytes / 512), Flux.just(data)));
    RangeRequest range = RangeRequest.of(3, bytes / 512).transferBytes(16 * KIB).depth(8);
    AtomicLong most = new AtomicLong();
    Flux<NvmeBuffer> source =
        namespace
            .readLeased(range)
            .doOnNext(b -> most.accumulateAndGet(nvme.stats().liveBuffers(), Math::max));
    assertThat(now(to.writeLeased(range.flush(), source))).isEqualTo(bytes / 512);
    assertThat(most.get()).as("leases, and a page for each command").isBetween(2L, 16L);
    ByteBuffer copied = zeros(bytes);
    now(to.read(range).doOnNext(copied::put).then());
    assertThat(copied.flip()).isEqualTo(data);

    now(to.write(range.flush(), namespace.read(range)));
    assertThat(bytes(now(to.read(3, 8)))).isEqualTo(bytes(now(namespace.read(3, 8))));
  }

  @Test
  void subscriptionsOfOneRequestAreApart() {
    RangeRequest range = RangeRequest.of(0, 100).transferBytes(2048).depth(4);
    Mono<Long> write = namespace.write(range, Flux.range(0, 25).map(i -> pattern(2048, i)));
    long both = now(Mono.zip(write, write).map(t -> t.getT1() + t.getT2()));
    assertThat(both).isEqualTo(200);
    Flux<ByteBuffer> read = namespace.read(range);
    assertThat(now(Flux.merge(read, read, read).count())).isEqualTo(75);
  }
}
