package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** A command, its builder, and the answer to it. */
class PassthruCommandTest {

  private static final int TOO_LONG = (64 << 20) + 1;

  private final BufferPool pool = new BufferPool(new HostPlatform());
  private final NvmeBuffer lease = new NvmeBuffer(pool, 4096);

  @AfterEach
  void release() {
    lease.release();
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageMatching(".+");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256, Integer.MIN_VALUE})
  void anOpcodeIsOneByte(int opcode) {
    refused(() -> PassthruCommand.builder(opcode));
  }

  @Test
  void everyFieldIsSent() {
    PassthruCommand c =
        PassthruCommand.builder(0xFE)
            .nsid(-1)
            .cdw2(2)
            .cdw3(3)
            .cdw10(10)
            .cdw11(11)
            .cdw12(12)
            .cdw13(13)
            .cdw14(14)
            .cdw15(15)
            .kernelTimeout(Duration.ofMillis(0xFFFF_FFFFL))
            .deadline(Duration.ofSeconds(3))
            .force()
            .dataIn(8)
            .build();
    for (int n : new int[] {2, 3, 10, 11, 12, 13, 14, 15}) {
      assertThat(c.cdw(n)).isEqualTo(n);
    }
    assertThat(c.opcode()).isEqualTo(0xFE);
    assertThat(c.nsid()).isEqualTo(-1);
    assertThat(c.nsidGiven()).isTrue();
    assertThat(c.kernelTimeoutMillis()).isEqualTo(-1);
    assertThat(c.deadlineNanos()).isEqualTo(3_000_000_000L);
    assertThat(c.force()).isTrue();
    assertThat(c.dataLength()).isEqualTo(8);
    assertThat(c.metadataLength()).isZero();
  }

  @Test
  void theCellHasEveryFieldWhereTheKernelLooksForIt() {
    try (StandIn s = StandIn.open()) {
      StandIn.Held held = s.heldDevice();
      PassthruCommand c =
          PassthruCommand.builder(0xC2)
              .nsid(7)
              .cdw2(2)
              .cdw3(3)
              .cdw10And11(0x1122334455667788L)
              .cdw12(12)
              .cdw13(13)
              .cdw14(14)
              .cdw15(-15)
              .kernelTimeout(Duration.ofSeconds(90))
              .dataIn(512)
              .build();
      Probe.of(held.command(c));
      ByteBuffer cells = ((NativeRing) s.ring.port()).cells();
      int cell = 0; // the first slot
      assertThat(cells.get(cell)).isEqualTo((byte) StandIn.POLL.opcode());
      assertThat(cells.getInt(cell + 4)).isEqualTo(held.target().fd());
      int arg = cell + RingLayout.CELL_ARGUMENT;
      assertThat(cells.get(arg)).isEqualTo((byte) 0xC2);
      assertThat(cells.get(arg + 1)).isZero();
      assertThat(cells.getInt(arg + 4)).isEqualTo(7);
      assertThat(cells.getInt(arg + 8)).isEqualTo(2);
      assertThat(cells.getInt(arg + 12)).isEqualTo(3);
      assertThat(cells.getLong(arg + 16)).isZero();
      assertThat(cells.getLong(arg + 24)).isEqualTo(s.ring.pageAddress(0));
      assertThat(cells.getInt(arg + 32)).isZero();
      assertThat(cells.getInt(arg + 36)).isEqualTo(512);
      assertThat(cells.getInt(arg + 40)).isEqualTo(0x55667788);
      assertThat(cells.getInt(arg + 44)).isEqualTo(0x11223344);
      assertThat(cells.getInt(arg + 48)).isEqualTo(12);
      assertThat(cells.getInt(arg + 52)).isEqualTo(13);
      assertThat(cells.getInt(arg + 56)).isEqualTo(14);
      assertThat(cells.getInt(arg + 60)).isEqualTo(-15);
      assertThat(cells.getInt(arg + 64)).isEqualTo(90_000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 9, 16, -1})
  void otherDwordsAreNotTheHosts(int n) {
    PassthruCommand c = PassthruCommand.builder(0).build();
    refused(() -> c.cdw(n));
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    PassthruCommand.Builder b = PassthruCommand.builder(2);
    refused(() -> b.dataIn(-1));
    refused(() -> b.dataIn(TOO_LONG));
    refused(() -> b.metadataIn(-1));
    refused(() -> b.metadataIn(TOO_LONG));
    refused(() -> b.dataOut(ByteBuffer.allocate(TOO_LONG)));
    refused(() -> b.dataInOut(ByteBuffer.allocate(TOO_LONG)));
    refused(() -> b.metadataOut(ByteBuffer.allocate(TOO_LONG)));
    refused(() -> b.data(lease, -4, 4));
    refused(() -> b.data(lease, 2, 4));
    refused(() -> b.data(lease, 0, -4));
    assertThatThrownBy(() -> b.data(lease, 4, 4096))
        .isInstanceOf(NvmeBufferTooSmallException.class);
    assertThatThrownBy(() -> b.data(lease, Integer.MAX_VALUE & ~3, 4096))
        .isInstanceOf(NvmeBufferTooSmallException.class);
    refused(() -> b.vectored(List.of()));
    refused(() -> b.vectored(Collections.nCopies(257, lease)));
  }

  @Test
  void timesOutOfRangeAreRefused() {
    PassthruCommand.Builder b = PassthruCommand.builder(2);
    refused(() -> b.deadline(Duration.ZERO));
    refused(() -> b.deadline(Duration.ofNanos(-1)));
    refused(() -> b.kernelTimeout(Duration.ZERO));
    refused(() -> b.kernelTimeout(Duration.ofMillis(-1)));
    refused(() -> b.kernelTimeout(Duration.ofNanos(999_999)));
    refused(() -> b.kernelTimeout(Duration.ofMillis(0x1_0000_0000L)));
    refused(() -> b.kernelTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @CsvSource({
    // opcode bits, in, out, both
    "0, true, false, false",
    "1, false, true, false",
    "2, true, false, false",
    "3, false, true, true"
  })
  void dataGoesTheWayThatTheOpcodeSays(int opcode, boolean in, boolean out, boolean both) {
    ByteBuffer bytes = ByteBuffer.allocate(4);
    check(in, () -> PassthruCommand.builder(0xC0 | opcode).dataIn(4).build());
    check(out, () -> PassthruCommand.builder(0xC0 | opcode).dataOut(bytes).build());
    check(both, () -> PassthruCommand.builder(0xC0 | opcode).dataInOut(bytes).build());
    check(in, () -> PassthruCommand.builder(0xC0 | opcode).metadataIn(4).build());
    check(out, () -> PassthruCommand.builder(0xC0 | opcode).metadataOut(bytes).build());
    check(true, () -> PassthruCommand.builder(0xC0 | opcode).data(lease).build());
    check(true, () -> PassthruCommand.builder(0xC0 | opcode).dataIn(0).build());
    check(true, () -> PassthruCommand.builder(0xC0 | opcode).build());
  }

  private static void check(boolean allowed, ThrowingCallable call) {
    if (allowed) {
      org.assertj.core.api.Assertions.assertThatCode(call).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bits 1:0");
    }
  }

  @Test
  void theBuilderGoesOnWithoutChangingWhatItBuilt() {
    PassthruCommand.Builder b = PassthruCommand.builder(0xC2).cdw10(1).dataIn(4);
    PassthruCommand first = b.build();
    PassthruCommand second = b.cdw10(2).nsid(5).dataIn(8).build();
    assertThat(first.cdw(10)).isEqualTo(1);
    assertThat(first.dataLength()).isEqualTo(4);
    assertThat(first.nsidGiven()).isFalse();
    assertThat(second.cdw(10)).isEqualTo(2);
  }

  @Test
  void theCallersBufferAndListAreLeftAloneAndNotKept() {
    ByteBuffer bytes = ByteBuffer.allocate(16).position(4).limit(12);
    List<NvmeBuffer> list = new ArrayList<>(List.of(lease));
    PassthruCommand out = PassthruCommand.builder(0xC1).dataOut(bytes).build();
    PassthruCommand vector = PassthruCommand.builder(0xC1).vectored(list).build();
    list.clear();
    assertThat(bytes.position()).isEqualTo(4);
    assertThat(bytes.limit()).isEqualTo(12);
    bytes.position(0);
    assertThat(out.dataLength()).isEqualTo(8);
    assertThat(out.dataOut().remaining()).isEqualTo(8);
    assertThat(out.dataOut().isReadOnly()).isTrue();
    out.dataOut().position(8);
    assertThat(out.dataOut().position()).isZero();
    assertThat(vector.vector()).hasSize(1);
  }

  @Test
  void toStringNamesWhatIsNotZero() {
    assertThat(PassthruCommand.builder(6).build()).hasToString("PassthruCommand[opcode=06h]");
    assertThat(PassthruCommand.builder(6).nsid(-1).cdw10(1).dataIn(4096).build())
        .hasToString("PassthruCommand[opcode=06h, nsid=4294967295, cdw10=00000001h, data=IN 4096]");
  }

  // ---- the answer ----

  private static PassthruResult result(int status, ByteBuffer data) {
    return new PassthruResult(
        "/dev/nvme7",
        PassthruCommand.builder(6).dataIn(4096).build(),
        true,
        status,
        0x1122334455667788L,
        data,
        null);
  }

  @Test
  void theAnswerHasStatusResultDataAndWhatItAnswers() {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
    PassthruResult r = result(0, data);
    assertThat(r.isSuccess()).isTrue();
    assertThat(r.orThrow()).isSameAs(r);
    assertThat(r.result()).isEqualTo(0x1122334455667788L);
    assertThat(r.dw0()).isEqualTo(0x55667788);
    assertThat(r.device()).isEqualTo("/dev/nvme7");
    assertThat(r.command().opcode()).isEqualTo(6);
    assertThat(r.data().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(r.data().getInt()).isEqualTo(0x04030201);
    assertThat(r.data().position()).as("a view of its own each time").isZero();
    assertThat(r.metadata().remaining()).isZero();
    assertThat(r.toString())
        .contains("/dev/nvme7")
        .contains("Identify")
        .contains("1122334455667788h");
  }

  @Test
  void aBadStatusIsAnAnswerUntilItIsThrown() {
    PassthruResult r = result(0x4002, null);
    assertThat(r.isSuccess()).isFalse();
    assertThat(r.status().doNotRetry()).isTrue();
    assertThat(r.data().remaining()).isZero();
    assertThat(r.data().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThatThrownBy(r::orThrow)
        .isInstanceOf(NvmeStatusException.class)
        .hasMessageContaining("/dev/nvme7")
        .hasMessageContaining("Identify");
  }

  @Test
  void dataOfUpToAPageAndBeyondComesBackAsACopyOfWhatTheDriveWrote() {
    try (StandIn s = StandIn.open()) {
      Target device = s.nullDevice(); // writes nothing: what comes back is what was there before
      for (int length : new int[] {1, 4096, 4097, 1 << 20}) {
        // Leave something in the memory that the next command gets, which it must not show.
        byte[] mine = new byte[length];
        java.util.Arrays.fill(mine, (byte) 0x5A);
        PassthruCommand both =
            PassthruCommand.builder(0xC3).dataInOut(ByteBuffer.wrap(mine)).build();
        PassthruCommand in = PassthruCommand.builder(0xC2).dataIn(length).build();
        StepVerifier.create(PassthruMono.create(device, both, CommandForm.ADMIN))
            .assertNext(r -> assertThat(r.data()).isEqualTo(ByteBuffer.wrap(mine)))
            .verifyComplete();
        StepVerifier.create(PassthruMono.create(device, in, CommandForm.ADMIN))
            .assertNext(r -> assertThat(r.data()).isEqualTo(ByteBuffer.allocate(length)))
            .verifyComplete();
      }
      s.awaitIdle();
    }
  }

  @Test
  void dataInALeaseComesBackAsAViewOfIt() {
    try (StandIn s = StandIn.open();
        NvmeBuffer own = new NvmeBuffer(s.buffers, 4096)) {
      own.byteBuffer().putInt(8, 0x01020304);
      PassthruCommand c = PassthruCommand.builder(0xC2).data(own, 8, 4).build();
      PassthruResult r = PassthruMono.create(s.nullDevice(), c, CommandForm.ADMIN).block();
      assertThat(r).isNotNull();
      assertThat(r.data().isDirect()).isTrue();
      assertThat(r.data().remaining()).isEqualTo(4);
      assertThat(r.data().getInt()).isEqualTo(0x01020304);
    }
  }
}
