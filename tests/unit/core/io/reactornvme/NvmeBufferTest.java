package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** Memory that is leased, and the pool behind it. */
class NvmeBufferTest {

  private static final long FOUR_GIB = 1L << 32;

  private final BufferPool pool = new BufferPool(new HostPlatform());

  @Test
  void theViewIsDirectLittleEndianAndAsLongAsAskedFor() {
    try (NvmeBuffer buffer = new NvmeBuffer(pool, 5000)) {
      ByteBuffer view = buffer.byteBuffer();
      assertThat(view.isDirect()).isTrue();
      assertThat(view.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(view.position()).isZero();
      assertThat(view.limit()).isEqualTo(5000);
      assertThat(view.capacity()).isEqualTo(5000);
      view.position(17).putInt(0x01020304);
      assertThat(buffer.byteBuffer().position()).isZero();
      assertThat(buffer.byteBuffer().get(17)).isEqualTo((byte) 4);
      assertThat(buffer.capacity()).isEqualTo(5000);
      assertThat(buffer.toString()).isEqualTo("NvmeBuffer[5000 bytes]");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4096", "4096, 4096", "4097, 8192", "12288, 16384", "67108864, 67108864"})
  void blocksAreWholePagesOnPageBoundaries(int length, int capacity) {
    BufferPool.Block block = pool.take(length);
    assertThat(block.capacity()).isEqualTo(capacity);
    assertThat(block.address() % NativeMemory.PAGE).isZero();
    assertThat(block.address()).isLessThan(FOUR_GIB);
    assertThat(pool.live()).isEqualTo(1);
    pool.give(block);
    assertThat(pool.live()).isZero();
    assertThat(pool.take(length).address()).isLessThan(FOUR_GIB);
  }

  @Test
  void noTwoBlocksOverlap() {
    List<BufferPool.Block> blocks =
        java.util.stream.IntStream.range(0, 2_000).mapToObj(i -> pool.take(8192)).toList();
    assertThat(blocks.stream().map(BufferPool.Block::address).sorted().toList())
        .doesNotHaveDuplicates()
        .allMatch(address -> address % 8192 == 0);
  }

  @Test
  void releasedTwiceItGoesBackOnce() {
    NvmeBuffer buffer = new NvmeBuffer(pool, 1);
    assertThat(pool.live()).isEqualTo(1);
    buffer.release();
    buffer.release();
    buffer.close();
    assertThat(pool.live()).isZero();
    assertThat(buffer.toString()).contains("released");
  }

  @Test
  void ofTwoReleasesAtOnceOneCounts() {
    for (int i = 0; i < 500; i++) {
      NvmeBuffer buffer = new NvmeBuffer(pool, 1);
      RaceTestUtils.race(buffer::release, buffer::release);
      assertThat(pool.live()).isZero();
    }
  }

  @Test
  void aHoldAgainstTheReleaseEitherKeepsTheMemoryOrIsRefused() {
    for (int i = 0; i < 500; i++) {
      NvmeBuffer buffer = new NvmeBuffer(pool, 1);
      boolean[] held = new boolean[1];
      RaceTestUtils.race(() -> held[0] = buffer.retain(), buffer::release);
      assertThat(pool.live()).isEqualTo(held[0] ? 1 : 0);
      if (held[0]) {
        buffer.drop();
      }
      assertThat(pool.live()).isZero();
    }
  }

  @Test
  void afterTheReleaseItIsOfNoUse() {
    try (StandIn s = StandIn.open()) {
      NvmeBuffer buffer = new NvmeBuffer(s.buffers, 512);
      PassthruCommand command = PassthruCommand.builder(0xC2).data(buffer).build();
      buffer.release();
      assertThatThrownBy(buffer::byteBuffer).isInstanceOf(IllegalStateException.class);
      StepVerifier.create(PassthruMono.create(s.nullDevice(), command, CommandForm.ADMIN))
          .verifyError(IllegalStateException.class);
      assertThat(s.isIdle()).isTrue();
    }
  }

  @Test
  void releasedInFlightTheMemoryStaysTheDrivesUntilTheCompletion() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      NvmeBuffer buffer = new NvmeBuffer(s.buffers, 512);
      Probe<PassthruResult> p =
          Probe.of(held.command(PassthruCommand.builder(0xC2).data(buffer).build()));
      buffer.release();
      p.cancel();
      assertThat(s.buffers.live()).isEqualTo(1);
      StepVerifier.create(held.command(PassthruCommand.builder(0xC2).data(buffer).build()))
          .verifyError(IllegalStateException.class);
      assertThat(s.buffers.live()).isEqualTo(1);
      held.answer();
      s.awaitIdle();
    }
  }

  @Test
  void ofAVectorWithOneReleasedBufferNothingIsKept() {
    try (StandIn s = StandIn.open()) {
      NvmeBuffer good = new NvmeBuffer(s.buffers, 4096);
      NvmeBuffer gone = new NvmeBuffer(s.buffers, 4096);
      PassthruCommand command =
          PassthruCommand.builder(0x02).vectored(List.of(good, good, gone)).build();
      gone.release();
      // The gate's own start, past the preflight of an admin command.
      CommandOp op = new CommandOp(new Probe<>(), s.nullDevice(), command, CommandForm.IO_VEC, 0);
      s.gates.io().submit(op);
      assertThat(s.ring.slotsInUse()).isZero();
      assertThat(s.gates.io().inUse()).isZero();
      assertThat(s.buffers.live()).isEqualTo(1);
      good.release();
      assertThat(s.buffers.live()).isZero();
    }
  }

  @Test
  void metadataBesideNoDataIsWhatIsHeldAndGivenBack() {
    try (StandIn s = StandIn.open()) {
      NvmeBuffer data = new NvmeBuffer(s.buffers, 4096);
      NvmeBuffer metadata = new NvmeBuffer(s.buffers, 4096);
      PassthruCommand command =
          PassthruCommand.builder(0x02).data(data, 0, 0).metadata(metadata).build();
      CommandOp op = new CommandOp(new Probe<>(), s.nullDevice(), command, CommandForm.IO, 0);
      s.gates.io().submit(op);
      StandIn.await("the completion", () -> s.gates.io().inUse() == 0);
      assertThat(s.buffers.live()).isEqualTo(2);
      metadata.release();
      data.release();
      assertThat(s.buffers.live()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, (64 << 20) + 1, Integer.MAX_VALUE})
  void capacitiesOutOfRangeAreRefused(int capacity) {
    Nvme nvme = Nvme.builder().depth(1).build();
    assertThatThrownBy(() -> nvme.buffer(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(capacity));
    nvme.dispose();
  }

  @Test
  void aLeaseThatIsLostIsReportedAndOneThatWasReleasedIsNot() {
    try (LogTap log = new LogTap(NvmeBuffer.class)) {
      new NvmeBuffer(pool, 1111).release();
      lose(2222);
      StandIn.await("the report", () -> collected(log));
      assertThat(log.lines)
          .containsExactly("WARNING an NvmeBuffer of 2222 bytes was never released");
    }
  }

  private void lose(int capacity) {
    assertThat(new NvmeBuffer(pool, capacity).byteBuffer().get(0)).isZero();
  }

  private static boolean collected(LogTap log) {
    System.gc();
    return !log.lines.isEmpty();
  }

  @Test
  void theMemoryOutlivesThePoolAsLongAsAViewOfItIsKept() {
    ByteBuffer view;
    try (LogTap log = new LogTap(NvmeBuffer.class)) {
      view = new NvmeBuffer(new BufferPool(new HostPlatform()), 8 << 20).byteBuffer();
      StandIn.await("a collection", () -> collected(log));
    }
    view.put(view.capacity() - 1, (byte) 1); // would crash
    assertThat(view.get(view.capacity() - 1)).isEqualTo((byte) 1);
  }
}
