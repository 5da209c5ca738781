package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A data structure of the NVM Express specifications, decoded: what all of them have in common. It
 * keeps a private copy of the bytes it was decoded from, and reads each field when asked.
 *
 * <p>Two are equal if they are of one kind and have the same bytes. Immutable and thread-safe.
 */
public abstract class NvmeStructure {

  /** In the order of the drive, little-endian; never written to. */
  final byte[] bytes;

  /** Takes the bytes, which are the structure's from now on. */
  NvmeStructure(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * All the bytes this was decoded from, also those that this library has no name for.
   *
   * @return read-only and little-endian; a new view at each call
   */
  public final ByteBuffer raw() {
    return Le.view(bytes);
  }

  // Subclasses are final and differ in kind: the same bytes mean something else in each.
  @SuppressWarnings("EqualsGetClass")
  @Override
  public final boolean equals(@Nullable Object other) {
    return other != null
        && other.getClass() == getClass()
        && Arrays.equals(bytes, ((NvmeStructure) other).bytes);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
