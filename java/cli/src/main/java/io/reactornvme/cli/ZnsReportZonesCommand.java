package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.Access;
import io.reactornvme.NvmeZones;
import io.reactornvme.ZoneQuery;
import io.reactornvme.spec.ZoneDescriptor;
import io.reactornvme.spec.ZoneReport;
import io.reactornvme.spec.ZoneState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code rnvme zns report-zones}. */
@Command(
    name = "zns-report-zones",
    header = "Lists the zones of a namespace; with -v their states in words.",
    footer = {
      "%nExamples:",
      "  rnvme zns report-zones /dev/nvme0n1 -d 4",
      "  rnvme zns report-zones /dev/nvme0n1 -S 5 -o json     those that are full"
    })
final class ZnsReportZonesCommand extends ShowCommand<ZnsReportZonesCommand.Report> {

  private static final int STATE = 1;

  /**
   * The zones.
   *
   * @param count how many there are of the wanted state, from the first one on
   */
  record Report(long count, List<ZoneDescriptor> zones) {}

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-s", "--start-lba"},
      paramLabel = "LBA",
      converter = Numbers.U64.class,
      description = "From the zone of this block on (default: 0).")
  long start;

  @Option(
      names = {"-d", "--descs"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = "How many zones at most (default: all).")
  @Nullable Long most;

  @Option(
      names = {"-S", "--state"},
      paramLabel = "N",
      converter = Numbers.U32.class,
      description = {
        "Only zones of a state: 1 empty, 2 implicitly open, 3 explicitly open, 4 closed, 5 full,"
            + " 6 read only, 7 offline; 0 all (default: 0)."
      })
  long state;

  @Option(
      names = {"-e", "--extended"},
      description = "With the zones' descriptor extensions.")
  boolean extended;

  @Option(
      names = {"-p", "--partial"},
      description = "Taken for compatibility; the count is of all zones.")
  boolean partial;

  ZnsReportZonesCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return namespace.nsid == null;
  }

  @Override
  void check() {
    query();
  }

  private ZoneQuery query() {
    ZoneQuery query = extended ? ZoneQuery.all().extended() : ZoneQuery.all();
    if (state == 0) {
      return query;
    }
    for (ZoneState one : ZoneState.values()) {
      if (one.reportingOption().orElse(-1) == state) {
        return query.state(one);
      }
    }
    throw wrong("--state is 0 to 7, not " + state);
  }

  @Override
  Mono<Report> ask(Drive drive) {
    NvmeZones zones = drive.namespace(namespace.nsid, Access.READ_ONLY).zones();
    Flux<ZoneDescriptor> report = zones.report(query().from(start));
    return zones
        .count(query())
        .flatMap(
            count ->
                (most == null ? report : report.take(most))
                    .collectList()
                    .map(list -> new Report(count, list)));
  }

  @Override
  String text(Answer<Report> answer, Report report) {
    StringBuilder text = new StringBuilder("nr_zones: " + report.count() + "\n");
    for (ZoneDescriptor zone : report.zones()) {
      text.append(isVerbose() ? inWords(zone) : inNumbers(zone));
      if (zone.zoneAttributes().zoneDescriptorExtensionValid()
          && zone.zoneDescriptorExtension().hasRemaining()) {
        text.append("Extension Data: ");
        text.append(HexDump.of(Raw.bytes(zone.zoneDescriptorExtension()))).append("..\n");
      }
    }
    return text.toString();
  }

  private static String inNumbers(ZoneDescriptor zone) {
    return String.format(
        Locale.ROOT,
        "SLBA: %-10s WP: %-10s Cap: %-10s State: %-4s Type: %-4s Attrs: %-4s AttrsInfo: %-4s%n",
        Page.hex(zone.zoneStartLba()),
        Page.hex(zone.writePointer()),
        Page.hex(zone.zoneCapacity()),
        Page.hex(zone.raw().get(STATE) & 0xff),
        Page.hex(zone.zoneType()),
        Page.hex(zone.zoneAttributes().value()),
        Page.hex(zone.zoneAttributesInformation()));
  }

  private static String inWords(ZoneDescriptor zone) {
    ZoneDescriptor.ZoneAttributes attributes = zone.zoneAttributes();
    int limits = zone.zoneAttributesInformation();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "SLBA: %-10s WP: %-10s Cap: %-10s State: %-12s Type: %-14s%n",
                Page.hex(zone.zoneStartLba()),
                Page.hex(zone.writePointer()),
                Page.hex(zone.zoneCapacity()),
                state(zone),
                type(zone)));
    text.append("Attrs: Zone Descriptor Extension is ");
    text.append(attributes.zoneDescriptorExtensionValid() ? "" : "Not ").append("Vaild\n");
    if (attributes.resetZoneRecommended()) {
      text.append("       Reset Zone Recommended with Reset Recommended Limit");
      text.append(limit(limits >> 2)).append('\n');
    }
    if (attributes.finishZoneRecommended()) {
      text.append("       Finish Zone Recommended with Finish Recommended Limit");
      text.append(limit(limits)).append('\n');
    }
    if (attributes.zoneFinishedByController()) {
      text.append("       Zone Finished by Controller\n");
    }
    return text.toString();
  }

  private static String limit(int which) {
    return (which & 3) == 0 ? "" : String.valueOf(which & 3);
  }

  private static String type(ZoneDescriptor zone) {
    return zone.sequentialWriteRequired() ? "SEQWRITE_REQ" : "Unknown";
  }

  private static String state(ZoneDescriptor zone) {
    return switch ((zone.raw().get(STATE) & 0xff) >> 4) {
      case 0x1 -> "EMPTY";
      case 0x2 -> "IMP_OPENED";
      case 0x3 -> "EXP_OPENED";
      case 0x4 -> "CLOSED";
      case 0xd -> "READONLY";
      case 0xe -> "FULL";
      case 0xf -> "OFFLINE";
      default -> "Unknown State";
    };
  }

  /** In nvme-cli "attrs" is written twice, and what stays is the information on them. */
  @Override
  void json(JsonGenerator json, Report report) throws IOException {
    Json.field(json, "nr_zones", report.count());
    json.writeArrayFieldStart("zone_list");
    for (ZoneDescriptor zone : report.zones()) {
      json.writeStartObject();
      Json.field(json, "slba", Sizes.unsigned(zone.zoneStartLba()));
      Json.field(json, "wp", Sizes.unsigned(zone.writePointer()));
      Json.field(json, "cap", Sizes.unsigned(zone.zoneCapacity()));
      Json.field(json, "state", state(zone));
      Json.field(json, "type", type(zone));
      Json.field(json, "attrs", zone.zoneAttributes().value());
      Json.field(json, "attrs_info", zone.zoneAttributesInformation());
      extension(json, zone);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void extension(JsonGenerator json, ZoneDescriptor zone) throws IOException {
    ByteBuffer data = zone.zoneDescriptorExtension();
    if (data.hasRemaining()) {
      boolean valid = zone.zoneAttributes().zoneDescriptorExtensionValid();
      String shown = valid ? HexFormat.of().formatHex(Raw.bytes(data)) : "Not valid";
      Json.field(json, "ext_data", shown);
    }
  }

  /**
   * As one report of the drive would have it: the count in the first of 64 bytes, and the zones.
   */
  @Override
  byte[] binary(Report report) {
    ByteBuffer header = ByteBuffer.allocate(ZoneReport.HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header.putLong(0, report.count()).array());
    report.zones().forEach(zone -> bytes.writeBytes(Raw.bytes(zone.raw())));
    return bytes.toByteArray();
  }
}
