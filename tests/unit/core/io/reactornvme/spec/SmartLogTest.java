package io.reactornvme.spec;

import static io.reactornvme.spec.FlagsAssert.assertBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactornvme.spec.Samples.Field;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SmartLogTest {

  private static final List<String> DRIVES = Samples.DRIVES;

  /** nvme-cli's name, offset, size, accessor. */
  private static final List<Field> FIELDS =
      Field.parse(
          """
          critical_warning 0 1 criticalWarning
          temperature 1 2 compositeTemperature
          avail_spare 3 1 availableSpare
          spare_thresh 4 1 availableSpareThreshold
          percent_used 5 1 percentageUsed
          endurance_grp_critical_warning_summary 6 1 enduranceGroupCriticalWarningSummary
          data_units_read 32 16 dataUnitsRead
          data_units_written 48 16 dataUnitsWritten
          host_read_commands 64 16 hostReadCommands
          host_write_commands 80 16 hostWriteCommands
          controller_busy_time 96 16 controllerBusyTime
          power_cycles 112 16 powerCycles
          power_on_hours 128 16 powerOnHours
          unsafe_shutdowns 144 16 unsafeShutdowns
          media_errors 160 16 mediaAndDataIntegrityErrors
          num_err_log_entries 176 16 numberOfErrorInformationLogEntries
          warning_temp_time 192 4 warningCompositeTemperatureTime
          critical_comp_time 196 4 criticalCompositeTemperatureTime
          thm_temp1_trans_count 216 4 thermalManagementTemperature1TransitionCount
          thm_temp2_trans_count 220 4 thermalManagementTemperature2TransitionCount
          thm_temp1_total_time 224 4 totalTimeForThermalManagementTemperature1
          thm_temp2_total_time 228 4 totalTimeForThermalManagementTemperature2
          op_lifetime_energy_consumed 232 8 operationalLifetimeEnergyConsumed
          interval_power_measurement 240 4 intervalPowerMeasurement
          """);

  @ParameterizedTest
  @FieldSource("DRIVES")
  void agreesWithNvmeCli(String drive) {
    SmartLog log = SmartLog.decode(Samples.bytes(drive + "/smart-log"));
    Map<String, String> json = Samples.json(drive + "/smart-log");
    assertThat(json).hasSize(22);
    json.forEach(
        (key, expected) -> {
          Field field =
              FIELDS.stream().filter(f -> f.abbreviation().equals(key)).findFirst().orElseThrow();
          assertThat(field.read(log).toString()).as(key).isEqualTo(expected);
        });
    assertThat(log.temperatureSensors()).containsOnly(0).hasSize(8);
  }

  @Test
  void aDriveInWords() {
    SmartLog log = SmartLog.decode(Samples.bytes("plain/smart-log"));
    assertThat(log.compositeTemperature()).isEqualTo(323);
    assertThat(log.dataBytesRead()).isEqualTo(BigInteger.valueOf(512_000));
    assertThat(log.dataBytesWritten()).isEqualTo(BigInteger.ZERO);
    assertThat(log.criticalWarning().any()).isFalse();
    assertThat(log)
        .hasToString(
            "SmartLog[criticalWarning=0x00 [], compositeTemperature=323 K, availableSpare=0 %,"
                + " availableSpareThreshold=0 %, percentageUsed=0 %, dataUnitsRead=1,"
                + " dataUnitsWritten=0, powerOnHours=0, unsafeShutdowns=0,"
                + " mediaAndDataIntegrityErrors=0]");
  }

  @Test
  void fieldsAreWhereTheSpecificationHasThem() {
    StructureAssert.assertFields(SmartLog.SIZE, SmartLog::decode, FIELDS);
  }

  @Test
  void countersBeyond64Bits() {
    ByteBuffer data = ByteBuffer.allocate(SmartLog.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(32, -1);
    data.putLong(48, 0).putLong(56, 1);
    data.putLong(128, 5).putLong(136, Long.MIN_VALUE);
    SmartLog log = SmartLog.decode(data);
    assertThat(log.dataUnitsRead()).isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(log.dataUnitsWritten()).isEqualTo(new BigInteger("18446744073709551616"));
    assertThat(log.dataBytesWritten()).isEqualTo(new BigInteger("9444732965739290427392000"));
    assertThat(log.powerOnHours())
        .isEqualTo(new BigInteger("170141183460469231731687303715884105733"));
  }

  @Test
  void temperatureSensorsHaveNumbersFromOne() {
    ByteBuffer data = ByteBuffer.allocate(SmartLog.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      data.putShort(200 + 2 * i, (short) (300 + i));
    }
    SmartLog log = SmartLog.decode(data);
    assertThat(log.temperatureSensors()).containsExactly(300, 301, 302, 303, 304, 305, 306, 307);
    assertThat(log.temperatureSensor(1)).isEqualTo(300);
    assertThat(log.temperatureSensor(8)).isEqualTo(307);
    assertThatThrownBy(() -> log.temperatureSensor(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> log.temperatureSensor(9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void everyDefinedByteIsRead() {
    boolean[] read = new boolean[SmartLog.SIZE];
    FIELDS.forEach(field -> Arrays.fill(read, field.offset(), field.offset() + field.size(), true));
    Arrays.fill(read, 200, 216, true); // temperature sensors
    for (int i = 0; i < read.length; i++) {
      boolean reserved = i >= 7 && i < 32 || i >= 244;
      assertThat(read[i]).as("byte %d", i).isEqualTo(!reserved);
    }
  }

  @Test
  void warningsInWords() {
    assertThat(new SmartLog.CriticalWarning(0x3f))
        .hasToString(
            "0x3f [availableSpareLow, temperatureThreshold, degradedReliability, readOnly,"
                + " volatileMemoryBackupFailed, persistentMemoryRegionReadOnly]");
    assertThat(new SmartLog.CriticalWarning(0x80)).hasToString("0x80 []");
    assertThat(new SmartLog.CriticalWarning(0x80).any()).isTrue();
    assertThat(new SmartLog.EnduranceGroupCriticalWarning(0x0f))
        .hasToString("0x0f [availableSpareLow, degradedReliability, readOnly]");
    assertThat(new SmartLog.EnduranceGroupCriticalWarning(0).any()).isFalse();
    assertThat(new SmartLog.EnduranceGroupCriticalWarning(2).any()).isTrue();
  }

  @Test
  void everyBitOfEveryFlag() {
    assertBits(
        SmartLog.CriticalWarning.class,
        """
        availableSpareLow=0 temperatureThreshold=1 degradedReliability=2 readOnly=3
        volatileMemoryBackupFailed=4 persistentMemoryRegionReadOnly=5
        """);
    assertBits(
        SmartLog.EnduranceGroupCriticalWarning.class,
        "availableSpareLow=0 degradedReliability=2 readOnly=3");
    assertThat(FlagsAssert.recordsOf(SmartLog.class)).hasSize(2);
  }

  @Test
  void decoding() {
    StructureAssert.assertDecodes(
        SmartLog.SIZE, "SMART / Health Information log", SmartLog::decode);
  }
}
