package io.reactornvme.spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The FDP configurations that an Endurance Group can have. Obtained by Get Log Page with log page
 * identifier 20h; at least 16 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.28, Flexible Data Placement (FDP) Configurations (Log Page Identifier 20h)</a>
 */
public final class FdpConfigurationsLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x20;

  /** Size of the log's header in bytes; what it lists follows. */
  public static final int HEADER_SIZE = 16;

  private static final int DESCRIPTOR = 64;

  private FdpConfigurationsLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from all the bytes that remain in a buffer; its position and its byte order
   * stay as they are. Of what the log lists, only what is whole within these bytes is there.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 16 bytes remain
   */
  public static FdpConfigurationsLog decode(ByteBuffer data) {
    return new FdpConfigurationsLog(
        Le.copyAll(data, HEADER_SIZE, "Flexible Data Placement (FDP) Configurations log"));
  }

  /** {@return how many follow, 0's based} Number of FDP Configurations (NUMFDPC), bytes 0 to 1. */
  public int numberOfConfigurations() {
    return Le.u16(bytes, 0);
  }

  /** {@return 0} Version (VER), byte 2. */
  public int version() {
    return Le.u8(bytes, 2);
  }

  /** {@return bytes} Size (SZE), bytes 4 to 7. */
  public long logSize() {
    return Le.u32(bytes, 4);
  }

  /** {@return the configurations, by their index from 0 on} From byte 16 on. */
  public List<Configuration> configurations() {
    List<Configuration> all = new ArrayList<>();
    int at = HEADER_SIZE;
    while (all.size() <= numberOfConfigurations() && at + DESCRIPTOR <= bytes.length) {
      int end = at + Math.max(DESCRIPTOR, Le.u16(bytes, at));
      if (end > bytes.length) {
        break;
      }
      all.add(new Configuration(Arrays.copyOfRange(bytes, at, end)));
      at = end;
    }
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return "FdpConfigurationsLog[configurations=" + configurations() + "]";
  }

  /** FDP Configuration Descriptor: one way to place data. Immutable and thread-safe. */
  public static final class Configuration extends NvmeStructure {

    private Configuration(byte[] bytes) {
      super(bytes);
    }

    /** {@return bytes} Descriptor Size (DSZE), bytes 0 to 1. */
    public int descriptorSize() {
      return Le.u16(bytes, 0);
    }

    /** {@return what it has} FDP Attributes (FDPA), byte 2. */
    public Attributes attributes() {
      return new Attributes(Le.u8(bytes, 2));
    }

    /** {@return bytes} Vendor Specific Size (VSS), byte 3. */
    public int vendorSpecificSize() {
      return Le.u8(bytes, 3);
    }

    /** {@return how many Reclaim Groups there are} Number of Reclaim Groups (NRG), bytes 4 to 7. */
    public long numberOfReclaimGroups() {
      return Le.u32(bytes, 4);
    }

    /**
     * {@return how many Reclaim Unit Handles there are} Number of Reclaim Unit Handles (NRUH),
     * bytes 8 to 9.
     */
    public int numberOfReclaimUnitHandles() {
      return Le.u16(bytes, 8);
    }

    /**
     * {@return the most that one Reclaim Unit Handle Update takes, 0's based} Max Placement
     * Identifiers (MAXPIDS), bytes 10 to 11.
     */
    public int maxPlacementIdentifiers() {
      return Le.u16(bytes, 10);
    }

    /**
     * {@return how many namespaces may be created} Number of Namespaces Supported (NNS), bytes 12
     * to 15.
     */
    public long numberOfNamespacesSupported() {
      return Le.u32(bytes, 12);
    }

    /** {@return bytes, an unsigned number} Reclaim Unit Nominal Size (RUNS), bytes 16 to 23. */
    public long reclaimUnitNominalSize() {
      return Le.u64(bytes, 16);
    }

    /**
     * {@return seconds; 0 if not reported} Estimated Reclaim Unit Time Limit (ERUTL), bytes 24 to
     * 27.
     */
    public long estimatedReclaimUnitTimeLimit() {
      return Le.u32(bytes, 24);
    }

    /** {@return the handles, by their identifiers from 0 on} From byte 64 on. */
    public List<ReclaimUnitHandle> reclaimUnitHandles() {
      return Le.parts(
          bytes, 64, 4, numberOfReclaimUnitHandles(), h -> new ReclaimUnitHandle(Le.u8(h, 0)));
    }

    @Override
    public String toString() {
      return "Configuration[attributes="
          + attributes()
          + ", reclaimGroups="
          + numberOfReclaimGroups()
          + ", handles="
          + numberOfReclaimUnitHandles()
          + ", reclaimUnitNominalSize="
          + reclaimUnitNominalSize()
          + "]";
    }

    /**
     * FDP Attributes (FDPA).
     *
     * @param value the field as the drive reports it
     */
    public record Attributes(int value) {

      /**
       * {@return the number of most significant bits of a Placement Identifier that hold the
       * Reclaim Group Identifier} Reclaim Group Identifier Format (RGIF), bits 3 to 0.
       */
      public int reclaimGroupIdentifierFormat() {
        return value & 0xf;
      }

      /**
       * {@return whether there is a volatile write cache} FDP Volatile Write Cache (FDPVWC), bit 4.
       */
      public boolean volatileWriteCache() {
        return Le.bit(value, 4);
      }

      /**
       * {@return whether the configuration can be used now} FDP Configuration Valid (FDPCV), bit 7.
       */
      public boolean valid() {
        return Le.bit(value, 7);
      }
    }
  }

  /**
   * Reclaim Unit Handle Descriptor.
   *
   * @param type code of the Reclaim Unit Handle Type (RUHT): 1h initially isolated, 2h persistently
   *     isolated
   */
  public record ReclaimUnitHandle(int type) {}
}
