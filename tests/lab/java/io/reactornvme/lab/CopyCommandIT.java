package io.reactornvme.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.CopyOptions;
import io.reactornvme.CopyRange;
import io.reactornvme.Nvme;
import io.reactornvme.NvmeNamespace;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.PassthruCommand;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Copies within drives that take 128 blocks in a command. */
@Tag("features")
class CopyCommandIT {

  /**
   * PRINFO of Read and Write: the controller makes and strips it, and checks guard and reference.
   */
  private static final int PROTECTED = 1 << 29 | 1 << 28 | 1 << 26;

  private static final int BLOCK = 512;

  private Nvme nvme;

  @BeforeEach
  void open() {
    nvme = Nvme.create();
  }

  @AfterEach
  void close() {
    nvme.disposeLater().block(Lab.PATIENCE);
  }

  private static ByteBuffer random(int blocks, long seed) {
    byte[] bytes = new byte[blocks * BLOCK];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static void write(NvmeNamespace namespace, long lba, ByteBuffer data, int flags) {
    namespace
        .ioCmd(
            PassthruCommand.builder(NvmOpcode.WRITE)
                .cdw10And11(lba)
                .cdw12(flags | data.remaining() / BLOCK - 1)
                .cdw14((int) lba)
                .dataOut(data)
                .build())
        .block(Lab.PATIENCE)
        .orThrow();
  }

  private static ByteBuffer read(NvmeNamespace namespace, long lba, int blocks, int flags) {
    return namespace
        .ioCmd(
            PassthruCommand.builder(NvmOpcode.READ)
                .cdw10And11(lba)
                .cdw12(flags | blocks - 1)
                .cdw14((int) lba)
                .dataIn(blocks * BLOCK)
                .build())
        .block(Lab.PATIENCE)
        .orThrow()
        .data();
  }

  @Test
  void rangesBeyondTheLimitsAreCopied() {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("fdp", 1), Access.READ_WRITE);
    ByteBuffer first = random(200, 1);
    ByteBuffer second = random(100, 2);
    write(namespace, 0, first, 0);
    write(namespace, 5000, second, 0);
    List<CopyRange> ranges = List.of(CopyRange.of(5000, 100), CopyRange.of(0, 200));
    assertThat(namespace.copy(10000, ranges, CopyOptions.defaults()).block(Lab.PATIENCE))
        .isEqualTo(300);
    assertThat(read(namespace, 10000, 100, 0)).isEqualTo(second);
    assertThat(read(namespace, 10100, 200, 0)).isEqualTo(first);
  }

  @Test
  void protectionInformationIsCheckedAndMadeAnew() {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("meta", 1), Access.READ_WRITE);
    ByteBuffer data = random(200, 3);
    write(namespace, 64, data, PROTECTED);
    CopyOptions options =
        CopyOptions.defaults()
            .protectionInformationRead(0xD)
            .protectionInformationWrite(0x8)
            .referenceTag(4096);
    List<CopyRange> ranges = List.of(CopyRange.of(64, 200).expectedReferenceTag(64));
    assertThat(namespace.copy(4096, ranges, options).block(Lab.PATIENCE)).isEqualTo(200);
    assertThat(read(namespace, 4096, 200, PROTECTED)).isEqualTo(data);

    List<CopyRange> wrong = List.of(CopyRange.of(64, 200).expectedReferenceTag(65));
    assertThatThrownBy(() -> namespace.copy(8192, wrong, options).block(Lab.PATIENCE))
        .isInstanceOf(NvmeStatusException.class);
  }

  @Test
  void whatTheDriveDoesNotTakeItRefuses() {
    NvmeNamespace namespace = nvme.namespace(Lab.generic("fdp", 1), Access.READ_WRITE);
    List<CopyRange> ranges = List.of(CopyRange.of(0, 1));
    // A format for guards that the namespace does not have.
    assertThatThrownBy(
            () ->
                namespace
                    .copy(8, ranges, CopyOptions.defaults().extendedProtection())
                    .block(Lab.PATIENCE))
        .isInstanceOf(NvmeStatusException.class);
    // A format that the host has not enabled by the feature Host Behavior Support.
    assertThatThrownBy(
            () ->
                namespace
                    .copy(8, List.of(CopyRange.of(0, 1).fromNamespace(1)), CopyOptions.defaults())
                    .block(Lab.PATIENCE))
        .isInstanceOf(NvmeStatusException.class);
    // QEMU's built-in namespace says that it copies nothing at once.
    NvmeNamespace plain = nvme.namespace(Lab.generic("plain", 1), Access.READ_WRITE);
    assertThatThrownBy(() -> plain.copy(8, ranges, CopyOptions.defaults()).block(Lab.PATIENCE))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.status().name()).isEqualTo("Command Size Limit Exceeded"));
  }
}
