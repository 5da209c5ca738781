package io.reactornvme.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a feature's value means, as nvme-cli explains it with {@code get-feature -H}. */
final class FeatureFields {

  private static final int CELSIUS = 273;

  /** Bytes up to the last number at a fixed place. */
  private static final int SHORTEST = 64;

  private static final int PLM_WINDOW = 0x14;
  private static final int NAMESPACE_METADATA = 0x7f;

  private static final String RULE = "\t.................\n";

  private static final List<String> CONTROLLER_METADATA =
      List.of(
          "Operating System Controller Name",
          "Operating System Driver Name",
          "Operating System Driver Version",
          "Pre-boot Controller Name",
          "Pre-boot Driver Name",
          "Pre-boot Driver Version",
          "System Processor Model",
          "Chipset Driver Name",
          "Chipset Driver Version",
          "Operating System Name and Build",
          "System Product Name",
          "Firmware Version",
          "Operating System Driver Filename",
          "Display Driver Name",
          "Display Driver Version",
          "Host-Determined Failure Record");

  private static final List<String> NAMESPACE_METADATA_TYPES =
      List.of(
          "Operating System Namespace Name",
          "Pre-boot Namespace Name",
          "Operating System Namespace Name Qualifier 1",
          "Operating System Namespace Name Qualifier 2");

  private final StringBuilder text = new StringBuilder();
  private final int dword;
  private final ByteBuffer data;

