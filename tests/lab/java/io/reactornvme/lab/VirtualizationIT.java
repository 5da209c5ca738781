package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeVirtualization;
import io.reactornvme.NvmeVirtualization.Resource;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secondary controllers of a drive with virtual functions. */
@Tag("features")
class VirtualizationIT {

  private static final int PRIMARY = 0;
  private static final int SECONDARY = 1;

  private Nvme nvme;
  private NvmeVirtualization virtualization;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
    virtualization = nvme.controller(Lab.controller("sriov")).virtualization();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static int secondary(String field) {
    JsonNode list = Lab.nvmeJson("list-secondary", Lab.controller("sriov"));
    return list.get("secondary-controllers").get(0).get(field).asInt();
  }

  private static Path device(String attribute) {
    String name = Path.of(Lab.controller("sriov")).getFileName().toString();
    return Path.of("/sys/class/nvme", name, "device", attribute);
  }

  @Test
  void resourcesAreAssignedAndTheControllerGoesOnline() {
    assertThat(virtualization.assign(SECONDARY, Resource.QUEUES, 2).block(Lab.PATIENCE))
        .isEqualTo(2);
    assertThat(virtualization.assign(SECONDARY, Resource.INTERRUPTS, 1).block(Lab.PATIENCE))
        .isEqualTo(1);
    assertThat(secondary("num-virtual-queues")).isEqualTo(2);
    assertThat(secondary("num-virtual-interrupts")).isEqualTo(1);
    // The virtual function is there, and nobody's: the host's driver is not to have it.
    Lab.write(device("sriov_drivers_autoprobe"), "0");
    Lab.write(device("sriov_numvfs"), "1");
    virtualization.online(SECONDARY).block(Lab.PATIENCE);
    assertThat(secondary("secondary-controller-state")).isEqualTo(1);
    virtualization.offline(SECONDARY).block(Lab.PATIENCE);
    assertThat(secondary("secondary-controller-state")).isZero();
    Lab.write(device("sriov_numvfs"), "0");
    assertThat(virtualization.assign(SECONDARY, Resource.QUEUES, 0).block(Lab.PATIENCE)).isZero();
    assertThat(virtualization.assign(SECONDARY, Resource.INTERRUPTS, 0).block(Lab.PATIENCE))
        .isZero();
    assertThat(virtualization.allocate(PRIMARY, Resource.QUEUES, 0).block(Lab.PATIENCE)).isZero();
  }

  @Test
  void tooManyAreRefused() {
    assertThatThrownBy(
            () -> virtualization.assign(SECONDARY, Resource.QUEUES, 100).block(Lab.PATIENCE))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.status().name()).isEqualTo("Invalid Number of Controller Resources"));
  }
}
