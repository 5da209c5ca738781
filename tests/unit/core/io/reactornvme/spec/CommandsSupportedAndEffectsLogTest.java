package io.reactornvme.spec;

import static io.reactornvme.spec.StructureAssert.assertDecodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reactornvme.spec.CommandsSupportedAndEffectsLog.CommandEffects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class CommandsSupportedAndEffectsLogTest {

  private static final int SIZE = CommandsSupportedAndEffectsLog.SIZE;

  @Test
  void everyOpcodeHasItsFourBytes() {
    ByteBuffer data = Samples.random(1, SIZE).order(ByteOrder.LITTLE_ENDIAN);
    CommandsSupportedAndEffectsLog log = CommandsSupportedAndEffectsLog.decode(data);
    for (int opcode = 0; opcode < 256; opcode++) {
      assertThat((int) log.adminCommand(opcode).value()).isEqualTo(data.getInt(4 * opcode));
      assertThat((int) log.ioCommand(opcode).value()).isEqualTo(data.getInt(1024 + 4 * opcode));
    }
    for (int opcode : new int[] {-1, 256}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> log.adminCommand(opcode));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> log.ioCommand(opcode));
    }
  }

  @Test
  void everyBitOfTheEffects() {
    FlagsAssert.assertBits(
        CommandEffects.class,
        """
        supported=0 logicalBlockContentChange=1 namespaceCapabilityChange=2
        namespaceInventoryChange=3 controllerCapabilityChange=4
        commandSubmissionAndExecutionRelaxations=15:14 commandSubmissionAndExecution=18:16
        uuidSelectionSupported=19 commandScope=31:20
        """);
  }

  @Test
  void decoding() {
    assertDecodes(
        SIZE, "Commands Supported and Effects log", CommandsSupportedAndEffectsLog::decode);
    ByteBuffer data = ByteBuffer.allocate(SIZE).put(4, (byte) 1).put(2044, (byte) 3);
    assertThat(CommandsSupportedAndEffectsLog.decode(data))
        .hasToString("CommandsSupportedAndEffectsLog[adminCommands=1, ioCommands=1]");
  }
}
