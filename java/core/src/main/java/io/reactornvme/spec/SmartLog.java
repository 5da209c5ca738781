package io.reactornvme.spec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * The SMART / Health Information log: temperature, wear, and counters over the life of a
 * controller. Obtained by Get Log Page with log page identifier 02h; 512 bytes.
 *
 * <p>Ask with namespace identifier FFFFFFFFh, which revisions up to 1.4 require for the log of the
 * controller. The 128-bit counters come as {@link BigInteger}. Immutable and thread-safe.
 *
 * @see <a href="https://nvmexpress.org/specifications/">NVM Express Base Specification 2.1, section
 *     5.1.12.1.3, SMART / Health Information (Log Page Identifier 02h)</a>
 */
public final class SmartLog extends NvmeStructure {

  /** Log Page Identifier (LID) of this log. */
  public static final int LOG_PAGE_IDENTIFIER = 0x02;

  /** Size of the log in bytes. */
  public static final int SIZE = 512;

  private static final int TEMPERATURE_SENSORS = 8;
  private static final BigInteger BYTES_PER_DATA_UNIT = BigInteger.valueOf(1000 * 512);

  private SmartLog(byte[] bytes) {
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
  public static SmartLog decode(ByteBuffer data) {
    return new SmartLog(Le.copy(data, SIZE, "SMART / Health Information log"));
  }

  /** {@return the warnings that hold now} Critical Warning (CW), byte 0. */
  public CriticalWarning criticalWarning() {
    return new CriticalWarning(Le.u8(bytes, 0));
  }

  /** {@return kelvins; 273 less is degrees Celsius} Composite Temperature (CTEMP), bytes 1 to 2. */
  public int compositeTemperature() {
    return Le.u16(bytes, 1);
  }

  /** {@return percent of the spare capacity that is left} Available Spare (AVSP), byte 3. */
  public int availableSpare() {
    return Le.u8(bytes, 3);
  }

  /**
   * {@return percent of spare capacity below which {@link CriticalWarning#availableSpareLow()} is
   * set} Available Spare Threshold (AVSPT), byte 4.
   */
  public int availableSpareThreshold() {
    return Le.u8(bytes, 4);
  }

  /**
   * {@return percent of the drive's life used, by the vendor's estimate; may exceed 100, and 255
   * means 255 or more} Percentage Used (PUSED), byte 5.
   */
  public int percentageUsed() {
    return Le.u8(bytes, 5);
  }

  /**
   * {@return the warnings that hold in one Endurance Group or more} Endurance Group Critical
   * Warning Summary (EGCWS), byte 6.
   */
  public EnduranceGroupCriticalWarning enduranceGroupCriticalWarningSummary() {
    return new EnduranceGroupCriticalWarning(Le.u8(bytes, 6));
  }

  /**
   * {@return thousands of 512 byte units, rounded up; 0 if not reported} Data Units Read (DUR),
   * bytes 32 to 47.
   *
   * @see #dataBytesRead()
   */
  public BigInteger dataUnitsRead() {
    return Le.u128(bytes, 32);
  }

  /**
   * {@return thousands of 512 byte units, rounded up; 0 if not reported} Data Units Written (DUW),
   * bytes 48 to 63.
   *
   * @see #dataBytesWritten()
   */
  public BigInteger dataUnitsWritten() {
    return Le.u128(bytes, 48);
  }

  /** {@return Data Units Read in bytes, that is 512000 for each} */
  public BigInteger dataBytesRead() {
    return dataUnitsRead().multiply(BYTES_PER_DATA_UNIT);
  }

  /** {@return Data Units Written in bytes, that is 512000 for each} */
  public BigInteger dataBytesWritten() {
    return dataUnitsWritten().multiply(BYTES_PER_DATA_UNIT);
  }

  /** {@return the number of read commands completed} Host Read Commands (HRC), bytes 64 to 79. */
  public BigInteger hostReadCommands() {
    return Le.u128(bytes, 64);
  }

  /** {@return the number of write commands completed} Host Write Commands (HWC), bytes 80 to 95. */
  public BigInteger hostWriteCommands() {
    return Le.u128(bytes, 80);
  }

  /**
   * {@return minutes in which an I/O command was outstanding} Controller Busy Time (CBT), bytes 96
   * to 111.
   */
  public BigInteger controllerBusyTime() {
    return Le.u128(bytes, 96);
  }

  /** {@return the number of power cycles} Power Cycles (PWRC), bytes 112 to 127. */
  public BigInteger powerCycles() {
    return Le.u128(bytes, 112);
  }

  /**
   * {@return hours; may leave out non-operational power states} Power On Hours (POH), bytes 128 to
   * 143.
   */
  public BigInteger powerOnHours() {
    return Le.u128(bytes, 128);
  }

  /**
   * {@return the number of times power was lost without a shutdown before} Unsafe Shutdowns, from
   * revision 2.1 on Unexpected Power Losses (UPL), bytes 144 to 159.
   */
  public BigInteger unsafeShutdowns() {
    return Le.u128(bytes, 144);
  }

  /**
   * {@return the number of unrecovered data integrity errors} Media and Data Integrity Errors
   * (MDIE), bytes 160 to 175.
   */
  public BigInteger mediaAndDataIntegrityErrors() {
    return Le.u128(bytes, 160);
  }

  /**
   * {@return the number of entries over the life of the controller} Number of Error Information Log
   * Entries (NEILE), bytes 176 to 191.
   */
  public BigInteger numberOfErrorInformationLogEntries() {
    return Le.u128(bytes, 176);
  }

  /**
   * {@return minutes at or above the warning but below the critical threshold} Warning Composite
   * Temperature Time (WCTT), bytes 192 to 195.
   */
  public long warningCompositeTemperatureTime() {
    return Le.u32(bytes, 192);
  }

  /**
   * {@return minutes at or above the critical threshold} Critical Composite Temperature Time
   * (CCTT), bytes 196 to 199.
   */
  public long criticalCompositeTemperatureTime() {
    return Le.u32(bytes, 196);
  }

  /**
   * {@return kelvins at a sensor, 0 if it is not supported} Temperature Sensor 1 to 8 (TSEN1 to
   * TSEN8), bytes 200 to 215.
   *
   * @param sensor the number of the sensor, 1 to 8
   * @throws IndexOutOfBoundsException if there is no sensor of that number
   */
  public int temperatureSensor(int sensor) {
    return Le.u16(bytes, 200 + 2 * Objects.checkIndex(sensor - 1, TEMPERATURE_SENSORS));
  }

  /**
   * {@return kelvins at each of the eight sensors, 0 for one that is not supported; the first
   * element is Temperature Sensor 1}
   */
  public List<Integer> temperatureSensors() {
    return IntStream.rangeClosed(1, TEMPERATURE_SENSORS).mapToObj(this::temperatureSensor).toList();
  }

  /**
   * {@return the number of times the controller throttled lightly; stops at FFFFFFFFh} Thermal
   * Management Temperature 1 Transition Count (TMT1TC), bytes 216 to 219.
   */
  public long thermalManagementTemperature1TransitionCount() {
    return Le.u32(bytes, 216);
  }

  /**
   * {@return the number of times the controller throttled heavily; stops at FFFFFFFFh} Thermal
   * Management Temperature 2 Transition Count (TMT2TC), bytes 220 to 223.
   */
  public long thermalManagementTemperature2TransitionCount() {
    return Le.u32(bytes, 220);
  }

  /**
   * {@return seconds of light throttling; stops at FFFFFFFFh} Total Time For Thermal Management
   * Temperature 1 (TTTMT1), bytes 224 to 227.
   */
  public long totalTimeForThermalManagementTemperature1() {
    return Le.u32(bytes, 224);
  }

  /**
   * {@return seconds of heavy throttling; stops at FFFFFFFFh} Total Time For Thermal Management
   * Temperature 2 (TTTMT2), bytes 228 to 231.
   */
  public long totalTimeForThermalManagementTemperature2() {
    return Le.u32(bytes, 228);
  }

  /**
   * {@return watt-hours since manufacture, unsigned; 0 if not reported, and reserved (0) up to
   * revision 2.1} Operational Lifetime Energy Consumed (OLEC), bytes 232 to 239.
   */
  public long operationalLifetimeEnergyConsumed() {
    return Le.u64(bytes, 232);
  }

  /**
   * {@return the average power of the last second with its scale, undecoded; 0 if not reported, and
   * reserved (0) up to revision 2.1} Interval Power Measurement (IPM), bytes 240 to 243.
   */
  public long intervalPowerMeasurement() {
    return Le.u32(bytes, 240);
  }

  @Override
  public String toString() {
    return "SmartLog[criticalWarning="
        + criticalWarning()
        + ", compositeTemperature="
        + compositeTemperature()
        + " K, availableSpare="
        + availableSpare()
        + " %, availableSpareThreshold="
        + availableSpareThreshold()
        + " %, percentageUsed="
        + percentageUsed()
        + " %, dataUnitsRead="
        + dataUnitsRead()
        + ", dataUnitsWritten="
        + dataUnitsWritten()
        + ", powerOnHours="
        + powerOnHours()
        + ", unsafeShutdowns="
        + unsafeShutdowns()
        + ", mediaAndDataIntegrityErrors="
        + mediaAndDataIntegrityErrors()
        + "]";
  }

  /**
   * Critical Warning (CW). The state when the log was read.
   *
   * @param value the field as the drive reports it
   */
  public record CriticalWarning(int value) {

    /**
     * {@return whether the spare capacity is below its threshold} Available Spare Capacity Below
     * Threshold, bit 0.
     */
    public boolean availableSpareLow() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether a temperature is beyond an over or under temperature threshold} Temperature
     * Threshold Condition, bit 1.
     */
    public boolean temperatureThreshold() {
      return Le.bit(value, 1);
    }

    /**
     * {@return whether the NVM subsystem has become unreliable, by media or internal errors} NVM
     * Subsystem Degraded Reliability, bit 2.
     */
    public boolean degradedReliability() {
      return Le.bit(value, 2);
    }

    /** {@return whether all media have been put in read only mode} All Media Read-Only, bit 3. */
    public boolean readOnly() {
      return Le.bit(value, 3);
    }

    /**
     * {@return whether the backup of volatile memory has failed} Volatile Memory Backup Failed, bit
     * 4.
     */
    public boolean volatileMemoryBackupFailed() {
      return Le.bit(value, 4);
    }

    /**
     * {@return whether the Persistent Memory Region has become read-only or unreliable} Persistent
     * Memory Region Read-Only, bit 5.
     */
    public boolean persistentMemoryRegionReadOnly() {
      return Le.bit(value, 5);
    }

    /** {@return whether any warning is set, also one that the specification reserves} */
    public boolean any() {
      return value != 0;
    }

    /** {@return the value and the names of what is set, as in {@code 0x01 [availableSpareLow]}} */
    @Override
    public String toString() {
      StringJoiner names = new StringJoiner(", ", String.format("0x%02x [", value), "]");
      if (availableSpareLow()) {
        names.add("availableSpareLow");
      }
      if (temperatureThreshold()) {
        names.add("temperatureThreshold");
      }
      if (degradedReliability()) {
        names.add("degradedReliability");
      }
      if (readOnly()) {
        names.add("readOnly");
      }
      if (volatileMemoryBackupFailed()) {
        names.add("volatileMemoryBackupFailed");
      }
      if (persistentMemoryRegionReadOnly()) {
        names.add("persistentMemoryRegionReadOnly");
      }
      return names.toString();
    }
  }

