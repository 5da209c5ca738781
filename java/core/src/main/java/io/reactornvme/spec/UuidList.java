package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A UUID List: up to 127 UUIDs that vendors tell their own meanings apart by. Obtained by the
 * Identify command with CNS 17h; 4096 bytes. The UUID Index of a command is the place in the list,
 * from 1 on.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, UUID List (CNS 17h)</a>
 */
public final class UuidList extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x17;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int ENTRIES = 127;
  private static final UUID NONE = new UUID(0, 0);

  private UuidList(byte[] bytes) {
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
  public static UuidList decode(ByteBuffer data) {
    return new UuidList(Le.copy(data, SIZE, "UUID List"));
  }

  /**
   * {@return the entries up to the first whose UUID is zero; the first element has UUID Index 1}
   * Bytes 32 to 4095, 32 for each.
   */
  public List<UuidListEntry> entries() {
    return IntStream.rangeClosed(1, ENTRIES)
        .mapToObj(
            i ->
                new UuidListEntry(
                    Le.u8(bytes, 32 * i) & 3,
                    new UUID(Le.big64(bytes, 32 * i + 16), Le.big64(bytes, 32 * i + 24))))
        .takeWhile(entry -> !entry.uuid().equals(NONE))
        .toList();
  }

  @Override
  public String toString() {
    return "UuidList[entries=" + entries() + "]";
  }

  /**
   * UUID List Entry; 32 bytes.
   *
   * @param identifierAssociation Identifier Association (IDASSOC): 0 none reported, 1 with the PCI
   *     Vendor ID, 2 with the PCI Subsystem Vendor ID
   * @param uuid UUID
   */
  public record UuidListEntry(int identifierAssociation, UUID uuid) {}
}
