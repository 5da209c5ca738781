package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.SOON;
import static io.reactornvme.emulator.Commands.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.CopyOptions;
import io.reactornvme.CopyRange;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeInUseException;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeReadOnlyException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeZones;
import io.reactornvme.PassthruCommand;
import io.reactornvme.ZoneQuery;
import io.reactornvme.spec.AdminOpcode;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ZoneDescriptor;
import io.reactornvme.spec.ZoneState;
import io.reactornvme.spi.NvmeBackend;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** 600 zones of 64 blocks, 48 of them to be written: more than one chunk of a report. */
class TypedZonesTest {

  private static final int ZONES = 600;
  private static final int CHUNK = 255;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .recordCommands(1000)
              .controller(
                  c ->
                      c.namespace(n -> n.size(ZONES * 64 * 512L).zoned(64, 48, 0, 0))
                          .namespace(
                              n -> n.size(4 * 64 * 512L).zoned(64, 48, 0, 0).usedBy("a test"))
                          .namespace(n -> n.size(1 << 20))
                          .namespace(
                              n ->
                                  n.size(ZONES * 64 * 512L)
                                      .zoned(64, 48, 0, 0)
                                      .zoneDescriptorExtension(128))));

  private NvmeNamespace namespace;
  private NvmeZones zones;

  @BeforeEach
  void open(Nvme nvme) {
    namespace = nvme.namespace("/dev/ng0n1", Access.READ_WRITE);
    zones = namespace.zones();
  }

  private ZoneDescriptor zone(long start) {
    return zones.report(ZoneQuery.all().from(start)).next().block(SOON);
  }

  private static void assertStatus(Mono<?> mono, String name) {
    assertThatThrownBy(() -> mono.block(SOON))
        .isInstanceOfSatisfying(
            NvmeStatusException.class, e -> assertThat(e.status().name()).isEqualTo(name));
  }

  private static int reports(EmulatedNvme drives) throws InterruptedException {
    int reports = 0;
    for (RecordedCommand c = drives.takeCommand(Duration.ZERO);
        c != null;
        c = drives.takeCommand(Duration.ZERO)) {
      reports += !c.isAdmin() && c.opcode() == NvmOpcode.ZONE_MANAGEMENT_RECEIVE ? 1 : 0;
    }
    return reports;
  }

  @Test
  void reportsAllZonesInChunks(EmulatedNvme drives) throws InterruptedException {
    List<ZoneDescriptor> all = zones.report().collectList().block(SOON);
    assertThat(all).hasSize(ZONES);
    for (int i = 0; i < ZONES; i++) {
      ZoneDescriptor zone = all.get(i);
      assertThat(zone.zoneStartLba()).isEqualTo(64L * i);
      assertThat(zone.zoneCapacity()).isEqualTo(48);
      assertThat(zone.zoneState()).isEqualTo(ZoneState.EMPTY);
      assertThat(zone.writePointerIfValid()).isEqualTo(OptionalLong.of(64L * i));
      assertThat(zone.sequentialWriteRequired()).isTrue();
      assertThat(zone.zoneDescriptorExtension().remaining()).isZero();
    }
    assertThat(reports(drives)).isEqualTo(3);
  }

  @Test
  void nothingIsReadBeforeTheFirstRequestAndOneChunkAheadAtMost(EmulatedNvme drives)
      throws InterruptedException {
    long before = drives.commandCount();
    StepVerifier.create(zones.report(), 0)
        .expectSubscription()
        .then(() -> assertThat(drives.commandCount()).isEqualTo(before))
        .thenRequest(1)
        .expectNextCount(1)
        .then(() -> assertThat(count(drives, before)).isEqualTo(1))
        .thenRequest(CHUNK - 2)
        .expectNextCount(CHUNK - 2)
        .then(() -> assertThat(count(drives, before)).isEqualTo(1))
        .thenRequest(2)
        .expectNextCount(2)
        .thenCancel()
        .verify(SOON);
    assertThat(reports(drives)).isEqualTo(2);
  }

  /** Reports, without the two Identify commands before the first. */
  private static long count(EmulatedNvme drives, long before) {
    return drives.commandCount() - before - 2;
  }

  @Test
  void theSizeOfAZoneIsAskedOnce(EmulatedNvme drives) {
    zone(0);
    long before = drives.commandCount();
    zone(64);
    assertThat(drives.commandCount() - before).isEqualTo(1);
  }

  @Test
  void theFormatIsAskedOnceByAllThatNeedIt(EmulatedNvme drives) throws InterruptedException {
    zones.append(0, pattern(512, 1)).block(SOON);
    zone(0);
    namespace.read(0, 1).block(SOON);
    zones.append(0, pattern(512, 1)).block(SOON);
    int identifies = 0;
    for (RecordedCommand c = drives.takeCommand(Duration.ZERO);
        c != null;
        c = drives.takeCommand(Duration.ZERO)) {
      identifies += c.isAdmin() && c.opcode() == AdminOpcode.IDENTIFY ? 1 : 0;
    }
    assertThat(identifies).as("the format, and the zones").isEqualTo(2);
  }

  @Test
  void reportsFromAnAddressAndByState() {
    zones.open(640).then(zones.finish(128)).then(zones.close(640)).block(SOON);
    assertThat(zones.report(ZoneQuery.all().from(598 * 64L)).collectList().block(SOON)).hasSize(2);
    assertThat(zones.report(ZoneQuery.all().state(ZoneState.FULL)).collectList().block(SOON))
        .singleElement()
        .satisfies(zone -> assertThat(zone.zoneStartLba()).isEqualTo(128))
        .satisfies(zone -> assertThat(zone.writePointerIfValid()).isEmpty());
    assertThat(zones.report(ZoneQuery.all().state(ZoneState.CLOSED)).single().block(SOON))
        .satisfies(zone -> assertThat(zone.zoneStartLba()).isEqualTo(640));
    assertThat(zones.count(ZoneQuery.all()).block(SOON)).isEqualTo(ZONES);
    assertThat(zones.count(ZoneQuery.all().state(ZoneState.EMPTY).from(128)).block(SOON))
        .isEqualTo(ZONES - 4);
    assertThat(zones.report(ZoneQuery.all().state(ZoneState.OFFLINE)).collectList().block(SOON))
        .isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZoneQuery.all().state(ZoneState.RESERVED));
  }

  @Test
  void aReportThatDoesNotGoOnIsAnError(EmulatedNvme drives) {
    zone(0);
    // Whatever is asked for, the drive says what it says of the first zones.
    drives.addFault(
        FaultRule.any().opcode(NvmOpcode.ZONE_MANAGEMENT_RECEIVE).shortData(64).times(1));
    // Descriptors of zeros: each starts at LBA 0, and there are as many as have room.
    assertThatThrownBy(() -> zones.report(ZoneQuery.all().from(6400)).collectList().block(SOON))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("6400");
  }

  @Test
  void zonesGoThroughTheirStates(EmulatedNvme drives) {
    zones.open(64).block(SOON);
    assertThat(zone(64).zoneState()).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    zones.close(64).block(SOON);
    assertThat(zone(64).zoneState()).isEqualTo(ZoneState.CLOSED);
    zones.finish(64).block(SOON);
    assertThat(zone(64).zoneState()).isEqualTo(ZoneState.FULL);
    assertStatus(zones.open(64), "Invalid Zone State Transition");
    zones.reset(64).block(SOON);
    assertThat(zone(64).zoneState()).isEqualTo(ZoneState.EMPTY);
    drives.controller("nvme0").spoilZone(1, 2, false);
    assertThat(zone(128).zoneState()).isEqualTo(ZoneState.READ_ONLY);
    zones.offline(128).block(SOON);
    assertThat(zone(128).zoneState()).isEqualTo(ZoneState.OFFLINE);
    assertThat(zone(128).zoneState().isActive()).isFalse();
  }

  @Test
  void allAtOnce(EmulatedNvme drives) {
    Flux.just(0L, 64L, 128L).concatMap(zones::open).blockLast(SOON);
    zones.closeAll().block(SOON);
    assertThat(zones.count(ZoneQuery.all().state(ZoneState.CLOSED)).block(SOON)).isEqualTo(3);
    zones.openAll().block(SOON);
    assertThat(zones.count(ZoneQuery.all().state(ZoneState.EXPLICITLY_OPENED)).block(SOON))
        .isEqualTo(3);
    zones.finishAll().block(SOON);
    assertThat(zones.count(ZoneQuery.all().state(ZoneState.FULL)).block(SOON)).isEqualTo(3);
    zones.resetAll().block(SOON);
    assertThat(zones.count(ZoneQuery.all().state(ZoneState.EMPTY)).block(SOON)).isEqualTo(ZONES);
    drives.controller("nvme0").spoilZone(1, 5, false);
    drives.controller("nvme0").spoilZone(1, 6, false);
    zones.offlineAll().block(SOON);
    assertThat(zones.count(ZoneQuery.all().state(ZoneState.OFFLINE)).block(SOON)).isEqualTo(2);
  }

  @Test
  void appendTellsWhere() {
    assertThat(zones.append(128, pattern(3 * 512, 1)).block(SOON)).isEqualTo(128);
    assertThat(zones.append(128, pattern(2 * 512, 2)).block(SOON)).isEqualTo(131);
    assertThat(zone(128).writePointer()).isEqualTo(133);
    assertThat(zone(128).zoneState()).isEqualTo(ZoneState.IMPLICITLY_OPENED);
    assertStatus(zones.append(128, pattern(46 * 512, 1)), "Zoned Boundary Error");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> zones.append(128, pattern(513, 1)).block(SOON))
        .withMessageContaining("512");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> zones.append(128, pattern(0, 1)).block(SOON));
  }

  /** Bytes of metadata, whether behind each block, the type of protection information. */
  @ParameterizedTest
  @CsvSource({"8,false,0", "8,true,0", "8,false,1", "8,true,1", "16,false,1", "24,true,3"})
  void appendKnowsTheFormat(int metadata, boolean behind, int protection) {
    EmulatedNvme drives =
        EmulatedNvme.builder()
            .controller(
                c ->
                    c.lbaFormat(512, metadata)
                        .namespace(
                            n -> {
                              n.size(1 << 20).zoned(64, 48, 0, 0);
                              if (behind) {
                                n.extendedMetadata();
                              }
                              if (protection != 0) {
                                n.protection(protection, false);
                              }
                            }))
            .build();
    try (drives) {
      Nvme nvme = Nvme.builder().backend(drives).build();
      NvmeNamespace protectedOne = nvme.namespace("/dev/ng0n1", Access.READ_WRITE);
      boolean stripped = protection != 0 && metadata == 8;
      int block = 512 + (behind && !stripped ? metadata : 0);
      ByteBuffer data = pattern(2 * block, 5);
      assertThat(protectedOne.zones().append(64, data).block(SOON)).isEqualTo(64);
      assertThat(protectedOne.zones().append(64, data).block(SOON)).isEqualTo(66);
      // Read back with the guard and the reference tag checked, as the second append has them.
      int check = protection == 0 ? 0 : protection == 1 ? 0x3400_0000 : 0x3000_0000;
      ByteBuffer read =
          protectedOne
              .ioCmd(
                  PassthruCommand.builder(NvmOpcode.READ)
                      .cdw10(66)
                      .cdw12(check | 1)
                      .cdw14(66)
                      .dataIn(2 * block)
                      .metadataIn(behind || stripped ? 0 : 2 * metadata)
                      .build())
              .block(SOON)
              .orThrow()
              .data();
      assertThat(read.slice(0, 512)).isEqualTo(data.slice(0, 512));
      assertThat(read.slice(block, 512)).isEqualTo(data.slice(block, 512));
      nvme.dispose();
    }
  }

  @Test
  void extensionsAreSetAndReported(Nvme nvme, EmulatedNvme drives) throws InterruptedException {
    NvmeZones extended = nvme.namespace("/dev/ng0n4", Access.READ_WRITE).zones();
    extended.setDescriptorExtension(500 * 64, pattern(128, 9)).block(SOON);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> extended.setDescriptorExtension(0, pattern(64, 9)).block(SOON))
        .withMessageContaining("128");
    List<ZoneDescriptor> all =
        extended.report(ZoneQuery.all().extended()).collectList().block(SOON);
    assertThat(all).hasSize(ZONES);
    assertThat(all.get(500).zoneDescriptorExtension()).isEqualTo(pattern(128, 9));
    assertThat(all.get(500).zoneState()).isEqualTo(ZoneState.CLOSED);
    for (int i = 0; i < ZONES; i++) {
      assertThat(all.get(i).zoneStartLba()).isEqualTo(64L * i);
      assertThat(all.get(i).zoneAttributes().zoneDescriptorExtensionValid()).isEqualTo(i == 500);
    }
    assertThat(reports(drives)).isEqualTo(8); // of 85 zones each
    assertStatus(zones.report(ZoneQuery.all().extended()).then(), "Invalid Field in Command");
  }

  @Test
  void aNamespaceInUseIsLeftAlone(Nvme nvme) {
    NvmeZones used = nvme.namespace("/dev/ng0n2", Access.READ_WRITE).zones();
    for (Mono<?> destructive :
        List.of(
            used.reset(0),
            used.resetAll(),
            used.finish(0),
            used.finishAll(),
            used.offline(0),
            used.offlineAll(),
            used.append(0, pattern(512, 1)))) {
      assertThatThrownBy(() -> destructive.block(SOON))
          .isInstanceOf(NvmeInUseException.class)
          .hasMessageContaining("a test");
    }
    used.open(0).block(SOON);
    used.force().finish(0).block(SOON);
    NvmeZones reading = nvme.namespace("/dev/ng0n1").zones();
    for (Mono<?> writing :
        List.of(reading.open(0), reading.reset(0), reading.append(0, pattern(512, 1)))) {
      assertThatThrownBy(() -> writing.block(SOON)).isInstanceOf(NvmeReadOnlyException.class);
    }
    reading.force().open(0).then(reading.force().append(0, pattern(512, 1))).block(SOON);
    assertThat(used.report().next().block(SOON).zoneState()).isEqualTo(ZoneState.FULL);
  }

  /** Appends, writes, copies, resets: all go by one look. */
  @Test
  void aStreamOfCommandsLooksOnceASecond(EmulatedNvme drives) {
    AtomicInteger looks = new AtomicInteger();
    InvocationHandler counting =
        (proxy, method, args) -> {
          looks.addAndGet(method.getName().equals("uses") ? 1 : 0);
          return method.invoke(drives, args);
        };
    NvmeBackend backend =
        (NvmeBackend)
            Proxy.newProxyInstance(
                NvmeBackend.class.getClassLoader(), new Class<?>[] {NvmeBackend.class}, counting);
    Nvme own = Nvme.builder().backend(backend).build();
    try {
      NvmeNamespace stream = own.namespace("/dev/ng0n1", Access.READ_WRITE);
      long start = System.nanoTime();
      Flux.range(0, 40)
          .concatMap(i -> stream.zones().append(0, pattern(512, i)))
          .then(stream.write(64, pattern(512, 1)))
          .then(stream.copy(65, List.of(CopyRange.of(0, 1)), CopyOptions.defaults()))
          .then(stream.zones().reset(0))
          .then(stream.zones().finish(64))
          .block(SOON);
      int seconds = (int) ((System.nanoTime() - start) / 1_000_000_000);
      assertThat(looks.get()).isBetween(1, seconds + 1);
    } finally {
      own.disposeLater().block(SOON);
    }
  }

  @Test
  void aNamespaceWithoutZonesSaysSo(Nvme nvme) {
    NvmeZones none = nvme.namespace("/dev/ng0n3", Access.READ_WRITE).zones();
    assertThatThrownBy(() -> none.report().blockLast(SOON)).isInstanceOf(NvmeStatusException.class);
    assertStatus(none.count(ZoneQuery.all()), "Invalid Command Opcode");
  }
}
