package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * What stands before the data of a telemetry log, which are the vendor's: how much there is of
 * them, and why. Obtained by Get Log Page with log page identifier 07h, Telemetry Host-Initiated,
 * or 08h, Telemetry Controller-Initiated; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.8 and 5.1.12.1.9, Telemetry (Log Page Identifier 07h, Telemetry Host-Initiated, or
 *     08h, Telemetry Controller-Initiated)</a>
 */
public final class TelemetryHeader extends NvmeStructure {

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private TelemetryHeader(byte[] bytes) {
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
  public static TelemetryHeader decode(ByteBuffer data) {
    return new TelemetryHeader(Le.copy(data, SIZE, "Telemetry log"));
  }

  /** {@return 07h or 08h} Log Page Identifier (LID), byte 0. */
  public int logPageIdentifier() {
    return Le.u8(bytes, 0);
  }

  /**
   * {@return the vendor who can read the data; 0 if not given} IEEE OUI Identifier (IEEE), bytes 5
   * to 7.
   */
  public int ieeeOui() {
    return Le.u24(bytes, 5);
  }

  /**
   * {@return the last block of 512 bytes, counted from 1; 0 if there is none} Telemetry Data Area 1
   * Last Block, bytes 8 to 9.
   */
  public int dataArea1LastBlock() {
    return Le.u16(bytes, 8);
  }

  /**
   * {@return the last block of 512 bytes, counted from 1; 0 if there is none} Telemetry Data Area 2
   * Last Block, bytes 10 to 11.
   */
  public int dataArea2LastBlock() {
    return Le.u16(bytes, 10);
  }

  /**
   * {@return the last block of 512 bytes, counted from 1; 0 if there is none} Telemetry Data Area 3
   * Last Block, bytes 12 to 13.
   */
  public int dataArea3LastBlock() {
    return Le.u16(bytes, 12);
  }

  /**
   * {@return the last block of 512 bytes, counted from 1; 0 if there is none} Telemetry Data Area 4
   * Last Block, bytes 16 to 19.
   */
  public long dataArea4LastBlock() {
    return Le.u32(bytes, 16);
  }

  /**
   * {@return 1h controller, 2h NVM subsystem, 0h not given; of page 07h} Telemetry Host-Initiated
   * Scope (THS), byte 380.
   */
  public int hostInitiatedScope() {
    return Le.u8(bytes, 380);
  }

  /**
   * {@return a number that each capture by a host increments, modulo 256; of page 07h} Telemetry
   * Host-Initiated Data Generation Number (THDGN), byte 381.
   */
  public int hostInitiatedDataGenerationNumber() {
    return Le.u8(bytes, 381);
  }

  /**
   * {@return 1h if the controller has captured data and nobody has released it, else 0h} Telemetry
   * Controller-Initiated Data Available (TCIDA), byte 382.
   */
  public int controllerInitiatedDataAvailable() {
    return Le.u8(bytes, 382);
  }

  /**
   * {@return a number that each capture by the controller increments, modulo 256} Telemetry
   * Controller-Initiated Data Generation Number (TCIDGN), byte 383.
   */
  public int controllerInitiatedDataGenerationNumber() {
    return Le.u8(bytes, 383);
  }

  /**
   * {@return why it was captured, in the vendor's own form} Reason Identifier (RID), bytes 384 to
   * 511.
   */
  public ByteBuffer reasonIdentifier() {
    return Le.view(Arrays.copyOfRange(bytes, 384, 512));
  }

  /**
   * {@return 1h controller, 2h NVM subsystem, 0h not given; of page 08h} Telemetry
   * Controller-Initiated Scope (TCS), byte 381.
   */
  public int controllerInitiatedScope() {
    return Le.u8(bytes, 381);
  }

  /**
   * {@return a number that is another when the data are: the generation number of the page that
   * this is the header of}
   */
  public int dataGenerationNumber() {
    return logPageIdentifier() == 0x08
        ? controllerInitiatedDataGenerationNumber()
        : hostInitiatedDataGenerationNumber();
  }

  /**
   * {@return bytes of the log with this header, up to the end of a data area; an area contains
   * those before it}
   *
   * @param dataArea 1 to 4
   * @throws IndexOutOfBoundsException if there is no such area
   */
  public long length(int dataArea) {
    long[] last = {
      dataArea1LastBlock(), dataArea2LastBlock(), dataArea3LastBlock(), dataArea4LastBlock()
    };
    // An area that is not there has 0, also when those before it are there.
    return SIZE
        * (1 + Arrays.stream(last, 0, Objects.checkIndex(dataArea - 1, 4) + 1).max().orElse(0));
  }

  @Override
  public String toString() {
    return "TelemetryHeader[lid="
        + String.format("%02Xh", logPageIdentifier())
        + ", lastBlocks="
        + dataArea1LastBlock()
        + "/"
        + dataArea2LastBlock()
        + "/"
        + dataArea3LastBlock()
        + "/"
        + dataArea4LastBlock()
        + ", generation="
        + dataGenerationNumber()
        + "]";
  }
}
