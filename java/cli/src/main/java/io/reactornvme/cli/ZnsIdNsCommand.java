package io.reactornvme.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.reactornvme.NvmeIdentify;
import io.reactornvme.spec.IdentifyNamespace;
import io.reactornvme.spec.ZonedNamespaceIdentifyNamespace;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code rnvme zns id-ns}. */
@Command(
    name = "zns-id-ns",
    header = "Shows the Zoned Namespace command set's Identify Namespace data structure.",
    footer = {"%nExample:", "  rnvme zns id-ns /dev/nvme0n1 -H"})
final class ZnsIdNsCommand extends ShowCommand<ZnsIdNsCommand.Zoned> {

  private static final int EXTENSION_UNIT = 64;
  private static final long NO_LIMIT = 0xffffffffL;

  /** What the namespace says as any does, and as a zoned one. */
  record Zoned(IdentifyNamespace id, ZonedNamespaceIdentifyNamespace zoned) {}

  /** The zones of a format, and whether it is the namespace's own. */
  private record Format(
      int index, ZonedNamespaceIdentifyNamespace.LbaFormatExtension zones, boolean inUse) {}

  @Mixin NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-v", "--vendor-specific"},
      description = "Show the vendor's own bytes, too.")
  boolean vendor;

  @Option(names = "--human-readable", description = "Explain the bits and the limits.")
  boolean detailed;

  ZnsIdNsCommand(Console console) {
    super(console);
  }

  @Override
  boolean isOfNamespaces() {
    return namespace.nsid == null;
  }

  @Override
  Mono<Zoned> ask(Drive drive) {
    int nsid = drive.nsid(namespace.nsid);
    NvmeIdentify identify = drive.controller().identify();
    return identify
        .namespace(nsid)
        .flatMap(
            id ->
                identify
                    .zonedNamespaceCommandSetNamespace(nsid)
                    .map(zoned -> new Zoned(id, zoned)));
  }

  private Page<Zoned> page() {
    Page<Format> format =
        Page.<Format>labelled("")
            .json("zsze", f -> Sizes.unsigned(f.zones().zoneSize()))
            .json("zdes", f -> f.zones().zoneDescriptorExtensionSize() / EXTENSION_UNIT)
            .text("", this::line)
            .build();
    return Page.<Zoned>labelled("%-8s: ")
        .title(at -> "ZNS Command Set Identify Namespace:")
        .field(
            "zoc", "zoc     : ", z -> z.zoned().zoneOperationCharacteristics().value(), this::zoc)
        .field(
            "ozcs", "ozcs    : ", z -> z.zoned().optionalZonedCommandSupport().value(), this::ozcs)
        .field(
            "mar", "mar     : ", z -> z.zoned().maximumActiveResources(), n -> limit(n, "Active"))
        .field("mor", "mor     : ", z -> z.zoned().maximumOpenResources(), n -> limit(n, "Open"))
        .json("rrl", z -> z.zoned().resetRecommendedLimit())
        .json("frl", z -> z.zoned().finishRecommendedLimit())
        .json("rrl1", z -> z.zoned().resetRecommendedLimit1())
        .json("rrl2", z -> z.zoned().resetRecommendedLimit2())
        .json("rrl3", z -> z.zoned().resetRecommendedLimit3())
        .json("frl1", z -> z.zoned().finishRecommendedLimit1())
        .json("frl2", z -> z.zoned().finishRecommendedLimit2())
        .json("frl3", z -> z.zoned().finishRecommendedLimit3())
        .text("rrl     : ", z -> seconds(z.zoned().resetRecommendedLimit()))
        .text("frl     : ", z -> seconds(z.zoned().finishRecommendedLimit()))
        .text("rrl1    : ", z -> seconds(z.zoned().resetRecommendedLimit1()))
        .text("rrl2    : ", z -> seconds(z.zoned().resetRecommendedLimit2()))
        .text("rrl3    : ", z -> seconds(z.zoned().resetRecommendedLimit3()))
        .text("frl1    : ", z -> seconds(z.zoned().finishRecommendedLimit1()))
        .text("frl2    : ", z -> seconds(z.zoned().finishRecommendedLimit2()))
        .text("frl3    : ", z -> seconds(z.zoned().finishRecommendedLimit3()))
        .hex("numzrwa", z -> z.zoned().numberOfZrwaResources())
        .field("zrwafg", z -> z.zoned().zrwaFlushGranularity())
        .field("zrwasz", z -> z.zoned().zrwaSize())
        .field("zrwacap", "zrwacap : ", z -> z.zoned().zrwaCapability().value(), this::zrwacap)
        .list("lbafe", ZnsIdNsCommand::formats, format)
        .build();
  }

  private static List<Format> formats(Zoned z) {
    return IntStream.range(0, z.id().lbaFormats().size())
        .mapToObj(
            i ->
                new Format(
                    i, z.zoned().lbaFormatExtension(i), i == z.id().formattedLbaFormatIndex()))
        .toList();
  }

  private String line(Format f) {
    long zone = f.zones().zoneSize();
    int extension = f.zones().zoneDescriptorExtensionSize();
    String inUse = f.inUse() ? " (in use)" : "";
    return detailed
        ? String.format(
            Locale.ROOT,
            "LBA Format Extension %2d : Zone Size: 0x%x LBAs - Zone Descriptor Extension Size: %d"
                + " bytes%s",
            f.index(),
            zone,
            extension,
            inUse)
        : String.format(
            Locale.ROOT,
            "lbafe %2d: zsze:0x%x zdes:%d%s",
            f.index(),
            zone,
            extension / EXTENSION_UNIT,
            inUse);
  }

  private String zoc(Object bits) {
    int value = ((Number) bits).intValue();
    return detailed
        ? value
            + "\tZone Operation Characteristics\n"
            + bit(1, value >> 1, "Zone Active Excursions", " (Host support required)")
            + "\n"
            + bit(0, value, "Variable Zone Capacity", " (Host support required)")
            + "\n"
        : String.valueOf(value);
  }

  private String ozcs(Object bits) {
    int value = ((Number) bits).intValue();
    return detailed
        ? value
            + "\tOptional Zoned Command Support\n"
            + bit(0, value, "Read Across Zone Boundaries", "")
            + "\n"
            + bit(1, value >> 1, "Zone Random Write Area", "")
        : String.valueOf(value);
  }

  private String zrwacap(Object bits) {
    int value = ((Number) bits).intValue();
    return detailed
        ? value
            + "\tZone Random Write Area Capability\n"
            + bit(0, value, "Explicit ZRWA Flush Operations", "")
        : String.valueOf(value);
  }

  private static String bit(int place, int value, String name, String ifSet) {
    int bit = value & 1;
    String start = "  [" + place + ":" + place + "] : " + Page.hex(bit) + "\t  ";
    return start + name + ": " + (bit == 1 ? "Yes" + ifSet : "No");
  }

  private String limit(Object zeroBased, String what) {
    long value = ((Number) zeroBased).longValue();
    if (!detailed) {
      return Page.hex(value);
    }
    return value == NO_LIMIT
        ? "No " + what + " Resource Limit"
        : value + 1 + "\t" + what + " Resources";
  }

  private String seconds(long limit) {
    return detailed && limit == 0 ? "Not Reported" : String.valueOf(limit);
  }

  @Override
  String text(Answer<Zoned> answer, Zoned z) {
    String text = page().text(z, new Page.At(answer.name(), answer.nsid()));
    return vendor ? text + "vs[]    :\n" + HexDump.of(Raw.bytes(z.zoned().vendorSpecific())) : text;
  }

  @Override
  void json(JsonGenerator json, Zoned z) throws IOException {
    page().json(json, z);
  }

  @Override
  byte[] binary(Zoned z) {
    return Raw.bytes(z.zoned().raw());
  }
}
