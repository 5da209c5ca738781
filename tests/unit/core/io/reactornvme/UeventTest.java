package io.reactornvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel writes into a uevent, and what else could come. */
class UeventTest {

  private static final String NVME0 = "/devices/pci0000:00/0000:00:04.0/nvme/nvme0";

  static Uevent parse(String message) {
    return Uevent.parse(
        ByteBuffer.wrap(message.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1)));
  }

  static Uevent message(String action, String subsystem, String path, String... more) {
    String text = action + "@" + path + "|ACTION=" + action + "|DEVPATH=" + path + "|SUBSYSTEM=";
    Uevent message = parse(text + subsystem + "|" + String.join("|", more) + "|SEQNUM=1|");
    assertThat(message).isNotNull();
    return message;
  }

  @Test
  void aControllersMessage() {
    Uevent message =
        message("change", "nvme", NVME0, "NVME_TRTYPE=pcie", "DEVNAME=nvme0", "NVME_AEN=0x020101");
    assertThat(message.action()).isEqualTo("change");
    assertThat(message.subsystem()).isEqualTo("nvme");
    assertThat(message.name()).isEqualTo("nvme0");
    assertThat(message.parent()).isEqualTo("nvme");
    assertThat(message.properties()).containsEntry("NVME_TRTYPE", "pcie");
    assertThat(message.asynchronousEvent()).isEqualTo(0x020101);
    assertThat(message.isSynthetic()).isFalse();
  }

  @Test
  void aNamespacesMessage() {
    Uevent message = message("add", "block", NVME0 + "/nvme0n1", "SYNTH_UUID=0");
    assertThat(message.name()).isEqualTo("nvme0n1");
    assertThat(message.parent()).isEqualTo("nvme0");
    assertThat(message.asynchronousEvent()).isNull();
    assertThat(message.isSynthetic()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0x00000, 0",
    "0x020101, 131329",
    "0xffffffff, -1",
    "12, 18",
    "0x, ",
    "-1, ",
    "0x123456789, "
  })
  void theEventsNumber(String text, Integer expected) {
    assertThat(message("change", "nvme", NVME0, "NVME_AEN=" + text).asynchronousEvent())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "libudev|\u00fe\u00ed\u00ca\u00fe|ACTION=add|SUBSYSTEM=nvme|DEVPATH=/x",
        "add@/x|ACTION=add|SUBSYSTEM=nvme",
        "add@/x|SUBSYSTEM=nvme|DEVPATH=/x",
        "add@/x|ACTION=add|DEVPATH=/x",
        "ACTION=add|SUBSYSTEM=nvme|DEVPATH=/x"
      })
  void whatIsNone(String message) {
    assertThat(parse(message)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"/x, x, ''", "x, x, ''", "'', '', ''", "/, '', ''", "/a/b, b, a", "a/b, b, a"})
  void pathsOfAnyKind(String path, String name, String parent) {
    Uevent message = new Uevent("add", "block", path, java.util.Map.of());
    assertThat(message.name()).isEqualTo(name);
    assertThat(message.parent()).isEqualTo(parent);
  }

  @Test
  void anyBytes() {
    Random random = new Random(7);
    byte[] good =
        ("add@/x|ACTION=add|SUBSYSTEM=nvme|DEVPATH=/a/nvme0|NVME_AEN=0x1|")
            .replace('|', '\0')
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(8); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Uevent message = Uevent.parse(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
      if (message != null) {
        assertThat(message.name() + message.parent()).doesNotContain("\0");
        message.asynchronousEvent();
        DeviceTracker tracker = new DeviceTracker(new FakeDiscovery(), () -> true, true, e -> {});
        UeventWatch.apply(message, tracker, subsystem -> java.util.List.of());
        tracker.settle();
      }
    }
  }
}
