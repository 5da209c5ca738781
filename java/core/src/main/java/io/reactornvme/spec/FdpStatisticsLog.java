package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * How much has been written and erased in an Endurance Group with FDP. Obtained by Get Log Page
 * with log page identifier 22h; 64 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.30, Flexible Data Placement (FDP) Statistics (Log Page Identifier 22h)</a>
 */
public final class FdpStatisticsLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x22;

  /** Size of the log in bytes. */
  public static final int SIZE = 64;

  private FdpStatisticsLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 64 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 64 bytes remain
   */
  public static FdpStatisticsLog decode(ByteBuffer data) {
    return new FdpStatisticsLog(
        Le.copy(data, SIZE, "Flexible Data Placement (FDP) Statistics log"));
  }

  /**
   * {@return bytes written by hosts, with metadata} Host Bytes with Metadata Written (HBMW), bytes
   * 0 to 15.
   */
  public BigInteger hostBytesWithMetadataWritten() {
    return Le.u128(bytes, 0);
  }

  /**
   * {@return bytes written to the media, with metadata} Media Bytes with Metadata Written (MBMW),
   * bytes 16 to 31.
   */
  public BigInteger mediaBytesWithMetadataWritten() {
    return Le.u128(bytes, 16);
  }

  /** {@return bytes erased on the media} Media Bytes Erased (MBE), bytes 32 to 47. */
  public BigInteger mediaBytesErased() {
    return Le.u128(bytes, 32);
  }

  @Override
  public String toString() {
    return "FdpStatisticsLog[hostBytesWritten="
        + hostBytesWithMetadataWritten()
        + ", mediaBytesWritten="
        + mediaBytesWithMetadataWritten()
        + ", mediaBytesErased="
        + mediaBytesErased()
        + "]";
  }
}
