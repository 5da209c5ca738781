package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * The disks of an Endurance Group on rotational media. Obtained by Get Log Page with log page
 * identifier 16h; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.22, Rotational Media Information (Log Page Identifier 16h)</a>
 */
public final class RotationalMediaLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x16;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private RotationalMediaLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 512 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static RotationalMediaLog decode(ByteBuffer data) {
    return new RotationalMediaLog(Le.copy(data, SIZE, "Rotational Media Information log"));
  }

  /** {@return the group} Endurance Group Identifier (ENDGID), bytes 0 to 1. */
  public int enduranceGroupIdentifier() {
    return Le.u16(bytes, 0);
  }

  /** {@return how many actuators there are} Number of Actuators (NUMA), bytes 2 to 3. */
  public int numberOfActuators() {
    return Le.u16(bytes, 2);
  }

  /**
   * {@return revolutions per minute; 0 if not reported} Nominal Rotational Speed (NRS), bytes 4 to
   * 5.
   */
  public int nominalRotationalSpeed() {
    return Le.u16(bytes, 4);
  }

  /** {@return how often the disks were spun up} Spinup Count (SPINC), bytes 8 to 11. */
  public long spinupCount() {
    return Le.u32(bytes, 8);
  }

  /** {@return how often that failed} Failed Spinup Count (FSPINC), bytes 12 to 15. */
  public long failedSpinupCount() {
    return Le.u32(bytes, 12);
  }

  /** {@return how often the heads were loaded} Load Count (LDC), bytes 16 to 19. */
  public long loadCount() {
    return Le.u32(bytes, 16);
  }

  /** {@return how often that failed} Failed Load Count (FLDC), bytes 20 to 23. */
  public long failedLoadCount() {
    return Le.u32(bytes, 20);
  }

  @Override
  public String toString() {
    return "RotationalMediaLog[group="
        + enduranceGroupIdentifier()
        + ", rpm="
        + nominalRotationalSpeed()
        + "]";
  }
}
