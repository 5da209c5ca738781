package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.SOON;
import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Access;
import io.reactornvme.Nvme;
import io.reactornvme.NvmePlacement;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.ReclaimUnitHandleStatus.Descriptor;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flexible data placement: more placement identifiers than one page of their status holds. */
class TypedPlacementTest {

  private static final int UNIT = 1 << 20;
  private static final int GROUPS = 128;
  private static final int GROUP_BITS = 7;

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder()
              .controller(
                  c ->
                      c.flexibleDataPlacement(GROUPS, 4, UNIT)
                          .namespace(n -> n.size(1 << 24).placementHandles(2, 0)))
              .controller(c -> c.namespace(n -> n.size(1 << 20))));

  private Nvme nvme;
  private NvmePlacement placement;

  @BeforeEach
  void open(Nvme nvme) {
    this.nvme = nvme;
    placement = nvme.namespace("/dev/ng0n1", Access.READ_WRITE).placement();
  }

  private Descriptor descriptor(int identifier) {
    return placement.status().block(SOON).descriptors().stream()
        .filter(d -> d.placementIdentifier() == identifier)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allIdentifiersAreTold() {
    List<Descriptor> all = placement.status().block(SOON).descriptors();
    assertThat(all).hasSize(2 * GROUPS);
    assertThat(all)
        .extracting(Descriptor::placementIdentifier)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, GROUPS)
                .flatMap(
                    group -> IntStream.of(group << 16 - GROUP_BITS, group << 16 - GROUP_BITS | 1))
                .boxed()
                .toList());
    assertThat(all)
        .extracting(Descriptor::reclaimUnitHandleIdentifier)
        .contains(0, 2)
        .doesNotContain(1, 3);
    assertThat(all)
        .allSatisfy(d -> assertThat(d.reclaimUnitAvailableMediaWrites()).isEqualTo(UNIT / 512));
  }

  @Test
  void aWriteFillsAUnitAndAnUpdateTakesAnother() {
    int identifier = 3 << 16 - GROUP_BITS | 1;
    nvme.controller("nvme0").directives().enable(1, DirectiveType.DATA_PLACEMENT).block(SOON);
    new Commands(nvme)
        .io(
            0x01,
            c -> lba(c, 0, 8).cdw12(2 << 20 | 7).cdw13(identifier << 16).dataOut(zeros(8 * 512)))
        .orThrow();
    assertThat(descriptor(identifier).reclaimUnitAvailableMediaWrites()).isEqualTo(UNIT / 512 - 8);
    placement.update(List.of(identifier, 0)).block(SOON);
    assertThat(descriptor(identifier).reclaimUnitAvailableMediaWrites()).isEqualTo(UNIT / 512);
  }

  @Test
  void whatTheDriveDoesNotHaveItRefuses() {
    assertThatThrownBy(() -> placement.update(List.of(2)).block(SOON))
        .isInstanceOf(NvmeStatusException.class);
    NvmePlacement none = nvme.namespace("/dev/ng1n1").placement();
    assertThatThrownBy(() -> none.status().block(SOON)).isInstanceOf(NvmeStatusException.class);
  }

  @Test
  void argumentsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> placement.update(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> placement.update(List.of(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> placement.update(List.of(0x10000)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> placement.update(Collections.nCopies(0x10001, 1)));
  }
}
