package io.reactornvme.spec;

import java.nio.ByteBuffer;

/**
 * What the Streams directive offers: resources of the NVM subsystem, and those of a namespace. 32
 * bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     8.1.8.3.1.1, Streams Directive, Return Parameters (Directive Operation 01h)</a>
 */
public final class StreamsParameters extends NvmeStructure {

  /** Size of the structure in bytes. */
  public static final int SIZE = 32;

  private StreamsParameters(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the parameters from the first 32 bytes that remain in a buffer. The buffer, its
   * position and its byte order stay as they are.
   *
   * @param data the data of a Directive Receive command
   * @return the parameters, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 32 bytes remain
   */
  public static StreamsParameters decode(ByteBuffer data) {
    return new StreamsParameters(Le.copy(data, SIZE, "Streams Directive parameters"));
  }

  /**
   * {@return the number of streams open at once in the NVM subsystem} Max Streams Limit (MSL),
   * bytes 0 to 1.
   */
  public int maxStreamsLimit() {
    return Le.u16(bytes, 0);
  }

  /**
   * {@return the number of stream resources that nobody has allocated} NVM Subsystem Streams
   * Available (NSSA), bytes 2 to 3.
   */
  public int nvmSubsystemStreamsAvailable() {
    return Le.u16(bytes, 2);
  }

  /**
   * {@return the number of streams open in the NVM subsystem, without those of allocated resources}
   * NVM Subsystem Streams Open (NSSO), bytes 4 to 5.
   */
  public int nvmSubsystemStreamsOpen() {
    return Le.u16(bytes, 4);
  }

  /** {@return the capabilities} NVM Subsystem Stream Capability (NSSC), byte 6. */
  public NvmSubsystemStreamCapability nvmSubsystemStreamCapability() {
    return new NvmSubsystemStreamCapability(Le.u8(bytes, 6));
  }

  /**
   * {@return logical blocks: writes of multiples of it are fastest} Stream Write Size (SWS), bytes
   * 16 to 19.
   */
  public long streamWriteSize() {
    return Le.u32(bytes, 16);
  }

  /**
   * {@return stream write sizes that the drive places, and can deallocate, as one} Stream
   * Granularity Size (SGS), bytes 20 to 21.
   */
  public int streamGranularitySize() {
    return Le.u16(bytes, 20);
  }

  /**
   * {@return the number of stream resources allocated to the namespace and the asking host; 0 if it
   * shares the subsystem's} Namespace Streams Allocated (NSA), bytes 22 to 23.
   */
  public int namespaceStreamsAllocated() {
    return Le.u16(bytes, 22);
  }

  /**
   * {@return the number of streams open in the namespace} Namespace Streams Open (NSO), bytes 24 to
   * 25.
   */
  public int namespaceStreamsOpen() {
    return Le.u16(bytes, 24);
  }

  @Override
  public String toString() {
    return "StreamsParameters[maxStreamsLimit="
        + maxStreamsLimit()
        + ", nvmSubsystemStreamsAvailable="
        + nvmSubsystemStreamsAvailable()
        + ", nvmSubsystemStreamsOpen="
        + nvmSubsystemStreamsOpen()
        + ", streamWriteSize="
        + streamWriteSize()
        + " blocks, streamGranularitySize="
        + streamGranularitySize()
        + ", namespaceStreamsAllocated="
        + namespaceStreamsAllocated()
        + ", namespaceStreamsOpen="
        + namespaceStreamsOpen()
        + "]";
  }

  /**
   * NVM Subsystem Stream Capability (NSSC).
   *
   * @param value the field as the drive reports it
   */
  public record NvmSubsystemStreamCapability(int value) {

    /**
     * {@return whether hosts may share a stream identifier, and are not told apart by their Host
     * Identifiers} Shared Stream Identifiers (SSID), bit 0.
     */
    public boolean sharedStreamIdentifiers() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether the Host Identifier must be other than zero before the directive can be
     * enabled} Streams Require Non-Zero Host Identifier (SRNZID), bit 1.
     */
    public boolean streamsRequireNonZeroHostIdentifier() {
      return Le.bit(value, 1);
    }
  }
}
