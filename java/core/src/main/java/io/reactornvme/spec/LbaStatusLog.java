package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges of logical blocks that a read may fail of. Obtained by Get Log Page with log page
 * identifier 0Eh; at least 16 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express NVM Command Set Specification
 *     1.1, LBA Status Information (Log Page Identifier 0Eh)</a>
 */
public final class LbaStatusLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x0E;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 16;

  private static final long WHOLE_NAMESPACE = 0xFFFF_FFFFL;

  private LbaStatusLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from all the bytes that remain in a buffer; its position and its byte order
   * stay as they are. Of what the log lists, only what is whole within these bytes is there.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 16 bytes remain
   */
  public static LbaStatusLog decode(ByteBuffer data) {
    return new LbaStatusLog(Le.copyAll(data, HEADER_SIZE, "LBA Status Information log"));
  }

  /** {@return bytes of the log} LBA Status Log Page Length (LSLPLEN), bytes 0 to 3. */
  public long logPageLength() {
    return Le.u32(bytes, 0);
  }

  /**
   * {@return how many namespaces follow} Number of LBA Status Log Namespace Elements (NLSLNE),
   * bytes 4 to 7.
   */
  public long numberOfNamespaceElements() {
    return Le.u32(bytes, 4);
  }

  /**
   * {@return count of logical blocks; 0 if not reported, FFFFFFFFh if not known} Estimate of
   * Unrecoverable Logical Blocks (ESTULB), bytes 8 to 11.
   */
  public long estimateOfUnrecoverableLogicalBlocks() {
    return Le.u32(bytes, 8);
  }

  /**
   * {@return a number that is incremented when the log changes, modulo 65536} LBA Status Generation
   * Counter (LSGC), bytes 14 to 15.
   */
  public int generationCounter() {
    return Le.u16(bytes, 14);
  }

  /** {@return the namespaces, ascending} From byte 16 on. */
  public List<NamespaceElement> elements() {
    List<NamespaceElement> elements = new ArrayList<>();
    long at = HEADER_SIZE;
    while (elements.size() < numberOfNamespaceElements() && at + 16 <= bytes.length) {
      long ranges = Le.u32(bytes, (int) at + 4);
      long end = at + 16 + (ranges == WHOLE_NAMESPACE ? 0 : 16 * ranges);
      if (end > bytes.length) {
        break;
      }
      elements.add(new NamespaceElement(Arrays.copyOfRange(bytes, (int) at, (int) end)));
      at = end;
    }
    return List.copyOf(elements);
  }

  @Override
  public String toString() {
    return "LbaStatusLog[generation=" + generationCounter() + ", elements=" + elements() + "]";
  }

  /** LBA Status Log Namespace Element: the ranges of one namespace. Immutable and thread-safe. */
  public static final class NamespaceElement extends NvmeStructure {

    private NamespaceElement(byte[] bytes) {
      super(bytes);
    }

    /** {@return NSID} Namespace Element Identifier (NEID), bytes 0 to 3. */
    public long namespaceElementIdentifier() {
      return Le.u32(bytes, 0);
    }

    /**
     * {@return how many ranges follow; FFFFFFFFh if the whole namespace may be concerned} Number of
     * LBA Range Descriptors (NLRD), bytes 4 to 7.
     */
    public long numberOfLbaRangeDescriptors() {
      return Le.u32(bytes, 4);
    }

    /**
     * {@return the Action Type for Get LBA Status, 10h or 11h} Recommended Action Type (RATYPE),
     * byte 8.
     */
    public int recommendedActionType() {
      return Le.u8(bytes, 8);
    }

    /** {@return the ranges, ascending} From byte 16 on. */
    public List<LbaRange> ranges() {
      return Le.parts(
          bytes,
          16,
          16,
          numberOfLbaRangeDescriptors(),
          r -> new LbaRange(Le.u64(r, 0), Le.u32(r, 8)));
    }

    @Override
    public String toString() {
      return "NamespaceElement[nsid=" + namespaceElementIdentifier() + ", ranges=" + ranges() + "]";
    }
  }

  /**
   * LBA Range Descriptor.
   *
   * @param startingLba the first logical block, an unsigned number
   * @param numberOfLogicalBlocks count of logical blocks
   */
  public record LbaRange(long startingLba, long numberOfLogicalBlocks) {}
}
