package io.reactornvme.fuzz;

import static io.reactornvme.fuzz.Structures.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeBufferTooSmallException;
import io.reactornvme.PassthruCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** The builder with any calls in any order: a command that says what it was told, or a refusal. */
@Timeout(30)
class PassthruCommandFuzzTest {

  private static final int MAX = 64 << 20;
  private static final ByteBuffer BYTES = ByteBuffer.allocate(1 << 16);
  private static final Nvme NVME = Nvme.builder().backend(new StubBackend()).depth(1).build();

  /** Which way copied data goes; leases go the opcode's way. */
  private enum Way {
    NONE,
    IN,
    OUT,
    BOTH
  }

  @FuzzTest(maxDuration = "10m")
  void build(byte[] bytes) {
    Input in = new Input(bytes);
    int opcode = in.u8() | ((in.u8() & 3) == 3 ? in.i32() << 8 : 0);
    PassthruCommand.Builder builder;
    try {
      builder = PassthruCommand.builder(opcode);
    } catch (IllegalArgumentException e) {
      require((opcode & ~0xFF) != 0, "refused: opcode " + opcode);
      return;
    }
    require((opcode & ~0xFF) == 0, "taken: opcode " + opcode);
    List<NvmeBuffer> leases = new ArrayList<>();
    try {
      Model model = new Model(builder, leases);
      model.build(opcode);
      for (int calls = 0; calls < 64 && !in.isEmpty(); calls++) {
        model.call(in);
        model.build(opcode);
      }
    } finally {
      leases.forEach(NvmeBuffer::release);
    }
  }

  /** What the builder was told. One for each input: Jazzer keeps the test's instance. */
  private static final class Model {

    private final PassthruCommand.Builder builder;
    private final List<NvmeBuffer> leases;
    private final int[] cdw = new int[16];
    private int nsid;
    private int length;
    private int metadataLength;
    private Way way = Way.NONE;
    private Way metadataWay = Way.NONE;

    Model(PassthruCommand.Builder builder, List<NvmeBuffer> leases) {
      this.builder = builder;
      this.leases = leases;
    }

    private void call(Input in) {
      int call = in.u8() % 17;
      switch (call) {
        case 0 -> builder.cdw2(cdw[2] = in.i32());
        case 1 -> builder.cdw3(cdw[3] = in.i32());
        case 2 -> builder.cdw10(cdw[10] = in.i32());
        case 3 -> builder.cdw11(cdw[11] = in.i32());
        case 4 -> builder.cdw12(cdw[12] = in.i32());
        case 5 -> builder.cdw13(cdw[13] = in.i32());
        case 6 -> builder.cdw14(cdw[14] = in.i32());
        case 7 -> builder.cdw15(cdw[15] = in.i32());
        case 8 -> {
          long both = in.i64();
          builder.cdw10And11(both);
          cdw[10] = (int) both;
          cdw[11] = (int) (both >> 32);
        }
        case 9 -> builder.nsid(nsid = in.i32());
        case 10 -> dataIn(in.i32());
        case 11 -> {
          ByteBuffer part = part(in);
          boolean inOut = (in.u8() & 1) != 0;
          if (inOut) {
            builder.dataInOut(part);
          } else {
            builder.dataOut(part);
          }
          length = part.remaining();
          way = length == 0 ? Way.NONE : inOut ? Way.BOTH : Way.OUT;
        }
        case 12 -> leased(in);
        case 13 -> {
          List<NvmeBuffer> vector = new ArrayList<>();
          int sum = 0;
          for (int n = in.u8() % 4; n > 0; n--) {
            vector.add(lease(in));
            sum += vector.get(vector.size() - 1).capacity();
          }
          if (accepted(!vector.isEmpty(), () -> builder.vectored(vector))) {
            length = sum;
            way = Way.NONE;
          }
        }
        case 14 -> {
          int bytes = in.i32();
          if (accepted(bytes >= 0 && bytes <= MAX, () -> builder.metadataIn(bytes))) {
            metadataLength = bytes;
            metadataWay = bytes == 0 ? Way.NONE : Way.IN;
          }
        }
        case 15 -> {
          ByteBuffer part = part(in);
          builder.metadataOut(part);
          metadataLength = part.remaining();
          metadataWay = metadataLength == 0 ? Way.NONE : Way.OUT;
        }
        default -> times(in);
      }
    }

    private void dataIn(int bytes) {
      if (accepted(bytes >= 0 && bytes <= MAX, () -> builder.dataIn(bytes))) {
        length = bytes;
        way = bytes == 0 ? Way.NONE : Way.IN;
      }
    }

    private void leased(Input in) {
      NvmeBuffer lease = lease(in);
      int offset = in.i32();
      int bytes = in.i32();
      boolean valid = offset >= 0 && offset % 4 == 0 && bytes >= 0 && bytes <= MAX;
      try {
        if (!accepted(valid, () -> builder.data(lease, offset, bytes))) {
          return;
        }
        require((long) offset + bytes <= lease.capacity(), "taken: past the lease's end");
        length = bytes;
        way = Way.NONE;
      } catch (NvmeBufferTooSmallException e) {
        require(valid && (long) offset + bytes > lease.capacity(), "refused: " + e.getMessage());
      }
    }

    private void times(Input in) {
      long nanos = in.i64();
      accepted(nanos > 0, () -> builder.deadline(Duration.ofNanos(nanos)));
      long seconds = in.i64();
      accepted(
          seconds > 0 && seconds <= 0xFFFF_FFFFL / 1000,
          () -> builder.kernelTimeout(Duration.ofSeconds(seconds)));
      if ((seconds & 1) != 0) {
        builder.force();
      }
    }

    /** Whether it was taken, which must be as expected. */
    private static boolean accepted(boolean expected, Runnable call) {
      try {
        call.run();
      } catch (IllegalArgumentException e) {
        require(!expected, "refused: " + e.getMessage());
        return false;
      }
      require(expected, "taken, and should not have been");
      return true;
    }

    private NvmeBuffer lease(Input in) {
      NvmeBuffer lease = NVME.buffer(in.u16() + 1);
      leases.add(lease);
      return lease;
    }

    private static ByteBuffer part(Input in) {
      int start = in.u16() % BYTES.capacity();
      return BYTES.duplicate().position(start).limit(start + (BYTES.capacity() - start) / 2);
    }

    private void build(int opcode) {
      boolean toDrive = (opcode & 1) != 0;
      boolean right =
          switch (way) {
            case NONE -> true;
            case IN -> !toDrive;
            case OUT -> toDrive;
            case BOTH -> (opcode & 3) == 3;
          };
      right &= metadataWay == Way.NONE || (metadataWay == Way.OUT) == toDrive;
      if (!accepted(right, builder::build)) {
        return;
      }
      PassthruCommand command = builder.build();
      require(command.opcode() == opcode, "opcode");
      require(command.nsid() == nsid, "nsid");
      require(command.dataLength() == length, "length");
      require(command.metadataLength() == metadataLength, "length of the metadata");
      for (int n : RawCommand.DWORDS) {
        require(command.cdw(n) == cdw[n], "CDW" + n);
      }
      require(command.toString().chars().allMatch(c -> c >= ' ' && c <= '~'), "not printable");
    }
  }
}
