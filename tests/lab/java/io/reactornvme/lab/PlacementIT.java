package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmePlacement;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.DirectiveParameters;
import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ReclaimUnitHandleStatus.Descriptor;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Flexible data placement and directives, against nvme-cli's view of the same drive. */
@Tag("features")
class PlacementIT {

  private static final int DATA_PLACEMENT = 2 << 20;

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static void assertNvmeClis(List<Descriptor> descriptors) {
    JsonNode list = Lab.nvmeJson("fdp", "status", Lab.block("fdp", 1)).get("ruhss");
    assertThat(descriptors).hasSize(list.size()).isNotEmpty();
    for (int i = 0; i < list.size(); i++) {
      Descriptor d = descriptors.get(i);
      JsonNode expected = list.get(i);
      assertThat(d.placementIdentifier()).isEqualTo(expected.get("pid").asInt());
      assertThat(d.reclaimUnitHandleIdentifier()).isEqualTo(expected.get("ruhid").asInt());
      assertThat(d.estimatedActiveReclaimUnitTimeRemaining())
          .isEqualTo(expected.get("earutr").asLong());
      assertThat(d.reclaimUnitAvailableMediaWrites()).isEqualTo(expected.get("ruamw").asLong());
    }
  }

  @Test
  void statusFollowsWritesAndUpdates() {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("fdp", 1), Access.READ_WRITE);
    NvmePlacement placement = namespace.placement();
    List<Descriptor> before = placement.status().block(Lab.PATIENCE).descriptors();
    assertNvmeClis(before);
    int identifier = before.get(2).placementIdentifier();
    namespace
        .ioCmd(
            PassthruCommand.builder(NvmOpcode.WRITE)
                .cdw12(DATA_PLACEMENT | 7)
                .cdw13(identifier << 16)
                .dataOut(ByteBuffer.allocate(8 * 512))
                .build())
        .block(Lab.PATIENCE)
        .orThrow();
    List<Descriptor> written = placement.status().block(Lab.PATIENCE).descriptors();
    assertNvmeClis(written);
    assertThat(written.get(2).reclaimUnitAvailableMediaWrites())
        .isEqualTo(before.get(2).reclaimUnitAvailableMediaWrites() - 8);
    assertThat(written.get(1)).isEqualTo(before.get(1));
    placement.update(List.of(identifier)).block(Lab.PATIENCE);
    List<Descriptor> updated = placement.status().block(Lab.PATIENCE).descriptors();
    assertNvmeClis(updated);
    assertThat(updated.get(2).reclaimUnitAvailableMediaWrites())
        .isGreaterThan(written.get(2).reclaimUnitAvailableMediaWrites());
    assertThatThrownBy(() -> placement.update(List.of(0xFFFF)).block(Lab.PATIENCE))
        .isInstanceOf(NvmeStatusException.class);
  }

  @Test
  void directivesAreWhatNvmeCliReads() {
    for (String serial : List.of("fdp", "plain")) {
      NvmeController controller = nvme.controller(Lab.controller(serial));
      DirectiveParameters parameters = controller.directives().parameters(1).block(Lab.PATIENCE);
      byte[] raw =
          Lab.nvmeCli(
              "admin-passthru",
              Lab.controller(serial),
              "--opcode=0x1a",
              "--namespace-id=1",
              "--cdw10=1023",
              "--cdw11=1",
              "--data-len=4096",
              "--read",
              "--raw-binary");
      assertThat(DirectiveParameters.decode(ByteBuffer.wrap(raw))).isEqualTo(parameters);
      assertThat(parameters.supported()).contains(DirectiveType.IDENTIFY);
      assertThat(parameters.enabled().contains(DirectiveType.DATA_PLACEMENT))
          .isEqualTo(serial.equals("fdp"));
      // QEMU has no streams.
      assertThatThrownBy(() -> controller.directives().streamsParameters(1).block(Lab.PATIENCE))
          .isInstanceOf(NvmeStatusException.class);
    }
  }
}
