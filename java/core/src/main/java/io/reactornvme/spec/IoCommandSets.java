package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The combinations of I/O command sets that a controller can have at a time. Obtained by the
 * Identify command with CNS 1Ch; 4096 bytes. The feature I/O Command Set Profile selects one by its
 * index.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, Identify I/O Command Set Data Structure (CNS 1Ch)</a>
 */
public final class IoCommandSets extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x1c;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int COMBINATIONS = 512;

  private IoCommandSets(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the data structure from the first 4096 bytes that remain in a buffer. More bytes are
   * ignored; the buffer, its position and its byte order stay as they are.
   *
   * @param data the data of an Identify command
   * @return the data structure, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 4096 bytes remain
   */
  public static IoCommandSets decode(ByteBuffer data) {
    return new IoCommandSets(Le.copy(data, SIZE, "Identify I/O Command Set"));
  }

  /**
   * {@return the combinations up to the first that is empty, by index} I/O Command Set Combination
   * 0 to 511 (IOCSC), bytes 0 to 4095, 8 for each.
   */
  public List<IoCommandSetCombination> combinations() {
    return IntStream.range(0, COMBINATIONS)
        .mapToLong(i -> Le.u64(bytes, 8 * i))
        .takeWhile(vector -> vector != 0)
        .mapToObj(IoCommandSetCombination::new)
        .toList();
  }

  @Override
  public String toString() {
    return "IoCommandSets[combinations=" + combinations() + "]";
  }

  /**
   * I/O Command Set Combination (IOCSC).
   *
   * @param value the field as the drive reports it
   */
  public record IoCommandSetCombination(long value) {

    /** {@return whether the NVM command set is in it} NVM Command Set (NVMCS), bit 0. */
    public boolean nvm() {
      return Le.bit(value, 0);
    }

    /** {@return whether the Key Value command set is in it} Key Value Command Set (KVCS), bit 1. */
    public boolean keyValue() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the Zoned Namespace command set is in it} Zoned Namespace Command Set
     * (ZNSCS), bit 2.
     */
    public boolean zonedNamespace() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the Subsystem Local Memory command set is in it} Subsystem Local Memory
     * Command Set (SLMCS), bit 3.
     */
    public boolean subsystemLocalMemory() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether the Computational Programs command set is in it} Computational Programs
     * Command Set (CPNCS), bit 4.
     */
    public boolean computationalPrograms() {
      return Le.bit(value, 4);
    }
  }
}
