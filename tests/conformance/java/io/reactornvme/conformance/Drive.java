package io.reactornvme.conformance;

import io.reactornvme.Access;
import io.reactornvme.Errno;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.NvmeDeadlineException;
import io.reactornvme.NvmeException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeNamespaceInfo;
import io.reactornvme.NvmeOsException;
import io.reactornvme.NvmeRefusedException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import reactor.core.publisher.Mono;

/** The drive as a case sees it: commands that wait for their answer, and what Identify tells. */
final class Drive implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final int BLOCKS_512 = 1;
  static final int BLOCKS_4096 = 2;
  static final int METADATA = 3;
  static final int DETACHED = 4;
  static final int ALL = 0xFFFF_FFFF;

  /** Namespaces of the special drive, all with blocks of 512 bytes. */
  static final int ZONED = 1;

  static final int PROTECTED_1 = 2;
  static final int PROTECTED_2 = 3;
  static final int PROTECTED_3 = 4;

  private final Subject subject;
  private final Subject.Opened opened;
  private final String serial;
  private final int port;
  private final NvmeController controller;
  private final Map<Integer, NvmeNamespace> namespaces = new HashMap<>();
  private final List<Drive> others = new ArrayList<>();

  Drive(Subject subject) {
    this(subject, subject.open(), Subject.SERIAL, 0);
  }

  private Drive(Subject subject, Subject.Opened opened, String serial, int port) {
    this.subject = subject;
    this.opened = opened;
    this.serial = serial;
    this.port = port;
    this.controller = nvme().controller(info().path().toString());
  }

  Subject subject() {
    return subject;
  }

  /** The special drive; it is closed with this one. */
  Drive special() {
    return special(0);
  }

  /** The special drive, as it is seen through one of its controllers. */
  Drive special(int controllerNumber) {
    Drive other = new Drive(subject, opened, Subject.SPECIAL, controllerNumber);
    others.add(other);
    return other;
  }

  Nvme nvme() {
    return opened.nvme();
  }

  NvmeController controller() {
    return controller;
  }

  NvmeControllerInfo info() {
    return nvme()
        .discover()
        .filter(i -> i.serial().equals(serial))
        .skip(port)
        .next()
        .blockOptional(PATIENCE)
        .orElseThrow(() -> Deviation.effect("no drive %s, controller %d", serial, port));
  }

  /** What the host knows of a namespace. */
  Optional<NvmeNamespaceInfo> info(int nsid) {
    return info().namespaces().stream().filter(n -> n.nsid() == nsid).findFirst();
  }

  @Override
  public void close() {
    others.forEach(Drive::closeController);
    closeController();
    opened.close().run();
  }

  private void closeController() {
    closeNamespaces();
    controller.dispose();
  }

  // ---- commands ----

  static PassthruCommand.Builder command(int opcode) {
    return PassthruCommand.builder(opcode);
  }

  PassthruResult admin(PassthruCommand.Builder command) {
    return answer(controller.adminCmd(command.deadline(PATIENCE).build()));
  }

  Mono<PassthruResult> adminMono(PassthruCommand.Builder command) {
    return controller.adminCmd(command.build());
  }

  /** An admin command that is to succeed. */
  PassthruResult must(PassthruCommand.Builder command) {
    return Expected.SUCCESS.check(admin(command));
  }

  PassthruResult io(int nsid, PassthruCommand.Builder command) {
    return answer(namespace(nsid).ioCmd(command.deadline(PATIENCE).build()));
  }

  /** An I/O command that is to succeed. */
  PassthruResult mustIo(int nsid, PassthruCommand.Builder command) {
    return Expected.SUCCESS.check(io(nsid, command));
  }

  NvmeNamespace namespace(int nsid) {
    return namespaces.computeIfAbsent(
        nsid,
        n -> {
          Path node = info(n).map(NvmeNamespaceInfo::generic).orElse(null);
          if (node == null) {
            throw Deviation.effect("the host has no node of namespace %d", n);
          }
          return nvme().namespace(node.toString(), Access.READ_WRITE);
        });
  }

  /** After a format: what an open namespace knows of it is old. */
  void closeNamespaces() {
    namespaces.values().forEach(NvmeNamespace::dispose);
    namespaces.clear();
  }

  private static PassthruResult answer(Mono<PassthruResult> command) {
    try {
      return command.blockOptional(PATIENCE.plusSeconds(5)).orElseThrow();
    } catch (NvmeOsException e) {
      throw new Deviation(Errno.name(e.errno()) + ": " + e.getMessage());
    } catch (NvmeDeadlineException e) {
      throw new Deviation("silent: no answer in " + PATIENCE);
    } catch (NvmeRefusedException e) {
      throw new Deviation("refused: " + e.getMessage());
    } catch (NvmeException e) {
      throw new Deviation(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** Looks until it is so. */
  static void await(String what, BooleanSupplier condition) {
    try {
      Awaitility.await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(PATIENCE)
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw Deviation.effect("not within %s: %s", PATIENCE, what);
    }
  }

  /** Runs the steps, and then restores, whatever came of them. */
  static void restoring(Runnable steps, Runnable restore) {
    try {
      steps.run();
    } catch (RuntimeException e) {
      try {
        restore.run();
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
    restore.run();
  }

  // ---- commands by name ----

  static PassthruCommand.Builder identify(int cns, int nsid) {
    return command(AdminOpcode.IDENTIFY).cdw10(cns).nsid(nsid).dataIn(4096);
  }

  ByteBuffer identified(int cns, int nsid) {
    return must(identify(cns, nsid)).data();
  }

  ByteBuffer identifyController() {
    return identified(0x01, 0);
  }

  static PassthruCommand.Builder log(int lid, int bytes) {
    return command(AdminOpcode.GET_LOG_PAGE)
        .nsid(ALL)
        .cdw10((bytes / 4 - 1) << 16 | lid)
        .dataIn(bytes);
  }

  ByteBuffer logPage(int lid, int bytes) {
    return must(log(lid, bytes)).data();
  }

  static PassthruCommand.Builder read(long lba, int blocks, int blockSize) {
    return command(NvmOpcode.READ).cdw10And11(lba).cdw12(blocks - 1).dataIn(blocks * blockSize);
  }

  static PassthruCommand.Builder write(long lba, int blocks, ByteBuffer data) {
    return command(NvmOpcode.WRITE).cdw10And11(lba).cdw12(blocks - 1).dataOut(data);
  }

  // ---- what Identify tells ----

  /** Number of Namespaces: the largest valid NSID. */
  int maxNsid() {
    return identifyController().getInt(516);
  }

  boolean hasOacs(int bit) {
    return (identifyController().getShort(256) >>> bit & 1) != 0;
  }

  boolean hasLpa(int bit) {
    return (identifyController().get(261) >>> bit & 1) != 0;
  }

  int controllerId() {
    return identifyController().getShort(78) & 0xFFFF;
  }

  long blocks(int nsid) {
    return identified(0x00, nsid).getLong(0);
  }

  static int blockSize(int nsid) {
    return nsid == BLOCKS_4096 ? 4096 : 512;
  }

  /** The index of an LBA format. */
  int format(int dataSize, int metadata) {
    ByteBuffer ns = identified(0x00, BLOCKS_512);
    for (int i = 0; i <= (ns.get(25) & 0xFF); i++) {
      int at = 128 + 4 * i;
      if (1 << ns.get(at + 2) == dataSize && ns.getShort(at) == metadata) {
        return i;
      }
    }
    throw Deviation.effect("no LBA format %d+%d", dataSize, metadata);
  }

  List<Integer> namespaceList(int cns) {
    return list(identified(cns, 0));
  }

  static List<Integer> list(ByteBuffer page) {
    TreeSet<Integer> nsids = new TreeSet<>();
    for (int i = 0; i < 1024 && page.getInt(4 * i) != 0; i++) {
      Deviation.unless(
          nsids.isEmpty() || nsids.last() < page.getInt(4 * i), "the list is not in order");
      nsids.add(page.getInt(4 * i));
    }
    return List.copyOf(nsids);
  }

  // ---- bytes ----

  static ByteBuffer zeros(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer pattern(int bytes, int seed) {
    ByteBuffer b = zeros(bytes);
    for (int i = 0; i < bytes; i++) {
      b.put(i, (byte) (i * 31 + i / 512 + seed));
    }
    return b;
  }

  static void same(String what, ByteBuffer actual, ByteBuffer expected) {
    int at = actual.mismatch(expected);
    Deviation.unless(at < 0, "%s differs at byte %d", what, at);
  }

  static boolean isZero(ByteBuffer bytes) {
    return bytes.mismatch(zeros(bytes.remaining())) < 0;
  }
}