  /**
   * Endurance Group Critical Warning Summary (EGCWS).
   *
   * @param value the field as the drive reports it
   */
  public record EnduranceGroupCriticalWarning(int value) {

    /**
     * {@return whether the spare capacity of a group is below its threshold} Endurance Group
     * Available Spare Capacity Below Threshold, bit 0.
     */
    public boolean availableSpareLow() {
      return Le.bit(value, 0);
    }

    /**
     * {@return whether a group has become unreliable} Endurance Group Degraded Reliability, bit 2.
     */
    public boolean degradedReliability() {
      return Le.bit(value, 2);
    }

    /**
     * {@return whether the namespaces of a group have been put in read only mode} Endurance Group
     * Read-Only, bit 3.
     */
    public boolean readOnly() {
      return Le.bit(value, 3);
    }

    /** {@return whether any warning is set, also one that the specification reserves} */
    public boolean any() {
      return value != 0;
    }

    /** {@return the value and the names of what is set, as in {@code 0x01 [availableSpareLow]}} */
    @Override
    public String toString() {
      StringJoiner names = new StringJoiner(", ", String.format("0x%02x [", value), "]");
      if (availableSpareLow()) {
        names.add("availableSpareLow");
      }
      if (degradedReliability()) {
        names.add("degradedReliability");
      }
      if (readOnly()) {
        names.add("readOnly");
      }
      return names.toString();
    }
  }
}
