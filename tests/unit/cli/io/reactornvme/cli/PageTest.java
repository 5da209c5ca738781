package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spec.IdentifyController;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.SmartLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text and JSON of each page, letter by letter what nvme-cli 2.3 made of the same bytes. */
class PageTest {

  /** nvme-cli puts numbers of 128 bits into quotes; here integers are numbers. */
  private static final String WIDE =
      "\"(tnvmcap|unvmcap|megcap|maxdna|nvmcap|data_units_read|data_units_written"
          + "|host_read_commands|host_write_commands|controller_busy_time|power_cycles"
          + "|power_on_hours|unsafe_shutdowns|media_errors|num_err_log_entries)\":\"(\\d+)\"";

  /** Not by the class loader: in the module path the package is the library's. */
  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "../../tests/unit/resources/io/reactornvme/spec");

  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(SAMPLES.resolve(name));
  }

  private static String text(String name) throws IOException {
    return new String(sample(name), StandardCharsets.UTF_8);
  }

  private static <T> String json(Page<T> page, T value) {
    byte[] bytes =
        Json.document(
            json -> {
              json.writeStartObject();
              page.json(json, value);
              json.writeEndObject();
            });
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String theirs(String name) throws IOException {
    return text(name).replaceAll(WIDE, "\"$1\":$2");
  }

  @ParameterizedTest
  @CsvSource({"plain", "zns", "meta", "fdp", "sriov"})
  void identifyController(String drive) throws IOException {
    IdentifyController id =
        IdentifyController.decode(ByteBuffer.wrap(sample(drive + "/id-ctrl.bin")));
    Page<IdentifyController> page = IdentifyControllerPage.PAGE;

    assertThat(page.text(id, new Page.At("nvme0", 0))).isEqualTo(text(drive + "/id-ctrl.txt"));
    assertThat(json(page, id)).isEqualTo(theirs(drive + "/id-ctrl.json"));
  }

  @ParameterizedTest
  @CsvSource({"plain", "zns", "meta", "fdp", "sriov"})
  void identifyNamespace(String drive) throws IOException {
    IdentifyNamespace id = IdentifyNamespace.decode(ByteBuffer.wrap(sample(drive + "/id-ns.bin")));
    Page<IdentifyNamespace> page = IdentifyNamespacePage.PAGE;

    assertThat(page.text(id, new Page.At("nvme0n1", 1))).isEqualTo(text(drive + "/id-ns.txt"));
    assertThat(json(page, id)).isEqualTo(theirs(drive + "/id-ns.json"));
  }

  @ParameterizedTest
  @CsvSource({"plain,nvme0", "zns,nvme1", "meta,nvme2", "fdp,nvme3", "sriov,nvme6"})
  void smart(String drive, String device) throws IOException {
    SmartLog log = SmartLog.decode(ByteBuffer.wrap(sample(drive + "/smart-log.bin")));
    Page<SmartLog> page = SmartPage.PAGE;

    assertThat(page.text(log, new Page.At(device, -1))).isEqualTo(text(drive + "/smart-log.txt"));
    assertThat(json(page, log)).isEqualTo(theirs(drive + "/smart-log.json"));
  }
}
