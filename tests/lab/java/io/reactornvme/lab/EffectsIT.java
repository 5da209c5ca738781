package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeStats;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.CommandsSupportedAndEffectsLog;
import io.reactornvme.spec.NvmOpcode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Commands Supported and Effects log, and the way of a command that it decides. */
@Tag("features")
class EffectsIT {

  private static final PassthruCommand VENDOR = PassthruCommand.builder(0xC0).build();

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  /** nvme-cli 2.3 has no JSON of it: byte by byte, then. */
  @ParameterizedTest
  @CsvSource({"plain, 0", "zns, 0", "zns, 2"})
  void theLog(String serial, int csi) {
    String path = Lab.controller(serial);
    CommandsSupportedAndEffectsLog log =
        nvme.controller(path).logs().commandsSupportedAndEffects(csi).block(Lab.PATIENCE);
    byte[] raw =
        Lab.nvmeCli(
            "get-log", path, "--log-id=5", "--log-len=4096", "--csi=" + csi, "--raw-binary");
    assertThat(Lab.bytes(log.raw())).isEqualTo(raw);
    assertThat(log.adminCommand(AdminOpcode.IDENTIFY).supported()).isTrue();
    assertThat(log.adminCommand(AdminOpcode.NAMESPACE_ATTACHMENT).namespaceInventoryChange())
        .isTrue();
    assertThat(log.ioCommand(NvmOpcode.WRITE).logicalBlockContentChange()).isTrue();
    assertThat(log.ioCommand(NvmOpcode.ZONE_APPEND).supported()).isEqualTo(csi == 2);
  }

  @Test
  void itIsReadOnceForAllHandlesOfAController() {
    NvmeController first = nvme.controller(Lab.controller("plain"));
    NvmeController second = nvme.controller(Lab.controller("plain"));
    first.identify().controller().block(Lab.PATIENCE);
    NvmeStats before = nvme.stats();
    first.adminCmd(VENDOR).block(Lab.PATIENCE); // an unknown opcode: a status, whatever it is
    assertThat(nvme.stats().submitted() - before.submitted()).isEqualTo(2);
    second.adminCmd(VENDOR).block(Lab.PATIENCE);
    assertThat(nvme.stats().submitted() - before.submitted()).isEqualTo(3);
    assertThat(nvme.stats().ioctls()).isEqualTo(before.ioctls());
    first.reset().block(Lab.PATIENCE);
    Lab.awaitLive("plain");
    second.adminCmd(VENDOR).block(Lab.PATIENCE);
    // The reset, the log, the command.
    assertThat(nvme.stats().submitted() - before.submitted()).isEqualTo(6);
  }

  /** Asked by ioctl for its command set, then for the log; then io_uring is the way. */
  @ParameterizedTest
  @CsvSource({"plain, 0", "zns, 2"})
  void aVendorsIoCommandTakesIoUringIfItHasNoEffects(String serial, int csi) {
    NvmeNamespace namespace = nvme.namespace(Lab.generic(serial, 1));
    namespace.ioCmd(VENDOR).block(Lab.PATIENCE);
    NvmeStats before = nvme.stats();
    namespace.ioCmd(VENDOR).block(Lab.PATIENCE);
    namespace.ioCmd(VENDOR).block(Lab.PATIENCE);
    assertThat(nvme.stats().submitted() - before.submitted()).isEqualTo(2);
    assertThat(nvme.stats().ioctls()).isEqualTo(before.ioctls()).isEqualTo(2);
    assertThat(
            nvme.controller(Lab.controller(serial))
                .logs()
                .commandsSupportedAndEffects(csi)
                .block(Lab.PATIENCE)
                .ioCommand(VENDOR.opcode())
                .value())
        .isZero();
  }
}