  private FeatureFields(int dword, byte[] data) {
    this.dword = dword;
    // Somebody may ask for less than there is.
    this.data =
        ByteBuffer.wrap(Arrays.copyOf(data, Math.max(data.length, SHORTEST)))
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The lines of a feature; none of one that is not known. */
  static String text(int id, int dword, byte[] data) {
    FeatureFields fields = new FeatureFields(dword, data);
    fields.ofDword(id);
    if (data.length != 0) {
      fields.ofData(id);
    }
    return fields.text.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that is not here
  private void line(String form, Object... values) {
    text.append('\t').append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  private long bits(int high, int low) {
    return (Integer.toUnsignedLong(dword) >>> low) & ((1L << (high - low + 1)) - 1);
  }

  private String bit(int bit, String set, String clear) {
    return bits(bit, bit) != 0 ? set : clear;
  }

  private String isTrue(int bit) {
    return bit(bit, "True", "False");
  }

  private String isEnabled(int bit) {
    return bit(bit, "Enabled", "Disabled");
  }

  /** The word for a number, or the last of all. */
  private static String word(long number, String... words) {
    return words[(int) Math.min(number, words.length - 1)];
  }

  private void ofDword(int id) {
    switch (id) {
      case 0x01 -> arbitration();
      case 0x02 -> {
        String hint =
            word(
                bits(7, 5),
                "No Workload",
                "Extended Idle Period with a Burst of Random Writes",
                "Heavy Sequential Writes",
                "Reserved");
        line("Workload Hint (WH): %d - %s", bits(7, 5), hint);
        line("Power State   (PS): %d", bits(4, 0));
      }
      case Features.LBA_RANGE -> line("Number of LBA Ranges (NUM): %d", bits(5, 0) + 1);
      case 0x04 -> temperatureThreshold();
      case 0x05 -> {
        line("Deallocated or Unwritten Logical Block Error Enable (DULBE): %s", isEnabled(16));
        line(
            "Time Limited Error Recovery                          (TLER): %d ms",
            bits(15, 0) * 100);
      }
      case 0x06 -> line("Volatile Write Cache Enable (WCE): %s", isEnabled(0));
      case 0x07 -> {
        line("Number of IO Completion Queues Allocated (NCQA): %d", bits(31, 16) + 1);
        line("Number of IO Submission Queues Allocated (NSQA): %d", bits(15, 0) + 1);
      }
      case 0x08 -> {
        line("Aggregation Time     (TIME): %d usec", bits(15, 8) * 100);
        line("Aggregation Threshold (THR): %d", bits(7, 0) + 1);
      }
      case 0x09 -> {
        line("Coalescing Disable (CD): %s", isTrue(16));
        line("Interrupt Vector   (IV): %d", bits(15, 0));
      }
      case 0x0a -> line("Disable Normal (DN): %s", isTrue(0));
      case 0x0b -> events();
      case Features.APST ->
          line("Autonomous Power State Transition Enable (APSTE): %s", isEnabled(0));
      case Features.HOST_MEMORY_BUFFER -> line("Enable Host Memory (EHM): %s", isEnabled(0));
      case 0x0f -> line("Keep Alive Timeout (KATO) in milliseconds: %d", bits(31, 0));
      case 0x10 -> {
        thermal(1, bits(31, 16));
        thermal(2, bits(15, 0));
      }
      case 0x11 ->
          line("Non-Operational Power State Permissive Mode Enable (NOPPME): %s", isTrue(0));
      case 0x12 -> line("Read Recovery Level (RRL): %d", bits(3, 0));
      case Features.PREDICTABLE_LATENCY ->
          line("Predictable Latency Window Enabled: %s", isTrue(0));
      case PLM_WINDOW ->
          line(
              "Window Select: %s",
              word(
                  bits(2, 0),
                  "Reserved",
                  "Deterministic Window (DTWIN)",
                  "Non-deterministic Window (NDWIN)",
                  "Reserved"));
      case 0x15 -> {
        line("LBA Status Information Poll Interval (LSIPI)  : %d", bits(31, 16));
        line("LBA Status Information Report Interval (LSIRI): %d", bits(15, 0));
      }
      case 0x17 -> line("No-Deallocate Response Mode (NODRM) : %d", bits(0, 0));
      case 0x18 -> {
        line("Endurance Group Identifier (ENDGID): %d", bits(15, 0));
        line("Endurance Group Critical Warnings  : %d", bits(23, 16));
      }
      case 0x19 -> line("I/O Command Set Profile: %s", isTrue(0));
      case 0x1a -> line("Spinup control feature Enabled: %s", isTrue(0));
      case 0x1d -> {
        line("Flexible Direct Placement Enable (FDPE)       : %s", bit(0, "Yes", "No"));
        line("Flexible Direct Placement Configuration Index : %d", bits(11, 8));
      }
      case 0x80 -> line("Pre-boot Software Load Count (PBSLC): %d", bits(7, 0));
      case 0x82 -> {
        line("Mask Reservation Preempted Notification  (RESPRE): %s", isTrue(3));
        line("Mask Reservation Released Notification   (RESREL): %s", isTrue(2));
        line("Mask Registration Preempted Notification (REGPRE): %s", isTrue(1));
      }
      case 0x83 -> line("Persist Through Power Loss (PTPL): %s", isTrue(0));
      case 0x84 ->
          line(
              "Namespace Write Protect: %s",
              word(
                  bits(31, 0),
                  "No Write Protect",
                  "Write Protect",
                  "Write Protect Until Power Cycle",
                  "Permanent Write Protect",
                  "Reserved"));
      default -> {}
    }
  }

  private void arbitration() {
    line("High Priority Weight   (HPW): %d", bits(31, 24) + 1);
    line("Medium Priority Weight (MPW): %d", bits(23, 16) + 1);
    line("Low Priority Weight    (LPW): %d", bits(15, 8) + 1);
    line("Arbitration Burst       (AB): %s", bits(2, 0) == 7 ? "No limit" : 1 << bits(2, 0));
  }

  private void temperatureThreshold() {
    String over =
        word(bits(21, 20), "Over Temperature Threshold", "Under Temperature Threshold", "Reserved");
    long sensor = bits(19, 16);
    String of = sensor == 0 ? "Composite Temperature" : "Temperature Sensor " + sensor;
    line("Threshold Type Select         (THSEL): %d - %s", bits(21, 20), over);
    line("Threshold Temperature Select (TMPSEL): %d - %s", sensor, sensor > 8 ? "Reserved" : of);
    line(
        "Temperature Threshold         (TMPTH): %d°C (%d Kelvin)",
        bits(15, 0) - CELSIUS, bits(15, 0));
  }

  private void events() {
    event("Discovery Log Page Change Notices", bits(31, 31));
    event("Endurance Group Event Aggregate Log Change Notices", bits(14, 14));
    event("LBA Status Information Notices", bits(13, 13));
    event("Predictable Latency Event Aggregate Log Change Notices", bits(12, 12));
    event("Asymmetric Namespace Access Change Notices", bits(11, 11));
    event("Telemetry Log Notices", bits(10, 10));
    event("Firmware Activation Notices", bits(9, 9));
    event("Namespace Attribute Notices", bits(8, 8));
    event("SMART / Health Critical Warnings", bits(7, 0));
  }

  private void event(String name, long bits) {
    line("%-58s: %s", name, bits == 0 ? "Do not send async event" : "Send async event");
  }

  private void thermal(int number, long kelvins) {
    line(
        "Thermal Management Temperature %d (TMT%d) : %d Kelvin (%d°C)",
        number, number, kelvins, kelvins - CELSIUS);
  }

  // ---- what is in the data ----

  private void ofData(int id) {
    switch (id) {
      case Features.LBA_RANGE -> lbaRanges();
      case Features.APST -> transitions();
      case Features.HOST_MEMORY_BUFFER -> {
        line("Host Memory Descriptor List Entry Count (HMDLEC): %d", u32(12));
        line("Host Memory Descriptor List Address     (HMDLAU): 0x%x", u32(8));
        line("Host Memory Descriptor List Address     (HMDLAL): 0x%x", u32(4));
        line("Host Memory Buffer Size                  (HSIZE): %d", u32(0));
      }
      case Features.TIMESTAMP -> timestamp();
      case Features.PREDICTABLE_LATENCY -> {
        line("Enable Event          :%04x", data.getShort(0) & 0xffff);
        line("DTWIN Reads Threshold :%s", Long.toUnsignedString(data.getLong(32)));
        line("DTWIN Writes Threshold:%s", Long.toUnsignedString(data.getLong(40)));
        line("DTWIN Time Threshold  :%s", Long.toUnsignedString(data.getLong(48)));
      }
      case Features.HOST_BEHAVIOR ->
          line("Host Behavior Support: %s", (data.get(0) & 1) != 0 ? "True" : "False");
      case Features.FDP_EVENTS -> placementEvents();
      case 0x7d, 0x7e -> metadata(CONTROLLER_METADATA, "Unknown Controller Type");
      case NAMESPACE_METADATA -> metadata(NAMESPACE_METADATA_TYPES, "Unknown Namespace Type");
      case Features.HOST_ID ->
          line("Host Identifier (HOSTID):  %s", Long.toUnsignedString(data.getLong(0)));
      default -> {}
    }
  }

  private long u32(int offset) {
    return Integer.toUnsignedLong(data.getInt(offset));
  }

  private void lbaRanges() {
    for (int at = 0; at <= bits(5, 0) * 64 && at + 64 <= data.capacity(); at += 64) {
      int type = data.get(at) & 0xff;
      int attributes = data.get(at + 1) & 0xff;
      String name =
          word(type, "Reserved", "Filesystem", "RAID", "Cache", "Page / Swap file", "Reserved");
      line("type       : %s - %s", Page.hex(type), type > 0x7f ? "Vendor Specific" : name);
      line(
          "attributes : %s - LBA range %s be overwritten, LBA range should be %s the OS/EFI/BIOS",
          Page.hex(attributes),
          (attributes & 1) != 0 ? "may" : "should not",
          (attributes & 2) != 0 ? "hidden from" : "visible from");
      line("slba       : %s", Page.hex(data.getLong(at + 16)));
      line("nlb        : %s", Page.hex(data.getLong(at + 24)));
      byte[] guid = new byte[16];
      data.get(at + 32, guid);
      line("guid       : %s", HexFormat.of().formatHex(guid));
    }
  }

  private void transitions() {
    text.append("\tAuto PST Entries").append(RULE);
    for (int i = 0; i < 32 && 8 * i + 8 <= data.capacity(); i++) {
      long entry = data.getLong(8 * i);
      line("Entry[%2d]   ", i);
      text.append(RULE);
      line("Idle Time Prior to Transition (ITPT): %d ms", entry >>> 8 & 0xffffff);
      line("Idle Transition Power State   (ITPS): %d", entry >>> 3 & 0x1f);
      text.append(RULE);
    }
  }

  private void timestamp() {
    long milliseconds = data.getLong(0) & ((1L << 48) - 1);
    int attributes = data.get(6);
    line("The timestamp is : %s", FdpEventsCommand.time(milliseconds));
    line(
        "The Timestamp field was initialized %s",
        (attributes & 2) != 0
            ? "with a Timestamp value using a Set Features command."
            : "to ‘0’ by a Controller Level Reset.");
    line(
        "The controller %s",
        (attributes & 1) != 0
            ? "may have stopped counting during vendor specific intervals after the Timestamp value"
                + " was initialized"
            : "counted time in milliseconds continuously since the Timestamp value was"
                + " initialized.");
  }

  private void placementEvents() {
    for (int i = 0; i < bits(31, 0) && 2 * i + 2 <= data.capacity(); i++) {
      boolean enabled = (data.get(2 * i + 1) & 1) != 0;
      line(
          "%-53s: %sEnabled", FdpEventsCommand.name(data.get(2 * i) & 0xff), enabled ? "" : "Not ");
    }
  }

  private void metadata(List<String> types, String unknown) {
    int count = data.get(0) & 0xff;
    line("Num Metadata Element Descriptors: %d", count);
    int at = 2;
    for (int i = 0; i < count && at + 4 <= data.capacity(); i++) {
      int type = data.get(at) & 0xff;
      int length = data.getShort(at + 2) & 0xffff;
      byte[] value = new byte[Math.min(length, data.capacity() - at - 4)];
      data.get(at + 4, value);
      String name = type > 0 && type <= types.size() ? types.get(type - 1) : unknown;
      line("Element[%-3d]:", i);
      line("\tType\t    : 0x%02x (%s)", type, name);
      line("\tRevision : %d", data.get(at + 1) & 0xff);
      line("\tLength   : %d", length);
      line("\tValue    : %s", Console.printable(new String(value, StandardCharsets.ISO_8859_1)));
      at += 4 + length;
    }
  }
}
