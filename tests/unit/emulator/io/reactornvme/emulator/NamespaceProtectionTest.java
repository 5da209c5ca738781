package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.SOON;
import static io.reactornvme.emulator.Commands.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Access;
import io.reactornvme.IoOptions;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeBuffer;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeProtectionException;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.NvmeTransferLengthException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.RangeRequest;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ProtectionInformationException;
import java.nio.ByteBuffer;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Typed I/O with protection information: what the library makes, the drive finds good. */
class NamespaceProtectionTest {

  private static final IoOptions HOST = IoOptions.defaults().hostProtection();

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.lbaFormat(512, 8)
                          .lbaFormat(512, 64)
                          .lbaFormat64bGuard(4096, 16)
                          .namespace(n -> n.format(0).protection(1, false))
                          .namespace(n -> n.format(1).protection(2, true))
                          .namespace(n -> n.format(1).protection(3, false))
                          .namespace(n -> n.format(0).protection(1, false).extendedMetadata())
                          .namespace(n -> n.format(1).protection(1, false).extendedMetadata())
                          .namespace(n -> n.format(2).protection(1, false))
                          .namespace(n -> n.format(2).protection(1, false).extendedMetadata())
                          .namespace(
                              n ->
                                  n.format(2)
                                      .protection(1, false)
                                      .extendedMetadata()
                                      .zoned(64, 48, 0, 0))
                          .namespace(n -> n.format(0).extendedMetadata())));

  @AfterEach
  void allMemoryIsBack() {
    Awaitility.await().until(() -> emulated.nvme().stats().liveBuffers() == 0);
  }

  private NvmeNamespace open(int nsid) {
    Nvme nvme = emulated.nvme();
    return nvme.namespace("/dev/ng0n" + nsid, Access.READ_WRITE);
  }

  private static <T> T now(Mono<T> mono) {
    return mono.block(SOON);
  }

  private static int block(int nsid) {
    return switch (nsid) {
      case 4 -> 520;
      case 5 -> 576;
      case 6 -> 4096;
      case 7 -> 4112;
      default -> 512;
    };
  }

  private static IoOptions all(int nsid, IoOptions options) {
    return options.check(true, true, nsid != 3, false).applicationTag(0x1234, 0xFFFF);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void whatTheHostComputesTheDriveFindsGoodAndTheOtherWayRound(int nsid) {
    NvmeNamespace namespace = open(nsid);
    int block = block(nsid);
    IoOptions host = all(nsid, HOST);
    IoOptions drive = all(nsid, IoOptions.defaults());
    ByteBuffer data = pattern(6 * block, nsid);
    ByteBuffer before = pattern(6 * block, nsid);
    now(namespace.write(40, data, host));
    assertThat(data).as("the caller's bytes stay").isEqualTo(before);
    ByteBuffer read = now(namespace.read(40, 6, host));
    dataOf(nsid, read, data);
    now(namespace.verify(40, 6, drive));
    now(namespace.read(40, 6, drive)); // checked by the drive
    now(namespace.compare(40, data, drive));

    if (nsid != 5) { // where PRACT leaves metadata in the data, the drive fills in its part alone
      ByteBuffer stripped = pattern(6 * (nsid == 4 ? 512 : nsid == 7 ? 4096 : block), 99);
      now(namespace.write(80, stripped, drive));
      assertThat(now(namespace.read(80, 6, drive))).isEqualTo(stripped);
    } else {
      now(namespace.write(80, data, drive));
    }
    now(namespace.read(80, 6, host)); // checked here
  }

  /** Equal but for the protection information, which is where the format puts it. */
  private static void dataOf(int nsid, ByteBuffer read, ByteBuffer written) {
    int block = block(nsid);
    assertThat(read.remaining()).isEqualTo(written.remaining());
    int inside = nsid == 4 || nsid == 5 ? 8 : nsid == 7 ? 16 : 0;
    for (int i = 0; i < read.remaining() / block; i++) {
      assertThat(read.slice(i * block, block - inside))
          .isEqualTo(written.slice(i * block, block - inside));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 7})
  void rangesAndLeasesAreProtectedAsWell(int nsid) {
    NvmeNamespace namespace = open(nsid);
    int block = block(nsid);
    RangeRequest range =
        RangeRequest.of(10, 50).transferBytes(7 * block).depth(3).options(all(nsid, HOST));
    ByteBuffer data = pattern(50 * block, 3);
    assertThat(now(namespace.write(range, Flux.just(data)))).isEqualTo(50);
    now(namespace.verify(10, 50, all(nsid, IoOptions.defaults())));
    List<ByteBuffer> parts = now(namespace.read(range).collectList());
    assertThat(parts).hasSize(8);
    assertThat(
            now(
                namespace
                    .readLeased(range)
                    .map(
                        b -> {
                          b.release();
                          return b.capacity() / block;
                        })
                    .reduce(0, Integer::sum)))
        .isEqualTo(50);
    Nvme nvme = emulated.nvme();
    try (NvmeBuffer lease = nvme.buffer(2 * block)) {
      lease.byteBuffer().put(data.slice(0, 2 * block));
      now(namespace.write(200, lease, all(nsid, HOST)));
      now(namespace.compare(200, lease, all(nsid, HOST)));
      now(namespace.read(200, lease, all(nsid, HOST)));
    }
  }

  /** The drive makes all of the metadata, so that none travels. */
  @Test
  void anAppendToBlocksWith64BitGuardsIsOfTheirDataAlone() {
    NvmeNamespace namespace = open(8);
    ByteBuffer data = pattern(2 * 4096, 5);
    assertThat(now(namespace.zones().append(64, data))).isEqualTo(64);
    assertThat(now(namespace.zones().append(64, data))).isEqualTo(66);
    IoOptions all = IoOptions.defaults().check(true, false, true, false);
    assertThat(now(namespace.read(66, 2, all))).isEqualTo(data);
    now(namespace.read(66, 2, all.hostProtection()));
  }

  /** A drive ignores PRACT on a namespace without protection information, and writes it all. */
  @Test
  void whatARawReadTakesIsAskedOfTheDrive() {
    PassthruCommand bare =
        PassthruCommand.builder(NvmOpcode.READ).cdw12(1 << 29 | 3).dataIn(4 * 512).build();
    now(open(4).ioCmd(bare)).orThrow();
    StepVerifier.create(open(9).ioCmd(bare)).verifyError(NvmeTransferLengthException.class);
    PassthruCommand all =
        PassthruCommand.builder(NvmOpcode.READ).cdw12(1 << 29 | 3).dataIn(4 * 520).build();
    now(open(9).ioCmd(all)).orThrow();
  }

  @Test
  void aReferenceTagOfOnesOwnGoesThroughTheRange() {
    NvmeNamespace type2 = open(2);
    IoOptions tagged = HOST.check(true, false, true, false).referenceTag(0xFFFF_FFFEL);
    RangeRequest range = RangeRequest.of(0, 8).transferBytes(1024).options(tagged);
    now(type2.write(range, Flux.just(pattern(8 * 512, 1))));
    now(type2.read(range).then());
    StepVerifier.create(type2.read(0, 1, HOST.check(true, false, true, false)))
        .verifyErrorSatisfies(
            e -> {
              var mismatch =
                  e instanceof NvmeProtectionException p
                      ? p.mismatch().tag().toString()
                      : ((NvmeStatusException) e).status().toString();
              assertThat(mismatch).containsIgnoringCase("reference");
            });
  }

  @Test
  void damageIsFoundByBothSides() {
    NvmeNamespace namespace = open(1);
    ByteBuffer metadata = ByteBuffer.allocate(16); // guards that are wrong
    metadata.putInt(4, 60).putInt(12, 61);
    namespace
        .ioCmd(
            PassthruCommand.builder(1)
                .cdw10(60)
                .cdw12(1)
                .dataOut(pattern(1024, 1))
                .metadataOut(metadata)
                .build())
        .block(SOON)
        .orThrow();
    StepVerifier.create(namespace.read(60, 2))
        .verifyErrorSatisfies(
            e ->
                assertThat(((NvmeStatusException) e).status().code() & 0x7FF)
                    .as("End-to-end Guard Check Error")
                    .isEqualTo(0x282));
    // The drive does not look, so the library is the first to see it.
    now(namespace.read(60, 2, IoOptions.defaults().check(false, false, true, false)));
    PassthruCommand raw =
        PassthruCommand.builder(2).cdw10(60).cdw12(1).dataIn(1024).metadataIn(16).build();
    assertThat(now(namespace.ioCmd(raw)).orThrow().metadata().getInt(4)).isNotZero();
    emulated.drives().addFault(FaultRule.any().opcode(2).corruptData(3)); // on its way to the host
    now(namespace.write(70, pattern(1024, 2), HOST));
    StepVerifier.create(namespace.read(70, 2, HOST))
        .verifyErrorSatisfies(
            e ->
                assertThat(((NvmeProtectionException) e).mismatch().tag())
                    .isEqualTo(ProtectionInformationException.Tag.GUARD));
    StepVerifier.create(
            namespace
                .readLeased(RangeRequest.of(70, 2).options(HOST))
                .doOnNext(NvmeBuffer::release))
        .verifyErrorSatisfies(
            e -> assertThat(e.getCause()).isInstanceOf(NvmeProtectionException.class));
    emulated.drives().clearFaults();
  }
}
