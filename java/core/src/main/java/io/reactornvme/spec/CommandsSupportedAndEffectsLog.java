package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The Commands Supported and Effects log: which commands a controller has, and what each does to
 * others. Obtained by Get Log Page with log page identifier 05h; 4096 bytes. What it says of I/O
 * commands holds for the I/O command set that was asked for.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.6, Commands Supported and Effects (Log Page Identifier 05h)</a>
 */
public final class CommandsSupportedAndEffectsLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x05;

  /** Size of the log in bytes. */
  public static final int SIZE = 4096;

  private static final int OPCODES = 256;
  private static final int IO_COMMANDS = 1024;

  private CommandsSupportedAndEffectsLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 4096 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 4096 bytes remain
   */
  public static CommandsSupportedAndEffectsLog decode(ByteBuffer data) {
    return new CommandsSupportedAndEffectsLog(
        Le.copy(data, SIZE, "Commands Supported and Effects log"));
  }

  /**
   * {@return what an admin command does} Admin Command Supported (ACS), bytes 0 to 1023, 4 for each
   * opcode.
   *
   * @param opcode 0 to 255; see {@link AdminOpcode}
   * @throws IndexOutOfBoundsException if it is no opcode
   */
  public CommandEffects adminCommand(int opcode) {
    return effects(0, opcode);
  }

  /**
   * {@return what an I/O command does} I/O Command Supported (IOCS), bytes 1024 to 2047, 4 for each
   * opcode.
   *
   * @param opcode 0 to 255; see {@link NvmOpcode}
   * @throws IndexOutOfBoundsException if it is no opcode
   */
  public CommandEffects ioCommand(int opcode) {
    return effects(IO_COMMANDS, opcode);
  }

  private CommandEffects effects(int table, int opcode) {
    return new CommandEffects(Le.u32(bytes, table + 4 * Objects.checkIndex(opcode, OPCODES)));
  }

  /** {@return how many commands of each kind are supported; for people} */
  @Override
  public String toString() {
    return "CommandsSupportedAndEffectsLog[adminCommands="
        + supported(0)
        + ", ioCommands="
        + supported(IO_COMMANDS)
        + "]";
  }

  private int supported(int table) {
    int supported = 0;
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      supported += effects(table, opcode).supported() ? 1 : 0;
    }
    return supported;
  }

  /**
   * Commands Supported and Effects data structure: what one command does.
   *
   * @param value the field as the drive reports it
   */
  public record CommandEffects(long value) {

    /** {@return whether the controller has the command} Command Supported (CSUPP), bit 0. */
    public boolean supported() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether it may change data in logical blocks} Logical Block Content Change (LBCC),
     * bit 1.
     */
    public boolean logicalBlockContentChange() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether it may change what a namespace can do, such as its format} Namespace
     * Capability Change (NCC), bit 2.
     */
    public boolean namespaceCapabilityChange() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether it may change how many namespaces there are, or their capabilities}
     * Namespace Inventory Change (NIC), bit 3.
     */
    public boolean namespaceInventoryChange() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether it may change what the controller can do, such as by new firmware}
     * Controller Capability Change (CCC), bit 4.
     */
    public boolean controllerCapabilityChange() {
      return Le.bit(value, 4);
    }

    /**
     * {@return relaxations of {@link #commandSubmissionAndExecution()}, 0 for none} Command
     * Submission and Execution Relaxations (CSER), bits 15:14.
     */
    public int commandSubmissionAndExecutionRelaxations() {
      return (int) (value >>> 14 & 3);
    }

    /**
     * {@return beside what it may run: 0 any command, 1 none to the same namespace, 2 none to any
     * namespace} Command Submission and Execution (CSE), bits 18:16.
     */
    public int commandSubmissionAndExecution() {
      return (int) (value >>> 16 & 7);
    }

    /** {@return whether the command takes a UUID Index} UUID Selection Supported (USS), bit 19. */
    public boolean uuidSelectionSupported() {
      return Le.bit(value, 19);
    }

    /**
     * {@return what the command reaches, one bit each: namespace, controller, NVM Set, Endurance
     * Group, domain, NVM subsystem; 0 if not reported} Command Scope (CSP), bits 31:20.
     */
    public int commandScope() {
      return (int) (value >>> 20 & 0xfff);
    }
  }
}
