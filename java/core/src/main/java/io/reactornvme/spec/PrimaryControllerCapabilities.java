package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * The virtual queues and interrupts that a primary controller has for itself and its secondary
 * controllers. Obtained by the Identify command with CNS 14h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, Primary Controller Capabilities Structure (CNS 14h)</a>
 */
public final class PrimaryControllerCapabilities extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x14;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private PrimaryControllerCapabilities(byte[] bytes) {
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
  public static PrimaryControllerCapabilities decode(ByteBuffer data) {
    return new PrimaryControllerCapabilities(
        Le.copy(data, SIZE, "Primary Controller Capabilities"));
  }

  /** {@return the primary controller} Controller Identifier (CNTLID), bytes 0 to 1. */
  public int controllerIdentifier() {
    return Le.u16(bytes, 0);
  }

  /** {@return the port it is at} Port Identifier (PORTID), bytes 2 to 3. */
  public int portIdentifier() {
    return Le.u16(bytes, 2);
  }

  /**
   * {@return the kinds of resources that can be assigned} Controller Resource Types (CRT), byte 4.
   */
  public ControllerResourceTypes controllerResourceTypes() {
    return new ControllerResourceTypes(Le.u8(bytes, 4));
  }

  /**
   * {@return the number of queue resources that can be assigned} VQ Resources Flexible Total
   * (VQFRT), bytes 32 to 35.
   */
  public long virtualQueueFlexibleResourcesTotal() {
    return Le.u32(bytes, 32);
  }

  /**
   * {@return the number of queue resources that secondary controllers have} VQ Resources Flexible
   * Assigned (VQRFA), bytes 36 to 39.
   */
  public long virtualQueueFlexibleResourcesAssigned() {
    return Le.u32(bytes, 36);
  }

  /**
   * {@return the number of assignable queue resources that the primary controller has} VQ Resources
   * Flexible Allocated to Primary (VQRFAP), bytes 40 to 41.
   */
  public int virtualQueueFlexibleResourcesAllocatedToPrimary() {
    return Le.u16(bytes, 40);
  }

  /**
   * {@return the number of queue resources that the primary controller has for itself} VQ Resources
   * Private Total (VQPRT), bytes 42 to 43.
   */
  public int virtualQueuePrivateResourcesTotal() {
    return Le.u16(bytes, 42);
  }

  /**
   * {@return the number of queue resources that a secondary controller can have} VQ Resources
   * Flexible Secondary Maximum (VQFRSM), bytes 44 to 45.
   */
  public int virtualQueueFlexibleResourcesSecondaryMaximum() {
    return Le.u16(bytes, 44);
  }

  /**
   * {@return the number of queue resources that are assigned at a time} VQ Flexible Resource
   * Preferred Granularity (VQGRAN), bytes 46 to 47.
   */
  public int virtualQueueFlexibleResourceGranularity() {
    return Le.u16(bytes, 46);
  }

  /**
   * {@return the number of interrupt resources that can be assigned} VI Resources Flexible Total
   * (VIFRT), bytes 64 to 67.
   */
  public long virtualInterruptFlexibleResourcesTotal() {
    return Le.u32(bytes, 64);
  }

  /**
   * {@return the number of interrupt resources that secondary controllers have} VI Resources
   * Flexible Assigned (VIRFA), bytes 68 to 71.
   */
  public long virtualInterruptFlexibleResourcesAssigned() {
    return Le.u32(bytes, 68);
  }

  /**
   * {@return the number of assignable interrupt resources that the primary controller has} VI
   * Resources Flexible Allocated to Primary (VIRFAP), bytes 72 to 73.
   */
  public int virtualInterruptFlexibleResourcesAllocatedToPrimary() {
    return Le.u16(bytes, 72);
  }

  /**
   * {@return the number of interrupt resources that the primary controller has for itself} VI
   * Resources Private Total (VIPRT), bytes 74 to 75.
   */
  public int virtualInterruptPrivateResourcesTotal() {
    return Le.u16(bytes, 74);
  }

  /**
   * {@return the number of interrupt resources that a secondary controller can have} VI Resources
   * Flexible Secondary Maximum (VIFRSM), bytes 76 to 77.
   */
  public int virtualInterruptFlexibleResourcesSecondaryMaximum() {
    return Le.u16(bytes, 76);
  }

  /**
   * {@return the number of interrupt resources that are assigned at a time} VI Flexible Resource
   * Preferred Granularity (VIGRAN), bytes 78 to 79.
   */
  public int virtualInterruptFlexibleResourceGranularity() {
    return Le.u16(bytes, 78);
  }

  @Override
  public String toString() {
    return "PrimaryControllerCapabilities[controllerIdentifier="
        + controllerIdentifier()
        + ", virtualQueueFlexibleResourcesTotal="
        + virtualQueueFlexibleResourcesTotal()
        + ", virtualInterruptFlexibleResourcesTotal="
        + virtualInterruptFlexibleResourcesTotal()
        + "]";
  }

  /**
   * Controller Resource Types (CRT).
   *
   * @param value the field as the drive reports it
   */
  public record ControllerResourceTypes(int value) {

    /** {@return whether queue resources can be assigned} VQ Resources Supported (VQRS), bit 0. */
    public boolean virtualQueues() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether interrupt resources can be assigned} VI Resources Supported (VIRS), bit 1.
     */
    public boolean virtualInterrupts() {
      return Le.bit(value, 1);
    }
  }
}
