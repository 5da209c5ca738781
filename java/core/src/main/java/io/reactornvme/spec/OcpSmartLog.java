package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * The SMART / Health Information Extended log of the OCP Datacenter NVMe SSD Specification. Page
 * C0h is the vendor's, and other vendors have other things there: the GUID tells. Obtained by Get
 * Log Page with log page identifier C0h; 512 bytes.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">OCP Datacenter NVMe SSD Specification 2.5,
 *     SMART / Health Information Extended (Log Page Identifier C0h)</a>
 */
public final class OcpSmartLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0xC0;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  /** The GUID that this log has, as {@link #logPageGuid()} gives it. */
  public static final String GUID = "AFD514C97C6F4F9CA4F2BFEA2810AFC5";

  private OcpSmartLog(byte[] bytes) {
    super(bytes);
  }

  /**
   * Decodes the log from the first 512 bytes that remain in a buffer. More bytes are ignored; the
   * buffer, its position and its byte order stay as they are.
   *
   * @param data the data of a Get Log Page command
   * @return the log, with a copy of the bytes
   * @throws IllegalArgumentException if fewer than 512 bytes remain
   */
  public static OcpSmartLog decode(ByteBuffer data) {
    return new OcpSmartLog(Le.copy(data, SIZE, "SMART / Health Information Extended log"));
  }

  /** {@return bytes written to the media} Physical Media Units Written, bytes 0 to 15. */
  public BigInteger physicalMediaUnitsWritten() {
    return Le.u128(bytes, 0);
  }

  /** {@return bytes read from the media} Physical Media Units Read, bytes 16 to 31. */
  public BigInteger physicalMediaUnitsRead() {
    return Le.u128(bytes, 16);
  }

  /** {@return count} Bad User NAND Blocks, Raw Count, bytes 32 to 37. */
  public long badUserNandBlocksRaw() {
    return Le.u48(bytes, 32);
  }

  /**
   * {@return percent that is left of the spare blocks} Bad User NAND Blocks, Normalized Value,
   * bytes 38 to 39.
   */
  public int badUserNandBlocksNormalized() {
    return Le.u16(bytes, 38);
  }

  /** {@return count} Bad System NAND Blocks, Raw Count, bytes 40 to 45. */
  public long badSystemNandBlocksRaw() {
    return Le.u48(bytes, 40);
  }

  /**
   * {@return percent that is left of the spare blocks} Bad System NAND Blocks, Normalized Value,
   * bytes 46 to 47.
   */
  public int badSystemNandBlocksNormalized() {
    return Le.u16(bytes, 46);
  }

  /** {@return count of recoveries by XOR parity} XOR Recovery Count, bytes 48 to 55. */
  public long xorRecoveryCount() {
    return Le.u64(bytes, 48);
  }

  /** {@return count} Uncorrectable Read Error Count, bytes 56 to 63. */
  public long uncorrectableReadErrorCount() {
    return Le.u64(bytes, 56);
  }

  /** {@return count of first reads that needed correction} Soft ECC Error Count, bytes 64 to 71. */
  public long softEccErrorCount() {
    return Le.u64(bytes, 64);
  }

  /** {@return count} End to End Correction Counts, Detected Errors, bytes 72 to 75. */
  public long endToEndDetectedErrors() {
    return Le.u32(bytes, 72);
  }

  /** {@return count} End to End Correction Counts, Corrected Errors, bytes 76 to 79. */
  public long endToEndCorrectedErrors() {
    return Le.u32(bytes, 76);
  }

  /**
   * {@return percent of the life of the system area; may exceed 100} System Data % Used, byte 80.
   */
  public int systemDataPercentUsed() {
    return Le.u8(bytes, 80);
  }

  /**
   * {@return count of erases of the most worn block} User Data Erase Counts, Maximum, bytes 88 to
   * 91.
   */
  public long maximumUserDataEraseCount() {
    return Le.u32(bytes, 88);
  }

  /**
   * {@return count of erases of the least worn block} User Data Erase Counts, Minimum, bytes 92 to
   * 95.
   */
  public long minimumUserDataEraseCount() {
    return Le.u32(bytes, 92);
  }

  /** {@return count} Thermal Throttling Status and Count, Number of events, byte 96. */
  public int thermalThrottlingEventCount() {
    return Le.u8(bytes, 96);
  }

  /**
   * {@return 0h none, 1h first level, 2h second level, 3h third level} Thermal Throttling Status
   * and Count, Current Throttling Status, byte 97.
   */
  public int currentThrottlingStatus() {
    return Le.u8(bytes, 97);
  }

  /** {@return number} DSSD Specification Version, Errata, byte 98. */
  public int dssdErrataVersion() {
    return Le.u8(bytes, 98);
  }

  /** {@return number} DSSD Specification Version, Point, bytes 99 to 100. */
  public int dssdPointVersion() {
    return Le.u16(bytes, 99);
  }

  /** {@return number} DSSD Specification Version, Minor, bytes 101 to 102. */
  public int dssdMinorVersion() {
    return Le.u16(bytes, 101);
  }

  /** {@return number} DSSD Specification Version, Major, byte 103. */
  public int dssdMajorVersion() {
    return Le.u8(bytes, 103);
  }

  /** {@return count} PCIe Correctable Error Count, bytes 104 to 111. */
  public long pcieCorrectableErrorCount() {
    return Le.u64(bytes, 104);
  }

  /** {@return count} Incomplete Shutdowns, bytes 112 to 115. */
  public long incompleteShutdowns() {
    return Le.u32(bytes, 112);
  }

  /** {@return percent} % Free Blocks, byte 120. */
  public int percentFreeBlocks() {
    return Le.u8(bytes, 120);
  }

  /**
   * {@return percent of the energy needed; FFFFh if there is none} Capacitor Health, bytes 128 to
   * 129.
   */
  public int capacitorHealth() {
    return Le.u16(bytes, 128);
  }

  /** {@return the errata's letter} NVMe Base Errata Version, byte 130. */
  public int nvmeBaseErrataVersion() {
    return Le.u8(bytes, 130);
  }

  /** {@return the errata's letter} NVMe Command Set Errata Version, byte 131. */
  public int nvmeCommandSetErrataVersion() {
    return Le.u8(bytes, 131);
  }

  /** {@return the errata's letter} NVMe Over PCIe Errata Version, byte 132. */
  public int nvmeOverPcieErrataVersion() {
    return Le.u8(bytes, 132);
  }

  /** {@return the errata's letter} NVMe Management Interface Errata Version, byte 133. */
  public int nvmeManagementInterfaceErrataVersion() {
    return Le.u8(bytes, 133);
  }

  /**
   * {@return count of writes that are not aligned to the indirection unit} Unaligned I/O, bytes 136
   * to 143.
   */
  public long unalignedIo() {
    return Le.u64(bytes, 136);
  }

  /** {@return number} Security Version Number, bytes 144 to 151. */
  public long securityVersionNumber() {
    return Le.u64(bytes, 144);
  }

  /** {@return logical blocks in use, of all namespaces together} Total NUSE, bytes 152 to 159. */
  public long totalNamespaceUtilization() {
    return Le.u64(bytes, 152);
  }

  /**
   * {@return count of times that power loss protection was used} PLP Start Count, bytes 160 to 175.
   */
  public BigInteger plpStartCount() {
    return Le.u128(bytes, 160);
  }

  /** {@return bytes that may be written in the whole life} Endurance Estimate, bytes 176 to 191. */
  public BigInteger enduranceEstimate() {
    return Le.u128(bytes, 176);
  }

  /** {@return count} PCIe Link Retraining Count, bytes 192 to 199. */
  public long pcieLinkRetrainingCount() {
    return Le.u64(bytes, 192);
  }

  /** {@return count} Power State Change Count, bytes 200 to 207. */
  public long powerStateChangeCount() {
    return Le.u64(bytes, 200);
  }

  /**
   * {@return the lowest revision that may be loaded, 8 characters as a number} Lowest Permitted
   * Firmware Revision, bytes 208 to 215.
   */
  public long lowestPermittedFirmwareRevision() {
    return Le.u64(bytes, 208);
  }

  /** {@return count of dies} Total media dies, bytes 216 to 217. */
  public int totalMediaDies() {
    return Le.u16(bytes, 216);
  }

  /** {@return count of dies that may fail} Total die failure tolerance, bytes 218 to 219. */
  public int totalDieFailureTolerance() {
    return Le.u16(bytes, 218);
  }

  /** {@return count of dies that have failed} Media dies offline, bytes 220 to 221. */
  public int mediaDiesOffline() {
    return Le.u16(bytes, 220);
  }

  /** {@return degrees Celsius, unsigned} Max temperature recorded, byte 222. */
  public int maximumTemperatureRecorded() {
    return Le.u8(bytes, 222);
  }

  /** {@return number of the form factor} Form factor, byte 223. */
  public int formFactor() {
    return Le.u8(bytes, 223);
  }

  /** {@return count} NAND average erase count, bytes 224 to 231. */
  public long nandAverageEraseCount() {
    return Le.u64(bytes, 224);
  }

  /** {@return count} Command timeouts, bytes 232 to 235. */
  public long commandTimeouts() {
    return Le.u32(bytes, 232);
  }

  /** {@return count} System area program fail count, Raw, bytes 236 to 239. */
  public long systemAreaProgramFailCountRaw() {
    return Le.u32(bytes, 236);
  }

  /** {@return percent that is left} System area program fail count, Normalized, byte 240. */
  public int systemAreaProgramFailCountNormalized() {
    return Le.u8(bytes, 240);
  }

  /** {@return count} System area uncorrectable read count, Raw, bytes 244 to 247. */
  public long systemAreaUncorrectableReadCountRaw() {
    return Le.u32(bytes, 244);
  }

  /** {@return percent that is left} System area uncorrectable read count, Normalized, byte 248. */
  public int systemAreaUncorrectableReadCountNormalized() {
    return Le.u8(bytes, 248);
  }

  /** {@return count} System area erase fail count, Raw, bytes 252 to 255. */
  public long systemAreaEraseFailCountRaw() {
    return Le.u32(bytes, 252);
  }

  /** {@return percent that is left} System area erase fail count, Normalized, byte 256. */
  public int systemAreaEraseFailCountNormalized() {
    return Le.u8(bytes, 256);
  }

  /** {@return watts} Max peak power capability, bytes 260 to 261. */
  public int maxPeakPowerCapability() {
    return Le.u16(bytes, 260);
  }

  /** {@return watts} Current max average power, bytes 262 to 263. */
  public int currentMaxAveragePower() {
    return Le.u16(bytes, 262);
  }

  /**
   * {@return units as the OCP specification has them} Lifetime power consumed, bytes 264 to 269.
   */
  public long lifetimePowerConsumed() {
    return Le.u48(bytes, 264);
  }

  /** {@return text} DSSD firmware revision, bytes 270 to 277. */
  public String dssdFirmwareRevision() {
    return Le.ascii(bytes, 270, 8);
  }

  /**
   * {@return hexadecimal digits, in the order of the bytes} DSSD firmware build UUID, bytes 278 to
   * 293.
   */
  public String dssdFirmwareBuildUuid() {
    return Le.hex(bytes, 278, 16);
  }

  /** {@return text} DSSD firmware build label, bytes 294 to 357. */
  public String dssdFirmwareBuildLabel() {
    return Le.ascii(bytes, 294, 64);
  }

  /** {@return count} Die in use bad NAND block, Raw, bytes 358 to 363. */
  public long dieInUseBadNandBlocksRaw() {
    return Le.u48(bytes, 358);
  }

  /**
   * {@return percent that is left of the spare blocks} Die in use bad NAND block, Normalized, bytes
   * 364 to 365.
   */
  public int dieInUseBadNandBlocksNormalized() {
    return Le.u16(bytes, 364);
  }

  /** {@return number} Log Page Version, bytes 494 to 495. */
  public int logPageVersion() {
    return Le.u16(bytes, 494);
  }

  /** {@return count of blocks rewritten to keep their data} Refresh Counts, bytes 81 to 87. */
  public long refreshCounts() {
    return Le.u48(bytes, 81) | (long) Le.u8(bytes, 87) << 48;
  }

  /**
   * {@return 32 hexadecimal digits, the most significant first} Log Page GUID, bytes 496 to 511.
   */
  public String logPageGuid() {
    return String.format("%016X%016X", Le.u64(bytes, 504), Le.u64(bytes, 496));
  }

  /** {@return whether this is the log that it is taken for: its GUID is {@link #GUID}} */
  public boolean isGenuine() {
    return logPageGuid().equals(GUID);
  }

  @Override
  public String toString() {
    return "OcpSmartLog[mediaUnitsWritten="
        + physicalMediaUnitsWritten()
        + ", mediaUnitsRead="
        + physicalMediaUnitsRead()
        + ", percentFreeBlocks="
        + percentFreeBlocks()
        + ", capacitorHealth="
        + capacitorHealth()
        + "]";
  }
}
