package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a controller reaches each group of namespaces. Obtained by Get Log Page with log page
 * identifier 0Ch; at least 16 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.13, Asymmetric Namespace Access (Log Page Identifier 0Ch)</a>
 */
public final class AnaLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x0C;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 16;

  private static final int GROUP_HEADER = 32;

  private AnaLog(byte[] bytes) {
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
  public static AnaLog decode(ByteBuffer data) {
    return new AnaLog(Le.copyAll(data, HEADER_SIZE, "Asymmetric Namespace Access log"));
  }

  /**
   * {@return a number that is incremented when the log changes; 0 if not reported} Change Count,
   * bytes 0 to 7.
   */
  public long changeCount() {
    return Le.u64(bytes, 0);
  }

  /** {@return how many groups follow} Number of ANA Group Descriptors, bytes 8 to 9. */
  public int numberOfGroupDescriptors() {
    return Le.u16(bytes, 8);
  }

  /** {@return the groups, ascending} From byte 16 on. */
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    long at = HEADER_SIZE;
    while (groups.size() < numberOfGroupDescriptors() && at + GROUP_HEADER <= bytes.length) {
      long end = at + groupSize(Le.u32(bytes, (int) at + 4));
      if (end > bytes.length) {
        break;
      }
      groups.add(new Group(Arrays.copyOfRange(bytes, (int) at, (int) end)));
      at = end;
    }
    return List.copyOf(groups);
  }

  /**
   * {@return bytes of the log as far as its beginning tells: each group says how long it is}
   *
   * @param beginning what has been read of the log, at least the header
   */
  public static long length(ByteBuffer beginning) {
    byte[] bytes = Le.copyAll(beginning, HEADER_SIZE, "Asymmetric Namespace Access log");
    long at = HEADER_SIZE;
    for (int group = Le.u16(bytes, 8); group > 0; group--) {
      if (at + GROUP_HEADER > bytes.length) {
        return at + GROUP_HEADER;
      }
      at += groupSize(Le.u32(bytes, (int) at + 4));
    }
    return at;
  }

  private static long groupSize(long namespaces) {
    return GROUP_HEADER + 4 * namespaces;
  }

  @Override
  public String toString() {
    return "AnaLog[changeCount=" + changeCount() + ", groups=" + groups() + "]";
  }

  /**
   * ANA Group Descriptor: a group of namespaces, and how they can be reached by this controller.
   * Immutable and thread-safe.
   */
  public static final class Group extends NvmeStructure {

    private Group(byte[] bytes) {
      super(bytes);
    }

    /** {@return the group} ANA Group ID, bytes 0 to 3. */
    public long groupIdentifier() {
      return Le.u32(bytes, 0);
    }

    /** {@return how many namespaces follow} Number of NSID Values, bytes 4 to 7. */
    public long numberOfNamespaceIdentifiers() {
      return Le.u32(bytes, 4);
    }

    /**
     * {@return a number that is incremented when the descriptor changes; 0 if not reported} Change
     * Count, bytes 8 to 15.
     */
    public long changeCount() {
      return Le.u64(bytes, 8);
    }

    /** {@return how they can be reached} Asymmetric Namespace Access State, byte 16. */
    public State state() {
      return new State(Le.u8(bytes, 16));
    }

    /** {@return NSIDs, ascending} From byte 32 on. */
    public List<Long> namespaceIdentifiers() {
      return Le.parts(bytes, 32, 4, numberOfNamespaceIdentifiers(), nsid -> Le.u32(nsid, 0));
    }

    @Override
    public String toString() {
      return "Group[id="
          + groupIdentifier()
          + ", state="
          + state().state()
          + ", nsids="
          + namespaceIdentifiers()
          + "]";
    }

    /**
     * Asymmetric Namespace Access State.
     *
     * @param value the field as the drive reports it
     */
    public record State(int value) {

      /**
       * {@return 1h optimized, 2h non-optimized, 3h inaccessible, 4h persistent loss, Fh changing}
       * Asymmetric Namespace Access State, bits 3 to 0.
       */
      public int state() {
        return value & 0xf;
      }
    }
  }
}
