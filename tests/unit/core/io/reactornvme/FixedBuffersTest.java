package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/**
 * Which commands refer to memory that the kernel holds, on a real ring; what a drive makes of them
 * is shown in the lab.
 */
class FixedBuffersTest {

  /** Memory gets in by pieces of this size. */
  private static final int STEP = 256 << 10;

  private static PassthruCommand in(int length) {
    return PassthruCommand.builder(0xC2).dataIn(length).build();
  }

  private static PassthruCommand with(NvmeBuffer buffer) {
    return PassthruCommand.builder(0xC2).data(buffer).build();
  }

  /** Sends it so often, one after the other. */
  private static void send(Target target, PassthruCommand command, int times) {
    for (int i = 0; i < times; i++) {
      PassthruMono.create(target, command, CommandForm.ADMIN).block();
    }
  }

  private static long fixed(StandIn s) {
    return s.ring.port().counter(RingLayout.COUNTER_FIXED);
  }

  /** Bytes that the kernel holds for this process's rings. */
  private static long pinned() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith("VmPin:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 4096, 4097, 1 << 20})
  void memoryUsedOnceIsReferredTo(int length) {
    try (StandIn s = StandIn.open()) {
      send(s.nullDevice(), in(length), 10);
      assertThat(fixed(s)).isEqualTo(9);
    }
  }

  @Test
  void soIsLeasedMemoryWhicheverPartOfIt() {
    try (StandIn s = StandIn.open();
        NvmeBuffer buffer = new NvmeBuffer(s.buffers, 64 << 10)) {
      Target target = s.nullDevice();
      send(target, with(buffer), 1);
      assertThat(fixed(s)).isZero();
      send(target, with(buffer), 2);
      send(target, PassthruCommand.builder(0xC2).data(buffer, 8192, 4096).build(), 1);
      assertThat(fixed(s)).isEqualTo(3);
      try (NvmeBuffer neighbour = new NvmeBuffer(s.buffers, 64 << 10)) {
        send(target, with(neighbour), 1); // of the same mapping
        assertThat(fixed(s)).isEqualTo(4);
      }
    }
  }

  @Test
  void noDataIsInNoMemory() {
    try (StandIn s = StandIn.open()) {
      send(s.nullDevice(), PassthruCommand.builder(0xC2).build(), 3);
      assertThat(fixed(s)).isZero();
    }
  }

  @Test
  void whatIsLongerThanAnyTransferIsNot() throws IOException {
    long before = pinned();
    try (StandIn s = StandIn.open();
        NvmeBuffer buffer = new NvmeBuffer(s.buffers, 8 << 20)) {
      send(s.nullDevice(), with(buffer), 3);
      assertThat(fixed(s)).isZero();
      assertThat(pinned()).isEqualTo(before);
    }
  }

  /** Its number means other memory here. */
  @Test
  void memoryLeasedElsewhereIsNot() {
    try (StandIn s = StandIn.open();
        NvmeBuffer own = new NvmeBuffer(s.buffers, 4096);
        NvmeBuffer other = new NvmeBuffer(new BufferPool(new HostPlatform()), 4096)) {
      Target target = s.nullDevice();
      send(target, with(other), 3);
      assertThat(fixed(s)).isZero();
      send(target, with(own), 2);
      send(target, with(other), 3);
      assertThat(fixed(s)).isEqualTo(1);
    }
  }

  /** A region that the kernel does not take is left alone, and its neighbours are not. */
  @Test
  void whatIsRefusedGoesTheOldWay() {
    try (StandIn s = StandIn.open();
        NvmeBuffer one = new NvmeBuffer(s.buffers, 4096);
        NvmeBuffer other = new NvmeBuffer(s.buffers, 4096)) {
      Target target = s.nullDevice();
      send(target, with(one), 1);
      s.ring.fixed().refused(s.ring.fixed().index(one.block()));
      send(target, with(one), 3);
      assertThat(fixed(s)).isZero();
      send(target, with(other), 1);
      assertThat(fixed(s)).isEqualTo(1);
    }
  }

  @Test
  void theKernelHoldsWhatWasUsedAndNothingAfterTheEnd() throws IOException {
    long before = pinned();
    try (StandIn s = StandIn.builder().depth(200).open()) {
      Target target = s.nullDevice();
      send(target, in(512), 2);
      assertThat(pinned() - before).isEqualTo(STEP);
      send(target, in(8192), 2);
      assertThat(pinned() - before).isEqualTo(2 * STEP);
      send(target, in(2 * STEP), 2);
      assertThat(pinned() - before).isEqualTo(4 * STEP);
      assertThat(fixed(s)).isEqualTo(3);
    }
    assertThat(pinned()).isEqualTo(before);
  }

  /** The last slots are fewer than go in at a time. */
  @Test
  void thePagesOfAllSlotsGetIn() throws IOException {
    long before = pinned();
    int depth = 100;
    try (StandIn s = StandIn.builder().depth(depth).credits(depth).open()) {
      PassthruCommand command = in(512);
      for (int i = 0; i < 20; i++) {
        Flux.range(0, depth)
            .flatMap(n -> PassthruMono.create(s.nullDevice(), command, CommandForm.ADMIN), depth)
            .blockLast();
      }
      assertThat(pinned() - before).isLessThanOrEqualTo((depth + 16L) * NativeMemory.PAGE);
      assertThat(fixed(s)).isGreaterThan(18 * depth);
    }
    assertThat(pinned()).isEqualTo(before);
  }

  /** Each ring holds by itself what it uses of the memory that they share. */
  @Test
  void memoryThatNobodyReachesAnyMoreLeavesAllTablesAndIsUnmapped() throws IOException {
    long before = pinned();
    try (LogTap log = new LogTap(NvmeBuffer.class);
        StandIn s = StandIn.open()) {
      CommandRing second =
          new CommandRing(
              new HostPlatform(),
              new CommandRing.Options(4, 1, true, 0, Duration.ofSeconds(5), Duration.ZERO, true),
              s.buffers,
              s.counters,
              null);
      Gates gates = Gates.create(second, new AtomicInteger(), 4, 4, 4);
      Target other = s.target("/dev/null", gates, BackendChoice.AUTO);
      long address = useAndLose(s, s.nullDevice(), other);
      assertThat(pinned() - before).isEqualTo(2 * (4 << 20));
      assertThat(isMapped(address)).isTrue();
      StandIn.await("a collection", () -> collected(log));
      StandIn.await("out of the tables", () -> isPinned(before));
      StandIn.await("unmapped", () -> !isMapped(address));
      other.dispose();
      second.seal();
      second.stoppedMono().block(Duration.ofSeconds(30));
    }
  }

  /** A chunk that is one block, so that nothing else refers to it. */
  private static long useAndLose(StandIn s, Target one, Target other) {
    NvmeBuffer buffer = new NvmeBuffer(s.buffers, 4 << 20);
    send(one, with(buffer), 2);
    send(other, with(buffer), 2);
    assertThat(fixed(s)).isEqualTo(1);
    return buffer.address();
  }

  private static boolean collected(LogTap log) {
    System.gc();
    return !log.lines.isEmpty();
  }

  private static boolean isPinned(long bytes) {
    try {
      System.gc();
      return pinned() == bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Below 4 GiB, as the memory for drives. */
  private static boolean isMapped(long address) {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .map(l -> l.split("[- ]"))
          .anyMatch(
              w ->
                  w[0].length() <= 8
                      && Long.parseLong(w[0], 16) <= address
                      && address < Long.parseLong(w[1], 16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
