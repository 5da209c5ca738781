package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeZones;
import io.reactornvme.PassthruCommand;
import io.reactornvme.ZoneQuery;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ZoneDescriptor;
import io.reactornvme.spec.ZoneReport;
import io.reactornvme.spec.ZoneState;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A drive of zones: 4 may be open, 6 active, 2 with a random write area of 16 blocks. */
@Tag("features")
class ZonesIT {

  private static final int BLOCK = 4096;
  private static final long ZONE = 4096;
  private static final long CAPACITY = 3072;

  private Nvme nvme;
  private NvmeNamespace namespace;
  private NvmeZones zones;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
    namespace = nvme.namespace(Lab.generic("zns", 1), Access.READ_WRITE);
    zones = namespace.zones();
    done(zones.resetAll());
  }

  @AfterEach
  void close() {
    done(zones.resetAll());
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static void done(Mono<Void> mono) {
    mono.block(Lab.PATIENCE);
  }

  private ZoneDescriptor zone(long start) {
    return zones.report(ZoneQuery.all().from(start)).next().block(Lab.PATIENCE);
  }

  private static ByteBuffer blocks(int count, int value) {
    ByteBuffer data = ByteBuffer.allocate(count * BLOCK);
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) (value + i / BLOCK));
    }
    return data;
  }

  private ByteBuffer read(long lba, int count) {
    return namespace
        .ioCmd(
            PassthruCommand.builder(NvmOpcode.READ)
                .cdw10And11(lba)
                .cdw12(count - 1)
                .dataIn(count * BLOCK)
                .build())
        .block(Lab.PATIENCE)
        .orThrow()
        .data();
  }

  private void write(long lba, int count, int value) {
    namespace
        .ioCmd(
            PassthruCommand.builder(NvmOpcode.WRITE)
                .cdw10And11(lba)
                .cdw12(count - 1)
                .dataOut(blocks(count, value))
                .build())
        .block(Lab.PATIENCE)
        .orThrow();
  }

  private static String name(ZoneState state) {
    return switch (state) {
      case EMPTY -> "EMPTY";
      case IMPLICITLY_OPENED -> "IMP_OPENED";
      case EXPLICITLY_OPENED -> "EXP_OPENED";
      case CLOSED -> "CLOSED";
      case READ_ONLY -> "READONLY";
      case FULL -> "FULL";
      case OFFLINE -> "OFFLINE";
      case RESERVED -> "Unknown State";
    };
  }

  @Test
  void theReportIsNvmeClis() {
    done(zones.open(0));
    done(zones.open(ZONE).then(zones.close(ZONE)));
    done(zones.finish(2 * ZONE));
    zones.append(3 * ZONE, blocks(5, 1)).block(Lab.PATIENCE);
    done(zones.openWithRandomWriteArea(4 * ZONE));
    List<ZoneDescriptor> report = zones.report().collectList().block(Lab.PATIENCE);
    JsonNode json = Lab.nvmeJson("zns", "report-zones", Lab.block("zns", 1));
    JsonNode list = json.get("zone_list");
    assertThat(report).hasSize(list.size());
    assertThat(zones.count(ZoneQuery.all()).block(Lab.PATIENCE))
        .isEqualTo(json.get("nr_zones").asLong());
    for (int i = 0; i < list.size(); i++) {
      ZoneDescriptor zone = report.get(i);
      JsonNode expected = list.get(i);
      assertThat(Long.toUnsignedString(zone.zoneStartLba()))
          .isEqualTo(expected.get("slba").asText());
      assertThat(Long.toUnsignedString(zone.writePointer())).isEqualTo(expected.get("wp").asText());
      assertThat(zone.zoneCapacity()).isEqualTo(expected.get("cap").asLong());
      assertThat(name(zone.zoneState())).isEqualTo(expected.get("state").asText());
      assertThat(zone.sequentialWriteRequired())
          .isEqualTo(expected.get("type").asText().equals("SEQWRITE_REQ"));
      // nvme-cli 2.3 writes "attrs" twice, and the second is the attributes' information.
      assertThat(zone.zoneAttributesInformation()).isEqualTo(expected.get("attrs").asInt());
    }
    // And the attributes, byte for byte.
    int bytes = ZoneReport.HEADER_SIZE + report.size() * ZoneDescriptor.SIZE;
    byte[] raw =
        Lab.nvmeCli(
            "io-passthru",
            Lab.generic("zns", 1),
            "--opcode=0x7a",
            "--namespace-id=1",
            "--cdw12=" + (bytes / 4 - 1),
            "--data-len=" + bytes,
            "--read",
            "--raw-binary");
    assertThat(ZoneReport.decode(ByteBuffer.wrap(raw), 0).zones()).isEqualTo(report);
    assertThat(report.get(4).zoneAttributes().zoneRandomWriteAreaValid()).isTrue();
    assertThat(report)
        .extracting(ZoneDescriptor::zoneState)
        .startsWith(
            ZoneState.EXPLICITLY_OPENED,
            ZoneState.CLOSED,
            ZoneState.FULL,
            ZoneState.IMPLICITLY_OPENED,
            ZoneState.EXPLICITLY_OPENED,
            ZoneState.EMPTY);
    for (ZoneState state : ZoneState.values()) {
      if (state != ZoneState.RESERVED) {
        assertThat(zones.report(ZoneQuery.all().state(state)).collectList().block(Lab.PATIENCE))
            .isEqualTo(report.stream().filter(z -> z.zoneState() == state).toList());
      }
    }
  }

  @Test
  void appendsFindTheirPlaces() {
    List<Long> places =
        Flux.range(0, 16)
            .flatMap(i -> zones.append(ZONE, blocks(1, i)).doOnNext(lba -> assertPlaced(lba)), 16)
            .collectSortedList()
            .block(Lab.PATIENCE);
    assertThat(places)
        .containsExactlyElementsOf(Flux.range(0, 16).map(i -> ZONE + i).collectList().block());
    ZoneDescriptor zone = zone(ZONE);
    assertThat(zone.writePointerIfValid()).hasValue(ZONE + 16);
    long lba = zones.append(ZONE, blocks(2, 77)).block(Lab.PATIENCE);
    assertThat(read(lba, 2)).isEqualTo(blocks(2, 77));
  }

  private static void assertPlaced(long lba) {
    assertThat(lba).isBetween(ZONE, ZONE + 15);
  }

  @Test
  void statesFollowTheActions() {
    done(zones.open(0));
    assertThat(zone(0).zoneState()).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    done(zones.close(0));
    done(zones.openAll());
    assertThat(zone(0).zoneState()).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    done(zones.closeAll());
    assertThat(zone(0).zoneState()).isEqualTo(ZoneState.CLOSED);
    done(zones.finishAll());
    assertThat(zone(0).zoneState()).isEqualTo(ZoneState.FULL);
    assertThat(zone(0).zoneCapacity()).isEqualTo(CAPACITY);
    done(zones.reset(0));
    assertThat(zone(0).zoneState()).isEqualTo(ZoneState.EMPTY);
    assertThatThrownBy(() -> done(zones.offline(0)))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.status().name()).isEqualTo("Invalid Zone State Transition"));
    done(zones.offlineAll());
    for (int i = 0; i < 4; i++) {
      done(zones.open(i * ZONE));
    }
    assertThatThrownBy(() -> done(zones.open(4 * ZONE)))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.status().name()).isEqualTo("Too Many Open Zones"));
  }

  @Test
  void aRandomWriteAreaIsFlushed() {
    done(zones.openWithRandomWriteArea(0));
    assertThat(zone(0).zoneAttributes().zoneRandomWriteAreaValid()).isTrue();
    write(3, 1, 3); // not in order, twice, and the write pointer stays
    write(0, 4, 9);
    write(1, 1, 5);
    assertThat(zone(0).writePointer()).isZero();
    done(zones.flushRandomWriteArea(3));
    assertThat(zone(0).writePointer()).isEqualTo(4);
    assertThat(read(1, 1)).isEqualTo(blocks(1, 5));
    assertThat(read(2, 1)).isEqualTo(blocks(1, 11));
  }

  @Test
  void anExtensionStaysWithItsZone() {
    ByteBuffer extension = ByteBuffer.allocate(64);
    for (int i = 0; i < 64; i++) {
      extension.put(i, (byte) (i * 3));
    }
    done(zones.setDescriptorExtension(2 * ZONE, extension));
    assertThatThrownBy(() -> done(zones.setDescriptorExtension(0, ByteBuffer.allocate(65))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64");
    List<ZoneDescriptor> report =
        zones.report(ZoneQuery.all().extended()).collectList().block(Lab.PATIENCE);
    assertThat((long) report.size()).isEqualTo(zones.count(ZoneQuery.all()).block(Lab.PATIENCE));
    assertThat(report)
        .extracting(z -> z.zoneAttributes().zoneDescriptorExtensionValid())
        .startsWith(false, false, true, false);
    assertThat(report.get(2).zoneState()).isEqualTo(ZoneState.CLOSED);
    assertThat(report.get(2).zoneDescriptorExtension()).isEqualTo(extension);
    assertThat(report.get(3).zoneStartLba()).isEqualTo(3 * ZONE);
  }
}
