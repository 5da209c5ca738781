package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeNamespaceManagement;
import io.reactornvme.NvmeStatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Namespaces that come and go under the real driver. QEMU has no create and no delete. */
@Tag("features")
class NamespaceManagementIT {

  /** It has two controllers, a namespace that both have, and one that none has. */
  private static final String DRIVE = "mpath";

  private static final int SHARED = 1;
  private static final int DETACHED = 2;

  private Nvme nvme;
  private NvmeController drive;
  private NvmeNamespaceManagement namespaces;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
    drive = nvme.controller(Lab.controller(DRIVE));
    namespaces = drive.namespaceManagement();
  }

  @AfterEach
  void close() {
    // Never what is not attached: QEMU 10.0.2 does not survive that.
    if (active().contains(DETACHED)) {
      namespaces.force().detach(DETACHED).block(Lab.PATIENCE);
    }
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private List<Integer> active() {
    return drive.identify().activeNamespaces().collectList().block(Lab.PATIENCE);
  }

  private static List<Integer> activeByNvmeCli() {
    JsonNode list = Lab.nvmeJson("list-ns", Lab.controller(DRIVE)).get("nsid_list");
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).get("nsid").asInt()).toList();
  }

  private static boolean hasBlockDevice(int nsid) {
    try {
      return Files.exists(Path.of("/sys/block", Lab.namespace(DRIVE, nsid)));
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void theBlockDeviceComesAndGoesWithTheAttachment() throws IOException {
    assertThat(activeByNvmeCli()).containsExactly(SHARED).isEqualTo(active());
    assertThat(hasBlockDevice(DETACHED)).isFalse();
    int id = drive.identify().controller().block(Lab.PATIENCE).controllerId();

    namespaces.attach(DETACHED).block(Lab.PATIENCE);
    assertThat(hasBlockDevice(DETACHED)).isTrue();
    assertThat(activeByNvmeCli()).containsExactly(SHARED, DETACHED).isEqualTo(active());
    JsonNode controllers =
        Lab.nvmeJson("list-ctrl", Lab.controller(DRIVE), "-n", "" + DETACHED).get("ctrl_list");
    assertThat(controllers).hasSize(1);
    assertThat(controllers.get(0).get("ctrl_id").asInt()).isEqualTo(id);
    assertThat(
            drive
                .identify()
                .attachedControllers(DETACHED, 0)
                .block(Lab.PATIENCE)
                .controllerIdentifiers())
        .containsExactly(id);
    String sectors =
        Files.readString(Path.of("/sys/block", Lab.namespace(DRIVE, DETACHED), "size")).trim();
    assertThat(Long.parseLong(sectors)).isEqualTo(67108864 / 512);

    // It is attached already, and private: the drive refuses both.
    assertThatThrownBy(() -> namespaces.attach(DETACHED, List.of(id)).block(Lab.PATIENCE))
        .isInstanceOf(NvmeStatusException.class);

    namespaces.detach(DETACHED, List.of(id)).block(Lab.PATIENCE);
    assertThat(hasBlockDevice(DETACHED)).isFalse();
    assertThat(activeByNvmeCli()).containsExactly(SHARED).isEqualTo(active());
  }

  @Test
  void whatIsSwapSpaceIsNotTakenAway() {
    String block = Lab.block(DRIVE, SHARED);
    Lab.must("mkswap", block);
    Lab.must("swapon", block);
    try {
      for (var danger :
          List.of(
              namespaces.detach(SHARED),
              namespaces.delete(SHARED),
              namespaces.delete(NvmeController.ALL_NAMESPACES))) {
        assertThatThrownBy(() -> danger.block(Lab.PATIENCE))
            .isInstanceOf(NvmeInUseException.class)
            .hasMessageContaining("swap");
      }
      assertThat(activeByNvmeCli()).containsExactly(SHARED);
    } finally {
      Lab.must("swapoff", block);
    }
  }
}
