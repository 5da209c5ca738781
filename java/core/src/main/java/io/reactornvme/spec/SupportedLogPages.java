package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The log pages that a controller has. Obtained by Get Log Page with log page identifier 00h; 1024
 * bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.1, Supported Log Pages (Log Page Identifier 00h)</a>
 */
public final class SupportedLogPages extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x00;

  /** Size of the log in bytes. */
  public static final int SIZE = 1024;

  private SupportedLogPages(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 1024 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 1024 bytes remain
   */
  public static SupportedLogPages decode(ByteBuffer data) {
    return new SupportedLogPages(Le.copy(data, SIZE, "Supported Log Pages log"));
  }

  /**
   * {@return what the controller says of one log page} LID Supported and Effects, bytes 4 * LID to
   * 4 * LID + 3.
   *
   * @param logPageIdentifier LID, 0 to 255
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public LogPageSupport support(int logPageIdentifier) {
    return new LogPageSupport(Le.u32(bytes, 4 * Objects.checkIndex(logPageIdentifier, 256)));
  }

  /** {@return the identifiers of the supported pages (LID, 0 to 255), ascending} */
  public List<Integer> supported() {
    return IntStream.range(0, 256).filter(lid -> support(lid).supported()).boxed().toList();
  }

  @Override
  public String toString() {
    return "SupportedLogPages"
        + supported().stream().map(lid -> String.format("%02Xh", lid)).toList();
  }

  /**
   * LID Supported and Effects.
   *
   * @param value the field as the drive reports it
   */
  public record LogPageSupport(long value) {

    /** {@return whether Get Log Page has this page} LID Supported, bit 0. */
    public boolean supported() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether an index can stand in place of the offset} Index Offset Supported, bit 1.
     */
    public boolean indexOffset() {
      return Le.bit(value, 1);
    }

    /**
     * {@return what the page has of its own to say, as a number} LID Specific Parameter, bits 31 to
     * 16.
     */
    public int lidSpecificParameter() {
      return (int) (value >>> 16 & 0xffff);
    }
  }
}
