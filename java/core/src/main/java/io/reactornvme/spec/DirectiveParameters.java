package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which directives a controller has for a namespace, and which are enabled for the host that asks.
 * 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     8.1.8.2.1.1, Identify Directive, Return Parameters (Directive Operation 01h)</a>
 */
public final class DirectiveParameters extends NvmeStructure {

  /** Size of the structure in bytes. */
  public static final int SIZE = 4096;

  private DirectiveParameters(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the parameters from the first 4096 bytes that remain in a buffer. The buffer, its
   * position and its byte order stay as they are.
   *
   * @param data the data of a Directive Receive command
   * @return the parameters, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 4096 bytes remain
   */
  public static DirectiveParameters decode(ByteBuffer data) {
    return new DirectiveParameters(Le.copy(data, SIZE, "Identify Directive parameters"));
  }

  /** {@return the directives that can be enabled} Directives Supported, bytes 0 to 31. */
  public Set<DirectiveType> supported() {
    return set(0);
  }

  /** {@return the directives that are enabled} Directives Enabled, bytes 32 to 63. */
  public Set<DirectiveType> enabled() {
    return set(32);
  }

  /**
   * {@return the directives that a controller level reset leaves as they are} Directive Persistent
   * Across Controller Level Resets, bytes 64 to 95.
   */
  public Set<DirectiveType> persistentAcrossControllerLevelResets() {
    return set(64);
  }

  private Set<DirectiveType> set(int offset) {
    EnumSet<DirectiveType> types = EnumSet.noneOf(DirectiveType.class);
    Arrays.stream(DirectiveType.values())
        .filter(type -> Le.bit(Le.u16(bytes, offset), type.value()))
        .forEach(types::add);
    return types;
  }

  @Override
  public String toString() {
    return "DirectiveParameters[supported="
        + supported()
        + ", enabled="
        + enabled()
        + ", persistentAcrossControllerLevelResets="
        + persistentAcrossControllerLevelResets()
        + "]";
  }
}
