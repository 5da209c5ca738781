package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Access;
import io.reactornvme.IoOptions;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.PassthruResult;
import io.reactornvme.RangeRequest;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.NvmOpcode;
import io.reactornvme.spec.ProtectionInformation;
import io.reactornvme.spec.ProtectionInformation.Checks;
import io.reactornvme.spec.ProtectionInformation.Tags;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Protection information of type 1 in a metadata buffer of its own, on the real driver. */
@Tag("features")
class ProtectionIT {

  private static final int CHECK_ALL = 7 << 26;

  private static final IoOptions DRIVE =
      IoOptions.defaults().check(true, true, true, false).applicationTag(0xBEEF, 0xFFFF);

  private static final IoOptions HOST = DRIVE.hostProtection();

  private Nvme nvme;
  private NvmeNamespace namespace;
  private ProtectionInformation protection;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
    namespace = nvme.namespace(Lab.generic("meta", 1), Access.READ_WRITE);
    IdentifyNamespace id = now(namespace.identifyNamespace());
    protection = ProtectionInformation.of(id).orElseThrow();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static <T> T now(Mono<T> mono) {
    return mono.block(Lab.PATIENCE);
  }

  private static ByteBuffer random(int blocks) {
    byte[] bytes = new byte[blocks * 512];
    new Random(blocks).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static void fails(Mono<?> mono, int status) {
    StepVerifier.create(mono)
        .verifyErrorSatisfies(
            e -> assertThat(((NvmeStatusException) e).status().code() & 0x7FF).isEqualTo(status));
  }

  @Test
  void theDriveHasTypeOne() {
    assertThat(protection)
        .isEqualTo(
            new ProtectionInformation(1, ProtectionInformation.Guard.CRC16, 0, 512, 8, false));
  }

  @Test
  void whatTheHostComputesTheDriveChecksAndNvmeCliReads() throws Exception {
    ByteBuffer data = random(8);
    now(namespace.write(64, data, HOST));
    assertThat(now(namespace.read(64, 8, HOST))).isEqualTo(data);
    assertThat(now(namespace.read(64, 8, DRIVE))).isEqualTo(data);
    now(namespace.verify(64, 8, DRIVE));
    now(namespace.compare(64, data, DRIVE));

    Path meta = Files.createTempFile("lab", ".meta");
    Path out = Files.createTempFile("lab", ".data");
    Lab.nvmeCli(
        "read",
        Lab.generic("meta", 1),
        "-s",
        "64",
        "-c",
        "7",
        "-z",
        "4096",
        "-y",
        "64",
        "-d",
        out.toString(),
        "-M",
        meta.toString(),
        "--prinfo=7",
        "--ref-tag=64",
        "--app-tag=0xbeef",
        "--app-tag-mask=0xffff");
    assertThat(Files.readAllBytes(out)).isEqualTo(data.array());
    ByteBuffer metadata = ByteBuffer.wrap(Files.readAllBytes(meta));
    protection.check(data, metadata, new Tags(64, 64, 0xBEEF, 0), Checks.ALL);
    ByteBuffer generated = ByteBuffer.allocate(64);
    protection.generate(data, generated, new Tags(64, 64, 0xBEEF, 0));
    assertThat(metadata).isEqualTo(generated);
    Files.delete(meta);
    Files.delete(out);
  }

  @Test
  void whatTheDriveMakesTheHostFindsGood() {
    ByteBuffer data = random(5);
    now(namespace.write(200, data, DRIVE));
    assertThat(now(namespace.read(200, 5, HOST))).isEqualTo(data);
    RangeRequest range = RangeRequest.of(1000, 500).transferBytes(16 << 10).depth(4);
    ByteBuffer more = random(500);
    now(namespace.write(range.options(HOST), Flux.just(more)));
    ByteBuffer read = ByteBuffer.allocate(500 * 512);
    now(namespace.read(range.options(HOST)).doOnNext(read::put).then());
    assertThat(read.flip()).isEqualTo(more);
    now(namespace.verify(1000, 500, DRIVE));
    now(namespace.writeZeroes(1000, 2, IoOptions.defaults()));
    now(namespace.read(1000, 2));
  }

  @Test
  void aWrongGuardIsRefusedWhenWrittenAndFoundWhenRead() {
    ByteBuffer data = random(1);
    ByteBuffer metadata = ByteBuffer.allocate(8);
    protection.generate(data, metadata, new Tags(300, 300, 0xBEEF, 0));
    metadata.put(0, (byte) ~metadata.get(0));
    PassthruCommand.Builder write =
        PassthruCommand.builder(NvmOpcode.WRITE)
            .cdw10(300)
            .cdw14(300)
            .cdw15(0xFFFF_BEEF)
            .dataOut(data)
            .metadataOut(metadata);
    PassthruResult refused = now(namespace.ioCmd(write.cdw12(CHECK_ALL).build()));
    assertThat(refused.status().code() & 0x7FF).as("End-to-end Guard Check Error").isEqualTo(0x282);
    now(namespace.ioCmd(write.cdw12(0).build())).orThrow();
    fails(namespace.read(300, 1), 0x282);
    fails(namespace.read(300, 1, HOST), 0x282);
    fails(namespace.verify(300, 1, DRIVE), 0x282);
    now(namespace.read(300, 1, DRIVE.check(false, true, true, false)));
  }

  @Test
  void wrongTagsAreFound() {
    now(namespace.write(400, random(2), HOST));
    fails(namespace.read(400, 2, DRIVE.applicationTag(0xBEE0, 0xFFFF)), 0x283);
    now(namespace.read(400, 2, DRIVE.applicationTag(0xBEE0, 0xFFF0)));
  }
}
