package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The NVM Sets, or the Endurance Groups, that have an event to tell in their own logs. Obtained by
 * Get Log Page with log page identifier 0Bh or 0Fh; at least 8 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.12 and 5.1.12.1.15, Predictable Latency Event Aggregate or Endurance Group Event
 *     Aggregate (Log Page Identifier 0Bh or 0Fh)</a>
 */
public final class EventAggregateLog extends NvmeStructure {

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 8;

  private EventAggregateLog(byte[] bytes) {
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
  public static EventAggregateLog decode(ByteBuffer data) {
    return new EventAggregateLog(
        Le.copyAll(
            data,
            HEADER_SIZE,
            "Predictable Latency Event Aggregate or Endurance Group Event Aggregate log"));
  }

  /** {@return how many there are, an unsigned number} Number of Entries, bytes 0 to 7. */
  public long numberOfEntries() {
    return Le.u64(bytes, 0);
  }

  /** {@return NVM Set or Endurance Group identifiers, ascending} Entries, from byte 8 on. */
  public List<Integer> identifiers() {
    return Le.parts(bytes, HEADER_SIZE, 2, numberOfEntries(), entry -> Le.u16(entry, 0));
  }

  @Override
  public String toString() {
    return "EventAggregateLog[identifiers=" + identifiers() + "]";
  }
}
