package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The names that a namespace has in the world, and its I/O command set. Obtained by the Identify
 * command with CNS 03h; 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, Namespace Identification Descriptor list (CNS 03h)</a>
 */
public final class NamespaceIdentificationDescriptors extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x03;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private static final int TYPE_EUI64 = 1;
  private static final int TYPE_NGUID = 2;
  private static final int TYPE_UUID = 3;
  private static final int TYPE_CSI = 4;
  private static final int HEADER = 4;

  private NamespaceIdentificationDescriptors(byte[] bytes) {
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
  public static NamespaceIdentificationDescriptors decode(ByteBuffer data) {
    return new NamespaceIdentificationDescriptors(
        Le.copy(data, SIZE, "Namespace Identification Descriptor list"));
  }

  /**
   * {@return the descriptors in the order of the drive, of known and unknown types, up to the first
   * of length 0 and as far as there are bytes}
   */
  public List<Descriptor> descriptors() {
    List<Descriptor> all = new ArrayList<>();
    int at = 0;
    while (at + HEADER < SIZE && Le.u8(bytes, at + 1) != 0) {
      int length = Le.u8(bytes, at + 1);
      if (at + HEADER + length > SIZE) {
        break;
      }
      all.add(new Descriptor(Le.u8(bytes, at), Le.hex(bytes, at + HEADER, length)));
      at += HEADER + length;
    }
    return List.copyOf(all);
  }

  /**
   * {@return the IEEE Extended Unique Identifier (EUI64), 16 hexadecimal digits, if there is one}
   */
  public Optional<String> ieeeExtendedUniqueIdentifier() {
    return Optional.ofNullable(first(TYPE_EUI64, 8));
  }

  /**
   * {@return the Namespace Globally Unique Identifier (NGUID), 32 hexadecimal digits, if there is
   * one}
   */
  public Optional<String> namespaceGloballyUniqueIdentifier() {
    return Optional.ofNullable(first(TYPE_NGUID, 16));
  }

  /** {@return the Namespace UUID (NUUID), if there is one} */
  public Optional<UUID> namespaceUuid() {
    return Optional.ofNullable(first(TYPE_UUID, 16))
        .map(
            digits ->
                new UUID(
                    Long.parseUnsignedLong(digits, 0, 16, 16),
                    Long.parseUnsignedLong(digits, 16, 32, 16)));
  }

  /**
   * {@return the I/O command set: 0 NVM, 1 Key Value, 2 Zoned Namespace; empty if not reported,
   * which means NVM} Command Set Identifier (CSI).
   */
  public OptionalInt commandSetIdentifier() {
    String digits = first(TYPE_CSI, 1);
    return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits, 16));
  }

  private @Nullable String first(int type, int length) {
    for (Descriptor descriptor : descriptors()) {
      if (descriptor.type() == type && descriptor.identifier().length() == 2 * length) {
        return descriptor.identifier();
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "NamespaceIdentificationDescriptors[descriptors=" + descriptors() + "]";
  }

  /**
   * Namespace Identification Descriptor.
   *
   * @param type Namespace Identifier Type (NIDT): 1 EUI64, 2 NGUID, 3 UUID, 4 I/O command set
   * @param identifier Namespace Identifier (NID): hexadecimal digits, two for each byte
   */
  public record Descriptor(int type, String identifier) {}
}
