package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.Errno;
import io.reactornvme.NvmeControllerInfo;
import io.reactornvme.SmartReading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Whole lines: programs read them, so nothing in them may change by accident. */
class SmartJsonTest {

  private static final String HEAD =
      "{\"schema\":1,\"time\":\"2026-01-02T03:04:05.670Z\",\"device\":\"/dev/nvme0\","
          + "\"model\":\"Model of nvme0\",\"serial\":\"S-nvme0\",\"firmware\":\"1.0\",";

  @Test
  void aLogIsOneLineWithTheNamesOfNvmeCli() {
    SmartReading reading =
        Readings.ok(
            "nvme0",
            log ->
                log.u8(0, 0x05)
                    .u8(6, 0x01)
                    .u128(32, 1)
                    .u128(48, 2)
                    .u128(64, 3)
                    .u128(80, Readings.LARGEST)
                    .u128(96, 5)
                    .u128(112, 6)
                    .u128(128, 7)
                    .u128(144, 8)
                    .u128(160, 9)
                    .u128(176, 10)
                    .u32(192, 11)
                    .u32(196, 0xffffffffL)
                    .u16(200, 309)
                    .u16(214, 316)
                    .u32(216, 13)
                    .u32(220, 14)
                    .u32(224, 15)
                    .u32(228, 16));

    assertThat(line(reading))
        .isEqualTo(
            HEAD
                + "\"status\":\"ok\",\"latency_us\":1234,\"backend\":\"uring\","
                + "\"critical_warning\":5,\"temperature\":308,\"avail_spare\":100,"
                + "\"spare_thresh\":10,\"percent_used\":2,"
                + "\"endurance_grp_critical_warning_summary\":1,"
                + "\"data_units_read\":1,\"data_units_written\":2,\"host_read_commands\":3,"
                + "\"host_write_commands\":340282366920938463463374607431768211455,"
                + "\"controller_busy_time\":5,\"power_cycles\":6,\"power_on_hours\":7,"
                + "\"unsafe_shutdowns\":8,\"media_errors\":9,\"num_err_log_entries\":10,"
                + "\"warning_temp_time\":11,\"critical_comp_time\":4294967295,"
                + "\"temperature_sensor_1\":309,\"temperature_sensor_8\":316,"
                + "\"thm_temp1_trans_count\":13,\"thm_temp2_trans_count\":14,"
                + "\"thm_temp1_total_time\":15,\"thm_temp2_total_time\":16}\n");
  }

  @Test
  void anErrorIsOneLineWithAllItsFields() {
    assertThat(line(Readings.failed("nvme0", Failures.status("/dev/nvme0", 0x4109))))
        .isEqualTo(
            HEAD
                + "\"status\":\"error\",\"latency_us\":10000000,\"backend\":\"uring\","
                + "\"error\":{\"kind\":\"status\",\"layer\":\"controller\",\"errno\":null,"
                + "\"status\":\"0x4109\",\"message\":\"Get Log Page failed: Invalid Log Page"
                + " (SCT 1h, SC 09h, DNR) 0x4109\",\"remedy\":\"The controller does not have this"
                + " log page: see log page 00h for those it has.\"}}\n");
  }

  @Test
  void whatIsUnknownOfADriveThatCannotBeOpenedIsNull() {
    assertThat(line(Readings.notOpened("nvme7", Failures.mayNotOpen("nvme7", Errno.EACCES))))
        .startsWith(
            "{\"schema\":1,\"time\":\"2026-01-02T03:04:05.670Z\",\"device\":\"nvme7\","
                + "\"model\":null,\"serial\":null,\"firmware\":null,\"status\":\"error\","
                + "\"latency_us\":null,\"backend\":null,\"error\":{\"kind\":\"permission\","
                + "\"layer\":\"system\",\"errno\":\"EACCES\",\"status\":null,");
  }

  @Test
  void anErrorFromElsewhereHasNeitherLayerNorRemedy() {
    assertThat(line(Readings.failed("nvme0", new IllegalStateException("odd"))))
        .endsWith(
            "\"error\":{\"kind\":\"other\",\"layer\":null,\"errno\":null,\"status\":null,"
                + "\"message\":\"java.lang.IllegalStateException: odd\",\"remedy\":null}}\n");
  }

  @Test
  void aNamespaceIsToldByItsController() {
    SmartReading given = Readings.ok("nvme3", log -> {});
    SmartReading reading =
        new SmartReading(
            "/dev/ng3n1",
            given.info(),
            given.time(),
            given.latency(),
            given.backend(),
            given.log(),
            null);

    assertThat(line(reading)).contains("\"device\":\"/dev/nvme3\"");
  }

  @Test
  void theLocaleChangesNothing() {
    SmartReading reading = Readings.ok("nvme0", log -> log.u128(128, 1_234_567));
    String expected = line(reading);
    Locale before = Locale.getDefault();
    try {
      for (String tag : new String[] {"de-DE", "tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist"}) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(line(reading)).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whateverADriveCallsItselfStaysOnOneLine() {
    NvmeControllerInfo plain = Readings.info("nvme0");
    NvmeControllerInfo odd =
        new NvmeControllerInfo(
            plain.name(),
            plain.path(),
            "a\"b\\\n\033[31m°",
            plain.serial(),
            plain.firmware(),
            plain.transport(),
            plain.address(),
            plain.state(),
            plain.controllerId(),
            plain.subsystemNqn(),
            plain.namespaces());
    SmartReading reading =
        new SmartReading(
            "/dev/nvme0",
            odd,
            Readings.TIME,
            Duration.ZERO,
            null,
            null,
            Failures.deadline("/dev/nvme0"));

    assertThat(line(reading))
        .contains("\"model\":\"a\\\"b\\\\\\n\\u001B[31m°\"")
        .hasLineCount(1)
        .endsWith("}\n");
  }

  @Test
  void eachLineIsWrittenAtOnceAndNothingElse() {
    TestConsole test = TestConsole.piped();
    SmartJson json = new SmartJson(test.console);
    SmartReading first = Readings.ok("nvme0", log -> {});
    SmartReading second = Readings.failed("nvme1", Failures.deadline("/dev/nvme1"));

    json.reading(first);
    assertThat(test.out()).isEqualTo(line(first));
    json.reading(second);
    json.end(Duration.ofSeconds(1));

    assertThat(test.out()).isEqualTo(line(first) + line(second));
    assertThat(test.err()).isEmpty();
  }

  private static String line(SmartReading reading) {
    return new String(SmartJson.line(reading), StandardCharsets.UTF_8);
  }
}
