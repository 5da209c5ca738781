package io.reactornvme.emulator;

import static io.reactornvme.emulator.Commands.ALL;
import static io.reactornvme.emulator.Commands.SOON;
import static io.reactornvme.emulator.Commands.lba;
import static io.reactornvme.emulator.Commands.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.Nvme;
import io.reactornvme.NvmeDirectives;
import io.reactornvme.NvmeStatusException;
import io.reactornvme.spec.DirectiveParameters;
import io.reactornvme.spec.DirectiveType;
import io.reactornvme.spec.StreamsParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A drive with streams. */
class TypedDirectivesTest {

  @RegisterExtension
  final EmulatedNvmeExtension emulated =
      EmulatedNvmeExtension.of(
          EmulatedNvme.builder().controller(c -> c.namespace(n -> {}).namespace(n -> {})));

  private Commands commands;
  private NvmeDirectives directives;

  @BeforeEach
  void open(Nvme nvme) {
    commands = new Commands(nvme);
    directives = nvme.controller("nvme0").directives();
  }

  private void write(int stream) {
    commands
        .io(0x01, c -> lba(c, 0, 1).cdw12(1 << 20).cdw13(stream << 16).dataOut(zeros(512)))
        .orThrow();
  }

  @Test
  void streamsAreEnabledAndDisabled() {
    DirectiveParameters before = directives.parameters(1).block(SOON);
    assertThat(before.supported()).containsExactly(DirectiveType.IDENTIFY, DirectiveType.STREAMS);
    assertThat(before.enabled()).containsExactly(DirectiveType.IDENTIFY);
    assertThat(before.persistentAcrossControllerLevelResets()).isEmpty();
    assertThatThrownBy(() -> directives.streamsParameters(1).block(SOON))
        .isInstanceOf(NvmeStatusException.class);
    directives.enable(1, DirectiveType.STREAMS).block(SOON);
    assertThat(directives.parameters(1).block(SOON).enabled()).contains(DirectiveType.STREAMS);
    assertThat(directives.parameters(2).block(SOON).enabled()).hasSize(1);
    directives.disable(1, DirectiveType.STREAMS).block(SOON);
    assertThat(directives.parameters(1).block(SOON).enabled()).hasSize(1);
    directives.enable(ALL, DirectiveType.STREAMS).block(SOON);
    assertThat(directives.parameters(2).block(SOON).enabled()).contains(DirectiveType.STREAMS);
  }

  @Test
  void writesOpenStreamsAndTheHostClosesThem() {
    directives.enable(1, DirectiveType.STREAMS).block(SOON);
    write(7);
    write(0xFFFF);
    assertThat(directives.streamsStatus(1).block(SOON).streamIdentifiers())
        .containsExactly(7, 0xFFFF);
    directives.releaseStream(1, 7).block(SOON);
    assertThat(directives.streamsStatus(1).block(SOON).streamIdentifiers()).containsExactly(0xFFFF);
    StreamsParameters parameters = directives.streamsParameters(1).block(SOON);
    assertThat(parameters.maxStreamsLimit()).isEqualTo(16);
    assertThat(parameters.nvmSubsystemStreamsAvailable()).isEqualTo(16);
    assertThat(parameters.nvmSubsystemStreamsOpen()).isEqualTo(1);
    assertThat(parameters.streamWriteSize()).isEqualTo(8);
    assertThat(parameters.streamGranularitySize()).isEqualTo(256);
    assertThat(parameters.namespaceStreamsOpen()).isEqualTo(1);
  }

  @Test
  void resourcesAreAllocatedAndReleased() {
    directives.enable(1, DirectiveType.STREAMS).block(SOON);
    assertThat(directives.allocateStreams(1, 100).block(SOON)).isEqualTo(16);
    assertThat(directives.streamsParameters(1).block(SOON).namespaceStreamsAllocated())
        .isEqualTo(16);
    directives.releaseStreams(1).block(SOON);
    assertThat(directives.streamsParameters(1).block(SOON).namespaceStreamsAllocated()).isZero();
  }

  @Test
  void argumentsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> directives.allocateStreams(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> directives.allocateStreams(1, 0x10000));
    assertThatIllegalArgumentException().isThrownBy(() -> directives.releaseStream(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> directives.releaseStream(1, 0x10000));
  }
}
