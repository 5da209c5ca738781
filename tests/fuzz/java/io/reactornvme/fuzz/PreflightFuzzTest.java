package io.reactornvme.fuzz;

import static io.reactornvme.fuzz.Structures.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeIoctl;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spi.BackendCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/**
 * Any command, sent: refused with an exception of the library, or it reaches the drive as it was
 * given and cannot write past its memory; and any answer of the drive reaches the subscriber.
 */
@Timeout(30)
class PreflightFuzzTest {

  private static final Duration HANG = Duration.ofSeconds(10);

  /** What belongs to the driver: queues, AER, Keep Alive, Doorbell Buffer Config. */
  private static final Set<Integer> DRIVERS = Set.of(0x00, 0x01, 0x04, 0x05, 0x0C, 0x18, 0x7C);

  private static final Set<Integer> DRIVERS_FEATURES = Set.of(0x07, 0x0C, 0x0D, 0x0F, 0x16);

  private static final StubBackend DRIVE = new StubBackend();
  private static final Nvme NVME = Nvme.builder().backend(Watch.over(DRIVE)).depth(4).build();
  private static final NvmeController CONTROLLER = NVME.controller("/dev/nvme0");
  private static final List<NvmeNamespace> NAMESPACES =
      IntStream.of(1, 2, 3)
          .mapToObj(nsid -> NVME.namespace("/dev/ng0n" + nsid, Access.READ_WRITE))
          .toList();

  @FuzzTest(maxDuration = "10m")
  void send(byte[] bytes) {
    Input in = new Input(bytes);
    Watch.begin();
    for (int n = 0; n < 16 && !in.isEmpty(); n++) {
      send(in);
    }
    Watch.end();
  }

  private static void send(Input in) {
    RawCommand raw = new RawCommand(in);
    int res = in.u16();
    // An errno, or the 15 bits of a status.
    int answer = res > 0x7FFF ? -1 - (res & 0xFFF) : res;
    long result = answer < 0 ? 0 : in.i64();
    List<NvmeBuffer> leases = new ArrayList<>();
    try {
      PassthruCommand command = raw.passthru(NVME, leases);
      DRIVE.drive =
          (nsidOfNode, arrived) -> {
            if (isQuestion(raw, command, arrived)) {
              arrived.complete(0, 0); // of zeros: metadata, but no protection information
              return;
            }
            try {
              check(raw, command, nsidOfNode, arrived);
            } catch (AssertionError e) {
              Watch.saw("arrived: " + raw, e);
            }
            arrived.complete(answer, result);
          };
      NvmeNamespace namespace = NAMESPACES.get(raw.place % 3);
      NvmeIoctl ioctl = NvmeIoctl.values()[(raw.place >> 2) % NvmeIoctl.values().length];
      Mono<PassthruResult> sent =
          raw.byName
              ? raw.io ? namespace.ioctl(ioctl, command) : CONTROLLER.ioctl(ioctl, command)
              : raw.io ? namespace.ioCmd(command) : CONTROLLER.adminCmd(command);
      PassthruResult got = sent.block(HANG);
      require(got != null && got.command() == command && answer >= 0, "answered: " + got);
      require(!got.toString().isBlank(), "says nothing");
      require(got.data().remaining() <= command.dataLength(), "more data than asked for");
      got.status().toString();
    } catch (NvmeException e) {
      require(!e.what().isBlank() && !e.remedy().isBlank(), "says nothing: " + e);
    } catch (IllegalArgumentException e) {
      // of the builder
    } finally {
      leases.forEach(NvmeBuffer::release);
    }
  }

  /** Before a command with PRACT the library asks the drive for the namespace's format. */
  private static boolean isQuestion(
      RawCommand raw, PassthruCommand command, BackendCommand arrived) {
    return raw.io
        && arrived.isAdmin()
        && arrived.opcode() == AdminOpcode.IDENTIFY
        && command.opcode() != AdminOpcode.IDENTIFY;
  }

  /** On the ring's thread. */
  private static void check(
      RawCommand raw, PassthruCommand command, int nsidOfNode, BackendCommand arrived) {
    NvmeIoctl request = arrived.request();
    if (request == NvmeIoctl.RESET
        || request == NvmeIoctl.SUBSYS_RESET
        || request == NvmeIoctl.RESCAN
        || request == NvmeIoctl.ID) {
      return;
    }
    boolean admin = request == NvmeIoctl.ADMIN_CMD || request == NvmeIoctl.ADMIN64_CMD;
    require(arrived.isAdmin() == admin && arrived.opcode() == command.opcode(), "another command");
    for (int n : RawCommand.DWORDS) {
      require(arrived.cdw(n) == command.cdw(n), "another CDW" + n);
    }
    require(arrived.kernelTimeoutMillis() == raw.kernelTimeoutMillis, "another timeout");
    int memory = arrived.data().stream().mapToInt(ByteBuffer::remaining).sum();
    require(memory == arrived.dataLength() && memory == command.dataLength(), "other memory");
    require(memory <= StubBackend.MAX_TRANSFER, "more than the kernel takes: " + memory);
    if (admin) {
      require(arrived.metadata() == null, "metadata of an admin command");
      require(arrived.data().size() <= 1, "a vector of an admin command");
      require(arrived.nsid() == command.nsid(), "another nsid");
      require(raw.force || !isDrivers(arrived), "what belongs to the driver");
      require(memory >= adminBytes(arrived), "the drive writes past the memory");
    } else {
      require(arrived.nsid() == nsidOfNode, "of another namespace");
      NvmeNamespaceInfo namespace = StubBackend.NAMESPACES.get(nsidOfNode - 1);
      require(arrived.metadata() == null || namespace.integrity(), "metadata not for the kernel");
      require(memory >= ioBytes(arrived, namespace), "the drive writes past the memory");
    }
  }

  private static boolean isDrivers(BackendCommand c) {
    return DRIVERS.contains(c.opcode())
        || c.opcode() == 0x09 && DRIVERS_FEATURES.contains(c.cdw(10) & 0xFF);
  }

  /** What a drive transfers to the host at least, from the specification. */
  private static long adminBytes(BackendCommand c) {
    return switch (c.opcode()) {
      case 0x06 -> 4096;
      case 0x02 -> 4L * ((c.cdw(10) >>> 16 | c.cdw(11) << 16) & 0xFFFF_FFFFL) + 4;
      case 0x82 -> c.cdw(11) & 0xFFFF_FFFFL;
      case 0x86 -> 4 * (c.cdw(12) & 0xFFFF_FFFFL) + 4;
      default -> 0;
    };
  }

  private static long ioBytes(BackendCommand c, NvmeNamespaceInfo n) {
    boolean pract = (c.cdw(12) & 1 << 29) != 0;
    int inside = n.integrity() || pract ? 0 : n.metadataBytes();
    return switch (c.opcode()) {
      case 0x01, 0x02, 0x05, 0x7D -> ((c.cdw(12) & 0xFFFF) + 1L) * (n.logicalBlockSize() + inside);
      case 0x7A -> 4 * (c.cdw(12) & 0xFFFF_FFFFL) + 4;
      case 0x0E -> 4 * (c.cdw(10) & 0xFFFF_FFFFL) + 4;
      case 0x12 -> 4 * (c.cdw(11) & 0xFFFF_FFFFL) + 4;
      case 0x09 -> 16 * ((c.cdw(10) & 0xFF) + 1);
      default -> 0;
    };
  }
}
