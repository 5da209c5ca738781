package io.reactornvme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactornvme.spec.ChangedNamespaceList;
import io.reactornvme.spec.ChangedZoneList;
import io.reactornvme.spec.FdpConfigurationsLog;
import io.reactornvme.spec.FdpEventsLog;
import io.reactornvme.spec.FdpStatisticsLog;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.LbaStatus;
import io.reactornvme.spec.LbaStatusLog;
import io.reactornvme.spec.PersistentEventLog;
import io.reactornvme.spec.PrimaryControllerCapabilities;
import io.reactornvme.spec.ReclaimUnitHandleStatus;
import io.reactornvme.spec.ReclaimUnitHandleUsageLog;
import io.reactornvme.spec.ReservationStatus;
import io.reactornvme.spec.SecondaryControllerList;
import io.reactornvme.spec.SelfTestLog;
import io.reactornvme.spec.UuidList;
import io.reactornvme.spec.ZoneReport;
import io.reactornvme.spec.ZonedNamespaceIdentifyController;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Text and JSON of the commands that show: letter by letter what nvme-cli 2.3 said of QEMU's
 * drives, where there is a sample, from the same fields.
 */
class ShownStructuresTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "../../tests/unit/resources/io/reactornvme/spec");

  /** nvme-cli puts numbers of 128 bits into quotes; here integers are numbers. */
  private static final String WIDE = "\"(hbmw|mbmw|mbe)\":\"(\\d+)\"";

  private final Console console = TestConsole.piped().console;

  private static String sample(String name) throws IOException {
    String text = Files.readString(SAMPLES.resolve(name)).replaceAll(WIDE, "\"$1\":$2");
    return text.replaceAll("\\[\n *\\]", "[ ]"); // an empty array is on its line
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static <T> String text(DriveCommand<T> command, T value) {
    Answer<T> answer =
        new Answer<>("nvme0", "nvme0", 1, null, Instant.EPOCH, Duration.ZERO, null, value, null);
    return command.text(answer, value);
  }

  private static <T> String json(DriveCommand<T> command, T value) {
    return new String(Json.document(json -> command.document(json, value)), StandardCharsets.UTF_8);
  }

  private static <T> void isAs(String name, DriveCommand<T> command, T value) throws IOException {
    assertThat(text(command, value)).isEqualTo(sample(name + ".txt"));
    assertThat(json(command, value)).isEqualTo(sample(name + ".json"));
  }

  // ---- as of QEMU's drives ----

  @Test
  void configurations() throws IOException {
    ByteBuffer log = bytes(16 + 96);
    log.putInt(4, 112).putShort(16, (short) 96).put(18, (byte) 0x80);
    log.putInt(20, 1).putShort(24, (short) 8).putInt(28, 256).putLong(32, 16777216);
    for (int handle = 0; handle < 8; handle++) {
      log.put(16 + 64 + 4 * handle, (byte) 1);
    }

    isAs("fdp/fdp-configs", new FdpConfigsCommand(console), FdpConfigurationsLog.decode(log));
  }

  @Test
  void usage() throws IOException {
    ByteBuffer log = bytes(8 + 8 * 8).putShort(0, (short) 8);
    for (int handle = 0; handle < 4; handle++) {
      log.put(8 + 8 * handle, (byte) 1);
    }

    isAs("fdp/fdp-usage", new FdpUsageCommand(console), ReclaimUnitHandleUsageLog.decode(log));
  }

  @Test
  void statistics() throws IOException {
    ByteBuffer log = bytes(64).putLong(0, 512).putLong(16, 16777728);

    isAs("fdp/fdp-stats2", new FdpStatsCommand(console), FdpStatisticsLog.decode(log));
  }

  @Test
  void placements() throws IOException {
    ByteBuffer status = bytes(16 + 4 * 32).putShort(14, (short) 4);
    for (int i = 0; i < 4; i++) {
      int at = 16 + 32 * i;
      status.putShort(at, (short) i).putShort(at + 2, (short) i).putLong(at + 8, 32768);
    }

    isAs("fdp/fdp-status", new FdpStatusCommand(console), ReclaimUnitHandleStatus.decode(status));
  }

  @Test
  void placementEvents() throws IOException {
    isAs("fdp/fdp-events", new FdpEventsCommand(console), FdpEventsLog.decode(bytes(64)));
  }

  @Test
  void zonedNamespace() throws IOException {
    IdentifyNamespace id =
        IdentifyNamespace.decode(
            ByteBuffer.wrap(Files.readAllBytes(SAMPLES.resolve("zns/id-ns.bin"))));
    ByteBuffer zoned = bytes(4096).putShort(2, (short) 2).putInt(4, 5).putInt(8, 3);
    zoned.putInt(44, 2).putShort(48, (short) 4).putShort(50, (short) 16).put(52, (byte) 1);
    for (int format = 0; format < 8; format++) {
      zoned.putLong(2816 + 16 * format, 4096);
    }

    isAs(
        "zns/zns-id-ns",
        new ZnsIdNsCommand(console),
        new ZnsIdNsCommand.Zoned(id, ZonedNamespaceIdentifyNamespace.decode(zoned)));
  }

  @Test
  void zonedController() throws IOException {
    isAs(
        "zns/zns-id-ctrl",
        new ZnsIdCtrlCommand(console),
        ZonedNamespaceIdentifyController.decode(bytes(4096)));
  }

  @Test
  void zones() throws IOException {
    ByteBuffer report = bytes(64 + 3 * 64).putLong(0, 3);
    for (int zone = 0; zone < 3; zone++) {
      int at = 64 + 64 * zone;
      report.put(at, (byte) 2).put(at + 1, (byte) 0x10).putLong(at + 8, 0xc00);
      report.putLong(at + 16, 0x1000L * zone).putLong(at + 24, 0x1000L * zone);
    }
    ZnsReportZonesCommand.Report zones =
        new ZnsReportZonesCommand.Report(16, ZoneReport.decode(report, 0).zones());
    ZnsReportZonesCommand command = new ZnsReportZonesCommand(console);

    assertThat(text(command, zones)).isEqualTo(sample("zns/report-zones2.txt"));
    assertThat(json(command, zones).replaceAll(",\n *\"attrs_info\":0", ""))
        .isEqualTo(sample("zns/report-zones2.json"));
    assertThat(command.binary(zones)).hasSize(64 + 3 * 64).startsWith(16, 0, 0, 0);
  }

  @Test
  void primaryController() throws IOException {
    ByteBuffer caps = bytes(4096).put(4, (byte) 3);
    caps.putInt(32, 8).putShort(42, (short) 3).putShort(44, (short) 2).putShort(46, (short) 1);
    caps.putInt(64, 4).putShort(74, (short) 3).putShort(76, (short) 1).putShort(78, (short) 1);

    isAs(
        "sriov/prim-caps",
        new PrimaryCtrlCapsCommand(console),
        PrimaryControllerCapabilities.decode(caps));
  }

  @Test
  void secondaryControllers() throws IOException {
    ByteBuffer list = bytes(4096).put(0, (byte) 4);
    for (int i = 1; i <= 4; i++) {
      list.putShort(32 * i, (short) i).putShort(32 * i + 8, (short) i);
    }

    isAs("sriov/list-sec", new ListSecondaryCommand(console), SecondaryControllerList.decode(list));
  }

  // ---- what QEMU does not answer ----

  @Test
  void aResultHasWhatItsBitsSay() {
    ByteBuffer log = bytes(564).put(0, (byte) 1).put(1, (byte) 42);
    log.put(4, (byte) 0x27).put(5, (byte) 3).put(6, (byte) 0x3).putLong(8, 100).putInt(16, 1);
    log.putLong(20, 0x1234).put(30, (byte) 0x34).put(31, (byte) 0x12).put(32, (byte) 0xf);
    SelfTestLogCommand command = new SelfTestLogCommand(console);
    command.entries = 2;
    SelfTestLog decoded = SelfTestLog.decode(log);

    assertThat(text(command, decoded))
        .isEqualTo(
            """
            Device Self Test Log for NVME device:nvme0
            Current operation  : 0x1
            Current Completion : 42%
            Self Test Result[0]:
              Operation Result             : 0x7
              Self Test Code               : 2
              Segment Number               : 0x3
              Valid Diagnostic Information : 0x3
              Power on hours (POH)         : 0x64
              Namespace Identifier         : 0x1
              Failing LBA                  : 0x1234
              Vendor Specific              : 0x34 0x12
            Self Test Result[1]:
              Operation Result             : 0xf
            """);
    assertThat(json(command, decoded))
        .contains(
            "\"Failing LBA\":4660,\n", "\"Vendor Specific\":4660\n", "\"Self test result\":15\n")
        .doesNotContain("Status Code");
  }

  @Test
  void aDrivesLifeIsTold() {
    ByteBuffer log = bytes(512 + 3 * 21 + 3 + 22 + 12 + 8).put(0, (byte) 0xd).putInt(4, 3);
    log.putLong(8, log.capacity()).put(480, (byte) 0x94);
    int at = event(log, 512, 2, 22);
    log.put(at, (byte) 'A').put(at + 8, (byte) 'B').put(at + 16, (byte) 1).put(at + 17, (byte) 2);
    at = event(log, at + 22, 7, 12);
    log.putInt(at, 1).put(at + 4, (byte) 4).putInt(at + 8, 0x200);
    at = event(log, at + 12, 0xd, 2);
    log.put(at, (byte) 9).put(at + 1, (byte) 1);
    PersistentEventLogCommand command = new PersistentEventLogCommand(console);
    PersistentEventLogCommand.Outcome outcome =
        new PersistentEventLogCommand.Outcome(PersistentEventLog.decode(log));

    assertThat(text(command, outcome))
        .startsWith("Persistent Event Log for device: nvme0\nAction for Persistent Event Log: 0\n")
        .contains(
            "Supported Events Bitmap: \n\tSupport Firmware Commit Event(0x2)\n",
            "Event Number: 0\nEvent Type: Firmware Commit Event(0x2)\n",
            "Old Firmware Revision: 65 (A.......)\nNew Firmware Revision: 66 (B.......)\n",
            "Format NVM Start Event Entry: \nNamespace Identifier: 1\nFormat NVM Attributes: 4\n"
                + "Format NVM CDW10: 512\n",
            "Over Temperature: 9\nThreshold: 1\n");
    assertThat(json(command, outcome))
        .contains(
            "\"bitmap_7\":\"Support Format NVM Start Event(0x7)\"",
            "\"old_fw_rev\":\"65 (A.......)\"",
            "\"event_number\":2,\n");
  }

  /** An event's header; returns where what it tells begins. */
  private static int event(ByteBuffer log, int at, int type, int length) {
    log.put(at, (byte) type).put(at + 1, (byte) 1).put(at + 2, (byte) 21);
    log.putShort(at + 22, (short) length);
    return at + 24;
  }

  @Test
  void aReallocationIsExplained() {
    ByteBuffer log = bytes(64 + 64).putInt(0, 1);
    log.put(64, (byte) 0x80).put(65, (byte) 7).putShort(66, (short) 5).putLong(68, 1000);
    log.putInt(76, 1).put(80, (byte) 1).putShort(82, (short) 8).putLong(84, 0x10);
    log.putShort(96, (short) 3).put(98, (byte) 4);
    FdpEventsCommand command = new FdpEventsCommand(console);
    FdpEventsLog decoded = FdpEventsLog.decode(log);

    assertThat(text(command, decoded))
        .startsWith("Event[0]\n  Event Type: 0x80 (Media Reallocated)\n  Event Timestamp: 1000 (")
        .endsWith(
            """
              Placement Identifier (PID): 0x5
              Namespace Identifier (NSID): 1
              Number of LBAs Moved (NLBAM): 8
              Logical Block Address (LBA): 0x10
              Reclaim Group Identifier: 3
              Reclaim Unit Handle Identifier 4

            """
                .indent(0));
    assertThat(json(command, decoded)).contains("\"nlbam\":8,\n", "\"lba\":16\n");
  }

  @Test
  void registrantsAreShownInBothForms() {
    ByteBuffer report = bytes(24 + 24).putInt(0, 2).put(4, (byte) 1).putShort(5, (short) 1);
    report.putShort(24, (short) 7).put(26, (byte) 1).putLong(32, 0xabc).putLong(40, 0xdef);

    assertThat(text(new ResvReportCommand(console), ReservationStatus.decode(report, false)))
        .isEqualTo(
            """

            NVME Reservation status:

            gen       : 2
            rtype     : 1
            regctl    : 1
            ptpls     : 0
            regctl[0] :
              cntlid  : 7
              rcsts   : 1
              hostid  : abc
              rkey    : def

            """);

    ByteBuffer wide = bytes(64 + 64).putInt(0, 2).put(4, (byte) 1).putShort(5, (short) 1);
    wide.putShort(64, (short) 7).put(66, (byte) 1).putLong(72, 0xdef).put(80, (byte) 0x12);
    ResvReportCommand extended = new ResvReportCommand(console);
    extended.extended = true;
    ReservationStatus status = ReservationStatus.decode(wide, true);
    assertThat(text(extended, status))
        .contains("regctlext[0] :\n  cntlid     : 7\n", "  rkey       : def\n")
        .contains("  hostid     : 12000000000000000000000000000000\n");
    assertThat(json(extended, status)).contains("\"regctlext\":[", "\"rkey\":3567");
  }

  @Test
  void changedNamespacesAreNumbered() {
    ByteBuffer log = bytes(4096).putInt(0, 1).putInt(4, 0x20);
    ChangedNsListLogCommand command = new ChangedNsListLogCommand(console);
    NamedLog<ChangedNamespaceList> named =
        new NamedLog<>("nvme0", ChangedNamespaceList.decode(log));

    assertThat(text(command, named)).isEqualTo("[   0]:0x1\n[   1]:0x20\n");
    assertThat(json(command, named)).contains("\"[   1]\":\"0x1\",\n", "\"[   2]\":\"0x20\"\n");
    NamedLog<ChangedNamespaceList> tooMany =
        new NamedLog<>("nvme0", ChangedNamespaceList.decode(bytes(4096).putInt(0, -1)));
    assertThat(text(command, tooMany)).isEqualTo("more than 1024 ns changed\n");
    assertThat(json(command, tooMany)).contains("\"[   1]\":\"0xffffffff\"");
  }

  @Test
  void uuidsHaveTheirPlace() {
    ByteBuffer list = bytes(4096).put(32, (byte) 1).put(48, (byte) 0xab);
    IdUuidCommand command = new IdUuidCommand(console);
    command.detailed = true;

    assertThat(text(command, UuidList.decode(list)))
        .isEqualTo(
            """
            NVME Identify UUID:
             Entry[  1]
            .................
            association  : 0x1 associated with PCI Vendor ID
            UUID         : ab000000-0000-0000-0000-000000000000
            .................
            """);
  }

  @Test
  void blocksThatMayNotBeReadableAreListed() {
    ByteBuffer status = bytes(8 + 16).putInt(0, 1).put(4, (byte) 2);
    status.putLong(8, 100).putInt(16, 7).put(21, (byte) 1);
    assertThat(text(new GetLbaStatusCommand(console), LbaStatus.decode(status)))
        .isEqualTo(
            """
            Number of LBA Status Descriptors(NLSD): 1
            Completion Condition(CMPC): 2
            \tCompleted due to having performed the action
            \tspecified in the Action Type field over the
            \tnumber of logical blocks specified in the
            \tRange Length field
            { DSLBA: 0x0000000000000100, NLB: 0x00000007, Status: 0x01 }
            """);

    ByteBuffer log = bytes(16 + 16 + 16).putInt(0, 48).putInt(4, 1).putInt(8, 8);
    log.putInt(16, 1).putInt(20, 1).put(24, (byte) 0x10).putLong(32, 64).putInt(40, 8);
    LbaStatusLogCommand command = new LbaStatusLogCommand(console);
    LbaStatusLog decoded = LbaStatusLog.decode(log);
    assertThat(text(command, decoded))
        .startsWith("LBA Status Log for device: nvme0\nLBA Status Log Page Length: 48\n")
        .endsWith("Recommended Action Type: 16\nRSLBA[0]: 64\nRNLB[0]: 8\n");
    assertThat(json(command, decoded)).contains("\"rslba\":64,\n", "\"ratype\":16,\n");
  }

  @Test
  void changedZonesAreListedOrSaidToBeTooMany() {
    ByteBuffer list = bytes(4096).putShort(0, (short) 2).putLong(8, 0).putLong(16, 4096);
    ZnsChangedZoneListCommand command = new ZnsChangedZoneListCommand(console);

    assertThat(text(command, ChangedZoneList.decode(list)))
        .isEqualTo("NVMe Changed Zone List:\nnrzid:  2\nzid 000: 0\nzid 001: 4096\n");
    assertThat(text(command, ChangedZoneList.decode(bytes(4096).putShort(0, (short) -1))))
        .isEqualTo(
            "NVMe Changed Zone List:\nToo many zones have changed to fit into the log. Use report"
                + " zones for changes.\n");
  }
}
