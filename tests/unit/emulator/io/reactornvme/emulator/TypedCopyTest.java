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
import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.NvmOpcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A drive that takes 16 ranges of 256 blocks in a Copy, 1024 blocks in all. */
class TypedCopyTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .recordCommands(100)
              .controller(
                  c ->
                      c.namespace(n -> n.size(8 << 20))
                          .namespace(n -> n.size(1 << 20).usedBy("a test"))));

  private EmulatedNvme drives;
  private Commands commands;
  private NvmeNamespace namespace;

  @BeforeEach
  void open(Nvme nvme, EmulatedNvme drives) {
    this.drives = drives;
    commands = new Commands(nvme);
    namespace = nvme.namespace("/dev/ng0n1", Access.READ_WRITE);
  }

  private List<RecordedCommand> copies() throws InterruptedException {
    List<RecordedCommand> copies = new ArrayList<>();
    for (RecordedCommand c = drives.takeCommand(Duration.ZERO);
        c != null;
        c = drives.takeCommand(Duration.ZERO)) {
      if (!c.isAdmin() && c.opcode() == NvmOpcode.COPY) {
        copies.add(c);
      }
    }
    return copies;
  }

  @Test
  void rangesFollowEachOther() throws InterruptedException {
    commands.write(0, 8, pattern(8 * 512, 1)).orThrow();
    commands.write(100, 4, pattern(4 * 512, 2)).orThrow();
    List<CopyRange> ranges = List.of(CopyRange.of(100, 4), CopyRange.of(0, 8));
    assertThat(namespace.copy(1000, ranges, CopyOptions.defaults()).block(SOON)).isEqualTo(12);
    assertThat(commands.read(1000, 4, 512).data()).isEqualTo(pattern(4 * 512, 2));
    assertThat(commands.read(1004, 8, 512).data()).isEqualTo(pattern(8 * 512, 1));
    assertThat(copies()).hasSize(1);
  }

  @Test
  void whatIsTooMuchForOneCommandIsSplit() throws InterruptedException {
    for (int i = 0; i < 3000; i += 200) {
      commands.write(i, 200, pattern(200 * 512, i)).orThrow();
    }
    List<CopyRange> ranges = List.of(CopyRange.of(0, 10), CopyRange.of(10, 2990));
    assertThat(namespace.copy(4000, ranges, CopyOptions.defaults()).block(SOON)).isEqualTo(3000);
    for (int i = 0; i < 3000; i += 200) {
      assertThat(commands.read(4000 + i, 200, 512).data()).isEqualTo(pattern(200 * 512, i));
    }
    List<RecordedCommand> copies = copies();
    assertThat(copies).extracting(c -> c.cdw(10)).containsExactly(4000, 5024, 6048);
    assertThat(copies).extracting(c -> (c.cdw(12) & 0xFF) + 1).containsExactly(5, 4, 4);
  }

  @Test
  void manySmallRangesAreSplit() throws InterruptedException {
    List<CopyRange> ranges = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      commands.write(2 * i, 1, pattern(512, i)).orThrow();
      ranges.add(CopyRange.of(2 * i, 1));
    }
    assertThat(namespace.copy(500, ranges, CopyOptions.defaults()).block(SOON)).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      assertThat(commands.read(500 + i, 1, 512).data()).isEqualTo(pattern(512, i));
    }
    assertThat(copies()).extracting(c -> (c.cdw(12) & 0xFF) + 1).containsExactly(16, 16, 8);
  }

  @Test
  void theLimitsAreAskedOnce() {
    List<CopyRange> ranges = List.of(CopyRange.of(0, 1));
    namespace.copy(10, ranges, CopyOptions.defaults()).block(SOON);
    long before = drives.commandCount();
    namespace.copy(10, ranges, CopyOptions.defaults()).block(SOON);
    assertThat(drives.commandCount() - before).isEqualTo(1);
  }

  @Test
  void fieldsAreWhereTheSpecificationHasThem() throws InterruptedException {
    CopyRange range =
        CopyRange.of(0x1_0000_0002L, 3)
            .expectedReferenceTag(0x8765_4321L)
            .expectedApplicationTag(0x1234, 0xF0F0);
    CopyOptions options =
        CopyOptions.defaults()
            .forceUnitAccess()
            .limitedRetry()
            .directive(DirectiveType.DATA_PLACEMENT, 0xFFFE)
            .protectionInformationRead(0xF)
            .protectionInformationWrite(0xA)
            .referenceTag(0xFEDC_BA98L)
            .applicationTag(0x5678, 0xFF00);
    namespace.copy(7, List.of(range), options).onErrorComplete().block(SOON);
    RecordedCommand copy = copies().get(0);
    assertThat(copy.cdw(10)).isEqualTo(7);
    assertThat(copy.cdw(12)).isEqualTo(0xE820_F000);
    assertThat(copy.cdw(13)).isEqualTo(0xFFFE_0000);
    assertThat(copy.cdw(14)).isEqualTo(0xFEDC_BA98);
    assertThat(copy.cdw(15)).isEqualTo(0xFF00_5678);
    ByteBuffer data = copy.data().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.remaining()).isEqualTo(32);
    assertThat(data.getLong(8)).isEqualTo(0x1_0000_0002L);
    assertThat(data.getShort(16)).isEqualTo((short) 2);
    assertThat(data.getInt(24)).isEqualTo(0x8765_4321);
    assertThat(data.getShort(28)).isEqualTo((short) 0x1234);
    assertThat(data.getShort(30)).isEqualTo((short) 0xF0F0);
  }

  @Test
  void widerTagsAndOtherNamespacesHaveOtherDescriptors() throws InterruptedException {
    CopyRange range = CopyRange.of(5, 1).expectedReferenceTag(0x1234_5678_9ABCL);
    namespace
        .copy(
            7,
            List.of(range.expectedApplicationTag(1, 2).fromNamespace(2), range),
            CopyOptions.defaults().extendedProtection().referenceTag(0xABCD_0000_0001L))
        .onErrorComplete()
        .block(SOON);
    RecordedCommand wide = copies().get(0);
    assertThat(wide.cdw(12)).isEqualTo(0x301);
    assertThat(wide.cdw(3)).isEqualTo(0xABCD);
    assertThat(wide.cdw(14)).isEqualTo(1);
    ByteBuffer data = wide.data().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.remaining()).isEqualTo(80);
    assertThat(data.getInt(0)).isEqualTo(2);
    assertThat(data.getInt(40)).isEqualTo(1);
    byte[] tags = new byte[10];
    data.get(26, tags);
    assertThat(tags).containsExactly(0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC);
    assertThat(data.getShort(36)).isEqualTo((short) 1);
    assertThat(data.getShort(38)).isEqualTo((short) 2);

    namespace
        .copy(7, List.of(CopyRange.of(5, 1).fromNamespace(2)), CopyOptions.defaults())
        .onErrorComplete()
        .block(SOON);
    assertThat(copies().get(0).cdw(12)).isEqualTo(0x200);
  }

  @Test
  void aNamespaceInUseIsNotWrittenTo(Nvme nvme) {
    NvmeNamespace used = nvme.namespace("/dev/ng0n2", Access.READ_WRITE);
    List<CopyRange> ranges = List.of(CopyRange.of(0, 1));
    assertThatThrownBy(() -> used.copy(10, ranges, CopyOptions.defaults()).block(SOON))
        .isInstanceOf(NvmeInUseException.class);
    assertThat(used.copy(10, ranges, CopyOptions.defaults().force()).block(SOON)).isEqualTo(1);
    NvmeNamespace reading = nvme.namespace("/dev/ng0n1");
    assertThatThrownBy(() -> reading.copy(10, ranges, CopyOptions.defaults()).block(SOON))
        .isInstanceOf(NvmeReadOnlyException.class);
    assertThat(reading.copy(10, ranges, CopyOptions.defaults().force()).block(SOON)).isEqualTo(1);
  }

  @Test
  void whatTheDriveRefusesEndsTheCopy() {
    List<CopyRange> ranges = List.of(CopyRange.of(1 << 20, 1));
    assertThatThrownBy(() -> namespace.copy(0, ranges, CopyOptions.defaults()).block(SOON))
        .isInstanceOf(NvmeStatusException.class);
  }

  @Test
  void argumentsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> namespace.copy(0, List.of(), CopyOptions.defaults()));
    assertThatIllegalArgumentException().isThrownBy(() -> CopyRange.of(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> CopyRange.of(0, 1).fromNamespace(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CopyRange.of(0, 1).expectedReferenceTag(1L << 48));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CopyOptions.defaults().applicationTag(0x10000, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CopyOptions.defaults().protectionInformationRead(16));
  }
}
