package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The attached namespaces whose Identify Namespace data has changed since the log was last read
 * with its event cleared. Obtained by Get Log Page with log page identifier 04h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.5, Changed Attached Namespace List (Log Page Identifier 04h)</a>
 */
public final class ChangedNamespaceList extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x04;

  /** Size of the log in bytes. */
  public static final int SIZE = 4096;

  private ChangedNamespaceList(byte[] bytes) {
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
  public static ChangedNamespaceList decode(ByteBuffer data) {
    return new ChangedNamespaceList(Le.copy(data, SIZE, "Changed Attached Namespace List log"));
  }

  /**
   * {@return whether more than 1024 have changed, so that any may have} The first entry is
   * FFFFFFFFh, bytes 0 to 3.
   */
  public boolean tooMany() {
    return Le.u32(bytes, 0) == 0xFFFF_FFFFL;
  }

  /** {@return NSIDs, ascending; empty if none has changed, and if {@link #tooMany()}} */
  public List<Long> namespaceIdentifiers() {
    return tooMany()
        ? List.of()
        : IntStream.range(0, SIZE / 4)
            .mapToObj(i -> Le.u32(bytes, 4 * i))
            .takeWhile(nsid -> nsid != 0)
            .toList();
  }

  @Override
  public String toString() {
    return "ChangedNamespaceList[tooMany=" + tooMany() + ", nsids=" + namespaceIdentifiers() + "]";
  }
}
