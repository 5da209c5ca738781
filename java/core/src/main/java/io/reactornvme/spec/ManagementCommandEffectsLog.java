package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The management commands that NVMe-MI Send and Receive take, and what they may change. Obtained by
 * Get Log Page with log page identifier 13h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.19, NVMe-MI Commands Supported and Effects (Log Page Identifier 13h)</a>
 */
public final class ManagementCommandEffectsLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x13;

  /** Size of the log in bytes. */
  public static final int SIZE = 4096;

  private ManagementCommandEffectsLog(byte[] bytes) {
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
  public static ManagementCommandEffectsLog decode(ByteBuffer data) {
    return new ManagementCommandEffectsLog(
        Le.copy(data, SIZE, "NVMe-MI Commands Supported and Effects log"));
  }

  /**
   * {@return what the controller says of one of them} Bytes 4 * number to 4 * number + 3.
   *
   * @param number the opcode, 0 to 255
   * @throws IndexOutOfBoundsException if there is no such number
   */
  public Effects effects(int number) {
    return new Effects(Le.u32(bytes, 4 * Objects.checkIndex(number, 256)));
  }

  /** {@return the numbers of what is supported (the opcode), ascending} */
  public List<Integer> supported() {
    return IntStream.range(0, 256).filter(n -> effects(n).supported()).boxed().toList();
  }

  @Override
  public String toString() {
    return "ManagementCommandEffectsLog"
        + supported().stream().map(n -> String.format("%02Xh", n)).toList();
  }

  /**
   * Supported and Effects data structure.
   *
   * @param value the field as the drive reports it
   */
  public record Effects(long value) {

    /** {@return whether it is supported} Supported, bit 0. */
    public boolean supported() {
      return Le.bit(value, 0);
    }

    /** {@return whether it may change the content of the drive} User Data Content Change, bit 1. */
    public boolean userDataContentChange() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether it may change the capabilities of a namespace} Namespace Capability Change,
     * bit 2.
     */
    public boolean namespaceCapabilityChange() {
      return Le.bit(value, 2);
    }

    /** {@return whether it may change the set of namespaces} Namespace Inventory Change, bit 3. */
    public boolean namespaceInventoryChange() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether it may change the capabilities of controllers} Controller Capability Change,
     * bit 4.
     */
    public boolean controllerCapabilityChange() {
      return Le.bit(value, 4);
    }

    /** {@return whether it is of a namespace} Namespace Scope, bit 20. */
    public boolean namespaceScope() {
      return Le.bit(value, 20);
    }

    /** {@return whether it is of a controller} Controller Scope, bit 21. */
    public boolean controllerScope() {
      return Le.bit(value, 21);
    }

    /** {@return whether it is of an NVM Set} NVM Set Scope, bit 22. */
    public boolean nvmSetScope() {
      return Le.bit(value, 22);
    }

    /** {@return whether it is of an Endurance Group} Endurance Group Scope, bit 23. */
    public boolean enduranceGroupScope() {
      return Le.bit(value, 23);
    }

    /** {@return whether it is of a domain} Domain Scope, bit 24. */
    public boolean domainScope() {
      return Le.bit(value, 24);
    }

    /** {@return whether it is of the NVM subsystem} NVM Subsystem Scope, bit 25. */
    public boolean nvmSubsystemScope() {
      return Le.bit(value, 25);
    }
  }
}
