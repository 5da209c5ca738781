package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The streams that are open in a namespace. 2 bytes, and 2 bytes a stream.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     8.1.8.3.1.2, Streams Directive, Get Status (Directive Operation 02h)</a>
 */
public final class StreamsStatus extends NvmeStructure {

  private static final int HEADER_SIZE = 2;

  private StreamsStatus(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the status from all the bytes that remain in a buffer. The buffer, its position and its
   * byte order stay as they are.
   *
   * @param data the data of a Directive Receive command
   * @return the status, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 2 bytes remain
   */
  public static StreamsStatus decode(ByteBuffer data) {
    int size = Math.max(HEADER_SIZE, data.remaining());
    return new StreamsStatus(Le.copy(data, size, "Streams Directive status"));
  }

  /**
   * {@return the number of open streams; may exceed the identifiers that had room} Open Stream
   * Count (OSC), bytes 0 to 1.
   */
  public int openStreamCount() {
    return Le.u16(bytes, 0);
  }

  /** {@return how many bytes a status with all open streams has now} */
  public int neededBytes() {
    return HEADER_SIZE + 2 * openStreamCount();
  }

  /** {@return the identifiers in the data, 1 to 65535 each} Stream Identifiers, from byte 2 on. */
  public List<Integer> streamIdentifiers() {
    int count = Math.min(openStreamCount(), (bytes.length - HEADER_SIZE) / 2);
    return IntStream.range(0, count).mapToObj(i -> Le.u16(bytes, HEADER_SIZE + 2 * i)).toList();
  }

  @Override
  public String toString() {
    return "StreamsStatus[openStreamCount="
        + openStreamCount()
        + ", streamIdentifiers="
        + streamIdentifiers()
        + "]";
  }
}
