package io.reactornvme.spec;

import io.reactornvme.spec.IdentifyNamespace.FormatProgressIndicator;
import io.reactornvme.spec.IdentifyNamespace.KeyPerIoStatus;
import io.reactornvme.spec.IdentifyNamespace.NamespaceAttributes;
import io.reactornvme.spec.IdentifyNamespace.NamespaceSharingCapabilities;
import io.reactornvme.spec.IdentifyNamespace.ReservationCapabilities;
import java.nio.ByteBuffer;

/**
 * What a namespace is, whatever its I/O command set. Obtained by the Identify command with CNS 08h;
 * 4096 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.13.2, I/O Command Set Independent Identify Namespace Data Structure (CNS 08h)</a>
 */
public final class IndependentIdentifyNamespace extends NvmeStructure {

  /** Controller or Namespace Structure (CNS) value of this data structure. */
  public static final int CNS = 0x08;

  /** Size of the data structure in bytes. */
  public static final int SIZE = 4096;

  private IndependentIdentifyNamespace(byte[] bytes) {
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
  public static IndependentIdentifyNamespace decode(ByteBuffer data) {
    return new IndependentIdentifyNamespace(
        Le.copy(data, SIZE, "I/O Command Set Independent Identify Namespace"));
  }

  /** {@return the features} Common Namespace Features (NSFEAT), byte 0. */
  public CommonNamespaceFeatures namespaceFeatures() {
    return new CommonNamespaceFeatures(Le.u8(bytes, 0));
  }

  /**
   * {@return the capabilities} Namespace Multi-path I/O and Namespace Sharing Capabilities (NMIC),
   * byte 1.
   */
  public NamespaceSharingCapabilities multiPathIoAndNamespaceSharingCapabilities() {
    return new NamespaceSharingCapabilities(Le.u8(bytes, 1));
  }

  /** {@return the capabilities} Reservation Capabilities (RESCAP), byte 2. */
  public ReservationCapabilities reservationCapabilities() {
    return new ReservationCapabilities(Le.u8(bytes, 2));
  }

  /** {@return how far a format is} Format Progress Indicator (FPI), byte 3. */
  public FormatProgressIndicator formatProgressIndicator() {
    return new FormatProgressIndicator(Le.u8(bytes, 3));
  }

  /** {@return the ANA group; 0 if not reported} ANA Group Identifier (ANAGRPID), bytes 4 to 7. */
  public long anaGroupIdentifier() {
    return Le.u32(bytes, 4);
  }

  /** {@return the attributes} Namespace Attributes (NSATTR), byte 8. */
  public NamespaceAttributes namespaceAttributes() {
    return new NamespaceAttributes(Le.u8(bytes, 8));
  }

  /** {@return the NVM Set; 0 if not reported} NVM Set Identifier (NVMSETID), bytes 10 to 11. */
  public int nvmSetIdentifier() {
    return Le.u16(bytes, 10);
  }

  /**
   * {@return the Endurance Group; 0 if not reported} Endurance Group Identifier (ENDGID), bytes 12
   * to 13.
   */
  public int enduranceGroupIdentifier() {
    return Le.u16(bytes, 12);
  }

  /** {@return the state} Namespace Status (NSTAT), byte 14. */
  public NamespaceStatus namespaceStatus() {
    return new NamespaceStatus(Le.u8(bytes, 14));
  }

  /** {@return the status} Key Per I/O Status (KPIOS), byte 15. */
  public KeyPerIoStatus keyPerIoStatus() {
    return new KeyPerIoStatus(Le.u8(bytes, 15));
  }

  /** {@return the largest key tag} Maximum Key Tag (MAXKT), bytes 16 to 17. */
  public int maximumKeyTag() {
    return Le.u16(bytes, 16);
  }

  /**
   * {@return the Reachability Group; 0 if not reported} Reachability Group Identifier (RGRPID),
   * bytes 20 to 23.
   */
  public long reachabilityGroupIdentifier() {
    return Le.u32(bytes, 20);
  }

  @Override
  public String toString() {
    return "IndependentIdentifyNamespace[namespaceStatus="
        + namespaceStatus()
        + ", anaGroupIdentifier="
        + anaGroupIdentifier()
        + ", enduranceGroupIdentifier="
        + enduranceGroupIdentifier()
        + "]";
  }

  /**
   * Common Namespace Features (NSFEAT).
   *
   * @param value the field as the drive reports it
   */
  public record CommonNamespaceFeatures(int value) {

    /** {@return whether NGUID and EUI64 are never used again} UID Reuse (UIDREUSE), bit 3. */
    public boolean uidNeverReused() {
      return Le.bit(value, 3);
    }

    /** {@return whether the namespace is on rotational media} Rotational Media (RMEDIA), bit 4. */
    public boolean rotationalMedia() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether no volatile write cache is in use for the namespace} Volatile Write Cache
     * Not Present (VWCNP), bit 5.
     */
    public boolean volatileWriteCacheNotPresent() {
      return Le.bit(value, 5);
    }
  }

  /**
   * Namespace Status (NSTAT).
   *
   * @param value the field as the drive reports it
   */
  public record NamespaceStatus(int value) {

    /** {@return whether the namespace is ready for commands} Namespace Ready (NRDY), bit 0. */
    public boolean ready() {
      return Le.bit(value, 0);
    }
  }
}
