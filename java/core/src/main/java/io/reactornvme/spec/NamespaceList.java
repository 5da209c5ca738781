package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Namespace List: up to 1024 namespace identifiers in ascending order, those after the one that
 * was asked for. Obtained by the Identify command with CNS 02h and 07h (active namespaces), 10h and
 * 1Ah (allocated ones); 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     4.6.2, Namespace List</a>
 */
public final class NamespaceList extends NvmeStructure {

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  /** How many identifiers a list has room for. */
  public static final int CAPACITY = 1024;

  private NamespaceList(byte[] bytes) {
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
  public static NamespaceList decode(ByteBuffer data) {
    return new NamespaceList(Le.copy(data, SIZE, "Namespace List"));
  }

  /**
   * {@return the namespaces (NSID, unsigned) up to the first 0, in the order of the drive} Bytes 0
   * to 4095, 4 for each.
   */
  public List<Integer> namespaceIdentifiers() {
    return IntStream.range(0, CAPACITY)
        .map(i -> (int) Le.u32(bytes, 4 * i))
        .takeWhile(nsid -> nsid != 0)
        .boxed()
        .toList();
  }

  @Override
  public String toString() {
    return "NamespaceList[namespaceIdentifiers=" + namespaceIdentifiers() + "]";
  }
}
