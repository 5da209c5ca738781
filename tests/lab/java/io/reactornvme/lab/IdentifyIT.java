package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeController;
import io.reactornvme.spec.IdentifyController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the Identify command says, against nvme-cli's view of the same drive. */
@Tag("features")
class IdentifyIT {

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  @Test
  void identifyController() {
    String path = Lab.controller("plain");
    NvmeController drive = nvme.controller(path);
    IdentifyController id = drive.identify().controller().block(Lab.PATIENCE);
    JsonNode json = Lab.nvmeJson("id-ctrl", path);
    assertThat(id.pciVendorId()).isEqualTo(json.get("vid").asInt());
    assertThat(id.serialNumber()).isEqualTo(json.get("sn").asText().trim());
    assertThat(id.maximumDataTransferSize()).isEqualTo(json.get("mdts").asInt());
  }
}
