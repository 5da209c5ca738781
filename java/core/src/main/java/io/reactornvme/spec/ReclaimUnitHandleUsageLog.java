package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Who has specified which Reclaim Unit Handles of an Endurance Group. Obtained by Get Log Page with
 * log page identifier 21h; at least 8 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.29, Reclaim Unit Handle Usage (Log Page Identifier 21h)</a>
 */
public final class ReclaimUnitHandleUsageLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x21;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 8;

  private ReclaimUnitHandleUsageLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from all the bytes that remain in a buffer; its position and its byte order
   * stay as they are. Of what the log lists, only what is whole within these bytes is there.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 8 bytes remain
   */
  public static ReclaimUnitHandleUsageLog decode(ByteBuffer data) {
    return new ReclaimUnitHandleUsageLog(
        Le.copyAll(data, HEADER_SIZE, "Reclaim Unit Handle Usage log"));
  }

  /** {@return how many follow} Number of Reclaim Unit Handles (NRUH), bytes 0 to 1. */
  public int numberOfReclaimUnitHandles() {
    return Le.u16(bytes, 0);
  }

  /** {@return the handles, by their identifiers from 0 on} From byte 8 on. */
  public List<Usage> usages() {
    return Le.parts(bytes, HEADER_SIZE, Usage.SIZE, numberOfReclaimUnitHandles(), Usage::new);
  }

  @Override
  public String toString() {
    return "ReclaimUnitHandleUsageLog[usages=" + usages() + "]";
  }

  /** Reclaim Unit Handle Usage Descriptor: 8 bytes. Immutable and thread-safe. */
  public static final class Usage extends NvmeStructure {

    /** Size in bytes. */
    static final int SIZE = 8;

    private Usage(byte[] bytes) {
      super(bytes);
    }

    /** {@return who has specified the handle} Reclaim Unit Handle Attributes (RUHA), byte 0. */
    public Attributes attributes() {
      return new Attributes(Le.u8(bytes, 0));
    }

    @Override
    public String toString() {
      return "Usage[attributes=" + attributes() + "]";
    }

    /**
     * Reclaim Unit Handle Attributes (RUHA).
     *
     * @param value the field as the drive reports it
     */
    public record Attributes(int value) {

      /**
       * {@return 0h unused, 1h host specified, 2h controller specified} Reclaim Unit Handle
       * Attributes, bits 2 to 0.
       */
      public int use() {
        return value & 7;
      }
    }
  }
}
