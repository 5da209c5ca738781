package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.ALL;
import static io.reactornvme.emulator.Commands.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.PassthruResult;
import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.SmartLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identify, log pages, features and firmware. */
class EmulatedAdminTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.serial("SN1")
                          .firmware("1.0")
                          .namespace(n -> {})
                          .namespace(n -> n.detached()))
              .controller(c -> c.ports(2))
              .controller(c -> c.bootPartitions(1).unchangeableFeature(0x0A)));

  private Commands commands;
  private EmulatedNvme drives;

  @BeforeEach
  void commands(Nvme nvme, EmulatedNvme made) {
    commands = new Commands(nvme);
    drives = made;
  }

  @Test
  void identifiesItsController() {
    IdentifyController id = IdentifyController.decode(commands.identify(1, 0).orThrow().data());
    assertThat(id.modelNumber()).isEqualTo("EMULATED");
    assertThat(id.serialNumber()).isEqualTo("SN1");
    assertThat(id.firmwareRevision()).isEqualTo("1.0");
    assertThat(id.raw().get(77)).isEqualTo((byte) 5);
    assertThat(id.raw().getInt(516)).isEqualTo(32);
  }

  @Test
  void discoveryTellsTheSame(Nvme nvme) {
    assertThat(nvme.discover().collectList().block())
        .extracting(i -> i.name() + " " + i.model() + " " + i.namespaces().size())
        .containsExactly(
            "nvme0 EMULATED 1", "nvme1 EMULATED 1", "nvme2 EMULATED 1", "nvme3 EMULATED 1");
    assertThat(nvme.controller("nvme0").backend().toString()).containsIgnoringCase("emulated");
  }

  @Test
  void identifiesNamespaces() {
    IdentifyNamespace id = IdentifyNamespace.decode(commands.identify(0, 1).orThrow().data());
    assertThat(id.namespaceSize()).isEqualTo((1L << 30) / 512);
    assertThat(id.lbaFormats()).hasSize(5);
    assertThat(id.logicalBlockSize()).isEqualTo(512);
    assertThat(id.raw().getLong(104)).isNotZero();
    // Not attached: zeros here, found among the allocated ones.
    assertThat(commands.identify(0, 2).orThrow().data()).isEqualTo(ByteBuffer.allocate(4096));
    assertThat(commands.identify(0x11, 2).orThrow().data().getLong(0)).isEqualTo(1L << 21);
    assertThat(commands.identify(0, ALL).orThrow().data().get(25)).isEqualTo((byte) 4);
  }

  @Test
  void listsNamespacesAndControllers(Nvme nvme) {
    ByteBuffer active = commands.identify(2, 0).orThrow().data();
    assertThat(active.getInt(0)).isEqualTo(1);
    assertThat(active.getInt(4)).isZero();
    ByteBuffer allocated = commands.identify(0x10, 1).orThrow().data();
    assertThat(allocated.getInt(0)).isEqualTo(2);
    ByteBuffer descriptors = commands.identify(3, 1).orThrow().data();
    assertThat(descriptors.getShort(0)).isEqualTo((short) 0x0801);
    assertThat(descriptors.getShort(12)).isEqualTo((short) 0x1002);
    Commands port = new Commands(nvme, "nvme2");
    assertThat(port.identify(0x13, 0).orThrow().data().getLong(0)).isEqualTo(0x0002_0001_0002L);
    assertThat(port.identify(0x12 | 2 << 16, 1).orThrow().data().getInt(0)).isEqualTo(0x0002_0001);
  }

  @ParameterizedTest
  @CsvSource({
    "0x00, 0, 0, 0x400B",
    "0x00, 33, 0, 0x400B",
    "0x02, -2, 0, 0x400B",
    "0x02, -1, 0, 0x400B",
    "0x03, 2, 0, 0x4002",
    "0x03, 99, 0, 0x400B",
    "0x05, 1, 0x09000000, 0x4002",
    "0x06, 0, 0x09000000, 0x4002",
    "0x12, 0, 0, 0x400B",
    "0xFF, 0, 0, 0x4002",
  })
  void refusesWhatIsWrongInIdentify(int cns, int nsid, int cdw11, int expected) {
    assertThat(status(commands.identify(cns, nsid, cdw11))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0x00, 1024",
    "0x01, 4096",
    "0x02, 512",
    "0x03, 512",
    "0x04, 4096",
    "0x05, 4096",
    "0x0C, 64",
    "0xC0, 512"
  })
  void hasLogPages(int lid, int bytes) {
    assertThat(commands.log(lid, bytes).isSuccess()).isTrue();
    assertThat(commands.logData(0x00, 1024).getInt(lid * 4) & 1).isEqualTo(1);
  }

  @Test
  void smartLogCountsAndDrifts() {
    SmartLog before = SmartLog.decode(commands.logData(2, 512));
    assertThat(before.compositeTemperature()).isEqualTo(38 + 273);
    assertThat(before.criticalWarning().any()).isFalse();
    commands.read(0, 8, 512).orThrow();
    EmulatedController drive = drives.controller("nvme0");
    drive.smart().temperature(75).percentageUsed(3).drift(0, 0.5, 10);
    drives.clock().advance(Duration.ofHours(10));
    SmartLog after = SmartLog.decode(commands.logData(2, 512));
    assertThat(after.compositeTemperature()).isEqualTo(75 + 273);
    assertThat(after.criticalWarning().temperatureThreshold()).isTrue();
    assertThat(after.percentageUsed()).isEqualTo(8);
    assertThat(after.powerOnHours().subtract(before.powerOnHours())).isEqualTo(10);
    assertThat(after.hostReadCommands().subtract(before.hostReadCommands())).isEqualTo(1);
    assertThat(after.dataUnitsWritten()).isGreaterThan(before.dataUnitsWritten());
  }

  @Test
  void errorLogGrowsWithTheFieldThatWasWrong() {
    PassthruResult bad = commands.identify(0xFF, 0);
    assertThat(bad.status().doNotRetry()).isTrue();
    assertThat(bad.status().more()).isTrue();
    commands.log(0x77, 4);
    ByteBuffer log = commands.logData(1, 4096);
    assertThat(log.getLong(0)).isEqualTo(2);
    assertThat(log.getShort(12) >>> 1 & 0x7FF).isEqualTo(0x109);
    assertThat(log.get(31)).isEqualTo((byte) 0x02);
    assertThat(log.getLong(64)).isEqualTo(1);
    assertThat(log.getShort(64 + 14)).isEqualTo((short) 40); // CDW10
    assertThat(log.getLong(128)).isZero();
    assertThat(commands.logData(2, 512).getLong(176)).isEqualTo(2);
  }

  @Test
  void logPagesAreReadInPieces() {
    commands.identify(0xFF, 0);
    ByteBuffer whole = commands.logData(1, 4096);
    ByteBuffer piece =
        commands
            .admin(0x02, c -> c.nsid(ALL).cdw10(3 << 16 | 1).cdw12(12).dataIn(16))
            .orThrow()
            .data();
    assertThat(piece).isEqualTo(whole.slice(12, 16));
    assertThat(status(commands.admin(2, c -> c.cdw10(3 << 16 | 1).cdw12(13).dataIn(16))))
        .isEqualTo(0x4002);
    assertThat(status(commands.admin(2, c -> c.cdw10(3 << 16 | 1).cdw12(8192).dataIn(16))))
        .isEqualTo(0x4002);
    assertThat(status(commands.admin(2, c -> c.nsid(1).cdw10(127 << 16 | 2).dataIn(512))))
        .isEqualTo(0x4002);
  }

  @Test
  void ocpPageHasItsGuid() {
    ByteBuffer page = commands.logData(0xC0, 512);
    assertThat(page.getLong(504)).isEqualTo(0xAFD514C97C6F4F9CL);
    assertThat(page.getLong(496)).isEqualTo(0xA4F2BFEA2810AFC5L);
    assertThat(page.getShort(494)).isEqualTo((short) 3);
  }

  @ParameterizedTest
  @CsvSource({"0x01", "0x77", "0xC0", "0x85"})
  void refusesUnknownOpcodes(int opcode) {
    PassthruResult r = commands.admin(opcode, c -> c.force());
    assertThat(status(r)).isEqualTo(opcode == 1 ? 0x4101 : 0x4001);
  }

  // ---- features ----

  private PassthruResult get(int feature, int select) {
    return commands.admin(0x0A, c -> c.cdw10(feature | select << 8));
  }

  private PassthruResult set(int feature, int value, boolean save) {
    return commands.admin(0x09, c -> c.cdw10(feature | (save ? 1 << 31 : 0)).cdw11(value));
  }

  @Test
  void featuresHaveDefaultSavedAndCurrentValues() {
    assertThat(get(0x06, 3).dw0()).isEqualTo(5);
    set(0x06, 0, false).orThrow();
    assertThat(get(0x06, 0).dw0()).isZero();
    assertThat(get(0x06, 1).dw0()).isEqualTo(1);
    assertThat(get(0x06, 2).dw0()).isEqualTo(1);
    drives.controller("nvme0").reset();
    assertThat(get(0x06, 0).dw0()).isEqualTo(1);
    set(0x06, 0, true).orThrow();
    drives.controller("nvme0").reset();
    assertThat(get(0x06, 0).dw0()).isZero();
    assertThat(get(0x06, 2).dw0()).isZero();
  }

  @Test
  void refusesWrongFeatures() {
    assertThat(status(get(0x55, 0))).isEqualTo(0x4002);
    assertThat(status(get(0x06, 5))).isEqualTo(0x4002);
    assertThat(status(set(0x06, 4, false))).isEqualTo(0x4002);
    assertThat(status(set(0x0B, 0, true))).isEqualTo(0x410D);
    assertThat(status(commands.admin(9, c -> c.nsid(1).cdw10(6).cdw11(1)))).isEqualTo(0x410F);
  }

  @Test
  void timestampRuns() {
    ByteBuffer time = Commands.zeros(8);
    time.putLong(0, 1_000_000);
    commands.admin(0x09, c -> c.cdw10(0x0E).dataOut(time)).orThrow();
    drives.clock().advance(Duration.ofSeconds(5));
    ByteBuffer now = commands.admin(0x0A, c -> c.cdw10(0x0E).dataIn(8)).orThrow().data();
    assertThat(now.getLong(0) & 0xFFFFFFFFFFFFL).isEqualTo(1_005_000);
    assertThat(now.get(6)).isEqualTo((byte) 2);
  }

  // ---- firmware ----

  private PassthruResult download(long offset, String head) {
    ByteBuffer image = Commands.zeros(4096);
    image.put(0, head.getBytes(StandardCharsets.US_ASCII));
    return commands.admin(0x11, c -> c.cdw10(1023).cdw11((int) (offset / 4)).dataOut(image));
  }

  private PassthruResult commit(int slot, int action) {
    return commands.admin(0x10, c -> c.cdw10(slot | action << 3));
  }

  @Test
  void firmwareIsDownloadedAndBecomesActiveWithAReset() {
    download(0, "2.0     ").orThrow();
    download(4096, "").orThrow();
    commit(2, 1).orThrow();
    ByteBuffer log = commands.logData(3, 512);
    assertThat(log.get(0)).isEqualTo((byte) 0x21);
    assertThat(log.get(16)).isEqualTo((byte) '2');
    drives.controller("nvme0").reset();
    assertThat(commands.logData(3, 512).get(0)).isEqualTo((byte) 0x02);
    assertThat(drives.controllers().get(0).firmware()).isEqualTo("2.0");
    commit(1, 3).orThrow();
    assertThat(drives.controllers().get(0).firmware()).isEqualTo("1.0");
  }

  @Test
  void refusesWrongFirmware() {
    assertThat(status(commit(2, 1))).isEqualTo(0x4107);
    download(4096, "2.0     ").orThrow();
    assertThat(status(download(4096, "x"))).isEqualTo(0x4114);
    assertThat(status(commit(2, 1))).isEqualTo(0x4107); // a hole at its beginning
    download(0, "2.0     ").orThrow();
    assertThat(status(commit(7, 1))).isEqualTo(0x4106);
    assertThat(status(commit(3, 2))).isEqualTo(0x4107); // nothing in there
    assertThat(status(commit(2, 6))).isEqualTo(0x4002);
    assertThat(status(download(1024, "x"))).isEqualTo(0x4002);
  }

  @Test
  void bootPartitionsAreReplacedAndRead(Nvme nvme) {
    assertThat(status(commands.log(0x15, 16))).isEqualTo(0x4109);
    commands = new Commands(nvme, "nvme3");
    ByteBuffer page = commands.logData(0x15, 16 + 4096);
    assertThat(page.get(0)).isEqualTo((byte) 0x15);
    assertThat(page.getInt(4)).isEqualTo(1);
    download(0, "BOOT").orThrow();
    commands.admin(0x10, c -> c.cdw10(1 << 31 | 6 << 3)).orThrow();
    commands.admin(0x10, c -> c.cdw10(1 << 31 | 7 << 3)).orThrow();
    page =
        commands
            .admin(0x02, c -> c.cdw10((4112 / 4 - 1) << 16 | 1 << 8 | 0x15).dataIn(4112))
            .orThrow()
            .data();
    assertThat(page.getInt(4)).isEqualTo(1 << 31 | 1);
    assertThat(page.get(16)).isEqualTo((byte) 'B');
    assertThat(commands.logData(0x15, 32).get(16)).isZero(); // the other one
    assertThat(status(commands.admin(0x10, c -> c.cdw10(6 << 3)))).isEqualTo(0x4107);
    assertThat(commands.logData(0, 1024).getInt(0x15 * 4)).isEqualTo(1);
  }

  // ---- security ----

  private PassthruResult receive(int protocol, int specific, int bytes) {
    return commands.admin(
        0x82, c -> c.cdw10(protocol << 24 | specific << 8).cdw11(bytes).dataIn(bytes));
  }

  @Test
  void securityProtocolsAreListed() {
    ByteBuffer list = receive(0, 0, 512).orThrow().data();
    assertThat(list.get(7)).isEqualTo((byte) 1); // one, protocol 00h
    assertThat(list.get(8)).isZero();
    assertThat(receive(0, 1, 512).orThrow().data().getInt(0)).isZero();
    assertThat(status(receive(0, 2, 512))).isEqualTo(0x4002);
    assertThat(status(receive(1, 0, 512))).isEqualTo(0x4002);
    assertThat(status(commands.admin(0x81, c -> c.cdw11(512).dataOut(Commands.zeros(512)))))
        .isEqualTo(0x4002);
    assertThat(commands.identify(1, 0).data().get(256) & 1).isEqualTo(1);
  }

  // ---- what cannot be changed ----

  @Test
  void someFeaturesCannotBeChanged(Nvme nvme) {
    Commands fixed = new Commands(nvme, "nvme3");
    assertThat(fixed.admin(0x0A, c -> c.cdw10(3 << 8 | 0x0A)).orThrow().dw0() & 4).isZero();
    assertThat(status(fixed.admin(0x09, c -> c.cdw10(0x0A).cdw11(1)))).isEqualTo(0x410E);
    assertThat(fixed.admin(0x0A, c -> c.cdw10(0x0A)).orThrow().dw0()).isZero();
    commands.admin(0x09, c -> c.cdw10(0x0A).cdw11(1)).orThrow();
  }

  @Test
  void writeProtectionEndsWithThePowerOrNever() {
    protect(2).orThrow();
    assertThat(status(protect(0))).isEqualTo(0x410E);
    drives.controller("nvme0").reset();
    assertThat(status(protect(0))).isEqualTo(0x410E);
    drives.controller("nvme0").remove();
    drives.controller("nvme0").plugIn();
    assertThat(protection()).isZero();
    protect(1).orThrow();
    protect(3).orThrow();
    assertThat(status(protect(1))).isEqualTo(0x410E);
    assertThat(protection()).isEqualTo(3);
    assertThat(status(commands.admin(0x80, c -> c.nsid(1)))).isEqualTo(0x4020);
  }

  private PassthruResult protect(int state) {
    return commands.admin(0x09, c -> c.nsid(1).cdw10(0x84).cdw11(state));
  }

  private int protection() {
    return commands.admin(0x0A, c -> c.nsid(1).cdw10(0x84)).orThrow().dw0();
  }
}
