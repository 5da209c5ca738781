package io.reactornvme.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Access;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.spi.BackendCommand;
import io.reactornvme.spi.BackendDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a command says, it ends, and not with an error of the emulator's own. */
@Timeout(120)
class EmulatedFuzzTest {

  private static final int LIVES = 100;
  private static final int COMMANDS = 200;
  private static final int INTERNAL_ERROR = 0x006;

  private static final int[] ADMIN = {
    0x02, 0x06, 0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x10, 0x11, 0x14, 0x15, 0x19, 0x1A, 0x80, 0x81, 0x82,
    0x84
  };

  private static final int[] IO = {
    0x00, 0x01, 0x02, 0x04, 0x05, 0x08, 0x09, 0x0C, 0x0D, 0x0E, 0x11, 0x12, 0x15, 0x19, 0x1D, 0x79,
    0x7A, 0x7D
  };

  /** A command as no library would let it through. */
  private static final class Wild implements BackendCommand {
    final boolean admin;
    final int opcode;
    final int nsid;
    final int[] cdw = new int[16];
    final List<ByteBuffer> data = new ArrayList<>();
    final CountDownLatch over = new CountDownLatch(1);
    volatile int res;

    Wild(SplittableRandom random) {
      admin = random.nextBoolean();
      int[] known = admin ? ADMIN : IO;
      opcode = random.nextInt(8) == 0 ? random.nextInt(256) : known[random.nextInt(known.length)];
      nsid = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(5);
      for (int i = 0; i < cdw.length; i++) {
        cdw[i] =
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt();
              case 1 -> random.nextInt(16);
              case 2 -> 1 << random.nextInt(32);
              default -> 0;
            };
      }
      if (random.nextInt(4) != 0) { // nearly right
        cdw[10] = random.nextInt(256) | (opcode == 0x02 && admin ? 127 << 16 : 0);
        cdw[11] = opcode == 0x11 && admin ? 0 : cdw[11] & random.nextInt(8);
        cdw[12] = random.nextInt(16);
        cdw[13] &= 0x1FF;
        cdw[14] = 0;
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        byte[] bytes = new byte[random.nextInt(3) * 2048];
        for (int j = 0; j < bytes.length; j += 1 + random.nextInt(16)) {
          bytes[j] = (byte) random.nextInt(random.nextBoolean() ? 4 : 256);
        }
        data.add(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
      }
    }

    @Override
    public NvmeIoctl request() {
      return admin ? NvmeIoctl.ADMIN64_CMD : NvmeIoctl.IO64_CMD;
    }

    @Override
    public boolean isAdmin() {
      return admin;
    }

    @Override
    public int opcode() {
      return opcode;
    }

    @Override
    public int nsid() {
      return nsid;
    }

    @Override
    public int cdw(int n) {
      return cdw[n];
    }

    @Override
    public int kernelTimeoutMillis() {
      return 0;
    }

    @Override
    public int dataLength() {
      return data.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    @Override
    public List<ByteBuffer> data() {
      return data;
    }

    @Override
    public ByteBuffer metadata() {
      return null;
    }

    @Override
    public void complete(int status, long result) {
      assertThat(over.getCount()).isEqualTo(1);
      res = status;
      over.countDown();
    }

    @Override
    public String toString() {
      return String.format(
          "admin %b opcode %02x nsid %x cdw %s", admin, opcode, nsid, Arrays.toString(cdw));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyCommandEnds(long seed) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int life = 0; life < LIVES; life++) {
      try (EmulatedNvme drives =
          EmulatedNvme.builder()
              .seed(seed)
              .controller(life % 2 == 0 ? EmulatedFuzzTest::drive : EmulatedFuzzTest::placing)
              .build()) {
        live(drives, random);
      }
    }
  }

  private static void drive(ControllerSpec c) {
    c.maxNamespaces(6)
        .bootPartitions(1)
        .namespace(n -> n.size(1 << 20))
        .namespace(n -> n.size(1 << 20).zoned(64, 48, 2, 3).zoneDescriptorExtension(64))
        .namespace(n -> n.size(1 << 20).format(3).protection(1, false).extendedMetadata())
        .namespace(n -> n.size(1 << 20).format(2).protection(2, true));
  }

  /** Streams and Flexible Data Placement exclude each other. */
  private static void placing(ControllerSpec c) {
    drive(c.flexibleDataPlacement(2, 4, 1 << 16));
  }

  private static void live(EmulatedNvme drives, SplittableRandom random)
      throws IOException, InterruptedException {
    BackendDevice device = drives.open("nvme0", 0, Access.READ_WRITE);
    for (int i = 0; i < COMMANDS; i++) {
      Wild wild = new Wild(random);
      device.submit(wild);
      boolean event = wild.admin && wild.opcode == 0x0C; // waits for what may not happen
      if (!event) {
        assertThat(wild.over.await(20, TimeUnit.SECONDS)).as(wild.toString()).isTrue();
        assertThat(wild.res & 0x7FF).as(wild.toString()).isNotEqualTo(INTERNAL_ERROR);
        assertThat(wild.res).isNotNegative();
      }
      if (i % 50 == 49) {
        drives.clock().advance(Duration.ofMinutes(10));
        drives.controller("nvme0").reset();
      }
    }
  }
}
